//! JSON as it has to be where security hangs on it: one object, no member twice at any level, nested so deep and no
//! deeper.
//!
//! Two readers that take different ones of two equal members see different tokens (RFC 7515 §4, RFC 7519 §4: such a one
//! MUST be rejected, or the last one taken; here it is rejected).

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// How deep objects and lists may be in one another.
const DEEPEST: u8 = 16;

/// Reads an object.
///
/// # Errors
/// In words, without anything of the text.
pub(crate) fn object(bytes: &[u8]) -> Result<Map<String, Value>, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())?;
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = Strict { left: DEEPEST }
        .deserialize(&mut deserializer)
        .map_err(|error| words(&error))?;
    deserializer.end().map_err(|error| words(&error))?;
    match value {
        Value::Object(object) => Ok(object),
        _ => Err("it is not a JSON object".to_owned()),
    }
}

/// Reads base64url (RFC 4648 §5) in the one way in which it can be written: no padding, no blanks, unused bits zero
/// (RFC 7515 §2).
pub(crate) fn base64url(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// Our own errors have fixed words; those of the parser may quote what it read.
fn words(error: &serde_json::Error) -> String {
    let text = error.to_string();
    if text.starts_with(TWICE) {
        format!("{TWICE} in it")
    } else if text.starts_with(DEEP) {
        DEEP.to_owned()
    } else {
        "it is not JSON".to_owned()
    }
}

const TWICE: &str = "a member is twice";
const DEEP: &str = "it is nested too deep";

/// A value with so many levels left below it.
#[derive(Clone, Copy)]
struct Strict {
    left: u8,
}

impl Strict {
    fn below<E: Error>(self) -> Result<Self, E> {
        let left = self.left.checked_sub(1).ok_or_else(|| E::custom(DEEP))?;
        Ok(Self { left })
    }
}

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value)
            .map(Value::Number)
            .ok_or_else(|| E::custom("a number is not finite"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let below = self.below()?;
        let mut values = Vec::new();
        while let Some(value) = list.next_element_seed(below)? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let below = self.below()?;
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            let value = members.next_value_seed(below)?;
            if object.insert(name, value).is_some() {
                return Err(A::Error::custom(TWICE));
            }
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> Option<String> {
        object(text.as_bytes()).err()
    }

    #[test]
    fn an_object_is_read() {
        let read = object(br#" {"a":[1,-2,2.5,{"b":null}],"c":"\u00e4","d":true} "#).expect("JSON");
        assert_eq!(read.len(), 3);
        assert_eq!(read["a"][2], 2.5);
        assert_eq!(read["c"], "ä");
    }

    #[test]
    fn a_member_twice_is_seen_at_any_level() {
        for text in [
            r#"{"a":1,"a":1}"#,
            r#"{"alg":1,"\u0061lg":2}"#,
            r#"{"a":{"b":1,"c":2,"b":3}}"#,
            r#"{"a":[[{"b":1,"b":1}]]}"#,
        ] {
            assert_eq!(
                fault(text).as_deref(),
                Some("a member is twice in it"),
                "{text}"
            );
        }
    }

    #[test]
    fn depth_is_bounded() {
        let nested =
            |levels: usize| format!("{{\"a\":{}{}}}", "[".repeat(levels), "]".repeat(levels));
        assert_eq!(fault(&nested(15)), None);
        assert_eq!(fault(&nested(16)).as_deref(), Some(DEEP));
        assert!(fault(&nested(5_000)).is_some());
    }

    #[test]
    fn what_is_no_object_is_refused_without_being_quoted() {
        for text in [
            "",
            "[]",
            "\"secret\"",
            "null",
            "1",
            "{",
            "{}x",
            "{'a':1}",
            "{\"a\":NaN}",
            "{\"a\":1e999}",
            "\u{feff}{}",
        ] {
            let words = fault(text).expect(text);
            assert!(!words.contains("secret"), "{words}");
        }
        assert_eq!(
            object(b"{\"a\":\"\xff\"}").err().as_deref(),
            Some("it is not UTF-8")
        );
    }

    #[test]
    fn base64url_has_one_form() {
        assert_eq!(base64url("AQAB"), Some(vec![1, 0, 1]));
        assert_eq!(base64url("AQ"), Some(vec![1]));
        for text in ["AR", "AQ==", "A", "A Q", "+/8A", "AQ\n"] {
            assert_eq!(base64url(text), None, "{text}");
        }
    }
}
