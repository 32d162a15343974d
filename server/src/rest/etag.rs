//! Entity tags and the conditions that name them (RFC 9110 §8.8, §13).
//!
//! A tag is `"VERSION-HASH"`: the version of what is stored, and a hash of the representation. A GET compares all of it,
//! so that a new `lastLogin` or a renamed group is seen; a change compares the version alone, so that a call that came in
//! meanwhile is no conflict.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use sha2::{Digest, Sha256};

/// The strong tag of a representation.
pub fn tag(version: i64, body: &[u8]) -> Option<HeaderValue> {
    let hash = Sha256::digest(body);
    let hash = hash
        .iter()
        .take(8)
        .fold(0_u64, |hash, byte| hash << 8 | u64::from(*byte));
    HeaderValue::try_from(format!("\"{version}-{hash:016x}\"")).ok()
}

/// What `If-Match` or `If-None-Match` names.
#[derive(Debug, PartialEq, Eq)]
pub enum Tags {
    /// `*`: whatever there is.
    Any,
    /// These, each as it stands between its quotes and whether it is weak.
    Listed(Vec<(String, bool)>),
}

impl Tags {
    /// From a header, if it is there. What is no tag matches nothing.
    pub fn of(headers: &HeaderMap, name: &HeaderName) -> Option<Self> {
        let mut lines = headers.get_all(name).iter().peekable();
        lines.peek()?;
        let mut listed = Vec::new();
        for line in lines {
            let line = line.to_str().unwrap_or_default().trim();
            if line == "*" {
                return Some(Self::Any);
            }
            split(line, &mut listed);
        }
        Some(Self::Listed(listed))
    }

    /// The weak comparison of `If-None-Match`: whether this very representation is named.
    pub fn name(&self, tag: &HeaderValue) -> bool {
        let tag = tag.to_str().unwrap_or_default().trim_matches('"');
        match self {
            Self::Any => true,
            Self::Listed(tags) => tags.iter().any(|(listed, _)| listed == tag),
        }
    }

    /// The strong comparison of `If-Match` where it is read: whether this very representation is named.
    pub fn name_strongly(&self, tag: &HeaderValue) -> bool {
        let tag = tag.to_str().unwrap_or_default().trim_matches('"');
        match self {
            Self::Any => true,
            Self::Listed(tags) => tags.iter().any(|(listed, weak)| !weak && listed == tag),
        }
    }

    /// The strong comparison of `If-Match` where it is changed, as far as the version.
    pub fn name_version(&self, version: i64) -> bool {
        match self {
            Self::Any => true,
            Self::Listed(tags) => tags.iter().any(|(tag, weak)| {
                !weak && tag.split('-').next() == Some(version.to_string().as_str())
            }),
        }
    }
}

/// Whether a change may be made to something of this version.
pub fn permit_change(headers: &HeaderMap, version: i64) -> bool {
    let wanted = Tags::of(headers, &header::IF_MATCH);
    let unwanted = Tags::of(headers, &header::IF_NONE_MATCH);
    wanted.is_none_or(|tags| tags.name_version(version))
        && !unwanted.is_some_and(|tags| tags.name_version(version))
}

/// Whether it names tags, which go with a version. `*` goes with whichever there is, also when it is another by now.
pub fn names_versions(headers: &HeaderMap) -> bool {
    [header::IF_MATCH, header::IF_NONE_MATCH]
        .iter()
        .any(|name| matches!(Tags::of(headers, name), Some(Tags::Listed(_))))
}

/// Whether a request carries a condition at all.
pub fn conditional(headers: &HeaderMap) -> bool {
    headers.contains_key(header::IF_MATCH) || headers.contains_key(header::IF_NONE_MATCH)
}

/// Commas within the quotes of a tag belong to it.
fn split(line: &str, into: &mut Vec<(String, bool)>) {
    let mut rest = line;
    while !rest.is_empty() {
        rest = rest.trim_start_matches([' ', '\t', ',']);
        let weak = rest.starts_with("W/");
        let quoted = rest.strip_prefix("W/").unwrap_or(rest);
        let Some((tag, after)) = quoted
            .strip_prefix('"')
            .and_then(|inside| inside.split_once('"'))
        else {
            // No tag: up to the next comma it is passed over.
            rest = rest.split_once(',').map_or("", |(_, after)| after);
            continue;
        };
        into.push((tag.to_owned(), weak));
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(lines: &[&'static str]) -> Option<Tags> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(header::IF_MATCH, HeaderValue::from_static(line));
        }
        Tags::of(&headers, &header::IF_MATCH)
    }

    #[test]
    fn lists_stars_and_rubbish() {
        assert_eq!(tags(&[]), None);
        assert_eq!(tags(&["*"]), Some(Tags::Any));
        let listed = |tags: &[(&str, bool)]| {
            Some(Tags::Listed(
                tags.iter()
                    .map(|(tag, weak)| ((*tag).to_owned(), *weak))
                    .collect(),
            ))
        };
        assert_eq!(
            tags(&["\"1-a\", W/\"2,b\"", " \"3\""]),
            listed(&[("1-a", false), ("2,b", true), ("3", false)])
        );
        assert_eq!(tags(&["1-a, \"2\""]), listed(&[("2", false)]));
        assert_eq!(tags(&["\"open"]), listed(&[]));
    }

    #[test]
    fn a_change_goes_by_the_version_and_never_by_a_weak_tag() {
        let one = tags(&["\"7-00\""]).expect("tags");
        assert!(one.name_version(7) && !one.name_version(70) && !one.name_version(8));
        let weak = tags(&["W/\"7-00\""]).expect("tags");
        assert!(!weak.name_version(7));
        let whole = HeaderValue::from_static("\"7-00\"");
        assert!(weak.name(&whole) && !weak.name_strongly(&whole));
        assert!(one.name_strongly(&whole));
        assert!(!one.name_strongly(&HeaderValue::from_static("\"7-01\"")));
    }
}
