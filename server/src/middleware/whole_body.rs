//! The body of a server function, read before the function is called.
//!
//! A body that comes in pieces does not say how long it is, so only whoever reads it finds out that it is too long; a server
//! function would then say that it could not read it, as if that were the server's fault.

use std::error::Error;

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http_body_util::LengthLimitError;

use super::MOST_BODY_BYTES;
use crate::transfer::upload;

/// 413 for what is too long, 400 for what does not come in full.
pub async fn read(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if !path.starts_with("/api/") || path == upload::PATH {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    match to_bytes(body, MOST_BODY_BYTES).await {
        Ok(bytes) => {
            next.run(Request::from_parts(parts, Body::from(bytes)))
                .await
        }
        Err(error) if is_too_long(&error) => StatusCode::PAYLOAD_TOO_LARGE.into_response(),
        Err(_) => StatusCode::BAD_REQUEST.into_response(),
    }
}

/// Whether a body could not be read because it is too long; else it did not come in full. The limit may be that of the outer
/// layer, which is then the cause of the error.
pub fn is_too_long(error: &(dyn Error + 'static)) -> bool {
    error.is::<LengthLimitError>() || error.source().is_some_and(is_too_long)
}
