//! The sessions of whoever is signed in.

use domain::Timestamp;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::{Failure, wire::Json};
#[cfg(feature = "ssr")]
use super::{answer, caller, service};

/// One session, as the page shows it. Never holds its secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRow {
    /// Names it to end it.
    pub id: String,
    /// When somebody signed in.
    pub started: Timestamp,
    /// When it was last used, to the minute.
    pub last_seen: Timestamp,
    /// Whether it is the one that asks.
    pub current: bool,
}

#[cfg(feature = "ssr")]
pub(super) fn token() -> Result<String, Failure> {
    let token = use_context::<crate::RequestInfo>().and_then(|info| info.session_token);
    answer(token.ok_or(domain::Problem::SignInNeeded))
}

/// All of one's sessions, this one first.
#[server(prefix = "/api", endpoint = "account/sessions", input = Json, output = Json)]
pub async fn sessions() -> Result<Vec<SessionRow>, Failure> {
    let rows = answer(service()?.own_sessions(&caller(), &token()?).await)?;
    let row = |info: service::sessions::SessionInfo| SessionRow {
        id: info.session.id,
        started: info.session.started,
        last_seen: info.session.last_seen,
        current: info.current,
    };
    Ok(rows.into_iter().map(row).collect())
}

/// Ends another of one's sessions.
#[server(prefix = "/api", endpoint = "account/end-session", input = Json, output = Json)]
pub async fn end_session(id: String) -> Result<(), Failure> {
    answer(
        service()?
            .end_other_session(&caller(), &token()?, &id)
            .await,
    )
}
