//! The activity log.

use domain::{ActivityPage, ActivityQuery};
use leptos::prelude::*;

use super::{Failure, wire::Json};
#[cfg(feature = "ssr")]
use super::{answer, caller, service};

/// The entries that the address asks for, newest first.
#[server(prefix = "/api", endpoint = "activity/list", input = Json, output = Json)]
pub async fn list_activity(query: ActivityQuery) -> Result<ActivityPage, Failure> {
    answer(service()?.activity(&caller(), &query).await)
}
