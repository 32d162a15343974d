//! `q` as published examples write it, through the whole server.

use domain::{GroupType, Status};
use serde_json::{Value, json};

use super::api::Api;

async fn three() -> Api {
    let api = Api::new().await;
    api.group("emea", GroupType::Sales).await;
    api.user("portal-one", &["emea"]).await;
    api.user("portal-two", &[]).await;
    let off = api.inactive("jones").await;
    assert_eq!(off.status, Status::Inactive);
    api
}

async fn found(api: &Api, path: &str, q: &str) -> Vec<String> {
    let answer = api
        .list(path, &[("q", q), ("orderby", "oauthClientId")])
        .await;
    assert_eq!(answer.status, 200, "{q}: {}", answer.body);
    let page = answer.json();
    let items = page["items"].as_array().expect("items").iter();
    items
        .map(|item| item["oauthClientId"].as_str().expect("a client").to_owned())
        .collect()
}

#[tokio::test]
async fn quotes_and_braces_may_be_left_out() {
    let api = three().await;
    let (both, one) = (&["portal-one", "portal-two"][..], &["portal-one"][..]);
    for (q, expected) in [
        (r#"{"oauthClientId":{"$like":"portal%"}}"#, both),
        ("{'oauthClientId' :{'$like':'PORTAL%'}}", both),
        ("{oauthClientId:{$like:'portal-___'}}", both),
        ("oauthClientId LIKE 'portal%'", both),
        (
            "$and:[{oauthClientId:{$like:'portal%'}},{status:{$eq:1}}]",
            both,
        ),
        (
            "{$and:[{status.value:{$eq:'1'}},{groups.variableName:{$eq:'emea'}}]}",
            one,
        ),
        ("{groups.variableName:'emea'}", one),
        ("{groups.type:'Sales'}", one),
        ("{oauthClientId:'portal-one'}", one),
        (
            "{$or:[{oauthClientId:'portal-one'},{oauthClientId:'nobody'}]}",
            one,
        ),
        ("{status:0}", &["jones"]),
        ("{status:{$ne:1}}", &["jones"]),
        ("{lastLogin:{$exist:true}}", &[]),
        (
            "{isUserAdminPermEnabled:true}",
            &["administratoradministratoradmini"],
        ),
        (
            "{$and:[{dateAdded:{$gt:'2020-01-01T00:00:00Z'}},{firstName:{$like:'%jones'}}]}",
            &["jones"],
        ),
    ] {
        assert_eq!(found(&api, "/integrationUsers", q).await, expected, "{q}");
    }
}

#[tokio::test]
async fn what_is_not_understood_is_told_with_its_place() {
    let api = three().await;
    for (q, at) in [
        ("{password:'x'}", "1"),
        ("{login:{$regex:'x'}}", "8"),
        ("{login:'x'", "10"),
        ("{ä:1}", "1"),
        ("{login:'x'} OR 1=1 --", "12"),
        ("'; DROP TABLE integration_user; --", "0"),
    ] {
        let answer = api.list("/users", &[("q", q)]).await;
        let problem = answer.problem(400, "BAD_QUERY");
        assert_eq!(problem["o:errorPath"], at, "{q}: {problem}");
    }
    let both = api
        .list("/users", &[("q", "{foo:1}"), ("orderby", "bar")])
        .await;
    assert_eq!(both.places(), ["1", "orderby"]);
    let problem = both.json();
    let details = problem["o:errorDetails"].as_array().expect("details");
    for (detail, (code, name)) in details
        .iter()
        .zip([("BAD_QUERY", "foo"), ("BAD_ORDER", "bar")])
    {
        assert_eq!(detail["o:errorCode"], code);
        let title = detail["title"].as_str().expect("words");
        assert!(title.contains(name), "{title}");
    }
    let both = api
        .list("/users", &[("q", "{foo:1}"), ("limit", "0")])
        .await;
    assert_eq!(both.places(), ["limit", "1"]);
    let body = json!({
        "criteria": { "q": "{login:" },
        "userData": { "status": { "value": 0 } },
    });
    let bulk = api
        .post("/users/actions/bulkUpdate", &body.to_string())
        .await;
    assert_eq!(bulk.problem(400, "BAD_QUERY")["o:errorPath"], "7");
}

#[tokio::test]
async fn a_bulk_update_changes_all_that_match() {
    let api = three().await;
    let body = json!({
        "userData": { "status": { "value": 0, "displayValue": "Inactive" } },
        "criteria": { "q": "{'oauthClientId' :{'$like':'portal%'}}" },
    });
    let done = api
        .post("/users/actions/bulkUpdate", &body.to_string())
        .await;
    assert_eq!((done.status.as_u16(), done.body.as_str()), (204, ""));
    let inactive = found(&api, "/integrationUsers", "{status:0}").await;
    assert_eq!(inactive, ["jones", "portal-one", "portal-two"]);
    for (body, places) in [
        ("{}", &["/userData/status", "/criteria/q"][..]),
        (
            r#"{"criteria":{"q":" "},"userData":{"status":{"value":1}}}"#,
            &["/criteria/q"],
        ),
        (
            r#"{"criteria":{"q":7},"userData":{"status":{"value":2}}}"#,
            &["/userData/status/value", "/criteria/q"],
        ),
        ("[]", &["", "/userData/status", "/criteria/q"]),
    ] {
        assert_eq!(
            api.post("/users/actions/bulkUpdate", body).await.places(),
            places,
            "{body}"
        );
    }
}

#[tokio::test]
async fn groups_and_members_are_found_by_expression_too() {
    let api = three().await;
    let groups = |page: Value| -> Vec<String> {
        let items = page["items"].as_array().expect("items").iter();
        items
            .map(|item| item["variableName"].as_str().expect("a name").to_owned())
            .collect()
    };
    let answer = api.list("/groups", &[("q", "{type:0}")]).await;
    assert_eq!(groups(answer.json()), ["emea"]);
    let answer = api
        .list(
            "/companies/_host/groups",
            &[("orderby", "variableName:desc")],
        )
        .await;
    assert_eq!(groups(answer.json()), ["userAdministrators", "emea"]);
    let answer = api
        .list("/companies/_host/groups/emea/users", &[("q", "{status:0}")])
        .await;
    assert_eq!(answer.json()["count"], 0);
}
