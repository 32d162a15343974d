//! Who is not signed in by an identity provider, and how that is told.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::oidc_provider::{ADMINISTRATORS, Mood, TestProvider};
use super::oidc_way::{come_back, house, is_refused, session, set_out, sign_in};
use super::site::{PUBLIC, Site};

#[tokio::test]
async fn a_sign_in_is_finished_once() {
    let (site, provider) = house().await;
    let away = set_out(&site, "").await;
    let code = provider.sign_in(&away.there, "jane", &[ADMINISTRATORS]);
    let query = format!("code={code}&state={}", away.state);
    session(&come_back(&site, &away.cookie, &query).await);
    is_refused(&come_back(&site, &away.cookie, &query).await, "attempt");
    assert_eq!(
        provider.inside().redeemed,
        1,
        "the provider is not asked again"
    );

    // A code that was used, under a state that was not.
    let other = set_out(&site, "").await;
    let query = format!("code={code}&state={}", other.state);
    is_refused(&come_back(&site, &other.cookie, &query).await, "answer");
}

#[tokio::test]
async fn of_two_at_once_one_is_let_in() {
    let (site, provider) = house().await;
    let away = set_out(&site, "").await;
    let code = provider.sign_in(&away.there, "jane", &[ADMINISTRATORS]);
    let query = format!("code={code}&state={}", away.state);
    let (one, two) = tokio::join!(
        come_back(&site, &away.cookie, &query),
        come_back(&site, &away.cookie, &query)
    );
    let let_in = [one, two]
        .iter()
        .filter(|answer| answer.header("location") == "/admin")
        .count();
    assert_eq!(let_in, 1);
}

#[tokio::test]
async fn an_answer_belongs_to_the_browser_that_asked() {
    let (site, provider) = house().await;
    let (one, other) = (set_out(&site, "").await, set_out(&site, "").await);
    let code = provider.sign_in(&other.there, "mallory", &[ADMINISTRATORS]);
    let swapped = format!("code={code}&state={}", other.state);
    is_refused(&come_back(&site, &one.cookie, &swapped).await, "attempt");
    is_refused(&come_back(&site, "a=b", &swapped).await, "attempt");
    is_refused(
        &come_back(&site, &other.cookie, &format!("code={code}")).await,
        "attempt",
    );
    is_refused(
        &come_back(&site, &other.cookie, &format!("{swapped}&state=b")).await,
        "attempt",
    );
    let guessed = format!("code={code}&state={}", "A".repeat(43));
    is_refused(&come_back(&site, &other.cookie, &guessed).await, "attempt");
    // None of it used the sign-in of the right browser up.
    session(&come_back(&site, &other.cookie, &swapped).await);
}

#[tokio::test]
async fn a_code_of_another_sign_in_is_of_no_use() {
    let (site, provider) = house().await;
    let (one, other) = (set_out(&site, "").await, set_out(&site, "").await);
    let code = provider.sign_in(&other.there, "mallory", &[ADMINISTRATORS]);
    // The verifier is another's, so the provider refuses.
    let query = format!("code={code}&state={}", one.state);
    is_refused(&come_back(&site, &one.cookie, &query).await, "answer");
}

#[tokio::test]
async fn a_sign_in_takes_ten_minutes_at_most() {
    let (site, provider) = house().await;
    let away = set_out(&site, "").await;
    let code = provider.sign_in(&away.there, "jane", &[ADMINISTRATORS]);
    site.clock.forward(601);
    let query = format!("code={code}&state={}", away.state);
    is_refused(&come_back(&site, &away.cookie, &query).await, "attempt");
}

#[tokio::test]
async fn an_id_token_that_is_not_ours_is_refused() {
    type Change = fn(&mut Value, &mut Value);
    let (site, provider) = house().await;
    let changes: [(&str, Change); 16] = [
        ("another nonce", |_, claims| {
            claims["nonce"] = json!("n".repeat(43));
        }),
        ("no nonce", |_, claims| {
            drop(claims.as_object_mut().expect("claims").remove("nonce"));
        }),
        ("another issuer", |_, claims| {
            claims["iss"] = json!("https://id.example.com");
        }),
        ("the issuer with a slash", |_, claims| {
            claims["iss"] = json!(format!("{}/", claims["iss"].as_str().expect("an issuer")));
        }),
        ("another audience", |_, claims| {
            claims["aud"] = json!("somebody-else");
        }),
        ("several audiences", |_, claims| {
            claims["aud"] = json!(["integration users", "b"]);
        }),
        ("another party", |_, claims| {
            claims["azp"] = json!("somebody-else");
        }),
        ("expired", |_, claims| {
            claims["exp"] = json!(claims["iat"].as_i64().expect("a time") - 60);
        }),
        ("never expires", |_, claims| {
            drop(claims.as_object_mut().expect("claims").remove("exp"));
        }),
        ("of tomorrow", |_, claims| {
            let iat = claims["iat"].as_i64().expect("a time") + 86_400;
            claims["iat"] = json!(iat);
            claims["exp"] = json!(iat + 60);
        }),
        ("no subject", |_, claims| claims["sub"] = json!("")),
        ("not signed", |header, _| header["alg"] = json!("none")),
        ("another algorithm", |header, _| {
            header["alg"] = json!("HS256");
        }),
        ("an unknown key", |header, _| header["kid"] = json!("other")),
        ("an access token", |header, _| {
            header["typ"] = json!("at+jwt");
        }),
        ("of another access token", |_, claims| {
            claims["at_hash"] = json!("AAAAAAAAAAAAAAAAAAAAAA");
        }),
    ];
    for (what, change) in changes {
        provider.spoil(change);
        let answer = sign_in(&site, &provider, "jane", &[ADMINISTRATORS]).await;
        assert_eq!(
            answer.header("location"),
            "/sign-in?problem=answer",
            "{what}"
        );
        site.state.limiter.give_back([127, 0, 0, 1].into());
    }
    provider.inside().spoil = None;
    provider.inside().strange_key = true;
    is_refused(
        &sign_in(&site, &provider, "jane", &[ADMINISTRATORS]).await,
        "answer",
    );
    provider.inside().strange_key = false;
    session(&sign_in(&site, &provider, "jane", &[ADMINISTRATORS]).await);
}

#[tokio::test]
async fn who_answers_is_checked_where_it_is_said() {
    for (named, iss, let_in) in [
        (false, None, true),
        (false, Some("https://evil.example"), false),
        (false, Some(""), false),
        (true, None, false),
        (true, Some("ours"), true),
    ] {
        let (site, provider) = house().await;
        provider.inside().names_issuer = named;
        let away = set_out(&site, "").await;
        let code = provider.sign_in(&away.there, "jane", &[ADMINISTRATORS]);
        let mut query = format!("code={code}&state={}", away.state);
        if let Some(iss) = iss {
            let iss = if iss == "ours" { &provider.issuer } else { iss };
            query.extend(["&iss=", iss]);
        }
        let answer = come_back(&site, &away.cookie, &query).await;
        if let_in {
            session(&answer);
        } else {
            is_refused(&answer, "answer");
            assert_eq!(provider.inside().redeemed, 0, "the code goes nowhere");
        }
    }
}

#[tokio::test]
async fn errors_of_the_provider_are_told_in_our_words() {
    let (site, provider) = house().await;
    for (error, problem) in [
        ("access_denied", "denied"),
        ("login_required", "denied"),
        ("server_error", "provider"),
        ("%3Cscript%3Ealert(1)%3C/script%3E", "provider"),
    ] {
        let away = set_out(&site, "?next=/admin/users/groups").await;
        let query = format!(
            "error={error}&error_description=canary-words&state={}",
            away.state
        );
        let answer = come_back(&site, &away.cookie, &query).await;
        is_refused(&answer, problem);
        assert!(
            answer
                .header("location")
                .ends_with("&next=/admin/users/groups")
        );
        let page = site.get(answer.header("location"), None).await;
        assert!(page.body.contains("role=\"alert\"") && !page.body.contains("canary-words"));
    }
    // Without a state of ours nobody can make us say anything of the provider.
    is_refused(
        &come_back(&site, "a=b", "error=access_denied").await,
        "attempt",
    );
    let away = set_out(&site, "").await;
    is_refused(
        &come_back(&site, &away.cookie, &format!("state={}", away.state)).await,
        "provider",
    );
    assert_eq!(provider.inside().redeemed, 0);
}

#[tokio::test]
async fn a_provider_that_does_not_answer_is_told_in_words_and_in_time() {
    for mood in [Mood::Hangs, Mood::Fails, Mood::Rubbish, Mood::Megabytes] {
        let (site, provider) = house().await;
        provider.inside().mood = mood;
        let start = Instant::now();
        is_refused(&site.get("/sign-in/oidc", None).await, "provider");
        // The next does not wait again.
        let again = Instant::now();
        is_refused(
            &site
                .get("/sign-in/oidc?next=/admin/users/groups", None)
                .await,
            "provider",
        );
        assert!(
            start.elapsed() < Duration::from_secs(8),
            "{mood:?}: {:?}",
            start.elapsed()
        );
        assert!(
            again.elapsed() < Duration::from_secs(1),
            "{mood:?}: {:?}",
            again.elapsed()
        );
    }
    for mood in [Mood::Hangs, Mood::Fails, Mood::Rubbish, Mood::Megabytes] {
        let (site, provider) = house().await;
        provider.inside().token_mood = mood;
        is_refused(
            &sign_in(&site, &provider, "jane", &[ADMINISTRATORS]).await,
            "provider",
        );
    }
    let provider = TestProvider::start().await;
    let mut settings = provider.settings();
    settings.discovery = "http://127.0.0.1:9/d".parse().expect("an address");
    let site = Site::with_oidc(PUBLIC, settings).await;
    is_refused(&site.get("/sign-in/oidc", None).await, "provider");
    let mut settings = provider.settings();
    settings.issuer = "https://id.example.com".to_owned();
    let site = Site::with_oidc(PUBLIC, settings).await;
    is_refused(&site.get("/sign-in/oidc", None).await, "provider");
}

#[tokio::test]
async fn our_secret_goes_the_way_the_provider_takes_it() {
    for (methods, works) in [
        (json!(["client_secret_post"]), true),
        (json!(null), false),
        (json!(["private_key_jwt"]), false),
    ] {
        let (site, provider) = house().await;
        provider.inside().methods = methods;
        let answer = sign_in(&site, &provider, "jane", &[ADMINISTRATORS]).await;
        if works {
            session(&answer);
        } else {
            is_refused(&answer, "provider");
        }
    }
}

#[tokio::test]
async fn too_many_wrong_answers_have_to_wait() {
    let (site, provider) = house().await;
    for _ in 0..server::sign_in::PER_ADDRESS {
        session(&sign_in(&site, &provider, "jane", &[ADMINISTRATORS]).await);
    }
    for _ in 0..server::sign_in::PER_ADDRESS {
        is_refused(&come_back(&site, "a=b", "code=a&state=b").await, "attempt");
    }
    let answer = come_back(&site, "a=b", "code=a&state=b").await;
    assert_eq!(answer.status, 429);
    assert_ne!(answer.header("retry-after"), "");
    for _ in 0..server::sign_in::STARTS_PER_ADDRESS {
        site.get("/sign-in/oidc", None).await;
    }
    assert_eq!(site.get("/sign-in/oidc", None).await.status, 429);
}

#[tokio::test]
async fn what_the_server_cannot_judge_is_no_wrong_answer() {
    let (site, _provider) = house().await;
    let away = set_out(&site, "").await;
    let query = format!("code=a&state={}", away.state);
    site.service.store().close().await;
    for _ in 0..=server::sign_in::PER_ADDRESS {
        let answer = come_back(&site, &away.cookie, &query).await;
        assert_eq!(answer.status, 503, "{}", answer.body);
    }
}
