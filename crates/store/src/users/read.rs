//! One user, or all in a row.

use std::collections::{HashMap, HashSet};

use domain::{
    ClientId, Description, DisplayName, Email, GroupRef, GroupType, IntegrationUser, Label, Login,
    PartyId, PartyNumber, Status,
};

use super::{KEY, TABLE};
use crate::dialect::{Fields, Link, Row};
use crate::statement::Statement;
use crate::{Store, StoreError};

/// All that makes an [`IntegrationUser`] but its groups.
pub const COLUMNS: &str = "u.party_id, u.party_number, u.login, u.client_id, u.name, u.email, u.description, \
     u.status, u.date_added, u.date_modified, u.last_used, u.version";

impl Store {
    /// The user of this party number.
    pub async fn find_user(
        &self,
        party_number: &PartyNumber,
    ) -> Result<Option<IntegrationUser>, StoreError> {
        let mut link = self.pool.snapshot().await?;
        find(&mut link, "party_number", party_number.as_str()).await
    }

    /// The user of this client, compared byte for byte.
    pub async fn find_user_by_client_id(
        &self,
        client_id: &ClientId,
    ) -> Result<Option<IntegrationUser>, StoreError> {
        let mut link = self.pool.snapshot().await?;
        find(&mut link, "client_id", client_id.as_str()).await
    }

    /// The users of these party numbers, in their order; those that are not there are left out.
    pub async fn users_with(
        &self,
        numbers: &[PartyNumber],
    ) -> Result<Vec<IntegrationUser>, StoreError> {
        // What a database cannot hold, it does not hold; PostgreSQL would call it an error.
        let texts: Vec<&str> = numbers
            .iter()
            .map(PartyNumber::as_str)
            .filter(|text| !text.contains('\0'))
            .collect();
        let mut link = self.pool.snapshot().await?;
        let mut found = HashMap::with_capacity(texts.len());
        for piece in crate::statement::pieces(&texts) {
            let mut statement = select();
            statement
                .push("u.party_number IN ")
                .tuple(piece.iter().copied());
            for user in load(&mut link, &statement).await? {
                found.insert(user.party_number.clone(), user);
            }
        }
        Ok(numbers
            .iter()
            .filter_map(|number| found.remove(number))
            .collect())
    }

    /// Those of these logins that nobody has, in their order.
    pub async fn unknown_logins(&self, logins: &[Login]) -> Result<Vec<Login>, StoreError> {
        // What a database cannot hold, it does not hold; PostgreSQL would call it an error.
        let texts: Vec<&str> = logins
            .iter()
            .map(Login::as_str)
            .filter(|text| !text.contains('\0'))
            .collect();
        let mut link = self.pool.snapshot().await?;
        let mut known = HashSet::with_capacity(texts.len());
        for piece in crate::statement::pieces(&texts) {
            let mut statement =
                Statement::new("SELECT party_id, login FROM integration_user WHERE login IN ");
            statement.tuple(piece.iter().copied());
            for row in link.all(&statement).await? {
                known.insert(row.of(TABLE, KEY).text("login")?);
            }
        }
        Ok(logins
            .iter()
            .filter(|login| !known.contains(login.as_str()))
            .cloned()
            .collect())
    }

    /// Up to `limit` users behind this id, by id; for the export, which goes through all of them.
    pub async fn users_after(
        &self,
        after: Option<PartyId>,
        limit: u32,
    ) -> Result<Vec<IntegrationUser>, StoreError> {
        let mut link = self.pool.snapshot().await?;
        let mut statement = select();
        statement
            .push("u.party_id > ")
            .bind(after.map_or(i64::MIN, |id| id.0))
            .push(" ORDER BY u.party_id LIMIT ")
            .bind(i64::from(limit));
        load(&mut link, &statement).await
    }
}

/// `SELECT` all columns `WHERE`, to be gone on with.
pub fn select() -> Statement {
    let mut statement = Statement::new("SELECT ");
    statement
        .push(COLUMNS)
        .push(" FROM integration_user u WHERE ");
    statement
}

/// The user whose unique column holds this text.
pub async fn find(
    link: &mut Link,
    column: &str,
    text: &str,
) -> Result<Option<IntegrationUser>, StoreError> {
    // What a database cannot hold, it does not hold; PostgreSQL would call it an error.
    if text.contains('\0') {
        return Ok(None);
    }
    let mut statement = select();
    statement.push("u.").push(column).push(" = ").bind(text);
    Ok(load(link, &statement).await?.pop())
}

/// The users that a statement gives, with their groups.
pub async fn load(
    link: &mut Link,
    statement: &Statement,
) -> Result<Vec<IntegrationUser>, StoreError> {
    let rows = link.all(statement).await?;
    let mut users = rows.iter().map(user).collect::<Result<Vec<_>, _>>()?;
    let ids: Vec<i64> = users.iter().map(|user| user.party_id.0).collect();
    let mut groups = groups_of(link, &ids).await?;
    for user in &mut users {
        user.groups = groups.remove(&user.party_id.0).unwrap_or_default();
    }
    Ok(users)
}

fn user(row: &Row) -> Result<IntegrationUser, StoreError> {
    let fields = row.of(TABLE, KEY);
    Ok(IntegrationUser {
        party_id: PartyId(fields.int("party_id")?),
        party_number: PartyNumber::new(fields.text("party_number")?),
        login: Login::new(fields.text("login")?),
        client_id: client_id(&fields)?,
        name: DisplayName::stored(fields.text("name")?),
        email: Email::stored(fields.text("email")?),
        description: Description::stored(fields.text("description")?),
        status: fields.number("status", Status::from_number)?,
        groups: Vec::new(),
        date_added: fields.moment("date_added")?,
        date_modified: fields.moment("date_modified")?,
        last_used: fields.moment_or_never("last_used")?,
        version: fields.int("version")?,
    })
}

/// The client id of a row.
pub fn client_id(fields: &Fields<'_>) -> Result<ClientId, StoreError> {
    fields.parsed("client_id", |text| text.parse().ok())
}

/// The groups of each of these users, by label.
pub async fn groups_of(
    link: &mut Link,
    users: &[i64],
) -> Result<HashMap<i64, Vec<GroupRef>>, StoreError> {
    let mut groups: HashMap<i64, Vec<GroupRef>> = HashMap::new();
    for piece in crate::statement::pieces(users) {
        let mut statement = Statement::new(
            "SELECT m.party_id, g.variable_name, g.label, g.kind FROM membership m \
             JOIN user_group g ON g.group_id = m.group_id WHERE m.party_id IN ",
        );
        statement
            .tuple(piece.iter().copied())
            .push(" ORDER BY m.party_id, g.label_key, g.variable_name");
        for row in link.all(&statement).await? {
            let group = group_ref(&row)?;
            let party_id = row.of("membership", "party_id").int("party_id")?;
            groups.entry(party_id).or_default().push(group);
        }
    }
    Ok(groups)
}

/// A group as it is named by others.
pub fn group_ref(row: &Row) -> Result<GroupRef, StoreError> {
    let fields = row.of("user_group", "variable_name");
    Ok(GroupRef {
        label: Label::stored(fields.text("label")?),
        variable_name: fields.parsed("variable_name", |text| text.parse().ok())?,
        kind: fields.number("kind", GroupType::from_number)?,
    })
}
