//! The REST API (`docs/rest-api.md`): every address under both prefixes, from one table.
//!
//! [`call`] does what is the same for all: who calls, what they send and read, conditions, problems. A file per resource
//! says what each address does, and describes it for [`openapi`] and the page of [`docs`].

mod accept;
mod body;
mod bulk;
mod call;
mod caller;
mod collection;
pub mod docs;
mod etag;
mod groups;
mod integration_users;
mod json;
mod members;
pub mod openapi;
mod parameters;
mod representation;
mod requests;
mod users;
mod view;

use axum::extract::{OriginalUri, Request, State};
use axum::response::Response;
use axum::routing::{MethodRouter, any};
use domain::Permission::{ManageGroups, ManageUsers, Read};

use crate::middleware::RequestId;
use crate::problem::{Trouble, kinds};
use crate::state::AppState;
use call::{Endpoint, Needs, serve};

/// The prefixes under which everything is served: that of sites in Fusion, and that of others.
pub const PREFIXES: [&str; 2] = ["/cpq/rest/v19", "/rest/v19"];

macro_rules! endpoint {
    ($method:literal, $needs:expr, $run:path) => {
        Endpoint {
            method: $method,
            needs: $needs,
            run: |call| Box::pin($run(call)),
        }
    };
}

/// One address below the prefix, with its methods.
type Route = (&'static str, &'static [Endpoint]);

/// Every address. One that is added here must be in the tests' table of who gets what, and in the OpenAPI document.
const ROUTES: &[Route] = &[
    (
        "/integrationUsers",
        &[
            endpoint!("GET", Needs::To(Read), integration_users::list),
            endpoint!("POST", Needs::To(ManageUsers), integration_users::create),
        ],
    ),
    (
        "/integrationUsers/{partyNumber}",
        &[
            endpoint!("GET", Needs::ToSee, integration_users::read),
            endpoint!("PATCH", Needs::To(ManageUsers), integration_users::update),
        ],
    ),
    ("/users", &[endpoint!("GET", Needs::To(Read), users::list)]),
    (
        "/users/{partyNumber}",
        &[
            endpoint!("GET", Needs::ToSee, users::read),
            endpoint!("PATCH", Needs::To(ManageUsers), users::update),
        ],
    ),
    (
        "/users/{partyNumber}/groups",
        &[
            endpoint!("GET", Needs::ToSee, users::groups),
            endpoint!("PUT", Needs::To(ManageUsers), users::replace_groups),
        ],
    ),
    (
        "/users/actions/bulkUpdate",
        &[endpoint!("POST", Needs::To(ManageUsers), bulk::update)],
    ),
    (
        "/groups",
        &[endpoint!("GET", Needs::To(Read), groups::list)],
    ),
    (
        "/companies/{companyLoginName}/groups",
        &[
            endpoint!("GET", Needs::To(Read), groups::list_of_company),
            endpoint!("POST", Needs::To(ManageGroups), groups::create),
        ],
    ),
    (
        "/companies/{companyLoginName}/groups/{groupVarName}",
        &[
            endpoint!("GET", Needs::To(Read), groups::read),
            endpoint!("PUT", Needs::To(ManageGroups), groups::replace),
            endpoint!("PATCH", Needs::To(ManageGroups), groups::update),
        ],
    ),
    (
        "/companies/{companyLoginName}/groups/{groupVarName}/users",
        &[
            endpoint!("GET", Needs::To(Read), members::list),
            endpoint!("PATCH", Needs::To(ManageUsers), members::update),
        ],
    ),
    (
        "/openapi.json",
        &[endpoint!("GET", Needs::Nothing, openapi::serve)],
    ),
];

/// Whether a path is below one of the prefixes.
pub fn is_rest(path: &str) -> bool {
    PREFIXES.iter().any(|prefix| {
        path.strip_prefix(prefix)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}

/// Every address with its method, below the prefix: `("GET", "/users")`.
pub fn addresses() -> impl Iterator<Item = (&'static str, &'static str)> {
    ROUTES
        .iter()
        .flat_map(|(path, endpoints)| endpoints.iter().map(|endpoint| (endpoint.method, *path)))
}

/// Every address under every prefix, for the router.
pub fn routes() -> impl Iterator<Item = (String, MethodRouter<AppState>)> {
    PREFIXES.into_iter().flat_map(|prefix| {
        ROUTES.iter().map(move |(path, endpoints)| {
            let endpoints: &'static [Endpoint] = endpoints;
            let handler = any(move |State(state): State<AppState>, request: Request| {
                serve(state, prefix, endpoints, request)
            });
            (format!("{prefix}{path}"), handler)
        })
    })
}

/// The answer to an address below a prefix that there is not.
pub fn not_found(state: &AppState, request: &Request) -> Response {
    let id = request.extensions().get::<RequestId>();
    let path = request.extensions().get::<OriginalUri>();
    let path = path.map_or(request.uri().path(), |uri| uri.0.path());
    Trouble::of(&kinds::NOT_FOUND).answer(
        &state.public,
        path,
        id.map(|id| id.0.as_str()).unwrap_or_default(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_below_a_prefix_is_of_the_api() {
        for (path, rest) in [
            ("/cpq/rest/v19", true),
            ("/cpq/rest/v19/users", true),
            ("/rest/v19/", true),
            ("/rest/v190/users", false),
            ("/rest/v1", false),
            ("/cpq", false),
            ("/admin/rest/v19", false),
        ] {
            assert_eq!(is_rest(path), rest, "{path}");
        }
    }
}
