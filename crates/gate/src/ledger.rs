//! What happened at the gate, counted in memory and taken away in batches, so that no request waits for a database.
//!
//! Everything here is bounded: when the database is away for long, new kinds of counts are dropped (and that is counted),
//! while what is there goes on being counted.

#[cfg(test)]
mod tests;

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::{ClientId, Day, PartyId, Refusal, Timestamp};

/// The most different counts that wait to be written.
pub const MOST_COUNTS: usize = 250_000;
/// The most refusals of one client that are kept.
pub const MOST_REFUSALS_PER_CLIENT: usize = 50;
/// The most refusals of all clients that wait to be written.
pub const MOST_REFUSALS: usize = 10_000;
/// The most unknown clients that wait to be written.
pub const MOST_UNKNOWN: usize = 10_000;
/// The most users whose last use waits to be written.
pub const MOST_LAST_USED: usize = 1_000_000;
/// The most bytes of the words of a refusal.
const MOST_DETAIL: usize = 300;

const MICROS_PER_MINUTE: i64 = 60_000_000;

/// So many calls of a user on a day ended alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallCount {
    /// The integration user; none where it is not known who called.
    pub party_id: Option<PartyId>,
    /// The day (UTC).
    pub day: Day,
    /// Why they were refused; none for admitted ones.
    pub refusal: Option<Refusal>,
    /// How many.
    pub calls: u64,
}

/// A call that was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedEntry {
    /// When.
    pub at: Timestamp,
    /// Why.
    pub refusal: Refusal,
    /// More on that in words, for administrators; never the token.
    pub detail: String,
    /// The client, of tokens whose signature holds.
    pub client_id: Option<ClientId>,
    /// Its integration user.
    pub party_id: Option<PartyId>,
}

/// An unknown client that knocked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownCalls {
    /// The client.
    pub client_id: ClientId,
    /// The first time in this batch.
    pub first_seen: Timestamp,
    /// The last time in this batch.
    pub last_seen: Timestamp,
    /// How often in this batch.
    pub calls: u64,
}

/// What waits to be written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LedgerBatch {
    /// Calls by user, day and outcome; to be added to what is there.
    pub counts: Vec<CallCount>,
    /// The last admitted call of users, to the minute.
    pub last_used: Vec<(PartyId, Timestamp)>,
    /// Refused calls, oldest first for each client.
    pub refusals: Vec<RefusedEntry>,
    /// Unknown clients; to be added to what is there.
    pub unknown: Vec<UnknownCalls>,
}

impl LedgerBatch {
    /// Whether there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
            && self.last_used.is_empty()
            && self.refusals.is_empty()
            && self.unknown.is_empty()
    }
}

/// Counts calls; cheap to clone, all clones are one.
#[derive(Clone, Default)]
pub struct Ledger {
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    waiting: Mutex<Waiting>,
    /// Since the start, for metrics: the admitted ones, then by reason in the order of [`Refusal::ALL`].
    totals: [AtomicU64; Refusal::ALL.len() + 1],
    dropped: AtomicU64,
}

#[derive(Default)]
struct Waiting {
    counts: HashMap<(Option<PartyId>, Day, Option<Refusal>), u64>,
    last_used: HashMap<PartyId, i64>,
    refusals: HashMap<Who, VecDeque<RefusedEntry>>,
    refusals_in_all: usize,
    unknown: HashMap<ClientId, Seen>,
}

/// Under which name the refusals of a client are kept.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Who {
    User(PartyId),
    Client(ClientId),
    Nobody,
}

impl Who {
    fn of(call: &RefusedEntry) -> Self {
        match (call.party_id, &call.client_id) {
            (Some(party), _) => Self::User(party),
            (None, Some(client)) => Self::Client(client.clone()),
            (None, None) => Self::Nobody,
        }
    }
}

struct Seen {
    first: Timestamp,
    last: Timestamp,
    calls: u64,
}

impl Ledger {
    /// With nothing in it.
    pub fn new() -> Self {
        Self::default()
    }

    /// Counts an admitted call.
    pub fn accepted(&self, party_id: PartyId, at: Timestamp) {
        self.shared.total(None).fetch_add(1, Ordering::Relaxed);
        let mut waiting = self.waiting();
        let counted = waiting.count((Some(party_id), at.day(), None), 1);
        let used = waiting.used(party_id, at.micros());
        drop(waiting);
        self.drop_unless(counted && used);
    }

    /// Counts a refused call and keeps what is to be said of it. A refused client without a user whose token is good is
    /// an unknown client.
    pub fn refused(&self, mut call: RefusedEntry) {
        self.shared
            .total(Some(call.refusal))
            .fetch_add(1, Ordering::Relaxed);
        shorten(&mut call.detail);
        let mut waiting = self.waiting();
        let counted = waiting.count((call.party_id, call.at.day(), Some(call.refusal)), 1);
        let seen = match &call.client_id {
            Some(client) if call.refusal == Refusal::UnknownClient => waiting.seen(UnknownCalls {
                client_id: client.clone(),
                first_seen: call.at,
                last_seen: call.at,
                calls: 1,
            }),
            _ => true,
        };
        let kept = waiting.keep(call);
        drop(waiting);
        self.drop_unless(counted && seen && kept);
    }

    /// Takes away what waits to be written.
    pub fn take(&self) -> LedgerBatch {
        let waiting = std::mem::take(&mut *self.waiting());
        LedgerBatch {
            counts: waiting
                .counts
                .into_iter()
                .map(|((party_id, day, refusal), calls)| CallCount {
                    party_id,
                    day,
                    refusal,
                    calls,
                })
                .collect(),
            last_used: waiting
                .last_used
                .into_iter()
                .map(|(party, at)| (party, Timestamp::from_micros(at)))
                .collect(),
            refusals: waiting.refusals.into_values().flatten().collect(),
            unknown: waiting
                .unknown
                .into_iter()
                .map(|(client_id, seen)| UnknownCalls {
                    client_id,
                    first_seen: seen.first,
                    last_seen: seen.last,
                    calls: seen.calls,
                })
                .collect(),
        }
    }

    /// Takes back what could not be written; the next batch has it too.
    pub fn give_back(&self, batch: LedgerBatch) {
        let mut dropped = 0;
        let mut waiting = self.waiting();
        for count in batch.counts {
            let key = (count.party_id, count.day, count.refusal);
            if !waiting.count(key, count.calls) {
                dropped += count.calls;
            }
        }
        for (party, at) in batch.last_used {
            dropped += u64::from(!waiting.used(party, at.micros()));
        }
        // Newest first, in front of what came since, as long as there is room.
        for call in batch.refusals.into_iter().rev() {
            dropped += u64::from(!waiting.keep_older(call));
        }
        for unknown in batch.unknown {
            dropped += u64::from(!waiting.seen(unknown));
        }
        drop(waiting);
        self.shared.dropped.fetch_add(dropped, Ordering::Relaxed);
    }

    /// All calls since the start by outcome; none is for admitted ones. For metrics.
    pub fn totals(&self) -> Vec<(Option<Refusal>, u64)> {
        let outcomes = std::iter::once(None).chain(Refusal::ALL.into_iter().map(Some));
        outcomes
            .map(|outcome| (outcome, self.shared.total(outcome).load(Ordering::Relaxed)))
            .collect()
    }

    /// How many calls since the start could not be written down, as there were too many that waited. For metrics.
    pub fn dropped(&self) -> u64 {
        self.shared.dropped.load(Ordering::Relaxed)
    }

    fn drop_unless(&self, kept: bool) {
        if !kept {
            self.shared.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.shared
            .waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Ledger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ledger").finish_non_exhaustive()
    }
}

impl Shared {
    fn total(&self, outcome: Option<Refusal>) -> &AtomicU64 {
        let place = outcome.and_then(|refusal| Refusal::ALL.iter().position(|one| *one == refusal));
        &self.totals[place.map_or(0, |place| place + 1)]
    }
}

impl Waiting {
    fn count(&mut self, key: (Option<PartyId>, Day, Option<Refusal>), calls: u64) -> bool {
        let room = self.counts.len() < MOST_COUNTS;
        match self.counts.get_mut(&key) {
            Some(count) => *count += calls,
            None if room => {
                self.counts.insert(key, calls);
            }
            None => return false,
        }
        true
    }

    fn used(&mut self, party: PartyId, micros: i64) -> bool {
        let minute = micros - micros.rem_euclid(MICROS_PER_MINUTE);
        let room = self.last_used.len() < MOST_LAST_USED;
        match self.last_used.get_mut(&party) {
            Some(last) => *last = minute.max(*last),
            None if room => {
                self.last_used.insert(party, minute);
            }
            None => return false,
        }
        true
    }

    /// Keeps a refusal; the oldest of the same client goes when it has too many.
    fn keep(&mut self, call: RefusedEntry) -> bool {
        let who = Who::of(&call);
        let full = self.refusals_in_all >= MOST_REFUSALS;
        match self.refusals.get_mut(&who) {
            Some(kept) if kept.len() >= MOST_REFUSALS_PER_CLIENT => {
                kept.pop_front();
                kept.push_back(call);
            }
            _ if full => return false,
            _ => {
                self.refusals_in_all += 1;
                self.refusals.entry(who).or_default().push_back(call);
            }
        }
        true
    }

    /// Keeps a refusal that is older than all of the same client; it goes itself when there are too many.
    fn keep_older(&mut self, call: RefusedEntry) -> bool {
        let who = Who::of(&call);
        let full = self.refusals_in_all >= MOST_REFUSALS;
        match self.refusals.get_mut(&who) {
            // Only the last ones are asked for, so this is no loss.
            Some(kept) if kept.len() >= MOST_REFUSALS_PER_CLIENT => {}
            _ if full => return false,
            _ => {
                self.refusals_in_all += 1;
                self.refusals.entry(who).or_default().push_front(call);
            }
        }
        true
    }

    fn seen(&mut self, unknown: UnknownCalls) -> bool {
        let room = self.unknown.len() < MOST_UNKNOWN;
        match self.unknown.get_mut(&unknown.client_id) {
            Some(seen) => {
                seen.first = seen.first.min(unknown.first_seen);
                seen.last = seen.last.max(unknown.last_seen);
                seen.calls += unknown.calls;
            }
            None if room => {
                let seen = Seen {
                    first: unknown.first_seen,
                    last: unknown.last_seen,
                    calls: unknown.calls,
                };
                self.unknown.insert(unknown.client_id, seen);
            }
            None => return false,
        }
        true
    }
}

fn shorten(detail: &mut String) {
    let end = detail.floor_char_boundary(MOST_DETAIL);
    detail.truncate(end);
}
