//! The list of integration users: pages, totals and facets.
//!
//! A database walks an index or looks at rows one by one. With a million users that is quick for a plain list and slow for
//! what is rare in the middle of a common order, for short texts and for counts. So whatever is filtered or counted is asked
//! of the registry that the gate keeps in memory anyway, as long as that is in touch with the database; rows come from the
//! database always. Where there is no registry, or it lags behind, the database answers all of it: the same, but slower.

use domain::{
    Caller, Facet, FacetCount, GroupRef, GroupType, Page, Permission, Problem, Timestamp,
    UserFilter, UserListQuery, UserSummary,
};
use gate::Registry;
use tracing::error;

use crate::Service;
use crate::problems::{OrProblem, internal};

/// The registry answers when it was complete so many seconds ago at most; it looks twice a second.
const LAG_SECONDS: i64 = 3;

impl Service {
    /// A page of the list, of [`Window::MOST_ROWS`] rows at most.
    pub async fn list_users(
        &self,
        caller: &Caller,
        query: &UserListQuery,
    ) -> Result<Page<UserSummary>, Problem> {
        caller.require(Permission::Read)?;
        let now = self.clock.now();
        let filter = query.filter(now);
        let (sort, window) = (query.sort, query.window.bounded());
        // The whole list is a walk along an index, wherever it begins.
        let registry = self.registry_at(now).filter(|_| !filter.is_empty());
        let Some(registry) = registry else {
            let page = self.store.list_users(&filter, sort, window).await;
            return page.or_problem();
        };
        let page = aside(move || registry.page(&filter, sort, window)).await?;
        let rows = self.store.summaries(&page.users).await.or_problem()?;
        Ok(Page {
            rows,
            next: page.next,
        })
    }

    /// How many there are in the whole list, whatever page the query is on.
    pub async fn count_users(
        &self,
        caller: &Caller,
        query: &UserListQuery,
    ) -> Result<u64, Problem> {
        caller.require(Permission::Read)?;
        let now = self.clock.now();
        let filter = query.filter(now);
        match self.registry_at(now).filter(|_| !filter.is_empty()) {
            Some(registry) => aside(move || registry.count(&filter)).await,
            None => self.store.count_users(&filter).await.or_problem(),
        }
    }

    /// The first group of each kind that the query filters by, for its label. A link may name a group that is not there; that
    /// one is left out.
    pub async fn filtered_by(
        &self,
        caller: &Caller,
        query: &UserListQuery,
    ) -> Result<Vec<GroupRef>, Problem> {
        caller.require(Permission::Read)?;
        let mut groups = Vec::new();
        for kind in GroupType::ALL {
            let Some(name) = query.groups(kind).first() else {
                continue;
            };
            let found = self.store.find_group(name).await.or_problem()?;
            groups.extend(found.map(|found| GroupRef {
                label: found.group.label,
                variable_name: found.group.variable_name,
                kind: found.group.kind,
            }));
        }
        Ok(groups)
    }

    /// How many each criterion of a filter would show, under the search text and the other filters of the query.
    pub async fn user_facet(
        &self,
        caller: &Caller,
        query: &UserListQuery,
        facet: Facet,
    ) -> Result<Vec<FacetCount>, Problem> {
        caller.require(Permission::Read)?;
        let now = self.clock.now();
        let others: UserFilter = query.clone().without(facet).filter(now);
        let Some(registry) = self.registry_at(now) else {
            let counts = self.store.facet_counts(&others, facet, now).await;
            return counts.or_problem();
        };
        match facet.groups() {
            Some(kind) => {
                let counts = aside(move || registry.group_counts(&others, kind)).await?;
                self.store.group_facet(kind, &counts).await.or_problem()
            }
            None => aside(move || registry.facet(&others, facet, now)).await,
        }
    }

    /// The registry, if it knows what the database does.
    fn registry_at(&self, now: Timestamp) -> Option<Registry> {
        let registry = self.gate.registry();
        let complete = registry.last_in_touch()?;
        (complete.plus_seconds(LAG_SECONDS) >= now).then(|| registry.clone())
    }
}

/// Runs work of some milliseconds on the blocking pool, so that it holds up no other task.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
    tokio::task::spawn_blocking(work).await.map_err(|why| {
        error!(%why, "Looking through the integration users in memory failed");
        internal()
    })
}
