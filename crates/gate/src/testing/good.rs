//! Tokens that have to be accepted.

use serde_json::json;

use super::Good;
use super::forge::{CLIENT, Draft, Forge};
use super::keys::{LONG_KID, Signer, encode};
use crate::config::{Algorithm, Profile};

pub(super) fn all(forge: &Forge) -> Vec<Good> {
    let good = |profile| {
        move |(name, draft): (&str, Draft)| Good {
            name: format!("{profile}: {name}"),
            profile,
            token: draft.mint(),
        }
    };
    let at = || forge.draft(Profile::AtJwt);
    let mut tokens: Vec<Good> = Vec::new();
    tokens.extend(keys(&at).into_iter().map(good(Profile::AtJwt)));
    tokens.extend(headers(&at).into_iter().map(good(Profile::AtJwt)));
    tokens.extend(claims(forge, &at).into_iter().map(good(Profile::AtJwt)));
    tokens.extend(oci(forge).into_iter().map(good(Profile::Oci)));
    tokens.push(Good {
        name: "at+jwt: as long as it may be".to_owned(),
        profile: Profile::AtJwt,
        token: longest(&at()),
    });
    tokens
}

type Named = (&'static str, Draft);

fn keys(at: &dyn Fn() -> Draft) -> Vec<Named> {
    vec![
        ("RS256", at()),
        ("ES256", at().key("es256", Signer::P256, Algorithm::Es256)),
        ("RS384", at().key("rs384", Signer::Rsa, Algorithm::Rs384)),
        ("PS256", at().key("ps256", Signer::Rsa, Algorithm::Ps256)),
        ("ES384", at().key("es384", Signer::P384, Algorithm::Es384)),
        (
            "EdDSA",
            at().key("eddsa", Signer::Ed25519, Algorithm::EdDsa),
        ),
        (
            "a key without alg, of 3072 bits",
            at().key("no-alg", Signer::Rsa3072, Algorithm::Rs256),
        ),
        (
            "a kid of 256 bytes, PS384",
            at().key(LONG_KID, Signer::Rsa3072, Algorithm::Ps384),
        ),
        (
            "no kid, and one key of the algorithm",
            at().key("", Signer::Ed25519, Algorithm::EdDsa)
                .no_header("kid"),
        ),
    ]
}

fn headers(at: &dyn Fn() -> Draft) -> Vec<Named> {
    vec![
        (
            "application/at+jwt",
            at().header("typ", "application/at+jwt"),
        ),
        ("typ in capitals", at().header("typ", "AT+JWT")),
        (
            "typ in mixed case",
            at().header("typ", "Application/At+Jwt"),
        ),
        (
            "keys in the header are ignored",
            at().header("jku", "https://evil.example/jwks")
                .header("x5u", "https://evil.example/cert")
                .header("x5c", json!(["MIIB"]))
                .header("jwk", json!({"kty": "oct", "k": "AQAB"})),
        ),
        (
            "other header members are ignored",
            at().header("x5t", "abc").header("org.example", 1),
        ),
    ]
}

fn claims(forge: &Forge, at: &dyn Fn() -> Draft) -> Vec<Named> {
    let day = forge.seconds(-10) + 86_400;
    let fraction = |from_now: i64| {
        json!(
            format!("{}.25", forge.seconds(from_now))
                .parse::<f64>()
                .ok()
        )
    };
    let other = forge
        .at_jwt_issuers
        .get(1)
        .or(forge.at_jwt_issuers.first())
        .cloned();
    vec![
        ("another issuer of the provider", at().claim("iss", other)),
        (
            "a list of audiences",
            at().claim("aud", json!(["https://other.example", forge.audience])),
        ),
        (
            "one audience in a list",
            at().claim("aud", json!([forge.audience])),
        ),
        (
            "dates with fractions",
            at().claim("iat", fraction(-10))
                .claim("exp", fraction(60))
                .claim("nbf", fraction(-10)),
        ),
        (
            "expired within the leeway",
            at().claim("exp", forge.seconds(-29))
                .claim("iat", forge.seconds(-100)),
        ),
        (
            "issued in the future within the leeway",
            at().claim("iat", forge.seconds(30)),
        ),
        (
            "begins in the future within the leeway",
            at().claim("nbf", forge.seconds(30)),
        ),
        ("a life of a day", at().claim("exp", day)),
        (
            "more scopes, several blanks",
            at().claim("scope", "openid users.write  x users.read "),
        ),
        (
            "azp instead of client_id",
            at().no_claim("client_id").claim("azp", CLIENT),
        ),
        ("azp and client_id the same", at().claim("azp", CLIENT)),
        ("sub_type of a client", at().claim("sub_type", "client")),
        (
            "unknown claims, nested and not ASCII",
            at().claim("x", json!({"ä": [{"b": [null, 1.5, "\u{1f600}"]}]})),
        ),
        ("blanks and line ends in the JSON", {
            let draft = at();
            let text = draft.claims_text().replace(',', " ,\r\n\t");
            draft.raw_claims(format!("\n {text} "))
        }),
    ]
}

fn oci(forge: &Forge) -> Vec<Named> {
    let oci = || forge.draft(Profile::Oci);
    let other = forge
        .oci_issuers
        .get(1)
        .or(forge.oci_issuers.first())
        .cloned();
    vec![
        ("as it comes", oci()),
        ("typ JWT", oci().header("typ", "JWT")),
        ("typ at+jwt", oci().header("typ", "at+jwt")),
        ("without jti", oci().no_claim("jti")),
        ("sub is not the client", oci().claim("sub", "another")),
        ("another issuer", oci().claim("iss", other)),
        ("ES256", oci().key("es256", Signer::P256, Algorithm::Es256)),
    ]
}

/// Filled up with a claim, so that it has 8,192 bytes or just less.
pub(super) fn longest(draft: &Draft) -> String {
    let filled = |count: usize| draft.clone().claim("fill", "x".repeat(count)).mint();
    let count = (1..=6_000)
        .rev()
        .find(|count| {
            let probe = draft.clone().claim("fill", "x".repeat(*count));
            probe.signed().len() + 1 + encode([0; 256]).len() <= crate::token::LONGEST
        })
        .unwrap_or(1);
    filled(count)
}
