//! The short way to the gate and back: one layer instead of ten, as its calls are by far the most and cost least by themselves.
//!
//! Left out is what an application's call has no use for: a nonce (its answer is no page), compression (it is shorter than
//! what compressing adds), the limit of bodies (the body is not read), sessions and the origin (a token does not come by itself
//! as a cookie does). All the rest is the same: a name for the request, the log, panics and patience, words, headers.

use axum::extract::Request;
use axum::http::HeaderValue;
use axum::response::Response;

use super::{RequestId, access_log, guard, request_id, security_headers, words};
use crate::gate::without_body;
use crate::state::AppState;

/// A call on the way.
pub struct ShortWay<'a> {
    state: &'a AppState,
    /// Of the two addresses, whatever was sent behind them.
    path: &'static str,
    id: RequestId,
    method: &'static str,
}

impl<'a> ShortWay<'a> {
    /// Begins it: the request gets a name and loses its body.
    pub fn begin(state: &'a AppState, path: &'static str, request: &mut Request) -> Self {
        without_body(request);
        Self {
            state,
            path,
            id: RequestId::new(),
            method: access_log::known_method(request.method().as_str()),
        }
    }

    /// Waits for the answer, and gives it all that answers have.
    pub async fn back(self, answer: impl Future<Output = Response>) -> Response {
        let Self {
            state,
            path,
            id,
            method,
        } = self;
        let mut answer = access_log::in_span(&id.0, method, path, guard::keep(answer)).await;
        if words::is_bare(&answer) {
            answer = words::problem(answer, state, path, &id.0);
        }
        let headers = answer.headers_mut();
        security_headers::put_on_no_page(headers, state);
        if let Ok(id) = HeaderValue::try_from(id.0) {
            headers.insert(request_id::HEADER, id);
        }
        answer
    }
}
