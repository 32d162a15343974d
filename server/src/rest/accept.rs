//! Whether the caller reads and sends JSON.

use axum::http::{HeaderMap, HeaderName, header};

use crate::problem::{Trouble, kinds};

/// The caller must be able to read `application/json`; without `Accept` it can read anything (RFC 9110 §12.5.1).
pub fn reads_json(headers: &HeaderMap) -> Result<(), Trouble> {
    if headers.get_all(header::ACCEPT).iter().next().is_none() {
        return Ok(());
    }
    let ranges = headers
        .get_all(header::ACCEPT)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','));
    // The most precise range that covers JSON decides.
    let mut best: Option<(u8, bool)> = None;
    let mut blank = true;
    for range in ranges {
        let mut parts = range.split(';').map(str::trim);
        let kind = parts.next().unwrap_or_default().to_ascii_lowercase();
        blank &= kind.is_empty();
        let precision = match kind.as_str() {
            "*/*" => 1,
            "application/*" => 2,
            "application/json" => 3,
            // What clients of the published API ask for is JSON with another name.
            oracle if oracle.starts_with("application/vnd.oracle.") && is_json(oracle) => 3,
            _ => continue,
        };
        let refused = parts
            .filter_map(|part| part.split_once('='))
            .any(|(name, value)| {
                name.trim().eq_ignore_ascii_case("q") && value.trim().parse() == Ok(0.0_f32)
            });
        if best
            .is_none_or(|(other, accepted)| precision > other || (precision == other && !accepted))
        {
            best = Some((precision, !refused));
        }
    }
    if blank || best.is_some_and(|(_, accepted)| accepted) {
        return Ok(());
    }
    Err(Trouble::of(&kinds::NOT_ACCEPTABLE))
}

/// The body must say that it is JSON, in UTF-8 and as it is.
pub fn sends_json(headers: &HeaderMap) -> Result<(), Trouble> {
    let coding = text(headers, &header::CONTENT_ENCODING);
    let kind = text(headers, &header::CONTENT_TYPE).to_ascii_lowercase();
    let mut parts = kind.split(';').map(str::trim);
    let json = parts.next().is_some_and(is_json);
    let utf8 = parts
        .filter_map(|part| part.split_once('='))
        .all(|(name, value)| {
            name.trim() != "charset" || matches!(value.trim().trim_matches('"'), "utf-8" | "utf8")
        });
    if json && utf8 && matches!(coding, "" | "identity") {
        return Ok(());
    }
    Err(Trouble::of(&kinds::NOT_JSON))
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> &'a str {
    headers
        .get(name)
        .map_or("", |value| value.to_str().unwrap_or("?"))
}

fn is_json(kind: &str) -> bool {
    kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json"))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn headers(name: HeaderName, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_static(value))])
    }

    #[test]
    fn the_most_precise_range_decides() {
        for (accept, readable) in [
            ("", true),
            ("*/*", true),
            ("application/json", true),
            ("Application/JSON;q=0.5", true),
            ("text/html, */*;q=0.1", true),
            ("application/vnd.oracle.resource+json", true),
            ("text/html", false),
            ("application/json;q=0", false),
            ("application/json;q=0, */*", false),
            ("*/*;q=0, application/json", true),
            ("application/zip", false),
            ("application/problem+json", false),
        ] {
            assert_eq!(
                reads_json(&headers(header::ACCEPT, accept)).is_ok(),
                readable,
                "{accept}"
            );
        }
        assert!(reads_json(&HeaderMap::new()).is_ok());
    }

    #[test]
    fn a_body_says_that_it_is_json() {
        for (kind, json) in [
            ("application/json", true),
            ("application/json; charset=UTF-8", true),
            ("application/merge-patch+json", true),
            ("application/vnd.oracle.adf.resourceitem+json", true),
            ("application/json; charset=latin1", false),
            ("text/json", false),
            ("application/x-www-form-urlencoded", false),
            ("", false),
        ] {
            assert_eq!(
                sends_json(&headers(header::CONTENT_TYPE, kind)).is_ok(),
                json,
                "{kind}"
            );
        }
        let mut zipped = headers(header::CONTENT_TYPE, "application/json");
        zipped.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        assert!(sends_json(&zipped).is_err());
    }
}
