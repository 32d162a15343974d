//! What is done to every request and answer, in one place. Read from the outside in:
//!
//! 1. **request id**: made here, in every answer and log line ([`request_id`])
//! 2. **security headers**, with this request's nonce, on every answer, whoever made it ([`security_headers`])
//! 3. **log**: one line per request, without queries, tokens or ids ([`access_log`])
//! 4. **compression** of pages and answers, not of files ([`compress`])
//! 5. **words**: an answer from further inside that has only a status gets a page for people, or a `Failure` for server
//!    functions ([`words`])
//! 6. **panics** become 500, and **30 seconds** without an answer become 503 ([`guard`])
//! 7. **foreign sites** cannot change anything ([`origin`])
//! 8. **1 MiB** of body, also where it is read as a stream, and 64 MiB where a file is handed over to be imported ([`limit`])
//! 9. **whole bodies** for server functions, so that one that is too long is refused as such ([`whole_body`])
//! 10. **session** of the cookie; pages without one lead to the Sign in page ([`crate::sign_in`])
//!
//! The gate's addresses, asked at every call of every application, take a short way through the same things, and without a
//! body, as the gate asks for none ([`short_way`]).

mod access_log;
mod compress;
mod guard;
mod limit;
mod origin;
mod request_id;
mod security_headers;
mod short_way;
mod whole_body;
mod words;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};

use crate::sign_in;
use crate::state::AppState;
pub use origin::is_own as is_own_origin;
pub use request_id::RequestId;
pub use short_way::ShortWay;
pub use whole_body::is_too_long;

/// The most bytes of a request's body.
pub const MOST_BODY_BYTES: usize = 1024 * 1024;

/// Wraps all routes and the fallback. In axum the layer that is added last is the outermost, so this is the list above
/// from its end.
pub fn wrap(router: Router, state: &AppState) -> Router {
    router
        .layer(from_fn_with_state(state.clone(), sign_in::require_session))
        .layer(from_fn_with_state(state.clone(), sign_in::identify))
        .layer(from_fn(whole_body::read))
        .layer(from_fn(limit::body))
        .layer(from_fn_with_state(state.clone(), origin::check))
        .layer(from_fn(guard::guard))
        .layer(from_fn_with_state(state.clone(), words::put))
        .layer(compress::layer())
        .layer(from_fn(access_log::log))
        .layer(from_fn_with_state(state.clone(), security_headers::set))
        .layer(from_fn(request_id::give))
}
