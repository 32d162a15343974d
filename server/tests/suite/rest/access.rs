//! Who gets what: every address and method, with everybody. One that is missing here fails the test, so that none is added
//! without somebody thinking about who may use it.

use std::collections::BTreeSet;

use axum::http::Method;
use domain::{Caller, GroupType, Role};

use super::api::{ADMINISTRATOR, Api};

struct Row {
    method: &'static str,
    route: &'static str,
    path: &'static str,
    body: &'static str,
    /// For an application that is administrator, and for an Administrator's session.
    done: u16,
    /// For a Viewer's session.
    seen: u16,
}

const fn row(
    (method, route): (&'static str, &'static str),
    path: &'static str,
    body: &'static str,
    done: u16,
    seen: u16,
) -> Row {
    Row {
        method,
        route,
        path,
        body,
        done,
        seen,
    }
}

/// `{n}` is another number with each call, `{other}` somebody's party number.
const TABLE: &[Row] = &[
    row(
        ("GET", "/integrationUsers"),
        "/integrationUsers",
        "",
        200,
        200,
    ),
    row(
        ("POST", "/integrationUsers"),
        "/integrationUsers",
        r#"{"oauthClientId":"made-{n}"}"#,
        201,
        403,
    ),
    row(
        ("GET", "/integrationUsers/{partyNumber}"),
        "/integrationUsers/{other}",
        "",
        200,
        200,
    ),
    row(
        ("GET", "/integrationUsers/{partyNumber}"),
        "/integrationUsers/nobody",
        "",
        404,
        404,
    ),
    row(
        ("PATCH", "/integrationUsers/{partyNumber}"),
        "/integrationUsers/{other}",
        r#"{"firstName":"New {n}"}"#,
        200,
        403,
    ),
    row(
        ("PATCH", "/integrationUsers/{partyNumber}"),
        "/integrationUsers/nobody",
        "{}",
        404,
        403,
    ),
    row(("GET", "/users"), "/users", "", 200, 200),
    row(
        ("GET", "/users/{partyNumber}"),
        "/users/{other}",
        "",
        200,
        200,
    ),
    row(
        ("GET", "/users/{partyNumber}"),
        "/users/nobody",
        "",
        404,
        404,
    ),
    row(
        ("PATCH", "/users/{partyNumber}"),
        "/users/{other}",
        r#"{"status":{"value":0}}"#,
        200,
        403,
    ),
    row(
        ("GET", "/users/{partyNumber}/groups"),
        "/users/{other}/groups",
        "",
        200,
        200,
    ),
    row(
        ("PUT", "/users/{partyNumber}/groups"),
        "/users/{other}/groups",
        r#"{"items":[{"variableName":"emea"}]}"#,
        200,
        403,
    ),
    row(
        ("POST", "/users/actions/bulkUpdate"),
        "/users/actions/bulkUpdate",
        r#"{"criteria":{"q":"{'login':{'$like':'none%'}}"},"userData":{"status":{"value":0}}}"#,
        204,
        403,
    ),
    row(("GET", "/groups"), "/groups", "", 200, 200),
    row(
        ("GET", "/companies/{companyLoginName}/groups"),
        "/companies/_host/groups",
        "",
        200,
        200,
    ),
    row(
        ("POST", "/companies/{companyLoginName}/groups"),
        "/companies/_host/groups",
        r#"{"variableName":"made_{n}","label":"Made"}"#,
        201,
        403,
    ),
    row(
        ("GET", "/companies/{companyLoginName}/groups/{groupVarName}"),
        "/companies/_host/groups/emea",
        "",
        200,
        200,
    ),
    row(
        ("PUT", "/companies/{companyLoginName}/groups/{groupVarName}"),
        "/companies/_host/groups/emea",
        r#"{"label":"EMEA {n}"}"#,
        200,
        403,
    ),
    row(
        (
            "PATCH",
            "/companies/{companyLoginName}/groups/{groupVarName}",
        ),
        "/companies/_host/groups/emea",
        r#"{"label":"EMEA again {n}"}"#,
        200,
        403,
    ),
    row(
        (
            "GET",
            "/companies/{companyLoginName}/groups/{groupVarName}/users",
        ),
        "/companies/_host/groups/emea/users",
        "",
        200,
        200,
    ),
    row(
        (
            "PATCH",
            "/companies/{companyLoginName}/groups/{groupVarName}/users",
        ),
        "/companies/_host/groups/emea/users",
        "[]",
        200,
        403,
    ),
];

/// In the table but for what is open to all.
const OPEN: &[(&str, &str)] = &[("GET", "/openapi.json")];

#[test]
fn every_address_is_listed_here() {
    let there: BTreeSet<_> = server::rest::addresses().collect();
    let listed = TABLE.iter().map(|row| (row.method, row.route));
    let listed: BTreeSet<_> = listed.chain(OPEN.iter().copied()).collect();
    assert_eq!(there, listed);
}

/// What somebody comes with, and how they may be answered.
struct Somebody {
    name: &'static str,
    headers: Vec<(&'static str, String)>,
    answer: fn(&Row) -> (u16, Option<&'static str>),
}

async fn everybody(api: &Api) -> Vec<Somebody> {
    let bearer = |client: &str| vec![("authorization", format!("Bearer {}", api.token(client)))];
    let viewer = api.site.session(Role::Viewer).await;
    let administrator = api.site.session(Role::Administrator).await;
    let session = |cookie: &str| {
        vec![
            ("cookie", cookie.to_owned()),
            ("sec-fetch-site", "same-origin".to_owned()),
        ]
    };
    let mut with_foreign_page = session(&administrator);
    with_foreign_page[1].1 = "cross-site".to_owned();
    let mut with_bad_token = session(&administrator);
    with_bad_token.push(("authorization", "Bearer a.b.c".to_owned()));
    vec![
        Somebody {
            name: "nobody",
            headers: Vec::new(),
            answer: |_| (401, Some("NO_CREDENTIALS")),
        },
        Somebody {
            name: "an unknown client",
            headers: bearer("nobodyhasthisclientid"),
            answer: |_| (403, Some("NOT_ADMITTED")),
        },
        Somebody {
            name: "an inactive user",
            headers: bearer("inactive"),
            answer: |_| (403, Some("NOT_ADMITTED")),
        },
        Somebody {
            name: "a plain user",
            headers: bearer("plain"),
            answer: |_| (403, Some("NOT_ALLOWED")),
        },
        Somebody {
            name: "an administrator's application",
            headers: bearer(ADMINISTRATOR),
            answer: |row| (row.done, None),
        },
        Somebody {
            name: "a Viewer's browser",
            headers: session(&viewer),
            answer: |row| (row.seen, None),
        },
        Somebody {
            name: "an Administrator's browser",
            headers: session(&administrator),
            answer: |row| (row.done, None),
        },
        Somebody {
            name: "a foreign page in an Administrator's browser",
            headers: with_foreign_page,
            answer: |row| match row.method {
                "GET" => (row.done, None),
                _ => (403, Some("FOREIGN_ORIGIN")),
            },
        },
        Somebody {
            name: "an Administrator's browser with a bad token",
            headers: with_bad_token,
            answer: |_| (401, Some("INVALID_TOKEN")),
        },
    ]
}

#[tokio::test]
async fn everybody_gets_what_they_may_and_no_more() {
    let api = Api::new().await;
    api.group("emea", GroupType::Sales).await;
    api.user("plain", &["emea"]).await;
    api.inactive("inactive").await;
    let other = api.user("other", &[]).await;
    let mut number = 0;
    let somebodies = everybody(&api).await;
    for prefix in ["/cpq/rest/v19", "/rest/v19"] {
        for somebody in &somebodies {
            for row in TABLE {
                number += 1;
                let path = row.path.replace("{other}", other.party_number.as_str());
                let body = row.body.replace("{n}", &number.to_string());
                let mut headers = vec![("content-type", "application/json")];
                let own = somebody.headers.iter();
                headers.extend(own.map(|(name, value)| (*name, value.as_str())));
                let method = Method::from_bytes(row.method.as_bytes()).expect("a method");
                let answer = api
                    .site
                    .ask(&method, &format!("{prefix}{path}"), &headers, &body)
                    .await;
                let said = format!(
                    "{} {path} by {}: {}",
                    row.method, somebody.name, answer.body
                );
                let (status, code) = (somebody.answer)(row);
                assert_eq!(answer.status.as_u16(), status, "{said}");
                match code {
                    Some(code) => drop(answer.problem(status, code)),
                    None if status == 403 => drop(answer.problem(403, "NOT_ALLOWED")),
                    None => {}
                }
                let challenge = answer.header("www-authenticate");
                assert_eq!(status == 401, challenge.starts_with("Bearer"), "{said}");
            }
        }
    }
}

#[tokio::test]
async fn a_plain_user_sees_itself_and_nobody_else() {
    let api = Api::new().await;
    api.group("emea", GroupType::Sales).await;
    let user = api.user("plain", &["emea"]).await;
    let token = format!("Bearer {}", api.token("plain"));
    let headers = [("authorization", token.as_str())];
    let own = user.party_number.as_str();
    for path in ["/integrationUsers/{}", "/users/{}", "/users/{}/groups"] {
        for prefix in ["/cpq/rest/v19", "/rest/v19"] {
            let path = format!("{prefix}{}", path.replace("{}", own));
            let answer = api.site.ask(&Method::GET, &path, &headers, "").await;
            assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        }
    }
    // Whether somebody else exists does not show.
    let there = api.administrator.party_number.as_str();
    let answer = |path: String| {
        let (api, headers) = (&api, &headers);
        async move { api.site.ask(&Method::GET, &path, headers, "").await }
    };
    let somebody = answer(format!("/rest/v19/users/{there}")).await;
    let nobody = answer("/rest/v19/users/nobody".to_owned()).await;
    let hide = |body: &str| body.replace(there, "nobody");
    assert_eq!(hide(&somebody.body), nobody.body);
    nobody.problem(403, "NOT_ALLOWED");
}

#[tokio::test]
async fn an_inactivated_user_is_refused_at_the_next_call() {
    let api = Api::new().await;
    let user = api.user("plain", &["userAdministrators"]).await;
    let token = format!("Bearer {}", api.token("plain"));
    let headers = [("authorization", token.as_str())];
    let path = "/cpq/rest/v19/groups";
    assert_eq!(
        api.site.ask(&Method::GET, path, &headers, "").await.status,
        200
    );
    let inactivate = format!("/users/{}", user.party_number);
    let done = api.patch(&inactivate, r#"{"status":{"value":0}}"#).await;
    assert_eq!(done.status, 200, "{}", done.body);
    let refused = api.site.ask(&Method::GET, path, &headers, "").await;
    refused.problem(403, "NOT_ADMITTED");
    let bulk =
        r#"{"criteria":{"q":"oauthClientId LIKE 'plain'"},"userData":{"status":{"value":1}}}"#;
    assert_eq!(
        api.post("/users/actions/bulkUpdate", bulk).await.status,
        204
    );
    assert_eq!(
        api.site.ask(&Method::GET, path, &headers, "").await.status,
        200
    );
    let taken = api
        .put(&format!("{inactivate}/groups"), r#"{"items":[]}"#)
        .await;
    assert_eq!(taken.status, 200, "{}", taken.body);
    let refused = api.site.ask(&Method::GET, path, &headers, "").await;
    refused.problem(403, "NOT_ALLOWED");
}

#[tokio::test]
async fn what_applications_do_is_in_the_activity_log_under_their_name() {
    let api = Api::new().await;
    let made = api
        .post("/integrationUsers", r#"{"oauthClientId":"made-by-one"}"#)
        .await;
    assert_eq!(made.status, 201, "{}", made.body);
    let log = api
        .site
        .service
        .activity(&Caller::System, &domain::ActivityQuery::default())
        .await
        .expect("a log");
    let actor = domain::Actor::Application(api.administrator.party_number.clone());
    assert_eq!(log.entries[0].actor, actor);
}
