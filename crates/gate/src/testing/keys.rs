//! Keys that sign test tokens, and the key set in which a provider would publish them, useless ones among them.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{self, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RsaKeyPair};
use serde_json::{Value, json};

use crate::config::Algorithm;

/// A `kid` as long as it may be.
pub(super) const LONG_KID: &str = concat!(
    "kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk",
    "kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk",
    "kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk",
    "kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk",
);

/// Keys of the key set that have to be skipped, by `kid`.
pub(super) const USELESS: [&str; 16] = [
    "rsa-1024",
    "rsa-2047",
    "enc",
    "no-verify",
    "private",
    "oct",
    "e-1",
    "e-3",
    "e-even",
    "rsa-oaep",
    "hs256",
    "es512",
    "es256k",
    "short-x",
    "zero-n",
    "cert-only",
];

/// The modulus of a key that is too short.
pub const RSA_1024_MODULUS: &str = include_str!("../../tests/keys/test-only-rsa-1024.modulus");
/// A token that it really signed, for the issuer and audience of [`Forge::new`](super::Forge::new).
pub const RSA_1024_TOKEN: &str = include_str!("../../tests/keys/test-only-rsa-1024.token");

const RSA_2048: &[u8] = include_bytes!("../../tests/keys/test-only-rsa-2048.pk8");
const RSA_3072: &[u8] = include_bytes!("../../tests/keys/test-only-rsa-3072.pk8");

/// Who signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signer {
    /// The RSA key of 2,048 bits.
    Rsa,
    /// The RSA key of 3,072 bits.
    Rsa3072,
    /// The P-256 key.
    P256,
    /// The P-384 key.
    P384,
    /// The Ed25519 key.
    Ed25519,
    /// A P-256 key that is in no key set.
    Stranger,
}

pub(super) struct Keys {
    pub(super) rsa: RsaKeyPair,
    pub(super) rsa_3072: RsaKeyPair,
    pub(super) p256: EcdsaKeyPair,
    pub(super) p384: EcdsaKeyPair,
    pub(super) ed25519: Ed25519KeyPair,
    pub(super) stranger: EcdsaKeyPair,
    random: SystemRandom,
}

pub(super) static KEYS: LazyLock<Keys> = LazyLock::new(|| {
    let random = SystemRandom::new();
    let ecdsa = |algorithm| {
        let document = EcdsaKeyPair::generate_pkcs8(algorithm, &random).expect("a key");
        EcdsaKeyPair::from_pkcs8(algorithm, document.as_ref(), &random).expect("a key")
    };
    let document = Ed25519KeyPair::generate_pkcs8(&random).expect("a key");
    Keys {
        rsa: RsaKeyPair::from_pkcs8(RSA_2048).expect("the test key of 2,048 bits"),
        rsa_3072: RsaKeyPair::from_pkcs8(RSA_3072).expect("the test key of 3,072 bits"),
        p256: ecdsa(&signature::ECDSA_P256_SHA256_FIXED_SIGNING),
        p384: ecdsa(&signature::ECDSA_P384_SHA384_FIXED_SIGNING),
        ed25519: Ed25519KeyPair::from_pkcs8(document.as_ref()).expect("a key"),
        stranger: ecdsa(&signature::ECDSA_P256_SHA256_FIXED_SIGNING),
        random,
    }
});

/// Signs. An algorithm that is not of this kind of key gives what the key would sign by default.
pub(super) fn sign(signer: Signer, algorithm: Algorithm, message: &[u8]) -> Vec<u8> {
    let keys = &*KEYS;
    match signer {
        Signer::Rsa => sign_rsa(&keys.rsa, algorithm, message),
        Signer::Rsa3072 => sign_rsa(&keys.rsa_3072, algorithm, message),
        Signer::P256 => sign_ecdsa(&keys.p256, message),
        Signer::P384 => sign_ecdsa(&keys.p384, message),
        Signer::Stranger => sign_ecdsa(&keys.stranger, message),
        Signer::Ed25519 => keys.ed25519.sign(message).as_ref().to_vec(),
    }
}

fn sign_ecdsa(key: &EcdsaKeyPair, message: &[u8]) -> Vec<u8> {
    let signature = key.sign(&KEYS.random, message).expect("a signature");
    signature.as_ref().to_vec()
}

fn sign_rsa(key: &RsaKeyPair, algorithm: Algorithm, message: &[u8]) -> Vec<u8> {
    let encoding: &dyn signature::RsaEncoding = match algorithm {
        Algorithm::Rs384 => &signature::RSA_PKCS1_SHA384,
        Algorithm::Rs512 => &signature::RSA_PKCS1_SHA512,
        Algorithm::Ps256 => &signature::RSA_PSS_SHA256,
        Algorithm::Ps384 => &signature::RSA_PSS_SHA384,
        Algorithm::Ps512 => &signature::RSA_PSS_SHA512,
        _ => &signature::RSA_PKCS1_SHA256,
    };
    let mut signature = vec![0; key.public().modulus_len()];
    key.sign(encoding, &KEYS.random, message, &mut signature)
        .expect("a signature");
    signature
}

/// base64url without padding.
pub fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Modulus and exponent.
pub(super) fn components(key: &RsaKeyPair) -> (Vec<u8>, Vec<u8>) {
    let PublicKeyComponents { n, e } = PublicKeyComponents::<Vec<u8>>::from(key.public());
    (n, e)
}

fn rsa_jwk(kid: &str, key: &RsaKeyPair, more: &Value) -> Value {
    let (n, e) = components(key);
    with(
        json!({"kty": "RSA", "kid": kid, "use": "sig", "n": encode(n), "e": encode(e)}),
        more,
    )
}

/// The public JSON Web Key of an ECDSA key, without `kid`.
pub(super) fn ecdsa_jwk(curve: &str, key: &EcdsaKeyPair) -> Value {
    let point = key.public_key().as_ref();
    let half = (point.len() - 1) / 2;
    let (x, y) = point.get(1..).expect("a point").split_at(half);
    json!({"kty": "EC", "crv": curve, "x": encode(x), "y": encode(y)})
}

fn with(mut jwk: Value, more: &Value) -> Value {
    for (name, value) in more.as_object().into_iter().flatten() {
        jwk[name] = value.clone();
    }
    jwk
}

/// What a provider would publish: usable keys for RS256 (two of them), RS384, RS512, PS256, PS384, ES256, ES384 and `EdDSA`,
/// and everything that has to be skipped.
pub fn jwks() -> String {
    let keys = &*KEYS;
    let ed25519 = keys.ed25519.public_key().as_ref();
    let p256 = ecdsa_jwk("P-256", &keys.p256);
    let mut list = vec![
        rsa_jwk(
            "rs256",
            &keys.rsa,
            &json!({"alg": "RS256", "key_ops": ["verify", "encrypt"]}),
        ),
        rsa_jwk("no-alg", &keys.rsa_3072, &json!({})),
        rsa_jwk("rs384", &keys.rsa, &json!({"alg": "RS384"})),
        rsa_jwk("rs512", &keys.rsa, &json!({"alg": "RS512"})),
        rsa_jwk("ps256", &keys.rsa, &json!({"alg": "PS256"})),
        rsa_jwk(LONG_KID, &keys.rsa_3072, &json!({"alg": "PS384"})),
        with(p256.clone(), &json!({"kid": "es256", "alg": "ES256"})),
        with(ecdsa_jwk("P-384", &keys.p384), &json!({"kid": "es384"})),
        json!({"kty": "OKP", "crv": "Ed25519", "kid": "eddsa", "x": encode(ed25519)}),
        with(
            p256.clone(),
            &json!({"kid": "off-curve", "y": encode([7; 32])}),
        ),
    ];
    list.extend(useless(keys, &p256));
    json!({ "keys": list }).to_string()
}

fn useless(keys: &Keys, p256: &Value) -> Vec<Value> {
    let (n, _) = components(&keys.rsa);
    let zero_n = [&[0], n.as_slice()].concat();
    let mut short_n = n.clone();
    if let Some(first) = short_n.first_mut() {
        *first &= 0x7f;
    }
    let rsa = |kid, more: Value| rsa_jwk(kid, &keys.rsa, &more);
    let p256 = |kid, more: Value| with(with(p256.clone(), &json!({ "kid": kid })), &more);
    vec![
        rsa("rsa-1024", json!({"n": RSA_1024_MODULUS.trim()})),
        rsa("rsa-2047", json!({"n": encode(short_n)})),
        rsa("enc", json!({"use": "enc"})),
        rsa("no-verify", json!({"key_ops": ["sign"]})),
        rsa("private", json!({"d": "AQAB"})),
        json!({"kty": "oct", "kid": "oct", "k": encode([1; 32]), "alg": "HS256"}),
        rsa("e-1", json!({"e": "AQ"})),
        rsa("e-3", json!({"e": "Aw"})),
        rsa("e-even", json!({"e": "AQAC"})),
        rsa("rsa-oaep", json!({"alg": "RSA-OAEP"})),
        rsa("hs256", json!({"alg": "HS256"})),
        p256("es512", json!({"alg": "ES512"})),
        p256("es256k", json!({"crv": "secp256k1"})),
        p256("short-x", json!({"x": encode([1; 31])})),
        rsa("zero-n", json!({"n": encode(zero_n)})),
        json!({"kty": "RSA", "kid": "cert-only", "x5c": ["MIIB"]}),
    ]
}
