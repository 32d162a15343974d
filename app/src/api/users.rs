//! Integration users.

use domain::{
    Facet, FacetCount, GroupRef, IntegrationUser, Page, PartyNumber, Status, UserForm,
    UserListQuery, UserSummary,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::{Failure, wire::Json};
#[cfg(feature = "ssr")]
use super::{answer, caller, service};

/// A page of the list and how many match in all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserList {
    /// The rows and where the next page begins.
    pub page: Page<UserSummary>,
    /// How many match.
    pub total: u64,
    /// The first group of each kind that is filtered by, for its label.
    pub filtered_by: Vec<GroupRef>,
}

/// The rows that the address asks for.
#[server(prefix = "/api", endpoint = "users/list", input = Json, output = Json)]
pub async fn list_users(query: UserListQuery) -> Result<UserList, Failure> {
    let (service, caller) = (service()?, caller());
    let page = answer(service.list_users(&caller, &query).await)?;
    let total = answer(service.count_users(&caller, &query).await)?;
    let filtered_by = answer(service.filtered_by(&caller, &query).await)?;
    Ok(UserList {
        page,
        total,
        filtered_by,
    })
}

/// How many users each criterion of a chip would show.
#[server(prefix = "/api", endpoint = "users/facet", input = Json, output = Json)]
pub async fn user_facet(query: UserListQuery, facet: Facet) -> Result<Vec<FacetCount>, Failure> {
    answer(service()?.user_facet(&caller(), &query, facet).await)
}

/// One user, for the Edit panel.
#[server(prefix = "/api", endpoint = "users/get", input = Json, output = Json)]
pub async fn get_user(party_number: PartyNumber) -> Result<IntegrationUser, Failure> {
    answer(service()?.user(&caller(), &party_number).await)
}

/// Makes a user and gives its row.
#[server(prefix = "/api", endpoint = "users/create", input = Json, output = Json)]
pub async fn create_user(form: UserForm) -> Result<UserSummary, Failure> {
    let (service, caller) = (service()?, caller());
    let draft = answer(form.draft().map_err(domain::Problem::Invalid))?;
    answer(service.create_user(&caller, draft).await).map(|user| UserSummary::from(&user))
}

/// Saves a user as the form has it, unless somebody else saved it after `seen`; gives its row.
#[server(prefix = "/api", endpoint = "users/update", input = Json, output = Json)]
pub async fn update_user(
    party_number: PartyNumber,
    form: UserForm,
    seen: i64,
) -> Result<UserSummary, Failure> {
    let (service, caller) = (service()?, caller());
    let change = answer(form.change().map_err(domain::Problem::Invalid))?;
    let saved = service
        .update_user(&caller, &party_number, change, Some(seen))
        .await;
    answer(saved).map(|user| UserSummary::from(&user))
}

/// Activates or inactivates a user; gives its row.
#[server(prefix = "/api", endpoint = "users/set-status", input = Json, output = Json)]
pub async fn set_user_status(
    party_number: PartyNumber,
    status: Status,
) -> Result<UserSummary, Failure> {
    answer(
        service()?
            .set_status(&caller(), &party_number, status)
            .await,
    )
}

/// Takes a change of status back, unless something else happened to the user after the version `seen`; gives its row.
#[server(prefix = "/api", endpoint = "users/undo-status", input = Json, output = Json)]
pub async fn undo_user_status(
    party_number: PartyNumber,
    status: Status,
    seen: i64,
) -> Result<UserSummary, Failure> {
    answer(
        service()?
            .undo_status(&caller(), &party_number, status, seen)
            .await,
    )
}
