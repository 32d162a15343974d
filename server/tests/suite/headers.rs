//! Headers that every answer has, whoever made it.

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request};
use axum::routing::get;
use domain::Role;

use super::site::{Answer, PUBLIC, Site};

const HUGE: usize = 1024 * 1024 + 1;

/// An answer of every kind there is.
async fn answers(site: &Site) -> Vec<(&'static str, u16, Answer)> {
    let cookie = site.session(Role::Administrator).await;
    let cookie = Some(cookie.as_str());
    let huge = "x".repeat(HUGE);
    let json = "application/json";
    vec![
        ("a page", 200, site.get("/admin", cookie).await),
        ("the sign-in page", 200, site.get("/sign-in", None).await),
        (
            "a page behind a link",
            200,
            site.get("/sign-in/link/abc", None).await,
        ),
        ("a redirect", 303, site.get("/admin", None).await),
        (
            "an unknown page",
            404,
            site.get("/admin/nothing", cookie).await,
        ),
        (
            "an unknown file",
            404,
            site.get("/pkg/nothing.js", None).await,
        ),
        (
            "an unknown function",
            404,
            site.post("/api/nothing", cookie, json, "{}").await,
        ),
        (
            "a wrong method",
            405,
            site.post("/admin", cookie, json, "{}").await,
        ),
        (
            "a foreign request",
            403,
            site.ask(&Method::POST, "/sign-out", &[], "").await,
        ),
        (
            "a body that is too long",
            413,
            site.post("/api/users/list", cookie, json, &huge).await,
        ),
        (
            "a form that is no form",
            415,
            site.post("/sign-in/link", None, json, "{}").await,
        ),
        (
            "an answer",
            200,
            site.post("/api/groups/choices", cookie, json, "{}").await,
        ),
        (
            "a refusal",
            401,
            site.post("/api/groups/choices", None, json, "{}").await,
        ),
        ("health", 200, site.get("/health", None).await),
    ]
}

#[tokio::test]
async fn every_answer_has_them() {
    let site = Site::new().await;
    for (what, status, answer) in answers(&site).await {
        assert_eq!(answer.status.as_u16(), status, "{what}: {}", answer.body);
        check(what, &answer);
        assert_eq!(answer.header("strict-transport-security"), "", "{what}");
        if what != "an unknown file" {
            assert_eq!(answer.header("cache-control"), "no-store", "{what}");
        }
    }
}

#[tokio::test]
async fn over_tls_browsers_are_told_to_stay_there() {
    let site = Site::at("https://users.example.com").await;
    for (what, _, answer) in answers(&site).await {
        check(what, &answer);
        assert_eq!(
            answer.header("strict-transport-security"),
            "max-age=31536000",
            "{what}"
        );
    }
}

fn check(what: &str, answer: &Answer) {
    let policy = answer.header("content-security-policy");
    let nonce = nonce(policy);
    assert!(nonce.len() >= 22, "{what}: {policy}");
    let expected = format!(
        "default-src 'self'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self'; \
         object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    );
    assert_eq!(policy, expected, "{what}");
    check_fixed(what, answer);
}

/// Those that are the same in every answer.
fn check_fixed(what: &str, answer: &Answer) {
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(answer.header(name), value, "{what}: {name}");
    }
    assert!(
        answer.header("permissions-policy").contains("camera=()"),
        "{what}"
    );
    assert_eq!(answer.header("x-request-id").len(), 16, "{what}");
}

#[tokio::test]
async fn answers_of_the_gate_have_them_too_and_nothing_of_them_can_be_run() {
    for (public, transport) in [
        (PUBLIC, ""),
        ("https://users.example.com", "max-age=31536000"),
    ] {
        let site = Site::at(public).await;
        for (method, path, status) in [
            (Method::GET, "/inbound/verify", 401),
            (Method::GET, "/inbound/whoami", 401),
            (Method::POST, "/inbound/whoami", 405),
        ] {
            let answer = site.ask(&method, path, &[], "").await;
            assert_eq!(answer.status.as_u16(), status, "{path}");
            check_fixed(path, &answer);
            assert_eq!(answer.header("cache-control"), "no-store", "{path}");
            assert_eq!(
                answer.header("content-security-policy"),
                "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
            );
            assert_eq!(answer.header("strict-transport-security"), transport);
        }
    }
}

fn nonce(policy: &str) -> &str {
    let rest = policy.split("'nonce-").nth(1).unwrap_or_default();
    rest.split('\'').next().unwrap_or_default()
}

#[tokio::test]
async fn every_script_of_a_page_has_the_nonce_of_the_header_and_no_other() {
    let site = Site::new().await;
    let cookie = site.session(Role::Administrator).await;
    let mut seen = Vec::new();
    for path in [
        "/admin",
        "/admin/users/integration-users",
        "/admin/users/groups",
        "/sign-in",
    ] {
        let answer = site.get(path, Some(&cookie)).await;
        let nonce = nonce(answer.header("content-security-policy")).to_owned();
        let scripts: Vec<&str> = answer.body.split("<script").skip(1).collect();
        assert!(!scripts.is_empty(), "{path}");
        for script in scripts {
            let tag = script.split('>').next().unwrap_or_default();
            assert!(
                tag.contains(&format!("nonce=\"{nonce}\"")),
                "{path}: <script{tag}>"
            );
        }
        assert!(!answer.body.contains("<style"), "{path}");
        for attribute in [
            " style=\"",
            " onclick=\"",
            " onload=\"",
            " onsubmit=\"",
            "javascript:",
        ] {
            assert!(!answer.body.contains(attribute), "{path}: {attribute}");
        }
        assert!(!seen.contains(&nonce), "{path}: the nonce came twice");
        seen.push(nonce);
    }
}

#[tokio::test]
async fn a_wrong_method_is_told_the_right_ones() {
    let site = Site::new().await;
    let answer = site.get("/sign-in/link", None).await;
    assert_eq!(answer.status, 405);
    assert_eq!(answer.header("allow"), "POST");
    assert!(
        answer.body.contains("That cannot be done here"),
        "{}",
        answer.body
    );
}

#[tokio::test]
async fn a_request_that_panics_fails_alone_and_is_named() {
    let mut site = Site::new().await;
    let broken = Router::new()
        .route("/sign-in", get(|| async { panic!("a secret") as String }))
        .route(
            "/api/broken",
            get(|| async { panic!("a secret") as String }),
        );
    let broken = server::middleware::wrap(broken, &site.state);
    site.front = server::router::Front::with(&site.state, broken);
    let page = site.get("/sign-in", None).await;
    assert_eq!(page.status, 500);
    check("a panic", &page);
    assert!(
        page.body.contains(page.header("x-request-id")),
        "{}",
        page.body
    );
    assert!(
        page.body.contains("Something went wrong") && !page.body.contains("secret"),
        "{}",
        page.body
    );
    let cookie = site.session(Role::Viewer).await;
    let function = site.get("/api/broken", Some(&cookie)).await;
    let expected = format!(
        "{{\"Problem\":{{\"Internal\":{{\"request_id\":\"{}\"}}}}}}",
        function.header("x-request-id")
    );
    assert_eq!(function.body, expected);
}

#[tokio::test]
async fn pages_are_compressed_for_those_who_can_read_it() {
    let site = Site::new().await;
    for encoding in ["br", "gzip"] {
        let answer = site
            .ask(
                &Method::GET,
                "/sign-in",
                &[("accept-encoding", encoding)],
                "",
            )
            .await;
        assert_eq!(answer.header("content-encoding"), encoding);
    }
    assert_eq!(
        site.get("/sign-in", None).await.header("content-encoding"),
        ""
    );
}

#[tokio::test]
async fn a_body_in_pieces_that_is_too_long_is_refused_in_words() {
    let site = Site::new().await;
    let cookie = site.session(Role::Administrator).await;
    let ask = async |pieces: usize| {
        // Without a length that says so beforehand.
        let piece = || Ok::<_, std::io::Error>(vec![b' '; 64 * 1024]);
        let pieces: Vec<_> = (0..pieces).map(|_| piece()).collect();
        let request = Request::post("/api/groups/choices")
            .header("cookie", &cookie)
            .header("sec-fetch-site", "same-origin")
            .header("content-type", "application/json")
            .header("accept", "application/json")
            .body(Body::from_stream(futures_util::stream::iter(pieces)))
            .expect("a request");
        site.send(request).await
    };
    let answer = ask(17).await;
    assert_eq!(answer.status, 413, "{}", answer.body);
    assert_eq!(answer.body, "\"TooLarge\"");
    let answer = ask(16).await;
    assert_ne!(answer.status, 413, "a mebibyte fits");
}
