//! Puts words to bare statuses: further inside nobody needs to know who reads them.

use app::api::Failure;
use axum::Json;
use axum::extract::{Request, State};
use axum::http::response::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use domain::Problem;

use super::RequestId;
use crate::pages::Look;
use crate::problem::Trouble;
use crate::sign_in::takes_bearer;
use crate::state::AppState;
use crate::theme;

/// Gives an error without a body of its own a page for people, to a server function a `Failure`, and to an application
/// a problem of the REST API.
pub async fn put(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let (checks, function) = (
        matches!(path, "/health" | "/ready"),
        path.starts_with("/api/"),
    );
    let application = takes_bearer(path).then(|| path.to_owned());
    let theme = theme::of(request.headers());
    let id = request
        .extensions()
        .get::<RequestId>()
        .map(|id| id.0.clone())
        .unwrap_or_default();
    let mut answer = next.run(request).await;
    say_when(&mut answer);
    if checks || !is_bare(&answer) {
        return answer;
    }
    if let Some(path) = application {
        return problem(answer, &state, &path, &id);
    }
    let status = answer.status();
    let parts = without_words(answer);
    if function {
        return (parts, Json(failure(status, id))).into_response();
    }
    let look = Look {
        style: &state.style(),
        theme,
    };
    (parts, Html(look.error(status, &id))).into_response()
}

/// For an application, a problem instead of a bare status.
pub(super) fn problem(answer: Response, state: &AppState, path: &str, id: &str) -> Response {
    let mut said = Trouble::bare(answer.status()).answer(&state.public, path, id);
    // Such as Allow and Retry-After.
    said.headers_mut().extend(without_words(answer).headers);
    said
}

fn without_words(answer: Response) -> Parts {
    let (mut parts, _) = answer.into_parts();
    parts.headers.remove(header::CONTENT_TYPE);
    parts.headers.remove(header::CONTENT_LENGTH);
    parts
}

/// Whoever is not served just now is told when to come again, on whichever way the answer was made.
fn say_when(answer: &mut Response) {
    if answer.status() == StatusCode::SERVICE_UNAVAILABLE {
        answer
            .headers_mut()
            .entry(header::RETRY_AFTER)
            .or_insert(HeaderValue::from_static("5"));
    }
}

/// Without a body of ours: nothing, or plain words that axum and its layers make.
pub(super) fn is_bare(answer: &Response) -> bool {
    let status = answer.status();
    let kind = answer.headers().get(header::CONTENT_TYPE);
    let plain = kind.is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
    (status.is_client_error() || status.is_server_error()) && plain
}

fn failure(status: StatusCode, request_id: String) -> Failure {
    match status {
        StatusCode::UNAUTHORIZED => Failure::Problem(Problem::SignInNeeded),
        StatusCode::FORBIDDEN => Failure::Problem(Problem::NotAllowed),
        StatusCode::PAYLOAD_TOO_LARGE => Failure::TooLarge,
        StatusCode::SERVICE_UNAVAILABLE => {
            Failure::Problem(Problem::Unavailable { retry_after: 5 })
        }
        status if status.is_server_error() => Failure::Problem(Problem::Internal { request_id }),
        _ => Failure::Unexpected,
    }
}
