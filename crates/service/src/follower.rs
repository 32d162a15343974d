//! Follows the activity log: the one place that knows up to which entry this process has seen it, and so what changed.
//!
//! The log is numbered without gaps and written in the transaction of each change. Whoever commits says so
//! ([`store::Listener`]), which only wakes us: what there is to know is read from the log, from the entry that we saw last.
//! So a notification that gets lost loses nothing, it is found with the next look, twice a second. Should the entry that
//! we saw last not be in the log, another database is in its place, or an earlier state of it: then everything that was
//! known is forgotten and read anew, and until that is done the gate lets nobody in.

use std::future::Future;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use domain::Problem;
use store::{LogMark, StoreError, UsesSeen};
use tokio::sync::{Mutex, watch};
use tokio::time::{sleep, timeout};
use tracing::{info, warn};

use crate::Service;
use crate::admission::entry;
use crate::problems::OrProblem;

/// How often the log is read even without a notification: a change is then known within a second of its commit, also when its
/// notification got lost.
const FOLLOW_EVERY: Duration = Duration::from_millis(500);
/// An answer that takes longer is given up: its connection may be dead, and another one is quicker than waiting for it.
const ANSWER_WITHIN: Duration = Duration::from_millis(2_500);
/// How many entries of the activity log are read at once.
const ENTRIES: u32 = 1_000;

/// How far this process has seen the activity log. Of two positions in the same log, entries `earlier.number + 1` to
/// `later.number` were seen in between; in another log nothing that was known before holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LogPosition {
    /// Which log it is: 0 before any was read, one more each time that another database was found in the place of the one
    /// before.
    pub log: u64,
    /// The last entry of it that was seen.
    pub number: i64,
}

/// How far we are with what the gate should know and with tidying up.
#[derive(Debug)]
pub(crate) struct Progress {
    /// The last entry that was seen, none before the users were read. Held while looking: one looks at a time.
    seen: Mutex<Option<Seen>>,
    position: watch::Sender<LogPosition>,
    /// Whether anybody asked for the gate: a program that does not serve need not know all users.
    used: AtomicBool,
    hears: AtomicBool,
    /// The day, as its first moment, on which old counts were last taken away.
    pub(crate) purged: AtomicI64,
}

/// The last of what was seen.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen {
    log: LogMark,
    /// Last uses are no entries of the log.
    uses: UsesSeen,
}

impl Default for Progress {
    fn default() -> Self {
        Self {
            seen: Mutex::default(),
            position: watch::Sender::default(),
            used: AtomicBool::new(false),
            hears: AtomicBool::new(false),
            purged: AtomicI64::new(i64::MIN),
        }
    }
}

impl Progress {
    pub(crate) fn uses_gate(&self) -> bool {
        self.used.load(Ordering::Acquire)
    }
}

impl Service {
    /// Tells the gate of all users; it knows nobody before.
    pub async fn load_gate(&self) -> Result<(), Problem> {
        let mut seen = self.progress.seen.lock().await;
        *seen = None;
        self.load(&mut seen).await.or_problem()
    }

    /// Tells the gate what changed in the database since it last looked, in whatever process; loads it first if that
    /// did not happen yet.
    pub async fn refresh_gate(&self) -> Result<(), Problem> {
        self.look().await.or_problem()
    }

    /// How far the activity log was seen here, now and whenever that changes. What was seen last is what the gate knows.
    pub fn log_position(&self) -> watch::Receiver<LogPosition> {
        self.progress.position.subscribe()
    }

    /// Whether other processes' changes are heard of as they happen; they are found within a second in any case.
    pub fn hears_others(&self) -> bool {
        self.progress.hears.load(Ordering::Relaxed)
    }

    /// Keeps the gate in touch with the database until `stop`: it knows of a change of another process when that says so,
    /// and within a second in any case. While the database does not answer the gate goes on for 30 seconds with what it
    /// knows.
    pub async fn follow_gate(&self, stop: impl Future<Output = ()>) {
        let mut stop = std::pin::pin!(stop);
        let mut listener = self.store.listen();
        let mut in_touch = true;
        loop {
            let look = async {
                tokio::select! {
                    () = listener.heard() => {}
                    () = sleep(FOLLOW_EVERY) => {}
                }
                self.look().await
            };
            let looked = tokio::select! {
                () = &mut stop => return,
                looked = look => looked,
            };
            // A sentence when it begins and one when it ends, not two a second.
            match &looked {
                Err(error) if in_touch => {
                    warn!(%error, "The gate is out of touch with the database");
                }
                Ok(()) if !in_touch => info!("The gate is in touch with the database again"),
                _ => {}
            }
            in_touch = looked.is_ok();
            if in_touch {
                listener.read(self.progress.position.borrow().number);
            }
            let hears = listener.hears_others();
            self.progress.hears.store(hears, Ordering::Relaxed);
        }
    }

    pub(crate) async fn look(&self) -> Result<(), StoreError> {
        let mut seen = self.progress.seen.lock().await;
        loop {
            let Some(Seen {
                log: since,
                mut uses,
            }) = *seen
            else {
                return self.load(&mut seen).await;
            };
            let at = self.clock.now();
            let changes = within(self.store.users_changed_since(since, ENTRIES));
            let Some(changes) = changes.await? else {
                warn!(
                    number = since.number,
                    "The activity log is another than it was, so another database is in its place, or an earlier state \
                     of it: everything is read anew"
                );
                *seen = None;
                continue;
            };
            for user in within(self.store.gate_users(&changes.party_numbers)).await? {
                self.gate.registry().apply(entry(user));
            }
            if !changes.more {
                self.follow_uses(&mut uses).await?;
                self.gate.registry().in_touch(at);
            }
            let log = changes.until;
            *seen = Some(Seen { log, uses });
            self.live.saw(log.number);
            self.progress.position.send_if_modified(|position| {
                let moved = position.number != changes.until.number;
                position.number = changes.until.number;
                moved
            });
            if !changes.more {
                return Ok(());
            }
        }
    }

    /// Reads all users, into a registry that knows nobody: a version of another database says nothing about one of this.
    async fn load(&self, seen: &mut Option<Seen>) -> Result<(), StoreError> {
        let at = self.clock.now();
        let first = self.progress.position.borrow().log == 0;
        self.gate.registry().clear();
        self.progress.used.store(true, Ordering::Release);
        // First where we stand, then the users: what changes in between is looked at once more.
        let log = within(self.store.last_log_mark()).await?;
        let uses = within(self.store.uses_seen()).await?;
        self.load_users().await?;
        *seen = Some(Seen { log, uses });
        self.gate.registry().in_touch(at);
        self.progress.position.send_modify(|position| {
            position.log += 1;
            position.number = log.number;
        });
        if first {
            self.live.saw(log.number);
        } else {
            self.live.saw_another_log(log.number);
        }
        let known = self.gate.registry().len();
        info!(users = known, "The gate knows the integration users");
        Ok(())
    }
}

/// An answer of the store, or none in time.
pub(crate) async fn within<T>(
    answer: impl Future<Output = Result<T, StoreError>>,
) -> Result<T, StoreError> {
    let late = || StoreError::Unavailable("it takes too long".to_owned());
    timeout(ANSWER_WITHIN, answer)
        .await
        .unwrap_or_else(|_| Err(late()))
}
