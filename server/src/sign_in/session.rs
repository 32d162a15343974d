//! Who is behind a request: the cookie decides, and nothing is shown to nobody.

use app::paths;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use domain::Caller;

use super::cookie::Cookie;
use super::{next, refuse};
use crate::gate;
use crate::rest;
use crate::state::AppState;

/// The secret of the session that a request came with; never shown.
#[derive(Clone)]
pub struct CurrentSession(pub String);

/// Finds the session of the cookie and puts its [`Caller`] (and [`CurrentSession`]) to the request. An unknown or ended
/// session is nobody. When the database cannot be asked, the request is refused: nobody is not the same as unknown.
/// Files and health checks are not looked up.
pub async fn identify(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let token = match request.uri().path() {
        path if state.is_file(path) || is_check(path) || gate::is_gate(path) => None,
        // Who comes with a token comes without a cookie.
        path if takes_bearer(path) && request.headers().contains_key(header::AUTHORIZATION) => None,
        _ => Cookie::Session
            .read(&state.public, request.headers())
            .map(str::to_owned),
    };
    let mut caller = Caller::Anonymous;
    if let Some(token) = token {
        // What a page asks by itself is no use of the session.
        let found = if request.uri().path().starts_with(paths::LIVE) {
            state.service.session_unused(&token).await
        } else {
            state.service.session(&token).await
        };
        match found {
            Ok(Some(session)) => {
                caller = session.caller();
                request.extensions_mut().insert(CurrentSession(token));
            }
            Ok(None) => {}
            Err(problem) => return refuse(&problem),
        }
    }
    request.extensions_mut().insert(caller);
    next.run(request).await
}

/// Sends nobody to the Sign in page, whatever they asked for; only what is listed here is shown to all. Programs of a page are told so
/// instead, before anything of what they sent is read.
pub async fn require_session(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    let path = request.uri().path();
    let open = state.is_file(path)
        || is_check(path)
        || is_sign_in(path)
        || takes_bearer(path)
        || path == rest::docs::PATH;
    let somebody = matches!(
        request.extensions().get::<Caller>(),
        Some(Caller::Person { .. })
    );
    if open || somebody {
        return next.run(request).await;
    }
    let is_page = !path.starts_with("/api/");
    if is_page && matches!(*request.method(), Method::GET | Method::HEAD) {
        return Redirect::to(&next::sign_in_for(request.uri())).into_response();
    }
    StatusCode::UNAUTHORIZED.into_response()
}

/// Whether an address is for applications, who come with an access token: it decides for itself who may call, and
/// answers problems as JSON.
pub fn takes_bearer(path: &str) -> bool {
    gate::is_gate(path) || rest::is_rest(path)
}

fn is_check(path: &str) -> bool {
    matches!(path, "/health" | "/ready")
}

fn is_sign_in(path: &str) -> bool {
    let exact = matches!(
        path,
        paths::SIGN_IN
            | paths::SIGN_IN_LINK
            | paths::ORGANISATION_SIGN_IN
            | paths::ORGANISATION_CALLBACK
            | paths::SIGN_OUT
    );
    let secret = path.strip_prefix(paths::SIGN_IN_LINK);
    exact || secret.is_some_and(|secret| secret.starts_with('/'))
}
