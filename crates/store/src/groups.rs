//! Groups: reading, listing, writing.

use domain::{
    Description, Group, GroupChange, GroupDraft, GroupListQuery, GroupPage, GroupRef, GroupSummary,
    GroupType, Label, Timestamp, VariableName, fold,
};

use crate::dialect::{Dialect, Link, Row, Term};
use crate::statement::Statement;
use crate::users::sort_key;
use crate::{Imported, Store, StoreError, Tx};

const TABLE: &str = "user_group";
const KEY: &str = "variable_name";

const SELECT: &str = "SELECT g.variable_name, g.label, g.kind, g.description, g.read_only, g.date_added, \
     g.date_modified, g.version, (SELECT count(*) FROM membership m WHERE m.group_id = g.group_id) AS members \
     FROM user_group g WHERE 1 = 1";

/// A group before and after a change; both alike when nothing was to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpdatedGroup {
    /// As it was.
    pub before: Group,
    /// As it is.
    pub after: Group,
}

impl Store {
    /// The group of this name.
    pub async fn find_group(
        &self,
        name: &VariableName,
    ) -> Result<Option<GroupSummary>, StoreError> {
        let row = self.pool.one(&by_name(name)).await?;
        row.as_ref().map(summary).transpose()
    }

    /// At most `limit` groups that the query asks for, by label, and how many there are in all. A place whose group is
    /// gone is the top.
    pub async fn list_groups(
        &self,
        query: &GroupListQuery,
        limit: u32,
    ) -> Result<GroupPage, StoreError> {
        let mut link = self.pool.snapshot().await?;
        let term = match query.term.as_ref().map(Term::plain) {
            Some(None) => return Ok(nothing()),
            Some(Some(term)) => Some(term),
            None => None,
        };
        let mut count = Statement::new("SELECT count(*) AS total FROM user_group g WHERE 1 = 1");
        add_conditions(&mut count, link.dialect(), query.kind, term.as_ref());
        let total = link.one(&count).await?.ok_or(StoreError::NotFound)?;
        let total = total.of(TABLE, "total").count("total")?;

        let mut page = Statement::new(SELECT);
        add_conditions(&mut page, link.dialect(), query.kind, term.as_ref());
        if let Some(after) = &query.after
            && let Some(label) = label_key(&mut link, after).await?
        {
            page.push(" AND (g.label_key, g.variable_name) > ")
                .tuple([label.as_str(), after.as_str()]);
        }
        page.push(" ORDER BY g.label_key, g.variable_name LIMIT ")
            .bind(i64::from(limit) + 1);
        let rows = link.all(&page).await?;
        let mut rows = rows.iter().map(summary).collect::<Result<Vec<_>, _>>()?;
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows
            .last()
            .filter(|_| more)
            .map(|row| row.group.variable_name.clone());
        Ok(GroupPage { rows, next, total })
    }

    /// All groups of both kinds, by label; for pickers.
    pub async fn group_choices(&self) -> Result<Vec<GroupRef>, StoreError> {
        let statement = Statement::fixed(
            "SELECT variable_name, label, kind FROM user_group ORDER BY label_key, variable_name",
            [],
        );
        let rows = self.pool.all(&statement).await?;
        rows.iter().map(crate::users::group_ref).collect()
    }
}

impl Tx {
    /// Makes a group; [`StoreError::VariableNameTaken`] when there is one of this name.
    pub async fn insert_group(
        &mut self,
        draft: &GroupDraft,
        now: Timestamp,
    ) -> Result<Group, StoreError> {
        self.insert_group_as(draft, false, now).await
    }

    pub(crate) async fn insert_group_as(
        &mut self,
        draft: &GroupDraft,
        read_only: bool,
        now: Timestamp,
    ) -> Result<Group, StoreError> {
        if self
            .link
            .one(&by_name(&draft.variable_name))
            .await?
            .is_some()
        {
            return Err(StoreError::VariableNameTaken);
        }
        let group = Group {
            variable_name: draft.variable_name.clone(),
            label: draft.label.clone(),
            kind: draft.kind,
            description: draft.description.clone(),
            read_only,
            date_added: now,
            date_modified: now,
            version: 1,
        };
        let id = self.take_numbers("group", 1).await?;
        self.link.execute(&insert_statement(id, &group)).await?;
        Ok(group)
    }

    /// Changes label and description, as far as the change names them. With `seen`, only if that still is its version;
    /// else [`StoreError::Changed`]. A change to what already is leaves everything as it is. The built-in group is refused.
    pub async fn update_group(
        &mut self,
        name: &VariableName,
        change: &GroupChange,
        seen: impl Into<Option<i64>>,
        now: Timestamp,
    ) -> Result<UpdatedGroup, StoreError> {
        let row = self
            .link
            .one(&by_name(name))
            .await?
            .ok_or(StoreError::NotFound)?;
        let before = summary(&row)?.group;
        if before.read_only {
            return Err(StoreError::ReadOnlyGroup);
        }
        if seen.into().is_some_and(|seen| seen != before.version) {
            return Err(StoreError::Changed {
                current: before.version,
            });
        }
        self.change_group(before, change, now).await
    }

    async fn change_group(
        &mut self,
        before: Group,
        change: &GroupChange,
        now: Timestamp,
    ) -> Result<UpdatedGroup, StoreError> {
        let mut after = before.clone();
        if let Some(label) = &change.label {
            after.label.clone_from(label);
        }
        if let Some(description) = &change.description {
            after.description.clone_from(description);
        }
        if after == before {
            return Ok(UpdatedGroup { before, after });
        }
        after.version += 1;
        after.date_modified = now.max(before.date_modified);
        let statement = Statement::fixed(
            "UPDATE user_group SET label = $1, label_key = $2, description = $3, search_key = $4, date_modified = $5, \
             version = $6 WHERE variable_name = $7",
            [
                after.label.as_str().into(),
                sort_key(after.label.as_str()).into(),
                after.description.as_str().into(),
                search_key(&after).into(),
                after.date_modified.micros().into(),
                after.version.into(),
                after.variable_name.as_str().into(),
            ],
        );
        self.link.execute(&statement).await?;
        Ok(UpdatedGroup { before, after })
    }

    /// Makes and changes groups, in order. The same once more changes nothing. A row that gives an existing group the
    /// other type is refused with [`StoreError::VariableNameTaken`], one that changes the built-in group with
    /// [`StoreError::ReadOnlyGroup`].
    pub async fn import_groups(
        &mut self,
        groups: &[GroupDraft],
        now: Timestamp,
    ) -> Result<Vec<Imported<UpdatedGroup>>, StoreError> {
        let mut outcomes = Vec::with_capacity(groups.len());
        for draft in groups {
            outcomes.push(self.import_group(draft, now).await?);
        }
        Ok(outcomes)
    }

    async fn import_group(
        &mut self,
        draft: &GroupDraft,
        now: Timestamp,
    ) -> Result<Imported<UpdatedGroup>, StoreError> {
        let Some(row) = self.link.one(&by_name(&draft.variable_name)).await? else {
            self.insert_group(draft, now).await?;
            return Ok(Imported::Created);
        };
        let before = summary(&row)?.group;
        if before.kind != draft.kind {
            return Ok(Imported::Refused(StoreError::VariableNameTaken));
        }
        if before.label == draft.label && before.description == draft.description {
            return Ok(Imported::Unchanged);
        }
        if before.read_only {
            return Ok(Imported::Refused(StoreError::ReadOnlyGroup));
        }
        let change = GroupChange {
            label: Some(draft.label.clone()),
            description: Some(draft.description.clone()),
        };
        let updated = self.change_group(before, &change, now).await?;
        Ok(Imported::Changed(Box::new(updated)))
    }
}

const fn nothing() -> GroupPage {
    GroupPage {
        rows: Vec::new(),
        next: None,
        total: 0,
    }
}

fn by_name(name: &VariableName) -> Statement {
    let mut statement = Statement::new(SELECT);
    statement
        .push(" AND g.variable_name = ")
        .bind(name.as_str());
    statement
}

fn add_conditions(
    statement: &mut Statement,
    dialect: Dialect,
    kind: Option<GroupType>,
    term: Option<&Term>,
) {
    if let Some(kind) = kind {
        statement.push(" AND g.kind = ").bind(kind.number());
    }
    if let Some(term) = term {
        statement.push(" AND ");
        dialect.contains(statement, "g.search_key", term);
    }
}

async fn label_key(link: &mut Link, name: &VariableName) -> Result<Option<String>, StoreError> {
    let statement = Statement::fixed(
        "SELECT variable_name, label_key FROM user_group WHERE variable_name = $1",
        [name.as_str().into()],
    );
    let row = link.one(&statement).await?;
    row.map(|row| row.of(TABLE, KEY).text("label_key"))
        .transpose()
}

/// A group of a row that has all its columns.
pub(crate) fn group(row: &Row) -> Result<Group, StoreError> {
    let fields = row.of(TABLE, KEY);
    Ok(Group {
        variable_name: fields.parsed("variable_name", |text| text.parse().ok())?,
        label: Label::stored(fields.text("label")?),
        kind: fields.number("kind", GroupType::from_number)?,
        description: Description::stored(fields.text("description")?),
        read_only: fields.int("read_only")? != 0,
        date_added: fields.moment("date_added")?,
        date_modified: fields.moment("date_modified")?,
        version: fields.int("version")?,
    })
}

fn summary(row: &Row) -> Result<GroupSummary, StoreError> {
    let group = group(row)?;
    let members = row.of(TABLE, KEY).count("members")?;
    Ok(GroupSummary { group, members })
}

/// Label, variable name and description, folded, none matching into the next.
fn search_key(group: &Group) -> String {
    [
        group.label.as_str(),
        group.variable_name.as_str(),
        &group.description.as_str().replace('\n', "\r"),
    ]
    .map(fold)
    .join("\n")
}

fn insert_statement(id: i64, group: &Group) -> Statement {
    let mut statement = Statement::new(
        "INSERT INTO user_group (group_id, variable_name, label, label_key, kind, description, read_only, date_added, \
         date_modified, version, search_key) VALUES (",
    );
    statement
        .bind(id)
        .push(", ")
        .bind(group.variable_name.as_str());
    statement.push(", ").bind(group.label.as_str());
    statement.push(", ").bind(sort_key(group.label.as_str()));
    statement.push(", ").bind(group.kind.number());
    statement.push(", ").bind(group.description.as_str());
    let (added, modified) = (group.date_added.micros(), group.date_modified.micros());
    for number in [i64::from(group.read_only), added, modified, group.version] {
        statement.push(", ").bind(number);
    }
    statement.push(", ").bind(search_key(group)).push(")");
    statement
}
