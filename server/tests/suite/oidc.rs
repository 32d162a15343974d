//! Signing in at an identity provider and out, with a real one on a port.

use std::collections::HashMap;

use domain::{ActivityQuery, Caller};
use serde_json::{Value, json};
use url::Url;

use super::oidc_provider::{ADMINISTRATORS, CLIENT, SECRET, TestProvider, VIEWERS};
use super::oidc_way::{come_back, cookies, house, is_refused, session, set_out, sign_in};
use super::program::{Server, directory, run, text};
use super::site::{PUBLIC, Site};

const FORM: &str = "application/x-www-form-urlencoded";

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
async fn over_tls_its_cookie_is_bound_to_the_host() {
    let provider = TestProvider::start().await;
    let site = Site::with_oidc("https://users.example.com", provider.settings()).await;
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
        ("IU_ADMIN_OIDC_CLIENT_ID", CLIENT),
        ("IU_ADMIN_OIDC_CLIENT_SECRET", SECRET),
        ("IU_ADMIN_OIDC_SCOPES", "openid profile"),
        ("IU_ADMIN_OIDC_ADMINISTRATORS", ADMINISTRATORS),
    ];
    let second = "Sign in with your organisation: http://";
    let server = Server::start_saying(directory.path(), &variables, second);
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
        ("secret", SECRET),
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
