//! `/companies/_host/groups/{groupVarName}/users`: who is in a group.

use domain::{Problem, UserCollection as WantedUsers};

use super::body::Reader;
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
    let json = call.json()?;
    let mut reader = Reader::default();
    let changes = reader.member_changes(&json);
    let changes = reader.finish(changes)?;
    call.state
        .service
        .change_members(&call.caller, &name, &changes)
        .await
        .map_err(|problem| placed(problem, &json))?;
    list(call).await
}

/// Unknown logins, with the places where they were named.
fn placed(problem: Problem, json: &Json) -> Trouble {
    let (Problem::UnknownLogins(unknown), Json::List(items)) = (&problem, json) else {
        return problem.into();
    };
    let login = |item: &Json| match item.member("value")?.member("login")? {
        Json::Text(login) => Some(login.clone()),
        _ => None,
    };
    let faults = items.iter().enumerate().filter_map(|(at, item)| {
        let login = login(item)?;
        unknown
            .iter()
            .any(|unknown| unknown.as_str() == login)
            .then(|| {
                ProblemDetail::new(
                    "UNKNOWN_LOGIN",
                    format!("/{at}/value/login"),
                    "No user has this login.",
                )
            })
    });
    Trouble::faults(faults.collect())
}
