//! Signatures at the edge, put to the keys themselves, in the manner of the Wycheproof vectors.

use domain::Timestamp;
use gate::testing::{Draft, Forge, Signer, encode};
use gate::{Algorithm, Key, Keyset, Profile};

const NOW: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);

struct Signed {
    key: Key,
    message: Vec<u8>,
    signature: Vec<u8>,
}

impl Signed {
    fn of(draft: &Draft, keys: &Keyset, kid: &str, algorithm: Algorithm) -> Self {
        let mut signature = Vec::new();
        let token = draft.mint_with(|right| {
            signature.clone_from(&right);
            right
        });
        let (signed, _) = token.rsplit_once('.').expect("a token");
        Self {
            key: keys.find(Some(kid), algorithm).expect("a key").clone(),
            message: signed.as_bytes().to_vec(),
            signature,
        }
    }

    fn holds(&self, signature: &[u8]) -> bool {
        self.key.verifies(&self.message, signature)
    }
}

/// One message signed with every algorithm that is accepted.
fn all() -> Vec<Signed> {
    let forge = Forge::new(NOW);
    let keys = forge.keyset();
    [
        ("rs256", Signer::Rsa, Algorithm::Rs256),
        ("no-alg", Signer::Rsa3072, Algorithm::Rs256),
        ("rs384", Signer::Rsa, Algorithm::Rs384),
        ("rs512", Signer::Rsa, Algorithm::Rs512),
        ("ps256", Signer::Rsa, Algorithm::Ps256),
        ("es256", Signer::P256, Algorithm::Es256),
        ("es384", Signer::P384, Algorithm::Es384),
        ("eddsa", Signer::Ed25519, Algorithm::EdDsa),
    ]
    .into_iter()
    .map(|(kid, signer, algorithm)| {
        let draft = forge.draft(Profile::AtJwt).key(kid, signer, algorithm);
        Signed::of(&draft, &keys, kid, algorithm)
    })
    .collect()
}

#[test]
fn the_right_signature_holds_for_every_algorithm() {
    for signed in all() {
        assert!(signed.holds(&signed.signature), "{:?}", signed.key);
    }
}

#[test]
fn no_signature_holds_with_a_bit_flipped_in_any_byte() {
    for signed in all() {
        for at in 0..signed.signature.len() {
            let mut flipped = signed.signature.clone();
            flipped[at] ^= 1 << (at % 8);
            assert!(!signed.holds(&flipped), "{:?}: byte {at}", signed.key);
        }
    }
}

#[test]
fn no_signature_holds_cut_at_any_byte_or_longer() {
    for signed in all() {
        for at in 0..signed.signature.len() {
            assert!(!signed.holds(&signed.signature[..at]), "{:?}", signed.key);
            assert!(
                !signed.holds(&signed.signature[at + 1..]),
                "{:?}",
                signed.key
            );
        }
        for more in [1, 8, 32, 64, 256, 4_096] {
            let zeros = vec![0; more];
            assert!(!signed.holds(&[signed.signature.as_slice(), &zeros].concat()));
            assert!(!signed.holds(&[zeros.as_slice(), &signed.signature].concat()));
        }
    }
}

#[test]
fn no_signature_holds_for_another_message() {
    for signed in all() {
        for at in 0..signed.message.len() {
            let mut message = signed.message.clone();
            message[at] ^= 1;
            assert!(!signed.key.verifies(&message, &signed.signature));
        }
        assert!(!signed.key.verifies(&[], &signed.signature));
        let longer = [signed.message.as_slice(), b"."].concat();
        assert!(!signed.key.verifies(&longer, &signed.signature));
    }
}

#[test]
fn no_key_takes_the_signature_of_another() {
    let all = all();
    for (at, one) in all.iter().enumerate() {
        for (other_at, other) in all.iter().enumerate() {
            let held = one.key.verifies(&other.message, &other.signature);
            assert_eq!(held, at == other_at, "{:?} {:?}", one.key, other.key);
        }
    }
}

fn find(all: &[Signed], algorithm: Algorithm) -> &Signed {
    all.iter()
        .find(|signed| signed.key.algorithm() == algorithm)
        .expect("a signature")
}

/// The orders of P-256 and P-384 (SEC 2 §2.4.2 and §2.5.1), big end first.
fn order(algorithm: Algorithm) -> Vec<u8> {
    let text = match algorithm {
        Algorithm::Es256 => "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
        _ => {
            "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973"
        }
    };
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).expect("hex"))
        .collect()
}

/// `one − other`, or `one + other`, of the same length; what is carried out is lost.
fn combine(one: &[u8], other: &[u8], sign: i32) -> Vec<u8> {
    let mut carry = 0;
    let mut result: Vec<u8> = one
        .iter()
        .rev()
        .zip(other.iter().rev())
        .map(|(a, b)| {
            let value = i32::from(*a) + sign * i32::from(*b) + carry;
            carry = value.div_euclid(256);
            u8::try_from(value.rem_euclid(256)).expect("a byte")
        })
        .collect();
    result.reverse();
    result
}

#[test]
fn ecdsa_numbers_out_of_range_never_hold() {
    let all = all();
    for algorithm in [Algorithm::Es256, Algorithm::Es384] {
        let signed = find(&all, algorithm);
        let n = order(algorithm);
        let length = n.len();
        let (r, s) = signed.signature.split_at(length);
        let mut one = vec![0; length];
        one[length - 1] = 1;
        let edges = [
            vec![0; length],
            one.clone(),
            n.clone(),
            combine(&n, &one, -1),
            combine(&n, &one, 1),
            vec![0xff; length],
        ];
        for edge in &edges {
            assert!(
                !signed.holds(&[edge.as_slice(), s].concat()),
                "r = {edge:02x?}"
            );
            assert!(
                !signed.holds(&[r, edge.as_slice()].concat()),
                "s = {edge:02x?}"
            );
            for other in &edges {
                assert!(!signed.holds(&[edge.as_slice(), other].concat()));
            }
        }
        // The same numbers once more beyond the order.
        assert!(!signed.holds(&[combine(r, &n, 1), s.to_vec()].concat()));
        assert!(!signed.holds(&[r.to_vec(), combine(s, &n, 1)].concat()));
        assert!(!signed.holds(&[s, r].concat()));
        assert!(!signed.holds(&[combine(&n, r, -1), s.to_vec()].concat()));
    }
}

/// Of an `s` and its negative both hold (ANSI X9.62 wants it so, and `ring` does not choose one): a signature does not name a
/// token. Nothing here keeps signatures or compares them.
#[test]
fn a_high_s_holds_as_a_low_one_does() {
    let all = all();
    for algorithm in [Algorithm::Es256, Algorithm::Es384] {
        let signed = find(&all, algorithm);
        let n = order(algorithm);
        let (r, s) = signed.signature.split_at(n.len());
        assert!(signed.holds(&[r.to_vec(), combine(&n, s, -1)].concat()));
    }
}

#[test]
fn an_rsa_signature_has_the_length_of_the_key_and_is_less_than_its_modulus() {
    let forge = Forge::new(NOW);
    let keys = forge.keyset();
    let set: serde_json::Value = serde_json::from_str(&forge.jwks()).expect("a key set");
    let modulus = {
        use base64::Engine as _;
        base64::engine::general_purpose::URL_SAFE_NO_PAD
            .decode(set["keys"][0]["n"].as_str().expect("a modulus"))
            .expect("base64url")
    };
    let (mut wrapped, mut zero_in_front) = (0, 0);
    for count in 0..2_000 {
        let draft = forge.draft(Profile::AtJwt).claim("count", count);
        let signed = Signed::of(&draft, &keys, "rs256", Algorithm::Rs256);
        let signature = &signed.signature;
        // Its number once more beyond the modulus, where that has the same length.
        let more = combine(signature, &modulus, 1);
        if more > modulus {
            assert!(!signed.holds(&more));
            wrapped += 1;
        }
        if signature.first() == Some(&0) {
            assert!(signed.holds(signature));
            assert!(!signed.holds(&signature[1..]), "stripped");
            zero_in_front += 1;
        }
        assert!(
            !signed.holds(&[&[0], signature.as_slice()].concat()),
            "added"
        );
        if wrapped > 3 && zero_in_front > 0 {
            break;
        }
    }
    assert!(wrapped > 0 && zero_in_front > 0);
    let signed = Signed::of(
        &forge.draft(Profile::AtJwt),
        &keys,
        "rs256",
        Algorithm::Rs256,
    );
    for number in [modulus.clone(), vec![0; 256], vec![0xff; 256], {
        let mut one = vec![0; 256];
        one[255] = 1;
        combine(&modulus, &one, -1)
    }] {
        assert!(!signed.holds(&number));
    }
}

#[test]
fn ed25519_wants_the_small_s() {
    let all = all();
    let signed = find(&all, Algorithm::EdDsa);
    let mut order = vec![0; 32];
    order[..16].copy_from_slice(&[
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde,
        0x14,
    ]);
    order[31] = 0x10;
    let (r, s) = signed.signature.split_at(32);
    let reversed = |bytes: &[u8]| bytes.iter().rev().copied().collect::<Vec<u8>>();
    let more = reversed(&combine(&reversed(s), &reversed(&order), 1));
    assert!(!signed.holds(&[r, &more].concat()));
    assert!(!signed.holds(&[r, &[0; 32]].concat()));
    assert!(!signed.holds(&[r, &order].concat()));
    let mut identity = vec![0; 64];
    identity[0] = 1;
    assert!(!signed.holds(&identity), "{}", encode(&identity));
}
