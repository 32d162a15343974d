//! The ID token of a sign-in by OpenID Connect, verified as strictly as an access token (OpenID Connect Core §3.1.3.7).

use domain::{Refusal, Timestamp};
use ring::digest::{self, Algorithm as Hash};
use serde_json::{Map, Value};

use crate::claims;
use crate::config::Algorithm;
use crate::json;
use crate::jwk::Keyset;
use crate::token::{Fault, Look, Rejected, Token, quoted};
use crate::verify::{check_signature, key_of};

/// What the ID token of a sign-in has to be.
#[derive(Clone, Copy)]
pub struct IdTokenRules<'a> {
    /// Its issuer, exactly.
    pub issuer: &'a str,
    /// Our client id, exactly: it is for us and, where that is said, issued to us.
    pub client_id: &'a str,
    /// The nonce of this sign-in.
    pub nonce: &'a str,
    /// The access token that came with it: an `at_hash` then has to be its.
    pub access_token: Option<&'a str>,
    /// Accepted signature algorithms.
    pub algorithms: &'a [Algorithm],
}

/// Judges an ID token and gives its claims. All that is wrong with its `nonce` and `azp` is a
/// [`Refusal::MissingClaim`]; the detail says what.
pub fn verify_id_token(
    token: &str,
    rules: &IdTokenRules,
    keys: &Keyset,
    now: Timestamp,
) -> Result<Map<String, Value>, Rejected> {
    let token = Token::parse(token).map_err(Fault::unsigned)?;
    judge(&token, rules, keys, now).map_err(Fault::unsigned)?;
    Ok(token.claims)
}

fn judge(token: &Token, rules: &IdTokenRules, keys: &Keyset, now: Timestamp) -> Result<(), Fault> {
    token.check_header()?;
    let issuer = token.issuer()?;
    if issuer != rules.issuer {
        let detail = format!("iss {} is not the provider's", quoted(issuer));
        return Err(Fault::new(Look::Issuer, Refusal::WrongIssuer, detail));
    }
    let key = key_of(token, rules.algorithms, keys)?;
    check_signature(token, key)?;
    check_type(token)?;
    claims::check_audience(&token.claims, rules.client_id)?;
    check_party(&token.claims, rules.client_id)?;
    claims::check_dates(&token.claims, now)?;
    if claims::name(&token.claims, Look::Subject, "sub")?.is_none() {
        return Err(wrong(Look::Subject, "sub is missing"));
    }
    check_nonce(&token.claims, rules.nonce)?;
    check_access_token(&token.claims, rules.access_token, key.algorithm())
}

fn wrong(at: Look, detail: &str) -> Fault {
    Fault::new(at, Refusal::MissingClaim, detail)
}

/// An access token or a logout token of the same provider is no ID token (RFC 8725 §3.11).
fn check_type(token: &Token) -> Result<(), Fault> {
    match token.typ().as_deref() {
        None | Some("jwt") => Ok(()),
        Some(other) => {
            let detail = format!("typ is {}; an ID token says JWT or nothing", quoted(other));
            Err(Fault::new(Look::Type, Refusal::HeaderNotAccepted, detail))
        }
    }
}

/// §3.1.3.7, 3 to 5: with several audiences `azp` has to be there, and where it is, it is us.
fn check_party(claims: &Map<String, Value>, client_id: &str) -> Result<(), Fault> {
    match claims.get("azp") {
        Some(azp) if azp == client_id => Ok(()),
        Some(_) => {
            let detail = "azp is another client";
            Err(Fault::new(Look::Client, Refusal::WrongAudience, detail))
        }
        None if claims::audiences(claims)?.len() > 1 => {
            Err(wrong(Look::Client, "azp is missing where aud has several"))
        }
        None => Ok(()),
    }
}

/// §3.1.3.7, 11. An empty nonce is never the right one.
fn check_nonce(claims: &Map<String, Value>, ours: &str) -> Result<(), Fault> {
    match claims.get("nonce") {
        Some(Value::String(nonce)) if !ours.is_empty() && same(nonce, ours) => Ok(()),
        Some(_) => Err(wrong(Look::Kind, "nonce is not the one of this sign-in")),
        None => Err(wrong(Look::Kind, "nonce is missing")),
    }
}

/// Compares digests, so that how long it takes says nothing of the secret.
fn same(one: &str, other: &str) -> bool {
    let hash = |text: &str| digest::digest(&digest::SHA256, text.as_bytes());
    hash(one).as_ref() == hash(other).as_ref()
}

/// §3.1.3.6: the left half of the hash that the signature uses; in a code flow it may be missing (§3.1.3.8).
fn check_access_token(
    claims: &Map<String, Value>,
    access_token: Option<&str>,
    algorithm: Algorithm,
) -> Result<(), Fault> {
    let (Some(at_hash), Some(access_token)) = (claims.get("at_hash"), access_token) else {
        return Ok(());
    };
    let hash = digest::digest(hash_of(algorithm), access_token.as_bytes());
    let half = hash.as_ref().get(..hash.as_ref().len() / 2);
    let claimed = at_hash.as_str().and_then(json::base64url);
    if claimed.is_some() && claimed.as_deref() == half {
        return Ok(());
    }
    let detail = "at_hash is of another access token";
    Err(Fault::new(Look::Kind, Refusal::BadSignature, detail))
}

fn hash_of(algorithm: Algorithm) -> &'static Hash {
    match algorithm {
        Algorithm::Rs256 | Algorithm::Ps256 | Algorithm::Es256 => &digest::SHA256,
        Algorithm::Rs384 | Algorithm::Ps384 | Algorithm::Es384 => &digest::SHA384,
        Algorithm::Rs512 | Algorithm::Ps512 | Algorithm::EdDsa => &digest::SHA512,
    }
}
