//! The claims of an access token whose signature holds (RFC 7519 §4.1, RFC 9068 §2.2 and §4).

use std::ops::RangeInclusive;

use domain::{ClientId, Refusal, Timestamp};
use serde_json::{Map, Value};

use crate::config::{Profile, ProviderConfig};
use crate::token::{Fault, Look, Token, Verified, quoted, shortened};

/// How far clocks may be apart, in seconds.
pub const LEEWAY_SECONDS: i64 = 30;
/// The longest life of a token, in seconds.
pub const LONGEST_LIFE_SECONDS: i64 = 24 * 60 * 60;

/// What a date may be, in seconds: from 1970 to the end of 9999.
const DATES: RangeInclusive<f64> = 0.0..=253_402_300_799.0;
/// The longest subject and token id, in bytes (RFC 9068 names no bound, OpenID Connect Core §2 this one).
const LONGEST_NAME: usize = 255;
/// Claims that only ID tokens have (OpenID Connect Core §2 and §3.3.2.11).
const OF_ID_TOKENS: [&str; 3] = ["nonce", "at_hash", "c_hash"];

type Object = Map<String, Value>;

/// The claims of a token, and what they have to be.
pub(crate) struct Claims<'a> {
    token: &'a Token<'a>,
    stated: &'a Object,
    provider: &'a ProviderConfig,
    now: Timestamp,
}

impl<'a> Claims<'a> {
    pub(crate) fn new(token: &'a Token, provider: &'a ProviderConfig, now: Timestamp) -> Self {
        Self {
            token,
            stated: &token.claims,
            provider,
            now,
        }
    }

    /// Looks at all of them, in the order of [`Look`].
    pub(crate) fn judge(&self) -> Result<Verified, Fault> {
        self.check_type()?;
        self.check_kind()?;
        check_audience(self.stated, &self.provider.audience)?;
        let expires = check_dates(self.stated, self.now)?;
        let client = client_id(self.stated)?;
        let subject = subject(self.stated)?;
        let jti = self.check_token_id()?;
        self.check_person(client, subject)?;
        if self.stated.contains_key("cnf") {
            let detail = "the token is bound to a key (cnf)";
            return Err(Fault::new(Look::Bound, Refusal::BoundToKey, detail));
        }
        self.check_scopes()?;
        Ok(Verified {
            client_id: client.to_owned(),
            issuer: self.token.issuer()?.to_owned(),
            subject: subject.to_owned(),
            jti: jti.map(str::to_owned),
            expires,
        })
    }

    /// RFC 9068 §4: the header says that this is an access token. Under `oci` it says nothing of use.
    fn check_type(&self) -> Result<(), Fault> {
        let typ = self.token.typ();
        if self.provider.profile == Profile::Oci || typ.as_deref() == Some("at+jwt") {
            return Ok(());
        }
        let detail = match typ {
            None => "typ is missing; an access token says at+jwt".to_owned(),
            Some(typ) => format!("typ is {}; an access token says at+jwt", quoted(&typ)),
        };
        Err(Fault::new(Look::Type, Refusal::NotAnAccessToken, detail))
    }

    /// No ID token (RFC 8725 §3.12); under `oci` its `tok_type`.
    fn check_kind(&self) -> Result<(), Fault> {
        let refused = |detail| Fault::new(Look::Kind, Refusal::NotAnAccessToken, detail);
        if let Some(name) = OF_ID_TOKENS
            .iter()
            .find(|name| self.stated.contains_key(**name))
        {
            return Err(refused(format!("{name} is there, as in an ID token")));
        }
        match (self.provider.profile, self.stated.get("tok_type")) {
            (Profile::AtJwt, _) => Ok(()),
            (Profile::Oci, Some(Value::String(kind))) if kind == "AT" => Ok(()),
            (Profile::Oci, Some(Value::String(kind))) => Err(refused(format!(
                "tok_type is {} instead of AT",
                quoted(kind)
            ))),
            (Profile::Oci, Some(_)) => Err(refused("tok_type is no text".to_owned())),
            (Profile::Oci, None) => Err(refused("tok_type is missing".to_owned())),
        }
    }

    /// RFC 9068 §2.2 asks for a `jti`.
    fn check_token_id(&self) -> Result<Option<&'a str>, Fault> {
        let jti = token_id(self.stated)?;
        if jti.is_none() && self.provider.profile == Profile::AtJwt {
            return Err(missing(Look::TokenId, "jti is missing"));
        }
        Ok(jti)
    }

    /// RFC 9068 §2.2: where no person takes part, the subject is the client.
    fn check_person(&self, client: &str, subject: &str) -> Result<(), Fault> {
        let refused = |detail| Fault::new(Look::Person, Refusal::OfAPerson, detail);
        let kind = match self.stated.get("sub_type") {
            None => None,
            Some(Value::String(kind)) => Some(kind.as_str()),
            Some(_) => return Err(missing(Look::Person, "sub_type is no text")),
        };
        match (self.provider.profile, kind) {
            (_, Some("user")) => Err(refused("sub_type is user".to_owned())),
            (Profile::Oci, Some("client")) => Ok(()),
            (Profile::Oci, Some(kind)) => Err(refused(format!(
                "sub_type is {} instead of client",
                quoted(kind)
            ))),
            (Profile::Oci, None) => Err(missing(Look::Person, "sub_type is missing")),
            (Profile::AtJwt, _) if client == subject => Ok(()),
            (Profile::AtJwt, _) => Err(refused(format!(
                "sub ({}) is not the client ({})",
                shortened(subject),
                shortened(client)
            ))),
        }
    }

    /// RFC 8693 §4.2: one text, scopes with blanks between them.
    fn check_scopes(&self) -> Result<(), Fault> {
        let scopes = match self.stated.get("scope") {
            None => "",
            Some(Value::String(text)) => text.as_str(),
            Some(_) => return Err(missing(Look::Scope, "scope is no text")),
        };
        let mut asked = self.provider.scopes.iter();
        match asked.find(|asked| !scopes.split(' ').any(|scope| scope == asked.as_str())) {
            None => Ok(()),
            Some(scope) => {
                let detail = format!("the scope {} is not in the token", quoted(scope));
                Err(Fault::new(Look::Scope, Refusal::MissingScope, detail))
            }
        }
    }
}

fn missing(at: Look, detail: impl Into<String>) -> Fault {
    Fault::new(at, Refusal::MissingClaim, detail)
}

/// RFC 7519 §4.1.3: one text or a list of texts; ours is it or in it, exactly.
pub(crate) fn check_audience(claims: &Object, ours: &str) -> Result<(), Fault> {
    let audiences = audiences(claims)?;
    if audiences.contains(&ours) {
        return Ok(());
    }
    let detail = match audiences.as_slice() {
        [] => "aud is an empty list".to_owned(),
        [first] => format!("aud is {}", quoted(first)),
        [first, rest @ ..] => format!("aud is {} and {} more", quoted(first), rest.len()),
    };
    Err(Fault::new(Look::Audience, Refusal::WrongAudience, detail))
}

/// For whom the token is.
pub(crate) fn audiences(claims: &Object) -> Result<Vec<&str>, Fault> {
    let texts = match claims.get("aud") {
        None => return Err(missing(Look::Audience, "aud is missing")),
        Some(Value::String(one)) => Some(vec![one.as_str()]),
        Some(Value::Array(list)) => list.iter().map(Value::as_str).collect(),
        Some(_) => None,
    };
    texts.ok_or_else(|| missing(Look::Audience, "aud is neither a text nor a list of texts"))
}

/// RFC 7519 §4.1.4 to §4.1.6; gives when the token is over.
pub(crate) fn check_dates(claims: &Object, now: Timestamp) -> Result<Timestamp, Fault> {
    let needed = |look, name: &str| {
        date(claims, look, name)?.ok_or_else(|| missing(look, format!("{name} is missing")))
    };
    let expires = needed(Look::Expiry, "exp")?;
    if now >= expires.plus_seconds(LEEWAY_SECONDS) {
        let detail = format!("the token expired at {}", expires.rfc3339());
        return Err(Fault::new(Look::Expiry, Refusal::Expired, detail));
    }
    if let Some(begins) = date(claims, Look::NotBefore, "nbf")? {
        begun(Look::NotBefore, "begins", begins, now)?;
    }
    let issued = needed(Look::IssuedAt, "iat")?;
    begun(Look::IssuedAt, "is issued", issued, now)?;
    if expires <= issued {
        let detail = "the token expires before it is issued";
        return Err(Fault::new(Look::Life, Refusal::Expired, detail));
    }
    if expires > issued.plus_seconds(LONGEST_LIFE_SECONDS) {
        let detail = format!("the token lives longer than {LONGEST_LIFE_SECONDS} seconds");
        return Err(Fault::new(Look::Life, Refusal::LivesTooLong, detail));
    }
    Ok(expires)
}

fn begun(at: Look, what: &str, moment: Timestamp, now: Timestamp) -> Result<(), Fault> {
    if moment <= now.plus_seconds(LEEWAY_SECONDS) {
        return Ok(());
    }
    let detail = format!("the token {what} at {}", moment.rfc3339());
    Err(Fault::new(at, Refusal::NotYetValid, detail))
}

/// A `NumericDate` (RFC 7519 §2): seconds since 1970, fractions allowed. A number as text is none.
fn date(claims: &Object, at: Look, name: &str) -> Result<Option<Timestamp>, Fault> {
    let Some(value) = claims.get(name) else {
        return Ok(None);
    };
    let seconds = value
        .as_f64()
        .filter(|seconds| DATES.contains(seconds))
        .ok_or_else(|| missing(at, format!("{name} is not a date in seconds")))?;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "within DATES, microseconds fit easily"
    )]
    let micros = (seconds * 1e6).round() as i64;
    Ok(Some(Timestamp::from_micros(micros)))
}

/// The client: `client_id` (RFC 8693 §4.3), else `azp` (OpenID Connect Core §2); both only if they say the same. No other
/// characters than an OAuth client id has (RFC 6749 appendix A.1), so that nothing is trimmed or folded to a match.
pub(crate) fn client_id(claims: &Object) -> Result<&str, Fault> {
    let one = |name: &str| match claims.get(name) {
        None => Ok(None),
        Some(Value::String(id)) if is_client_id(id) => Ok(Some(id.as_str())),
        Some(_) => Err(missing(Look::Client, format!("{name} is no client id"))),
    };
    match (one("client_id")?, one("azp")?) {
        (Some(client), Some(azp)) if client != azp => Err(missing(
            Look::Client,
            "client_id and azp name different clients",
        )),
        (Some(id), _) | (None, Some(id)) => Ok(id),
        (None, None) => Err(missing(Look::Client, "client_id is missing, and so is azp")),
    }
}

fn is_client_id(text: &str) -> bool {
    (1..=ClientId::MAX_CHARS).contains(&text.len())
        && text.bytes().all(|byte| (0x21..=0x7e).contains(&byte))
}

fn subject(claims: &Object) -> Result<&str, Fault> {
    name(claims, Look::Subject, "sub")?.ok_or_else(|| missing(Look::Subject, "sub is missing"))
}

/// The id of the token (RFC 7519 §4.1.7).
pub(crate) fn token_id(claims: &Object) -> Result<Option<&str>, Fault> {
    name(claims, Look::TokenId, "jti")
}

/// A text that can be stored and logged: neither empty nor long, and no control characters.
pub(crate) fn name<'a>(claims: &'a Object, at: Look, name: &str) -> Result<Option<&'a str>, Fault> {
    match claims.get(name) {
        None => Ok(None),
        Some(Value::String(text))
            if (1..=LONGEST_NAME).contains(&text.len()) && !text.chars().any(char::is_control) =>
        {
            Ok(Some(text))
        }
        Some(_) => {
            let detail = format!("{name} is no text of 1 to {LONGEST_NAME} characters");
            Err(missing(at, detail))
        }
    }
}
