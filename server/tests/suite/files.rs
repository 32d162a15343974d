//! Files of the site.

use axum::http::Method;

use super::site::Site;

#[tokio::test]
async fn files_are_public_and_asked_for_again_only_when_they_changed() {
    let site = Site::new().await;
    // The site may not be built where only Rust is tested; then there is no file to ask for.
    for path in site.state.root_files() {
        let answer = site.get(path, None).await;
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.header("cache-control"), "no-cache", "{path}");
        assert_eq!(answer.header("vary"), "accept-encoding", "{path}");
        let tag = answer.header("etag");
        let again = site
            .ask(&Method::GET, path, &[("if-none-match", tag)], "")
            .await;
        assert_eq!(
            (again.status.as_u16(), again.body.as_str()),
            (304, ""),
            "{path}"
        );
        assert_eq!(again.header("etag"), tag, "{path}");
    }
}

#[tokio::test]
async fn nothing_outside_of_the_site_is_a_file() {
    let site = Site::new().await;
    for path in [
        "/pkg/../Cargo.toml",
        "/pkg/..%2f..%2fCargo.toml",
        "/pkg/%2e%2e/%2e%2e/Cargo.toml",
        "/pkg//etc/passwd",
        "/pkg/",
    ] {
        let answer = site.get(path, None).await;
        assert!(
            answer.status == 404 || answer.status == 303,
            "{path}: {}",
            answer.status
        );
        assert!(!answer.body.contains("[workspace]"), "{path}");
    }
    assert_eq!(site.get("/bundle.txt", None).await.status, 303);
}
