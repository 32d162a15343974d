//! Signing in by one-time link, the session cookie, and signing out.

mod cookie;
mod limiter;
mod next;
mod session;

use axum::Form;
use axum::extract::{Extension, Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use domain::Problem;
use serde::Deserialize;
use std::time::Instant;

use crate::listener::Peer;
use crate::pages::Look;
use crate::state::AppState;
use crate::theme;
pub use limiter::{OVERALL, PER_ADDRESS, SignInLimiter};
pub use session::{CurrentSession, identify, require_session, takes_bearer};

/// What may come with a sign-in link.
#[derive(Debug, Deserialize)]
pub struct LinkQuery {
    next: Option<String>,
}

/// What the button behind a link sends.
#[derive(Deserialize)]
pub struct Redeem {
    token: String,
    next: Option<String>,
}

/// Shows the button. Says nothing about whether the link is good, and uses nothing up.
pub async fn show_link(
    State(state): State<AppState>,
    Path(token): Path<String>,
    Query(query): Query<LinkQuery>,
    headers: HeaderMap,
) -> Html<String> {
    let look = Look {
        bundle: &state.options.output_name,
        theme: theme::of(&headers),
    };
    let next = query.next.as_deref().and_then(next::own_page);
    Html(look.sign_in(&token, next))
}

/// Uses the link up: a new session under a new id, its cookie, and on to the page that was wanted.
pub async fn redeem_link(
    State(state): State<AppState>,
    Extension(peer): Extension<Peer>,
    Form(form): Form<Redeem>,
) -> Response {
    if let Err(wait) = state.limiter.take(peer.ip(), Instant::now()) {
        let seconds = HeaderValue::from(wait.as_secs() + 1);
        return (
            StatusCode::TOO_MANY_REQUESTS,
            [(header::RETRY_AFTER, seconds)],
        )
            .into_response();
    }
    match state.service.redeem_sign_in_link(&form.token).await {
        Ok(Some(session)) => {
            state.limiter.give_back(peer.ip());
            let page = form.next.as_deref().and_then(next::own_page);
            let to = Redirect::to(page.unwrap_or(app::paths::HOME));
            with_cookie(to, cookie::set(&state.public, session.as_str()))
        }
        Ok(None) => Redirect::to("/sign-in?problem=link").into_response(),
        Err(problem) => refuse(&problem),
    }
}

/// Ends the session on the server and takes the cookie away.
pub async fn sign_out(State(state): State<AppState>, headers: HeaderMap) -> Response {
    if let Some(token) = cookie::read(&state.public, &headers)
        && let Err(problem) = state.service.end_session(token).await
    {
        return refuse(&problem);
    }
    let to = Redirect::to("/sign-in?problem=ended");
    with_cookie(to, cookie::clear(&state.public))
}

/// A bare status; the outer layers put the words to it.
fn refuse(problem: &Problem) -> Response {
    let status =
        StatusCode::from_u16(problem.http_status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    status.into_response()
}

fn with_cookie(answer: impl IntoResponse, cookie: Option<HeaderValue>) -> Response {
    let mut answer = answer.into_response();
    if let Some(cookie) = cookie {
        answer.headers_mut().append(header::SET_COOKIE, cookie);
    }
    answer
}
