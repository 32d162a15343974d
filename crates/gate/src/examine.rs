//! A token looked at claim by claim, for the *Check a token* page. The verdict is that of [`verify`](crate::verify), not a
//! second opinion: this only says how far it got.

use domain::{Timestamp, TokenCheck};
use serde_json::{Map, Value};

use crate::config::ProviderConfig;
use crate::jwk::Keyset;
use crate::token::{Look, Rejected, Token, Verified, cut, shortened};
use crate::verify::{judge, rejected};

/// What is shown, in the order in which it is looked at.
const ROWS: [(&str, Look); 19] = [
    ("shape", Look::Shape),
    ("header", Look::Header),
    ("iss", Look::Issuer),
    ("alg", Look::Algorithm),
    ("kid", Look::Key),
    ("signature", Look::Signature),
    ("typ", Look::Type),
    ("tok_type", Look::Kind),
    ("aud", Look::Audience),
    ("exp", Look::Expiry),
    ("nbf", Look::NotBefore),
    ("iat", Look::IssuedAt),
    ("life", Look::Life),
    ("client_id", Look::Client),
    ("sub", Look::Subject),
    ("jti", Look::TokenId),
    ("sub_type", Look::Person),
    ("cnf", Look::Bound),
    ("scope", Look::Scope),
];

/// How much of a value is shown.
const MOST_CHARS: usize = 80;

/// A token looked at.
#[derive(Debug)]
pub struct Examined {
    /// What was looked at, in this order. Values are what the token says, whether or not anybody vouches for it.
    pub checks: Vec<TokenCheck>,
    /// The verdict.
    pub result: Result<Verified, Rejected>,
}

/// Looks at a token as [`verify`](crate::verify) does, and tells how far it got.
pub fn examine(token: &str, providers: &[(&ProviderConfig, &Keyset)], now: Timestamp) -> Examined {
    let token = match Token::parse(token) {
        Ok(token) => token,
        Err(fault) => {
            return Examined {
                checks: rows(None, Some(Look::Shape)),
                result: Err(fault.unsigned()),
            };
        }
    };
    let judged = judge(&token, providers, now).map(|(verified, _)| verified);
    let failed = judged.as_ref().err().map(|fault| fault.at);
    Examined {
        checks: rows(Some(&token), failed),
        result: judged.map_err(|fault| rejected(&token, fault)),
    }
}

fn rows(token: Option<&Token>, failed: Option<Look>) -> Vec<TokenCheck> {
    ROWS.into_iter()
        .map(|(name, look)| TokenCheck {
            name: name.to_owned(),
            value: token.map(|token| value(token, name)).unwrap_or_default(),
            holds: match failed {
                Some(failed) if look == failed => Some(false),
                Some(failed) if look > failed => None,
                _ => Some(true),
            },
        })
        .collect()
}

/// What the token says, shortened; clients more so.
fn value(token: &Token, name: &str) -> String {
    match name {
        "shape" => format!(
            "{} bytes",
            token.signed.len() + 1 + (token.signature.len() * 4).div_ceil(3)
        ),
        "header" => names(&token.header),
        "signature" => format!("{} bytes", token.signature.len()),
        "alg" | "kid" | "typ" => say(token.header.get(name)),
        "exp" | "nbf" | "iat" => moment(token.claims.get(name)),
        "life" => life(&token.claims),
        "client_id" => client(token.claims.get("client_id").or(token.claims.get("azp"))),
        "sub" => client(token.claims.get(name)),
        "cnf" if token.claims.contains_key("cnf") => "…".to_owned(),
        _ => say(token.claims.get(name)),
    }
}

fn names(object: &Map<String, Value>) -> String {
    let names: Vec<&str> = object.keys().map(String::as_str).collect();
    cut(&names.join(", "), MOST_CHARS)
}

fn say(value: Option<&Value>) -> String {
    match value {
        None => String::new(),
        Some(Value::String(text)) => cut(text, MOST_CHARS),
        Some(other) => cut(&other.to_string(), MOST_CHARS),
    }
}

fn client(value: Option<&Value>) -> String {
    match value {
        None => String::new(),
        Some(Value::String(id)) => shortened(id),
        // A list or an object may hold one all the same.
        Some(_) => "…".to_owned(),
    }
}

fn moment(value: Option<&Value>) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "it is only shown, and a float that is too large becomes the largest number"
    )]
    let read = value
        .and_then(Value::as_f64)
        .map(|seconds| Timestamp::from_micros((seconds * 1e6) as i64).rfc3339());
    read.unwrap_or_else(|| say(value))
}

fn life(claims: &Map<String, Value>) -> String {
    let number = |name: &str| claims.get(name).and_then(Value::as_f64);
    match (number("exp"), number("iat")) {
        (Some(expires), Some(issued)) => cut(&format!("{} s", expires - issued), MOST_CHARS),
        _ => String::new(),
    }
}
