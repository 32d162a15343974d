//! Secrets that must not get out: into the log, or into what nobody in particular may see.

use domain::Role;

use super::program::{Server, directory};
use super::site::Site;

const CLIENT_ID: &str = "canary7c1de0f4a9b84e55a3d2c6b7e8f90a1b";

#[test]
fn neither_client_ids_nor_tokens_are_in_the_log() {
    let directory = directory();
    let server = Server::start(directory.path());
    let token = server.link.rsplit('/').next().expect("a token").to_owned();
    server.ask(&format!("GET {}", server.link), "");
    let answer = server.ask("POST /sign-in/link", &format!("token={token}"));
    let cookie = answer
        .lines()
        .find_map(|line| line.strip_prefix("set-cookie: "))
        .expect("a cookie");
    let cookie = cookie.split(';').next().expect("a value").to_owned();
    let session = cookie.split('=').nth(1).expect("a token").to_owned();
    let with_cookie = |head: &str| format!("{head} HTTP/1.1\r\nCookie: {cookie}\r\nX-Rest:");
    let create = format!(
        "{{\"form\":{{\"client_id\":\"{CLIENT_ID}\",\"name\":\"\",\"email\":\"\",\"description\":\"\",\"groups\":[]}}}}"
    );
    let head = format!(
        "POST /api/users/create HTTP/1.1\r\nCookie: {cookie}\r\nAccept: application/json\r\nX-Rest:"
    );
    for _ in 0..2 {
        // The second time it is taken, which is a problem that is logged.
        server.ask(&head, &create);
    }
    for path in [
        format!("/admin/users/integration-users?q={CLIENT_ID}"),
        format!("/admin/users/integration-users/{CLIENT_ID}"),
        format!("/sign-in/link/{session}"),
        format!("/{CLIENT_ID}"),
        format!("/pkg/{CLIENT_ID}"),
    ] {
        server.ask(&with_cookie(&format!("GET {path}")), "");
    }
    server.ask(&with_cookie("POST /sign-out"), "");
    server.terminate();
    let (_, log) = server.end();
    assert!(
        log.contains("/sign-in/link/{token}"),
        "requests are logged: {log}"
    );
    for (what, secret) in [
        ("client id", CLIENT_ID),
        ("link", token.as_str()),
        ("session", session.as_str()),
    ] {
        assert!(!log.contains(secret), "the {what} is in the log: {log}");
    }
}

#[tokio::test]
async fn what_is_public_holds_no_client_id_and_repeats_no_cookie() {
    let site = Site::new().await;
    let cookie = site.session(Role::Administrator).await;
    let token = cookie.split('=').nth(1).expect("a token");
    let create = format!(
        "{{\"form\":{{\"client_id\":\"{CLIENT_ID}\",\"name\":\"\",\"email\":\"\",\"description\":\"\",\"groups\":[]}}}}"
    );
    let made = site
        .post(
            "/api/users/create",
            Some(&cookie),
            "application/json",
            &create,
        )
        .await;
    assert_eq!(made.status, 200, "{}", made.body);
    for path in [
        "/",
        "/admin",
        "/sign-in",
        "/sign-in?problem=link",
        "/sign-in/link/x",
        "/health",
        "/ready",
        "/nothing",
    ] {
        let answer = site.get(path, None).await;
        assert!(!answer.body.contains(CLIENT_ID), "{path}");
    }
    for path in [
        "/sign-in",
        "/admin",
        "/admin/users/integration-users",
        "/admin/account/sessions",
        "/nothing",
    ] {
        let answer = site.get(path, Some(&cookie)).await;
        assert!(
            !answer.body.contains(token),
            "{path} shows the session's secret"
        );
    }
    let list = site
        .get("/admin/users/integration-users", Some(&cookie))
        .await;
    assert!(list.body.contains(CLIENT_ID), "who is signed in sees it");
}
