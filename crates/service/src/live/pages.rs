//! What open pages ask by themselves, once they were told that something changed.

use std::collections::HashSet;

use domain::{
    ActivityQuery, Actor, Caller, Facet, FacetCount, LiveList, LiveUser, PAGE_ROWS, PartyNumber,
    Permission, Problem, UserListQuery,
};

use crate::Service;
use crate::problems::OrProblem;

impl Service {
    /// The list as it is now, and the rows that a page shows beside it. Of more than [`LiveList::MOST_SHOWN`] rows the
    /// first are looked at. It holds what entry number `told` of the log says, though another process may have told that.
    pub async fn list_again(
        &self,
        caller: &Caller,
        query: &UserListQuery,
        shown: &[PartyNumber],
        told: i64,
    ) -> Result<LiveList, Problem> {
        caller.require(Permission::Read)?;
        self.know_up_to(told).await.or_problem()?;
        let rows = self.list_users(caller, query).await?.rows;
        let total = self.count_users(caller, query).await?;
        let listed: HashSet<&PartyNumber> = rows.iter().map(|row| &row.party_number).collect();
        let others: Vec<PartyNumber> = shown
            .iter()
            .take(LiveList::MOST_SHOWN)
            .filter(|number| !listed.contains(number))
            .cloned()
            .collect();
        let others = self.store.summaries_of(&others).await.or_problem()?;
        Ok(LiveList {
            rows,
            others,
            total,
        })
    }

    /// The counts of [`Service::user_facet`] as they are now, with what entry number `told` of the log says.
    pub async fn facet_again(
        &self,
        caller: &Caller,
        query: &UserListQuery,
        facet: Facet,
        told: i64,
    ) -> Result<Vec<FacetCount>, Problem> {
        caller.require(Permission::Read)?;
        self.know_up_to(told).await.or_problem()?;
        self.user_facet(caller, query, facet).await
    }

    /// The user as it is now and who changed it, if anybody did since version `seen`. [`Problem::NotFound`] when there is
    /// none of that party number.
    pub async fn user_again(
        &self,
        caller: &Caller,
        party_number: &PartyNumber,
        seen: i64,
    ) -> Result<Option<LiveUser>, Problem> {
        caller.require(Permission::Read)?;
        let user = self.user(caller, party_number).await?;
        if user.version <= seen {
            return Ok(None);
        }
        // Each change is one version and one entry of the log.
        let changes = user
            .version
            .saturating_sub(seen)
            .clamp(1, i64::from(PAGE_ROWS));
        let query = ActivityQuery {
            user: Some(party_number.clone()),
            ..ActivityQuery::default()
        };
        let limit = u32::try_from(changes).unwrap_or(PAGE_ROWS);
        let log = self.store.activity(&query, limit).await.or_problem()?;
        let mut by: Vec<Actor> = Vec::new();
        for entry in log.entries {
            if !by.contains(&entry.actor) {
                by.push(entry.actor);
            }
        }
        Ok(Some(LiveUser { user, by }))
    }

    /// How many entries of the log the query would show that are newer than entry number `since`, at most a page of them.
    pub async fn newer_activity(
        &self,
        caller: &Caller,
        query: &ActivityQuery,
        since: i64,
    ) -> Result<usize, Problem> {
        caller.require(Permission::Read)?;
        let newest = ActivityQuery {
            before: None,
            ..query.clone()
        };
        let page = self.store.activity(&newest, PAGE_ROWS).await.or_problem()?;
        let newer = page.entries.iter().filter(|entry| entry.number > since);
        Ok(newer.count())
    }
}
