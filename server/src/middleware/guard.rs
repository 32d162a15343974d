//! A request that panics or takes too long fails alone.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use tracing::{error, warn};

use crate::transfer::upload;

/// How long an answer may take to begin.
pub const MOST_TIME: Duration = Duration::from_secs(30);

/// The same where a large file comes over a slow line.
const MOST_UPLOAD_TIME: Duration = Duration::from_mins(10);

/// 500 after a panic, 503 after [`MOST_TIME`]. What panicked is in the log: the panic's own words went to standard error,
/// under the thread's name; they can hold anything, so they are not repeated.
pub async fn guard(request: Request, next: Next) -> Response {
    let most = if request.uri().path() == upload::PATH {
        MOST_UPLOAD_TIME
    } else {
        MOST_TIME
    };
    within(most, next.run(request)).await
}

/// The same for what will be an answer.
pub(super) async fn keep(answer: impl Future<Output = Response>) -> Response {
    within(MOST_TIME, answer).await
}

async fn within(most: Duration, answer: impl Future<Output = Response>) -> Response {
    // The request is gone after a panic, and what it shared (pool, limiter) recovers by itself.
    let answer = AssertUnwindSafe(answer).catch_unwind();
    match tokio::time::timeout(most, answer).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(_)) => {
            error!("A request panicked");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
        Err(_) => {
            warn!(seconds = most.as_secs(), "Gave up on a request");
            let retry = [(header::RETRY_AFTER, HeaderValue::from_static("5"))];
            (StatusCode::SERVICE_UNAVAILABLE, retry).into_response()
        }
    }
}
