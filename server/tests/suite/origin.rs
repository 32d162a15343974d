//! What changes something must come from a page of ours; the rule itself is tested where it stands.

use axum::http::Method;
use domain::Role;

use super::site::{PUBLIC, Site};

#[tokio::test]
async fn no_address_takes_a_change_from_another_site() {
    let site = Site::new().await;
    let cookie = site.session(Role::Administrator).await;
    let mut paths: Vec<String> = server::router::addresses(&site.state)
        .into_iter()
        .map(|(_, path)| path)
        .collect();
    paths.push("/no/such/page".to_owned());
    // Applications come with a token, never with a cookie, and from wherever they are.
    paths.retain(|path| !server::gate::is_gate(path));
    for path in &paths {
        let path = path.replace(['{', '}', '*'], "");
        for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            for foreign in [
                &[][..],
                &[("sec-fetch-site", "cross-site")],
                &[("sec-fetch-site", "same-site"), ("origin", PUBLIC)],
                &[("origin", "http://evil.example")],
                &[("origin", "null")],
            ] {
                let mut headers = foreign.to_vec();
                headers.push(("cookie", &cookie));
                let answer = site.ask(&method, &path, &headers, "").await;
                assert_eq!(answer.status, 403, "{method} {path} {foreign:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_change_from_our_own_page_gets_through() {
    let site = Site::new().await;
    let cookie = site.session(Role::Administrator).await;
    for own in [("sec-fetch-site", "same-origin"), ("origin", PUBLIC)] {
        let headers = [
            own,
            ("cookie", &cookie),
            ("content-type", "application/json"),
        ];
        let answer = site
            .ask(&Method::POST, "/api/groups/choices", &headers, "{}")
            .await;
        assert_eq!(answer.status, 200, "{own:?}: {}", answer.body);
    }
}

#[tokio::test]
async fn a_link_on_another_site_may_lead_here() {
    let site = Site::new().await;
    let cookie = site.session(Role::Viewer).await;
    let headers = [("sec-fetch-site", "cross-site"), ("cookie", &cookie)];
    let answer = site.ask(&Method::GET, "/admin", &headers, "").await;
    assert_eq!(answer.status, 200);
}
