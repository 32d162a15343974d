//! Every request has a name of its own, by which its answer and its log lines are found.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

pub(super) const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// The name of a request: 16 hex digits. Never taken from the request, which could hold anything.
#[derive(Clone, Debug)]
pub struct RequestId(pub String);

impl RequestId {
    pub(super) fn new() -> Self {
        static COUNTER: AtomicU64 = AtomicU64::new(0);
        let mut bytes = COUNTER.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        // Without randomness the counter is still a name; it is no secret.
        let _ = getrandom::fill(&mut bytes);
        let hex = bytes
            .iter()
            .fold(String::with_capacity(16), |mut hex, byte| {
                let _ = write!(hex, "{byte:02x}");
                hex
            });
        Self(hex)
    }
}

/// Gives the request its name, and the answer too.
pub async fn give(mut request: Request, next: Next) -> Response {
    let id = RequestId::new();
    let header = HeaderValue::try_from(&id.0);
    request.extensions_mut().insert(id);
    let mut answer = next.run(request).await;
    if let Ok(header) = header {
        answer.headers_mut().insert(HEADER, header);
    }
    answer
}
