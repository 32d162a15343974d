//! Inbound calls: counted by user, day and outcome, the last refusals, and clients that no user has.
//!
//! What the gate counts comes here in batches, off the path of the calls.

mod read;
mod write;

use domain::{ClientId, Day, PartyId, Refusal, Timestamp, UnknownClient};

use crate::StoreError;
use crate::dialect::Fields;

pub use read::{CallsOf, DayCount};

/// So many refusals of each user, and of each client that no user has, are kept.
pub const REFUSALS_OF_EACH: u32 = 50;
/// So many of calls that name no client are kept.
pub const REFUSALS_OF_NOBODY: u32 = 200;
/// So many clients that no user has are kept.
pub const UNKNOWN_CLIENTS: u32 = 1_000;

/// So many characters of a refusal's words are kept.
const DETAIL_CHARS: usize = 500;

const MICROS_PER_DAY: i64 = 86_400_000_000;

/// Calls of one user on one day that ended alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallCount {
    /// Whose; none for calls that are nobody's.
    pub party_id: Option<PartyId>,
    /// When, in UTC.
    pub day: Day,
    /// Why they were refused; none when they were admitted.
    pub outcome: Option<Refusal>,
    /// How many.
    pub calls: u64,
}

/// A refusal to be remembered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRefusedCall {
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: Refusal,
    /// More on that; what no database can hold is replaced, and what is too long cut.
    pub detail: String,
    /// The client that the token named, if it did.
    pub client_id: Option<ClientId>,
    /// The user of that client, if there was one.
    pub party_id: Option<PartyId>,
}

/// What the gate counted since the last time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallBatch {
    /// Added to what is there; the same user, day and outcome may come several times.
    pub counts: Vec<CallCount>,
    /// The last admitted calls; earlier ones than are known change nothing.
    pub last_used: Vec<(PartyId, Timestamp)>,
    /// In the order in which they happened.
    pub refusals: Vec<NewRefusedCall>,
    /// Added to what is there.
    pub unknown: Vec<UnknownClient>,
}

impl CallBatch {
    /// Whether there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
            && self.last_used.is_empty()
            && self.refusals.is_empty()
            && self.unknown.is_empty()
    }
}

/// How a day is stored.
fn day_number(day: Day) -> i64 {
    day.start().micros().div_euclid(MICROS_PER_DAY)
}

fn day(fields: &Fields<'_>) -> Result<Day, StoreError> {
    fields.number("day", |number| {
        Some(Timestamp::from_micros(number.checked_mul(MICROS_PER_DAY)?).day())
    })
}

/// How an outcome is stored.
const fn outcome_word(outcome: Option<Refusal>) -> &'static str {
    match outcome {
        Some(refusal) => refusal.word(),
        None => "",
    }
}

fn outcome(fields: &Fields<'_>) -> Result<Option<Refusal>, StoreError> {
    fields.parsed("outcome", |word| match word {
        "" => Some(None),
        word => Refusal::from_word(word).map(Some),
    })
}

/// PostgreSQL has no NUL in a text, and nobody wants to read a novel.
fn clean(detail: &str) -> String {
    detail
        .chars()
        .take(DETAIL_CHARS)
        .map(|c| if c == '\0' { '\u{fffd}' } else { c })
        .collect()
}

/// A number of calls as a database holds it.
fn stored(calls: u64) -> i64 {
    i64::try_from(calls).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_a_number() {
        for (text, number) in [
            ("1970-01-01", 0),
            ("1969-12-31", -1),
            ("2026-01-01", 20_454),
            ("9999-12-31", 2_932_896),
        ] {
            let day: Day = text.parse().expect("a day");
            assert_eq!(day_number(day), number, "{text}");
        }
    }

    #[test]
    fn words_are_cut_between_characters_and_hold_no_nul() {
        assert_eq!(clean("a\0b"), "a\u{fffd}b");
        assert_eq!(clean(&"👍".repeat(600)), "👍".repeat(500));
    }
}
