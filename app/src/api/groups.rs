//! Groups.

use domain::{Group, GroupForm, GroupListQuery, GroupPage, GroupRef, GroupSummary, VariableName};
use leptos::prelude::*;

use super::{Failure, wire::Json};
#[cfg(feature = "ssr")]
use super::{answer, caller, service};

/// The groups that the address asks for.
#[server(prefix = "/api", endpoint = "groups/list", input = Json, output = Json)]
pub async fn list_groups(query: GroupListQuery) -> Result<GroupPage, Failure> {
    answer(service()?.groups(&caller(), &query).await)
}

/// All groups of both kinds, for the pickers.
#[server(prefix = "/api", endpoint = "groups/choices", input = Json, output = Json)]
pub async fn group_choices() -> Result<Vec<GroupRef>, Failure> {
    answer(service()?.group_choices(&caller()).await)
}

/// One group, for the Edit panel.
#[server(prefix = "/api", endpoint = "groups/get", input = Json, output = Json)]
pub async fn get_group(variable_name: VariableName) -> Result<GroupSummary, Failure> {
    answer(service()?.group(&caller(), &variable_name).await)
}

/// Makes a group.
#[server(prefix = "/api", endpoint = "groups/create", input = Json, output = Json)]
pub async fn create_group(form: GroupForm) -> Result<Group, Failure> {
    let draft = answer(form.draft().map_err(domain::Problem::Invalid))?;
    answer(service()?.create_group(&caller(), draft).await)
}

/// Saves label and description, unless somebody else saved them after `seen`.
#[server(prefix = "/api", endpoint = "groups/update", input = Json, output = Json)]
pub async fn update_group(
    variable_name: VariableName,
    form: GroupForm,
    seen: i64,
) -> Result<Group, Failure> {
    let change = answer(form.change().map_err(domain::Problem::Invalid))?;
    answer(
        service()?
            .update_group(&caller(), &variable_name, change, seen)
            .await,
    )
}
