//! What a caller is told who is not admitted (gate contract §1): enough to do something about it, and nothing by which an
//! outsider could tell an unknown client from an inactive one.

use ::gate::Refused;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use domain::Refusal;

use crate::problem_json::ProblemJson;

const NO_CREDENTIALS: &str = "Nobody is signed in. Send an access token of the identity provider as Authorization: Bearer and the token.";
const MALFORMED_CREDENTIALS: &str = "The Authorization header is not that of an access token. Send one header, Authorization: Bearer and the token.";
const INVALID_TOKEN: &str = "The access token is not accepted. Get a new one from the identity provider; an administrator can see why it was refused.";
const NOT_ADMITTED: &str = "The application is not admitted. Ask an administrator whether its client id is that of an Active integration user.";
const INSUFFICIENT_SCOPE: &str = "The access token does not reach as far as this needs. Ask for the scopes that this system expects.";
const MISSING_GROUP: &str = "The integration user is not in a group that is needed here. Ask an administrator to add it to the group.";
const TOO_MANY_CALLS: &str = "The application calls too often. Wait as long as Retry-After says.";
const CLOSED: &str = "No identity provider is configured, so no access token can be checked. An administrator has to do that first.";
const KEYS_UNAVAILABLE: &str =
    "Access tokens cannot be checked just now. Send the request again after Retry-After.";
const OUT_OF_TOUCH: &str =
    "The server or its database cannot be had just now. Send the request again after Retry-After.";

/// The answer to a refused call at this path. `closed` is whether no provider is configured.
pub fn refusal(refused: Refused, closed: bool, path: &str) -> Response {
    let (code, title, challenge) = match refused.refusal {
        Refusal::NoCredentials => ("NO_CREDENTIALS", NO_CREDENTIALS, Some("Bearer")),
        Refusal::MalformedRequest => (
            "MALFORMED_CREDENTIALS",
            MALFORMED_CREDENTIALS,
            Some("Bearer error=\"invalid_request\""),
        ),
        Refusal::UnknownClient | Refusal::Inactive => ("NOT_ADMITTED", NOT_ADMITTED, None),
        Refusal::MissingScope => (
            "INSUFFICIENT_SCOPE",
            INSUFFICIENT_SCOPE,
            Some("Bearer error=\"insufficient_scope\""),
        ),
        Refusal::MissingGroup => (
            "INSUFFICIENT_SCOPE",
            MISSING_GROUP,
            Some("Bearer error=\"insufficient_scope\""),
        ),
        Refusal::TooManyCalls => ("TOO_MANY_CALLS", TOO_MANY_CALLS, None),
        Refusal::KeysUnavailable if closed => ("KEYS_UNAVAILABLE", CLOSED, None),
        Refusal::KeysUnavailable => ("KEYS_UNAVAILABLE", KEYS_UNAVAILABLE, None),
        Refusal::OutOfTouch => ("UNAVAILABLE", OUT_OF_TOUCH, None),
        _ => (
            "INVALID_TOKEN",
            INVALID_TOKEN,
            Some("Bearer error=\"invalid_token\""),
        ),
    };
    let status = StatusCode::from_u16(refused.refusal.http_status());
    let mut headers = HeaderMap::new();
    if let Some(challenge) = challenge {
        let challenge = HeaderValue::from_static(challenge);
        headers.insert(header::WWW_AUTHENTICATE, challenge);
    }
    if let Some(seconds) = refused.retry_after {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    ProblemJson {
        instance: path.to_owned(),
        ..ProblemJson::new(status.unwrap_or(StatusCode::UNAUTHORIZED), code, title)
    }
    .into_response_with(headers)
}
