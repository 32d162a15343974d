//! The body of a request as JSON, strictly: a member that is there twice is a fault, not a choice.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::problem::{MOST_FAULTS, ProblemDetail, Trouble, kinds};

/// A JSON value as it was sent, members in their order.
#[derive(Debug, PartialEq)]
pub enum Json {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A whole number that fits.
    Whole(i64),
    /// Any other number.
    Number,
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Json>),
    /// An object.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Reads a body and finds every member that is there twice, [`MOST_FAULTS`] at most; of those the first one is read on.
    ///
    /// # Errors
    /// 400 with the line and column where it is no JSON.
    pub fn parse(body: &[u8]) -> Result<(Self, Vec<ProblemDetail>), Trouble> {
        let json: Self = serde_json::from_slice(body).map_err(|error| {
            let place = format!("line {}, column {}", error.line(), error.column());
            let detail = if body.is_empty() {
                "The body is empty.".to_owned()
            } else if error.is_eof() {
                format!("The body ends too early, at {place}.")
            } else {
                format!("It is wrong at {place}.")
            };
            Trouble::of(&kinds::MALFORMED_JSON).detail(detail)
        })?;
        let mut twice = Vec::new();
        json.find_twice("", &mut twice);
        Ok((json, twice))
    }

    /// A member of an object.
    pub fn member(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(members) => members
                .iter()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value),
            _ => None,
        }
    }

    /// What it is, in a word.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Whole(_) | Self::Number => "a number",
            Self::Text(_) => "a string",
            Self::List(_) => "an array",
            Self::Object(_) => "an object",
        }
    }

    fn find_twice(&self, path: &str, twice: &mut Vec<ProblemDetail>) {
        match self {
            Self::Object(members) => {
                let mut seen = std::collections::BTreeSet::new();
                for (name, value) in members {
                    if twice.len() >= MOST_FAULTS {
                        return;
                    }
                    let path = pointer(path, name);
                    if seen.insert(name) {
                        value.find_twice(&path, twice);
                    } else {
                        twice.push(ProblemDetail::new(
                            "TWICE",
                            path,
                            "This member is there twice. Send it once.",
                        ));
                    }
                }
            }
            Self::List(items) => {
                for (at, item) in items.iter().enumerate() {
                    item.find_twice(&format!("{path}/{at}"), twice);
                }
            }
            _ => {}
        }
    }
}

/// The JSON pointer (RFC 6901) of a member. A long name is cut: it was not ours.
pub fn pointer(path: &str, name: &str) -> String {
    let short: String = name.chars().take(100).collect();
    format!("{path}/{}", short.replace('~', "~0").replace('/', "~1"))
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;

        impl<'de> Visitor<'de> for Any {
            type Value = Json;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("JSON")
            }

            fn visit_unit<E>(self) -> Result<Json, E> {
                Ok(Json::Null)
            }

            fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
                Ok(Json::Bool(value))
            }

            fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
                Ok(Json::Whole(value))
            }

            fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
                Ok(i64::try_from(value).map_or(Json::Number, Json::Whole))
            }

            /// `1.0` is as whole as `1` to JSON Schema.
            #[expect(
                clippy::cast_possible_truncation,
                reason = "only small whole numbers get there"
            )]
            fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
                if value.fract() == 0.0 && value.abs() < 1e15 {
                    return Ok(Json::Whole(value as i64));
                }
                Ok(Json::Number)
            }

            fn visit_str<E>(self, value: &str) -> Result<Json, E> {
                Ok(Json::Text(value.to_owned()))
            }

            fn visit_string<E>(self, value: String) -> Result<Json, E> {
                Ok(Json::Text(value))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Json, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = seq.next_element()? {
                    items.push(item);
                }
                Ok(Json::List(items))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Json::Object(members))
            }
        }

        deserializer.deserialize_any(Any)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_found_and_so_are_doubles() {
        let json = Json::parse(br#"{"a":{"b":[1,1.0,2.5,1e400000000000000000000]}}"#);
        assert!(json.is_err(), "a number beyond all bounds");
        let (json, twice) =
            Json::parse(br#"{"a":{"b":[1,1.0,2.5,18446744073709551615]}}"#).expect("JSON");
        assert!(twice.is_empty());
        let list = json.member("a").and_then(|a| a.member("b"));
        assert_eq!(
            list,
            Some(&Json::List(vec![
                Json::Whole(1),
                Json::Whole(1),
                Json::Number,
                Json::Number
            ]))
        );
        let (json, twice) = Json::parse(br#"{"a":1,"b":[{"c":1,"c":1}],"a":2}"#).expect("JSON");
        assert_eq!(json.member("a"), Some(&Json::Whole(1)));
        let places = twice.iter().map(|fault| fault.error_path.as_str());
        assert!(places.eq(["/b/0/c", "/a"]), "{twice:?}");
    }

    #[test]
    fn what_is_no_json_is_refused() {
        for body in [
            &b""[..],
            b"{",
            b"nul",
            b"{\"a\":01}",
            b"\xff",
            b"{}{}",
            b"{\"a\":\"\0\"}",
            b"\xef\xbb\xbf{}",
        ] {
            assert!(Json::parse(body).is_err(), "{body:?}");
        }
        let deep = "[".repeat(1_000) + &"]".repeat(1_000);
        assert!(Json::parse(deep.as_bytes()).is_err(), "too deep");
    }
}
