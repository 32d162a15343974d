//! For whoever watches the process: alive, and ready for work.

use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use tracing::warn;

use crate::state::AppState;

/// Alive: the process answers. Asks nobody else, so that a database outage does not get it restarted.
pub async fn health() -> &'static str {
    "alive\n"
}

/// Ready: not stopping, the gate has read who may come in, and the database answers within a second.
pub async fn ready(State(state): State<AppState>) -> Response {
    if state.readiness.is_stopping() {
        return not_ready("stopping\n");
    }
    if state.service.gate().is_loading() {
        return not_ready("loading\n");
    }
    let ping = tokio::time::timeout(Duration::from_secs(1), state.service.store().ping()).await;
    match ping {
        Ok(Ok(())) => "ready\n".into_response(),
        Ok(Err(error)) => {
            warn!(%error, "The database does not answer");
            not_ready("no database\n")
        }
        Err(_) => not_ready("no database\n"),
    }
}

fn not_ready(why: &'static str) -> Response {
    let retry = [(header::RETRY_AFTER, HeaderValue::from_static("5"))];
    (StatusCode::SERVICE_UNAVAILABLE, retry, why).into_response()
}
