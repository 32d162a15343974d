//! The session cookie: how it is called, written and read.

use axum::http::{HeaderMap, HeaderValue, header};

use crate::settings::PublicUrl;

/// A session lasts 12 hours at most (the service ends it; the browser may forget it then).
const MOST_SECONDS: u32 = 12 * 60 * 60;

/// `__Host-` makes browsers refuse it from other hosts, paths or plain HTTP (RFC 6265bis §4.1.3.2). Plain HTTP is for
/// loopback only, where browsers would refuse that prefix.
pub fn name(public: &PublicUrl) -> &'static str {
    if public.is_https() {
        "__Host-integration-users"
    } else {
        "integration-users-session"
    }
}

/// Sets it.
pub fn set(public: &PublicUrl, token: &str) -> Option<HeaderValue> {
    header_value(public, token, MOST_SECONDS)
}

/// Takes it away.
pub fn clear(public: &PublicUrl) -> Option<HeaderValue> {
    header_value(public, "", 0)
}

/// Reads it.
pub fn read<'a>(public: &PublicUrl, headers: &'a HeaderMap) -> Option<&'a str> {
    let name = name(public);
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, value)| *key == name && !value.is_empty())
        .map(|(_, value)| value)
}

fn header_value(public: &PublicUrl, token: &str, seconds: u32) -> Option<HeaderValue> {
    let secure = if public.is_https() { "; Secure" } else { "" };
    let text = format!(
        "{}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}",
        name(public)
    );
    let mut value = HeaderValue::try_from(text).ok()?;
    value.set_sensitive(true);
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn over_tls_it_is_bound_to_the_host() {
        let public = "https://users.example.com".parse().expect("an address");
        assert_eq!(
            set(&public, "abc").expect("a header"),
            "__Host-integration-users=abc; Path=/; HttpOnly; SameSite=Lax; Max-Age=43200; Secure"
        );
    }

    #[test]
    fn on_loopback_it_has_a_plain_name() {
        let public = "http://127.0.0.1:3000".parse().expect("an address");
        assert_eq!(
            clear(&public).expect("a header"),
            "integration-users-session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"
        );
    }

    #[test]
    fn it_is_found_among_others_and_only_under_its_own_name() {
        let public = "https://users.example.com".parse().expect("an address");
        let headers = |text: &'static str| {
            HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_static(text))])
        };
        assert_eq!(
            read(
                &public,
                &headers("theme=dark; __Host-integration-users=abc")
            ),
            Some("abc")
        );
        assert_eq!(
            read(&public, &headers("integration-users-session=abc")),
            None
        );
        assert_eq!(read(&public, &headers("__Host-integration-users=")), None);
    }
}
