//! What stands behind the question mark of an address.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// What the address of the page asks for. (The router's own map is decoded twice: a `%` that somebody has typed is gone in it.)
pub fn use_asked() -> Memo<Vec<(String, String)>> {
    let search = use_location().search;
    Memo::new(move |_| search.with(|search| pairs(search)))
}

/// The same for those who read it name by name.
pub fn texts(asked: &[(String, String)]) -> impl Iterator<Item = (&str, &str)> {
    asked
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
}

/// The names and values, decoded.
pub fn pairs(query: &str) -> Vec<(String, String)> {
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name), decoded(value))
        })
        .collect()
}

/// Undoes the encoding of forms (WHATWG URL, `application/x-www-form-urlencoded`). A stray `%` stands for itself.
pub fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let escaped = (*first == b'%')
            .then(|| after.get(..2).and_then(hex_byte))
            .flatten();
        match (escaped, first) {
            (Some(byte), _) => {
                bytes.push(byte);
                rest = &after[2..];
                continue;
            }
            (None, b'+') => bytes.push(b' '),
            (None, byte) => bytes.push(*byte),
        }
        rest = after;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The byte that two hexadecimal digits stand for.
fn hex_byte(digits: &[u8]) -> Option<u8> {
    let digit = |byte: u8| {
        char::from(byte)
            .to_digit(16)
            .and_then(|value| u8::try_from(value).ok())
    };
    match digits {
        [high, low] => Some(digit(*high)? * 16 + digit(*low)?),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::pairs;

    #[test]
    fn what_was_typed_is_decoded_once() {
        let expected = [("q", "%5a3 & 100%"), ("status", "active"), ("flag", "")];
        assert_eq!(
            pairs("q=%255a3+%26%20100%&&status=active&flag"),
            expected.map(|(name, value)| (name.to_owned(), value.to_owned()))
        );
        assert!(pairs("").is_empty());
    }
}
