//! What the gate knows and counts: told of every change at once, kept in touch with what other processes change
//! ([`crate::follower`]), and its counts written down in batches. No call waits for any of it.

use std::future::Future;
use std::sync::atomic::Ordering;
use std::time::Duration;

use domain::{IntegrationUser, Problem, Timestamp};
use gate::{Entry, Gate, Ledger, LedgerBatch, Rate};
use store::{CallBatch, CallCount, CallRate, GateUser, NewRefusedCall, StoreError};
use tokio::time::{sleep, timeout};
use tracing::{error, info, warn};

use crate::Service;
use crate::problems::OrProblem;

/// How often counted calls are written to the database.
const WRITE_EVERY: Duration = Duration::from_secs(2);
/// At a clean stop: how often to try writing what is left, the pause between tries, and the bound for all of them, because each
/// try waits when the database does not answer.
const LAST_TRIES: u32 = 4;
const LAST_PAUSE: Duration = Duration::from_millis(250);
const LAST_WITHIN: Duration = Duration::from_secs(7);

/// Counts and refusals are kept for so many days.
const KEPT_DAYS: i64 = 400;

impl Service {
    /// With this gate in front of the inbound calls. To be called before the service is cloned.
    #[must_use]
    pub fn with_gate(mut self, gate: Gate) -> Self {
        self.gate = gate;
        self.progress = std::sync::Arc::default();
        self
    }

    /// The gate.
    pub fn gate(&self) -> &Gate {
        &self.gate
    }

    /// Writes down what the gate counted since the last time. What could not be written, the next batch has too.
    pub async fn write_calls(&self) -> Result<(), Problem> {
        self.write().await.or_problem()
    }

    /// Writes calls down every two seconds until `stop`, and then what is left, for which it tries for 7 seconds at most. `stop`
    /// should come when the last call has been answered and before the database is closed.
    pub async fn keep_books(&self, stop: impl Future<Output = ()>) {
        let mut stop = std::pin::pin!(stop);
        let mut works = true;
        loop {
            tokio::select! {
                () = &mut stop => break,
                () = sleep(WRITE_EVERY) => {}
            }
            let written = self.write().await;
            match &written {
                Err(error) if works => {
                    warn!(%error, "Inbound calls cannot be written down; they are kept");
                }
                Ok(()) if !works => info!("Inbound calls are written down again"),
                _ => {}
            }
            works = written.is_ok();
        }
        let written = timeout(LAST_WITHIN, self.write_last()).await;
        if !matches!(written, Ok(true)) {
            error!("The last inbound calls are lost");
        }
    }

    /// Whether what is left could be written down.
    async fn write_last(&self) -> bool {
        for _ in 0..LAST_TRIES {
            match self.write().await {
                Ok(()) => return true,
                Err(error) => warn!(%error, "The last inbound calls cannot be written down"),
            }
            sleep(LAST_PAUSE).await;
        }
        false
    }

    async fn write(&self) -> Result<(), StoreError> {
        let batch = Unwritten::take(self.gate.ledger());
        if !batch.is_empty() {
            let mut tx = self.store.begin().await?;
            tx.write_calls(&batch.to_store()).await?;
            tx.commit().await?;
            self.gate.registry().used(&batch.batch.last_used);
            batch.written();
        }
        self.purge_calls(self.clock.now()).await
    }

    /// Tells the gate of users that were made or changed; to be called when that is on disk.
    pub(crate) fn changed(&self, users: &[IntegrationUser]) {
        if self.progress.uses_gate() {
            self.know(users);
        }
        self.live.committed();
    }

    fn know(&self, users: &[IntegrationUser]) {
        let registry = self.gate.registry();
        for user in users {
            let groups = user.groups.iter();
            registry.apply(Entry {
                party_id: user.party_id,
                party_number: user.party_number.clone(),
                client_id: user.client_id.clone(),
                status: user.status,
                version: user.version,
                groups: groups
                    .map(|group| (group.kind, group.variable_name.clone()))
                    .collect(),
                // Its limit is not among what is edited; should the client id be new, it comes with the next look.
                rate: registry
                    .find(user.client_id.as_str())
                    .filter(|known| known.party_id == user.party_id)
                    .and_then(|known| known.rate),
                added: user.date_added,
                last_used: user.last_used,
                search_key: store::search_key(user),
            });
        }
    }

    /// Lets the gate look at once what a large change did; to be called when that is on disk. Should it not work, it is
    /// seen with the next look.
    pub(crate) async fn changed_many(&self) {
        if self.progress.uses_gate()
            && let Err(error) = self.look().await
        {
            warn!(%error, "The gate gets to know a change later");
        }
        self.live.committed();
    }

    /// Takes away what is too old, once a day.
    async fn purge_calls(&self, now: Timestamp) -> Result<(), StoreError> {
        let today = now.day().start().micros();
        if self.progress.purged.load(Ordering::Acquire) == today {
            return Ok(());
        }
        let mut tx = self.store.begin().await?;
        tx.purge_calls(now.days_before(KEPT_DAYS).day()).await?;
        tx.commit().await?;
        self.progress.purged.store(today, Ordering::Release);
        Ok(())
    }
}

/// What the gate is told of a user.
pub(crate) fn entry(user: GateUser) -> Entry {
    Entry {
        party_id: user.party_id,
        party_number: user.party_number,
        client_id: user.client_id,
        status: user.status,
        version: user.version,
        groups: user.groups,
        rate: user.rate.map(|CallRate { per_second, burst }| Rate {
            per_second,
            // With no room for one call none would ever come in.
            burst: burst.max(1),
        }),
        added: user.added,
        last_used: user.last_used,
        search_key: user.search_key,
    }
}

/// A batch that goes back unless it was written: also when writing is given up in the middle.
struct Unwritten<'a> {
    ledger: &'a Ledger,
    batch: LedgerBatch,
}

impl<'a> Unwritten<'a> {
    fn take(ledger: &'a Ledger) -> Self {
        let batch = ledger.take();
        Self { ledger, batch }
    }

    fn is_empty(&self) -> bool {
        self.batch.is_empty()
    }

    fn written(mut self) {
        self.batch = LedgerBatch::default();
    }

    fn to_store(&self) -> CallBatch {
        let batch = &self.batch;
        let mut refusals: Vec<NewRefusedCall> = batch
            .refusals
            .iter()
            .map(|call| NewRefusedCall {
                at: call.at,
                reason: call.refusal,
                detail: call.detail.clone(),
                client_id: call.client_id.clone(),
                party_id: call.party_id,
            })
            .collect();
        refusals.sort_by_key(|call| call.at);
        let counts = batch.counts.iter().map(|count| CallCount {
            party_id: count.party_id,
            day: count.day,
            outcome: count.refusal,
            calls: count.calls,
        });
        let unknown = batch.unknown.iter().map(|client| domain::UnknownClient {
            client_id: client.client_id.clone(),
            first_seen: client.first_seen,
            last_seen: client.last_seen,
            calls: client.calls,
        });
        CallBatch {
            counts: counts.collect(),
            last_used: batch.last_used.clone(),
            refusals,
            unknown: unknown.collect(),
        }
    }
}

impl Drop for Unwritten<'_> {
    fn drop(&mut self) {
        if !self.batch.is_empty() {
            self.ledger.give_back(std::mem::take(&mut self.batch));
        }
    }
}
