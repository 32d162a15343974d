//! `/users`: the same people as any user of the published API, their status and their groups.

use domain::{IntegrationUser, Problem, UserChange, UserGroupCollection};

use super::call::{Call, Reply};
use super::collection::{self, Envelope, asked, viewed};
use super::integration_users::{add_unknown, current_version, names, placed};
use super::representation::{USER_MEMBERS, User, UserGroup};
use super::requests::{CollectionQuery, StatusRequest, UserGroupsRequest, ViewQuery};
use super::view::View;
use crate::problem::Trouble;

/// The members of a group within a user, for `fields`.
const USER_GROUP_MEMBERS: &[&str] = &["label", "variableName", "type"];

/// List users.
#[utoipa::path(
    get,
    path = "/users",
    operation_id = "listUsers",
    tag = "Users",
    params(CollectionQuery),
    responses((status = 200, description = "Those that match", body = Envelope<User>)),
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
        User::of(user, &view, &call.place())
    })
}

/// Read a user.
#[utoipa::path(
    get,
    path = "/users/{partyNumber}",
    operation_id = "getUser",
    tag = "Users",
    params(("partyNumber" = String, Path, description = "The party number"), ViewQuery),
    responses((status = 200, description = "The user", body = User,
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

/// Activate or inactivate a user.
///
/// The next call of the client is answered accordingly.
#[utoipa::path(
    patch,
    path = "/users/{partyNumber}",
    operation_id = "updateUser",
    tag = "Users",
    params(("partyNumber" = String, Path, description = "The party number"), ViewQuery),
    request_body = StatusRequest,
    responses((status = 200, description = "The user as it is now", body = User,
               headers(("ETag" = String, description = "Its version")))),
)]
pub async fn update(call: Call) -> Result<Reply, Trouble> {
    let view = viewed(&call, USER_MEMBERS)?;
    let (json, mut reader) = call.json()?;
    reader.object(&json);
    let status = reader.needed_status(&json, "");
    let change = UserChange {
        status: Some(reader.finish(status)?),
        ..UserChange::default()
    };
    let number = call.party_number();
    let seen = call.seen(current_version(&call)).await?;
    let user = call
        .state
        .service
        .update_user(&call.caller, &number, change, seen)
        .await?;
    shown(&call, &view, &user)
}

/// Read the groups of a user.
///
/// By label, unless `orderby` says otherwise.
#[utoipa::path(
    get,
    path = "/users/{partyNumber}/groups",
    operation_id = "getUserGroups",
    tag = "Users",
    params(("partyNumber" = String, Path, description = "The party number"), CollectionQuery),
    responses((status = 200, description = "Those of its groups that match", body = Envelope<UserGroup>,
               headers(("ETag" = String, description = "The version of the user")))),
)]
pub async fn groups(call: Call) -> Result<Reply, Trouble> {
    let (wanted, view) = asked(&call, USER_GROUP_MEMBERS)?;
    let user = call
        .state
        .service
        .user(&call.caller, &call.party_number())
        .await?;
    groups_of(&call, &wanted, &view, user)
}

/// Replace the groups of a user.
///
/// The whole set: groups that are not named are taken away.
#[utoipa::path(
    put,
    path = "/users/{partyNumber}/groups",
    operation_id = "replaceUserGroups",
    tag = "Users",
    params(("partyNumber" = String, Path, description = "The party number"), CollectionQuery),
    request_body = UserGroupsRequest,
    responses((status = 200, description = "Those of its groups, as they are now, that match", body = Envelope<UserGroup>,
               headers(("ETag" = String, description = "The version of the user")))),
)]
pub async fn replace_groups(call: Call) -> Result<Reply, Trouble> {
    let (wanted, view) = asked(&call, USER_GROUP_MEMBERS)?;
    let (json, mut reader) = call.json()?;
    let chosen = reader.items(&json, "");
    add_unknown(&call, &mut reader, chosen.as_deref().unwrap_or_default()).await?;
    let chosen = reader.finish(chosen)?;
    let change = UserChange {
        groups: Some(names(&chosen)),
        ..UserChange::default()
    };
    let number = call.party_number();
    let seen = call.seen(current_version(&call)).await?;
    let user = call
        .state
        .service
        .update_user(&call.caller, &number, change, seen)
        .await
        .map_err(|problem: Problem| placed(problem, &chosen))?;
    groups_of(&call, &wanted, &view, user)
}

fn groups_of(
    call: &Call,
    wanted: &UserGroupCollection,
    view: &View,
    user: IntegrationUser,
) -> Result<Reply, Trouble> {
    let slice = wanted.of(user.groups);
    let paging = (wanted.limit, wanted.offset);
    let reply = collection::reply(call, view, paging, &slice, "variableName", UserGroup::of)?;
    Ok(reply.tagged(user.version))
}

fn shown(call: &Call, view: &View, user: &IntegrationUser) -> Result<Reply, Trouble> {
    let body = User::of(user, view, &call.place());
    Ok(Reply::json(&view.pick(&body, "partyNumber")?)?.tagged(user.version))
}
