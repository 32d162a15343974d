//! Whatever is done to a good token, it never panics and never passes as anything else.

use std::sync::LazyLock;

use domain::Timestamp;
use gate::testing::{Draft, Forge, Signer, encode, good_tokens};
use gate::{
    Algorithm, IdTokenRules, Keyset, Profile, ProviderConfig, Verified, examine, unverified_issuer,
    verify, verify_id_token,
};
use proptest::prelude::*;

const NOW: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);

static FORGE: LazyLock<Forge> = LazyLock::new(|| Forge::new(NOW));
static KEYS: LazyLock<Keyset> = LazyLock::new(|| FORGE.keyset());
static CONFIGS: LazyLock<[ProviderConfig; 2]> = LazyLock::new(|| FORGE.providers());
static GOOD: LazyLock<Vec<String>> = LazyLock::new(|| {
    good_tokens(&FORGE)
        .into_iter()
        .map(|good| good.token)
        .collect()
});

fn judge(token: &str) -> Option<Verified> {
    let providers = CONFIGS.each_ref().map(|config| (config, &*KEYS));
    let verdict = verify(token, &providers, NOW);
    let examined = examine(token, &providers, NOW);
    assert_eq!(examined.result, verdict);
    let _ = unverified_issuer(token);
    let rules = IdTokenRules {
        issuer: "https://idp.example",
        client_id: "https://users.example",
        nonce: "n",
        access_token: Some("a"),
        algorithms: &Algorithm::ALL,
    };
    assert!(verify_id_token(token, &rules, &KEYS, NOW).is_err());
    verdict.ok()
}

#[test]
fn one_character_changed_anywhere_never_passes() {
    for draft in [
        FORGE.draft(Profile::AtJwt),
        FORGE
            .draft(Profile::Oci)
            .key("es256", Signer::P256, Algorithm::Es256),
        FORGE
            .draft(Profile::AtJwt)
            .key("eddsa", Signer::Ed25519, Algorithm::EdDsa),
    ] {
        let token = draft.mint();
        assert!(judge(&token).is_some());
        for at in 0..token.len() {
            for other in ['A', '-', '.', '=', 'ä', '\0'] {
                let changed = format!("{}{other}{}", &token[..at], &token[at + 1..]);
                if changed != token {
                    assert_eq!(judge(&changed), None, "byte {at} is {other:?}");
                }
            }
            assert_eq!(judge(&token[..at]), None, "cut at {at}");
        }
    }
}

/// Claims that are right, wrong or absent, signed by whoever.
fn drafts() -> impl Strategy<Value = Draft> {
    let value = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<f64>().prop_map(Into::into),
        "\\PC{0,20}".prop_map(Into::into),
        proptest::collection::vec("\\PC{0,5}", 0..3).prop_map(Into::into),
    ];
    let member = prop_oneof![
        Just("alg"),
        Just("kid"),
        Just("typ"),
        Just("crit"),
        Just("zip"),
        Just("jwk"),
    ];
    let claim = prop_oneof![
        Just("iss"),
        Just("aud"),
        Just("exp"),
        Just("iat"),
        Just("nbf"),
        Just("sub"),
        Just("client_id"),
        Just("azp"),
        Just("jti"),
        Just("scope"),
        Just("cnf"),
        Just("nonce"),
        Just("tok_type"),
        Just("sub_type"),
    ];
    (
        any::<bool>(),
        proptest::collection::vec((member, value.clone()), 0..2),
        proptest::collection::vec((claim, value), 0..3),
    )
        .prop_map(|(oci, header, claims)| {
            let profile = if oci { Profile::Oci } else { Profile::AtJwt };
            let draft = FORGE.draft(profile);
            let draft = header
                .into_iter()
                .fold(draft, |draft, (name, value)| draft.header(name, value));
            claims
                .into_iter()
                .fold(draft, |draft, (name, value)| draft.claim(name, value))
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn random_text_never_passes(text in "\\PC{0,200}") {
        prop_assert_eq!(judge(&text), None);
    }

    #[test]
    fn random_segments_never_pass(
        header in proptest::collection::vec(any::<u8>(), 0..60),
        payload in proptest::collection::vec(any::<u8>(), 0..60),
        signature in proptest::collection::vec(any::<u8>(), 0..300),
    ) {
        let token = format!("{}.{}.{}", encode(header), encode(payload), encode(signature));
        prop_assert_eq!(judge(&token), None);
    }

    #[test]
    fn random_signatures_never_pass(
        which in any::<prop::sample::Index>(),
        signature in proptest::collection::vec(any::<u8>(), 0..300),
    ) {
        let token = which.get(&GOOD);
        let (signed, _) = token.rsplit_once('.').expect("a token");
        let forged = format!("{signed}.{}", encode(signature));
        prop_assert_eq!(judge(&forged), None);
    }

    #[test]
    fn bytes_replaced_anywhere_never_pass(
        which in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
        with in "[A-Za-z0-9_.=-]{0,4}",
        length in 0_usize..4,
    ) {
        let token = which.get(&GOOD);
        let from = at.index(token.len());
        let to = (from + length).min(token.len());
        let changed = format!("{}{with}{}", &token[..from], &token[to..]);
        prop_assume!(changed != *token);
        prop_assert_eq!(judge(&changed), None);
    }

    #[test]
    fn whatever_is_signed_is_judged_and_what_passes_is_in_order(draft in drafts()) {
        let claims = draft.claims();
        if let Some(verified) = judge(&draft.mint()) {
            prop_assert!((1..=255).contains(&verified.client_id.len()));
            prop_assert!(verified.client_id.bytes().all(|byte| (0x21..=0x7e).contains(&byte)));
            prop_assert!(verified.expires > NOW.plus_seconds(-30));
            prop_assert!(!claims.contains_key("cnf") && !claims.contains_key("nonce"));
            prop_assert!(claims["iss"] == verified.issuer.as_str());
        }
    }

    #[test]
    fn random_key_sets_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), text in "\\PC{0,200}") {
        let _ = Keyset::parse(&bytes);
        let _ = Keyset::parse(text.as_bytes());
        let _ = Keyset::parse(format!("{{\"keys\":[{{\"kty\":\"RSA\",\"n\":\"{text}\",\"e\":\"AQAB\"}}]}}").as_bytes());
    }
}
