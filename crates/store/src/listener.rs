//! Hearing of what was committed, in this process and in others.

use tokio::sync::watch;

use crate::Store;
use crate::dialect::Line;

/// Hears of entries of the activity log as they are committed: those of this process always, those of others where the
/// database says so by itself (PostgreSQL does, SQLite does not). It may miss some; the log holds them all.
pub struct Listener {
    own: watch::Receiver<i64>,
    line: Option<Line>,
}

impl Store {
    /// Begins to listen, on PostgreSQL on a connection of its own. Within a Tokio runtime.
    pub fn listen(&self) -> Listener {
        Listener {
            own: self.committed.subscribe(),
            line: self.pool.line(),
        }
    }
}

impl Listener {
    /// Waits until there may be something new in the log.
    pub async fn heard(&mut self) {
        let own = async {
            // Nobody commits here any more.
            if self.own.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        };
        match &mut self.line {
            Some(line) => tokio::select! { () = own => {}, () = line.heard() => {} },
            None => own.await,
        }
    }

    /// To be called when the log was read up to this number: should an entry not be spoken of, the line is opened anew.
    pub fn read(&mut self, number: i64) {
        if let Some(line) = &mut self.line {
            line.read(number);
        }
    }

    /// Whether changes of other processes are heard of just now.
    pub fn hears_others(&self) -> bool {
        self.line.as_ref().is_some_and(Line::is_open)
    }
}
