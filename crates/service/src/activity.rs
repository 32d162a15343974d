//! The activity log, to read: who did what to whom when, with the difference.

use domain::{ActivityPage, ActivityQuery, Caller, PAGE_ROWS, Permission, Problem};

use crate::Service;
use crate::problems::OrProblem;

impl Service {
    /// A page of the log, newest first.
    pub async fn activity(
        &self,
        caller: &Caller,
        query: &ActivityQuery,
    ) -> Result<ActivityPage, Problem> {
        caller.require(Permission::Read)?;
        self.store.activity(query, PAGE_ROWS).await.or_problem()
    }
}
