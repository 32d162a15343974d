//! Collections: pages, counts, orders, and the envelope around them.

use domain::GroupType;
use serde_json::{Value, json};

use super::api::Api;

async fn with_users(count: usize) -> Api {
    let api = Api::new().await;
    for at in 0..count {
        api.user(&format!("client-{at}"), &[]).await;
    }
    api
}

fn clients(page: &Value) -> Vec<&str> {
    let items = page["items"].as_array().expect("items");
    items
        .iter()
        .map(|item| item["oauthClientId"].as_str().expect("a client"))
        .collect()
}

#[tokio::test]
async fn pages_follow_each_other_by_their_links() {
    let api = with_users(5).await;
    let first = api
        .list(
            "/integrationUsers",
            &[
                ("limit", "2"),
                ("totalResults", "true"),
                ("q", "{oauthClientId:{$like:'client-%'}}"),
                ("orderby", "oauthClientId:desc"),
            ],
        )
        .await;
    let page = first.json();
    assert_eq!(clients(&page), ["client-4", "client-3"]);
    assert_eq!(
        (
            &page["count"],
            &page["hasMore"],
            &page["limit"],
            &page["offset"],
            &page["totalResults"]
        ),
        (&json!(2), &json!(true), &json!(2), &json!(0), &json!(5))
    );
    assert_eq!(first.header("etag"), "", "a collection has no tag");
    let mut seen = vec!["client-4".to_owned(), "client-3".to_owned()];
    let mut page = page;
    while let Some(next) = link(&page, "next") {
        let path = next
            .strip_prefix("http://127.0.0.1:3000/cpq/rest/v19")
            .expect("an address of ours");
        page = api.get(path).await.json();
        seen.extend(clients(&page).into_iter().map(str::to_owned));
    }
    assert_eq!(
        seen,
        ["client-4", "client-3", "client-2", "client-1", "client-0"]
    );
    assert_eq!(page["hasMore"], false);
    assert!(link(&page, "prev").is_some_and(|href| href.contains("offset=2")));
    assert!(link(&page, "self").is_some_and(|href| href.contains("offset=4")));
}

fn link(page: &Value, relation: &str) -> Option<String> {
    let links = page["links"].as_array()?;
    let link = links.iter().find(|link| link["rel"] == relation)?;
    link["href"].as_str().map(str::to_owned)
}

#[tokio::test]
async fn without_an_order_there_is_a_stable_one() {
    let api = with_users(3).await;
    let page = api.get("/integrationUsers").await.json();
    let ids: Vec<_> = page["items"]
        .as_array()
        .expect("items")
        .iter()
        .map(|item| item["partyId"].as_i64().expect("a whole number"))
        .collect();
    assert!(ids.is_sorted(), "{ids:?}");
    assert_eq!(page["limit"], 1000);
    assert_eq!(page["count"], 4);
    assert_eq!(page.get("totalResults"), None);
    let beyond = api
        .list(
            "/integrationUsers",
            &[("offset", "99"), ("totalResults", "true")],
        )
        .await;
    let beyond = beyond.json();
    assert_eq!(
        (&beyond["count"], &beyond["totalResults"]),
        (&json!(0), &json!(4))
    );
    let cut = api
        .list("/integrationUsers", &[("limit", "5000")])
        .await
        .json();
    assert_eq!(cut["limit"], 1000);
    let far = api
        .list(
            "/integrationUsers",
            &[("offset", "99999999999999999999999")],
        )
        .await;
    assert_eq!(far.status, 200, "{}", far.body);
}

#[tokio::test]
async fn only_data_and_expanded_groups() {
    let api = with_users(1).await;
    let page = api
        .list(
            "/users",
            &[
                ("onlyData", "true"),
                ("expand", "groups"),
                ("fields", "groups"),
            ],
        )
        .await
        .json();
    assert_eq!(page.get("links"), None);
    let item = &page["items"][0];
    assert_eq!(item.get("links"), None);
    assert_eq!(item.get("login"), None);
    assert_eq!(item["groups"]["items"][0]["type"], "Administrator");
    assert!(item["partyNumber"].is_string());
    let some = api
        .list("/users", &[("excludeLinks", "next,self")])
        .await
        .json();
    assert_eq!(some["links"], json!([]));
}

#[tokio::test]
async fn groups_of_a_user_and_members_of_a_group() {
    let api = Api::new().await;
    for name in ["apac", "emea", "latam"] {
        api.group(name, GroupType::Sales).await;
    }
    let user = api.user("one", &["emea", "apac", "latam"]).await;
    let path = format!("/users/{}/groups", user.party_number);
    let page = api
        .list(&path, &[("limit", "2"), ("totalResults", "true")])
        .await;
    assert!(!page.header("etag").is_empty(), "for If-Match of PUT");
    let page = page.json();
    assert_eq!(
        page["items"],
        json!([
            { "label": "The apac", "variableName": "apac", "type": "Sales" },
            { "label": "The emea", "variableName": "emea", "type": "Sales" },
        ])
    );
    assert_eq!(
        (&page["hasMore"], &page["totalResults"]),
        (&json!(true), &json!(3))
    );
    let put = api
        .put(
            &path,
            r#"{"items":[{"variableName":"emea","label":"x","type":"Sales"}]}"#,
        )
        .await;
    assert_eq!(put.json()["count"], 1);
    let members = "/companies/_host/groups/emea/users";
    let there = api.get(members).await.json();
    assert_eq!(there["items"][0]["login"], user.login.as_str());
    let change = json!([
        { "op": "REMOVE", "path": "/", "value": { "login": user.login.as_str() } },
        { "op": "ADD", "path": "/", "value": { "login": api.administrator.login.as_str() } },
    ]);
    let changed = api.patch(members, &change.to_string()).await;
    assert_eq!(changed.status, 200, "{}", changed.body);
    assert_eq!(
        changed.json()["items"][0]["login"],
        api.administrator.login.as_str()
    );
    assert_eq!(changed.json()["count"], 1);
    let gone = api.get(&path).await.json();
    assert_eq!(gone["items"], json!([]));
    // The built-in group takes members too: that is how somebody may administer.
    let change = json!([{ "op": "ADD", "path": "/", "value": { "login": user.login.as_str() } }]);
    let built_in = "/companies/_host/groups/userAdministrators/users";
    assert_eq!(
        api.patch(built_in, &change.to_string()).await.json()["count"],
        2
    );
}

#[tokio::test]
async fn groups_of_a_user_are_filtered_and_ordered() {
    let api = Api::new().await;
    for name in ["apac", "emea"] {
        api.group(name, GroupType::Sales).await;
    }
    let groups = ["emea", "apac", "userAdministrators"];
    let user = api.user("one", &groups).await;
    let path = format!("/users/{}/groups", user.party_number);
    let names = |page: &Value| -> Vec<String> {
        let items = page["items"].as_array().expect("items").iter();
        items
            .map(|item| item["variableName"].as_str().expect("a name").to_owned())
            .collect()
    };
    for (parameter, value, expected) in [
        ("q", "{type:'Sales'}", &["apac", "emea"][..]),
        ("q", "label LIKE 'the e%'", &["emea"]),
        (
            "q",
            "{variableName:{$ne:'emea'}}",
            &["apac", "userAdministrators"],
        ),
        (
            "orderby",
            "variableName:desc",
            &["userAdministrators", "emea", "apac"],
        ),
        (
            "orderby",
            "type,label:desc",
            &["userAdministrators", "emea", "apac"],
        ),
    ] {
        let page = api.list(&path, &[(parameter, value)]).await.json();
        assert_eq!(names(&page), expected, "{value}");
    }
    let some = [
        ("q", "{type:'Sales'}"),
        ("totalResults", "true"),
        ("limit", "1"),
    ];
    let page = api.list(&path, &some).await.json();
    assert_eq!(
        (&page["count"], &page["hasMore"], &page["totalResults"]),
        (&json!(1), &json!(true), &json!(2))
    );
    let bad = api.list(&path, &[("q", "{foo")]).await;
    bad.problem(400, "BAD_QUERY");
    let bad = api.list(&path, &[("orderby", "nope")]).await;
    bad.problem(400, "BAD_ORDER");
    // Whoever asks in a wrong way has changed nothing.
    let put = format!("{path}?orderby=nope");
    let bad = api.put(&put, r#"{"items":[]}"#).await;
    bad.problem(400, "BAD_ORDER");
    assert_eq!(api.get(&path).await.json()["count"], 3);
}

#[tokio::test]
async fn wrong_parameters_are_told_all_at_once() {
    let api = Api::new().await;
    let wrong = api
        .list(
            "/integrationUsers",
            &[
                ("limit", "0"),
                ("offset", "-1"),
                ("totalResults", "maybe"),
                ("expand", "everything"),
                ("fields", "password"),
                ("excludeLinks", "sideways"),
                ("onlyData", "2"),
                ("somethingElse", "is passed over"),
            ],
        )
        .await;
    let expected = [
        "limit",
        "offset",
        "totalResults",
        "fields",
        "expand",
        "onlyData",
        "excludeLinks",
    ];
    assert_eq!(wrong.places(), expected);
    for (name, value) in [
        ("limit", "x"),
        ("limit", ""),
        ("offset", "1.5"),
        ("expand", "users"),
    ] {
        let wrong = api.list("/users", &[(name, value)]).await;
        assert_eq!(wrong.problem(400, "INVALID")["o:errorPath"], name);
    }
    let twice = api.get("/users?limit=1&limit=2").await;
    assert_eq!(twice.places(), ["limit"]);
    let order = api.list("/users", &[("orderby", "login:sideways")]).await;
    assert_eq!(order.problem(400, "BAD_ORDER")["o:errorPath"], "orderby");
}
