//! Tags and conditions, and who wins when two change the same.

use axum::http::Method;
use domain::GroupType;

use super::api::Api;

#[tokio::test]
async fn a_known_representation_is_not_sent_again() {
    let api = Api::new().await;
    api.group("emea", GroupType::Sales).await;
    let number = api.administrator.party_number.as_str();
    for path in [
        format!("/integrationUsers/{number}"),
        format!("/users/{number}"),
        format!("/users/{number}/groups"),
        "/companies/_host/groups/emea".to_owned(),
        "/openapi.json".to_owned(),
    ] {
        let first = api.get(&path).await;
        let tag = first.header("etag").to_owned();
        assert!(
            tag.starts_with('"') && tag.ends_with('"'),
            "{path}: strong, not {tag}"
        );
        let again = |condition: String| {
            let (api, path) = (&api, &path);
            async move {
                let headers = [("if-none-match", condition.as_str())];
                api.call_with(Method::GET, path, &headers, "").await
            }
        };
        for condition in [
            tag.clone(),
            "*".to_owned(),
            format!("W/{tag}"),
            format!("\"x\", {tag}"),
        ] {
            let same = again(condition.clone()).await;
            assert_eq!(
                (same.status.as_u16(), same.body.as_str()),
                (304, ""),
                "{path} {condition}"
            );
            assert_eq!(same.header("etag"), tag);
        }
        for condition in ["\"1\"", "\"\"", "rubbish"] {
            assert_eq!(
                again(condition.to_owned()).await.status,
                200,
                "{path} {condition}"
            );
        }
    }
    let path = format!("/users/{number}");
    let tag = api.get(&path).await.header("etag").to_owned();
    api.patch(
        &format!("/integrationUsers/{number}"),
        r#"{"firstName":"New"}"#,
    )
    .await;
    assert_ne!(api.get(&path).await.header("etag"), tag);
}

#[tokio::test]
async fn who_reads_may_say_which_representation() {
    let api = Api::new().await;
    api.group("emea", GroupType::Sales).await;
    let number = api.administrator.party_number.as_str();
    for path in [
        format!("/integrationUsers/{number}"),
        format!("/users/{number}"),
        format!("/users/{number}/groups"),
        "/companies/_host/groups/emea".to_owned(),
        "/openapi.json".to_owned(),
    ] {
        let tag = api.get(&path).await.header("etag").to_owned();
        let read = |method: Method, condition: String| {
            let (api, path) = (&api, &path);
            async move {
                let headers = [("if-match", condition.as_str())];
                api.call_with(method, path, &headers, "").await
            }
        };
        for condition in [tag.clone(), "*".to_owned(), format!("\"x\", {tag}")] {
            let answer = read(Method::GET, condition).await;
            assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        }
        let weak = format!("W/{tag}");
        for condition in ["\"nonsense\"", "rubbish", weak.as_str()] {
            let answer = read(Method::GET, condition.to_owned()).await;
            answer.problem(412, "PRECONDITION_FAILED");
            let head = read(Method::HEAD, condition.to_owned()).await;
            assert_eq!((head.status.as_u16(), head.body.as_str()), (412, ""));
        }
        // If-Match is asked before If-None-Match.
        for (wanted, status) in [("\"nonsense\"", 412), (tag.as_str(), 304)] {
            let headers = [("if-match", wanted), ("if-none-match", tag.as_str())];
            let answer = api.call_with(Method::GET, &path, &headers, "").await;
            assert_eq!(answer.status.as_u16(), status, "{path}");
        }
    }
    let headers = [("if-match", "\"nonsense\"")];
    let list = api.call_with(Method::GET, "/users", &headers, "").await;
    assert_eq!(list.status, 200, "a collection has no tag");
}

#[tokio::test]
async fn a_change_may_say_on_what_it_is_made() {
    let api = Api::new().await;
    api.group("emea", GroupType::Sales).await;
    let user = api.user("one", &[]).await;
    let number = user.party_number.as_str();
    for (method, path, read, body) in [
        (
            Method::PATCH,
            format!("/integrationUsers/{number}"),
            "",
            r#"{"firstName":"{n}"}"#,
        ),
        (
            Method::PATCH,
            format!("/users/{number}"),
            "",
            r#"{"status":{"value":{n}}}"#,
        ),
        (
            Method::PUT,
            format!("/users/{number}/groups"),
            "",
            r#"{"items":[{n}]}"#,
        ),
        (
            Method::PATCH,
            "/companies/_host/groups/emea".to_owned(),
            "",
            r#"{"label":"{n}"}"#,
        ),
        (
            Method::PUT,
            "/companies/_host/groups/emea".to_owned(),
            "",
            r#"{"label":"L {n}"}"#,
        ),
    ] {
        let number = |at: usize| match (&method, path.ends_with("/groups")) {
            (&Method::PUT, true) => ["", r#"{"variableName":"emea"}"#][at % 2].to_owned(),
            _ => (at % 2).to_string(),
        };
        let change = |at: usize, name: &'static str, tag: String| {
            let (api, path, method) = (&api, &path, method.clone());
            let body = body.replace("{n}", &number(at));
            async move {
                api.call_with(method, path, &[(name, tag.as_str())], &body)
                    .await
            }
        };
        let tag = api
            .get(&format!("{path}{read}"))
            .await
            .header("etag")
            .to_owned();
        for bad in [
            "\"0-0\"".to_owned(),
            format!("W/{tag}"),
            "rubbish".to_owned(),
            "\"\"".to_owned(),
        ] {
            change(0, "if-match", bad)
                .await
                .problem(412, "PRECONDITION_FAILED");
        }
        change(0, "if-none-match", "*".to_owned())
            .await
            .problem(412, "PRECONDITION_FAILED");
        let other = format!("\"0-0\", {tag}");
        assert_eq!(
            change(0, "if-match", other).await.status,
            200,
            "{method} {path}"
        );
        let tag = api.get(&path).await.header("etag").to_owned();
        let done = change(1, "if-match", tag.clone()).await;
        assert_eq!(done.status, 200, "{method} {path}: {}", done.body);
        assert!(!done.header("etag").is_empty());
        change(0, "if-match", tag)
            .await
            .problem(412, "PRECONDITION_FAILED");
        assert_eq!(change(0, "if-match", "*".to_owned()).await.status, 200);
    }
    let nobody = api
        .call_with(
            Method::PATCH,
            "/users/nobody",
            &[("if-match", "*")],
            r#"{"status":{"value":1}}"#,
        )
        .await;
    nobody.problem(404, "NOT_FOUND");
}

#[tokio::test]
async fn a_call_that_came_in_meanwhile_is_no_conflict() {
    let api = Api::new().await;
    let path = format!("/integrationUsers/{}", api.administrator.party_number);
    let tag = api.get(&path).await.header("etag").to_owned();
    api.site.service.write_calls().await.expect("written");
    assert_ne!(api.get(&path).await.header("etag"), tag, "lastLogin is new");
    let headers = [("if-match", tag.as_str())];
    let done = api
        .call_with(Method::PATCH, &path, &headers, r#"{"email":"a@b.c"}"#)
        .await;
    assert_eq!(done.status, 200, "{}", done.body);
}

#[tokio::test]
async fn of_many_who_change_the_same_version_one_wins() {
    let api = Api::new().await;
    let user = api.user("one", &[]).await;
    let path = format!("/integrationUsers/{}", user.party_number);
    let tag = api.get(&path).await.header("etag").to_owned();
    let headers = [("if-match", tag.as_str())];
    let change = |at: usize| {
        let (api, path, headers) = (&api, &path, &headers);
        let body = format!("{{\"firstName\":\"Number {at}\"}}");
        async move {
            api.call_with(Method::PATCH, path, headers, &body)
                .await
                .status
                .as_u16()
        }
    };
    let (a, b, c, d) = tokio::join!(change(1), change(2), change(3), change(4));
    let mut statuses = [a, b, c, d];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412, 412, 412]);
    let current = api.get(&path).await.json();
    assert!(
        current["firstName"]
            .as_str()
            .is_some_and(|name| name.starts_with("Number"))
    );
}

#[tokio::test]
async fn who_does_not_say_on_which_version_is_heard_whoever_else_changes_it() {
    let api = Api::new().await;
    api.group("emea", GroupType::Sales).await;
    let user = api.user("one", &[]).await;
    let group = "/companies/_host/groups/emea";
    let user = format!("/integrationUsers/{}", user.party_number);
    for (method, path, member) in [
        (Method::PATCH, user.as_str(), "firstName"),
        (Method::PATCH, group, "label"),
        (Method::PUT, group, "label"),
    ] {
        let change = |at: usize| {
            let (api, method) = (&api, method.clone());
            async move {
                let body = format!("{{\"{member}\":\"{method} {at}\"}}");
                let any = [("if-match", "*")];
                // With `*` half of them, and without a condition the others.
                let headers: &[_] = if at.is_multiple_of(2) { &any } else { &[] };
                let answer = api.call_with(method, path, headers, &body).await;
                answer.status.as_u16()
            }
        };
        let statuses = futures_util::future::join_all((0..50).map(change)).await;
        assert_eq!(statuses, [200; 50], "{method} {path}");
    }
    let after = api.get(group).await.json();
    let label = after["label"].as_str().expect("a label");
    assert!(label.starts_with("PUT "), "{label}");
}
