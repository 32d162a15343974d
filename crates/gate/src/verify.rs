//! Whether an access token is accepted (gate contract §1).

use domain::{Refusal, Timestamp};

use crate::claims::{self, Claims};
use crate::config::{Algorithm, ProviderConfig};
use crate::jwk::{Key, Keyset, NoKey};
use crate::signatures::Signatures;
use crate::token::{Fault, Look, Rejected, Token, Verified, quoted};

/// Judges an access token. The issuer that it names chooses the provider; then the provider's key decides whether
/// anything in it is believed; only then are the claims judged.
pub fn verify(
    token: &str,
    providers: &[(&ProviderConfig, &Keyset)],
    now: Timestamp,
) -> Result<Verified, Rejected> {
    verify_knowing(token, providers, now, None)
}

/// The same; a signature that held before need not be computed again.
pub(crate) fn verify_knowing(
    token: &str,
    providers: &[(&ProviderConfig, &Keyset)],
    now: Timestamp,
    known: Option<&Signatures>,
) -> Result<Verified, Rejected> {
    let token = Token::parse(token).map_err(Fault::unsigned)?;
    judge(&token, providers, now, known).map_err(|fault| rejected(&token, fault))
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

/// Everything after the shape.
pub(crate) fn judge(
    token: &Token,
    providers: &[(&ProviderConfig, &Keyset)],
    now: Timestamp,
    known: Option<&Signatures>,
) -> Result<Verified, Fault> {
    token.check_header()?;
    let (provider, keys) = provider_of(token.issuer()?, providers)?;
    let key = key_of(token, &provider.algorithms, keys)?;
    match known {
        Some(known) => known.check(token, key)?,
        None => check_signature(token, key)?,
    }
    Claims::new(token, provider, now).judge()
}

/// The provider of an issuer, compared exactly (RFC 9068 §4).
fn provider_of<'a>(
    issuer: &str,
    providers: &[(&'a ProviderConfig, &'a Keyset)],
) -> Result<(&'a ProviderConfig, &'a Keyset), Fault> {
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
