//! Changes as they happen, for whoever looks at them: one hub in each process reads what the activity log says behind
//! the last entry it knows and hands it to all who listen. What wakes it is the follower of the log
//! ([`crate::follower`]), which sees what other processes changed, and this process's own commits, at once.
//!
//! Nothing is lost on the way: entries are numbered without gaps, the hub goes through them in order, and a listener
//! says from which number on. Nothing grows without bound either: a listener that is too slow, or was away for too
//! long, is told so ([`News::Resync`]) instead of everything it missed.

mod feed;
mod pages;
mod seats;

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use domain::LiveChange;
use store::StoreError;
use tokio::sync::{Notify, broadcast};
use tokio::time::sleep;
use tracing::{info, warn};

use crate::Service;
pub use feed::{Feed, NoFeed};
use seats::Seats;
pub use seats::{PER_SESSION, TOTAL};

/// So many entries of the log are looked at together; who is further behind is not told one by one.
pub(crate) const ENTRIES: u32 = 1_000;
/// So many messages wait for a slow listener.
const WAITING: usize = 64;
/// Between one look and the next: what happens meanwhile is told together.
const BREATH: Duration = Duration::from_millis(50);
/// Before the database is asked again that did not answer.
const PAUSE: Duration = Duration::from_millis(500);
/// A look that takes longer is given up: its connection may be dead.
const LOOK_WITHIN: Duration = Duration::from_secs(10);

/// No entry is known yet.
const UNKNOWN: i64 = -1;

/// What a listener is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// Something changed.
    Change(LiveChange),
    /// Too much happened to tell, up to this number: look at everything anew.
    Resync(i64),
    /// The session is over.
    Over,
}

/// What goes round within the process.
#[derive(Clone, Debug)]
struct Stretch {
    news: News,
    /// Sessions that ended; none when nobody looked.
    signed_out: Option<Vec<String>>,
}

/// Where all listeners of a process hang on.
#[derive(Debug)]
pub(crate) struct Hub {
    stretches: broadcast::Sender<Stretch>,
    wake: Notify,
    /// The last entry that was told.
    told: AtomicI64,
    /// The last entry that the follower saw.
    seen: AtomicI64,
    seats: Seats,
}

impl Default for Hub {
    fn default() -> Self {
        Self {
            stretches: broadcast::Sender::new(WAITING),
            wake: Notify::new(),
            told: AtomicI64::new(UNKNOWN),
            seen: AtomicI64::new(UNKNOWN),
            seats: Seats::default(),
        }
    }
}

impl Hub {
    /// The follower of the log saw its entries up to this number.
    pub(crate) fn saw(&self, number: i64) {
        if self.seen.fetch_max(number, Ordering::AcqRel) < number {
            self.wake.notify_one();
        }
    }

    /// The follower found another log in the place of the one before, with this as its last entry: what was told of
    /// that one says nothing about this.
    pub(crate) fn saw_another_log(&self, number: i64) {
        self.seen.store(number, Ordering::Release);
        if self.told.load(Ordering::Acquire) != UNKNOWN {
            self.told.store(number, Ordering::Release);
            self.tell(News::Resync(number), None);
        }
    }

    /// This process has just written something into the log; what, is looked up there.
    pub(crate) fn committed(&self) {
        self.wake.notify_one();
    }

    /// An entry that is surely in the database, and in what is kept in memory: whoever reads now sees it and all before.
    fn position(&self) -> i64 {
        let told = self.told.load(Ordering::Acquire);
        told.max(self.seen.load(Ordering::Acquire)).max(0)
    }
}

impl Service {
    /// The number of an entry of the activity log that everything read from now on holds already. A page that was made
    /// now listens from there.
    pub fn live_position(&self) -> i64 {
        self.live.position()
    }

    /// Tells all who listen what happens, until `stop`. To run once in each process that serves.
    pub async fn tell_live(&self, stop: impl Future<Output = ()>) {
        let mut stop = std::pin::pin!(stop);
        let mut works = true;
        loop {
            tokio::select! {
                () = &mut stop => return,
                () = self.live.wake.notified() => {}
            }
            let tell = async {
                let told = tokio::time::timeout(LOOK_WITHIN, self.tell()).await;
                let told = told.unwrap_or_else(|_| {
                    Err(StoreError::Unavailable("it takes too long".to_owned()))
                });
                sleep(if told.is_ok() { BREATH } else { PAUSE }).await;
                told
            };
            let told = tokio::select! {
                () = &mut stop => return,
                told = tell => told,
            };
            match &told {
                Err(error) if works => warn!(%error, "Changes cannot be told to open pages"),
                Ok(()) if !works => info!("Changes are told to open pages again"),
                _ => {}
            }
            works = told.is_ok();
            if !works {
                self.live.wake.notify_one();
            }
        }
    }

    /// Tells what the log says behind the last entry that was told.
    async fn tell(&self) -> Result<(), StoreError> {
        let hub = &self.live;
        let seen = hub.seen.load(Ordering::Acquire);
        let since = hub.told.load(Ordering::Acquire);
        if since == UNKNOWN || hub.stretches.receiver_count() == 0 {
            // Nobody listens. Whoever begins to after this look reads the log up to where it is then, which is not
            // before what was seen before this look.
            hub.told.fetch_max(seen, Ordering::AcqRel);
            return Ok(());
        }
        let Some(found) = self.store.log_since(since, ENTRIES).await? else {
            let until = self.store.last_activity().await?;
            self.know_up_to(until).await?;
            hub.told.store(until, Ordering::Release);
            warn!("The activity log is another than it was; open pages load anew");
            hub.tell(News::Resync(until), None);
            return Ok(());
        };
        if found.until == since {
            return Ok(());
        }
        if found.more {
            // A large change: that much happened is all that is said, however much it was.
            let until = self.store.last_activity().await?;
            self.know_up_to(until).await?;
            hub.told.store(until, Ordering::Release);
            hub.tell(News::Change(LiveChange::anything(since + 1, until)), None);
            return Ok(());
        }
        self.know_up_to(found.until).await?;
        hub.told.store(found.until, Ordering::Release);
        let change = LiveChange::new(since + 1, found.until, found.groups, found.users)
            .with_jobs(found.jobs);
        hub.tell(News::Change(change), Some(found.signed_out));
        Ok(())
    }

    /// For whoever is told of this entry of the log: lists are answered from memory, which has to hold it.
    pub(crate) async fn know_up_to(&self, number: i64) -> Result<(), StoreError> {
        if self.progress.uses_gate() && self.live.seen.load(Ordering::Acquire) < number {
            self.look().await?;
        }
        Ok(())
    }
}

impl Hub {
    pub(crate) fn tell(&self, news: News, signed_out: Option<Vec<String>>) {
        // Nobody to hear it is no error.
        let _ = self.stretches.send(Stretch { news, signed_out });
    }
}
