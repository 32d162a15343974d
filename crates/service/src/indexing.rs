//! Puts into the index of the search who was written without it: many new users at once, where the database is SQLite.

use std::future::Future;
use std::time::{Duration, Instant};

use store::StoreError;
use tokio::time::sleep;
use tracing::{info, warn};

use crate::Service;

/// So many users are indexed together: whoever writes waits for no more than these.
const TOGETHER: u32 = 512;
/// How often to check whether some are waiting; another process may have written them.
const LOOK_EVERY: Duration = Duration::from_secs(2);

impl Service {
    /// Keeps the index of the search complete until `stop`; a gate that is still reading its users comes first. Half of the time is left to those who write; a step that is under way at `stop` is
    /// undone, and done again by whoever comes.
    pub async fn keep_index(&self, stop: impl Future<Output = ()>) {
        let mut stop = std::pin::pin!(stop);
        // When the first of those who wait now was indexed.
        let mut first: Option<Instant> = None;
        loop {
            let begun = Instant::now();
            let indexed = tokio::select! {
                () = &mut stop => return,
                indexed = self.index_unless_loading() => indexed,
            };
            let rest = match indexed {
                Ok(true) => {
                    first.get_or_insert(begun);
                    begun.elapsed()
                }
                Ok(false) => {
                    if let Some(first) = first.take() {
                        let seconds = first.elapsed().as_secs_f32();
                        info!(seconds, "The index of the search is complete");
                    }
                    LOOK_EVERY
                }
                Err(error) => {
                    warn!(%error, "The index of the search cannot be completed just now; it is tried again");
                    LOOK_EVERY
                }
            };
            tokio::select! {
                () = &mut stop => return,
                () = sleep(rest) => {}
            }
        }
    }

    /// Indexes some; whether there were any, and the time for it.
    async fn index_unless_loading(&self) -> Result<bool, StoreError> {
        if self.gate().is_loading() {
            return Ok(false);
        }
        self.store.index_some(TOGETHER).await
    }
}
