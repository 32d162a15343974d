//! The short way to the gate and back: one layer instead of ten, as its calls are by far the most and cost least by themselves.
//!
//! Left out is what an application's call has no use for: a nonce (its answer is no page), compression (it is shorter than
//! what compressing adds), the limit of bodies (the body is not read), sessions and the origin (a token does not come by itself
//! as a cookie does). All the rest is the same: a name for the request, the log, panics and patience, words, headers.

use std::sync::Arc;

use axum::extract::{MatchedPath, Request, State};
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::Response;

use super::{RequestId, access_log, guard, request_id, security_headers, words};
use crate::gate::without_body;
use crate::state::AppState;

/// Wraps the gate's addresses.
pub async fn short_way(
    State(state): State<Arc<AppState>>,
    mut request: Request,
    next: Next,
) -> Response {
    let id = RequestId::new();
    let method = access_log::known_method(request.method().as_str());
    // Of the two addresses, whatever was sent behind them.
    let path = request.extensions().get::<MatchedPath>().cloned();
    let path = path.as_ref().map_or("(no route)", MatchedPath::as_str);
    without_body(&mut request);
    let answer = guard::keep(next.run(request));
    let mut answer = access_log::in_span(&id.0, method, path, answer).await;
    if words::is_bare(&answer) {
        answer = words::problem(answer, &state, path, &id.0);
    }
    let headers = answer.headers_mut();
    security_headers::put_on_no_page(headers, &state);
    if let Ok(id) = HeaderValue::try_from(id.0) {
        headers.insert(request_id::HEADER, id);
    }
    answer
}
