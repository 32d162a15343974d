//! Signing in at the organisation's identity provider: OpenID Connect, authorization code flow with PKCE (RFC 6749,
//! RFC 7636, OpenID Connect Core §3.1).
//!
//! [`start`] leaves a cookie in the browser and sends it to the provider; [`callback`] is where the provider sends it back
//! with a code. Whatever goes wrong leads to the Sign in page, which says why in words; codes, tokens and texts of the
//! provider are neither shown nor logged.

mod person;
mod provider;

use app::paths;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Extension, Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use domain::{Caller, Problem};
use percent_encoding::utf8_percent_encode;
use serde::Deserialize;
use service::sessions::SessionToken;
use service::sign_in::FinishedSignIn;
use tracing::{info, warn};

use super::cookie::Cookie;
use super::{LinkQuery, limited, next, refuse, with_cookie};
use crate::listener::Peer;
use crate::state::AppState;
pub use provider::Provider;

/// Why somebody was not signed in.
#[derive(Debug)]
pub enum Refused {
    /// No provider is configured.
    NotConfigured,
    /// The answer belongs to no question of this browser: another's, used, too old, or none at all.
    NoAttempt,
    /// The provider says no.
    Denied,
    /// The provider cannot be reached, or answers what it should not.
    Provider,
    /// The answer is not from the provider, not for us, or not for this question.
    NotVerified,
    /// The provider knows who it is, but the role claim has no value that is let in.
    NoRole,
    /// Something here.
    Problem(Problem),
}

impl Refused {
    /// The Sign in page with the reason, as its address says it; it still leads to the page that was wanted.
    fn answer(&self, wanted: Option<&str>) -> Response {
        let code = match self {
            Self::NotConfigured => "organisation",
            Self::NoAttempt => "attempt",
            Self::Denied => "denied",
            Self::Provider => "provider",
            Self::NotVerified => "answer",
            Self::NoRole => "role",
            Self::Problem(problem) => return refuse(problem),
        };
        let wanted = wanted.map_or_else(String::new, |page| {
            format!("&next={}", utf8_percent_encode(page, next::QUERY_VALUE))
        });
        Redirect::to(&format!("{}?problem={code}{wanted}", paths::SIGN_IN)).into_response()
    }

    /// Whether it is the fault of whoever tried, and so counts as an attempt.
    fn counts(&self) -> bool {
        !matches!(self, Self::Provider | Self::Problem(_))
    }
}

impl From<Problem> for Refused {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

/// What the provider sends back (RFC 6749 §4.1.2, RFC 9207). A parameter that is there twice is refused.
#[derive(Deserialize)]
pub struct Answer {
    state: Option<String>,
    code: Option<String>,
    iss: Option<String>,
    error: Option<String>,
}

/// Sets out: remembers the question, ties it to this browser, and sends it to the provider.
pub async fn start(
    State(state): State<AppState>,
    Extension(peer): Extension<Peer>,
    Query(query): Query<LinkQuery>,
) -> Response {
    if let Some(refused) = limited(&state.starts, peer.ip()) {
        return refused;
    }
    let wanted = query.next.as_deref().and_then(next::own_page);
    set_out(&state, wanted)
        .await
        .unwrap_or_else(|refused| refused.answer(wanted))
}

async fn set_out(state: &AppState, wanted: Option<&str>) -> Result<Response, Refused> {
    let provider = state.oidc.as_ref().ok_or(Refused::NotConfigured)?;
    // Asked first, so that nothing is remembered of what cannot begin.
    let metadata = provider.metadata().await?;
    let begun = state.service.begin_sign_in(&Caller::System, wanted).await?;
    let there = provider.authorization(&metadata, &state.public, &begun);
    let to = Redirect::to(there.as_str());
    let cookie = Cookie::Attempt.set(&state.public, begun.browser.as_str());
    Ok(with_cookie(to, cookie))
}

/// Comes back: the question is found and used up, its answer verified, and a session begins under a new id.
pub async fn callback(
    State(state): State<AppState>,
    Extension(peer): Extension<Peer>,
    answer: Result<Query<Answer>, QueryRejection>,
    headers: HeaderMap,
) -> Response {
    if let Some(refused) = limited(&state.limiter, peer.ip()) {
        return refused;
    }
    let attempt = match (&state.oidc, &answer) {
        (None, _) => Err(Refused::NotConfigured),
        (Some(_), Err(_)) => Err(Refused::NoAttempt),
        (Some(_), Ok(answer)) => find_attempt(&state, &headers, answer).await,
    };
    let (provider, answer, attempt) = match (attempt, &state.oidc, answer) {
        (Ok(attempt), Some(provider), Ok(Query(answer))) => (provider, answer, attempt),
        // The cookie stays: the answer that belongs to it may still come.
        (Err(refused), ..) => {
            give_back(&state, peer, &refused);
            return refused.answer(None);
        }
        _ => return Refused::NoAttempt.answer(None),
    };
    let wanted = attempt.next.as_deref().and_then(next::own_page);
    let done = match begin_session(&state, provider, &answer, &attempt).await {
        Ok(session) => {
            state.limiter.give_back(peer.ip());
            let to = Redirect::to(wanted.unwrap_or(paths::HOME));
            with_cookie(to, Cookie::Session.set(&state.public, session.as_str()))
        }
        Err(refused) => {
            give_back(&state, peer, &refused);
            refused.answer(wanted)
        }
    };
    with_cookie(done, Cookie::Attempt.clear(&state.public))
}

fn give_back(state: &AppState, peer: Peer, refused: &Refused) {
    if !refused.counts() {
        state.limiter.give_back(peer.ip());
    }
}

async fn find_attempt(
    state: &AppState,
    headers: &HeaderMap,
    answer: &Answer,
) -> Result<FinishedSignIn, Refused> {
    let browser = Cookie::Attempt.read(&state.public, headers);
    let (Some(browser), Some(question)) = (browser, &answer.state) else {
        return Err(Refused::NoAttempt);
    };
    let attempt = state.service.finish_sign_in(question, browser).await?;
    attempt.ok_or(Refused::NoAttempt)
}

async fn begin_session(
    state: &AppState,
    provider: &Provider,
    answer: &Answer,
    attempt: &FinishedSignIn,
) -> Result<SessionToken, Refused> {
    let metadata = provider.metadata().await?;
    provider.check_issuer(&metadata, answer.iss.as_deref())?;
    if let Some(error) = &answer.error {
        return Err(denied(error));
    }
    let code = answer.code.as_deref().filter(|code| !code.is_empty());
    let code = code.ok_or_else(|| {
        warn!("The identity provider sent the browser back without a code");
        Refused::Provider
    })?;
    let tokens = provider
        .redeem(&metadata, &state.public, code, &attempt.verifier)
        .await?;
    let now = state.service.now();
    let claims = provider
        .verify(&metadata, &tokens, &attempt.nonce, now)
        .await?;
    let person = person::of(&claims, provider.settings(), &tokens.id_token)?;
    let session = state.service.start_session(&Caller::System, &person).await;
    Ok(session?)
}

/// What the provider said instead of a code; its own words are not repeated, as anybody could have put them there.
fn denied(error: &str) -> Refused {
    const KNOWN: [&str; 12] = [
        "access_denied",
        "account_selection_required",
        "consent_required",
        "interaction_required",
        "invalid_request",
        "invalid_scope",
        "login_required",
        "request_not_supported",
        "server_error",
        "temporarily_unavailable",
        "unauthorized_client",
        "unsupported_response_type",
    ];
    let error = KNOWN.into_iter().find(|known| *known == error);
    info!(
        error = error.unwrap_or("(other)"),
        "The identity provider signed nobody in"
    );
    match error {
        Some(
            "access_denied"
            | "login_required"
            | "interaction_required"
            | "consent_required"
            | "account_selection_required",
        ) => Refused::Denied,
        _ => Refused::Provider,
    }
}
