//! `/companies/_host/groups/{groupVarName}/users`: who is in a group.

use std::collections::HashSet;

use domain::{Login, Problem, UserCollection as WantedUsers};

use super::call::{Call, Reply};
use super::collection::{self, Envelope, asked};
use super::json::Json;
use super::representation::{USER_MEMBERS, User};
use super::requests::{CollectionQuery, MemberChangeRequest};
use crate::problem::{ProblemDetail, Trouble};

/// List the members of a group.
#[utoipa::path(
    get,
    path = "/companies/{companyLoginName}/groups/{groupVarName}/users",
    operation_id = "listGroupMembers",
    tag = "Groups",
    params(("companyLoginName" = String, Path, description = "Always _host", example = "_host"),
           ("groupVarName" = String, Path, description = "The variable name", example = "userAdministrators"),
           CollectionQuery),
    responses((status = 200, description = "Those that match", body = Envelope<User>)),
)]
pub async fn list(call: Call) -> Result<Reply, Trouble> {
    let name = call.group_name()?;
    let (wanted, view): (WantedUsers, _) = asked(&call, USER_MEMBERS)?;
    let slice = call
        .state
        .service
        .collect_members(&call.caller, &name, &wanted)
        .await?;
    let paging = (wanted.limit, wanted.offset);
    collection::reply(&call, &view, paging, &slice, "partyNumber", |user| {
        User::of(user, &view, &call.place())
    })
}

/// Add members to a group and remove some.
///
/// All or none. Who is in it already stays, who is not stays away; of several changes of one user the last one counts.
/// The answer lists the members as they are then.
#[utoipa::path(
    patch,
    path = "/companies/{companyLoginName}/groups/{groupVarName}/users",
    operation_id = "updateGroupMembers",
    tag = "Groups",
    params(("companyLoginName" = String, Path, description = "Always _host", example = "_host"),
           ("groupVarName" = String, Path, description = "The variable name"), CollectionQuery),
    request_body = Vec<MemberChangeRequest>,
    responses((status = 200, description = "The members as they are now", body = Envelope<User>)),
)]
pub async fn update(call: Call) -> Result<Reply, Trouble> {
    let name = call.group_name()?;
    let _: (WantedUsers, _) = asked(&call, USER_MEMBERS)?;
    let (json, mut reader) = call.json()?;
    let changes = reader.member_changes(&json);
    let service = &call.state.service;
    // Where something is wrong anyway, so that all is told at once; where nothing is, the service finds them.
    if !reader.is_faultless() {
        let logins: Vec<Login> = logins(&json).into_iter().map(|(_, login)| login).collect();
        let unknown = service.unknown_logins(&call.caller, &logins).await?;
        reader.add(unknown_logins(&unknown, &json));
    }
    let changes = reader.finish(changes)?;
    service
        .change_members(&call.caller, &name, &changes)
        .await
        .map_err(|problem| match problem {
            Problem::UnknownLogins(unknown) => Trouble::faults(unknown_logins(&unknown, &json)),
            problem => problem.into(),
        })?;
    list(call).await
}

/// The logins that a body names, each with its place.
fn logins(json: &Json) -> Vec<(usize, Login)> {
    let Json::List(items) = json else {
        return Vec::new();
    };
    let items = items.iter().enumerate();
    items
        .filter_map(|(at, item)| match item.member("value")?.member("login")? {
            Json::Text(login) => Some((at, Login::new(login.as_str()))),
            _ => None,
        })
        .collect()
}

/// Unknown logins, with the places where they were named.
fn unknown_logins(unknown: &[Login], json: &Json) -> Vec<ProblemDetail> {
    let unknown: HashSet<&Login> = unknown.iter().collect();
    let named = logins(json).into_iter();
    named
        .filter(|(_, login)| unknown.contains(login))
        .map(|(at, _)| {
            let path = format!("/{at}/value/login");
            ProblemDetail::new("UNKNOWN_LOGIN", path, "No user has this login.")
        })
        .collect()
}
