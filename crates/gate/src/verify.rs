//! Whether an access token is accepted (`docs/gate.md`).

use std::sync::Arc;

use domain::{Refusal, Timestamp};

use crate::accepted::Accepted;
use crate::claims::{self, Claims};
use crate::config::{Algorithm, ProviderConfig};
use crate::jwk::{Key, Keyset, NoKey};
use crate::token::{Fault, Look, Rejected, Token, Verified, quoted};

/// Judges an access token. The issuer that it names chooses the provider; then the provider's key decides whether
/// anything in it is believed; only then are the claims judged.
pub fn verify(
    token: &str,
    providers: &[(&ProviderConfig, &Keyset)],
    now: Timestamp,
) -> Result<Verified, Rejected> {
    let token = Token::parse(token).map_err(Fault::unsigned)?;
    let judged = judge(&token, providers, now).map(|(verified, _)| verified);
    judged.map_err(|fault| rejected(&token, fault))
}

/// The same; what of one that was accepted before cannot have changed is not judged again.
pub(crate) fn verify_knowing(
    token: &str,
    providers: &[(&ProviderConfig, &Keyset)],
    now: Timestamp,
    accepted: &Accepted,
) -> Result<Arc<Verified>, Rejected> {
    let name = accepted.name(token);
    let known = name.and_then(|name| accepted.find(&name, providers, now));
    if let Some(verified) = known {
        return Ok(verified);
    }
    let token = Token::parse(token).map_err(Fault::unsigned)?;
    let judged = judge(&token, providers, now);
    let (verified, key) = judged.map_err(|fault| rejected(&token, fault))?;
    let verified = Arc::new(verified);
    if let Some(name) = name {
        accepted.keep(name, &verified, token.kid(), key, now);
    }
    Ok(verified)
}

/// With the client and the id of the token only where its signature was found to hold.
pub(crate) fn rejected(token: &Token, fault: Fault) -> Rejected {
    if fault.at <= Look::Signature {
        return fault.unsigned();
    }
    Rejected {
        client_id: claims::client_id(&token.claims).ok().map(str::to_owned),
        jti: claims::token_id(&token.claims)
            .ok()
            .flatten()
            .map(str::to_owned),
        ..fault.unsigned()
    }
}

/// Everything after the shape; gives the key, too.
pub(crate) fn judge<'a>(
    token: &Token,
    providers: &[(&ProviderConfig, &'a Keyset)],
    now: Timestamp,
) -> Result<(Verified, &'a Key), Fault> {
    token.check_header()?;
    let (provider, keys) = provider_of(token.issuer()?, providers)?;
    let key = key_of(token, &provider.algorithms, keys)?;
    check_signature(token, key)?;
    Ok((Claims::new(token, provider, now).judge()?, key))
}

/// The provider of an issuer, compared exactly (RFC 9068 §4).
pub(crate) fn provider_of<'c, 'k>(
    issuer: &str,
    providers: &[(&'c ProviderConfig, &'k Keyset)],
) -> Result<(&'c ProviderConfig, &'k Keyset), Fault> {
    providers
        .iter()
        .find(|(provider, _)| provider.issuers.iter().any(|one| one == issuer))
        .copied()
        .ok_or_else(|| {
            let detail = format!("iss {} is not a configured issuer", quoted(issuer));
            Fault::new(Look::Issuer, Refusal::WrongIssuer, detail)
        })
}

/// The one key that the token can be signed with; its algorithm is the token's, and one that is accepted.
pub(crate) fn key_of<'a>(
    token: &Token,
    accepted: &[Algorithm],
    keys: &'a Keyset,
) -> Result<&'a Key, Fault> {
    let algorithm = token.algorithm()?;
    if !accepted.contains(&algorithm) {
        let detail = format!("alg {algorithm} is not accepted from this provider");
        return Err(Fault::new(
            Look::Algorithm,
            Refusal::HeaderNotAccepted,
            detail,
        ));
    }
    let kid = token.kid();
    keys.find(kid, algorithm).map_err(|why| {
        let name = kid.map_or("without kid".to_owned(), |kid| {
            format!("with kid {}", quoted(kid))
        });
        let (refusal, detail) = match why {
            NoKey::Unknown => (
                Refusal::UnknownKey,
                format!("the provider has no usable {algorithm} key for a token {name}"),
            ),
            NoKey::Several => (
                Refusal::UnknownKey,
                format!("several {algorithm} keys of the provider fit a token {name}"),
            ),
            NoKey::OtherAlgorithm(other) => (
                Refusal::HeaderNotAccepted,
                format!("alg is {algorithm}, but the key {name} is for {other}"),
            ),
        };
        Fault::new(Look::Key, refusal, detail)
    })
}

/// RFC 7515 §5.2.
pub(crate) fn check_signature(token: &Token, key: &Key) -> Result<(), Fault> {
    if key.verifies(token.signed.as_bytes(), &token.signature) {
        return Ok(());
    }
    let detail = format!("the signature does not hold ({})", key.algorithm());
    Err(Fault::new(Look::Signature, Refusal::BadSignature, detail))
}
