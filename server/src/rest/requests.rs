//! What requests may hold, described for the OpenAPI document. [`super::parameters`] and [`super::body`] read it.

#![expect(
    unused_qualifications,
    reason = "the derive of utoipa writes types of optional members out in full"
)]

use serde::Deserialize;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{Object, ObjectBuilder, OneOfBuilder, Schema, Type};
use utoipa::{IntoParams, ToSchema};

/// Query parameters of a collection.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "only described here; `parameters` reads them")]
pub struct CollectionQuery {
    /// Which ones: for instance `{status:{$eq:1}}`, `{firstName:{$like:'%portal%'}}`, `$or:[{…},{…}]` or
    /// `firstName LIKE 'Jones%'`. Operators: `$eq $ne $gt $gte $lt $lte $like $exists $and $or`.
    #[param(max_length = 4096)]
    q: Option<String>,
    /// In which order: members with `:asc` or `:desc`, with commas between.
    orderby: Option<String>,
    /// At most so many; more than 1000 are cut to 1000.
    #[param(schema_with = a_limit)]
    limit: Option<u64>,
    /// Pass over so many.
    #[param(schema_with = an_offset)]
    offset: Option<u64>,
    /// Whether to count all that match.
    #[serde(rename = "totalResults")]
    total_results: Option<bool>,
    /// Only these members, with commas between; the name and the links always stay.
    fields: Option<String>,
    /// `groups`: users come with their groups.
    #[param(pattern = "^(groups)?$")]
    expand: Option<String>,
    /// Without these links, with commas between: `self`, `child`, `parent`, `canonical`, `next`, `prev`, `related`.
    #[serde(rename = "excludeLinks")]
    exclude_links: Option<String>,
    /// Without any links.
    #[serde(rename = "onlyData")]
    only_data: Option<bool>,
}

/// A whole number without the bounds of a format: a larger limit is cut, whatever its size.
fn a_limit() -> Object {
    whole_number(1, 1000)
}

/// The same for an offset, behind which there is nothing.
fn an_offset() -> Object {
    whole_number(0, 0)
}

fn whole_number(least: u32, default: u32) -> Object {
    ObjectBuilder::new()
        .schema_type(Type::Integer)
        .minimum(Some(least))
        .default(Some(default.into()))
        .build()
}

/// Query parameters of one thing.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "only described here; `parameters` reads them")]
pub struct ViewQuery {
    /// Only these members, with commas between; the name and the links always stay.
    fields: Option<String>,
    /// `groups`: users come with their groups.
    #[param(pattern = "^(groups)?$")]
    expand: Option<String>,
    /// Without these links, with commas between: `self`, `child`, `parent`, `canonical`, `next`, `prev`, `related`.
    #[serde(rename = "excludeLinks")]
    exclude_links: Option<String>,
    /// Without any links.
    #[serde(rename = "onlyData")]
    only_data: Option<bool>,
}

/// An integration user to be made.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "only described here; `body` reads it")]
pub struct NewIntegrationUserRequest {
    /// The client id that the identity provider issued. Never a secret or a token. Blanks around it are cut off.
    #[schema(
        pattern = r"^\s*[!-~]{1,255}\s*$",
        example = "3f0c8a52f1e94d7bb1c5d9a04e6f7a8b"
    )]
    oauth_client_id: String,
    /// The display name.
    #[schema(max_length = 120)]
    first_name: Option<String>,
    /// Whom to ask about it.
    #[schema(max_length = 254)]
    email: Option<String>,
    /// What somebody should know of it.
    #[schema(max_length = 1000)]
    description: Option<String>,
    /// Active or Inactive.
    status: Option<StatusChoice>,
    /// The whole set of groups.
    groups: Option<UserGroupsRequest>,
}

/// What to change of an integration user.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "only described here; `body` reads it")]
pub struct IntegrationUserRequest {
    /// The client id that the identity provider issued. Never a secret or a token. Blanks around it are cut off.
    #[schema(
        nullable = false,
        pattern = r"^\s*[!-~]{1,255}\s*$",
        example = "3f0c8a52f1e94d7bb1c5d9a04e6f7a8b"
    )]
    oauth_client_id: Option<String>,
    /// The display name; `null` takes it away.
    #[schema(max_length = 120)]
    first_name: Option<String>,
    /// Whom to ask about it; `null` takes it away.
    #[schema(max_length = 254)]
    email: Option<String>,
    /// What somebody should know of it; `null` takes it away.
    #[schema(max_length = 1000)]
    description: Option<String>,
    /// Active or Inactive.
    status: Option<StatusChoice>,
    /// The whole set of groups.
    groups: Option<UserGroupsRequest>,
}

/// A status.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only described here; `body` reads it")]
pub struct StatusChoice {
    /// 0 is Inactive, 1 Active.
    #[schema(minimum = 0, maximum = 1, example = 0)]
    value: i64,
}

/// A new status.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only described here; `body` reads it")]
pub struct StatusRequest {
    /// Active or Inactive.
    status: StatusChoice,
}

/// A set of groups, in any order.
#[derive(Deserialize, ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "only described here; `body` reads it")]
pub enum UserGroupsRequest {
    /// As a user shows them.
    Items(GroupItems),
    /// The list alone.
    List(Vec<ChosenGroup>),
}

/// Groups as a user shows them.
#[derive(Deserialize, ToSchema)]
#[expect(dead_code, reason = "only described here; `body` reads it")]
pub struct GroupItems {
    /// In any order.
    items: Vec<ChosenGroup>,
}

/// A group by its name.
#[derive(Deserialize, ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "only described here; `body` reads it")]
pub struct ChosenGroup {
    /// The variable name; a label and a type may be there and are not needed.
    #[schema(
        pattern = r"^\s*[A-Za-z_][A-Za-z0-9_]{0,99}\s*$",
        example = "userAdministrators"
    )]
    variable_name: String,
}

/// A new status for all that match.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "only described here; `body` reads it")]
pub struct BulkUpdateRequest {
    /// Who.
    criteria: BulkCriteria,
    /// What.
    user_data: StatusRequest,
}

/// Which users.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only described here; `body` reads it")]
pub struct BulkCriteria {
    /// As in the query of a collection.
    #[schema(
        min_length = 1,
        max_length = 4096,
        example = "{'login':{'$like':'%0f3a%'}}"
    )]
    q: String,
}

/// A group to be made.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "only described here; `body` reads it")]
pub struct NewGroupRequest {
    /// For programs; never changes. Blanks around it are cut off.
    #[schema(
        pattern = r"^\s*[A-Za-z_][A-Za-z0-9_]{0,99}\s*$",
        example = "emeaSales"
    )]
    variable_name: String,
    /// For people.
    #[schema(min_length = 1, max_length = 120, example = "EMEA Sales")]
    label: String,
    /// What it is for.
    #[schema(max_length = 1000)]
    description: Option<String>,
    #[schema(schema_with = a_group_type)]
    r#type: Option<i64>,
}

/// What a group is to be, all of it. Variable name and type may be there as they are.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "only described here; `body` reads it")]
pub struct GroupReplacementRequest {
    /// As it is: it never changes.
    #[schema(
        nullable = false,
        pattern = r"^\s*[A-Za-z_][A-Za-z0-9_]{0,99}\s*$",
        example = "emeaSales"
    )]
    variable_name: Option<String>,
    /// For people.
    #[schema(min_length = 1, max_length = 120, example = "EMEA Sales")]
    label: String,
    /// What it is for; without it, nothing.
    #[schema(max_length = 1000)]
    description: Option<String>,
    #[schema(schema_with = a_group_type)]
    r#type: Option<i64>,
}

/// What to change of a group. Variable name and type may be there as they are.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "only described here; `body` reads it")]
pub struct GroupRequest {
    /// As it is: it never changes.
    #[schema(
        nullable = false,
        pattern = r"^\s*[A-Za-z_][A-Za-z0-9_]{0,99}\s*$",
        example = "emeaSales"
    )]
    variable_name: Option<String>,
    /// For people.
    #[schema(
        nullable = false,
        min_length = 1,
        max_length = 120,
        example = "EMEA Sales"
    )]
    label: Option<String>,
    /// What it is for; `null` takes it away.
    #[schema(max_length = 1000)]
    description: Option<String>,
    #[schema(schema_with = a_group_type)]
    r#type: Option<i64>,
}

/// A type of groups in every form that is read.
fn a_group_type() -> RefOr<Schema> {
    let number = || {
        ObjectBuilder::new()
            .schema_type(Type::Integer)
            .minimum(Some(0_u32))
            .maximum(Some(1_u32))
    };
    let word = || {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .pattern(Some(in_any_case(&["Sales", "Administrator"])))
    };
    let object = ObjectBuilder::new()
        .property("value", OneOfBuilder::new().item(number()).item(word()))
        .required("value");
    OneOfBuilder::new()
        .description(Some(
            "0 or Sales, 1 or Administrator: alone, or as `value`.",
        ))
        .item(object)
        .item(number())
        .item(word())
        .item(ObjectBuilder::new().schema_type(Type::Null))
        .into()
}

/// One change of the members of a group.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only described here; `body` reads it")]
pub struct MemberChangeRequest {
    #[schema(schema_with = an_op)]
    op: String,
    /// Always `/`.
    #[schema(nullable = false, pattern = "^/$", example = "/")]
    path: Option<String>,
    /// Who.
    value: MemberLogin,
}

/// What to do with a user.
fn an_op() -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .description(Some("Whether the user comes or goes: `ADD` or `REMOVE`."))
        .pattern(Some(in_any_case(&["ADD", "REMOVE"])))
        .examples(["ADD"])
        .build()
}

/// The pattern of these words, whatever the case of their letters.
fn in_any_case(words: &[&str]) -> String {
    let letter = |letter: char| {
        let (upper, lower) = (letter.to_ascii_uppercase(), letter.to_ascii_lowercase());
        format!("[{upper}{lower}]")
    };
    let word = |word: &&str| word.chars().map(letter).collect::<String>();
    let words: Vec<String> = words.iter().map(word).collect();
    format!("^({})$", words.join("|"))
}

/// A user by its login.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only described here; `body` reads it")]
pub struct MemberLogin {
    /// The login.
    #[schema(example = "_custom_user_0123456789abcdef0123456789abcdef")]
    login: String,
}
