//! The one place from which a token is taken: the `Authorization` header (RFC 6750 §2.1). Never a query, never a form.

use domain::Refusal;
use http::HeaderMap;
use http::header::AUTHORIZATION;

/// The bearer token of a request: one `Authorization` header, the scheme in any case, one or more blanks, a `b64token`.
///
/// # Errors
/// [`Refusal::NoCredentials`] without the header or with another scheme (RFC 6750 §3.1: no error is named then),
/// [`Refusal::MalformedRequest`] when it cannot be read.
pub fn bearer(headers: &HeaderMap) -> Result<&str, Refusal> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let value = values.next().ok_or(Refusal::NoCredentials)?;
    if values.next().is_some() {
        return Err(Refusal::MalformedRequest);
    }
    let text = value.to_str().map_err(|_| Refusal::MalformedRequest)?;
    let (scheme, rest) = text.split_once(' ').unwrap_or((text, ""));
    if scheme.is_empty() || !scheme.bytes().all(of_a_scheme) {
        return Err(Refusal::MalformedRequest);
    }
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(Refusal::NoCredentials);
    }
    let token = rest.trim_start_matches(' ');
    if is_b64token(token) {
        Ok(token)
    } else {
        Err(Refusal::MalformedRequest)
    }
}

/// `token` of RFC 9110 §5.6.2.
fn of_a_scheme(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// `b64token` of RFC 6750 §2.1.
pub(crate) fn is_b64token(text: &str) -> bool {
    let plain = text.trim_end_matches('=');
    // Without a way out in the middle: tokens are long, mostly good, and looked at once for every call.
    let good = plain.bytes().filter(|byte| IS_B64[usize::from(*byte)]);
    !plain.is_empty() && good.count() == plain.len()
}

/// By byte, whether it may be in a `b64token` before the padding.
const IS_B64: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        table[byte as usize] =
            byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'+' | b'/');
        byte += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn one(value: &[u8]) -> HeaderMap {
        let value = HeaderValue::from_bytes(value).expect("a header value");
        HeaderMap::from_iter([(AUTHORIZATION, value)])
    }

    #[test]
    fn the_scheme_may_be_in_any_case() {
        for value in ["Bearer a.b.c", "bearer a.b.c", "BEARER   a.b.c"] {
            assert_eq!(bearer(&one(value.as_bytes())), Ok("a.b.c"), "{value}");
        }
    }

    #[test]
    fn without_a_bearer_token_there_are_no_credentials() {
        assert_eq!(bearer(&HeaderMap::new()), Err(Refusal::NoCredentials));
        for value in ["Basic YTpi", "Negotiate", "DPoP a.b.c", "Bearera.b.c"] {
            assert_eq!(
                bearer(&one(value.as_bytes())),
                Err(Refusal::NoCredentials),
                "{value}"
            );
        }
    }

    #[test]
    fn what_cannot_be_read_is_malformed() {
        let values: [&[u8]; 13] = [
            b"",
            b" Bearer a.b.c",
            b"Bearer",
            b"Bearer ",
            b"Bearer ===",
            b"Bearer a b",
            b"Bearer a.b.c ",
            b"Bearer\ta.b.c",
            b"Bearer a.b.c, Bearer a.b.c",
            b"Bearer \"a.b.c\"",
            b"Bearer token=a.b.c",
            b"Bearer a.b=.c",
            b"Bearer \xe4",
        ];
        for value in values {
            assert_eq!(
                bearer(&one(value)),
                Err(Refusal::MalformedRequest),
                "{value:?}"
            );
        }
    }

    #[test]
    fn two_headers_are_malformed() {
        let mut headers = one(b"Bearer a.b.c");
        headers.append(AUTHORIZATION, HeaderValue::from_static("Bearer a.b.c"));
        assert_eq!(bearer(&headers), Err(Refusal::MalformedRequest));
        headers.clear();
        headers.append(AUTHORIZATION, HeaderValue::from_static("Basic YTpi"));
        headers.append(AUTHORIZATION, HeaderValue::from_static("Bearer a.b.c"));
        assert_eq!(bearer(&headers), Err(Refusal::MalformedRequest));
    }
}
