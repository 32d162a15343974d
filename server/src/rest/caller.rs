//! Who calls (`docs/rest-api.md`): an application by its access token or, where there is none, an administrator's
//! browser by its session.

use axum::extract::Request;
use axum::http::{HeaderMap, header};
use domain::{Caller, Problem, USER_ADMINISTRATORS};

use crate::middleware::is_own_origin;
use crate::problem::{Trouble, kinds, refusal};
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
        let Some(person @ Caller::Person { .. }) = self.session else {
            return Err(Problem::SignInNeeded.into());
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
    let closed = state.service.gate().is_closed();
    let admitted = admitted.map_err(|refused| refusal(refused, closed))?;
    Ok(Caller::Application {
        administrator: admitted
            .administrator_groups
            .iter()
            .any(|group| group.as_str() == USER_ADMINISTRATORS),
        party_number: admitted.party_number,
    })
}
