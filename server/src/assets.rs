//! Wasm, script, style and icons: inside the release binary, on disk in a debug build. Compressed beforehand by the
//! build, never while serving.

use std::collections::HashMap;
use std::fmt::Write as _;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use rust_embed::EmbeddedFile;

#[derive(rust_embed::Embed)]
#[cfg_attr(debug_assertions, folder = "../target/site")]
#[cfg_attr(not(debug_assertions), folder = "../target/site-release")]
#[allow_missing = true]
struct Site;

/// Marks a response as a file of the site: public, and not to be compressed on the way out.
#[derive(Clone, Copy, Debug)]
pub struct Asset;

const IMMUTABLE: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const REVALIDATE: HeaderValue = HeaderValue::from_static("no-cache");

/// What of the site only the server reads.
const INNER: [&str; 2] = [BUNDLE, PARTS];
/// Where the program is: `pkg` or `pkg/HASH`.
const BUNDLE: &str = "bundle.txt";
/// Which parts of the program each of its lazy functions needs.
const PARTS: &str = "parts.json";

/// The name of the program's script, module and style: `/DIRECTORY/NAME.js`, `….wasm`, `….css`.
pub const NAME: &str = "integration-users";

/// The directory of the program, as in `/DIRECTORY/NAME.js`.
pub fn bundle() -> String {
    let name = Site::get(BUNDLE).map(|file| String::from_utf8_lossy(&file.data).trim().to_owned());
    name.filter(|name| !name.is_empty())
        .unwrap_or_else(|| "pkg".to_owned())
}

/// For each lazy function of the application the names of its modules, which stand beside the script. Empty when the site was not built.
pub fn parts() -> HashMap<String, Vec<String>> {
    Site::get(PARTS)
        .and_then(|file| serde_json::from_slice(&file.data).ok())
        .unwrap_or_default()
}

/// Whether the site was built at all.
pub fn is_built() -> bool {
    Site::get(&format!("{}/{NAME}.js", bundle())).is_some()
}

/// The files at the root of the site (`favicon.svg` and the like), as addresses.
pub fn root_files() -> Vec<String> {
    Site::iter()
        .filter(|name| !name.contains('/') && is_public(name))
        .map(|name| format!("/{name}"))
        .collect()
}

/// Answers with the file of that address, in the best encoding that both sides have.
pub async fn serve(_: Method, uri: Uri, headers: HeaderMap) -> Response {
    let name = uri.path().trim_start_matches('/');
    let found = is_public(name).then(|| find(name, &headers)).flatten();
    let Some((file, encoding, kind)) = found else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let tag = entity_tag(&file, encoding);
    let mut answer = Response::new(Body::empty());
    if matches_tag(&headers, &tag) {
        *answer.status_mut() = StatusCode::NOT_MODIFIED;
    } else {
        *answer.body_mut() = body(file);
        answer.headers_mut().insert(header::CONTENT_TYPE, kind);
        if let Some(encoding) = encoding {
            let value = HeaderValue::from_static(encoding.token);
            answer.headers_mut().insert(header::CONTENT_ENCODING, value);
        }
    }
    let vary = HeaderValue::from_static("accept-encoding");
    answer.headers_mut().insert(header::VARY, vary);
    answer.headers_mut().insert(header::ETAG, tag);
    answer
        .headers_mut()
        .insert(header::CACHE_CONTROL, cache_control(name));
    answer.extensions_mut().insert(Asset);
    answer
}

/// An encoding that the build makes.
#[derive(Clone, Copy)]
struct Encoding {
    token: &'static str,
    ending: &'static str,
}

/// The best first.
const ENCODINGS: [Encoding; 2] = [
    Encoding {
        token: "br",
        ending: ".br",
    },
    Encoding {
        token: "gzip",
        ending: ".gz",
    },
];

fn find(name: &str, headers: &HeaderMap) -> Option<(EmbeddedFile, Option<Encoding>, HeaderValue)> {
    let compressed = ENCODINGS
        .into_iter()
        .filter(|encoding| accepts(headers, encoding.token))
        .find_map(|encoding| {
            Some((
                Site::get(&format!("{name}{}", encoding.ending))?,
                Some(encoding),
            ))
        });
    // A compressed file without the plain one is no address, and what kind of file it is only the plain one says: the
    // browser would not take a script whose type is that of its encoding.
    let plain = Site::get(name)?;
    let kind = content_type(name, plain.metadata.mimetype());
    let (file, encoding) = compressed.unwrap_or((plain, None));
    Some((file, encoding, kind))
}

/// Whether a name is an address: not what only the server reads, nor an encoding of another file.
fn is_public(name: &str) -> bool {
    let encoded = ENCODINGS
        .iter()
        .any(|encoding| name.ends_with(encoding.ending));
    !INNER.contains(&name) && !encoded && !name.split('/').any(|part| part.starts_with('.'))
}

/// Whether the client takes the encoding (RFC 9110 §12.5.3; a quality of 0 says no).
fn accepts(headers: &HeaderMap, token: &str) -> bool {
    let lines = headers.get_all(header::ACCEPT_ENCODING).iter();
    lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','))
        .any(|item| {
            let mut parts = item.split(';').map(str::trim);
            let named = parts
                .next()
                .is_some_and(|name| name.eq_ignore_ascii_case(token));
            let refused = parts.any(|part| {
                let quality = part.strip_prefix("q=").or_else(|| part.strip_prefix("Q="));
                quality
                    .is_some_and(|quality| quality.parse().is_ok_and(|quality: f32| quality <= 0.0))
            });
            named && !refused
        })
}

/// From the content (32 hex digits of its SHA-256) and the encoding.
fn entity_tag(file: &EmbeddedFile, encoding: Option<Encoding>) -> HeaderValue {
    let mut tag = String::from("\"");
    for byte in &file.metadata.sha256_hash()[..16] {
        // Writing to a text never fails.
        let _ = write!(tag, "{byte:02x}");
    }
    tag.push_str(encoding.map_or("", |encoding| encoding.ending));
    tag.push('"');
    HeaderValue::try_from(tag).unwrap_or(HeaderValue::from_static("\"\""))
}

/// RFC 9110 §13.1.2, with the weak comparison.
fn matches_tag(headers: &HeaderMap, tag: &HeaderValue) -> bool {
    let wanted = headers
        .get(header::IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok());
    wanted.is_some_and(|wanted| {
        wanted
            .split(',')
            .map(|one| one.trim().trim_start_matches("W/"))
            .any(|one| one == "*" || one.as_bytes() == tag.as_bytes())
    })
}

fn body(file: EmbeddedFile) -> Body {
    match file.data {
        std::borrow::Cow::Borrowed(bytes) => Body::from(bytes),
        std::borrow::Cow::Owned(bytes) => Body::from(bytes),
    }
}

fn content_type(name: &str, guessed: &str) -> HeaderValue {
    let whole = if guessed.starts_with("text/") {
        format!("{guessed}; charset=utf-8")
    } else if name.ends_with(".webmanifest") {
        "application/manifest+json".to_owned()
    } else {
        guessed.to_owned()
    };
    HeaderValue::try_from(whole).unwrap_or(HeaderValue::from_static("application/octet-stream"))
}

/// Addresses with a hash of the content never change what they stand for.
fn cache_control(name: &str) -> HeaderValue {
    let hashed = name.starts_with("pkg/")
        && name
            .split('/')
            .any(|part| part.len() == 16 && part.bytes().all(|b| b.is_ascii_hexdigit()));
    if hashed { IMMUTABLE } else { REVALIDATE }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_stands_below_a_hash_is_kept_for_ever() {
        assert_eq!(
            cache_control("pkg/0123456789abcdef/integration-users.wasm"),
            IMMUTABLE
        );
        assert_eq!(cache_control("pkg/integration-users.wasm"), REVALIDATE);
        assert_eq!(cache_control("0123456789abcdef/favicon.svg"), REVALIDATE);
    }

    #[test]
    fn an_encoding_is_used_only_when_it_is_accepted() {
        let headers = |text: &'static str| {
            HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(text))])
        };
        assert!(accepts(&headers("gzip, br"), "br"));
        assert!(accepts(&headers("BR;q=0.5"), "br"));
        assert!(!accepts(&headers("gzip, br;q=0"), "br"));
        assert!(!accepts(&headers("brotli"), "br"));
        assert!(!accepts(&HeaderMap::new(), "br"));
    }

    #[test]
    fn encodings_and_inner_files_are_no_addresses() {
        for name in [
            "bundle.txt",
            "parts.json",
            "pkg/a.wasm.br",
            "favicon.svg.gz",
            ".hidden",
            "pkg/../.env",
        ] {
            assert!(!is_public(name), "{name}");
        }
        assert!(is_public("pkg/integration-users.wasm"));
    }
}
