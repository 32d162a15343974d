//! Every request has a name of its own, by which its answer and its log lines are found.

use std::hash::{BuildHasher, RandomState};
use std::sync::LazyLock;
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
        static PROCESS: LazyLock<RandomState> = LazyLock::new(RandomState::new);
        // Other processes have other keys. It is no secret, and asking the system for random bytes would be felt at the gate.
        let number = COUNTER.fetch_add(1, Ordering::Relaxed);
        Self(format!("{:016x}", PROCESS.hash_one(number)))
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
