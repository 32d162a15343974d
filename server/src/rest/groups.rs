//! `/groups` and `/companies/_host/groups`: see, create, change.

use domain::{
    Description, Group, GroupChange, GroupDraft, GroupType, Label, Problem, VariableName,
};

use super::body::Reader;
use super::call::{Call, Reply};
use super::collection::{self, Envelope, asked, viewed};
use super::json::Json;
use super::representation::{GROUP_MEMBERS, GroupBody, group_address};
use super::requests::{
    CollectionQuery, GroupReplacementRequest, GroupRequest, NewGroupRequest, ViewQuery,
};
use super::view::View;
use crate::problem::Trouble;

/// List all groups.
#[utoipa::path(
    get,
    path = "/groups",
    operation_id = "listGroups",
    tag = "Groups",
    params(CollectionQuery),
    responses((status = 200, description = "Those that match", body = Envelope<GroupBody>)),
)]
pub async fn list(call: Call) -> Result<Reply, Trouble> {
    let (wanted, view) = asked(&call, GROUP_MEMBERS)?;
    let slice = call
        .state
        .service
        .collect_groups(&call.caller, &wanted)
        .await?;
    let paging = (wanted.limit, wanted.offset);
    collection::reply(&call, &view, paging, &slice, "variableName", |group| {
        GroupBody::of(group, &view, &call.place())
    })
}

/// List the groups of the company.
#[utoipa::path(
    get,
    path = "/companies/{companyLoginName}/groups",
    operation_id = "listCompanyGroups",
    tag = "Groups",
    params(("companyLoginName" = String, Path, description = "Always _host", example = "_host"), CollectionQuery),
    responses((status = 200, description = "Those that match", body = Envelope<GroupBody>)),
)]
pub async fn list_of_company(call: Call) -> Result<Reply, Trouble> {
    call.require_company()?;
    list(call).await
}

/// Create a group.
///
/// It is a sales group unless `type` says otherwise.
#[utoipa::path(
    post,
    path = "/companies/{companyLoginName}/groups",
    operation_id = "createGroup",
    tag = "Groups",
    params(("companyLoginName" = String, Path, description = "Always _host", example = "_host"), ViewQuery),
    request_body = NewGroupRequest,
    responses(
        (status = 201, description = "The new group", body = GroupBody,
         headers(("Location" = String, description = "Its address"), ("ETag" = String, description = "Its version"))),
        (status = 409, description = "Another group has the variable name"),
    ),
)]
pub async fn create(call: Call) -> Result<Reply, Trouble> {
    call.require_company()?;
    let view = viewed(&call, GROUP_MEMBERS)?;
    let (json, mut reader) = call.json()?;
    reader.object(&json);
    let name = reader.needed::<VariableName>(&json, "variableName");
    let label = reader.needed::<Label>(&json, "label");
    let description = reader.text::<Description>(&json, "description");
    let kind = reader.group_type(&json).unwrap_or(GroupType::Sales);
    let (variable_name, label) = reader.finish(name.zip(label))?;
    let draft = GroupDraft {
        variable_name,
        label,
        kind,
        description: description.unwrap_or_default(),
    };
    let group = call.state.service.create_group(&call.caller, draft).await?;
    let address = call
        .place()
        .address(&group_address(group.variable_name.as_str()));
    Ok(shown(&call, &view, &group)?.created(&address))
}

/// Read a group.
#[utoipa::path(
    get,
    path = "/companies/{companyLoginName}/groups/{groupVarName}",
    operation_id = "getGroup",
    tag = "Groups",
    params(("companyLoginName" = String, Path, description = "Always _host", example = "_host"),
           ("groupVarName" = String, Path, description = "The variable name", example = "userAdministrators"), ViewQuery),
    responses((status = 200, description = "The group", body = GroupBody,
               headers(("ETag" = String, description = "Its version")))),
)]
pub async fn read(call: Call) -> Result<Reply, Trouble> {
    let view = viewed(&call, GROUP_MEMBERS)?;
    let name = call.group_name()?;
    let found = call.state.service.group(&call.caller, &name).await?;
    shown(&call, &view, &found.group)
}

/// Replace a group.
///
/// Label and description become what the body says; variable name and type never change.
#[utoipa::path(
    put,
    path = "/companies/{companyLoginName}/groups/{groupVarName}",
    operation_id = "replaceGroup",
    tag = "Groups",
    params(("companyLoginName" = String, Path, description = "Always _host", example = "_host"),
           ("groupVarName" = String, Path, description = "The variable name"), ViewQuery),
    request_body = GroupReplacementRequest,
    responses((status = 200, description = "The group as it is now", body = GroupBody,
               headers(("ETag" = String, description = "Its version")))),
)]
pub async fn replace(call: Call) -> Result<Reply, Trouble> {
    change(call, true).await
}

/// Update a group.
///
/// Members that are not in the body stay as they are; variable name and type never change.
#[utoipa::path(
    patch,
    path = "/companies/{companyLoginName}/groups/{groupVarName}",
    operation_id = "updateGroup",
    tag = "Groups",
    params(("companyLoginName" = String, Path, description = "Always _host", example = "_host"),
           ("groupVarName" = String, Path, description = "The variable name"), ViewQuery),
    request_body = GroupRequest,
    responses((status = 200, description = "The group as it is now", body = GroupBody,
               headers(("ETag" = String, description = "Its version")))),
)]
pub async fn update(call: Call) -> Result<Reply, Trouble> {
    change(call, false).await
}

/// Replaces label and description, or what the body has of them. Without a condition the last one wins, whoever else
/// changes it meanwhile.
async fn change(call: Call, whole: bool) -> Result<Reply, Trouble> {
    let name = call.group_name()?;
    let service = &call.state.service;
    let before = service.group(&call.caller, &name).await?.group;
    // Nobody is to correct a request that cannot be done anyway.
    if before.read_only {
        return Err(Problem::ReadOnlyGroup.into());
    }
    let view = viewed(&call, GROUP_MEMBERS)?;
    let (json, mut reader) = call.json()?;
    let change = changed(&mut reader, &json, &before, whole);
    let change = reader.finish(Some(change))?;
    let seen = call.seen(async { Ok(before.version) }).await?;
    let group = service
        .update_group(&call.caller, &name, change, seen)
        .await?;
    shown(&call, &view, &group)
}

/// What the body names; of the whole, a description that is not there is none.
fn changed(reader: &mut Reader, json: &Json, before: &Group, whole: bool) -> GroupChange {
    reader.object(json);
    let label = if whole {
        reader.needed(json, "label")
    } else {
        reader.text(json, "label")
    };
    let description = reader.text::<Description>(json, "description");
    let name = reader.text::<VariableName>(json, "variableName");
    if name.is_some_and(|name| name != before.variable_name) {
        reader.fault("FIXED", "/variableName", "A variable name never changes.");
    }
    let kind = reader.group_type(json);
    if kind.is_some_and(|kind| kind != before.kind) {
        reader.fault("FIXED", "/type", "The type of a group never changes.");
    }
    GroupChange {
        label,
        description: description.or_else(|| whole.then(Description::default)),
    }
}

fn shown(call: &Call, view: &View, group: &Group) -> Result<Reply, Trouble> {
    let body = GroupBody::of(group, view, &call.place());
    Ok(Reply::json(&view.pick(&body, "variableName")?)?.tagged(group.version))
}
