//! Tokens whose signature does not hold.

use domain::Refusal::BadSignature;

use super::Table;
use super::forge::Draft;
use super::keys::{Signer, encode};
use crate::config::{Algorithm, Profile};

pub(super) fn add(table: &mut Table) {
    rsa(table);
    ecdsa(table);
    edwards(table);
    spliced(table);
}

fn flipped(mut signature: Vec<u8>, at: usize) -> Vec<u8> {
    if let Some(byte) = signature.get_mut(at) {
        *byte ^= 1;
    }
    signature
}

fn without_last(mut signature: Vec<u8>) -> Vec<u8> {
    signature.pop();
    signature
}

fn with_last(mut signature: Vec<u8>) -> Vec<u8> {
    signature.push(0);
    signature
}

fn with_first(signature: Vec<u8>) -> Vec<u8> {
    [vec![0], signature].concat()
}

fn without_first(signature: Vec<u8>) -> Vec<u8> {
    signature.into_iter().skip(1).collect()
}

type Change = fn(Vec<u8>) -> Vec<u8>;

/// What can happen to every signature.
fn common(table: &mut Table, name: &str, draft: &Draft) {
    let changes: [(&str, Change); 11] = [
        ("is empty", |_| Vec::new()),
        ("is one byte", |_| vec![1]),
        ("is zero", |signature| vec![0; signature.len()]),
        ("is all ones", |signature| vec![0xff; signature.len()]),
        ("lacks the last byte", without_last),
        ("lacks the first byte", without_first),
        ("has a zero behind it", with_last),
        ("has a zero in front", with_first),
        ("is twice", |signature| signature.repeat(2)),
        ("is backwards", |signature| {
            signature.into_iter().rev().collect()
        }),
        ("has one bit flipped", |signature| flipped(signature, 20)),
    ];
    for (change, by) in changes {
        let token = draft.mint_with(by);
        table.add(BadSignature, format!("signature: {name} {change}"), token);
    }
}

fn rsa(table: &mut Table) {
    let draft = table.draft();
    common(table, "RS256", &draft);
    common(
        table,
        "PS256",
        &draft.clone().key("ps256", Signer::Rsa, Algorithm::Ps256),
    );
    for (name, kid, claimed, signer, used) in [
        (
            "RS256 with another key",
            "rs256",
            Algorithm::Rs256,
            Signer::Rsa3072,
            Algorithm::Rs256,
        ),
        (
            "RS256 with the padding of PS256",
            "rs256",
            Algorithm::Rs256,
            Signer::Rsa,
            Algorithm::Ps256,
        ),
        (
            "RS256 with the hash of RS384",
            "rs256",
            Algorithm::Rs256,
            Signer::Rsa,
            Algorithm::Rs384,
        ),
        (
            "RS256 with the hash of RS512",
            "rs256",
            Algorithm::Rs256,
            Signer::Rsa,
            Algorithm::Rs512,
        ),
        (
            "RS256 by an ECDSA key",
            "rs256",
            Algorithm::Rs256,
            Signer::P256,
            Algorithm::Es256,
        ),
        (
            "RS384 with the hash of RS256",
            "rs384",
            Algorithm::Rs384,
            Signer::Rsa,
            Algorithm::Rs256,
        ),
        (
            "PS256 with the padding of RS256",
            "ps256",
            Algorithm::Ps256,
            Signer::Rsa,
            Algorithm::Rs256,
        ),
        (
            "PS256 with the hash of PS384",
            "ps256",
            Algorithm::Ps256,
            Signer::Rsa,
            Algorithm::Ps384,
        ),
        (
            "ES256 with another key",
            "es256",
            Algorithm::Es256,
            Signer::Stranger,
            Algorithm::Es256,
        ),
        (
            "ES256 by an RSA key",
            "es256",
            Algorithm::Es256,
            Signer::Rsa,
            Algorithm::Rs256,
        ),
        (
            "EdDSA by a P-256 key",
            "eddsa",
            Algorithm::EdDsa,
            Signer::P256,
            Algorithm::Es256,
        ),
    ] {
        let draft = table
            .draft()
            .key(kid, signer, claimed)
            .signed_by(signer, used);
        table.add(BadSignature, format!("signature: {name}"), draft.mint());
    }
}

/// The order of P-256 (SEC 2 §2.4.2).
pub const P256_ORDER: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6,
    0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
];

fn ecdsa(table: &mut Table) {
    let draft = table.draft().key("es256", Signer::P256, Algorithm::Es256);
    common(table, "ES256", &draft);
    let es384 = table.draft().key("es384", Signer::P384, Algorithm::Es384);
    common(table, "ES384", &es384);
    let (zero, one, n) = ([0_u8; 32], number(1), P256_ORDER);
    for (name, r, s) in [
        ("0, 1", zero, one),
        ("1, 0", one, zero),
        ("1, 1", one, one),
        ("n, n", n, n),
        ("n, 1", n, one),
        ("1, n", one, n),
        ("0, n", zero, n),
        ("n, 0", n, zero),
    ] {
        let token = draft.mint_with(|_| [r, s].concat());
        table.add(BadSignature, format!("signature: ES256 of {name}"), token);
    }
    let half = |at: usize, value: [u8; 32]| {
        draft.mint_with(|mut signature| {
            if let Some(part) = signature.get_mut(at..at + 32) {
                part.copy_from_slice(&value);
            }
            signature
        })
    };
    for (name, token) in [
        ("with r = 0", half(0, zero)),
        ("with s = 0", half(32, zero)),
        ("with r = n", half(0, n)),
        ("with s = n", half(32, n)),
        (
            "with r and s swapped",
            draft.mint_with(|mut signature| {
                signature.rotate_left(32);
                signature
            }),
        ),
        ("in DER", draft.mint_with(|signature| der(&signature))),
        (
            "as r and s of 48 bytes",
            draft.mint_with(|signature| wide(&signature)),
        ),
        (
            "as base64url of itself",
            draft.mint_with(|signature| encode(signature).into_bytes()),
        ),
    ] {
        table.add(BadSignature, format!("signature: ES256 {name}"), token);
    }
}

fn number(value: u8) -> [u8; 32] {
    let mut bytes = [0; 32];
    if let Some(last) = bytes.last_mut() {
        *last = value;
    }
    bytes
}

/// `r ‖ s` with zeros in front of both.
fn wide(signature: &[u8]) -> Vec<u8> {
    let (r, s) = signature.split_at(signature.len() / 2);
    [&[0; 16], r, &[0; 16], s].concat()
}

/// `r ‖ s` as X.509 writes it (RFC 3279 §2.2.3), which is right nearly everywhere but in a token.
pub fn der(signature: &[u8]) -> Vec<u8> {
    let (r, s) = signature.split_at(signature.len() / 2);
    let integer = |bytes: &[u8]| {
        let plain: Vec<u8> = bytes
            .iter()
            .copied()
            .skip_while(|byte| *byte == 0)
            .collect();
        let sign = plain.first().is_none_or(|first| first & 0x80 != 0);
        let body = if sign {
            [vec![0], plain].concat()
        } else {
            plain
        };
        [vec![2, u8::try_from(body.len()).unwrap_or(u8::MAX)], body].concat()
    };
    let body = [integer(r), integer(s)].concat();
    [
        vec![0x30, u8::try_from(body.len()).unwrap_or(u8::MAX)],
        body,
    ]
    .concat()
}

fn edwards(table: &mut Table) {
    let draft = table
        .draft()
        .key("eddsa", Signer::Ed25519, Algorithm::EdDsa);
    common(table, "EdDSA", &draft);
    // The order of the group, little end first (RFC 8032 §5.1): s + L is the same number, and refused (§5.1.7).
    let order = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde,
        0x14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10_u8,
    ];
    let token = draft.mint_with(|mut signature| {
        let mut carry = 0_u16;
        for (byte, add) in signature.iter_mut().skip(32).zip(order) {
            let sum = u16::from(*byte) + u16::from(add) + carry;
            *byte = u8::try_from(sum & 0xff).unwrap_or_default();
            carry = sum >> 8;
        }
        signature
    });
    table.add(BadSignature, "signature: EdDSA with s + L", token);
}

/// Parts of good tokens that do not belong together.
fn spliced(table: &mut Table) {
    let good = table.draft().mint();
    let admin = table
        .draft()
        .claim("client_id", "admin")
        .claim("sub", "admin");
    let (signed, signature) = good.rsplit_once('.').unwrap_or_default();
    let (header, payload) = signed.split_once('.').unwrap_or_default();
    let es256 = table
        .draft()
        .key("es256", Signer::P256, Algorithm::Es256)
        .mint();
    let (_, other) = es256.rsplit_once('.').unwrap_or_default();
    let typed = encode(table.draft().header("x", 1).header_text());
    let later = table.draft().claim("exp", table.forge.seconds(80_000));
    let cased = table.draft().header("alg", "RS256").header("kid", "no-alg");
    let blank = encode(format!("{} ", table.draft().claims_text()));
    for (name, token) in [
        (
            "the payload of another token",
            format!("{}.{signature}", admin.signed()),
        ),
        ("a later end", format!("{}.{signature}", later.signed())),
        ("another header", format!("{typed}.{payload}.{signature}")),
        (
            "another key in the header",
            format!("{}.{signature}", cased.signed()),
        ),
        (
            "the signature of another token",
            format!("{signed}.{other}"),
        ),
        (
            "one more blank in the payload",
            format!("{header}.{blank}.{signature}"),
        ),
        (
            "the signature for the header",
            format!("{header}.{payload}.{}", encode(header)),
        ),
        ("the profile of the other provider", {
            let oci = table.forge.draft(Profile::Oci);
            format!("{}.{signature}", oci.signed())
        }),
    ] {
        table.add(BadSignature, format!("spliced: {name}"), token);
    }
    // Who does not know what is in it cannot be told who it is by what it claims.
    let draft = table.draft().claim("exp", 1);
    let token = draft.mint_with(|signature| flipped(signature, 0));
    table.add(
        BadSignature,
        "spliced: expired as well, but the signature comes first",
        token,
    );
}
