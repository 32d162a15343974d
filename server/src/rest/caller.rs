//! Who calls (REST contract §6): an application by its access token or, where there is none, an administrator's browser
//! by its session.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, header};
use domain::{Caller, Problem, Refusal, USER_ADMINISTRATORS};
use gate::Refused;

use super::kinds;
use super::problem::Trouble;
use crate::middleware::is_own_origin;
use crate::state::AppState;

/// What of a request says who calls.
pub struct Credentials {
    headers: HeaderMap,
    changes: bool,
    session: Option<Caller>,
}

impl Credentials {
    /// Of this request.
    pub fn of(request: &Request) -> Self {
        Self {
            headers: request.headers().clone(),
            changes: !request.method().is_safe(),
            session: request.extensions().get::<Caller>().cloned(),
        }
    }

    /// Who that is. With `Authorization` nothing but that counts.
    pub async fn caller(self, state: &AppState) -> Result<Caller, Trouble> {
        if self.headers.contains_key(header::AUTHORIZATION) {
            return application(state, &self.headers).await;
        }
        let person = match self.session {
            Some(person @ Caller::Person { .. }) => person,
            _ => return Err(Problem::SignInNeeded.into()),
        };
        // A cookie comes along by itself, so what changes something must come from a page of ours.
        if self.changes && !is_own_origin(&self.headers, &state.public) {
            return Err(Trouble::of(&kinds::FOREIGN_ORIGIN));
        }
        Ok(person)
    }
}

async fn application(state: &AppState, headers: &HeaderMap) -> Result<Caller, Trouble> {
    let now = state.service.now();
    let admitted = state.service.gate().admit(headers, &[], now).await;
    let admitted = admitted.map_err(|refused| refusal(&refused))?;
    Ok(Caller::Application {
        administrator: admitted
            .administrator_groups
            .iter()
            .any(|group| group.as_str() == USER_ADMINISTRATORS),
        party_number: admitted.party_number,
    })
}

/// What a refused caller is told (gate contract §1): to an outsider an unknown client and an inactive user are the same.
fn refusal(refused: &Refused) -> Trouble {
    let (kind, challenge) = match refused.refusal {
        Refusal::NoCredentials => return Problem::SignInNeeded.into(),
        Refusal::MalformedRequest => (
            &kinds::MALFORMED_CREDENTIALS,
            Some("Bearer error=\"invalid_request\""),
        ),
        Refusal::UnknownClient | Refusal::Inactive => (&kinds::NOT_ADMITTED, None),
        Refusal::MissingScope | Refusal::MissingGroup => (
            &kinds::INSUFFICIENT_SCOPE,
            Some("Bearer error=\"insufficient_scope\""),
        ),
        Refusal::TooManyCalls => (&kinds::TOO_MANY_CALLS, None),
        Refusal::KeysUnavailable | Refusal::OutOfTouch => (&kinds::KEYS_UNAVAILABLE, None),
        _ => (
            &kinds::INVALID_TOKEN,
            Some("Bearer error=\"invalid_token\""),
        ),
    };
    let wait = match refused.refusal {
        Refusal::TooManyCalls => Some(1),
        Refusal::KeysUnavailable | Refusal::OutOfTouch => Some(5),
        _ => None,
    };
    let mut trouble = Trouble::of(kind);
    if let Some(challenge) = challenge {
        let challenge = HeaderValue::from_static(challenge);
        trouble = trouble.header(header::WWW_AUTHENTICATE, challenge);
    }
    match refused.retry_after.or(wait) {
        Some(seconds) => trouble.header(header::RETRY_AFTER, seconds),
        None => trouble,
    }
}
