//! The list of integration users, a page at a time, and how many there are.

use std::collections::{BTreeSet, HashMap};

use domain::{
    Cursor, Direction, DisplayName, GroupType, Page, PartyId, PartyNumber, Sort, SortColumn,
    Status, UserFilter, UserSummary, Window,
};

use super::plan::Plan;
use super::read::client_id;
use super::{KEY, TABLE};
use crate::dialect::{Link, Row};
use crate::statement::{Statement, Value, pieces};
use crate::{Store, StoreError};

const COLUMNS: &str = "SELECT u.party_id, u.party_number, u.client_id, u.name, u.status, u.last_used, u.date_added, \
     u.version ";

impl Store {
    /// A page of the users that pass the filter: at most `window.rows` behind `window.after`. Ties go by party id in the
    /// same direction. A cursor whose row is gone begins at the top.
    pub async fn list_users(
        &self,
        filter: &UserFilter,
        sort: Sort,
        window: Window,
    ) -> Result<Page<UserSummary>, StoreError> {
        let mut link = self.pool.snapshot().await?;
        let plan = Plan::make(&mut link, filter).await?;
        if plan.is_nothing() {
            return Ok(Page {
                rows: Vec::new(),
                next: None,
            });
        }
        let statement = page_statement(&mut link, &plan, sort, window).await?;
        let rows = link.all(&statement).await?;
        let mut rows = rows.iter().map(summary).collect::<Result<Vec<_>, _>>()?;
        let wanted = usize::try_from(window.rows).unwrap_or(usize::MAX);
        let more = rows.len() > wanted;
        rows.truncate(wanted);
        add_groups(&mut link, &mut rows).await?;
        let next = rows
            .last()
            .filter(|_| more)
            .map(|row| cursor(row, sort.column));
        Ok(Page { rows, next })
    }

    /// The rows of the users with these numbers, in no order; those that there are none of are just not there.
    pub async fn summaries_of(
        &self,
        party_numbers: &[PartyNumber],
    ) -> Result<Vec<UserSummary>, StoreError> {
        let mut link = self.pool.snapshot().await?;
        // What a database cannot hold, it does not hold; PostgreSQL would call it an error.
        let numbers: BTreeSet<&str> = party_numbers
            .iter()
            .map(PartyNumber::as_str)
            .filter(|number| !number.contains('\0'))
            .collect();
        let numbers: Vec<&str> = numbers.into_iter().collect();
        let mut found = Vec::with_capacity(numbers.len());
        for piece in pieces(&numbers) {
            let mut statement = Statement::new(COLUMNS);
            statement
                .push("FROM integration_user u WHERE u.party_number IN ")
                .tuple(piece.iter().copied());
            for row in link.all(&statement).await? {
                found.push(summary(&row)?);
            }
        }
        add_groups(&mut link, &mut found).await?;
        Ok(found)
    }

    /// The rows of these users, in their order; those that there are none of are just not there.
    pub async fn summaries(&self, users: &[PartyId]) -> Result<Vec<UserSummary>, StoreError> {
        let mut link = self.pool.snapshot().await?;
        let ids: Vec<i64> = users.iter().map(|user| user.0).collect();
        let mut found = HashMap::with_capacity(ids.len());
        for piece in pieces(&ids) {
            let mut statement = Statement::new(COLUMNS);
            statement
                .push("FROM integration_user u WHERE u.party_id IN ")
                .tuple(piece.iter().copied());
            for row in link.all(&statement).await? {
                let row = summary(&row)?;
                found.insert(row.party_id, row);
            }
        }
        let mut rows: Vec<_> = users.iter().filter_map(|id| found.remove(id)).collect();
        add_groups(&mut link, &mut rows).await?;
        Ok(rows)
    }

    /// How many users pass the filter.
    pub async fn count_users(&self, filter: &UserFilter) -> Result<u64, StoreError> {
        if filter.is_empty() {
            let statement = Statement::fixed(
                "SELECT name, value FROM counter WHERE name = $1",
                ["user".into()],
            );
            let row = self
                .pool
                .one(&statement)
                .await?
                .ok_or(StoreError::NotFound)?;
            return row.of("counter", "name").count("value");
        }
        let mut link = self.pool.snapshot().await?;
        let plan = Plan::make(&mut link, filter).await?;
        if plan.is_nothing() {
            return Ok(0);
        }
        let statement = if let Some(part) = plan.only_part() {
            let mut statement = Statement::new("SELECT count(*) AS users FROM (");
            part.gather(plan.dialect(), &mut statement);
            statement.push(") matches");
            statement
        } else {
            let mut statement = plan.begin();
            statement.push("SELECT count(*) AS users ");
            plan.push_rows(&mut statement, None);
            statement
        };
        let row = link.one(&statement).await?.ok_or(StoreError::NotFound)?;
        row.of(TABLE, "users").count("users")
    }

    /// How the database goes about a page of the list: the lines of its plan, in its own words. For operators, and for
    /// the tests that hold every list to an index.
    pub async fn explain_list(
        &self,
        filter: &UserFilter,
        sort: Sort,
        window: Window,
    ) -> Result<Vec<String>, StoreError> {
        let mut link = self.pool.snapshot().await?;
        let plan = Plan::make(&mut link, filter).await?;
        let statement = page_statement(&mut link, &plan, sort, window).await?;
        drop(link);
        self.pool.explain(statement).await
    }
}

const fn sql_column(column: SortColumn) -> &'static str {
    match column {
        SortColumn::ClientId => "u.client_id_key",
        SortColumn::Name => "u.name_key",
        SortColumn::Status => "u.status",
        SortColumn::LastUsed => "u.last_used",
        SortColumn::DateAdded => "u.date_added",
    }
}

async fn page_statement(
    link: &mut Link,
    plan: &Plan,
    sort: Sort,
    window: Window,
) -> Result<Statement, StoreError> {
    let column = sql_column(sort.column);
    let (beyond, order) = match sort.direction {
        Direction::Ascending => (" > ", " ASC"),
        Direction::Descending => (" < ", " DESC"),
    };
    let after = match window.after {
        Some(cursor) => place(link, cursor, sort.column).await?,
        None => None,
    };
    let mut statement = plan.begin();
    statement.push(COLUMNS);
    plan.push_rows(&mut statement, column.strip_prefix("u."));
    if let Some((at, id)) = after {
        statement
            .push(" AND (")
            .push(column)
            .push(", u.party_id)")
            .push(beyond)
            .push("(");
        statement.bind(at).push(", ").bind(id).push(")");
    }
    statement
        .push(" ORDER BY ")
        .push(column)
        .push(order)
        .push(", u.party_id")
        .push(order);
    statement.push(" LIMIT ").bind(i64::from(window.rows) + 1);
    Ok(statement)
}

/// The place behind which a page begins. Numbers come with the cursor and hold when the row changed meanwhile; texts
/// are looked up, for they never stand in an address.
async fn place(
    link: &mut Link,
    cursor: Cursor,
    column: SortColumn,
) -> Result<Option<(Value, i64)>, StoreError> {
    let id = cursor.id.0;
    let text = match column {
        SortColumn::ClientId => "client_id_key",
        SortColumn::Name => "name_key",
        SortColumn::Status | SortColumn::LastUsed | SortColumn::DateAdded => {
            return Ok(cursor.at.map(|at| (Value::Int(at), id)));
        }
    };
    let statement = Statement::fixed(
        "SELECT party_id, client_id_key, name_key FROM integration_user WHERE party_id = $1",
        [id.into()],
    );
    let row = link.one(&statement).await?;
    row.map(|row| {
        row.of(TABLE, KEY)
            .text(text)
            .map(|at| (Value::Text(at), id))
    })
    .transpose()
}

fn cursor(row: &UserSummary, column: SortColumn) -> Cursor {
    let at = match column {
        SortColumn::ClientId | SortColumn::Name => None,
        SortColumn::Status => Some(row.status.number()),
        SortColumn::LastUsed => Some(row.last_used.map_or(0, domain::Timestamp::micros)),
        SortColumn::DateAdded => Some(row.date_added.micros()),
    };
    Cursor {
        id: row.party_id,
        at,
    }
}

fn summary(row: &Row) -> Result<UserSummary, StoreError> {
    let fields = row.of(TABLE, KEY);
    Ok(UserSummary {
        party_id: PartyId(fields.int("party_id")?),
        party_number: PartyNumber::new(fields.text("party_number")?),
        client_id: client_id(&fields)?,
        name: DisplayName::stored(fields.text("name")?),
        status: fields.number("status", Status::from_number)?,
        administrator_groups: Vec::new(),
        administrator_group_count: 0,
        sales_groups: Vec::new(),
        sales_group_count: 0,
        last_used: fields.moment_or_never("last_used")?,
        date_added: fields.moment("date_added")?,
        version: fields.int("version")?,
    })
}

/// The first labels of each kind and how many there are, for all rows at once.
async fn add_groups(link: &mut Link, rows: &mut [UserSummary]) -> Result<(), StoreError> {
    let places: HashMap<i64, usize> = rows
        .iter()
        .enumerate()
        .map(|(at, row)| (row.party_id.0, at))
        .collect();
    let ids: Vec<i64> = rows.iter().map(|row| row.party_id.0).collect();
    for piece in pieces(&ids) {
        for row in link.all(&labels_statement(piece)).await? {
            let fields = row.of("membership", "party_id");
            let Some(at) = places.get(&fields.int("party_id")?) else {
                continue;
            };
            let total = fields.number("total", |total| u32::try_from(total).ok())?;
            let user = &mut rows[*at];
            let (labels, count) = match fields.number("kind", GroupType::from_number)? {
                GroupType::Administrator => (
                    &mut user.administrator_groups,
                    &mut user.administrator_group_count,
                ),
                GroupType::Sales => (&mut user.sales_groups, &mut user.sales_group_count),
            };
            labels.push(fields.text("label")?);
            *count = total;
        }
    }
    Ok(())
}

fn labels_statement(users: &[i64]) -> Statement {
    let mut statement = Statement::new(
        "SELECT party_id, kind, label, total FROM (SELECT m.party_id, g.kind, g.label, \
         row_number() OVER (PARTITION BY m.party_id, g.kind ORDER BY g.label_key, g.variable_name) AS place, \
         count(*) OVER (PARTITION BY m.party_id, g.kind) AS total \
         FROM membership m JOIN user_group g ON g.group_id = m.group_id WHERE m.party_id IN ",
    );
    statement
        .tuple(users.iter().copied())
        .push(") ranked WHERE place <= ")
        .bind(i64::try_from(UserSummary::LABELS).unwrap_or(i64::MAX))
        .push(" ORDER BY party_id, kind, place");
    statement
}
