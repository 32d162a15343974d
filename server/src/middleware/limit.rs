//! How much of a body is read.

use axum::body::{Body, HttpBody};
use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::MOST_IMPORT_BYTES;
use http_body_util::Limited;

use super::MOST_BODY_BYTES;
use crate::transfer::upload;

/// 413 for a body that says it is too long; one that turns out to be is cut off, which whoever reads it sees as an error.
pub async fn body(request: Request, next: Next) -> Response {
    let most = if request.uri().path() == upload::PATH {
        usize::try_from(MOST_IMPORT_BYTES).unwrap_or(usize::MAX)
    } else {
        MOST_BODY_BYTES
    };
    let least = usize::try_from(request.body().size_hint().lower()).unwrap_or(usize::MAX);
    if least > most {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    }
    next.run(request.map(|body| Body::new(Limited::new(body, most))))
        .await
}
