//! The table: every bad token is refused for its reason, every good one accepted.

use std::collections::BTreeSet;

use domain::{Refusal, Timestamp};
use gate::testing::{CLIENT, Forge, bad_tokens, good_tokens};
use gate::{Keyset, ProviderConfig, examine, unverified_issuer, verify};

const NOW: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);

struct Gate {
    forge: Forge,
    configs: [ProviderConfig; 2],
    keys: Keyset,
}

impl Gate {
    fn new() -> Self {
        let forge = Forge::new(NOW);
        Self {
            configs: forge.providers(),
            keys: forge.keyset(),
            forge,
        }
    }

    fn providers(&self) -> [(&ProviderConfig, &Keyset); 2] {
        self.configs.each_ref().map(|config| (config, &self.keys))
    }
}

#[test]
fn there_are_enough_and_no_two_have_a_name() {
    let forge = Forge::new(NOW);
    let (bad, good) = (bad_tokens(&forge), good_tokens(&forge));
    assert!(bad.len() >= 150, "{} bad tokens", bad.len());
    assert!(good.len() >= 15, "{} good tokens", good.len());
    let names: BTreeSet<&str> = bad
        .iter()
        .map(|case| case.name.as_str())
        .chain(good.iter().map(|good| good.name.as_str()))
        .collect();
    assert_eq!(names.len(), bad.len() + good.len());
    let tokens: BTreeSet<&str> = bad.iter().map(|case| case.token.as_str()).collect();
    assert_eq!(tokens.len(), bad.len(), "no token is there twice");
    println!("{} bad tokens, {} good ones", bad.len(), good.len());
}

#[test]
fn every_bad_token_is_refused_for_its_reason() {
    let gate = Gate::new();
    let mut wrong = Vec::new();
    for case in bad_tokens(&gate.forge) {
        match verify(&case.token, &gate.providers(), NOW) {
            Ok(_) => wrong.push(format!("{}: accepted", case.name)),
            Err(rejected) if rejected.refusal != case.why => {
                wrong.push(format!("{}: {:?}, not {:?}", case.name, rejected, case.why));
            }
            Err(_) => {}
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_good_token_is_accepted() {
    let gate = Gate::new();
    for good in good_tokens(&gate.forge) {
        let verified = verify(&good.token, &gate.providers(), NOW)
            .unwrap_or_else(|rejected| panic!("{}: {rejected:?}", good.name));
        assert_eq!(verified.client_id, CLIENT, "{}", good.name);
        assert_eq!(
            unverified_issuer(&good.token).as_ref(),
            Ok(&verified.issuer),
            "{}",
            good.name
        );
    }
}

#[test]
fn who_it_is_is_only_said_once_the_signature_holds() {
    let gate = Gate::new();
    for case in bad_tokens(&gate.forge) {
        let rejected = verify(&case.token, &gate.providers(), NOW).expect_err(&case.name);
        let before = matches!(
            rejected.refusal,
            Refusal::MalformedToken
                | Refusal::HeaderNotAccepted
                | Refusal::UnknownKey
                | Refusal::BadSignature
                | Refusal::WrongIssuer
        );
        if before {
            assert_eq!(rejected.client_id, None, "{}", case.name);
            assert_eq!(rejected.jti, None, "{}", case.name);
        } else if rejected.refusal != Refusal::MissingClaim {
            assert!(
                rejected.client_id.is_some() || case.name.ends_with("an ID token"),
                "{}",
                case.name
            );
        }
    }
}

#[test]
fn no_detail_holds_the_token_or_the_client() {
    let gate = Gate::new();
    for case in bad_tokens(&gate.forge) {
        let rejected = verify(&case.token, &gate.providers(), NOW).expect_err(&case.name);
        let examined = examine(&case.token, &gate.providers(), NOW);
        let said = format!("{rejected:?} {:?}", examined.checks);
        // An audience is no secret, and one case puts the client there.
        if case.name != "aud: the client" {
            assert!(!said.contains(CLIENT), "{}: {said}", case.name);
        }
        for part in case.token.split('.').filter(|part| part.len() > 40) {
            assert!(!said.contains(part), "{}: {said}", case.name);
        }
        assert!(
            rejected.detail.len() < 250,
            "{}: {}",
            case.name,
            rejected.detail
        );
        assert!(!rejected.detail.is_empty(), "{}", case.name);
        assert!(!said.chars().any(char::is_control), "{}", case.name);
    }
}

#[test]
fn a_look_never_says_something_else_than_the_verdict() {
    let gate = Gate::new();
    for case in bad_tokens(&gate.forge) {
        let rejected = verify(&case.token, &gate.providers(), NOW).expect_err(&case.name);
        let examined = examine(&case.token, &gate.providers(), NOW);
        assert_eq!(examined.result, Err(rejected), "{}", case.name);
        let mut holds: Vec<Option<bool>> =
            examined.checks.iter().map(|check| check.holds).collect();
        holds.dedup();
        let failed = [Some(false), None];
        assert!(
            holds.starts_with(&[Some(true), Some(false)]) || holds.starts_with(&failed[..1]),
            "{}: {holds:?}",
            case.name
        );
        assert_eq!(
            holds.iter().filter(|one| **one == Some(false)).count(),
            1,
            "{}",
            case.name
        );
    }
    for good in good_tokens(&gate.forge) {
        let examined = examine(&good.token, &gate.providers(), NOW);
        assert!(examined.result.is_ok(), "{}", good.name);
        assert!(
            examined
                .checks
                .iter()
                .all(|check| check.holds == Some(true)),
            "{}",
            good.name
        );
    }
}

#[test]
fn with_no_provider_nothing_is_accepted() {
    for good in good_tokens(&Forge::new(NOW)) {
        let rejected = verify(&good.token, &[], NOW).expect_err(&good.name);
        assert_eq!(rejected.refusal, Refusal::WrongIssuer, "{}", good.name);
    }
}

#[test]
fn with_no_keys_nothing_is_accepted() {
    let gate = Gate::new();
    let none = Keyset::default();
    let providers = gate.configs.each_ref().map(|config| (config, &none));
    for good in good_tokens(&gate.forge) {
        let rejected = verify(&good.token, &providers, NOW).expect_err(&good.name);
        assert_eq!(rejected.refusal, Refusal::UnknownKey, "{}", good.name);
    }
}
