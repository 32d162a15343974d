//! The cookies of the session and of a sign-in under way: how they are called, written and read.

use axum::http::{HeaderMap, HeaderValue, header};

use crate::settings::PublicUrl;

/// A session lasts 12 hours at most (the service ends it; the browser may forget it then).
const MOST_SECONDS: u32 = 12 * 60 * 60;

/// Coming back from the identity provider takes 10 minutes at most.
const MOST_ATTEMPT_SECONDS: u32 = 10 * 60;

/// A cookie of ours. `__Host-` makes browsers refuse it from other hosts, paths or plain HTTP (RFC 6265bis §4.1.3.2).
/// Plain HTTP is for loopback only, where browsers would refuse that prefix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cookie {
    /// Who is signed in.
    Session,
    /// Which browser began to sign in at the identity provider.
    Attempt,
}

impl Cookie {
    /// How it is called.
    pub fn name(self, public: &PublicUrl) -> &'static str {
        match (self, public.is_https()) {
            (Self::Session, true) => "__Host-integration-users",
            (Self::Session, false) => "integration-users-session",
            (Self::Attempt, true) => "__Host-integration-users-sign-in",
            (Self::Attempt, false) => "integration-users-sign-in",
        }
    }

    /// Sets it.
    pub fn set(self, public: &PublicUrl, token: &str) -> Option<HeaderValue> {
        let seconds = match self {
            Self::Session => MOST_SECONDS,
            Self::Attempt => MOST_ATTEMPT_SECONDS,
        };
        self.header_value(public, token, seconds)
    }

    /// Takes it away.
    pub fn clear(self, public: &PublicUrl) -> Option<HeaderValue> {
        self.header_value(public, "", 0)
    }

    /// Reads it.
    pub fn read<'a>(self, public: &PublicUrl, headers: &'a HeaderMap) -> Option<&'a str> {
        let name = self.name(public);
        headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(key, value)| *key == name && !value.is_empty())
            .map(|(_, value)| value)
    }

    /// `Lax`, as both have to come along when the identity provider sends the browser back to us.
    fn header_value(self, public: &PublicUrl, token: &str, seconds: u32) -> Option<HeaderValue> {
        let secure = if public.is_https() { "; Secure" } else { "" };
        let text = format!(
            "{}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}",
            self.name(public)
        );
        let mut value = HeaderValue::try_from(text).ok()?;
        value.set_sensitive(true);
        Some(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn over_tls_it_is_bound_to_the_host() {
        let public = "https://users.example.com".parse().expect("an address");
        assert_eq!(
            Cookie::Session.set(&public, "abc").expect("a header"),
            "__Host-integration-users=abc; Path=/; HttpOnly; SameSite=Lax; Max-Age=43200; Secure"
        );
    }

    #[test]
    fn on_loopback_it_has_a_plain_name() {
        let public = "http://127.0.0.1:3000".parse().expect("an address");
        assert_eq!(
            Cookie::Session.clear(&public).expect("a header"),
            "integration-users-session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"
        );
    }

    #[test]
    fn it_is_found_among_others_and_only_under_its_own_name() {
        let public = "https://users.example.com".parse().expect("an address");
        let read = |text: &'static str| {
            let headers = HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_static(text))]);
            Cookie::Session.read(&public, &headers).map(str::to_owned)
        };
        assert_eq!(
            read("__Host-integration-users-sign-in=x; __Host-integration-users=abc").as_deref(),
            Some("abc")
        );
        assert_eq!(read("integration-users-session=abc"), None);
        assert_eq!(read("__Host-integration-users="), None);
    }
}
