//! A token taken apart: its shape is looked at before anything of it is believed (RFC 7515 §5.2, RFC 8725 §3).

use std::fmt;

use domain::{Refusal, Timestamp};
use serde_json::{Map, Value};

use crate::config::Algorithm;
use crate::json;
use crate::jwk::LONGEST_KID;

/// The longest token, in bytes.
pub(crate) const LONGEST: usize = 8_192;
/// Header members that would change what the signature is over, or how the payload is read (RFC 7515 §4.1.10 and §4.1.11,
/// RFC 7516 §4.1, RFC 7797 §3).
const NOT_ACCEPTED: [&str; 5] = ["crit", "zip", "cty", "b64", "enc"];

/// What a good token says.
#[derive(Clone, PartialEq, Eq)]
pub struct Verified {
    /// The client, to be compared byte for byte: 1–255 characters of `%x21–7E`.
    pub client_id: String,
    /// Who issued the token: one of the configured issuers.
    pub issuer: String,
    /// The subject.
    pub subject: String,
    /// The id of the token.
    pub jti: Option<String>,
    /// When it is over.
    pub expires: Timestamp,
}

impl fmt::Debug for Verified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verified")
            .field("client_id", &shortened(&self.client_id))
            .field("issuer", &self.issuer)
            .field("jti", &self.jti)
            .field("expires", &self.expires.rfc3339())
            .finish_non_exhaustive()
    }
}

/// Why a token is refused.
#[derive(Clone, PartialEq, Eq)]
pub struct Rejected {
    /// In one word.
    pub refusal: Refusal,
    /// In words for administrators: never the token, and values out of it shortened.
    pub detail: String,
    /// The client that the token names; only once the signature holds.
    pub client_id: Option<String>,
    /// The id of the token; only once the signature holds.
    pub jti: Option<String>,
}

impl fmt::Debug for Rejected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rejected")
            .field("refusal", &self.refusal)
            .field("detail", &self.detail)
            .field("client_id", &self.client_id.as_deref().map(shortened))
            .field("jti", &self.jti)
            .finish()
    }
}

/// What is looked at, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Look {
    Shape,
    Header,
    Issuer,
    Algorithm,
    Key,
    Signature,
    Type,
    Kind,
    Audience,
    Expiry,
    NotBefore,
    IssuedAt,
    Life,
    Client,
    Subject,
    TokenId,
    Person,
    Bound,
    Scope,
}

/// A look that found something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) at: Look,
    pub(crate) refusal: Refusal,
    pub(crate) detail: String,
}

impl Fault {
    pub(crate) fn new(at: Look, refusal: Refusal, detail: impl Into<String>) -> Self {
        Self {
            at,
            refusal,
            detail: detail.into(),
        }
    }

    /// Of a token that nobody vouches for.
    pub(crate) fn unsigned(self) -> Rejected {
        Rejected {
            refusal: self.refusal,
            detail: self.detail,
            client_id: None,
            jti: None,
        }
    }
}

/// A token taken apart. Nothing in it is verified.
pub(crate) struct Token<'a> {
    /// What the signature is over: header and payload as they came.
    pub(crate) signed: &'a str,
    pub(crate) header: Map<String, Value>,
    pub(crate) claims: Map<String, Value>,
    pub(crate) signature: Vec<u8>,
}

impl<'a> Token<'a> {
    /// Takes a token apart (RFC 7515 §7.1) and looks at its shape.
    pub(crate) fn parse(token: &'a str) -> Result<Self, Fault> {
        let malformed = |detail: String| Fault::new(Look::Shape, Refusal::MalformedToken, detail);
        if token.len() > LONGEST {
            return Err(malformed(format!(
                "the token has more than {LONGEST} bytes"
            )));
        }
        let segments = token.split('.').count();
        if segments == 5 {
            return Err(malformed(
                "the token is encrypted (five segments)".to_owned(),
            ));
        }
        let (Some((signed, signature)), 3) = (token.rsplit_once('.'), segments) else {
            return Err(malformed(format!(
                "the token has {segments} segments instead of three"
            )));
        };
        let (header, payload) = signed.split_once('.').unwrap_or_default();
        let decoded = |what: &str, text: &str| {
            json::base64url(text)
                .ok_or_else(|| malformed(format!("the {what} is not base64url without padding")))
        };
        let object = |what: &str, text: &str| {
            json::object(&decoded(what, text)?)
                .map_err(|why| malformed(format!("the {what} cannot be read: {why}")))
        };
        Ok(Self {
            signed,
            header: object("header", header)?,
            claims: object("payload", payload)?,
            signature: decoded("signature", signature)?,
        })
    }

    /// Looks at what of the header is the same for all providers. `jku`, `x5u`, `jwk` and `x5c` are not looked at, here or
    /// anywhere: keys never come from a token (RFC 8725 §3.10).
    pub(crate) fn check_header(&self) -> Result<(), Fault> {
        let refused = |detail: String| Fault::new(Look::Header, Refusal::HeaderNotAccepted, detail);
        if let Some(name) = NOT_ACCEPTED
            .iter()
            .find(|name| self.header.contains_key(**name))
        {
            return Err(refused(format!("the header has \"{name}\"")));
        }
        match self.header.get("typ") {
            None | Some(Value::String(_)) => {}
            Some(_) => return Err(refused("typ is no text".to_owned())),
        }
        match self.header.get("kid") {
            None => Ok(()),
            Some(Value::String(kid)) if kid.len() <= LONGEST_KID => Ok(()),
            Some(_) => Err(refused(format!(
                "kid is no text of up to {LONGEST_KID} bytes"
            ))),
        }
    }

    /// What the token says that it is signed with.
    pub(crate) fn algorithm(&self) -> Result<Algorithm, Fault> {
        let refused =
            |detail: String| Fault::new(Look::Algorithm, Refusal::HeaderNotAccepted, detail);
        match self.header.get("alg") {
            None => Err(refused("alg is missing".to_owned())),
            Some(Value::String(name)) => name
                .parse()
                .map_err(|_| refused(format!("alg {} is not known here", quoted(name)))),
            Some(_) => Err(refused("alg is no text".to_owned())),
        }
    }

    /// The name of its key.
    pub(crate) fn kid(&self) -> Option<&str> {
        self.header.get("kid").and_then(Value::as_str)
    }

    /// The type of it, in lower case without `application/` (RFC 7515 §4.1.9).
    pub(crate) fn typ(&self) -> Option<String> {
        let typ = self.header.get("typ")?.as_str()?.to_ascii_lowercase();
        let plain = typ.strip_prefix("application/").map(str::to_owned);
        Some(plain.unwrap_or(typ))
    }

    /// Who says to have issued it.
    pub(crate) fn issuer(&self) -> Result<&str, Fault> {
        let missing = |detail| Fault::new(Look::Issuer, Refusal::MissingClaim, detail);
        match self.claims.get("iss") {
            None => Err(missing("iss is missing")),
            Some(Value::String(issuer)) => Ok(issuer),
            Some(_) => Err(missing("iss is no text")),
        }
    }
}

/// Who a token says to be issued by, once its shape holds: it chooses the provider whose keys are asked, and proves
/// nothing.
pub fn unverified_issuer(token: &str) -> Result<String, Rejected> {
    let token = Token::parse(token).map_err(Fault::unsigned)?;
    token.check_header().map_err(Fault::unsigned)?;
    token.issuer().map(str::to_owned).map_err(Fault::unsigned)
}

/// A value out of a token for administrators to recognise: short, printable, in quotes.
pub(crate) fn quoted(text: &str) -> String {
    format!("\"{}\"", cut(text, 60))
}

/// So much of a text, and only what can be printed.
pub(crate) fn cut(text: &str, most: usize) -> String {
    let printable = |c: char| {
        if (' '..='~').contains(&c) {
            c
        } else {
            '\u{fffd}'
        }
    };
    let mut cut: String = text.chars().take(most).map(printable).collect();
    if text.chars().nth(most).is_some() {
        cut.push('…');
    }
    cut
}

/// What a client id is recognised by: the first four and last two characters of it; nothing of a short one.
pub(crate) fn shortened(id: &str) -> String {
    let count = id.chars().count();
    if count < 12 {
        return "…".to_owned();
    }
    let ends: String = id.chars().skip(count - 2).collect();
    format!("{}{}", cut(id, 4), cut(&ends, 2))
}
