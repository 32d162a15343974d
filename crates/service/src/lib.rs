//! The use cases of Integration Users, the one room behind both doors (browser and REST).
//!
//! Each has one shape: is the caller allowed → begin → change → record what changed in the activity log → commit,
//! all in one transaction. A change that changes nothing records nothing and leaves the version alone. Whatever does
//! not work comes back as a [`domain::Problem`]; what only we should know is logged and never in it.

mod activity;
mod admission;
mod bulk;
mod clock_ids;
mod collections;
mod differences;
mod follower;
mod groups;
mod inbound;
mod indexing;
mod jobs;
mod listing;
pub mod live;
mod loading;
mod problems;
mod rates;
mod sealed;
pub mod sessions;
pub mod sign_in;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod transfer;
mod users;

#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;

use gate::Gate;
use store::Store;

pub use clock_ids::{Clock, Ids, NoRandomness, SystemClock, SystemIds};
pub use follower::LogPosition;

/// The use cases; cheap to clone.
#[derive(Clone)]
pub struct Service {
    store: Store,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
    housekeeping: Arc<sessions::Housekeeping>,
    gate: Gate,
    live: Arc<live::Hub>,
    jobs: Arc<jobs::Runner>,
    progress: Arc<follower::Progress>,
    held: transfer::held::HeldFiles,
}

impl Service {
    /// On this store, with this time and randomness; the gate is closed.
    pub fn new(store: Store, clock: Arc<dyn Clock>, ids: Arc<dyn Ids>) -> Self {
        Self {
            held: transfer::held::HeldFiles::of(&store),
            store,
            clock,
            ids,
            housekeeping: Arc::default(),
            gate: Gate::closed(),
            progress: Arc::default(),
            live: Arc::default(),
            jobs: Arc::default(),
        }
    }

    /// With the time and randomness of the machine.
    pub fn with_system_clock(store: Store) -> Self {
        Self::new(store, Arc::new(SystemClock), Arc::new(SystemIds))
    }

    /// The store behind it, for what is no use case: readiness, start and stop.
    pub fn store(&self) -> &Store {
        &self.store
    }
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Service").finish_non_exhaustive()
    }
}
