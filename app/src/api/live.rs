//! What open pages ask by themselves, once they were told that something changed. The server takes none of it for use of
//! the session: all addresses begin with [`crate::paths::LIVE`].

use domain::{ActivityQuery, Facet, FacetCount, LiveList, LiveUser, PartyNumber, UserListQuery};
use leptos::prelude::*;

use super::{Failure, wire::Json};
#[cfg(feature = "ssr")]
use super::{answer, caller, service};

/// The list as it is now, and the rows that the page shows beside it. `told` is the last entry of the log that the page was told.
#[server(prefix = "/api", endpoint = "live/users", input = Json, output = Json)]
pub async fn list_again(
    query: UserListQuery,
    shown: Vec<PartyNumber>,
    #[server(default)] told: i64,
) -> Result<LiveList, Failure> {
    answer(service()?.list_again(&caller(), &query, &shown, told).await)
}

/// The user of the Edit panel, if somebody changed it since version `seen`.
#[server(prefix = "/api", endpoint = "live/user", input = Json, output = Json)]
pub async fn user_again(party_number: PartyNumber, seen: i64) -> Result<Option<LiveUser>, Failure> {
    answer(service()?.user_again(&caller(), &party_number, seen).await)
}

/// How many users each criterion of a chip would show now.
#[server(prefix = "/api", endpoint = "live/facet", input = Json, output = Json)]
pub async fn facet_again(
    query: UserListQuery,
    facet: Facet,
    #[server(default)] told: i64,
) -> Result<Vec<FacetCount>, Failure> {
    answer(service()?.facet_again(&caller(), &query, facet, told).await)
}

/// How many entries there are that are newer than entry number `since`.
#[server(prefix = "/api", endpoint = "live/activity", input = Json, output = Json)]
pub async fn newer_activity(query: ActivityQuery, since: i64) -> Result<usize, Failure> {
    answer(service()?.newer_activity(&caller(), &query, since).await)
}
