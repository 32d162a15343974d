//! The activity log.

use domain::{ActivityPage, ActivityQuery};
use leptos::{prelude::*, server_fn::codec::Json};

use super::Failure;
#[cfg(feature = "ssr")]
use super::{answer, caller, service};

/// The entries that the address asks for, newest first.
#[server(prefix = "/api", endpoint = "activity/list", input = Json)]
pub async fn list_activity(query: ActivityQuery) -> Result<ActivityPage, Failure> {
    answer(service()?.activity(&caller(), &query).await)
}
