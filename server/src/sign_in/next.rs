//! Where somebody wanted to go before signing in.

use app::paths;
use axum::http::Uri;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What may stand unescaped in the value of a query (RFC 3986 §3.4, without what separates pairs).
pub const QUERY_VALUE: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The path and query, if they lead to a page of ours and nowhere else: no other host in any reading of a browser
/// (`//host`, `/\host`), and not back to signing in.
pub fn own_page(text: &str) -> Option<&str> {
    let elsewhere =
        text.starts_with("//") || text.contains('\\') || text.chars().any(char::is_control);
    let uri: Uri = text.parse().ok()?;
    let own = text.starts_with('/') && !elsewhere && uri.authority().is_none();
    (own && !uri.path().starts_with("/sign-")).then_some(text)
}

/// The Sign in page, which leads back to the page of `uri` afterwards. Its query stays out: it may hold what somebody
/// searched for, a client id say, and this address is not behind sign-in.
pub fn sign_in_for(uri: &Uri) -> String {
    match own_page(uri.path()) {
        None | Some("/" | paths::HOME) => paths::SIGN_IN.to_owned(),
        Some(page) => {
            let page = utf8_percent_encode(page, QUERY_VALUE);
            format!("{}?next={page}", paths::SIGN_IN)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_own_pages_are_gone_to() {
        assert_eq!(own_page("/admin?q=a%20b"), Some("/admin?q=a%20b"));
        for bad in [
            "",
            "admin",
            "//example.com",
            "/\\example.com",
            "https://example.com/",
            "/\t/example.com",
            "/sign-in?next=/sign-in",
            "/sign-out",
            "javascript:alert(1)",
        ] {
            assert_eq!(own_page(bad), None, "{bad}");
        }
    }

    #[test]
    fn the_wanted_page_is_remembered_in_the_address() {
        let to = |text: &str| sign_in_for(&text.parse().expect("an address"));
        assert_eq!(
            to("/admin/users/groups?q=a&b=c"),
            "/sign-in?next=/admin/users/groups"
        );
        assert_eq!(to("/admin"), "/sign-in");
        assert_eq!(to("//example.com"), "/sign-in");
    }
}
