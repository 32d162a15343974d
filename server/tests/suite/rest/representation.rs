//! How users and groups look, member by member.

use domain::GroupType;
use serde_json::{Value, json};

use super::api::Api;

fn user(api: &Api, prefix: &str) -> Value {
    let user = &api.administrator;
    let own = format!("http://127.0.0.1:3000{prefix}/users/{}", user.party_number);
    json!({
        "partyNumber": user.party_number.as_str(),
        "partyId": user.party_id.0,
        "login": user.login.as_str(),
        "firstName": "Name of administratoradministratoradmini",
        "email": "ops@example.com",
        "status": { "value": 1, "displayValue": "Active" },
        "type": { "value": "FULL_ACCESS", "displayValue": "FullAccess" },
        "dateAdded": user.date_added.rfc3339(),
        "dateModified": user.date_modified.rfc3339(),
        "isNotifyEmail": false,
        "isNotifyFax": false,
        "isMobileEnabled": false,
        "isWebServicesOnly": true,
        "isProxyPermEnabled": false,
        "isAccessAdminPermEnabled": false,
        "isUserAdminPermEnabled": true,
        "isApplicationAdminPermEnabled": false,
        "isSuperUserPermEnabled": false,
        "language": { "value": "en", "displayValue": "English" },
        "currency": { "value": "USD", "displayValue": "USD" },
        "numberFormat": { "value": 0, "displayValue": "#,###.##" },
        "timeZone": { "value": 0, "displayValue": "UTC" },
        "units": { "value": 0, "displayValue": "Metric" },
        "dateFormat": { "value": 0, "displayValue": "yyyy-MM-dd" },
        "company": { "name": "Host Company", "loginName": "_host" },
        "links": [
            { "rel": "self", "href": own },
            { "rel": "child", "href": format!("{own}/groups") },
        ],
    })
}

#[tokio::test]
async fn a_user_has_all_members_that_are_not_null() {
    let api = Api::new().await;
    let number = api.administrator.party_number.as_str();
    let plain = api.get(&format!("/users/{number}")).await;
    assert_eq!(plain.json(), user(&api, "/cpq/rest/v19"));
    assert_eq!(plain.header("content-type"), "application/json");
    let mut expected = user(&api, "/cpq/rest/v19");
    expected["oauthClientId"] = json!("administratoradministratoradmini");
    let integration = api.get(&format!("/integrationUsers/{number}")).await;
    assert_eq!(integration.json(), expected);
    expected["groups"] = json!({ "items": [{
        "label": "User Administrators", "variableName": "userAdministrators", "type": "Administrator",
    }] });
    let expanded = api
        .get(&format!("/integrationUsers/{number}?expand=groups"))
        .await;
    assert_eq!(expanded.json(), expected);
    // A number above 2^53, digit by digit.
    let digits = format!("\"partyId\":{},", api.administrator.party_id.0);
    assert!(integration.body.contains(&digits), "{}", integration.body);
    assert!(api.administrator.party_id.0 > 1 << 53);
}

#[tokio::test]
async fn links_stay_under_the_prefix_that_was_called() {
    let api = Api::new().await;
    let number = api.administrator.party_number.as_str();
    let token = format!("Bearer {}", api.token(super::api::ADMINISTRATOR));
    let path = format!("/rest/v19/users/{number}");
    let headers = [("authorization", token.as_str())];
    let answer = api
        .site
        .ask(&axum::http::Method::GET, &path, &headers, "")
        .await;
    assert_eq!(answer.json(), user(&api, "/rest/v19"));
}

#[tokio::test]
async fn members_and_links_can_be_chosen() {
    let api = Api::new().await;
    let number = api.administrator.party_number.as_str();
    let path = format!("/users/{number}");
    let names = |value: &Value| -> Vec<String> {
        value
            .as_object()
            .expect("an object")
            .keys()
            .cloned()
            .collect()
    };
    let some = api.list(&path, &[("fields", "login, status")]).await.json();
    assert_eq!(names(&some), ["links", "login", "partyNumber", "status"]);
    let bare = api
        .list(&path, &[("fields", "login"), ("onlyData", "true")])
        .await
        .json();
    assert_eq!(names(&bare), ["login", "partyNumber"]);
    let child = api.list(&path, &[("excludeLinks", "self")]).await.json();
    assert_eq!(child["links"].as_array().map(Vec::len), Some(1));
    assert_eq!(child["links"][0]["rel"], "child");
    let none = api
        .list(&path, &[("excludeLinks", "self,child")])
        .await
        .json();
    assert_eq!(none["links"], json!([]));
}

#[tokio::test]
async fn permissions_come_from_administrator_groups() {
    let api = Api::new().await;
    for (name, kind) in [
        ("superUsers", GroupType::Administrator),
        ("proxyUsers", GroupType::Administrator),
        ("applicationAdministrators", GroupType::Sales),
    ] {
        api.group(name, kind).await;
    }
    let groups = ["superUsers", "proxyUsers", "applicationAdministrators"];
    let user = api.user("several", &groups).await;
    let shown = api
        .get(&format!("/users/{}", user.party_number))
        .await
        .json();
    assert_eq!(shown["isSuperUserPermEnabled"], true);
    assert_eq!(shown["isProxyPermEnabled"], true);
    assert_eq!(
        shown["isApplicationAdminPermEnabled"], false,
        "a sales group"
    );
    assert_eq!(shown["isUserAdminPermEnabled"], false);
}

#[tokio::test]
async fn a_group_is_shown_as_published() {
    let api = Api::new().await;
    api.group("emea", GroupType::Sales).await;
    let own = "http://127.0.0.1:3000/cpq/rest/v19/companies/_host/groups/emea";
    let expected = json!({
        "label": "The emea",
        "variableName": "emea",
        "description": "What it is for",
        "type": { "value": 0, "displayValue": "Sales" },
        "status": { "value": 1, "displayValue": "Active" },
        "readOnly": false,
        "company": { "name": "Host Company", "loginName": "_host" },
        "links": [
            { "rel": "self", "href": own },
            { "rel": "child", "href": format!("{own}/users") },
        ],
    });
    assert_eq!(
        api.get("/companies/_host/groups/emea").await.json(),
        expected
    );
    let listed = api
        .list("/groups", &[("q", "{variableName:'emea'}")])
        .await
        .json();
    assert_eq!(listed["items"], json!([expected]));
    let built_in = api
        .get("/companies/_host/groups/userAdministrators")
        .await
        .json();
    assert_eq!(built_in["readOnly"], true);
    assert_eq!(
        built_in["type"],
        json!({ "value": 1, "displayValue": "Administrator" })
    );
    assert_eq!(built_in["label"], "User Administrators");
}

#[tokio::test]
async fn last_login_is_the_last_accepted_call() {
    let api = Api::new().await;
    let path = format!("/users/{}", api.administrator.party_number);
    assert_eq!(api.get(&path).await.json().get("lastLogin"), None);
    api.site.service.write_calls().await.expect("written");
    let after = api.get(&path).await.json();
    let moment = after["lastLogin"].as_str().expect("a moment");
    assert!(
        moment.ends_with("Z") && moment.len() == "2026-01-31T08:15:00.000Z".len(),
        "{moment}"
    );
}
