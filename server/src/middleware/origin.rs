//! Cross-site request forgery: what changes something must come from a page of ours.

use axum::extract::{Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tracing::info;

use crate::settings::{PublicUrl, is_loopback};
use crate::sign_in::takes_bearer;
use crate::state::AppState;

/// Refuses what is not GET, HEAD or OPTIONS unless it comes from our own origin. A GET never changes anything (server
/// functions and exports are POST only), but for the way to an identity provider and back, which is one of GETs: what comes back
/// counts for the browser that set out, and once.
pub async fn check(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let reads = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    // Where applications call with tokens, who calls is asked first: a token does not come by itself as a cookie does, and
    // the REST API looks at the origin of those who come with a cookie.
    let bearer = takes_bearer(request.uri().path());
    if reads || bearer || is_own(request.headers(), &state.public) {
        return next.run(request).await;
    }
    info!("Refused a request from another site");
    StatusCode::FORBIDDEN.into_response()
}

/// `Sec-Fetch-Site` is set by browsers and cannot be by pages; it decides where it is there. Else `Origin` must be ours.
pub fn is_own(headers: &HeaderMap, public: &PublicUrl) -> bool {
    let only = |name| {
        let mut values = headers.get_all(name).iter();
        let first = values.next().and_then(|value| value.to_str().ok());
        first.filter(|_| values.next().is_none())
    };
    if headers.contains_key("sec-fetch-site") {
        return only("sec-fetch-site") == Some("same-origin");
    }
    let Some(origin) = only("origin") else {
        return false;
    };
    origin == public.origin()
        || (!public.is_https() && is_loopback_host(origin, only(header::HOST.as_str())))
}

/// On loopback the same server has several names (`localhost`, `127.0.0.1`): the one that was asked for counts, as long
/// as it is a loopback one (a name of somebody else's that merely leads here is not).
fn is_loopback_host(origin: &str, host: Option<&str>) -> bool {
    let host = host.filter(|host| {
        host.parse::<Authority>()
            .is_ok_and(|authority| is_loopback(authority.host()))
    });
    host.is_some_and(|host| origin.strip_prefix("http://") == Some(host))
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    fn own(public: &str, headers: &[(&'static str, &'static str)]) -> bool {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            );
        }
        is_own(&map, &public.parse().expect("an address"))
    }

    #[test]
    fn only_our_own_origin_may_change_something() {
        let public = "https://users.example.com";
        for (allowed, headers) in [
            (true, &[("sec-fetch-site", "same-origin")][..]),
            (true, &[("origin", "https://users.example.com")]),
            (
                true,
                &[("sec-fetch-site", "same-origin"), ("origin", "null")],
            ),
            (false, &[]),
            (false, &[("sec-fetch-site", "same-site")]),
            (false, &[("sec-fetch-site", "cross-site")]),
            (false, &[("sec-fetch-site", "none")]),
            (
                false,
                &[
                    ("sec-fetch-site", "cross-site"),
                    ("origin", "https://users.example.com"),
                ],
            ),
            (
                false,
                &[
                    ("sec-fetch-site", "same-origin"),
                    ("sec-fetch-site", "cross-site"),
                ],
            ),
            (false, &[("origin", "null")]),
            (false, &[("origin", "http://users.example.com")]),
            (false, &[("origin", "https://users.example.com:8443")]),
            (
                false,
                &[("origin", "https://users.example.com.evil.example")],
            ),
            (
                false,
                &[
                    ("origin", "http://localhost:3000"),
                    ("host", "localhost:3000"),
                ],
            ),
            (false, &[("referer", "https://users.example.com/admin")]),
        ] {
            assert_eq!(own(public, headers), allowed, "{headers:?}");
        }
    }

    #[test]
    fn on_loopback_any_of_its_names_is_ours() {
        let public = "http://127.0.0.1:3000";
        for (allowed, headers) in [
            (true, &[("origin", "http://127.0.0.1:3000")][..]),
            (
                true,
                &[
                    ("origin", "http://localhost:3000"),
                    ("host", "localhost:3000"),
                ],
            ),
            (
                false,
                &[
                    ("origin", "http://localhost:4000"),
                    ("host", "localhost:3000"),
                ],
            ),
            (
                false,
                &[
                    ("origin", "http://evil.example:3000"),
                    ("host", "evil.example:3000"),
                ],
            ),
            (false, &[("origin", "http://localhost:3000")]),
        ] {
            assert_eq!(own(public, headers), allowed, "{headers:?}");
        }
    }
}
