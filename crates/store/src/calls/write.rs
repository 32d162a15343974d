//! Writing what the gate counted.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::{ClientId, Day, PartyId, Timestamp, UnknownClient};

use super::{
    CallBatch, CallCount, NewRefusedCall, REFUSALS_OF_EACH, REFUSALS_OF_NOBODY, UNKNOWN_CLIENTS,
    clean, day_number, outcome_word, stored,
};
use crate::statement::{Statement, pieces};
use crate::{StoreError, Tx};

/// Of clients that no user has, all together, no more refusals outlive a purge.
const REFUSALS_WITHOUT_USER: u32 = 50_000;

/// SQLite knows no offset without a limit; more rows than there will ever be.
const ALL: i64 = 1 << 40;

impl Tx {
    /// Adds a batch to what is there: counts, the last use of users (neither version nor date of change move: nobody
    /// edited anything), the last refusals of each, and clients that no user has.
    pub async fn write_calls(&mut self, batch: &CallBatch) -> Result<(), StoreError> {
        self.add_counts(&batch.counts).await?;
        self.touch_all(&batch.last_used).await?;
        self.add_refusals(&batch.refusals).await?;
        self.add_unknown(&batch.unknown).await
    }

    /// Takes away what is older: counts of earlier days, refusals of before them, clients that did not knock since.
    pub async fn purge_calls(&mut self, before: Day) -> Result<(), StoreError> {
        let (day, moment) = (day_number(before), before.start().micros());
        for statement in [
            Statement::fixed("DELETE FROM call_count WHERE day < $1", [day.into()]),
            Statement::fixed("DELETE FROM call_total WHERE day < $1", [day.into()]),
            Statement::fixed("DELETE FROM refused_call WHERE at < $1", [moment.into()]),
            Statement::fixed(
                "DELETE FROM refused_call WHERE number IN (SELECT number FROM refused_call WHERE party_id = 0 \
                 ORDER BY at DESC, number DESC LIMIT $1 OFFSET $2)",
                [ALL.into(), i64::from(REFUSALS_WITHOUT_USER).into()],
            ),
            Statement::fixed(
                "DELETE FROM unknown_client WHERE last_seen < $1",
                [moment.into()],
            ),
        ] {
            self.link.execute(&statement).await?;
        }
        Ok(())
    }

    async fn add_counts(&mut self, counts: &[CallCount]) -> Result<(), StoreError> {
        // One row for each key: PostgreSQL takes none twice in a statement. Sorted, so that the index is walked once.
        let mut each: BTreeMap<(i64, i64, &str), u64> = BTreeMap::new();
        let mut totals: BTreeMap<(i64, &str), u64> = BTreeMap::new();
        for count in counts.iter().filter(|count| count.calls > 0) {
            let party_id = count.party_id.map_or(0, |id| id.0);
            let (day, outcome) = (day_number(count.day), outcome_word(count.outcome));
            for calls in [
                each.entry((party_id, day, outcome)).or_default(),
                totals.entry((day, outcome)).or_default(),
            ] {
                *calls = calls.saturating_add(count.calls);
            }
        }
        let each: Vec<_> = each.into_iter().collect();
        for piece in pieces(&each) {
            let mut statement =
                Statement::new("INSERT INTO call_count (party_id, day, outcome, calls) VALUES ");
            for (at, ((party_id, day, outcome), calls)) in piece.iter().enumerate() {
                statement
                    .push(if at == 0 { "(" } else { ", (" })
                    .bind(*party_id)
                    .push(", ")
                    .bind(*day)
                    .push(", ")
                    .bind(*outcome)
                    .push(", ")
                    .bind(stored(*calls))
                    .push(")");
            }
            statement.push(
                " ON CONFLICT (party_id, day, outcome) DO UPDATE SET calls = call_count.calls + excluded.calls",
            );
            self.link.execute(&statement).await?;
        }
        for ((day, outcome), calls) in totals {
            let statement = Statement::fixed(
                "INSERT INTO call_total (day, outcome, calls) VALUES ($1, $2, $3) \
                 ON CONFLICT (day, outcome) DO UPDATE SET calls = call_total.calls + excluded.calls",
                [day.into(), outcome.into(), stored(calls).into()],
            );
            self.link.execute(&statement).await?;
        }
        Ok(())
    }

    async fn touch_all(&mut self, last_used: &[(PartyId, Timestamp)]) -> Result<(), StoreError> {
        let mut latest: BTreeMap<i64, i64> = BTreeMap::new();
        for (user, at) in last_used {
            let last = latest.entry(user.0).or_insert(i64::MIN);
            *last = at.micros().max(*last);
        }
        let latest: Vec<_> = latest.into_iter().collect();
        if latest.is_empty() {
            return Ok(());
        }
        let number = self.take_numbers("use", 1).await?;
        for piece in pieces(&latest) {
            // Both databases call the columns of bare rows column1, column2.
            let mut statement =
                Statement::new("UPDATE integration_user SET last_used = v.column2, use_number = ");
            statement.bind(number).push(" FROM (VALUES ");
            for (at, (user, moment)) in piece.iter().enumerate() {
                statement
                    .push(if at == 0 { "" } else { ", " })
                    .tuple([*user, *moment]);
            }
            statement.push(
                ") AS v WHERE integration_user.party_id = v.column1 AND integration_user.last_used < v.column2",
            );
            self.link.execute(&statement).await?;
        }
        Ok(())
    }

    async fn add_refusals(&mut self, refusals: &[NewRefusedCall]) -> Result<(), StoreError> {
        let refusals = last_of_each(refusals);
        if refusals.is_empty() {
            return Ok(());
        }
        let mut number = self.take_numbers("refused-call", refusals.len()).await?;
        for piece in pieces(&refusals) {
            let mut statement = Statement::new(
                "INSERT INTO refused_call (number, at, reason, detail, client_id, party_id) VALUES ",
            );
            for (at, call) in piece.iter().enumerate() {
                statement
                    .push(if at == 0 { "(" } else { ", (" })
                    .bind(number)
                    .push(", ")
                    .bind(call.at.micros());
                let client_id = call.client_id.as_ref().map_or("", ClientId::as_str);
                for text in [call.reason.word(), &clean(&call.detail), client_id] {
                    statement.push(", ").bind(text);
                }
                statement.push(", ").bind(party_id(call)).push(")");
                number += 1;
            }
            self.link.execute(&statement).await?;
        }
        let owners: BTreeSet<Owner<'_>> = refusals.into_iter().map(owner).collect();
        for owner in owners {
            self.trim_refusals(owner).await?;
        }
        Ok(())
    }

    async fn trim_refusals(&mut self, owner: Owner<'_>) -> Result<(), StoreError> {
        let statement = match owner {
            Owner::User(user) => Statement::fixed(
                "DELETE FROM refused_call WHERE number IN (SELECT number FROM refused_call WHERE party_id = $1 \
                 ORDER BY at DESC, number DESC LIMIT $2 OFFSET $3)",
                [user.into(), ALL.into(), owner.most().into()],
            ),
            Owner::Client(client_id) => Statement::fixed(
                "DELETE FROM refused_call WHERE number IN (SELECT number FROM refused_call WHERE client_id = $1 \
                 AND party_id = 0 ORDER BY at DESC, number DESC LIMIT $2 OFFSET $3)",
                [client_id.into(), ALL.into(), owner.most().into()],
            ),
        };
        self.link.execute(&statement).await.map(drop)
    }

    async fn add_unknown(&mut self, unknown: &[UnknownClient]) -> Result<(), StoreError> {
        let clients = each_once(unknown);
        if clients.is_empty() {
            return Ok(());
        }
        for piece in pieces(&clients) {
            let mut statement = Statement::new(
                "INSERT INTO unknown_client (client_id, first_seen, last_seen, calls) VALUES ",
            );
            for (at, client) in piece.iter().enumerate() {
                statement
                    .push(if at == 0 { "(" } else { ", (" })
                    .bind(client.client_id.as_str());
                let (first, last) = (client.first_seen.micros(), client.last_seen.micros());
                for value in [first, last, stored(client.calls)] {
                    statement.push(", ").bind(value);
                }
                statement.push(")");
            }
            statement.push(
                " ON CONFLICT (client_id) DO UPDATE SET calls = unknown_client.calls + excluded.calls, \
                 first_seen = CASE WHEN excluded.first_seen < unknown_client.first_seen \
                 THEN excluded.first_seen ELSE unknown_client.first_seen END, \
                 last_seen = CASE WHEN excluded.last_seen > unknown_client.last_seen \
                 THEN excluded.last_seen ELSE unknown_client.last_seen END",
            );
            self.link.execute(&statement).await?;
        }
        let too_many = Statement::fixed(
            "DELETE FROM unknown_client WHERE client_id IN (SELECT client_id FROM unknown_client \
             ORDER BY last_seen DESC, client_id DESC LIMIT $1 OFFSET $2)",
            [ALL.into(), i64::from(UNKNOWN_CLIENTS).into()],
        );
        self.link.execute(&too_many).await.map(drop)
    }
}

/// Whose a refusal is; so many are kept of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Owner<'a> {
    User(i64),
    /// A client that no user has; the empty one is nobody.
    Client(&'a str),
}

impl Owner<'_> {
    fn most(self) -> i64 {
        match self {
            Self::Client("") => i64::from(REFUSALS_OF_NOBODY),
            Self::User(_) | Self::Client(_) => i64::from(REFUSALS_OF_EACH),
        }
    }
}

fn party_id(call: &NewRefusedCall) -> i64 {
    call.party_id.map_or(0, |id| id.0)
}

fn owner(call: &NewRefusedCall) -> Owner<'_> {
    match party_id(call) {
        0 => Owner::Client(call.client_id.as_ref().map_or("", ClientId::as_str)),
        user => Owner::User(user),
    }
}

/// What would be trimmed away at once is not written in the first place.
fn last_of_each(refusals: &[NewRefusedCall]) -> Vec<&NewRefusedCall> {
    let mut kept: HashMap<Owner<'_>, i64> = HashMap::new();
    let mut last: Vec<&NewRefusedCall> = refusals
        .iter()
        .rev()
        .filter(|call| {
            let owner = owner(call);
            let count = kept.entry(owner).or_default();
            *count += 1;
            *count <= owner.most()
        })
        .collect();
    last.reverse();
    last
}

/// The last clients of a batch, each once.
fn each_once(unknown: &[UnknownClient]) -> Vec<UnknownClient> {
    let mut each: BTreeMap<&ClientId, UnknownClient> = BTreeMap::new();
    for client in unknown {
        each.entry(&client.client_id)
            .and_modify(|known| {
                known.first_seen = known.first_seen.min(client.first_seen);
                known.last_seen = known.last_seen.max(client.last_seen);
                known.calls = known.calls.saturating_add(client.calls);
            })
            .or_insert_with(|| client.clone());
    }
    let mut each: Vec<UnknownClient> = each.into_values().collect();
    each.sort_by(|a, b| (b.last_seen, &b.client_id).cmp(&(a.last_seen, &a.client_id)));
    each.truncate(usize::try_from(UNKNOWN_CLIENTS).unwrap_or(usize::MAX));
    each
}
