//! Files of the site. How they are kept is tested in the browser, where there are some for certain.

use super::site::Site;

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
