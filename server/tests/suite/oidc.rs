//! Signing in at an identity provider, with a real one on a port.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use domain::{ActivityQuery, Caller};
use serde_json::{Value, json};
use url::Url;

use super::oidc_provider::{ADMINISTRATORS, Mood, TestProvider, VIEWERS};
use super::program::{Server, directory, run, text};
use super::site::{Answer, PUBLIC, Site};

const FORM: &str = "application/x-www-form-urlencoded";

async fn house() -> (Site, TestProvider) {
    let provider = TestProvider::start().await;
    let site = Site::with(PUBLIC, Some(provider.settings())).await;
    (site, provider)
}

/// A browser on its way: where it was sent, and the cookie it has.
struct Away {
    there: String,
    cookie: String,
    state: String,
}

/// `name=value` of each cookie that was set.
fn cookies(answer: &Answer) -> Vec<String> {
    let set = answer.headers.get_all("set-cookie").iter();
    let text = set.map(|value| value.to_str().expect("text"));
    text.map(|text| text.split(';').next().unwrap_or_default().to_owned())
        .collect()
}

async fn set_out(site: &Site, next: &str) -> Away {
    let answer = site.get(&format!("/sign-in/oidc{next}"), None).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    let there = answer.header("location").to_owned();
    let url: Url = there.parse().expect("an address");
    let pairs: HashMap<_, _> = url.query_pairs().into_owned().collect();
    Away {
        state: pairs["state"].clone(),
        cookie: cookies(&answer).remove(0),
        there,
    }
}

async fn come_back(site: &Site, cookie: &str, query: &str) -> Answer {
    site.get(&format!("/sign-in/oidc/callback?{query}"), Some(cookie))
        .await
}

/// The whole way there and back.
async fn sign_in(site: &Site, provider: &TestProvider, sub: &str, groups: &[&str]) -> Answer {
    let away = set_out(site, "").await;
    let code = provider.sign_in(&away.there, sub, groups);
    let query = format!("code={code}&state={}", away.state);
    come_back(site, &away.cookie, &query).await
}

/// The session's cookie.
fn session(answer: &Answer) -> String {
    let set = cookies(answer).into_iter();
    let mut sessions = set.filter(|cookie| cookie.starts_with("integration-users-session="));
    let session = sessions.next();
    session.unwrap_or_else(|| panic!("no session: {} {:?}", answer.status, answer.headers))
}

fn is_refused(answer: &Answer, problem: &str) {
    assert_eq!(answer.status, 303, "{problem}: {}", answer.body);
    let to = answer.header("location");
    let expected = format!("/sign-in?problem={problem}");
    assert!(
        to == expected || to.starts_with(&format!("{expected}&next=")),
        "{problem}: {to}"
    );
    let sets_session = cookies(answer)
        .iter()
        .any(|cookie| cookie.starts_with("integration-users-session="));
    assert!(!sets_session, "{problem}");
}

#[tokio::test]
async fn an_administrator_signs_in_and_is_where_they_wanted_to_be() {
    let (site, provider) = house().await;
    let page = site.get("/sign-in?next=/admin/users/groups", None).await;
    let link = "href=\"/sign-in/oidc?next=%2Fadmin%2Fusers%2Fgroups\"";
    assert!(page.body.contains(link), "{}", page.body);
    assert!(page.body.contains("Sign in with your organisation"));

    let started = site
        .get("/sign-in/oidc?next=%2Fadmin%2Fusers%2Fgroups", None)
        .await;
    let set = started.header("set-cookie");
    for attribute in ["; Path=/", "; HttpOnly", "; SameSite=Lax", "; Max-Age=600"] {
        assert!(set.contains(attribute), "{set}");
    }
    assert!(!set.contains("Domain"), "{set}");
    assert_eq!(started.header("cache-control"), "no-store");

    let away = set_out(&site, "?next=%2Fadmin%2Fusers%2Fgroups").await;
    assert!(
        away.there
            .contains("redirect_uri=http%3A%2F%2F127.0.0.1%3A3000%2Fsign-in%2Foidc%2Fcallback")
    );
    let code = provider.sign_in(&away.there, "jane", &["everybody", ADMINISTRATORS]);
    let query = format!("code={code}&state={}", away.state);
    let answer = come_back(&site, &away.cookie, &query).await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("location")),
        (303, "/admin/users/groups")
    );
    assert_eq!(answer.header("cache-control"), "no-store");
    assert!(
        cookies(&answer).contains(&"integration-users-sign-in=".to_owned()),
        "taken away"
    );

    let page = site
        .get("/admin/users/groups", Some(&session(&answer)))
        .await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("Jane Doe") && page.body.contains("/admin/users/groups/new"));
    let log = site
        .service
        .activity(&Caller::System, &ActivityQuery::default())
        .await;
    let entries = log.expect("the log").entries;
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].action.word(), "signed-in");
    assert_eq!(entries[0].subject, format!("{} jane", provider.issuer));
}

#[tokio::test]
async fn a_viewer_sees_everything_and_changes_nothing() {
    let (site, provider) = house().await;
    let cookie = session(&sign_in(&site, &provider, "vera", &[VIEWERS]).await);
    for (page, button) in [
        (
            "/admin/users/integration-users",
            "/admin/users/integration-users/new",
        ),
        ("/admin/users/groups", "/admin/users/groups/new"),
        ("/admin/users/integration-users/new", ">Create<"),
        ("/admin/users/groups/new", ">Create<"),
        ("/admin/users/groups/userAdministrators", ">Save<"),
    ] {
        let answer = site.get(page, Some(&cookie)).await;
        assert_eq!(answer.status, 200, "{page}");
        assert!(!answer.body.contains(button), "{page} has {button}");
    }
    let form = json!({ "form": { "variable_name": "a", "label": "A", "kind": "Sales", "description": "" } });
    let refused = site
        .post(
            "/api/groups/create",
            Some(&cookie),
            "application/json",
            &form.to_string(),
        )
        .await;
    assert_eq!(refused.status, 403, "{}", refused.body);
}

#[tokio::test]
async fn a_viewer_reads_the_panel_of_a_user() {
    let (site, provider) = house().await;
    let administrator = session(&sign_in(&site, &provider, "jane", &[ADMINISTRATORS]).await);
    let form = json!({ "form": { "client_id": "3f0c8a52f1e94d7bb1c5d9a04e6f7a8b", "name": "ERP", "email": "",
        "description": "", "groups": ["userAdministrators"] } });
    let made = site
        .post(
            "/api/users/create",
            Some(&administrator),
            "application/json",
            &form.to_string(),
        )
        .await;
    let made: Value = serde_json::from_str(&made.body).expect("a user");
    let page = format!(
        "/admin/users/integration-users/{}",
        made["party_number"].as_str().expect("a number")
    );
    let viewer = session(&sign_in(&site, &provider, "vera", &[VIEWERS]).await);
    let read = site.get(&page, Some(&viewer)).await.body;
    let changed = site.get(&page, Some(&administrator)).await.body;
    assert!(read.contains("Edit Integration User"));
    for (what, for_viewers) in [
        ("readonly", true),
        (">Save<", false),
        ("aria-multiselectable", false),
    ] {
        assert_eq!(read.contains(what), for_viewers, "{what}");
    }
    assert!(changed.contains(">Save<") && !changed.contains("readonly"));
}

#[tokio::test]
async fn who_has_no_role_is_refused_in_words() {
    let (site, provider) = house().await;
    for groups in [
        &[][..],
        &["everybody"],
        &["CPQ-ADMINS"],
        &["cpq-admins,cpq-support"],
    ] {
        let answer = sign_in(&site, &provider, "eve", groups).await;
        is_refused(&answer, "role");
        let page = site.get(answer.header("location"), None).await;
        assert!(
            page.body
                .contains("You are signed in at your organisation, but not allowed here")
        );
    }
}

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
            claims["nonce"] = json!("n".repeat(43))
        }),
        ("no nonce", |_, claims| {
            drop(claims.as_object_mut().expect("claims").remove("nonce"))
        }),
        ("another issuer", |_, claims| {
            claims["iss"] = json!("https://id.example.com")
        }),
        ("the issuer with a slash", |_, claims| {
            claims["iss"] = json!(format!("{}/", claims["iss"].as_str().expect("an issuer")));
        }),
        ("another audience", |_, claims| {
            claims["aud"] = json!("somebody-else")
        }),
        ("several audiences", |_, claims| {
            claims["aud"] = json!(["integration users", "b"])
        }),
        ("another party", |_, claims| {
            claims["azp"] = json!("somebody-else")
        }),
        ("expired", |_, claims| {
            claims["exp"] = json!(claims["iat"].as_i64().expect("a time") - 60)
        }),
        ("never expires", |_, claims| {
            drop(claims.as_object_mut().expect("claims").remove("exp"))
        }),
        ("of tomorrow", |_, claims| {
            let iat = claims["iat"].as_i64().expect("a time") + 86_400;
            claims["iat"] = json!(iat);
            claims["exp"] = json!(iat + 60);
        }),
        ("no subject", |_, claims| claims["sub"] = json!("")),
        ("not signed", |header, _| header["alg"] = json!("none")),
        ("another algorithm", |header, _| {
            header["alg"] = json!("HS256")
        }),
        ("an unknown key", |header, _| header["kid"] = json!("other")),
        ("an access token", |header, _| {
            header["typ"] = json!("at+jwt")
        }),
        ("of another access token", |_, claims| {
            claims["at_hash"] = json!("AAAAAAAAAAAAAAAAAAAAAA")
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
            query.push_str(&format!("&iss={iss}"));
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
    let site = Site::with(PUBLIC, Some(settings)).await;
    is_refused(&site.get("/sign-in/oidc", None).await, "provider");
    let mut settings = provider.settings();
    settings.issuer = "https://id.example.com".to_owned();
    let site = Site::with(PUBLIC, Some(settings)).await;
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
async fn afterwards_one_is_on_a_page_of_ours() {
    let (site, provider) = house().await;
    for next in [
        "https://evil.example/",
        "//evil.example",
        "/%5Cevil.example",
        "/sign-in",
        "javascript:alert(1)",
        "/admin%0D%0ASet-Cookie:%20a=b",
    ] {
        let away = set_out(&site, &format!("?next={next}")).await;
        let code = provider.sign_in(&away.there, "jane", &[ADMINISTRATORS]);
        let query = format!("code={code}&state={}&next=/admin/users/groups", away.state);
        let answer = come_back(&site, &away.cookie, &query).await;
        assert_eq!(answer.header("location"), "/admin", "{next}");
    }
}

#[tokio::test]
async fn signing_out_ends_the_session_at_the_provider_too() {
    let (site, provider) = house().await;
    let cookie = session(&sign_in(&site, &provider, "jane", &[ADMINISTRATORS]).await);
    let answer = site.post("/sign-out", Some(&cookie), FORM, "").await;
    assert_eq!(
        answer.status, 200,
        "no redirect, which form-action would keep from leading there"
    );
    let start = answer.body.find("content=\"0; url=").expect("a refresh") + 16;
    let there = &answer.body[start..start + answer.body[start..].find('"').expect("an end")];
    let there: Url = there.replace("&amp;", "&").parse().expect("an address");
    assert!(
        there
            .as_str()
            .starts_with(&format!("{}/end?tenant=1&", provider.issuer))
    );
    let pairs: HashMap<_, _> = there.query_pairs().into_owned().collect();
    assert_eq!(pairs["id_token_hint"].split('.').count(), 3);
    assert_eq!(
        pairs["post_logout_redirect_uri"],
        format!("{PUBLIC}/sign-in?problem=ended")
    );
    assert_eq!(cookies(&answer), ["integration-users-session="]);
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(
        site.get("/admin", Some(&cookie)).await.status,
        303,
        "it is over"
    );
    let again = site.post("/sign-out", Some(&cookie), FORM, "").await;
    assert_eq!(again.header("location"), "/sign-in?problem=ended");

    // Who came by link, or where the provider has no place for it, is signed out here.
    let linked = site.session(domain::Role::Administrator).await;
    let answer = site.post("/sign-out", Some(&linked), FORM, "").await;
    assert_eq!(answer.header("location"), "/sign-in?problem=ended");
    let (site, provider) = house().await;
    provider.inside().has_end_session = false;
    let cookie = session(&sign_in(&site, &provider, "jane", &[ADMINISTRATORS]).await);
    let answer = site.post("/sign-out", Some(&cookie), FORM, "").await;
    assert_eq!(answer.header("location"), "/sign-in?problem=ended");
}

#[tokio::test]
async fn every_sign_in_is_a_session_of_its_own_and_of_its_person() {
    let (site, provider) = house().await;
    let first = session(&sign_in(&site, &provider, "jane", &[ADMINISTRATORS]).await);
    let second = session(&sign_in(&site, &provider, "jane", &[ADMINISTRATORS]).await);
    let other = session(&sign_in(&site, &provider, "another Jane Doe", &[ADMINISTRATORS]).await);
    assert!(first != second && second != other);
    for (cookie, expected) in [(&first, 2), (&other, 1)] {
        let answer = site
            .post(
                "/api/account/sessions",
                Some(cookie),
                "application/json",
                "{}",
            )
            .await;
        let rows: Value = serde_json::from_str(&answer.body).expect("sessions");
        assert_eq!(rows.as_array().map(Vec::len), Some(expected));
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
async fn over_tls_its_cookie_is_bound_to_the_host() {
    let provider = TestProvider::start().await;
    let site = Site::with("https://users.example.com", Some(provider.settings())).await;
    let answer = site.get("/sign-in/oidc", None).await;
    let set = answer.header("set-cookie");
    assert!(
        set.starts_with("__Host-integration-users-sign-in="),
        "{set}"
    );
    assert!(
        set.contains("; Secure") && set.contains("; Path=/"),
        "{set}"
    );
}

#[tokio::test]
async fn without_a_provider_there_is_no_way_to_one() {
    let site = Site::new().await;
    let page = site.get("/sign-in", None).await;
    assert!(!page.body.contains("organisation</a>"), "{}", page.body);
    is_refused(&site.get("/sign-in/oidc", None).await, "organisation");
    is_refused(
        &come_back(&site, "a=b", "code=a&state=b").await,
        "organisation",
    );
}

#[test]
fn no_code_token_or_secret_is_in_the_log_and_no_link_is_printed() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let provider = runtime.block_on(TestProvider::start());
    let directory = directory();
    let variables = [
        ("IU_ADMIN_OIDC_ISSUER", provider.issuer.as_str()),
        ("IU_ADMIN_OIDC_CLIENT_ID", super::oidc_provider::CLIENT),
        ("IU_ADMIN_OIDC_CLIENT_SECRET", super::oidc_provider::SECRET),
        ("IU_ADMIN_OIDC_SCOPES", "openid profile"),
        ("IU_ADMIN_OIDC_ADMINISTRATORS", ADMINISTRATORS),
    ];
    let second = "Sign in with your organisation: http://";
    let server = Server::start_with(directory.path(), &variables, second);
    assert_eq!(server.link, "/sign-in");
    let line = |answer: &str, name: &str| {
        let mut lines = answer.lines().filter_map(|line| line.strip_prefix(name));
        lines
            .next()
            .unwrap_or_else(|| panic!("no {name} in {answer}"))
            .to_owned()
    };
    let first = |cookie: &str| cookie.split(';').next().expect("a value").to_owned();
    let started = server.ask("GET /sign-in/oidc", "");
    let there = line(&started, "location: ");
    let cookie = first(&line(&started, "set-cookie: "));
    let code = provider.sign_in(&there, "jane", &[ADMINISTRATORS]);
    let url: Url = there.parse().expect("an address");
    let asked: HashMap<_, _> = url.query_pairs().into_owned().collect();
    let ask = |head: String, cookie: &str| {
        server.ask(
            &format!("{head} HTTP/1.1\r\nCookie: {cookie}\r\nX-Rest:"),
            "",
        )
    };
    let back = format!(
        "GET /sign-in/oidc/callback?code={code}&state={}",
        asked["state"]
    );
    let answer = ask(back.clone(), &cookie);
    let session = first(&line(&answer, "set-cookie: "));
    assert!(answer.contains("location: /admin\r\n"), "{answer}");
    // A second time, and with an error, which are logged.
    ask(back, &cookie);
    ask(
        "GET /sign-in/oidc/callback?error=canary-words".to_owned(),
        &cookie,
    );
    let left = ask("POST /sign-out".to_owned(), &session);
    let hint = left.split("id_token_hint=").nth(1).expect("a hint");
    let hint = hint.split('&').next().expect("its end").to_owned();
    // The way in for emergencies is still there.
    let made = run(
        directory.path(),
        &["sign-in-link", "--public-url", "http://127.0.0.1:1"],
    );
    assert!(text(&made.stdout).contains("/sign-in/link/"));
    server.terminate();
    let (_, log) = server.end();
    assert!(
        log.contains("/sign-in/oidc/callback"),
        "requests are logged: {log}"
    );
    assert!(!log.contains("/sign-in/link/"), "a link is printed: {log}");
    let value = |cookie: &str| cookie.split_once('=').expect("a value").1.to_owned();
    for (what, secret) in [
        ("secret", super::oidc_provider::SECRET),
        ("code", code.as_str()),
        ("state", &asked["state"]),
        ("nonce", &asked["nonce"]),
        ("ID token", &hint),
        ("access token", "canary-access"),
        ("provider's words", "canary-words"),
        ("cookie", &value(&cookie)),
        ("session", &value(&session)),
    ] {
        assert!(!log.contains(secret), "the {what} is in the log");
    }
}
