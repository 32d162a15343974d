//! Files in and out at the browser.

use std::fmt::Write as _;

use axum::body::Body;
use axum::http::{Method, Request};
use domain::{ActivityQuery, Caller, MOST_IMPORT_BYTES, MOST_NAMED_USERS, Role};
use serde_json::{Value, json};

use super::site::{Answer, Site};

const UPLOAD: &str = "/api/import/upload";
const EXPORT: &str = "/admin/users/integration-users/export";

async fn upload(site: &Site, cookie: Option<&str>, body: &str) -> Answer {
    site.post(UPLOAD, cookie, "application/octet-stream", body)
        .await
}

async fn call(site: &Site, cookie: &str, function: &str, arguments: Value) -> Value {
    let path = format!("/api/import/{function}");
    let answer = site
        .post(
            &path,
            Some(cookie),
            "application/json",
            &arguments.to_string(),
        )
        .await;
    assert_eq!(answer.status, 200, "{function}: {}", answer.body);
    serde_json::from_str(&answer.body).expect("JSON")
}

async fn rest(site: &Site, cookie: &str, id: &str) -> Value {
    for _ in 0..1_000 {
        let stage = call(site, cookie, "stage", json!({ "id": id })).await;
        if stage.get("Checking").is_none() && stage.get("Writing").is_none() {
            return stage;
        }
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    panic!("it never comes to a rest");
}

#[tokio::test]
async fn only_administrators_of_our_own_pages_hand_files_over() {
    let site = Site::new().await;
    let table = "oauthClientId\nfirst-client-0001\n";
    let (viewer, administrator) = (
        site.session(Role::Viewer).await,
        site.session(Role::Administrator).await,
    );
    let nobody = upload(&site, None, table).await;
    assert_eq!(
        (nobody.status.as_u16(), nobody.body.contains("SignInNeeded")),
        (401, true)
    );
    let looking = upload(&site, Some(&viewer), table).await;
    assert_eq!(
        (looking.status.as_u16(), looking.body.contains("NotAllowed")),
        (403, true)
    );
    let foreign = [
        ("sec-fetch-site", "cross-site"),
        ("cookie", administrator.as_str()),
    ];
    let foreign = site.ask(&Method::POST, UPLOAD, &foreign, table).await;
    assert_eq!(foreign.status, 403);
    assert_eq!(site.get(UPLOAD, Some(&administrator)).await.status, 405);
    let answer = upload(&site, Some(&administrator), table).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let id: String = serde_json::from_str(&answer.body).expect("a name");
    assert_eq!(id.len(), 43);
    let stage = rest(&site, &administrator, &id).await;
    assert_eq!(stage["Ready"]["report"]["users"]["created"], 1, "{stage}");
    let rows = json!({ "id": id, "list": "New", "from": 0 });
    let rows = call(&site, &administrator, "rows", rows).await;
    assert_eq!(rows["rows"][0]["key"], "first-client-0001");
    call(&site, &administrator, "start", json!({ "id": id })).await;
    let stage = rest(&site, &administrator, &id).await;
    assert_eq!(stage["Done"]["users"]["created"], 1, "{stage}");
}

#[tokio::test]
async fn a_file_may_be_larger_than_other_bodies_but_not_as_large_as_one_likes() {
    let site = Site::new().await;
    let cookie = site.session(Role::Administrator).await;
    let mut table = "oauthClientId,description\n".to_owned();
    while table.len() < 2 * 1024 * 1024 {
        let text = "x".repeat(900);
        let at = table.len();
        writeln!(table, "client-{at:08},{text}").expect("writing to a text never fails");
    }
    assert_eq!(upload(&site, Some(&cookie), &table).await.status, 200);
    let request = |length: Option<u64>, body: Body| {
        let mut request = Request::builder()
            .method(Method::POST)
            .uri(UPLOAD)
            .header("host", "127.0.0.1:3000")
            .header("sec-fetch-site", "same-origin")
            .header("cookie", &cookie);
        if let Some(length) = length {
            request = request.header("content-length", length);
        }
        request.body(body).expect("a request")
    };
    let said = vec![b' '; usize::try_from(MOST_IMPORT_BYTES).expect("fits") + 1];
    let answer = site.send(request(None, Body::from(said.clone()))).await;
    assert_eq!(answer.status, 413, "{}", answer.body);
    // Without a length, as it comes.
    let piece = axum::body::Bytes::from(vec![b' '; 1024 * 1024]);
    let pieces = (0..66).map(move |_| Ok::<_, std::io::Error>(piece.clone()));
    let body = Body::from_stream(futures_util::stream::iter(pieces));
    let answer = site.send(request(None, body)).await;
    assert_eq!(answer.status, 413, "{}", answer.body);
    assert_eq!(answer.body, "\"TooLarge\"");
    // All other addresses keep their limit.
    let other = site
        .post(
            "/api/import/stage",
            Some(&cookie),
            "application/json",
            &table,
        )
        .await;
    assert_eq!(other.status, 413);
}

#[tokio::test]
async fn whoever_sees_the_list_may_export_it() {
    let site = Site::new().await;
    let administrator = site.session(Role::Administrator).await;
    let viewer = site.session(Role::Viewer).await;
    let table = "oauthClientId,firstName,partyNumber,status\n\
                 first-client-0001,=1+1,IU_one,Active\nsecond-client-0002,Two,IU_two,Inactive\n";
    let id: String = serde_json::from_str(&upload(&site, Some(&administrator), table).await.body)
        .expect("a name");
    rest(&site, &administrator, &id).await;
    call(&site, &administrator, "start", json!({ "id": id })).await;
    rest(&site, &administrator, &id).await;

    let form = "application/x-www-form-urlencoded";
    let csv = site
        .post(EXPORT, Some(&viewer), form, "format=csv&status=active")
        .await;
    assert_eq!(csv.status, 200, "{}", csv.body);
    assert!(
        csv.header("content-disposition")
            .starts_with("attachment; filename=\"integration-users-")
    );
    assert!(csv.header("content-disposition").ends_with(".csv\""));
    assert_eq!(csv.header("cache-control"), "no-store");
    assert!(csv.header("content-type").starts_with("text/csv"));
    assert!(
        csv.body.contains("first-client-0001,'=1+1,"),
        "{}",
        csv.body
    );
    assert!(!csv.body.contains("second-client"), "{}", csv.body);

    let chosen = "format=ndjson&partyNumber=IU_two&partyNumber=nobody&status=active";
    let chosen = site.post(EXPORT, Some(&viewer), form, chosen).await;
    assert_eq!(
        (chosen.status.as_u16(), chosen.body.lines().count()),
        (200, 1)
    );
    assert!(chosen.body.contains("second-client-0002"));
    let body = "format=csv&partyNumber=IU_one";
    let posted = site.post(EXPORT, Some(&viewer), form, body).await;
    assert_eq!(
        (posted.status.as_u16(), posted.body.lines().count()),
        (200, 2)
    );

    let named = |count: usize| {
        let numbers = (0..count).map(|at| format!("&partyNumber=x{at}"));
        format!(
            "format=csv{}&partyNumber=IU_one",
            numbers.collect::<String>()
        )
    };
    let many = site
        .post(EXPORT, Some(&viewer), form, &named(MOST_NAMED_USERS - 1))
        .await;
    assert_eq!((many.status.as_u16(), many.body.lines().count()), (200, 2));
    let too_many = site
        .post(EXPORT, Some(&viewer), form, &named(MOST_NAMED_USERS))
        .await;
    assert_eq!(too_many.status, 400);
    for wrong in ["", "format=pdf"] {
        let answer = site.post(EXPORT, Some(&viewer), form, wrong).await;
        assert_eq!(answer.status, 400, "{wrong}");
    }
    let nobody = site.get(&format!("{EXPORT}?format=csv"), None).await;
    assert_eq!((nobody.status.as_u16(), nobody.body.as_str()), (303, ""));
    let nobody = site.post(EXPORT, None, form, body).await;
    assert_eq!(nobody.status, 401);
}

#[tokio::test]
async fn no_link_of_another_site_has_an_export_written() {
    let site = Site::new().await;
    let cookie = site.session(Role::Administrator).await;
    let log = async || {
        let log = site
            .service
            .activity(&Caller::System, &ActivityQuery::default())
            .await;
        log.expect("the log").entries.len()
    };
    let before = log().await;
    let path = format!("{EXPORT}?format=csv");
    let foreign = [("sec-fetch-site", "cross-site"), ("cookie", &cookie)];
    let answer = site.ask(&Method::GET, &path, &foreign, "").await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("allow")),
        (405, "POST")
    );
    let answer = site.get(&path, Some(&cookie)).await;
    assert_eq!(answer.status, 405);
    assert_eq!(log().await, before, "nothing is in the log");
}
