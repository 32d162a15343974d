//! Signing in by link, and out.

use domain::{ActivityQuery, Caller, Role};

use super::site::{Answer, Site};

const FORM: &str = "application/x-www-form-urlencoded";

async fn redeem(site: &Site, body: &str) -> Answer {
    site.post("/sign-in/link", None, FORM, body).await
}

/// `name=value` of the cookie that was set.
fn cookie(answer: &Answer) -> &str {
    answer
        .header("set-cookie")
        .split(';')
        .next()
        .unwrap_or_default()
}

#[tokio::test]
async fn a_link_signs_in_once() {
    let site = Site::new().await;
    let token = site.link(Role::Administrator).await;
    let shown = site.get(&format!("/sign-in/link/{token}"), None).await;
    assert_eq!(shown.status, 200);
    assert!(
        shown.body.contains(&format!("value=\"{token}\"")),
        "{}",
        shown.body
    );
    assert!(shown.body.contains(">Sign in</button>"), "{}", shown.body);
    assert_eq!(shown.header("set-cookie"), "");

    let answer = redeem(&site, &format!("token={token}")).await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("location")),
        (303, "/admin")
    );
    let page = site.get("/admin", Some(cookie(&answer))).await;
    assert_eq!(page.status, 200);

    let again = redeem(&site, &format!("token={token}")).await;
    assert_eq!(
        (again.status.as_u16(), again.header("location")),
        (303, "/sign-in?problem=link")
    );
    assert_eq!(again.header("set-cookie"), "");
}

#[tokio::test]
async fn showing_a_link_does_not_use_it_up() {
    let site = Site::new().await;
    let token = site.link(Role::Administrator).await;
    for _ in 0..3 {
        site.get(&format!("/sign-in/link/{token}"), None).await;
    }
    let answer = redeem(&site, &format!("token={token}")).await;
    assert_eq!(answer.header("location"), "/admin");
}

#[tokio::test]
async fn of_many_at_once_one_is_let_in() {
    let site = Site::new().await;
    let token = site.link(Role::Administrator).await;
    let body = format!("token={token}");
    let (a, b, c, d) = tokio::join!(
        redeem(&site, &body),
        redeem(&site, &body),
        redeem(&site, &body),
        redeem(&site, &body)
    );
    let let_in = [a, b, c, d]
        .iter()
        .filter(|answer| answer.header("location") == "/admin")
        .count();
    assert_eq!(let_in, 1);
}

#[tokio::test]
async fn a_link_that_is_expired_or_none_is_refused_alike() {
    let site = Site::new().await;
    let token = site.link(Role::Administrator).await;
    site.clock.forward(601);
    for token in [
        token.as_str(),
        "",
        "x",
        &"A".repeat(43),
        &"A".repeat(10_000),
        "%F0%9F%92%A9",
        "'%20OR%201=1",
    ] {
        let answer = redeem(&site, &format!("token={token}")).await;
        assert_eq!(
            answer.header("location"),
            "/sign-in?problem=link",
            "{token}"
        );
    }
}

#[tokio::test]
async fn afterwards_one_is_where_one_wanted_to_go_but_never_elsewhere() {
    let site = Site::new().await;
    let sent = site.get("/admin/users/groups?q=a", None).await;
    assert_eq!(sent.header("location"), "/sign-in?next=/admin/users/groups");
    for (next, to) in [
        (
            "%2Fadmin%2Fusers%2Fgroups%3Fq%3Da",
            "/admin/users/groups?q=a",
        ),
        ("https%3A%2F%2Fevil.example", "/admin"),
        ("%2F%2Fevil.example", "/admin"),
        ("%2F%5Cevil.example", "/admin"),
        ("%2Fadmin%0D%0ASet-Cookie%3A%20a%3Db", "/admin"),
    ] {
        let token = site.link(Role::Administrator).await;
        let answer = redeem(&site, &format!("token={token}&next={next}")).await;
        assert_eq!(answer.header("location"), to, "{next}");
    }
}

#[tokio::test]
async fn too_many_attempts_have_to_wait() {
    let site = Site::new().await;
    for _ in 0..server::sign_in::PER_ADDRESS {
        assert_eq!(redeem(&site, "token=x").await.status, 303);
    }
    let answer = redeem(&site, "token=x").await;
    assert_eq!(answer.status, 429);
    let wait: u64 = answer.header("retry-after").parse().expect("seconds");
    assert!((1..=60).contains(&wait), "{wait}");
    assert!(answer.body.contains("Too many attempts"), "{}", answer.body);
    let token = site.link(Role::Administrator).await;
    assert_eq!(
        redeem(&site, &format!("token={token}")).await.status,
        429,
        "a good link waits too"
    );
}

#[tokio::test]
async fn what_the_server_cannot_judge_is_no_attempt() {
    let site = Site::new().await;
    let token = site.link(Role::Administrator).await;
    site.service.store().close().await;
    for _ in 0..=server::sign_in::PER_ADDRESS {
        let answer = redeem(&site, &format!("token={token}")).await;
        assert_eq!(answer.status, 503, "{}", answer.body);
    }
}

#[tokio::test]
async fn the_cookie_is_for_this_host_and_for_no_script() {
    for (public, name, secure) in [
        (
            "https://users.example.com",
            "__Host-integration-users=",
            true,
        ),
        ("http://127.0.0.1:3000", "integration-users-session=", false),
    ] {
        let site = Site::at(public).await;
        let token = site.link(Role::Administrator).await;
        let answer = redeem(&site, &format!("token={token}")).await;
        let set = answer.header("set-cookie");
        assert!(set.starts_with(name), "{set}");
        for attribute in ["; Path=/", "; HttpOnly", "; SameSite=Lax"] {
            assert!(set.contains(attribute), "{set}");
        }
        assert_eq!(set.contains("; Secure"), secure, "{set}");
        assert!(!set.contains("Domain"), "{set}");
    }
}

#[tokio::test]
async fn every_sign_in_has_a_new_session() {
    let site = Site::new().await;
    let mut cookies = Vec::new();
    for _ in 0..2 {
        let token = site.link(Role::Administrator).await;
        let answer = redeem(&site, &format!("token={token}")).await;
        cookies.push(cookie(&answer).to_owned());
    }
    assert_ne!(cookies[0], cookies[1]);
}

#[tokio::test]
async fn signing_out_ends_the_session_on_the_server() {
    let site = Site::new().await;
    let session = site.session(Role::Administrator).await;
    let other = site.session(Role::Administrator).await;
    let answer = site.post("/sign-out", Some(&session), FORM, "").await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("location")),
        (303, "/sign-in?problem=ended")
    );
    assert!(
        answer.header("set-cookie").contains("Max-Age=0"),
        "{}",
        answer.header("set-cookie")
    );
    assert_eq!(site.get("/admin", Some(&session)).await.status, 303);
    assert_eq!(site.get("/admin", Some(&other)).await.status, 200);
    let log = site
        .service
        .activity(&Caller::System, &ActivityQuery::default())
        .await
        .expect("the log");
    let actions: Vec<&str> = log
        .entries
        .iter()
        .map(|entry| entry.action.word())
        .collect();
    assert_eq!(actions, ["signed-out", "signed-in", "signed-in"]);
}

#[tokio::test]
async fn a_session_ends_by_itself() {
    let site = Site::new().await;
    let session = site.session(Role::Administrator).await;
    for _ in 0..4 {
        site.clock.forward(29 * 60);
        assert_eq!(site.get("/admin", Some(&session)).await.status, 200);
    }
    site.clock.forward(31 * 60);
    assert_eq!(site.get("/admin", Some(&session)).await.status, 303, "idle");

    let session = site.session(Role::Administrator).await;
    for _ in 0..(12 * 60 / 25) {
        site.get("/admin", Some(&session)).await;
        site.clock.forward(25 * 60);
    }
    site.clock.forward(26 * 60);
    assert_eq!(
        site.get("/admin", Some(&session)).await.status,
        303,
        "after twelve hours"
    );
}

#[tokio::test]
async fn a_session_that_is_none_is_nobody() {
    let site = Site::new().await;
    let unknown = "A".repeat(43);
    for token in ["", "x", unknown.as_str(), "%00", "a b"] {
        let cookie = format!("integration-users-session={token}");
        assert_eq!(
            site.get("/admin", Some(&cookie)).await.status,
            303,
            "{token:?}"
        );
    }
}
