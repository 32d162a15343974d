//! Headers that keep browsers from doing what our pages never ask for.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use leptos::nonce::Nonce;

use crate::assets::Asset;
use crate::state::AppState;

const FIXED: [(HeaderName, HeaderValue); 6] = [
    (
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    ),
    // Server functions that a form calls without script go back to the `Referer`; nobody else gets to see addresses.
    (
        header::REFERRER_POLICY,
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static(
            "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), \
             microphone=(), midi=(), payment=(), usb=()",
        ),
    ),
    // For browsers that do not know `frame-ancestors`.
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
];

const NOTHING: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
const HSTS: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// Makes this request's nonce, which the page finds among the request's extensions, and sets the headers on its answer.
/// What is not a file of the site is private, so no cache keeps it.
pub async fn set(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let nonce = Nonce::new();
    let policy = policy(&nonce);
    request.extensions_mut().insert(nonce);
    let mut answer = next.run(request).await;
    let public = answer.extensions().get::<Asset>().is_some();
    let headers = answer.headers_mut();
    put(headers, &state);
    if let Ok(policy) = HeaderValue::try_from(policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    if !public {
        headers.insert(header::CACHE_CONTROL, NO_STORE);
    }
    answer
}

/// The same for answers that are no pages: nothing in them may be run or shown, so no nonce is needed.
pub(super) fn put_on_no_page(headers: &mut HeaderMap, state: &AppState) {
    put(headers, state);
    headers.insert(header::CONTENT_SECURITY_POLICY, NOTHING);
    headers.insert(header::CACHE_CONTROL, NO_STORE);
}

fn put(headers: &mut HeaderMap, state: &AppState) {
    headers.reserve(FIXED.len() + 4);
    for (name, value) in FIXED {
        headers.insert(name, value);
    }
    if state.public.is_https() {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HSTS);
    }
}

fn policy(nonce: &Nonce) -> String {
    format!(
        "default-src 'self'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self'; \
         object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
}
