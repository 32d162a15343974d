//! Names by which things are known, each its own type so that no two can be confused.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// The stored number of an integration user: above 2^53 on the wire, so never a float.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PartyId(pub i64);

/// The public name of an integration user in addresses: opaque text, ours are `IU_` and 11 of `[0-9A-Za-z]`.
///
/// One that came in from outside is never checked for form: it is looked up and found or not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PartyNumber(String);

impl PartyNumber {
    /// What stands in addresses where a party number would, so no party number is one of these, in whatever case.
    pub const RESERVED: [&str; 3] = ["new", "import", "export"];

    /// Takes any text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// One of ours, from 11 random bytes; each picks one of 62 characters.
    pub fn from_random(bytes: [u8; 11]) -> Self {
        const ALPHABET: &[u8; 62] =
            b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        let tail: String = bytes
            .iter()
            .map(|byte| char::from(ALPHABET[usize::from(*byte) % ALPHABET.len()]))
            .collect();
        Self(format!("IU_{tail}"))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PartyNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The login that the published API shows for an integration user: `_custom_user_` and 32 lower-case hex digits.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Login(String);

impl Login {
    /// What every login begins with.
    pub const PREFIX: &str = "_custom_user_";

    /// As stored.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// One of ours, from 128 random bits.
    pub fn from_random(bits: u128) -> Self {
        Self(format!("{}{bits:032x}", Self::PREFIX))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The name of a group for programs: `[A-Za-z_][A-Za-z0-9_]{0,99}`, unique over both types, never changed.
/// Cheap to clone: a server with a million members holds each name a few times only.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct VariableName(Arc<str>);

/// What is wrong with a variable name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum VariableNameFault {
    /// Nothing was given.
    Empty,
    /// More than [`VariableName::MAX_CHARS`].
    TooLong,
    /// It begins with neither a letter nor an underscore.
    BadStart(char),
    /// A character that is no ASCII letter, digit or underscore.
    BadCharacter(char),
}

impl VariableName {
    /// The most characters it may have.
    pub const MAX_CHARS: usize = 100;

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for VariableName {
    type Err = VariableNameFault;

    fn from_str(text: &str) -> Result<Self, VariableNameFault> {
        let text = text.trim();
        let first = text.chars().next().ok_or(VariableNameFault::Empty)?;
        if !(first.is_ascii_alphabetic() || first == '_') {
            return Err(VariableNameFault::BadStart(first));
        }
        if let Some(bad) = text
            .chars()
            .find(|c| !(c.is_ascii_alphanumeric() || *c == '_'))
        {
            return Err(VariableNameFault::BadCharacter(bad));
        }
        if text.len() > Self::MAX_CHARS {
            return Err(VariableNameFault::TooLong);
        }
        Ok(Self(text.into()))
    }
}

impl TryFrom<String> for VariableName {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
            .map_err(|fault| format!("not a variable name: {fault:?}"))
    }
}

impl From<VariableName> for String {
    fn from(name: VariableName) -> Self {
        name.as_str().to_owned()
    }
}

impl fmt::Display for VariableName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_party_numbers_have_our_form() {
        let number = PartyNumber::from_random([0, 9, 10, 35, 36, 61, 62, 123, 124, 254, 255]);
        assert_eq!(number.as_str(), "IU_09AZaz0z067");
    }

    #[test]
    fn a_login_is_the_prefix_and_32_hex_digits() {
        assert_eq!(
            Login::from_random(255).as_str(),
            "_custom_user_000000000000000000000000000000ff"
        );
    }

    #[test]
    fn variable_names_say_what_is_wrong() {
        assert_eq!(
            " emeaSales ".parse::<VariableName>().map(String::from),
            Ok("emeaSales".to_owned())
        );
        assert_eq!("".parse::<VariableName>(), Err(VariableNameFault::Empty));
        assert_eq!(
            "1st".parse::<VariableName>(),
            Err(VariableNameFault::BadStart('1'))
        );
        assert_eq!(
            "emea-sales".parse::<VariableName>(),
            Err(VariableNameFault::BadCharacter('-'))
        );
        assert_eq!(
            "größe".parse::<VariableName>(),
            Err(VariableNameFault::BadCharacter('ö'))
        );
        assert_eq!(
            "x".repeat(101).parse::<VariableName>(),
            Err(VariableNameFault::TooLong)
        );
    }
}
