//! The line on which PostgreSQL says by itself how far the activity log reaches (`LISTEN` and `NOTIFY`).
//!
//! It is a connection of its own, past any pooler, kept by a task: when it is lost it is opened again. What is said while
//! it is closed is not heard, so opening it counts as something said, and what is heard is a number to which the log
//! reaches, not the change itself: whoever hears it reads the log. A line on which something is not heard that the log
//! holds is opened anew.

use std::sync::Arc;
use std::time::{Duration, Instant};

use sqlx::postgres::{PgConnectOptions, PgListener, PgPoolOptions};
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};
use tracing::{info, warn};

/// The channel; it belongs to one database.
pub const CHANNEL: &str = "integration_users";

/// How long opening the line may take.
const OPEN_WITHIN: Duration = Duration::from_secs(5);
/// How long until it is tried again.
const PAUSE: Duration = Duration::from_millis(250);
/// A notification comes with the commit; one that is not there so long after its entry was seen does not come any more.
const LATE: Duration = Duration::from_millis(400);

/// What was said on the line.
#[derive(Clone, Copy, Debug, Default)]
struct Said {
    /// The log reaches up to here.
    number: i64,
    /// How many times it was opened.
    opened: u64,
    /// Whether it is open.
    open: bool,
}

/// An entry of the log that nobody spoke of yet.
#[derive(Clone, Copy, Debug)]
struct Silent {
    number: i64,
    opened: u64,
    since: Instant,
}

/// A line that is kept open until it is dropped.
pub struct Line {
    said: watch::Receiver<Said>,
    again: Arc<Notify>,
    silent: Option<Silent>,
    keeper: JoinHandle<()>,
}

impl Drop for Line {
    fn drop(&mut self) {
        self.keeper.abort();
    }
}

impl Line {
    /// Opens it, beside everything else. Within a Tokio runtime.
    pub fn open(connect: PgConnectOptions) -> Self {
        let (says, said) = watch::channel(Said::default());
        let again = Arc::new(Notify::new());
        let keeper = tokio::spawn(keep(connect, says, Arc::clone(&again)));
        Self {
            said,
            again,
            silent: None,
            keeper,
        }
    }

    /// Waits until something is said.
    pub async fn heard(&mut self) {
        // The task ends with us only.
        if self.said.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// Whether it is open.
    pub fn is_open(&self) -> bool {
        self.said.borrow().open
    }

    /// The log was read up to this number. Was that not said here, and is it not said soon, then the line is deaf.
    pub fn read(&mut self, number: i64) {
        let said = *self.said.borrow();
        let deaf = is_deaf(&mut self.silent, said, number, Instant::now());
        if deaf {
            self.again.notify_one();
        }
    }
}

fn is_deaf(silent: &mut Option<Silent>, said: Said, number: i64, now: Instant) -> bool {
    if !said.open || said.number >= number {
        *silent = None;
        return false;
    }
    match *silent {
        Some(before) if before.opened == said.opened && said.number < before.number => {
            let late = now.duration_since(before.since) > LATE;
            if late {
                *silent = None;
            }
            late
        }
        _ => {
            *silent = Some(Silent {
                number,
                opened: said.opened,
                since: now,
            });
            false
        }
    }
}

async fn keep(connect: PgConnectOptions, said: watch::Sender<Said>, again: Arc<Notify>) {
    let mut told = false;
    loop {
        match timeout(OPEN_WITHIN, listen(&connect)).await {
            Ok(Ok((mut listener, number))) => {
                told = false;
                said.send_modify(|said| {
                    *said = Said {
                        number,
                        opened: said.opened + 1,
                        open: true,
                    };
                });
                info!("Listening for what other servers change");
                let why = tokio::select! {
                    why = hear(&mut listener, &said) => why,
                    () = again.notified() => "a notification did not come; is it the same database?".to_owned(),
                };
                said.send_modify(|said| said.open = false);
                warn!(
                    why,
                    "The line for notifications is lost; it is opened again"
                );
            }
            // A sentence when it begins, not four a second.
            Ok(Err(error)) if !told => {
                told = true;
                warn!(%error, "The line for notifications cannot be opened; it is tried again");
            }
            Err(_) if !told => {
                told = true;
                warn!("The line for notifications cannot be opened in time; it is tried again");
            }
            _ => {}
        }
        sleep(PAUSE).await;
    }
}

/// Connects and listens. The log is looked at after that: what comes later is said.
async fn listen(connect: &PgConnectOptions) -> Result<(PgListener, i64), sqlx::Error> {
    let pool = PgPoolOptions::new()
        .max_connections(1)
        .acquire_timeout(OPEN_WITHIN)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_lazy_with(connect.clone());
    let mut listener = PgListener::connect_with(&pool).await?;
    // Whoever listens wants to know that the line was lost.
    listener.eager_reconnect(false);
    listener.listen(CHANNEL).await?;
    let number = sqlx::query_scalar("SELECT value FROM counter WHERE name = 'activity'")
        .persistent(false)
        .fetch_one(&mut listener)
        .await?;
    Ok((listener, number))
}

/// Passes on what is said until the line is lost, and gives the reason.
async fn hear(listener: &mut PgListener, said: &watch::Sender<Said>) -> String {
    loop {
        match listener.try_recv().await {
            Ok(Some(notification)) => match notification.payload().parse() {
                Ok(number) => said.send_modify(|said| said.number = number),
                // Whoever may connect may say anything; it leads to a look at the log, and to nothing else.
                Err(_) => said.send_modify(|_| ()),
            },
            Ok(None) => return "the connection was closed".to_owned(),
            Err(error) => return error.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_on_which_an_entry_is_not_spoken_of_is_deaf() {
        let mut silent = None;
        let open = Said {
            number: 10,
            opened: 1,
            open: true,
        };
        let start = Instant::now();
        let soon = start + LATE / 2;
        let late = start + LATE * 2;
        assert!(!is_deaf(&mut silent, open, 10, start), "it was said");
        assert!(!is_deaf(&mut silent, open, 12, start), "it may still come");
        assert!(!is_deaf(&mut silent, open, 12, soon), "it may still come");
        assert!(is_deaf(&mut silent, open, 13, late), "12 did not come");
        // It came late, after all.
        assert!(!is_deaf(&mut silent, open, 14, start));
        let spoken = Said { number: 14, ..open };
        assert!(!is_deaf(&mut silent, spoken, 15, late));
        // Another line has another chance.
        assert!(!is_deaf(&mut silent, Said { opened: 2, ..open }, 15, late));
        // One that is closed is not deaf.
        let closed = Said {
            open: false,
            ..open
        };
        assert!(!is_deaf(&mut silent, closed, 20, late));
    }
}
