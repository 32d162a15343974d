//! The door for applications (`docs/gate.md`): who comes with an access token is told who they are here, or why not.
//!
//! `/inbound/verify` is for reverse proxies, which ask it before they let a request through; `/inbound/whoami` is for the
//! application itself. Both look at nothing but the one `Authorization` header: no cookie, no query, no form.

pub mod metrics;

use std::sync::Arc;

use ::gate::Admitted;
use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, header};
use axum::response::{IntoResponse, Json, Response};
use domain::VariableName;
use serde::Serialize;
use url::form_urlencoded;

use crate::middleware::ShortWay;
use crate::problem::{ProblemDetail, Trouble, refusal};
use crate::state::AppState;

/// For reverse proxies.
pub const VERIFY: &str = "/inbound/verify";
/// For the application itself.
pub const WHOAMI: &str = "/inbound/whoami";

const USER: HeaderName = HeaderName::from_static("x-integration-user");
const CLIENT_ID: HeaderName = HeaderName::from_static("x-integration-client-id");
const ADMINISTRATOR_GROUPS: HeaderName =
    HeaderName::from_static("x-integration-administrator-groups");
const SALES_GROUPS: HeaderName = HeaderName::from_static("x-integration-sales-groups");

/// Whether an address is one of the gate's: it takes tokens, and neither cookies nor bodies.
pub fn is_gate(path: &str) -> bool {
    path.starts_with("/inbound/")
}

/// Both addresses, with all that is done to their requests and answers. Cheap to clone.
///
/// They stand beside the router and not in it, without handlers and layers: what a call costs besides its token would be felt.
#[derive(Clone)]
pub struct Door(Arc<AppState>);

/// One of the two addresses.
#[derive(Clone, Copy)]
pub enum Asked {
    /// [`VERIFY`]
    Verify,
    /// [`WHOAMI`]
    WhoAmI,
}

impl Asked {
    /// Which address this is, if it is one of the two.
    pub fn of(path: &str) -> Option<Self> {
        match path {
            VERIFY => Some(Self::Verify),
            WHOAMI => Some(Self::WhoAmI),
            _ => None,
        }
    }
}

impl Door {
    /// With the gate of this state.
    pub fn new(state: &AppState) -> Self {
        Self(Arc::new(state.clone()))
    }

    /// Answers a call.
    pub async fn answer(self, asked: Asked, mut request: Request<Body>) -> Response {
        let state = &*self.0;
        match asked {
            Asked::Verify => {
                let way = ShortWay::begin(state, VERIFY, &mut request);
                way.back(verify(state, request)).await
            }
            Asked::WhoAmI => {
                let way = ShortWay::begin(state, WHOAMI, &mut request);
                way.back(whoami(state, request)).await
            }
        }
    }
}

/// Any method: 200 with an empty body and who calls in the headers, or a refusal. A proxy asks with the headers of the
/// request that it holds back, and with the groups that are needed in the query: `?requireGroup=a&requireGroup=b`.
async fn verify(state: &AppState, request: Request<Body>) -> Response {
    // Taken apart and not extracted, which would copy all headers.
    let Parts { uri, headers, .. } = request.into_parts().0;
    let groups = match required_groups(uri.query().unwrap_or_default()) {
        Ok(groups) => groups,
        Err(NoGroup) => return no_group().answer(&state.public, VERIFY, ""),
    };
    match admit(state, &headers, &groups).await {
        Ok(admitted) => match identity_headers(&admitted) {
            Some(headers) => headers.into_response(),
            // Nobody is let in under half a name.
            None => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        },
        Err(trouble) => trouble.answer(&state.public, VERIFY, ""),
    }
}

/// Who calls, as the application itself may see it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct WhoAmI<'a> {
    party_number: &'a str,
    client_id: &'a str,
    administrator_groups: &'a [VariableName],
    sales_groups: &'a [VariableName],
    issuer: &'a str,
}

/// GET: the same as JSON.
async fn whoami(state: &AppState, request: Request<Body>) -> Response {
    let Parts {
        method, headers, ..
    } = request.into_parts().0;
    if !matches!(method, Method::GET | Method::HEAD) {
        let allow = [(header::ALLOW, HeaderValue::from_static("GET,HEAD"))];
        return (StatusCode::METHOD_NOT_ALLOWED, allow).into_response();
    }
    match admit(state, &headers, &[]).await {
        Ok(admitted) => Json(WhoAmI {
            party_number: admitted.party_number.as_str(),
            client_id: admitted.client_id.as_str(),
            administrator_groups: &admitted.administrator_groups,
            sales_groups: &admitted.sales_groups,
            issuer: &admitted.issuer,
        })
        .into_response(),
        Err(trouble) => trouble.answer(&state.public, WHOAMI, ""),
    }
}

async fn admit(
    state: &AppState,
    headers: &HeaderMap,
    groups: &[VariableName],
) -> Result<Admitted, Trouble> {
    let (gate, now) = (state.service.gate(), state.service.now());
    let admitted = gate.admit(headers, groups, now).await;
    admitted.map_err(|refused| refusal(refused, gate.is_closed()))
}

/// `requireGroup` names what cannot be a group.
struct NoGroup;

/// The groups that the proxy asks for.
fn required_groups(query: &str) -> Result<Vec<VariableName>, NoGroup> {
    form_urlencoded::parse(query.as_bytes())
        .filter(|(key, _)| key == "requireGroup")
        .map(|(_, value)| value.parse())
        .collect::<Result<_, _>>()
        .map_err(|_| NoGroup)
}

/// It is a mistake in the proxy's configuration, and said so whoever calls.
fn no_group() -> Trouble {
    let words = "requireGroup is not the variable name of a group. Correct the address that the proxy asks.";
    Trouble::faults(vec![ProblemDetail::new(
        "NOT_A_VARIABLE_NAME",
        "requireGroup",
        words,
    )])
}

fn identity_headers(admitted: &Admitted) -> Option<HeaderMap> {
    let names = |groups: &[VariableName]| {
        let names: Vec<&str> = groups.iter().map(VariableName::as_str).collect();
        names.join(",")
    };
    let mut headers = HeaderMap::new();
    for (name, value) in [
        (USER, admitted.party_number.as_str().to_owned()),
        (CLIENT_ID, admitted.client_id.as_str().to_owned()),
        (ADMINISTRATOR_GROUPS, names(&admitted.administrator_groups)),
        (SALES_GROUPS, names(&admitted.sales_groups)),
    ] {
        headers.insert(name, HeaderValue::from_bytes(value.as_bytes()).ok()?);
    }
    Some(headers)
}

/// Leaves the body where it is: a proxy may announce that of the request it holds back, and even without sending it.
pub fn without_body(request: &mut Request<Body>) {
    *request.body_mut() = Body::empty();
    for name in [
        header::CONTENT_LENGTH,
        header::CONTENT_TYPE,
        header::TRANSFER_ENCODING,
    ] {
        request.headers_mut().remove(name);
    }
}
