//! One line per request. The address is logged as its route (`/sign-in/link/{token}`), never as it was sent: paths and
//! queries can hold tokens, client ids and whatever somebody pasted.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use tracing::{Instrument, debug, info, info_span, warn};

use super::RequestId;

/// Logs the request and its answer, and names the request in every line in between.
pub async fn log(request: Request, next: Next) -> Response {
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map(|path| path.as_str().to_owned());
    let route = route.unwrap_or_else(|| "(no route)".to_owned());
    let method = known_method(request.method().as_str());
    let id = request
        .extensions()
        .get::<RequestId>()
        .map(|id| id.0.clone());
    let answer = next.run(request);
    in_span(&id.unwrap_or_default(), method, route, answer).await
}

/// The same for what will be an answer: the lines in between, and that of the answer.
pub(super) async fn in_span(
    id: &str,
    method: &'static str,
    route: impl AsRef<str>,
    answer: impl Future<Output = Response>,
) -> Response {
    let span = info_span!("request", id);
    async move {
        let start = Instant::now();
        let answer = answer.await;
        let route = route.as_ref();
        let status = answer.status().as_u16();
        let millis = start.elapsed().as_millis();
        match status {
            500.. => warn!(method, route, status, millis, "Failed a request"),
            _ if is_noise(route) => debug!(method, route, status, millis, "Answered a request"),
            _ => info!(method, route, status, millis, "Answered a request"),
        }
        answer
    }
    .instrument(span)
    .await
}

/// A method can be any word; one that nobody knows is not repeated.
pub(super) fn known_method(method: &str) -> &'static str {
    const KNOWN: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    KNOWN
        .into_iter()
        .find(|known| *known == method)
        .unwrap_or("(other)")
}

fn is_noise(route: &str) -> bool {
    // The gate says itself whom it refused.
    matches!(route, "/health" | "/ready")
        || route.starts_with("/pkg/")
        // What pages ask by themselves.
        || route.starts_with(app::paths::LIVE)
        || crate::gate::is_gate(route)
}
