//! Signing in by one-time link or at the identity provider, the session cookie, and signing out.

mod cookie;
mod limiter;
mod next;
pub mod oidc;
mod session;

use app::paths;
use axum::Form;
use axum::extract::{Extension, Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use domain::Problem;
use serde::Deserialize;
use std::net::IpAddr;
use std::time::Instant;

use crate::listener::Peer;
use crate::pages::Look;
use crate::state::AppState;
use crate::theme;
use cookie::Cookie;
pub use limiter::{OVERALL, PER_ADDRESS, STARTS_PER_ADDRESS, SignInLimiter};
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
        style: &state.style(),
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
    if let Some(refused) = limited(&state.limiter, peer.ip()) {
        return refused;
    }
    match state.service.redeem_sign_in_link(&form.token).await {
        Ok(Some(session)) => {
            state.limiter.give_back(peer.ip());
            let page = form.next.as_deref().and_then(next::own_page);
            let to = Redirect::to(page.unwrap_or(paths::HOME));
            with_cookie(to, Cookie::Session.set(&state.public, session.as_str()))
        }
        Ok(None) => Redirect::to(paths::LINK_REFUSED).into_response(),
        Err(problem) => {
            // No fault of whoever tried.
            state.limiter.give_back(peer.ip());
            refuse(&problem)
        }
    }
}

/// Ends the session on the server and takes the cookie away; a session that began at the identity provider ends there,
/// too. The browser is sent there by a page of ours and not by a redirect: `form-action 'self'` keeps forms from leading
/// elsewhere, redirects that follow them among it.
pub async fn sign_out(State(state): State<AppState>, headers: HeaderMap) -> Response {
    let hint = match Cookie::Session.read(&state.public, &headers) {
        Some(token) => state.service.end_session(token).await,
        None => Ok(None),
    };
    let there = match (hint, &state.oidc) {
        (Err(problem), _) => return refuse(&problem),
        (Ok(Some(hint)), Some(provider)) => provider.end_session(&state.public, &hint).await,
        (Ok(_), _) => None,
    };
    let answer = match there {
        Some(there) => {
            let look = Look {
                style: &state.style(),
                theme: theme::of(&headers),
            };
            Html(look.leave(there.as_str())).into_response()
        }
        None => Redirect::to(paths::SIGNED_OUT).into_response(),
    };
    with_cookie(answer, Cookie::Session.clear(&state.public))
}

/// The answer to one attempt too many.
fn limited(limiter: &SignInLimiter, address: IpAddr) -> Option<Response> {
    let wait = limiter.take(address, Instant::now()).err()?;
    let seconds = HeaderValue::from(wait.as_secs() + 1);
    let answer = (
        StatusCode::TOO_MANY_REQUESTS,
        [(header::RETRY_AFTER, seconds)],
    );
    Some(answer.into_response())
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
