//! `/integrationUsers`: list, create, read, update.

use std::collections::HashSet;

use domain::{
    ClientId, Description, DisplayName, Email, Problem, Status, UserChange, UserDraft, VariableName,
};

use super::body::{Chosen, Reader};
use super::call::{Call, Reply};
use super::collection::{self, Envelope, asked, viewed};
use super::json::Json;
use super::representation::{IntegrationUserBody, USER_MEMBERS, segment};
use super::requests::{
    CollectionQuery, IntegrationUserRequest, NewIntegrationUserRequest, ViewQuery,
};
use super::view::View;
use crate::problem::{Trouble, unknown_group};

/// List integration users.
#[utoipa::path(
    get,
    path = "/integrationUsers",
    operation_id = "listIntegrationUsers",
    tag = "Integration users",
    params(CollectionQuery),
    responses((status = 200, description = "Those that match", body = Envelope<IntegrationUserBody>)),
)]
pub async fn list(call: Call) -> Result<Reply, Trouble> {
    let (wanted, view) = asked(&call, USER_MEMBERS)?;
    let slice = call
        .state
        .service
        .collect_users(&call.caller, &wanted)
        .await?;
    let paging = (wanted.limit, wanted.offset);
    collection::reply(&call, &view, paging, &slice, "partyNumber", |user| {
        IntegrationUserBody::of(user, &view, &call.place())
    })
}

/// Create an integration user.
///
/// It is Active unless the body says otherwise. The client id must be that of no other integration user.
#[utoipa::path(
    post,
    path = "/integrationUsers",
    operation_id = "createIntegrationUser",
    tag = "Integration users",
    params(ViewQuery),
    request_body = NewIntegrationUserRequest,
    responses(
        (status = 201, description = "The new integration user", body = IntegrationUserBody,
         headers(("Location" = String, description = "Its address"), ("ETag" = String, description = "Its version"))),
        (status = 409, description = "Another integration user has the client id"),
    ),
)]
pub async fn create(call: Call) -> Result<Reply, Trouble> {
    let view = viewed(&call, USER_MEMBERS)?;
    let (json, mut reader) = call.json()?;
    reader.object(&json);
    let client_id = reader.needed::<ClientId>(&json, "oauthClientId");
    let change = change(&mut reader, &json);
    let chosen = reader.groups(&json).unwrap_or_default();
    add_unknown(&call, &mut reader, &chosen).await?;
    let client_id = reader.finish(client_id)?;
    let draft = UserDraft {
        client_id,
        name: change.name.unwrap_or_default(),
        email: change.email.unwrap_or_default(),
        description: change.description.unwrap_or_default(),
        status: change.status.unwrap_or(Status::Active),
        groups: names(&chosen),
    };
    let user = call
        .state
        .service
        .create_user(&call.caller, draft)
        .await
        .map_err(|problem| placed(problem, &chosen))?;
    let path = format!("/integrationUsers/{}", segment(user.party_number.as_str()));
    let address = call.place().address(&path);
    Ok(shown(&call, &view, &user)?.created(&address))
}

/// Read an integration user.
#[utoipa::path(
    get,
    path = "/integrationUsers/{partyNumber}",
    operation_id = "getIntegrationUser",
    tag = "Integration users",
    params(("partyNumber" = String, Path, description = "The party number"), ViewQuery),
    responses((status = 200, description = "The integration user", body = IntegrationUserBody,
               headers(("ETag" = String, description = "Its version")))),
)]
pub async fn read(call: Call) -> Result<Reply, Trouble> {
    let view = viewed(&call, USER_MEMBERS)?;
    let user = call
        .state
        .service
        .user(&call.caller, &call.party_number())
        .await?;
    shown(&call, &view, &user)
}

/// Update an integration user.
///
/// Members that are not in the body stay as they are. `groups` replaces the whole set.
#[utoipa::path(
    patch,
    path = "/integrationUsers/{partyNumber}",
    operation_id = "updateIntegrationUser",
    tag = "Integration users",
    params(("partyNumber" = String, Path, description = "The party number"), ViewQuery),
    request_body = IntegrationUserRequest,
    responses(
        (status = 200, description = "The integration user as it is now", body = IntegrationUserBody,
         headers(("ETag" = String, description = "Its version"))),
        (status = 409, description = "Another integration user has the client id"),
    ),
)]
pub async fn update(call: Call) -> Result<Reply, Trouble> {
    let view = viewed(&call, USER_MEMBERS)?;
    let (json, mut reader) = call.json()?;
    reader.object(&json);
    let mut change = change(&mut reader, &json);
    change.client_id = reader.text(&json, "oauthClientId");
    let chosen = reader.groups(&json);
    add_unknown(&call, &mut reader, chosen.as_deref().unwrap_or_default()).await?;
    reader.finish(Some(()))?;
    change.groups = chosen.as_deref().map(names);
    let number = call.party_number();
    let service = &call.state.service;
    let seen = call.seen(current_version(&call)).await?;
    let user = service
        .update_user(&call.caller, &number, change, seen)
        .await
        .map_err(|problem| placed(problem, chosen.as_deref().unwrap_or_default()))?;
    shown(&call, &view, &user)
}

/// The present version of the user in the address.
pub async fn current_version(call: &Call) -> Result<i64, Problem> {
    let user = call
        .state
        .service
        .user(&call.caller, &call.party_number())
        .await?;
    Ok(user.version)
}

fn change(reader: &mut Reader, json: &Json) -> UserChange {
    UserChange {
        client_id: None,
        name: reader.text::<DisplayName>(json, "firstName"),
        email: reader.text::<Email>(json, "email"),
        description: reader.text::<Description>(json, "description"),
        status: reader.status(json, ""),
        groups: None,
    }
}

/// Where something is wrong anyway, those of the chosen groups that there are none of, so that all is told at once.
/// Where nothing is, the service finds them.
pub async fn add_unknown(
    call: &Call,
    reader: &mut Reader,
    chosen: &[Chosen],
) -> Result<(), Trouble> {
    if reader.is_faultless() || chosen.is_empty() {
        return Ok(());
    }
    let there = call.state.service.group_choices(&call.caller).await?;
    let there: HashSet<&VariableName> = there.iter().map(|group| &group.variable_name).collect();
    let unknown = chosen
        .iter()
        .filter(|group| !there.contains(&group.name))
        .map(|group| unknown_group(&group.path, group.name.as_str()));
    reader.add(unknown);
    Ok(())
}

/// The names of chosen groups.
pub fn names(chosen: &[Chosen]) -> Vec<VariableName> {
    chosen.iter().map(|group| group.name.clone()).collect()
}

/// A problem with groups that were chosen, with the places where they were.
pub fn placed(problem: Problem, chosen: &[Chosen]) -> Trouble {
    let Problem::UnknownGroups(unknown) = &problem else {
        return problem.into();
    };
    let places = chosen
        .iter()
        .filter(|group| unknown.contains(&group.name))
        .map(|group| unknown_group(&group.path, group.name.as_str()));
    Trouble::faults(places.collect())
}

fn shown(call: &Call, view: &View, user: &domain::IntegrationUser) -> Result<Reply, Trouble> {
    let body = IntegrationUserBody::of(user, view, &call.place());
    Ok(Reply::json(&view.pick(&body, "partyNumber")?)?.tagged(user.version))
}
