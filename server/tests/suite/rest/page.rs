//! The reference page: readable by all, from nowhere else, complete.

use super::api::Api;

#[tokio::test]
async fn the_reference_shows_every_address_and_kind_of_problem() {
    let api = Api::new().await;
    let page = api.site.get("/docs/api", None).await;
    assert_eq!(page.status, 200);
    for (method, path) in server::rest::addresses() {
        let heading =
            format!("<span class=\"reference__method\">{method}</span><code>{path}</code>");
        assert!(page.body.contains(&heading), "{method} {path}");
    }
    for foreign in ["<script", "style=", "<img", "http://", "https://", "src="] {
        assert!(!page.body.contains(foreign), "{foreign}");
    }
    let ids: Vec<_> = page
        .body
        .split(" id=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    for target in page
        .body
        .split("href=\"#")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
    {
        assert!(ids.contains(&target), "#{target} leads nowhere");
    }
    let unique: std::collections::BTreeSet<_> = ids.iter().collect();
    assert_eq!(unique.len(), ids.len(), "no id is there twice");
    let problem = api.get("/users/nobody").await.problem(404, "NOT_FOUND");
    let kind = problem["type"]
        .as_str()
        .and_then(|kind| kind.split('#').nth(1))
        .expect("a kind");
    assert!(ids.contains(&kind), "{problem}");
    assert_eq!(
        problem["type"],
        format!("http://127.0.0.1:3000/docs/api#{kind}")
    );
}

#[tokio::test]
async fn the_reference_follows_the_choice_of_colours() {
    let api = Api::new().await;
    let page = api.site.get("/docs/api", Some("theme=dark")).await;
    assert!(
        page.body
            .contains("<meta name=\"color-scheme\" content=\"light dark\">")
    );
}
