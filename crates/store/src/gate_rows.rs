//! How the gate reads integration users: many come as one text, because at the start there may be a million of them, and a row
//! of its own for each costs more than what is in it.
//!
//! Numbers come first, with commas between them and a semicolon behind; then the texts, whose lengths are among the numbers,
//! so that no text can be taken for something else.

use std::collections::HashMap;

use domain::{GroupType, PartyId, PartyNumber, Status, Timestamp, VariableName};

use crate::StoreError;
use crate::dialect::Link;
use crate::gate_users::{CallRate, GateUser};
use crate::statement::Statement;

const BEGIN: &str = "SELECT COALESCE(string_agg(one, ''), '') AS users FROM (SELECT concat_ws(',', u.party_id, u.status, \
     u.version, u.rate_per_second, u.rate_burst, u.date_added, u.last_used, octet_length(u.party_number), \
     octet_length(u.client_id), octet_length(u.search_key), \
     (SELECT string_agg(CAST(m.group_id AS TEXT), ',') FROM membership m WHERE m.party_id = u.party_id)) \
     || ';' || u.party_number || u.client_id || u.search_key AS one FROM integration_user u WHERE ";

/// The groups that were met so far, so that going through all users reads them once.
#[derive(Debug, Default)]
pub struct GateGroups(HashMap<i64, (GroupType, VariableName)>);

/// The users of these rows: a condition on `u`, and an order if there is to be one.
pub async fn read(
    link: &mut Link,
    rows: &Statement,
    groups: &mut GateGroups,
) -> Result<Vec<GateUser>, StoreError> {
    let mut statement = Statement::new(BEGIN);
    statement.append(rows).push(") AS packed");
    let row = link.one(&statement).await?.ok_or(StoreError::NotFound)?;
    let text = row.of("integration_user", "users").text("users")?;
    let (mut rest, mut users) = (text.as_str(), Vec::new());
    while !rest.is_empty() {
        let mut one = Packed::open(&mut rest)?;
        let mut user = one.user()?;
        while let Some(id) = one.next_group()? {
            if !groups.0.contains_key(&id) {
                *groups = groups_of(link).await?;
            }
            // A membership refers to a group that there is.
            user.groups.extend(groups.0.get(&id).cloned());
        }
        users.push(user);
    }
    users.sort_unstable_by_key(|user| user.party_id);
    Ok(users)
}

/// All groups: there are few of them, and memberships are many.
async fn groups_of(link: &mut Link) -> Result<GateGroups, StoreError> {
    let statement = Statement::fixed("SELECT group_id, variable_name, kind FROM user_group", []);
    let mut groups = HashMap::new();
    for row in link.all(&statement).await? {
        let fields = row.of("user_group", "group_id");
        let kind = fields.number("kind", GroupType::from_number)?;
        let name: VariableName = fields.parsed("variable_name", |text| text.parse().ok())?;
        groups.insert(fields.int("group_id")?, (kind, name));
    }
    Ok(GateGroups(groups))
}

/// One user in the text.
struct Packed<'a, 'r> {
    id: i64,
    /// Its numbers that were not read yet.
    numbers: &'a str,
    /// What is behind those.
    texts: &'r mut &'a str,
}

impl<'a, 'r> Packed<'a, 'r> {
    fn open(rest: &'r mut &'a str) -> Result<Self, StoreError> {
        let (numbers, texts) = rest.split_once(';').unwrap_or((*rest, ""));
        *rest = texts;
        let mut one = Self {
            id: 0,
            numbers,
            texts: rest,
        };
        one.id = one.int("party_id")?;
        Ok(one)
    }

    fn bad(&self, column: &'static str) -> StoreError {
        StoreError::BadRow {
            table: "integration_user",
            column,
            id: self.id.to_string(),
        }
    }

    fn int(&mut self, column: &'static str) -> Result<i64, StoreError> {
        let (number, rest) = self.numbers.split_once(',').unwrap_or((self.numbers, ""));
        self.numbers = rest;
        number.parse().map_err(|_| self.bad(column))
    }

    fn number<T>(
        &mut self,
        column: &'static str,
        read: impl FnOnce(i64) -> Option<T>,
    ) -> Result<T, StoreError> {
        let number = self.int(column)?;
        read(number).ok_or_else(|| self.bad(column))
    }

    fn text(&mut self, column: &'static str, length: usize) -> Result<&'a str, StoreError> {
        let parts = self.texts.split_at_checked(length);
        let (text, rest) = parts.ok_or_else(|| self.bad(column))?;
        *self.texts = rest;
        Ok(text)
    }

    fn user(&mut self) -> Result<GateUser, StoreError> {
        let status = self.number("status", Status::from_number)?;
        let version = self.int("version")?;
        let small = |number: i64| u32::try_from(number).ok();
        let per_second = self.number("rate_per_second", small)?;
        let burst = self.number("rate_burst", small)?;
        let added = Timestamp::from_micros(self.int("date_added")?);
        let last_used = self.int("last_used")?;
        let length = |length: i64| usize::try_from(length).ok();
        let lengths = [
            self.number("party_number", length)?,
            self.number("client_id", length)?,
            self.number("search_key", length)?,
        ];
        let party_number = PartyNumber::new(self.text("party_number", lengths[0])?);
        let client_id = self.text("client_id", lengths[1])?.parse();
        Ok(GateUser {
            party_id: PartyId(self.id),
            party_number,
            client_id: client_id.map_err(|_| self.bad("client_id"))?,
            status,
            version,
            rate: (per_second > 0).then_some(CallRate { per_second, burst }),
            groups: Vec::new(),
            added,
            last_used: (last_used != 0).then(|| Timestamp::from_micros(last_used)),
            search_key: self.text("search_key", lengths[2])?.to_owned(),
        })
    }

    fn next_group(&mut self) -> Result<Option<i64>, StoreError> {
        if self.numbers.is_empty() {
            return Ok(None);
        }
        self.int("group_id").map(Some)
    }
}
