//! Collections of the REST API: users that an expression is true of, by number of rows.

use domain::expression::{OrderBy, UserField};
use domain::{
    COLLECTION_ROWS, Direction, GroupType, IntegrationUser, Slice, UserCollection, VariableName,
};

use super::read::{COLUMNS, load};
use super::{TABLE, hints, matching};
use crate::dialect::{Dialect, Link};
use crate::statement::Statement;
use crate::{Store, StoreError};

impl Store {
    /// The users that the collection asks for.
    pub async fn collect_users(
        &self,
        collection: &UserCollection,
    ) -> Result<Slice<IntegrationUser>, StoreError> {
        let mut link = self.pool.snapshot().await?;
        let few = match &collection.filter {
            Some(filter) => hints::few(&mut link, filter).await?,
            None => None,
        };
        let from = few.map_or(From::All, From::Few);
        collect(&mut link, &from, collection).await
    }

    /// Those of them that are in the group; [`StoreError::NotFound`] when there is no such group.
    pub async fn collect_members(
        &self,
        group: &VariableName,
        collection: &UserCollection,
    ) -> Result<Slice<IntegrationUser>, StoreError> {
        let mut link = self.pool.snapshot().await?;
        let group = group_id(&mut link, group).await?;
        collect(&mut link, &From::Members(group), collection).await
    }
}

/// The id of the group in the database; [`StoreError::NotFound`] when there is none.
pub async fn group_id(link: &mut Link, name: &VariableName) -> Result<i64, StoreError> {
    let statement = Statement::fixed(
        "SELECT group_id, variable_name FROM user_group WHERE variable_name = $1",
        [name.as_str().into()],
    );
    let row = link.one(&statement).await?.ok_or(StoreError::NotFound)?;
    row.of("user_group", "variable_name").int("group_id")
}

/// Where users come from.
enum From {
    All,
    /// Whoever else there is, the expression is not true of: ids by this query.
    Few(Statement),
    Members(i64),
}

impl From {
    /// The party id that an index has in order.
    const fn id(&self) -> &'static str {
        match self {
            Self::All | Self::Few(_) => "u.party_id",
            Self::Members(_) => "gm.party_id",
        }
    }

    /// `WITH …` if ids are gathered first; begins a statement.
    fn begin(&self) -> Statement {
        let mut statement = Statement::new("");
        if let Self::Few(ids) = self {
            statement
                .push("WITH few AS MATERIALIZED (")
                .append(ids)
                .push(") ");
        }
        statement
    }

    fn push(&self, dialect: Dialect, statement: &mut Statement, collection: &UserCollection) {
        match self {
            Self::All => statement.push(" FROM integration_user u WHERE 1 = 1"),
            Self::Few(_) => {
                statement.push(" FROM few CROSS JOIN integration_user u WHERE u.party_id = few.party_id")
            }
            Self::Members(group) => statement
                .push(
                    " FROM membership gm JOIN integration_user u ON u.party_id = gm.party_id WHERE gm.group_id = ",
                )
                .bind(*group),
        };
        if let Some(filter) = &collection.filter {
            statement.push(" AND ");
            matching::push(dialect, statement, filter);
        }
    }
}

async fn collect(
    link: &mut Link,
    from: &From,
    collection: &UserCollection,
) -> Result<Slice<IntegrationUser>, StoreError> {
    let dialect = link.dialect();
    let total = if collection.total {
        let mut count = from.begin();
        count.push("SELECT count(*) AS users");
        from.push(dialect, &mut count, collection);
        let row = link.one(&count).await?.ok_or(StoreError::NotFound)?;
        Some(row.of(TABLE, "users").count("users")?)
    } else {
        None
    };
    let limit = collection.limit.min(COLLECTION_ROWS);
    let mut statement = from.begin();
    statement.push("SELECT ").push(COLUMNS);
    from.push(dialect, &mut statement, collection);
    statement.push(" ORDER BY ");
    for order in &collection.order {
        push_order(&mut statement, *order);
    }
    statement
        .push(from.id())
        .push(" LIMIT ")
        .bind(i64::from(limit) + 1)
        .push(" OFFSET ")
        .bind(i64::try_from(collection.offset).unwrap_or(i64::MAX));
    let mut items = load(link, &statement).await?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let has_more = items.len() > limit;
    items.truncate(limit);
    Ok(Slice {
        items,
        has_more,
        total,
    })
}

/// Adds a part of the order with a comma behind it; nothing for what is the same of everybody.
fn push_order(statement: &mut Statement, order: OrderBy<UserField>) {
    let column = match order.field {
        UserField::Login => "u.login",
        UserField::FirstName => "u.name_key",
        UserField::Email => "u.email_key",
        UserField::Description => "u.description_key",
        UserField::DateAdded => "u.date_added",
        UserField::DateModified => "u.date_modified",
        UserField::LastLogin => "u.last_used",
        UserField::OauthClientId => "u.client_id_key",
        UserField::PartyId => "u.party_id",
        UserField::PartyNumber => "lower(u.party_number)",
        UserField::Status => "u.status",
        // Active is before Inactive as a word, and behind it as a number.
        UserField::StatusWord => "1 - u.status",
        UserField::Permission(flag) => {
            statement
                .push(
                    "CASE WHEN EXISTS (SELECT 1 FROM membership m JOIN user_group g ON g.group_id = m.group_id \
                     WHERE m.party_id = u.party_id AND g.kind = ",
                )
                .bind(GroupType::Administrator.number())
                .push(" AND g.variable_name = ")
                .bind(flag.group())
                .push(") THEN 1 ELSE 0 END");
            ""
        }
        UserField::GroupVariableName
        | UserField::GroupLabel
        | UserField::GroupType
        | UserField::Constant(_) => return,
    };
    statement.push(column).push(match order.direction {
        Direction::Ascending => " ASC, ",
        Direction::Descending => " DESC, ",
    });
}
