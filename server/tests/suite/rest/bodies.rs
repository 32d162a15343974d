//! What bodies may hold, and every fault of them.

use axum::http::Method;
use serde_json::json;

use super::api::Api;

#[tokio::test]
async fn a_user_is_made_and_changed() {
    let api = Api::new().await;
    let body = json!({
        "oauthClientId": "3f0c8a52f1e94d7bb1c5d9a04e6f7a8b",
        "firstName": "ERP order sync",
        "email": "erp@example.com",
        "description": "Orders",
        "status": { "value": 0, "displayValue": "Inactive" },
        "groups": { "items": [{ "variableName": "userAdministrators", "label": "x", "type": 7 }] },
        "isSuperUserPermEnabled": true,
        "unknown": { "deep": [1, 2, null] },
    });
    let made = api
        .post("/integrationUsers?expand=groups", &body.to_string())
        .await;
    assert_eq!(made.status, 201, "{}", made.body);
    let user = made.json();
    let number = user["partyNumber"].as_str().expect("a number").to_owned();
    let path = format!("/integrationUsers/{number}");
    assert_eq!(
        made.header("location"),
        format!("http://127.0.0.1:3000/cpq/rest/v19{path}")
    );
    assert_eq!(api.get(&format!("{path}?expand=groups")).await.json(), user);
    assert_eq!(user["status"]["value"], 0);
    assert_eq!(user["isSuperUserPermEnabled"], false);
    assert_eq!(
        user["groups"]["items"][0]["variableName"],
        "userAdministrators"
    );

    let same = api.patch(&path, "{}").await;
    assert_eq!(
        same.header("etag"),
        api.get(&path).await.header("etag"),
        "nothing changed"
    );
    let nulls = r#"{"firstName":null,"email":"","description":null,"groups":null,"status":null}"#;
    let cleared = api
        .patch(&format!("{path}?expand=groups"), nulls)
        .await
        .json();
    for member in ["firstName", "email", "description"] {
        assert_eq!(cleared.get(member), None, "{cleared}");
    }
    assert_eq!(
        cleared["groups"]["items"][0]["variableName"],
        "userAdministrators"
    );
    let emptied = api
        .patch(
            &format!("{path}?expand=groups"),
            r#"{"groups":{"items":[]}}"#,
        )
        .await;
    assert_eq!(emptied.json()["groups"]["items"], json!([]));
}

#[tokio::test]
async fn every_fault_is_told_with_its_place() {
    let api = Api::new().await;
    let long = "x".repeat(2_000);
    for (body, places) in [
        (json!({}), &["/oauthClientId"][..]),
        (json!({ "oauthClientId": null }), &["/oauthClientId"]),
        (json!({ "oauthClientId": 7 }), &["/oauthClientId"]),
        (json!({ "oauthClientId": "a b" }), &["/oauthClientId"]),
        (json!({ "oauthClientId": "a\u{0}b" }), &["/oauthClientId"]),
        (
            json!({ "oauthClientId": "x".repeat(256) }),
            &["/oauthClientId"],
        ),
        (
            json!({
                "firstName": long, "email": "nobody", "description": long, "status": { "value": 2 },
                "groups": { "items": [{ "variableName": "1st" }, {}, 7, { "variableName": null }] },
            }),
            &[
                "/oauthClientId",
                "/firstName",
                "/email",
                "/description",
                "/status/value",
                "/groups/items/0/variableName",
                "/groups/items/1/variableName",
                "/groups/items/2/variableName",
                "/groups/items/3/variableName",
            ],
        ),
        (json!({ "oauthClientId": "a", "status": 1 }), &["/status"]),
        (
            json!({ "oauthClientId": "a", "status": {} }),
            &["/status/value"],
        ),
        (
            json!({ "oauthClientId": "a", "status": { "value": "1" } }),
            &["/status/value"],
        ),
        (
            json!({ "oauthClientId": "a", "groups": [7] }),
            &["/groups/0/variableName"],
        ),
        (
            json!({ "oauthClientId": "a", "groups": {} }),
            &["/groups/items"],
        ),
        (
            json!({ "oauthClientId": "a", "groups": "emea" }),
            &["/groups"],
        ),
        (
            json!({ "oauthClientId": "a", "groups": { "items": [
                { "variableName": "userAdministrators" }, { "variableName": "no_such_group" }] } }),
            &["/groups/items/1/variableName"],
        ),
        (json!([]), &["", "/oauthClientId"]),
        (json!(null), &["", "/oauthClientId"]),
    ] {
        let answer = api.post("/integrationUsers", &body.to_string()).await;
        assert_eq!(answer.places(), places, "{body}");
    }
    let count = api.get("/integrationUsers").await.json()["count"].clone();
    assert_eq!(count, 1, "nothing was made");
}

#[tokio::test]
async fn what_only_the_database_knows_is_told_with_the_rest() {
    let api = Api::new().await;
    let one = api.user("one", &[]).await;
    let body = r#"{"oauthClientId":"a","email":"x","groups":{"items":[
        {"variableName":"userAdministrators"},{"variableName":"nope"}]}}"#;
    let places = ["/email", "/groups/items/1/variableName"];
    let made = api.post("/integrationUsers", body).await;
    assert_eq!(made.places(), places);
    let path = format!("/integrationUsers/{}", one.party_number);
    assert_eq!(api.patch(&path, body).await.places(), places);
    let groups = format!("/users/{}/groups", one.party_number);
    let body = r#"{"items":[{"variableName":"nope"},{}]}"#;
    assert_eq!(
        api.put(&groups, body).await.places(),
        ["/items/1/variableName", "/items/0/variableName"]
    );

    let members = "/companies/_host/groups/userAdministrators/users";
    let body = json!([
        { "op": "ADD", "value": { "login": "nobody" } },
        { "op": "FOO", "value": { "login": "nobody either" } },
        { "op": "ADD", "value": { "login": one.login.as_str() } },
    ]);
    let answer = api.patch(members, &body.to_string()).await;
    let places = ["/1/op", "/0/value/login", "/1/value/login"];
    assert_eq!(answer.places(), places);

    let body = r#"{"criteria":{"q":"{foo:1}"},"userData":{"status":{"value":9}}}"#;
    let answer = api.post("/users/actions/bulkUpdate", body).await;
    assert_eq!(answer.places(), ["/userData/status/value", "1"]);
    let problem = answer.json();
    let fault = &problem["o:errorDetails"][1];
    assert_eq!(fault["o:errorCode"], "BAD_QUERY");
    let title = fault["title"].as_str().expect("words");
    assert!(title.contains("foo"), "{title}");
}

#[tokio::test]
async fn a_secret_or_token_is_refused_and_not_repeated() {
    let api = Api::new().await;
    let token = api.token("somebody");
    for secret in [
        "client_secret=hunter2hunter2",
        "idcscs-0123456789abcdef",
        token.as_str(),
    ] {
        let body = json!({ "oauthClientId": secret }).to_string();
        let answer = api.post("/integrationUsers", &body).await;
        assert_eq!(answer.places(), ["/oauthClientId"]);
        assert!(!answer.body.contains(secret), "{}", answer.body);
        assert_eq!(
            answer.json()["o:errorDetails"][0]["o:errorCode"],
            "LOOKS_LIKE_SECRET"
        );
    }
}

#[tokio::test]
async fn members_that_are_there_twice_are_refused() {
    let api = Api::new().await;
    let body = r#"{"oauthClientId":"a","oauthClientId":"b","status":{"value":1,"value":0},"x":[{"y":1,"y":1}]}"#;
    let answer = api.post("/integrationUsers", body).await;
    assert_eq!(
        answer.places(),
        ["/oauthClientId", "/status/value", "/x/0/y"]
    );
    let body = r#"{"oauthClientId":"","x":1,"x":2}"#;
    let answer = api.post("/integrationUsers", body).await;
    assert_eq!(answer.places(), ["/x", "/oauthClientId"]);
}

#[tokio::test]
async fn of_very_many_faults_the_first_thousand_are_told() {
    let api = Api::new().await;
    let members = "/companies/_host/groups/userAdministrators/users";
    let numbers = json!(vec![0; 1_500]).to_string();
    let places = api.patch(members, &numbers).await.places();
    assert_eq!(places.len(), 1_000);
    assert_eq!(
        (places[0].as_str(), places[999].as_str()),
        ("/0/op", "/499/value/login")
    );
    let groups = json!({ "oauthClientId": "a", "groups": vec![json!({}); 1_500] });
    let made = api.post("/integrationUsers", &groups.to_string()).await;
    assert_eq!(made.places().len(), 1_000);
    let unknown = json!({ "op": "ADD", "value": { "login": "nobody" } });
    let unknown = json!(vec![unknown; 1_500]).to_string();
    let changed = api.patch(members, &unknown).await;
    assert_eq!(changed.places().len(), 1_000);
    let twice = format!("{{{}\"a\":1}}", "\"a\":1,".repeat(1_500));
    let made = api.post("/integrationUsers", &twice).await;
    assert_eq!(made.places().len(), 1_000);
}

#[tokio::test]
async fn what_is_no_json_is_told_by_line_and_column() {
    let api = Api::new().await;
    for (body, place) in [
        ("{\n  \"oauthClientId\": x\n}", "line 2, column 20"),
        ("{\"oauthClientId\":", "line 1, column 17"),
        ("{\"a\":1e999}", "line 1, column 10"),
        ("\"\u{1}\"", "line 1"),
    ] {
        let problem = api
            .post("/integrationUsers", body)
            .await
            .problem(400, "MALFORMED_JSON");
        let detail = problem["detail"].as_str().expect("words");
        assert!(detail.contains(place), "{body}: {detail}");
    }
    let deep = "[".repeat(100_000);
    api.post("/integrationUsers", &deep)
        .await
        .problem(400, "MALFORMED_JSON");
    let path = format!("/integrationUsers/{}", api.administrator.party_number);
    let json = [("content-type", "application/json")];
    let empty = api.call_with(Method::PATCH, &path, &json, "").await;
    assert_eq!(
        empty.problem(400, "MALFORMED_JSON")["detail"],
        "The body is empty."
    );
}

#[tokio::test]
async fn a_client_id_is_that_of_one_user() {
    let api = Api::new().await;
    api.user("taken", &[]).await;
    let other = api.user("other", &[]).await;
    let body = r#"{"oauthClientId":"taken"}"#;
    let answer = api.post("/integrationUsers", body).await;
    assert_eq!(
        answer.problem(409, "CLIENT_ID_TAKEN")["o:errorPath"],
        "/oauthClientId"
    );
    let answer = api
        .patch(&format!("/integrationUsers/{}", other.party_number), body)
        .await;
    answer.problem(409, "CLIENT_ID_TAKEN");
    let upper = api
        .post("/integrationUsers", r#"{"oauthClientId":"TAKEN"}"#)
        .await;
    assert_eq!(upper.status, 201, "byte for byte");
}

#[tokio::test]
async fn a_group_is_made_and_changed() {
    let api = Api::new().await;
    let groups = "/companies/_host/groups";
    let body = r#"{"variableName":"emea","label":"EMEA","description":"d","type":{"value":1}}"#;
    let made = api.post(groups, body).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let path = format!("{groups}/emea");
    assert_eq!(
        made.header("location"),
        format!("http://127.0.0.1:3000/cpq/rest/v19{path}")
    );
    api.post(groups, body)
        .await
        .problem(409, "VARIABLE_NAME_TAKEN");
    assert_eq!(made.json()["type"]["displayValue"], "Administrator");
    let patched = api
        .patch(&path, r#"{"label":"EMEA 2","variableName":"emea"}"#)
        .await
        .json();
    assert_eq!(
        (&patched["label"], &patched["description"]),
        (&json!("EMEA 2"), &json!("d"))
    );
    let put = api.put(&path, r#"{"label":"EMEA 3"}"#).await.json();
    assert_eq!(
        (&put["label"], put.get("description")),
        (&json!("EMEA 3"), None)
    );

    let fixed = api
        .patch(&path, r#"{"variableName":"apac","type":{"value":0}}"#)
        .await;
    assert_eq!(fixed.places(), ["/variableName", "/type"]);
    assert_eq!(api.put(&path, "{}").await.places(), ["/label"]);
    assert_eq!(
        api.post(groups, "{}").await.places(),
        ["/variableName", "/label"]
    );
    let bad = r#"{"variableName":"1st","label":" ","type":"Other","description":7}"#;
    let places = ["/variableName", "/label", "/description", "/type"];
    assert_eq!(api.post(groups, bad).await.places(), places);
    for path in [
        "/companies/_host/groups/none",
        "/companies/other/groups/emea",
        "/companies/_host/groups/a%20b",
    ] {
        api.put(path, r#"{"label":"x"}"#)
            .await
            .problem(404, "NOT_FOUND");
    }
    let built_in = "/companies/_host/groups/userAdministrators";
    for body in [
        r#"{"label":"Mine"}"#,
        r#"{"type":{"value":0}}"#,
        r#"{"label":""}"#,
        "{}",
        "rubbish",
    ] {
        for method in [Method::PUT, Method::PATCH] {
            let answer = api.call(method, built_in, body).await;
            answer.problem(403, "READ_ONLY_GROUP");
        }
    }
}

#[tokio::test]
async fn changes_of_members_are_all_or_none() {
    let api = Api::new().await;
    let members = "/companies/_host/groups/userAdministrators/users";
    let one = api.user("one", &[]).await;
    let bad = json!([
        { "op": "ADD", "path": "/", "value": { "login": one.login.as_str() } },
        { "op": "ADD", "path": "/", "value": { "login": "nobody" } },
    ]);
    let answer = api.patch(members, &bad.to_string()).await;
    assert_eq!(answer.places(), ["/1/value/login"]);
    assert_eq!(api.get(members).await.json()["count"], 1);
    let bad = json!([{ "op": "KEEP", "path": "/x", "value": {} }, 7, { "op": 1, "value": { "login": 2 } }]);
    let places = [
        "/0/op",
        "/0/path",
        "/0/value/login",
        "/1/op",
        "/1/value/login",
        "/2/op",
        "/2/value/login",
    ];
    assert_eq!(api.patch(members, &bad.to_string()).await.places(), places);
    assert_eq!(api.patch(members, "{}").await.places(), [""]);
    let none = api.patch("/companies/_host/groups/none/users", "[]").await;
    none.problem(404, "NOT_FOUND");
}
