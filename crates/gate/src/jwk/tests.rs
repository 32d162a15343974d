use serde_json::json;

use super::*;
use crate::testing::{Forge, RSA_1024_MODULUS, RSA_1024_TOKEN, encode, jwks};

fn parse(text: &str) -> Result<Keyset, String> {
    Keyset::parse(text.as_bytes())
}

fn kids(keys: &Keyset) -> Vec<(Option<&str>, Algorithm)> {
    keys.keys()
        .iter()
        .map(|key| (key.kid(), key.algorithm()))
        .collect()
}

/// A key set of one key.
fn one(key: &Value) -> Keyset {
    parse(&json!({ "keys": [key] }).to_string()).expect("a key set")
}

fn rsa_key() -> Value {
    let set: Value = serde_json::from_str(&jwks()).expect("a key set");
    set["keys"][0].clone()
}

#[test]
fn keys_have_the_algorithm_they_say_or_the_one_of_their_kind() {
    let keys = parse(&jwks()).expect("a key set");
    let found: Vec<_> = kids(&keys)
        .into_iter()
        .map(|(kid, algorithm)| (kid.filter(|kid| kid.len() < 20), algorithm))
        .collect();
    assert_eq!(
        found,
        [
            (Some("rs256"), Algorithm::Rs256),
            (Some("no-alg"), Algorithm::Rs256),
            (Some("rs384"), Algorithm::Rs384),
            (Some("rs512"), Algorithm::Rs512),
            (Some("ps256"), Algorithm::Ps256),
            (None, Algorithm::Ps384),
            (Some("es256"), Algorithm::Es256),
            (Some("es384"), Algorithm::Es384),
            (Some("eddsa"), Algorithm::EdDsa),
            (Some("off-curve"), Algorithm::Es256),
        ]
    );
    assert_eq!(keys.skipped().len(), 16, "{:?}", keys.skipped());
}

#[test]
fn what_is_no_key_set_is_refused() {
    for text in [
        "",
        "[]",
        "{}",
        r#"{"keys":{}}"#,
        r#"{"keys":null}"#,
        r#"{"keys":[],"keys":[]}"#,
        r#"{"keys":[{"kid":"a","kid":"b"}]}"#,
    ] {
        assert!(parse(text).is_err(), "{text}");
    }
    let many = json!({ "keys": vec![json!({}); MOST_KEYS + 1] }).to_string();
    assert!(parse(&many).is_err());
    assert_eq!(parse(r#"{"keys":[]}"#), Ok(Keyset::default()));
    let odd = parse(r#"{"keys":[1,null,"x",{}]}"#).expect("a key set");
    assert_eq!((odd.keys().len(), odd.skipped().len()), (0, 4));
}

#[test]
fn the_same_key_twice_is_one() {
    let key = rsa_key();
    let keys = parse(&json!({ "keys": [key, key] }).to_string()).expect("a key set");
    assert_eq!(keys.keys().len(), 1);
}

#[test]
fn members_of_the_wrong_type_make_a_key_useless() {
    for (name, value) in [
        ("kty", json!(1)),
        ("kid", json!(1)),
        ("kid", Value::Null),
        ("kid", json!("k".repeat(257))),
        ("use", json!("ENC")),
        ("use", Value::Null),
        ("key_ops", json!("verify")),
        ("key_ops", json!([])),
        ("alg", json!("ES256")),
        ("alg", Value::Null),
        ("n", json!("AQAB=")),
        ("n", json!("")),
        ("e", json!("")),
        ("e", json!("AAEAAQ")),
        ("e", json!("////")),
        ("e", json!(encode([0xff; 9]))),
        ("e", json!(encode([3, 0, 0, 0, 1]))),
        ("d", Value::Null),
        ("k", json!("AQAB")),
    ] {
        let mut key = rsa_key();
        key[name] = value.clone();
        assert!(one(&key).keys().is_empty(), "{name}: {value}");
    }
    let mut long = rsa_key();
    long["n"] = json!(encode([0xff; 1_025]));
    assert!(one(&long).keys().is_empty());
}

#[test]
fn points_of_small_order_are_no_keys() {
    let p = |first: u8, last: u8| {
        let mut bytes = [0xff; 32];
        (bytes[0], bytes[31]) = (first, last);
        bytes
    };
    let small = |first: u8, last: u8| {
        let mut bytes = [0; 32];
        (bytes[0], bytes[31]) = (first, last);
        bytes
    };
    let mut points = vec![small(0, 0), small(1, 0), small(0, 0x80), small(1, 0x80)];
    for first in 0xec..=0xee {
        points.extend([p(first, 0x7f), p(first, 0xff)]);
    }
    for root in [
        "JuiVj8KyJ7BFw_SJ8u-Y8NXfrAXTxjM5sTgCiG1T_AU",
        "JuiVj8KyJ7BFw_SJ8u-Y8NXfrAXTxjM5sTgCiG1T_IU",
        "xxdqcD1N2E-6PAt2DRBnDyogU_osOczGTsf9d5KsA3o",
        "xxdqcD1N2E-6PAt2DRBnDyogU_osOczGTsf9d5KsA_o",
    ] {
        let bytes = json::base64url(root).expect("base64url");
        points.push(bytes.try_into().expect("32 bytes"));
    }
    for point in points {
        let key = json!({"kty": "OKP", "crv": "Ed25519", "x": encode(point)});
        assert!(one(&key).keys().is_empty(), "{point:02x?}");
    }
    for other in [small(2, 0), p(0xeb, 0x7f), p(0xef, 0x7f), small(1, 1)] {
        let key = json!({"kty": "OKP", "crv": "Ed25519", "x": encode(other)});
        assert_eq!(one(&key).keys().len(), 1, "{other:02x?}");
    }
}

/// For the point of order 1 everybody's signature of everything would hold: this is why it is no key.
#[test]
fn without_that_look_anybody_could_sign() {
    let mut identity = [0_u8; 32];
    identity[0] = 1;
    let material = Material::Ed25519(identity.to_vec());
    let key = Key::new(None, Algorithm::EdDsa, material);
    let signature = [identity, [0; 32]].concat();
    assert!(key.verifies(b"anything", &signature));
}

#[test]
fn a_short_key_is_refused_though_it_really_signed() {
    let n = json::base64url(RSA_1024_MODULUS.trim()).expect("a modulus");
    let (signed, signature) = RSA_1024_TOKEN.trim().rsplit_once('.').expect("a token");
    let signature = json::base64url(signature).expect("a signature");
    let e = [1, 0, 1];
    let held = PublicKeyComponents {
        n: n.as_slice(),
        e: e.as_slice(),
    }
    .verify(
        &signature::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY,
        signed.as_bytes(),
        &signature,
    );
    assert!(held.is_ok());
    let material = Material::Rsa { n, e: e.to_vec() };
    let forced = Key::new(None, Algorithm::Rs256, material);
    assert!(!forced.verifies(signed.as_bytes(), &signature));
}

#[test]
fn finding_goes_by_kid_and_algorithm() {
    let keys = Forge::new(domain::Timestamp::default()).keyset();
    let find = |kid, algorithm| keys.find(kid, algorithm).map(Key::kid);
    assert_eq!(find(Some("rs256"), Algorithm::Rs256), Ok(Some("rs256")));
    assert_eq!(find(None, Algorithm::EdDsa), Ok(Some("eddsa")));
    assert_eq!(find(None, Algorithm::Rs256), Err(NoKey::Several));
    assert_eq!(find(None, Algorithm::Ps512), Err(NoKey::Unknown));
    assert_eq!(find(Some("x"), Algorithm::Rs256), Err(NoKey::Unknown));
    assert_eq!(
        find(Some("rs256"), Algorithm::Ps256),
        Err(NoKey::OtherAlgorithm(Algorithm::Rs256))
    );
}

#[test]
fn keys_of_one_kid_are_told_apart_by_their_kind() {
    let set: Value = serde_json::from_str(&jwks()).expect("a key set");
    let (mut rsa, mut other, mut ec) = (
        set["keys"][0].clone(),
        set["keys"][1].clone(),
        set["keys"][6].clone(),
    );
    for key in [&mut rsa, &mut other, &mut ec] {
        key["kid"] = json!("same");
    }
    let both = parse(&json!({ "keys": [rsa, ec] }).to_string()).expect("a key set");
    assert!(both.find(Some("same"), Algorithm::Rs256).is_ok());
    assert!(both.find(Some("same"), Algorithm::Es256).is_ok());
    let two = parse(&json!({ "keys": [rsa, other] }).to_string()).expect("a key set");
    assert_eq!(
        two.find(Some("same"), Algorithm::Rs256).err(),
        Some(NoKey::Several)
    );
}
