use domain::GroupType;
use http::HeaderValue;
use http::header::AUTHORIZATION;

use super::*;
use crate::config::Profile;
use crate::registry::Entry;
use crate::test_server::{Reply, TestServer};
use crate::testing::{CLIENT, Forge, bad_tokens, good_tokens};

const NOW: Timestamp = Timestamp::from_micros(1_780_000_000_000_000);

/// A gate with keys, and who makes tokens for it.
struct Scene {
    forge: Forge,
    gate: Gate,
}

impl Scene {
    fn new() -> Self {
        let forge = Forge::new(NOW);
        let providers = forge.providers().map(|config| (config, forge.keyset()));
        let rate = Rate {
            per_second: 100,
            burst: 1_000,
        };
        let gate = Gate::fixed(providers.into(), rate);
        Self { forge, gate }
    }

    /// Makes an integration user known.
    fn user(&self, change: impl FnOnce(&mut Entry)) {
        let group = |kind, name: &str| (kind, name.parse().expect("a variable name"));
        let mut entry = Entry {
            party_id: PartyId(1),
            party_number: PartyNumber::new("IU_1"),
            client_id: CLIENT.parse().expect("a client id"),
            status: Status::Active,
            version: 1,
            groups: vec![
                group(GroupType::Sales, "emeaSales"),
                group(GroupType::Administrator, "userAdministrators"),
            ],
            rate: None,
            added: NOW,
            last_used: None,
            search_key: domain::search_key("", CLIENT, "IU_1", "user1"),
        };
        change(&mut entry);
        self.gate.registry().apply(entry);
    }

    fn token(&self) -> String {
        self.forge.draft(Profile::AtJwt).mint()
    }

    async fn admit(&self, token: &str, groups: &[&str]) -> Result<Admitted, Refused> {
        admit(&self.gate, token, groups).await
    }

    async fn refusal(&self, token: &str, groups: &[&str]) -> Refusal {
        self.admit(token, groups)
            .await
            .expect_err("refused")
            .refusal
    }
}

async fn admit(gate: &Gate, token: &str, groups: &[&str]) -> Result<Admitted, Refused> {
    let mut headers = HeaderMap::new();
    let value = HeaderValue::from_str(&format!("Bearer {token}")).expect("a header");
    headers.insert(AUTHORIZATION, value);
    let groups: Vec<VariableName> = groups
        .iter()
        .map(|group| group.parse().expect("a variable name"))
        .collect();
    gate.admit(&headers, &groups, NOW).await
}

#[tokio::test]
async fn who_is_active_comes_in_and_is_named() {
    let scene = Scene::new();
    scene.user(|_| {});
    for good in good_tokens(&scene.forge) {
        let admitted = scene.admit(&good.token, &[]).await;
        let admitted = admitted.unwrap_or_else(|refused| panic!("{}: {refused:?}", good.name));
        assert_eq!(admitted.party_number.as_str(), "IU_1");
        assert_eq!(admitted.client_id.as_str(), CLIENT);
        assert_eq!(
            admitted.administrator_groups[0].as_str(),
            "userAdministrators"
        );
        assert_eq!(admitted.sales_groups[0].as_str(), "emeaSales");
    }
    let batch = scene.gate.ledger().take();
    assert_eq!(batch.last_used.len(), 1);
    assert!(batch.refusals.is_empty());
}

#[tokio::test]
async fn no_bad_token_comes_in_and_each_is_counted() {
    let scene = Scene::new();
    scene.user(|_| {});
    let bad: Vec<_> = bad_tokens(&scene.forge)
        .into_iter()
        .filter(crate::testing::Case::fits_a_header)
        .collect();
    for case in &bad {
        let refusal = scene.refusal(&case.token, &[]).await;
        assert_eq!(refusal, case.over_http(), "{}", case.name);
    }
    let batch = scene.gate.ledger().take();
    let counted: u64 = batch.counts.iter().map(|count| count.calls).sum();
    assert_eq!(counted, u64::try_from(bad.len()).expect("small"));
    assert!(batch.unknown.is_empty());
    assert!(batch.counts.iter().all(|count| count.refusal.is_some()));
}

#[tokio::test]
async fn inactive_unknown_and_missing_groups_are_told_apart_in_the_ledger() {
    let scene = Scene::new();
    let token = scene.token();
    assert_eq!(scene.refusal(&token, &[]).await, Refusal::UnknownClient);
    scene.user(|entry| entry.status = Status::Inactive);
    assert_eq!(scene.refusal(&token, &[]).await, Refusal::Inactive);
    scene.user(|entry| entry.version = 2);
    assert!(
        scene
            .admit(&token, &["emeaSales", "userAdministrators"])
            .await
            .is_ok()
    );
    let missing = scene.refusal(&token, &["emeaSales", "apacSales"]).await;
    assert_eq!(missing, Refusal::MissingGroup);
    // At once after an inactivation.
    scene.user(|entry| {
        entry.version = 3;
        entry.status = Status::Inactive;
    });
    assert_eq!(scene.refusal(&token, &[]).await, Refusal::Inactive);
    let batch = scene.gate.ledger().take();
    assert_eq!(batch.unknown[0].client_id.as_str(), CLIENT);
    let details: Vec<&str> = batch
        .refusals
        .iter()
        .map(|call| call.detail.as_str())
        .collect();
    assert!(
        details.contains(&"not in the group apacSales"),
        "{details:?}"
    );
    let of_user = batch
        .refusals
        .iter()
        .filter(|call| call.party_id == Some(PartyId(1)));
    assert_eq!(of_user.count(), 3);
}

#[tokio::test]
async fn a_known_client_with_an_old_token_is_counted_as_that_user() {
    let scene = Scene::new();
    scene.user(|_| {});
    let expires = scene.forge.seconds(-100);
    let old = scene
        .forge
        .draft(Profile::AtJwt)
        .claim("exp", expires)
        .mint();
    assert_eq!(scene.refusal(&old, &[]).await, Refusal::Expired);
    let batch = scene.gate.ledger().take();
    assert_eq!(batch.counts[0].party_id, Some(PartyId(1)));
    assert_eq!(
        batch.refusals[0].client_id.as_ref().map(ClientId::as_str),
        Some(CLIENT)
    );
    assert!(!batch.refusals[0].detail.contains(&old));
}

#[tokio::test]
async fn a_client_that_calls_too_often_hears_when_to_come_again() {
    let scene = Scene::new();
    scene.user(|entry| {
        entry.rate = Some(Rate {
            per_second: 1,
            burst: 3,
        });
    });
    let token = scene.token();
    for _ in 0..3 {
        assert!(scene.admit(&token, &[]).await.is_ok());
    }
    let refused = scene.admit(&token, &[]).await.expect_err("too many");
    assert_eq!(refused.refusal, Refusal::TooManyCalls);
    assert_eq!(refused.retry_after, Some(1));
}

#[tokio::test]
async fn out_of_touch_for_half_a_minute_nobody_comes_in() {
    let scene = Scene::new();
    scene.user(|_| {});
    let token = scene.token();
    let registry = scene.gate.registry();
    registry.in_touch(NOW.plus_seconds(-31));
    let refused = scene.admit(&token, &[]).await.expect_err("out of touch");
    assert_eq!(
        (refused.refusal, refused.retry_after),
        (Refusal::OutOfTouch, Some(5))
    );
    registry.in_touch(NOW.plus_seconds(-30));
    assert!(scene.admit(&token, &[]).await.is_ok());
    // Once it runs, not before the registry was filled.
    let scene = Scene::new();
    scene.user(|_| {});
    assert!(scene.admit(&token, &[]).await.is_ok());
    scene.gate.inner.started.store(true, Ordering::Relaxed);
    assert_eq!(scene.refusal(&token, &[]).await, Refusal::OutOfTouch);
}

#[tokio::test]
async fn a_closed_gate_lets_nobody_in() {
    let gate = Gate::closed();
    let token = Scene::new().token();
    let refused = admit(&gate, &token, &[]).await.expect_err("closed");
    assert_eq!(
        (refused.refusal, refused.retry_after),
        (Refusal::KeysUnavailable, Some(60))
    );
    let nobody = gate
        .admit(&HeaderMap::new(), &[], NOW)
        .await
        .expect_err("nobody");
    assert_eq!(
        (nobody.refusal, nobody.retry_after),
        (Refusal::NoCredentials, None)
    );
    assert!(gate.is_closed() && gate.providers().is_empty());
}

#[tokio::test]
async fn keys_are_fetched_for_the_first_token_and_without_any_it_is_told_to_wait() {
    let server = TestServer::start().await;
    let mut forge = Forge::new(NOW);
    let issuer = server.base.clone();
    forge.at_jwt_issuers = vec![issuer.clone()];
    let [config, _] = forge.providers();
    let gate = Gate::with(vec![config], DEFAULT_RATE, Arc::new(|| NOW));
    let token = forge.draft(Profile::AtJwt).mint();
    let refused = admit(&gate, &token, &[]).await.expect_err("no keys");
    assert_eq!(
        (refused.refusal, refused.retry_after),
        (Refusal::KeysUnavailable, Some(1))
    );

    let configuration = format!("{{\"issuer\":\"{issuer}\",\"jwks_uri\":\"{issuer}/jwks\"}}");
    server.at(
        "/.well-known/openid-configuration",
        Reply::json(configuration),
    );
    server.at("/jwks", Reply::json(forge.jwks()));
    let [config, _] = forge.providers();
    let gate = Gate::with(vec![config], DEFAULT_RATE, Arc::new(|| NOW));
    let refused = admit(&gate, &token, &[]).await.expect_err("unknown");
    assert_eq!(refused.refusal, Refusal::UnknownClient, "the token is good");
    assert_eq!(server.count("/jwks"), 1);
    // A token of nobody's key asks again, but not so soon.
    let other = forge
        .draft(Profile::AtJwt)
        .header("kid", "no-such-key")
        .mint();
    for _ in 0..3 {
        let refused = admit(&gate, &other, &[]).await.expect_err("unknown key");
        assert_eq!(refused.refusal, Refusal::UnknownKey);
    }
    assert_eq!(server.count("/jwks"), 1);
    // Where all keys were withdrawn there is none, and the token is not to blame.
    server.at("/jwks", Reply::json("{\"keys\":[]}".to_owned()));
    let [config, _] = forge.providers();
    let gate = Gate::with(vec![config], DEFAULT_RATE, Arc::new(|| NOW));
    let refused = admit(&gate, &token, &[]).await.expect_err("no keys");
    assert_eq!(
        (refused.refusal, refused.retry_after),
        (Refusal::KeysUnavailable, Some(10))
    );
}

#[tokio::test]
async fn a_report_says_what_the_gate_would_and_counts_nothing() {
    let scene = Scene::new();
    let token = scene.token();
    let report = scene.gate.examine(&token, NOW).await;
    assert_eq!(report.refusal, Some(Refusal::UnknownClient));
    assert_eq!(report.client_id.map(String::from).as_deref(), Some(CLIENT));
    scene.user(|_| {});
    let report = scene.gate.examine(&token, NOW).await;
    assert_eq!((report.refusal, report.detail.as_str()), (None, ""));
    assert_eq!(report.party_number, Some(PartyNumber::new("IU_1")));
    assert!(report.checks.iter().all(|check| check.holds == Some(true)));
    scene.user(|entry| {
        entry.version = 2;
        entry.status = Status::Inactive;
    });
    let report = scene.gate.examine(&token, NOW).await;
    assert_eq!(report.refusal, Some(Refusal::Inactive));
    let last = report.checks.last().expect("a check");
    assert_eq!((last.name.as_str(), last.holds), ("status", Some(false)));
    let bad = scene.gate.examine("rubbish", NOW).await;
    assert_eq!(bad.refusal, Some(Refusal::MalformedToken));
    assert_eq!(bad.checks.last().and_then(|check| check.holds), None);
    assert!(scene.gate.ledger().take().is_empty());
    let closed = Gate::closed().examine(&token, NOW).await;
    assert_eq!(closed.refusal, Some(Refusal::KeysUnavailable));
}

#[tokio::test]
async fn who_may_not_come_in_cannot_knock_for_ever_and_hears_the_same_whoever_it_is() {
    let forge = Forge::new(NOW);
    let providers = forge.providers().map(|config| (config, forge.keyset()));
    let rate = Rate {
        per_second: 1,
        burst: 3,
    };
    let gate = Gate::fixed(providers.into(), rate);
    let scene = Scene { forge, gate };
    scene.user(|entry| {
        entry.status = Status::Inactive;
        // A limit of its own would tell that it is known.
        entry.rate = Some(Rate {
            per_second: 1,
            burst: 1,
        });
    });
    let unknown = scene.forge.draft(Profile::AtJwt);
    let unknown = unknown.claim("client_id", "x").claim("sub", "x").mint();
    for (token, first) in [
        (scene.token(), Refusal::Inactive),
        (unknown, Refusal::UnknownClient),
    ] {
        for call in 0..5 {
            let refused = scene.admit(&token, &[]).await.expect_err("refused");
            let expected = if call < 3 {
                (first, None)
            } else {
                (Refusal::TooManyCalls, Some(1))
            };
            assert_eq!((refused.refusal, refused.retry_after), expected, "{call}");
        }
    }
}

#[tokio::test]
async fn calls_to_what_one_is_in_no_group_for_count_too() {
    let scene = Scene::new();
    scene.user(|entry| {
        entry.rate = Some(Rate {
            per_second: 1,
            burst: 1,
        });
    });
    let token = scene.token();
    assert_eq!(
        scene.refusal(&token, &["apacSales"]).await,
        Refusal::MissingGroup
    );
    assert_eq!(
        scene.refusal(&token, &["apacSales"]).await,
        Refusal::TooManyCalls
    );
}

#[test]
fn the_id_of_a_token_is_harmless_in_a_log() {
    assert_eq!(jti(None), None);
    assert_eq!(jti(Some("a\nb\u{1b}[31mc ö")).as_deref(), Some("ab[31mc"));
    assert_eq!(jti(Some(&"x".repeat(100))).map(|jti| jti.len()), Some(64));
}
