//! What does not get as far as an endpoint.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::{Method, Request};

use super::api::{Api, PREFIX};

#[tokio::test]
async fn other_methods_are_refused_with_those_that_there_are() {
    let api = Api::new().await;
    let mut known: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (method, path) in server::rest::addresses() {
        known.entry(path).or_default().push(method);
    }
    for (path, methods) in known {
        let address = path
            .replace("{partyNumber}", "nobody")
            .replace("{companyLoginName}", "_host")
            .replace("{groupVarName}", "none");
        for method in [
            "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW",
        ] {
            if methods.contains(&method) || (method == "HEAD" && methods.contains(&"GET")) {
                continue;
            }
            let verb = Method::from_bytes(method.as_bytes()).expect("a method");
            // Without a token too: which methods there are is no secret.
            let answer = api
                .site
                .ask(&verb, &format!("{PREFIX}{address}"), &[], "")
                .await;
            if method != "HEAD" {
                answer.problem(405, "WRONG_METHOD");
            }
            assert_eq!(answer.status, 405, "{method} {path}");
            let allow = answer.header("allow");
            let mut expected = methods.clone();
            if let Some(at) = expected.iter().position(|method| *method == "GET") {
                expected.insert(at + 1, "HEAD");
            }
            assert_eq!(allow, expected.join(", "), "{path}");
        }
    }
}

#[tokio::test]
async fn unknown_addresses_are_problems_too() {
    let api = Api::new().await;
    for path in [
        "",
        "/",
        "/nothing",
        "/integrationUsers/",
        "/users/a/b/c",
        "//users",
        "/Users",
        "/openapi.yaml",
    ] {
        for prefix in ["/cpq/rest/v19", "/rest/v19"] {
            let path = format!("{prefix}{path}");
            let answer = api.site.ask(&Method::GET, &path, &[], "").await;
            let problem = answer.problem(404, "NOT_FOUND");
            assert_eq!(problem["instance"], path);
        }
    }
    api.get("/companies/other/groups")
        .await
        .problem(404, "NOT_FOUND");
    api.get("/users/%00").await.problem(404, "NOT_FOUND");
}

#[tokio::test]
async fn that_a_name_is_no_text_is_told_to_those_who_may_ask() {
    let api = Api::new().await;
    api.user("plain", &[]).await;
    let token = format!("Bearer {}", api.token("plain"));
    let plain = [("authorization", token.as_str())];
    for path in [
        "/users/%FF",
        "/users/%FF/groups",
        "/integrationUsers/%ff",
        "/companies/_host/groups/%FF",
    ] {
        let whole = format!("{PREFIX}{path}");
        let nobody = api.site.ask(&Method::GET, &whole, &[], "").await;
        nobody.problem(401, "NO_CREDENTIALS");
        let somebody = api.site.ask(&Method::GET, &whole, &plain, "").await;
        somebody.problem(403, "NOT_ALLOWED");
        api.get(path).await.problem(404, "NOT_FOUND");
    }
}

#[tokio::test]
async fn head_is_get_without_the_body() {
    let api = Api::new().await;
    let path = format!("/users/{}", api.administrator.party_number);
    let read = api.get(&path).await;
    let head = api.call(Method::HEAD, &path, "").await;
    assert_eq!((head.status.as_u16(), head.body.as_str()), (200, ""));
    assert_eq!(head.header("etag"), read.header("etag"));
    assert_eq!(head.header("content-length"), read.body.len().to_string());
    let none = api.call(Method::HEAD, "/users/nobody", "").await;
    assert_eq!((none.status.as_u16(), none.body.as_str()), (404, ""));
}

#[tokio::test]
async fn only_json_goes_in_and_comes_out() {
    let api = Api::new().await;
    let html = [("accept", "text/html")];
    let answer = api.call_with(Method::GET, "/users", &html, "").await;
    answer.problem(406, "NOT_ACCEPTABLE");
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/json; charset=utf-16",
    ] {
        let headers = [("content-type", kind)];
        let answer = api
            .call_with(Method::POST, "/integrationUsers", &headers, "{}")
            .await;
        answer.problem(415, "NOT_JSON");
    }
    let without = api.call(Method::POST, "/integrationUsers", "").await;
    without.problem(415, "NOT_JSON");
}

#[tokio::test]
async fn a_body_has_at_most_a_mebibyte() {
    let api = Api::new().await;
    let large = format!("{{\"oauthClientId\":\"{}\"}}", "x".repeat(1024 * 1024));
    api.post("/integrationUsers", &large)
        .await
        .problem(413, "TOO_LARGE");
    // Without a length that says so beforehand.
    let bearer = format!("Bearer {}", api.token(super::api::ADMINISTRATOR));
    let chunks = (0..17).map(|_| Ok::<_, std::io::Error>(vec![b' '; 64 * 1024]));
    let request = Request::post(format!("{PREFIX}/integrationUsers"))
        .header("authorization", bearer)
        .header("content-type", "application/json")
        .body(Body::from_stream(futures_util::stream::iter(chunks)))
        .expect("a request");
    api.site.send(request).await.problem(413, "TOO_LARGE");
}

#[tokio::test]
async fn a_body_that_breaks_off_is_not_too_large() {
    let api = Api::new().await;
    let bearer = format!("Bearer {}", api.token(super::api::ADMINISTRATOR));
    let pieces = [
        Ok(b"{\"oauthClientId\":".to_vec()),
        Err(std::io::Error::other("the line is cut")),
    ];
    let request = Request::post(format!("{PREFIX}/integrationUsers"))
        .header("authorization", bearer)
        .header("content-type", "application/json")
        .body(Body::from_stream(futures_util::stream::iter(pieces)))
        .expect("a request");
    api.site.send(request).await.problem(400, "BAD_REQUEST");
}

#[tokio::test]
async fn more_than_one_authorization_is_refused() {
    let api = Api::new().await;
    let token = format!("Bearer {}", api.token(super::api::ADMINISTRATOR));
    let twice = [
        ("authorization", token.as_str()),
        ("authorization", token.as_str()),
    ];
    let path = format!("{PREFIX}/users");
    let answer = api.site.ask(&Method::GET, &path, &twice, "").await;
    answer.problem(400, "MALFORMED_CREDENTIALS");
    assert!(
        answer
            .header("www-authenticate")
            .contains("invalid_request")
    );
    let basic = [("authorization", "Basic dXNlcjp3b3Jk")];
    let answer = api.site.ask(&Method::GET, &path, &basic, "").await;
    assert!(answer.status.is_client_error(), "{}", answer.body);
    let bad = format!("{token}x");
    let answer = api
        .site
        .ask(&Method::GET, &path, &[("authorization", bad.as_str())], "")
        .await;
    answer.problem(401, "INVALID_TOKEN");
    assert!(
        !answer.body.contains(&token[20..]),
        "the token is not repeated"
    );
}

#[tokio::test]
async fn without_a_provider_nobody_is_admitted() {
    let site = crate::site::Site::new().await;
    let token = [("authorization", "Bearer a.b.c")];
    let answer = site.ask(&Method::GET, "/rest/v19/users", &token, "").await;
    answer.problem(503, "NO_PROVIDER");
    assert!(answer.header("retry-after").parse::<u32>().is_ok());
}

#[tokio::test]
async fn a_database_that_is_gone_is_503_with_a_time_to_come_again() {
    let api = Api::new().await;
    api.site.service.store().close().await;
    let answer = api.get("/users").await;
    let problem = answer.problem(503, "UNAVAILABLE");
    assert!(
        answer.header("retry-after").parse::<u32>().is_ok(),
        "{problem}"
    );
    // A session cannot be looked up then: that is no page either.
    let cookie = [(
        "cookie",
        "integration-users-session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    )];
    let answer = api
        .site
        .ask(&Method::GET, &format!("{PREFIX}/users"), &cookie, "")
        .await;
    answer.problem(503, "UNAVAILABLE");
}
