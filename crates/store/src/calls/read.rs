//! Reading what the gate counted.

use domain::{ClientId, Day, PartyId, PartyNumber, Refusal, RefusedCall, UnknownClient};

use super::{day, day_number, outcome};
use crate::dialect::Row;
use crate::statement::Statement;
use crate::{Store, StoreError};

/// Whose calls are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallsOf {
    /// All, those that are nobody's among them.
    Everybody,
    /// Those of one user. Refusals that its client got while no user had it are its own, too.
    User {
        /// The user.
        party_id: PartyId,
        /// Its client.
        client_id: ClientId,
    },
}

/// Calls of one day that ended alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayCount {
    /// When, in UTC.
    pub day: Day,
    /// Why they were refused; none when they were admitted.
    pub outcome: Option<Refusal>,
    /// How many.
    pub calls: u64,
}

impl Store {
    /// How many calls there were on each day from the one to the other, by day and outcome; days without any are not
    /// there.
    pub async fn call_counts(
        &self,
        of: &CallsOf,
        from: Day,
        to: Day,
    ) -> Result<Vec<DayCount>, StoreError> {
        let (table, mut statement) = match of {
            CallsOf::Everybody => (
                "call_total",
                Statement::new("SELECT day, outcome, calls FROM call_total WHERE day >= "),
            ),
            CallsOf::User { party_id, .. } => {
                let mut statement =
                    Statement::new("SELECT day, outcome, calls FROM call_count WHERE party_id = ");
                statement.bind(party_id.0).push(" AND day >= ");
                ("call_count", statement)
            }
        };
        statement
            .bind(day_number(from))
            .push(" AND day <= ")
            .bind(day_number(to))
            .push(" ORDER BY day, outcome");
        let rows = self.pool.all(&statement).await?;
        rows.iter()
            .map(|row| {
                let fields = row.of(table, "day");
                Ok(DayCount {
                    day: day(&fields)?,
                    outcome: outcome(&fields)?,
                    calls: fields.count("calls")?,
                })
            })
            .collect()
    }

    /// The last refusals, newest first.
    pub async fn refused_calls(
        &self,
        of: &CallsOf,
        limit: u32,
    ) -> Result<Vec<RefusedCall>, StoreError> {
        let mut statement = Statement::new(
            "SELECT r.number, r.at, r.reason, r.detail, r.client_id, COALESCE(u.party_number, '') AS party_number \
             FROM refused_call r LEFT JOIN integration_user u ON u.party_id = r.party_id",
        );
        if let CallsOf::User {
            party_id,
            client_id,
        } = of
        {
            statement
                .push(" WHERE r.party_id = ")
                .bind(party_id.0)
                .push(" OR (r.party_id = 0 AND r.client_id = ")
                .bind(client_id.as_str())
                .push(")");
        }
        statement
            .push(" ORDER BY r.at DESC, r.number DESC LIMIT ")
            .bind(i64::from(limit));
        let rows = self.pool.all(&statement).await?;
        rows.iter().map(refused).collect()
    }

    /// The clients that knocked last and that no user has (any more), the last one first.
    pub async fn unknown_clients(&self, limit: u32) -> Result<Vec<UnknownClient>, StoreError> {
        let statement = Statement::fixed(
            "SELECT c.client_id, c.first_seen, c.last_seen, c.calls FROM unknown_client c \
             WHERE NOT EXISTS (SELECT 1 FROM integration_user u WHERE u.client_id = c.client_id) \
             ORDER BY c.last_seen DESC, c.client_id DESC LIMIT $1",
            [i64::from(limit).into()],
        );
        let rows = self.pool.all(&statement).await?;
        rows.iter()
            .map(|row| {
                // A row is named by its first moment: a client id is never in a message.
                let fields = row.of("unknown_client", "first_seen");
                Ok(UnknownClient {
                    client_id: fields.parsed("client_id", |text| text.parse().ok())?,
                    first_seen: fields.moment("first_seen")?,
                    last_seen: fields.moment("last_seen")?,
                    calls: fields.count("calls")?,
                })
            })
            .collect()
    }
}

fn refused(row: &Row) -> Result<RefusedCall, StoreError> {
    let fields = row.of("refused_call", "number");
    let party_number = fields.text("party_number")?;
    Ok(RefusedCall {
        at: fields.moment("at")?,
        reason: fields.parsed("reason", Refusal::from_word)?,
        detail: fields.text("detail")?,
        client_id: fields.parsed("client_id", |text| match text {
            "" => Some(None),
            text => text.parse().ok().map(Some),
        })?,
        party_number: (!party_number.is_empty()).then(|| PartyNumber::new(party_number)),
    })
}
