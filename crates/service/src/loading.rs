//! What the gate is told of users: all of them at the start, and whose last use is new.

use domain::{PartyId, UserFilter};
use store::{GateGroups, StoreError, UsesSeen};
use tokio::task::{JoinHandle, JoinSet};

use crate::Service;
use crate::admission::entry;
use crate::follower::within;

/// So many users are read at a time when all are.
const PAGE: u32 = 1_000;
/// So many last uses.
const USES: u32 = 1_000;

impl Service {
    /// Many are read in two parts at once: reading takes most of the time, and there is more than one processor core.
    pub(crate) async fn load_users(&self) -> Result<(), StoreError> {
        let users = within(self.store.count_users(&UserFilter::default())).await?;
        let registry = self.gate.registry();
        registry.reserve(usize::try_from(users).unwrap_or_default());
        let middle = within(self.store.middle_user()).await?;
        // Those of a load that is given up end with it.
        let mut parts = JoinSet::new();
        let (lower, upper) = (self.clone(), self.clone());
        parts.spawn(async move { lower.load_between(None, middle).await });
        if middle.is_some() {
            parts.spawn(async move { upper.load_between(middle, None).await });
        }
        while let Some(part) = parts.join_next().await {
            part.map_err(|error| StoreError::Other(error.into()))??;
        }
        Ok(())
    }

    /// One page is taken in while the next is read.
    async fn load_between(
        &self,
        mut after: Option<PartyId>,
        until: Option<PartyId>,
    ) -> Result<(), StoreError> {
        let mut groups = GateGroups::default();
        let mut taken: Option<JoinHandle<()>> = None;
        loop {
            let users = self
                .store
                .gate_users_between(after, until, PAGE, &mut groups);
            let users = within(users).await?;
            if let Some(taken) = taken.take() {
                taken
                    .await
                    .map_err(|error| StoreError::Other(error.into()))?;
            }
            let Some(last) = users.last() else {
                return Ok(());
            };
            after = Some(last.party_id);
            let registry = self.gate.registry().clone();
            taken = Some(tokio::task::spawn_blocking(move || {
                registry.apply_all(users.into_iter().map(entry));
            }));
        }
    }

    /// Last uses are no entries of the activity log.
    pub(crate) async fn follow_uses(&self, seen: &mut UsesSeen) -> Result<(), StoreError> {
        loop {
            let more = within(self.store.uses_since(*seen, USES)).await?;
            if more.0.is_empty() {
                return Ok(());
            }
            self.gate.registry().used(&more.0);
            *seen = more.1;
        }
    }
}
