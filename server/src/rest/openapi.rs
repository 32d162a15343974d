//! The OpenAPI document, made from the code that answers.

use std::sync::LazyLock;

use axum::http::StatusCode;
use serde_json::Value;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{
    ContentBuilder, HeaderBuilder, ObjectBuilder, Ref, RefOr, Required, ResponseBuilder,
    SecurityRequirement, Type,
};
use utoipa::{Modify, OpenApi};

use super::call::{Call, Reply};
use super::{bulk, groups, integration_users, members, users};
use crate::problem::{PROBLEM_JSON, ProblemDocument, Trouble};

/// The document.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Integration Users",
        version = "v19",
        description = "Integration users, their status and their groups. Compatible with the published v19 API of Oracle CPQ.\n\nCall with an access token of the identity provider. An integration user in the group userAdministrators may do everything; another one may read itself.\n\nWhat takes GET takes HEAD. A method that an address does not take is answered with 405, and Allow names those that it takes.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
    ),
    servers(
        (url = "/cpq/rest/v19", description = "As sites in Fusion are called"),
        (url = "/rest/v19", description = "As other sites are called"),
    ),
    tags(
        (name = "Integration users", description = "Each ties one OAuth client to groups."),
        (name = "Users", description = "The same people as any user of the published API."),
        (name = "Groups", description = "What integration users may administer, and which sales data they see."),
        (name = "About", description = "This document."),
    ),
    paths(
        integration_users::list,
        integration_users::create,
        integration_users::read,
        integration_users::update,
        users::list,
        users::read,
        users::update,
        users::groups,
        users::replace_groups,
        bulk::update,
        groups::list,
        groups::list_of_company,
        groups::create,
        groups::read,
        groups::replace,
        groups::update,
        members::list,
        members::update,
        serve,
    ),
    components(schemas(ProblemDocument)),
    modifiers(&Common),
)]
struct Document;

static DOCUMENT: LazyLock<Value> = LazyLock::new(|| {
    let mut document = serde_json::to_value(Document::openapi()).unwrap_or_default();
    loosen(&mut document);
    document
});

/// What is shown, and what names it.
const SHOWN: [(&str, &str); 4] = [
    ("User", "partyNumber"),
    ("IntegrationUser", "partyNumber"),
    ("Group", "variableName"),
    ("UserGroup", "variableName"),
];

/// The document, for the page and the tests.
pub fn document() -> &'static Value {
    &DOCUMENT
}

/// Read this document.
///
/// It holds no data and needs no token.
#[utoipa::path(
    get,
    path = "/openapi.json",
    operation_id = "getOpenApi",
    tag = "About",
    security(()),
    responses((status = 200, description = "OpenAPI 3.1", body = Value,
               headers(("ETag" = String, description = "Its version")))),
)]
pub async fn serve(_: Call) -> Result<Reply, Trouble> {
    Reply::json(document()).map(|reply| reply.tagged(1))
}

/// `fields` may leave out every member of what is shown but the one that names it, alone and in collections.
fn loosen(document: &mut Value) {
    for (name, id) in SHOWN {
        let alone = format!("/components/schemas/{name}");
        let listed = format!("/components/schemas/Envelope_{name}/properties/items/items");
        for place in [alone, listed] {
            if let Some(schema) = document.pointer_mut(&place) {
                require_only(schema, id);
            }
        }
    }
}

fn require_only(schema: &mut Value, id: &str) {
    if let Some(Value::Array(parts)) = schema.get_mut("allOf") {
        for part in parts {
            require_only(part, id);
        }
    }
    if let Some(Value::Array(required)) = schema.get_mut("required") {
        required.retain(|name| name == id);
    }
}

/// What every operation has in common: how to call, and what may go wrong.
struct Common;

impl Modify for Common {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        if let Some(components) = document.components.as_mut() {
            components.add_security_scheme(
                "accessToken",
                SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)),
            );
            components.add_security_scheme(
                "session",
                SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::with_description(
                    "__Host-integration-users",
                    "An administrator's browser, from pages of the same origin only.",
                ))),
            );
        }
        let callers = ["accessToken", "session"]
            .map(|name| SecurityRequirement::new::<_, [&str; 0], &str>(name, []));
        for item in document.paths.paths.values_mut() {
            let by_method = [
                (item.get.as_mut(), false),
                (item.post.as_mut(), true),
                (item.put.as_mut(), true),
                (item.patch.as_mut(), true),
            ];
            for (operation, sends) in by_method {
                if let Some(operation) = operation {
                    complete(operation, sends, &callers);
                }
            }
        }
    }
}

fn complete(operation: &mut Operation, sends: bool, callers: &[SecurityRequirement]) {
    let open = operation.operation_id.as_deref() == Some("getOpenApi");
    let named = operation.parameters.iter().flatten().any(|parameter| {
        matches!(parameter, RefOr::T(parameter)
            if matches!(parameter.parameter_in, ParameterIn::Path))
    });
    // What has a tag is read and changed on conditions; what is new has its first one.
    let tagged = matches!(operation.responses.responses.get("200"), Some(RefOr::T(answer))
        if answer.headers.contains_key("ETag"));
    let takes = operation.responses.responses.contains_key("409");
    if !open {
        operation.security = Some(callers.to_vec());
    }
    let mut problems = vec![
        (StatusCode::BAD_REQUEST, "Something in the request is wrong"),
        (StatusCode::NOT_ACCEPTABLE, "Accept does not allow JSON"),
        (
            StatusCode::INTERNAL_SERVER_ERROR,
            "Something is wrong with the server",
        ),
        (
            StatusCode::SERVICE_UNAVAILABLE,
            "Try again after Retry-After",
        ),
    ];
    if !open {
        problems.extend([
            (StatusCode::UNAUTHORIZED, "No or a bad access token"),
            (StatusCode::FORBIDDEN, "Known, but not allowed"),
            (StatusCode::TOO_MANY_REQUESTS, "Try again after Retry-After"),
        ]);
    }
    if named {
        problems.push((StatusCode::NOT_FOUND, "There is no such thing"));
    }
    if takes {
        problems.push((StatusCode::CONFLICT, "Taken already"));
    }
    if tagged {
        problems.push((
            StatusCode::PRECONDITION_FAILED,
            "It is not as the conditions want it",
        ));
        let conditions = conditions(sends).map(RefOr::T);
        operation
            .parameters
            .get_or_insert_default()
            .extend(conditions);
    }
    if sends {
        problems.extend([
            (
                StatusCode::PAYLOAD_TOO_LARGE,
                "The body is larger than 1 MiB",
            ),
            (StatusCode::UNSUPPORTED_MEDIA_TYPE, "The body is not JSON"),
        ]);
    } else if tagged {
        let unchanged = ResponseBuilder::new().description("It is as If-None-Match says");
        let responses = &mut operation.responses.responses;
        responses.insert("304".to_owned(), unchanged.build().into());
    }
    for (status, words) in problems {
        let responses = &mut operation.responses.responses;
        let known = responses
            .get(status.as_str())
            .and_then(|known| match known {
                RefOr::T(known) => Some(known.description.clone()),
                RefOr::Ref(_) => None,
            });
        let words = known.unwrap_or_else(|| words.to_owned());
        responses.insert(status.as_str().to_owned(), problem(status, &words).into());
    }
}

/// The conditions on which something is read, or changed.
fn conditions(sends: bool) -> [Parameter; 2] {
    let (wanted, unwanted) = if sends {
        (
            "Change it only if its version is that of one of these tags; `*` is any.",
            "Change it only if its version is that of none of these tags; `*` is any.",
        )
    } else {
        (
            "Answer only if it has one of these tags, else 412; `*` is any.",
            "Answer only if it has none of these tags, else 304; `*` is any.",
        )
    };
    [("If-Match", wanted), ("If-None-Match", unwanted)].map(|(name, words)| {
        ParameterBuilder::new()
            .name(name)
            .parameter_in(ParameterIn::Header)
            .required(Required::False)
            .description(Some(words))
            .schema(Some(ObjectBuilder::new().schema_type(Type::String).build()))
            .build()
    })
}

fn problem(status: StatusCode, words: &str) -> utoipa::openapi::Response {
    let content = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name("Problem")))
        .build();
    let answer = ResponseBuilder::new()
        .description(words)
        .content(PROBLEM_JSON, content);
    let text = || {
        HeaderBuilder::new().schema(Some(ObjectBuilder::new().schema_type(Type::String).build()))
    };
    let answer = match status {
        StatusCode::UNAUTHORIZED => answer.header("WWW-Authenticate", text().build()),
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
            answer.header("Retry-After", text().build())
        }
        _ => answer,
    };
    answer.build()
}
