//! What the two databases really do differently. No other place may name one of them.

mod explain;
mod failure;
mod listen;
mod migrate;
mod pool;
mod postgres;
mod row;
mod search;
mod sqlite;
mod url;

pub use listen::Line;
pub use pool::{Link, Pool};
pub use row::{Fields, Row};
pub use search::{Dialect, Term, TrigramKey};
pub use url::{DatabaseUrl, DatabaseUrlFault};

use std::time::Duration;

use domain::Timestamp;

/// How a database is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenOptions {
    /// The time; the built-in group of a new database gets it.
    pub now: Timestamp,
    /// How many reads run at once.
    pub readers: u32,
    /// How long to wait for the one writer's turn or a free connection before it is [`crate::StoreError::Unavailable`].
    pub wait: Duration,
    /// How long a statement may take on PostgreSQL before it is given up, which is [`crate::StoreError::Unavailable`],
    /// too: the connection may be dead without saying so. Migrations may take as long as they do.
    pub statement: Duration,
}

impl OpenOptions {
    /// The usual: eight readers, five seconds, ten for a statement.
    pub const fn new(now: Timestamp) -> Self {
        Self {
            now,
            readers: 8,
            wait: Duration::from_secs(5),
            statement: Duration::from_secs(10),
        }
    }
}
