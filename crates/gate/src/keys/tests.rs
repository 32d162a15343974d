use std::future::poll_fn;
use std::sync::atomic::AtomicI64;
use std::task::Poll;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};

use super::*;
use crate::test_server::{Reply, TestServer};

const START: Timestamp = Timestamp::from_micros(1_780_000_000_000_000);
const CONFIGURATION: &str = "/.well-known/openid-configuration";

/// A provider on a real port, and a clock that the test turns.
struct Scene {
    server: TestServer,
    provider: Arc<Provider>,
    seconds: Arc<AtomicI64>,
}

impl Scene {
    async fn new() -> Self {
        Self::with(|_, _| {}).await
    }

    async fn with(change: impl FnOnce(&mut ProviderConfig, &TestServer)) -> Self {
        let server = TestServer::start().await;
        let configuration = format!(
            "{{\"issuer\":\"{0}\",\"jwks_uri\":\"{0}/jwks\",\"token_endpoint\":\"{0}/token\"}}",
            server.base
        );
        server.at(CONFIGURATION, Reply::json(configuration));
        let mut config = ProviderConfig::new(server.base.clone(), "us");
        change(&mut config, &server);
        let seconds = Arc::new(AtomicI64::new(0));
        let clock = {
            let seconds = Arc::clone(&seconds);
            Arc::new(move || START.plus_seconds(seconds.load(Ordering::SeqCst)))
        };
        let client = HttpClient::hasty(Duration::from_millis(300));
        let provider = Provider::new(config, client, clock);
        Self {
            server,
            provider,
            seconds,
        }
    }

    fn now(&self) -> Timestamp {
        START.plus_seconds(self.seconds.load(Ordering::SeqCst))
    }

    fn forward(&self, seconds: i64) {
        self.seconds.fetch_add(seconds, Ordering::SeqCst);
    }

    fn publish(&self, kids: &[&str]) {
        self.server.at("/jwks", Reply::json(jwks(kids)));
    }

    fn kids(&self) -> Option<Vec<String>> {
        let keys = self.provider.keys(self.now())?;
        Some(keys.keys().iter().map(|key| name_of(key).0).collect())
    }
}

fn jwks(kids: &[&str]) -> String {
    let keys: Vec<String> = kids.iter().map(|kid| jwk(kid)).collect();
    format!("{{\"keys\":[{}]}}", keys.join(","))
}

fn jwk(kid: &str) -> String {
    let random = SystemRandom::new();
    let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(algorithm, &random).expect("a key");
    let pair = EcdsaKeyPair::from_pkcs8(algorithm, pkcs8.as_ref(), &random).expect("a key");
    let point = pair.public_key().as_ref();
    let (x, y) = (&point[1..33], &point[33..]);
    format!(
        "{{\"kty\":\"EC\",\"crv\":\"P-256\",\"alg\":\"ES256\",\"kid\":\"{kid}\",\"x\":\"{}\",\"y\":\"{}\"}}",
        URL_SAFE_NO_PAD.encode(x),
        URL_SAFE_NO_PAD.encode(y)
    )
}

#[tokio::test]
async fn keys_are_discovered_and_told_of() {
    let scene = Scene::new().await;
    scene.publish(&["one", "two"]);
    assert_eq!(scene.kids(), None);
    scene.provider.refresh_if_due().await;
    assert_eq!(scene.kids(), Some(vec!["one".to_owned(), "two".to_owned()]));
    let state = scene.provider.state();
    assert_eq!(state.jwks_uri, Some(format!("{}/jwks", scene.server.base)));
    assert_eq!(
        state.token_endpoint,
        Some(format!("{}/token", scene.server.base))
    );
    assert_eq!(state.keys[1].kid, "two");
    assert_eq!(state.keys[1].algorithm, "ES256");
    assert_eq!(state.keys[1].first_seen, START);
    assert_eq!((state.fetched, state.last_error), (Some(START), None));
    assert!(!state.pinned && !state.stale);
}

#[tokio::test]
async fn a_pinned_address_needs_no_discovery() {
    let scene = Scene::with(|config, server| config.jwks_uri = Some(server.url("/pinned"))).await;
    scene.server.at("/pinned", Reply::json(jwks(&["one"])));
    scene.provider.refresh_if_due().await;
    assert_eq!(scene.kids(), Some(vec!["one".to_owned()]));
    assert_eq!(scene.server.count(CONFIGURATION), 0);
    assert!(scene.provider.state().pinned);
}

#[tokio::test]
async fn an_unknown_key_asks_at_most_every_ten_seconds_and_all_wait_for_one_answer() {
    let scene = Scene::new().await;
    scene.publish(&["one"]);
    let all = |scene: &Scene| {
        let waiting: Vec<_> = (0..20)
            .map(|_| {
                let provider = Arc::clone(&scene.provider);
                tokio::spawn(async move { provider.refresh().await })
            })
            .collect();
        async move {
            for one in waiting {
                one.await.expect("an end");
            }
        }
    };
    all(&scene).await;
    assert_eq!(scene.server.count("/jwks"), 1);
    scene.publish(&["two"]);
    scene.forward(9);
    all(&scene).await;
    assert_eq!(scene.kids(), Some(vec!["one".to_owned()]));
    scene.forward(1);
    all(&scene).await;
    assert_eq!(
        scene.kids(),
        Some(vec!["two".to_owned()]),
        "a rotated key works within ten seconds"
    );
    assert_eq!(scene.server.count("/jwks"), 2);
    assert_eq!(
        scene.server.count(CONFIGURATION),
        1,
        "where the keys are is known"
    );
}

#[tokio::test]
async fn while_the_provider_hangs_only_so_many_wait() {
    let scene = Scene::new().await;
    scene.server.at("/jwks", Reply::Hang);
    let waiting: Vec<_> = (0..MOST_WAITING * 3)
        .map(|_| {
            let provider = Arc::clone(&scene.provider);
            tokio::spawn(async move { provider.refresh_for_token().await })
        })
        .collect();
    let mut waited = 0;
    for one in waiting {
        waited += usize::from(one.await.expect("an end"));
    }
    assert_eq!(waited, MOST_WAITING);
    assert!(
        scene.provider.refresh_for_token().await,
        "there is room again"
    );
}

#[tokio::test]
async fn a_withdrawn_key_dies_within_five_minutes() {
    for (header, still, gone) in [
        ("", 269, 270),
        ("Cache-Control: max-age=86400\r\n", 269, 270),
        ("Cache-Control: max-age=60\r\n", 59, 60),
        ("Cache-Control: no-store\r\n", 9, 10),
    ] {
        let scene = Scene::new().await;
        let keys = Reply::Ok(jwks(&["one", "two"]), header.to_owned());
        scene.server.at("/jwks", keys);
        scene.provider.refresh_if_due().await;
        scene.publish(&["two"]);
        scene.forward(still);
        scene.provider.refresh_if_due().await;
        assert_eq!(scene.kids().map(|kids| kids.len()), Some(2), "{header}");
        scene.forward(gone - still);
        scene.provider.refresh_if_due().await;
        assert_eq!(scene.kids(), Some(vec!["two".to_owned()]), "{header}");
        assert_eq!(
            scene.provider.state().keys[0].first_seen,
            START,
            "it is not new"
        );
    }
}

#[tokio::test]
async fn a_clock_that_is_set_back_keeps_no_withdrawn_key() {
    let scene = Scene::new().await;
    scene.publish(&["one", "two"]);
    scene.provider.refresh_if_due().await;
    scene.publish(&["two"]);
    scene.forward(-7 * 24 * 60 * 60);
    scene.provider.refresh_if_due().await;
    assert_eq!(scene.kids(), Some(vec!["two".to_owned()]));
    scene.forward(i64::from(FRESH) - 1);
    scene.provider.refresh_if_due().await;
    assert_eq!(scene.server.count("/jwks"), 2, "they are fresh again");
}

#[tokio::test]
async fn all_keys_can_be_withdrawn() {
    let scene = Scene::new().await;
    scene.publish(&["one"]);
    scene.provider.refresh_if_due().await;
    scene.publish(&[]);
    scene.forward(270);
    scene.provider.refresh_if_due().await;
    assert_eq!(scene.kids(), Some(Vec::new()));
}

#[tokio::test]
async fn keys_are_used_for_a_day_when_the_provider_fails_whatever_it_does() {
    for bad in [
        Reply::Status(500, "{}".to_owned()),
        Reply::Hang,
        Reply::Endless,
        Reply::json("rubbish"),
        Reply::json("{}"),
        Reply::json("{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"}]}"),
        Reply::json("x".repeat(2_000_000)),
        Reply::Redirect("http://evil.example/jwks".to_owned()),
        Reply::Raw(Vec::new()),
    ] {
        let scene = Scene::new().await;
        scene.publish(&["one"]);
        scene.provider.refresh_if_due().await;
        scene.server.at("/jwks", bad);
        scene.forward(271);
        scene.provider.refresh_if_due().await;
        let state = scene.provider.state();
        assert!(state.stale && state.last_error.is_some(), "{state:?}");
        assert_eq!(state.fetched, Some(START));
        assert_eq!(state.last_tried, Some(scene.now()));
        scene.provider.refresh_if_due().await;
        assert_eq!(scene.server.count("/jwks"), 2, "not at once again");
        scene.forward(STALE_USE - 1);
        assert_eq!(scene.kids(), Some(vec!["one".to_owned()]));
        scene.forward(1);
        assert_eq!(scene.kids(), None);
        scene.publish(&["one"]);
        scene.provider.refresh_if_due().await;
        let state = scene.provider.state();
        assert!(!state.stale && state.last_error.is_none());
        assert_eq!(scene.kids(), Some(vec!["one".to_owned()]));
    }
}

#[tokio::test]
async fn without_keys_a_provider_is_asked_again_soon_and_then_more_seldom() {
    let scene = Scene::new().await;
    scene.server.at("/jwks", Reply::Status(503, String::new()));
    let mut asked = Vec::new();
    for second in 0..100 {
        let before = scene.server.count("/jwks");
        scene.provider.refresh_if_due().await;
        if scene.server.count("/jwks") > before {
            // Whoever is sent away is told when it is worth coming again.
            asked.push((second, scene.provider.retry_after(scene.now())));
        }
        scene.forward(1);
    }
    let early = [(0, 1), (1, 2), (3, 4), (7, 8)];
    let late = (15..100).step_by(10).map(|second| (second, 10));
    assert_eq!(asked, early.into_iter().chain(late).collect::<Vec<_>>());
    scene.publish(&["one"]);
    scene.forward(10);
    scene.provider.refresh_if_due().await;
    assert!(scene.kids().is_some());
    // With keys there is no such hurry any more.
    scene.server.at("/jwks", Reply::Status(503, String::new()));
    scene.forward(i64::from(FRESH));
    let before = scene.server.count("/jwks");
    for _ in 0..20 {
        scene.provider.refresh_if_due().await;
        scene.forward(1);
    }
    assert_eq!(scene.server.count("/jwks") - before, 2);
}

#[tokio::test]
async fn without_a_configuration_there_are_no_keys_and_with_one_they_go_on() {
    let scene = Scene::new().await;
    scene.publish(&["one"]);
    let configuration = format!(
        "{{\"issuer\":\"{0}\",\"jwks_uri\":\"{0}/jwks\"}}",
        scene.server.base
    );
    let other = Reply::json(
        "{\"issuer\":\"https://evil.example\",\"jwks_uri\":\"https://evil.example/jwks\"}",
    );
    scene.server.at(CONFIGURATION, other);
    scene.provider.refresh_if_due().await;
    assert_eq!(scene.kids(), None);
    let error = scene.provider.state().last_error.unwrap_or_default();
    assert!(error.contains("evil.example"), "{error}");
    scene.server.at(CONFIGURATION, Reply::json(configuration));
    scene.forward(10);
    scene.provider.refresh_if_due().await;
    assert!(scene.kids().is_some());
    // An hour later the configuration cannot be had: what was known of it still serves.
    scene
        .server
        .at(CONFIGURATION, Reply::Status(500, String::new()));
    scene.forward(DISCOVERY_AGE + 1);
    scene.publish(&["two"]);
    scene.provider.refresh_if_due().await;
    assert_eq!(scene.kids(), Some(vec!["two".to_owned()]));
}

#[tokio::test]
async fn a_provider_that_moves_its_keys_is_followed() {
    let scene = Scene::new().await;
    scene.publish(&["one"]);
    scene.provider.refresh_if_due().await;
    scene.server.at("/jwks", Reply::Status(410, String::new()));
    scene.server.at("/new", Reply::json(jwks(&["two"])));
    let configuration = format!(
        "{{\"issuer\":\"{0}\",\"jwks_uri\":\"{0}/new\"}}",
        scene.server.base
    );
    scene.server.at(CONFIGURATION, Reply::json(configuration));
    scene.forward(271);
    scene.provider.refresh_if_due().await;
    scene.forward(10);
    scene.provider.refresh_if_due().await;
    assert_eq!(scene.kids(), Some(vec!["two".to_owned()]));
}

#[tokio::test]
async fn a_fetch_goes_on_when_the_one_who_asked_goes_away() {
    let scene = Scene::new().await;
    scene.publish(&["one"]);
    {
        let asking = scene.provider.refresh();
        tokio::pin!(asking);
        // Begun, and given up at once.
        let begun = poll_fn(|task| Poll::Ready(asking.as_mut().poll(task).is_pending()));
        assert!(begun.await);
    }
    scene.provider.refresh().await;
    assert_eq!(scene.kids(), Some(vec!["one".to_owned()]));
    assert_eq!(scene.server.count("/jwks"), 1);
}
