//! Tokens whose header is not accepted, or leads to no key.

use domain::Refusal::{self, BadSignature, HeaderNotAccepted, UnknownKey};
use ring::hmac;
use ring::signature::KeyPair as _;
use serde_json::{Value, json};

use super::Table;
use super::forge::Draft;
use super::keys::{self, KEYS, LONG_KID, Signer, USELESS, encode};
use crate::config::Algorithm;

pub(super) fn add(table: &mut Table) {
    algorithms(table);
    shared_secrets(table);
    other_keys(table);
    members(table);
    kids(table);
    useless_keys(table);
    own_keys(table);
}

fn algorithms(table: &mut Table) {
    for (name, value) in [
        ("null", Value::Null),
        ("a number", json!(256)),
        ("a list", json!(["RS256"])),
        ("an object", json!({"RS256": true})),
        ("empty", json!("")),
        ("in small letters", json!("rs256")),
        ("with a blank", json!("RS256 ")),
        ("with a zero byte", json!("RS256\0")),
        ("not known", json!("RS1")),
        ("SHA-1 by name", json!("SHA1withRSA")),
        ("ES256K", json!("ES256K")),
        ("ES512", json!("ES512")),
        ("Ed25519", json!("Ed25519")),
        ("RSA-OAEP", json!("RSA-OAEP")),
        ("dir", json!("dir")),
    ] {
        let token = table.draft().header("alg", value).mint();
        table.add(HeaderNotAccepted, format!("alg: {name}"), token);
    }
    let token = table.draft().no_header("alg").mint();
    table.add(HeaderNotAccepted, "alg: missing", token);
    for none in ["none", "None", "NONE", "nOnE", "none "] {
        let draft = table.draft().header("alg", none);
        table.add(
            HeaderNotAccepted,
            format!("alg: {none}, signed"),
            draft.mint(),
        );
        let empty = format!("{}.", draft.signed());
        table.add(
            HeaderNotAccepted,
            format!("alg: {none}, no signature"),
            empty,
        );
        let no_kid = format!("{}.", draft.no_header("kid").signed());
        table.add(
            HeaderNotAccepted,
            format!("alg: {none}, no signature, no kid"),
            no_kid,
        );
    }
    let not_accepted = table.draft().key("rs512", Signer::Rsa, Algorithm::Rs512);
    table.add(
        HeaderNotAccepted,
        "alg: the key's, but not accepted here",
        not_accepted.mint(),
    );
}

/// The public key as a shared secret, in every form in which it is lying about (RFC 8725 §2.1).
fn shared_secrets(table: &mut Table) {
    let (n, e) = keys::components(&KEYS.rsa);
    let der = KEYS.rsa.public().as_ref().to_vec();
    let jwk = json!({"kty": "RSA", "n": encode(&n), "e": encode(&e)}).to_string();
    let point = KEYS.p256.public_key().as_ref().to_vec();
    for (name, kid, secret) in [
        ("the modulus", "rs256", n.clone()),
        ("the modulus in base64url", "rs256", encode(&n).into_bytes()),
        ("the key in DER", "rs256", der),
        ("the key as JWK", "rs256", jwk.into_bytes()),
        ("the key set", "rs256", keys::jwks().into_bytes()),
        ("the point", "es256", point),
        ("nothing", "rs256", Vec::new()),
        ("the kid", "rs256", b"rs256".to_vec()),
        ("a published secret", "oct", vec![1; 32]),
    ] {
        for (alg, algorithm) in [
            ("HS256", hmac::HMAC_SHA256),
            ("HS384", hmac::HMAC_SHA384),
            ("HS512", hmac::HMAC_SHA512),
        ] {
            let draft = table.draft().header("alg", alg).header("kid", kid);
            let signed = draft.signed();
            let tag = hmac::sign(&hmac::Key::new(algorithm, &secret), signed.as_bytes());
            let token = format!("{signed}.{}", encode(tag));
            table.add(HeaderNotAccepted, format!("alg: {alg} with {name}"), token);
        }
    }
}

/// The header says another algorithm than the key is for.
fn other_keys(table: &mut Table) {
    let cases = [
        ("rs256", Signer::Rsa, Algorithm::Ps256),
        ("rs256", Signer::Rsa, Algorithm::Rs384),
        ("rs256", Signer::P256, Algorithm::Es256),
        ("rs256", Signer::Ed25519, Algorithm::EdDsa),
        ("no-alg", Signer::Rsa3072, Algorithm::Ps256),
        ("rs384", Signer::Rsa, Algorithm::Rs256),
        ("ps256", Signer::Rsa, Algorithm::Rs256),
        ("ps256", Signer::Rsa, Algorithm::Ps384),
        ("es256", Signer::Rsa, Algorithm::Rs256),
        ("es256", Signer::P384, Algorithm::Es384),
        ("es384", Signer::P256, Algorithm::Es256),
        ("eddsa", Signer::P256, Algorithm::Es256),
        ("rs512", Signer::Rsa, Algorithm::Rs256),
    ];
    for (kid, signer, algorithm) in cases {
        let token = table.draft().key(kid, signer, algorithm).mint();
        let name = format!("key: {algorithm} with the key {kid}");
        table.add(HeaderNotAccepted, name, token);
    }
}

fn members(table: &mut Table) {
    for (name, member, value) in [
        ("crit, empty", "crit", json!([])),
        ("crit, exp", "crit", json!(["exp"])),
        ("crit, b64", "crit", json!(["b64"])),
        ("crit, unknown", "crit", json!(["x"])),
        ("crit, null", "crit", Value::Null),
        ("crit, a text", "crit", json!("exp")),
        ("zip", "zip", json!("DEF")),
        ("zip, null", "zip", Value::Null),
        ("cty", "cty", json!("JWT")),
        ("cty, empty", "cty", json!("")),
        ("b64, false", "b64", json!(false)),
        ("b64, true", "b64", json!(true)),
        ("enc", "enc", json!("A256GCM")),
        ("enc, null", "enc", Value::Null),
        ("typ, a number", "typ", json!(1)),
        ("typ, null", "typ", Value::Null),
        ("typ, a list", "typ", json!(["at+jwt"])),
        ("kid, a number", "kid", json!(1)),
        ("kid, null", "kid", Value::Null),
        ("kid, a list", "kid", json!(["rs256"])),
        ("kid, an object", "kid", json!({"$ne": null})),
        ("kid, true", "kid", json!(true)),
        ("kid, 257 bytes", "kid", json!(format!("{LONG_KID}k"))),
        (
            "kid, 129 characters of two bytes",
            "kid",
            json!("ä".repeat(129)),
        ),
    ] {
        let token = table.draft().header(member, value).mint();
        table.add(HeaderNotAccepted, format!("header: {name}"), token);
    }
}

fn kids(table: &mut Table) {
    for (name, kid) in [
        ("unknown", "rs257"),
        ("empty", ""),
        ("in capitals", "RS256"),
        ("with a blank", "rs256 "),
        ("with a zero byte", "rs256\0"),
        ("with letters that look alike", "rѕ256"),
        ("only the beginning", "rs25"),
        ("a file", "../../../../dev/null"),
        ("SQL", "' UNION SELECT 'x' --"),
        ("a command", "rs256|/bin/true"),
        ("an address", "https://evil.example/key"),
    ] {
        let token = table.draft().header("kid", kid).mint();
        table.add(UnknownKey, format!("kid: {name}"), token);
    }
    let token = table.draft().no_header("kid").mint();
    table.add(UnknownKey, "kid: missing, and two keys fit", token);
}

/// Keys that are in the key set but must not be used.
fn useless_keys(table: &mut Table) {
    for kid in USELESS {
        let token = table.draft().header("kid", kid).mint();
        table.add(UnknownKey, format!("key: {kid}"), token);
    }
    let identity = table
        .draft()
        .header("kid", "e-1")
        .mint_with(|_| vec![1; 256]);
    table.add(
        UnknownKey,
        "key: e-1, where the signature is the message",
        identity,
    );
    let off = table
        .draft()
        .key("off-curve", Signer::P256, Algorithm::Es256);
    table.add(
        BadSignature,
        "key: a point that is not on the curve",
        off.mint(),
    );
}

/// Keys that a token brings along (RFC 8725 §3.10): they are never looked at.
fn own_keys(table: &mut Table) {
    let jwk = keys::ecdsa_jwk("P-256", &KEYS.stranger);
    let own = |draft: Draft| draft.signed_by(Signer::Stranger, Algorithm::Es256);
    let draft = table.draft().header("alg", "ES256");
    let cases: [(Refusal, &str, Draft); 7] = [
        (
            UnknownKey,
            "jwk, its kid",
            draft
                .clone()
                .header("jwk", jwk.clone())
                .header("kid", "own"),
        ),
        (BadSignature, "jwk, no kid", {
            // The set has two for ES256, one of them off the curve; named, so that a key is found at all.
            draft
                .clone()
                .header("jwk", jwk.clone())
                .header("kid", "es256")
        }),
        (
            BadSignature,
            "jku",
            draft
                .clone()
                .header("jku", "https://evil.example/jwks")
                .header("kid", "es256"),
        ),
        (
            UnknownKey,
            "jku, its kid",
            draft
                .clone()
                .header("jku", "https://evil.example/jwks")
                .header("kid", "own"),
        ),
        (
            BadSignature,
            "x5u",
            draft
                .clone()
                .header("x5u", "https://evil.example/cert")
                .header("kid", "es256"),
        ),
        (
            BadSignature,
            "x5c",
            draft
                .clone()
                .header("x5c", json!(["MIIB"]))
                .header("kid", "es256"),
        ),
        (
            UnknownKey,
            "kid is the key",
            draft.header("kid", jwk.to_string()),
        ),
    ];
    for (why, name, draft) in cases {
        table.add(why, format!("own key: {name}"), own(draft).mint());
    }
}
