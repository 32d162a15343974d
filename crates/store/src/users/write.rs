//! Making and changing users.

use std::collections::{BTreeSet, HashMap};

use domain::{
    ClientId, GroupRef, IntegrationUser, Login, PartyId, PartyNumber, Status, Timestamp,
    UserChange, UserDraft, VariableName, fold,
};

use super::read::find;
use super::sort_key;
use crate::dialect::Dialect;
use crate::statement::{Statement, large_pieces, pieces};
use crate::{StoreError, Tx};

/// A user to be made: the draft, and what the service gives it.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// Above that of every user there is.
    pub party_id: PartyId,
    /// Unique.
    pub party_number: PartyNumber,
    /// Unique.
    pub login: Login,
    /// What was asked for.
    pub draft: UserDraft,
    /// The time.
    pub now: Timestamp,
}

/// A user before and after a change; both alike when nothing was to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Updated {
    /// As it was.
    pub before: IntegrationUser,
    /// As it is.
    pub after: IntegrationUser,
}

impl Updated {
    /// Whether anything changed.
    pub fn is_change(&self) -> bool {
        self.before != self.after
    }
}

/// A group with its key in the database.
#[derive(Clone, Debug)]
pub struct KnownGroup {
    pub id: i64,
    pub group: GroupRef,
}

/// Groups by their names.
pub type KnownGroups = HashMap<VariableName, KnownGroup>;

impl Tx {
    /// Makes a user. [`StoreError::ClientIdTaken`] says whose the client id is, [`StoreError::UnknownGroups`] which
    /// groups do not exist; nothing was written then.
    pub async fn insert_user(&mut self, new: &NewUser) -> Result<IntegrationUser, StoreError> {
        self.client_id_is_free(&new.draft.client_id).await?;
        let known = self.known_groups(&new.draft.groups).await?;
        let user = IntegrationUser {
            party_id: new.party_id,
            party_number: new.party_number.clone(),
            login: new.login.clone(),
            client_id: new.draft.client_id.clone(),
            name: new.draft.name.clone(),
            email: new.draft.email.clone(),
            description: new.draft.description.clone(),
            status: new.draft.status,
            groups: pick_groups(&new.draft.groups, &known)?,
            date_added: new.now,
            date_modified: new.now,
            last_used: None,
            version: 1,
        };
        self.insert_rows(std::slice::from_ref(&user), &known)
            .await?;
        Ok(user)
    }

    /// Changes a user. With `seen`, only if that still is its version; else [`StoreError::Changed`]. A change to what
    /// already is leaves everything as it is, the version too.
    pub async fn update_user(
        &mut self,
        party_number: &PartyNumber,
        change: &UserChange,
        seen: Option<i64>,
        now: Timestamp,
    ) -> Result<Updated, StoreError> {
        let before = find(&mut self.link, "party_number", party_number.as_str()).await?;
        let before = before.ok_or(StoreError::NotFound)?;
        if seen.is_some_and(|seen| seen != before.version) {
            return Err(StoreError::Changed {
                current: before.version,
            });
        }
        let known = self
            .known_groups(change.groups.as_deref().unwrap_or_default())
            .await?;
        self.change_row(before, change, &known, now).await
    }

    /// Lets a user in or shuts it out; the status it already has changes nothing.
    pub async fn set_status(
        &mut self,
        party_number: &PartyNumber,
        status: Status,
        now: Timestamp,
    ) -> Result<Updated, StoreError> {
        let change = UserChange {
            status: Some(status),
            ..UserChange::default()
        };
        self.update_user(party_number, &change, None, now).await
    }

    /// Writes a change to a row that was read in this transaction.
    pub(super) async fn change_row(
        &mut self,
        before: IntegrationUser,
        change: &UserChange,
        known: &KnownGroups,
        now: Timestamp,
    ) -> Result<Updated, StoreError> {
        let mut after = before.clone();
        apply(change, &mut after, known)?;
        if after == before {
            return Ok(Updated { before, after });
        }
        if after.client_id != before.client_id {
            self.client_id_is_free(&after.client_id).await?;
        }
        after.version += 1;
        // A clock set back must not make a change look older than the one before it.
        after.date_modified = now.max(before.date_modified);
        self.link.execute(&update_statement(&after)).await?;
        self.change_memberships(&before, &after, known).await?;
        Ok(Updated { before, after })
    }

    /// Finds groups by name; unknown ones are just not there.
    pub(crate) async fn known_groups(
        &mut self,
        names: &[VariableName],
    ) -> Result<KnownGroups, StoreError> {
        let mut known = KnownGroups::with_capacity(names.len());
        for piece in pieces(names) {
            let mut statement = Statement::new(
                "SELECT group_id, variable_name, label, kind FROM user_group WHERE variable_name IN ",
            );
            statement.tuple(piece.iter().map(VariableName::as_str));
            for row in self.link.all(&statement).await? {
                let group = super::read::group_ref(&row)?;
                let id = row.of("user_group", "variable_name").int("group_id")?;
                known.insert(group.variable_name.clone(), KnownGroup { id, group });
            }
        }
        Ok(known)
    }

    /// Writes new users with their memberships, many rows a statement.
    pub(super) async fn insert_rows(
        &mut self,
        users: &[IntegrationUser],
        known: &KnownGroups,
    ) -> Result<(), StoreError> {
        let dialect = self.link.dialect();
        self.link
            .execute_each(pieces(users).map(|piece| insert_statement(dialect, piece)))
            .await?;
        self.index_few(users).await?;
        let memberships: Vec<(i64, i64)> = users
            .iter()
            .flat_map(|user| user.groups.iter().map(move |group| (user, group)))
            .filter_map(|(user, group)| {
                Some((user.party_id.0, known.get(&group.variable_name)?.id))
            })
            .collect();
        self.insert_memberships(&memberships).await?;
        self.take_numbers("user", users.len()).await.map(drop)
    }

    pub(crate) async fn insert_memberships(
        &mut self,
        memberships: &[(i64, i64)],
    ) -> Result<(), StoreError> {
        let insert = |piece: &[(i64, i64)]| {
            let mut statement =
                Statement::new("INSERT INTO membership (party_id, group_id) VALUES ");
            for (at, (user, group)) in piece.iter().enumerate() {
                statement
                    .push(if at == 0 { "" } else { ", " })
                    .tuple([*user, *group]);
            }
            statement
        };
        self.link
            .execute_each(large_pieces(memberships).map(insert))
            .await
    }

    async fn change_memberships(
        &mut self,
        before: &IntegrationUser,
        after: &IntegrationUser,
        known: &KnownGroups,
    ) -> Result<(), StoreError> {
        let names = |user: &IntegrationUser| -> BTreeSet<VariableName> {
            user.groups
                .iter()
                .map(|group| group.variable_name.clone())
                .collect()
        };
        let (old, new) = (names(before), names(after));
        let removed: Vec<&VariableName> = old.difference(&new).collect();
        for piece in pieces(&removed) {
            let mut statement = Statement::new("DELETE FROM membership WHERE party_id = ");
            statement
                .bind(after.party_id.0)
                .push(" AND group_id IN (SELECT group_id FROM user_group WHERE variable_name IN ")
                .tuple(piece.iter().map(|name| name.as_str()))
                .push(")");
            self.link.execute(&statement).await?;
        }
        let added: Vec<(i64, i64)> = new
            .difference(&old)
            .filter_map(|name| Some((after.party_id.0, known.get(name)?.id)))
            .collect();
        self.insert_memberships(&added).await
    }

    async fn client_id_is_free(&mut self, client_id: &ClientId) -> Result<(), StoreError> {
        let statement = Statement::fixed(
            "SELECT party_id, party_number FROM integration_user WHERE client_id = $1",
            [client_id.as_str().into()],
        );
        match self.link.one(&statement).await? {
            Some(row) => Err(StoreError::ClientIdTaken {
                party_number: PartyNumber::new(
                    row.of(super::TABLE, super::KEY).text("party_number")?,
                ),
            }),
            None => Ok(()),
        }
    }
}

/// The groups of these names, each once, by label.
pub fn pick_groups(
    names: &[VariableName],
    known: &KnownGroups,
) -> Result<Vec<GroupRef>, StoreError> {
    let names: BTreeSet<&VariableName> = names.iter().collect();
    let unknown: Vec<VariableName> = names
        .iter()
        .filter(|name| !known.contains_key(**name))
        .map(|n| (*n).clone())
        .collect();
    if !unknown.is_empty() {
        return Err(StoreError::UnknownGroups(unknown));
    }
    let mut groups: Vec<GroupRef> = names
        .into_iter()
        .filter_map(|name| Some(known.get(name)?.group.clone()))
        .collect();
    // As SQL orders them: by folded label, then by name.
    groups
        .sort_by_cached_key(|group| (sort_key(group.label.as_str()), group.variable_name.clone()));
    Ok(groups)
}

pub(super) fn apply(
    change: &UserChange,
    user: &mut IntegrationUser,
    known: &KnownGroups,
) -> Result<(), StoreError> {
    fn set<T: Clone>(field: &mut T, new: Option<&T>) {
        if let Some(new) = new {
            field.clone_from(new);
        }
    }
    set(&mut user.client_id, change.client_id.as_ref());
    set(&mut user.name, change.name.as_ref());
    set(&mut user.email, change.email.as_ref());
    set(&mut user.description, change.description.as_ref());
    set(&mut user.status, change.status.as_ref());
    if let Some(names) = &change.groups {
        user.groups = pick_groups(names, known)?;
    }
    Ok(())
}

/// What the user is searched by.
pub fn search_key(user: &IntegrationUser) -> String {
    domain::search_key(
        user.name.as_str(),
        user.client_id.as_str(),
        user.party_number.as_str(),
        user.login.as_str(),
    )
}

fn insert_statement(dialect: Dialect, users: &[IntegrationUser]) -> Statement {
    let mut statement = Statement::new(dialect.insert());
    statement.push(
        " INTO integration_user (party_id, party_number, login, client_id, client_id_key, name, name_key, email, \
         email_key, description, description_key, status, date_added, date_modified, last_used, version, search_key) VALUES ",
    );
    for (at, user) in users.iter().enumerate() {
        statement
            .push(if at == 0 { "(" } else { ", (" })
            .bind(user.party_id.0);
        for text in [
            user.party_number.as_str(),
            user.login.as_str(),
            user.client_id.as_str(),
        ] {
            statement.push(", ").bind(text);
        }
        statement.push(", ").bind(sort_key(user.client_id.as_str()));
        statement.push(", ").bind(user.name.as_str());
        statement.push(", ").bind(sort_key(user.name.as_str()));
        for text in [user.email.as_str(), user.description.as_str()] {
            statement.push(", ").bind(text).push(", ").bind(fold(text));
        }
        let (added, modified) = (user.date_added.micros(), user.date_modified.micros());
        let used = user.last_used.map_or(0, Timestamp::micros);
        for number in [user.status.number(), added, modified, used, user.version] {
            statement.push(", ").bind(number);
        }
        statement.push(", ").bind(search_key(user)).push(")");
    }
    statement
}

fn update_statement(user: &IntegrationUser) -> Statement {
    Statement::fixed(
        "UPDATE integration_user SET client_id = $1, client_id_key = $2, name = $3, name_key = $4, email = $5, \
         description = $6, status = $7, date_modified = $8, version = $9, search_key = $10, email_key = $11, \
         description_key = $12 WHERE party_id = $13",
        [
            user.client_id.as_str().into(),
            sort_key(user.client_id.as_str()).into(),
            user.name.as_str().into(),
            sort_key(user.name.as_str()).into(),
            user.email.as_str().into(),
            user.description.as_str().into(),
            user.status.number().into(),
            user.date_modified.micros().into(),
            user.version.into(),
            search_key(user).into(),
            fold(user.email.as_str()).into(),
            fold(user.description.as_str()).into(),
            user.party_id.0.into(),
        ],
    )
}
