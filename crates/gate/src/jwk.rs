//! The keys of a provider: a JSON Web Key Set (RFC 7517 §5) of which only what can verify a signature is kept.
//!
//! A key is for one algorithm. It is the key's, never the token's: a token only says which one it believes to be signed
//! with, and is refused if that is another (RFC 8725 §3.1).

use std::fmt;

use ring::digest;
use ring::rsa::PublicKeyComponents;
use ring::signature::{self, UnparsedPublicKey, VerificationAlgorithm};
use serde_json::{Map, Value};

use crate::config::Algorithm;
use crate::json;

/// The longest `kid`, in bytes.
pub(crate) const LONGEST_KID: usize = 256;
/// The most keys of one set; a provider has two or three.
const MOST_KEYS: usize = 100;
/// How many bits an RSA modulus may have: RFC 7518 §3.3, and what `ring` takes.
const RSA_BITS: std::ops::RangeInclusive<usize> = 2_048..=8_192;
/// RSA exponents: from the one that everybody uses (FIPS 186-5 §5.1) to the largest that `ring` takes.
const RSA_EXPONENT: std::ops::RangeInclusive<u64> = 65_537..=0x1_ffff_ffff;

/// What an RSA key can be for.
const OF_RSA: [Algorithm; 6] = [
    Algorithm::Rs256,
    Algorithm::Rs384,
    Algorithm::Rs512,
    Algorithm::Ps256,
    Algorithm::Ps384,
    Algorithm::Ps512,
];

/// A public key that verifies signatures of one algorithm.
#[derive(Clone, PartialEq, Eq)]
pub struct Key {
    kid: Option<String>,
    algorithm: Algorithm,
    material: Material,
    print: Print,
}

/// What a key is recognised by: a hash of its algorithm and of all of it that mathematics knows.
pub(crate) type Print = [u8; 32];

#[derive(Clone, PartialEq, Eq)]
enum Material {
    Rsa {
        n: Vec<u8>,
        e: Vec<u8>,
    },
    /// An uncompressed point (SEC 1 §2.3.3).
    Ec(Vec<u8>),
    Ed25519(Vec<u8>),
}

impl Key {
    fn new(kid: Option<String>, algorithm: Algorithm, material: Material) -> Self {
        let [first, second] = match &material {
            Material::Rsa { n, e } => [n.as_slice(), e],
            Material::Ec(point) | Material::Ed25519(point) => [point.as_slice(), &[]],
        };
        let mut hash = digest::Context::new(&digest::SHA256);
        // Every part with its length before it, so that no two lists of parts are the same bytes.
        for part in [algorithm.word().as_bytes(), first, second] {
            hash.update(&part.len().to_le_bytes());
            hash.update(part);
        }
        let mut print = Print::default();
        print.copy_from_slice(hash.finish().as_ref());
        Self {
            kid,
            algorithm,
            material,
            print,
        }
    }

    /// Its `kid`.
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// The one algorithm it is for.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// What it is recognised by, whatever its name.
    pub(crate) fn print(&self) -> &Print {
        &self.print
    }

    /// Whether this is its signature of the message. ECDSA signatures are `r ‖ s` at full length (RFC 7518 §3.4); of an
    /// `s` and its negative both hold, as in every JOSE library: a signature is no name for a token.
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        match &self.material {
            Material::Rsa { n, e } => rsa_parameters(self.algorithm).is_some_and(|parameters| {
                PublicKeyComponents { n, e }
                    .verify(parameters, message, signature)
                    .is_ok()
            }),
            Material::Ec(point) | Material::Ed25519(point) => {
                curve(self.algorithm).is_some_and(|algorithm| {
                    UnparsedPublicKey::new(algorithm, point)
                        .verify(message, signature)
                        .is_ok()
                })
            }
        }
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({:?}, {})", self.kid, self.algorithm)
    }
}

fn rsa_parameters(algorithm: Algorithm) -> Option<&'static signature::RsaParameters> {
    match algorithm {
        Algorithm::Rs256 => Some(&signature::RSA_PKCS1_2048_8192_SHA256),
        Algorithm::Rs384 => Some(&signature::RSA_PKCS1_2048_8192_SHA384),
        Algorithm::Rs512 => Some(&signature::RSA_PKCS1_2048_8192_SHA512),
        Algorithm::Ps256 => Some(&signature::RSA_PSS_2048_8192_SHA256),
        Algorithm::Ps384 => Some(&signature::RSA_PSS_2048_8192_SHA384),
        Algorithm::Ps512 => Some(&signature::RSA_PSS_2048_8192_SHA512),
        Algorithm::Es256 | Algorithm::Es384 | Algorithm::EdDsa => None,
    }
}

fn curve(algorithm: Algorithm) -> Option<&'static dyn VerificationAlgorithm> {
    match algorithm {
        Algorithm::Es256 => Some(&signature::ECDSA_P256_SHA256_FIXED),
        Algorithm::Es384 => Some(&signature::ECDSA_P384_SHA384_FIXED),
        Algorithm::EdDsa => Some(&signature::ED25519),
        _ => None,
    }
}

/// Why no key goes with a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoKey {
    /// There is none of this `kid`, or without a `kid` none of this algorithm.
    Unknown,
    /// There is one of this `kid`, but it is for another algorithm.
    OtherAlgorithm(Algorithm),
    /// There are several, and nothing to choose by.
    Several,
}

/// The keys of a provider.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keyset {
    keys: Vec<Key>,
    skipped: Vec<String>,
}

impl Keyset {
    /// Reads a JSON Web Key Set. Keys that are of no use here are skipped (RFC 7517 §5): too weak, for something else than
    /// signatures, of an algorithm that is not known, or malformed.
    ///
    /// # Errors
    /// When it is no key set, in words.
    pub fn parse(bytes: &[u8]) -> Result<Self, String> {
        let set = json::object(bytes).map_err(|why| format!("this is no key set: {why}"))?;
        let Some(Value::Array(list)) = set.get("keys") else {
            return Err("this is no key set: it has no list \"keys\"".to_owned());
        };
        if list.len() > MOST_KEYS {
            return Err(format!("the key set has more than {MOST_KEYS} keys"));
        }
        let mut read = Self::default();
        for (at, value) in list.iter().enumerate() {
            match value.as_object().map_or(Err("it is no object"), key) {
                Ok(key) if read.keys.contains(&key) => {}
                Ok(key) => read.keys.push(key),
                Err(why) => read.skipped.push(format!("key {}: {why}", at + 1)),
            }
        }
        Ok(read)
    }

    /// The keys that can be used.
    pub fn keys(&self) -> &[Key] {
        &self.keys
    }

    /// Why keys were skipped, one text for each.
    pub fn skipped(&self) -> &[String] {
        &self.skipped
    }

    /// The key for a token: the one of its `kid`, which has to be for its algorithm; without a `kid` the only one for its
    /// algorithm.
    pub fn find(&self, kid: Option<&str>, algorithm: Algorithm) -> Result<&Key, NoKey> {
        let named = || {
            self.keys
                .iter()
                .filter(|key| kid.is_none() || key.kid() == kid)
        };
        let mut fitting = named().filter(|key| key.algorithm == algorithm);
        match (fitting.next(), fitting.next()) {
            (Some(key), None) => Ok(key),
            (Some(_), Some(_)) => Err(NoKey::Several),
            (None, _) => Err(match named().next() {
                Some(other) if kid.is_some() => NoKey::OtherAlgorithm(other.algorithm),
                _ => NoKey::Unknown,
            }),
        }
    }
}

type Skip = &'static str;

/// Reads one key.
fn key(jwk: &Map<String, Value>) -> Result<Key, Skip> {
    if ["d", "p", "q", "dp", "dq", "qi", "oth", "k"]
        .iter()
        .any(|name| jwk.contains_key(*name))
    {
        return Err("it is secret and should not be published");
    }
    for_signatures(jwk)?;
    let kid = match jwk.get("kid") {
        None => None,
        Some(Value::String(kid)) if kid.len() <= LONGEST_KID => Some(kid.clone()),
        Some(_) => return Err("its kid is no text or too long"),
    };
    let (material, default, possible): (_, _, &[Algorithm]) = match text(jwk, "kty") {
        Some("RSA") => (rsa(jwk)?, Algorithm::Rs256, &OF_RSA),
        Some("EC") => elliptic(jwk)?,
        Some("OKP") => (ed25519(jwk)?, Algorithm::EdDsa, &[Algorithm::EdDsa]),
        _ => return Err("its kty is none of RSA, EC, OKP"),
    };
    let algorithm = match jwk.get("alg") {
        None => default,
        Some(alg) => alg
            .as_str()
            .and_then(|name| name.parse().ok())
            .filter(|algorithm| possible.contains(algorithm))
            .ok_or("its alg is not known, or of another kind of key")?,
    };
    Ok(Key::new(kid, algorithm, material))
}

/// RFC 7517 §4.2 and §4.3: what a key says that it is for.
fn for_signatures(jwk: &Map<String, Value>) -> Result<(), Skip> {
    match jwk.get("use") {
        None => {}
        Some(Value::String(purpose)) if purpose == "sig" => {}
        Some(_) => return Err("its use is not sig"),
    }
    match jwk.get("key_ops") {
        None => Ok(()),
        Some(Value::Array(operations)) if operations.iter().any(|one| one == "verify") => Ok(()),
        Some(_) => Err("verify is not among its key_ops"),
    }
}

fn text<'a>(jwk: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    jwk.get(name).and_then(Value::as_str)
}

fn bytes(jwk: &Map<String, Value>, name: &str) -> Result<Vec<u8>, Skip> {
    text(jwk, name)
        .and_then(json::base64url)
        .ok_or("a part of it is missing or not base64url")
}

/// RFC 7518 §6.3.1. `ring` rounds the length up to whole bytes, so it is counted here.
fn rsa(jwk: &Map<String, Value>) -> Result<Material, Skip> {
    let (n, e) = (bytes(jwk, "n")?, bytes(jwk, "e")?);
    let bits = match n.first() {
        None | Some(0) => return Err("its modulus begins with zero"),
        Some(first) => n.len() * 8 - first.leading_zeros() as usize,
    };
    if !RSA_BITS.contains(&bits) {
        return Err("its modulus is not of 2048 to 8192 bits");
    }
    if e.first() == Some(&0) || e.len() > 8 {
        return Err("its exponent is not sane");
    }
    let exponent = e
        .iter()
        .fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
    if !RSA_EXPONENT.contains(&exponent) || exponent % 2 == 0 {
        return Err("its exponent is not sane");
    }
    if n.last().is_none_or(|last| last % 2 == 0) {
        return Err("its modulus is even");
    }
    Ok(Material::Rsa { n, e })
}

/// RFC 7518 §6.2.1: both coordinates at full length. Whether the point is on the curve, `ring` looks when it verifies.
fn elliptic(jwk: &Map<String, Value>) -> Result<(Material, Algorithm, &'static [Algorithm]), Skip> {
    let (length, algorithm, possible): (_, _, &[Algorithm]) = match text(jwk, "crv") {
        Some("P-256") => (32, Algorithm::Es256, &[Algorithm::Es256]),
        Some("P-384") => (48, Algorithm::Es384, &[Algorithm::Es384]),
        _ => return Err("its curve is none of P-256, P-384"),
    };
    let (x, y) = (bytes(jwk, "x")?, bytes(jwk, "y")?);
    if x.len() != length || y.len() != length {
        return Err("a coordinate has not the length of the curve");
    }
    let point = [&[4], x.as_slice(), y.as_slice()].concat();
    Ok((Material::Ec(point), algorithm, possible))
}

/// RFC 8037 §2.
fn ed25519(jwk: &Map<String, Value>) -> Result<Material, Skip> {
    if text(jwk, "crv") != Some("Ed25519") {
        return Err("its curve is not Ed25519");
    }
    let x = bytes(jwk, "x")?;
    if x.len() != 32 {
        return Err("it has not the length of the curve");
    }
    if of_small_order(&x) {
        return Err("it is a point of small order, for which anybody can sign");
    }
    Ok(Material::Ed25519(x))
}

/// The points of order 1, 2, 4 and 8 in all their encodings but for the sign (RFC 7748 §6, as libsodium lists them):
/// `y` is 0, ±1 or a root of order 8, also when it is written with the prime added.
fn of_small_order(point: &[u8]) -> bool {
    const MIDDLE: std::ops::Range<usize> = 1..31;
    const ROOTS: [&str; 2] = [
        "JuiVj8KyJ7BFw_SJ8u-Y8NXfrAXTxjM5sTgCiG1T_AU",
        "xxdqcD1N2E-6PAt2DRBnDyogU_osOczGTsf9d5KsA3o",
    ];
    let mut plain = point.to_vec();
    let Some(last) = plain.last_mut() else {
        return true;
    };
    *last &= 0x7f;
    if ROOTS
        .iter()
        .any(|root| json::base64url(root).is_some_and(|root| root == plain))
    {
        return true;
    }
    let (first, last) = (plain.first().copied(), plain.last().copied());
    let middle = plain.get(MIDDLE).unwrap_or_default();
    match last {
        Some(0) => matches!(first, Some(0 | 1)) && middle.iter().all(|byte| *byte == 0),
        Some(0x7f) => matches!(first, Some(0xec..=0xee)) && middle.iter().all(|byte| *byte == 0xff),
        _ => false,
    }
}

#[cfg(test)]
mod tests;
