//! The door for applications: what an access token gets at `/inbound/…`, and what everything else gets.

use axum::http::Method;
use domain::{Caller, Role, Status, UserDraft};
use gate::testing::{CLIENT, Forge};
use gate::{Gate, Profile, ProviderConfig, Rate};
use serde_json::{Value, json};
use service::{Clock, SystemClock};

use super::site::{Answer, PUBLIC, Site};

pub const VERIFY: &str = "/inbound/verify";
const WHOAMI: &str = "/inbound/whoami";

/// A server with a gate that knows its keys, and who makes tokens for it.
pub struct Door {
    pub site: Site,
    pub forge: Forge,
}

impl Door {
    pub async fn new() -> Self {
        Self::with_burst(100_000).await
    }

    pub async fn with_burst(burst: u32) -> Self {
        let forge = Forge::new(SystemClock.now());
        let rate = Rate {
            per_second: 1,
            burst,
        };
        let providers: Vec<(ProviderConfig, gate::Keyset)> = forge
            .providers()
            .map(|config| (config, forge.keyset()))
            .into();
        let site = Site::with_gate(PUBLIC, Gate::fixed(providers, rate)).await;
        site.service.load_gate().await.expect("users");
        Self { site, forge }
    }

    /// Makes the integration user of the forged tokens.
    pub async fn user(&self, status: Status) -> domain::IntegrationUser {
        let draft = UserDraft {
            client_id: CLIENT.parse().expect("a client id"),
            name: "ERP".parse().expect("a name"),
            email: "".parse().expect("none"),
            description: "".parse().expect("none"),
            status,
            groups: vec!["userAdministrators".parse().expect("a variable name")],
        };
        let created = self.site.service.create_user(&Caller::System, draft).await;
        created.expect("a user")
    }

    pub fn token(&self) -> String {
        self.forge.draft(Profile::AtJwt).mint()
    }

    pub async fn ask(&self, path: &str, token: &str) -> Answer {
        let authorization = format!("Bearer {token}");
        let headers = [("authorization", authorization.as_str())];
        self.site.ask(&Method::GET, path, &headers, "").await
    }
}

pub fn problem(answer: &Answer) -> Value {
    assert_eq!(answer.header("content-type"), "application/problem+json");
    assert_eq!(answer.header("cache-control"), "no-store");
    let problem: Value = serde_json::from_str(&answer.body).expect("JSON");
    assert_eq!(problem["status"], answer.status.as_u16(), "{problem}");
    assert!(
        problem["title"]
            .as_str()
            .is_some_and(|title| title.len() > 20)
    );
    problem
}

#[tokio::test]
async fn who_is_admitted_is_named_in_headers_and_as_json() {
    let door = Door::new().await;
    let user = door.user(Status::Active).await;
    for method in [
        "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND",
    ] {
        let method = Method::from_bytes(method.as_bytes()).expect("a method");
        let authorization = format!("bEaReR  {}", door.token());
        // As a proxy asks: with the headers of a request from anywhere.
        let headers = [
            ("authorization", authorization.as_str()),
            ("origin", "https://elsewhere.example"),
            ("sec-fetch-site", "cross-site"),
            ("x-integration-user", "IU_spoofed"),
            ("cookie", "integration-users-session=whatever"),
        ];
        let answer = door.site.ask(&method, VERIFY, &headers, "").await;
        assert_eq!(answer.status, 200, "{method}");
        assert_eq!(answer.body, "");
        assert_eq!(
            answer.header("x-integration-user"),
            user.party_number.as_str()
        );
        assert_eq!(answer.header("x-integration-client-id"), CLIENT);
        assert_eq!(
            answer.header("x-integration-administrator-groups"),
            "userAdministrators"
        );
        assert!(answer.headers.contains_key("x-integration-sales-groups"));
        assert_eq!(answer.header("x-integration-sales-groups"), "");
        assert_eq!(answer.header("cache-control"), "no-store");
    }
    let answer = door.ask(WHOAMI, &door.token()).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), "application/json");
    let who: Value = serde_json::from_str(&answer.body).expect("JSON");
    let expected = json!({
        "partyNumber": user.party_number.as_str(), "clientId": CLIENT,
        "administratorGroups": ["userAdministrators"], "salesGroups": [],
        "issuer": door.forge.at_jwt_issuers[0],
    });
    assert_eq!(who, expected);
}

#[tokio::test]
async fn a_proxy_may_announce_a_body_that_it_does_not_send() {
    let door = Door::new().await;
    door.user(Status::Active).await;
    let authorization = format!("Bearer {}", door.token());
    let request = http::Request::builder()
        .method(Method::POST)
        .uri(VERIFY)
        .header("authorization", authorization)
        .header("content-length", 50_000_000)
        .body(axum::body::Body::empty())
        .expect("a request");
    assert_eq!(door.site.send(request).await.status, 200);
}

#[tokio::test]
async fn without_a_token_in_the_one_header_nobody_comes_in() {
    let door = Door::new().await;
    door.user(Status::Active).await;
    let token = door.token();
    let cookie = door.site.session(Role::Administrator).await;
    for path in [VERIFY, WHOAMI] {
        let with_query = format!("{path}?access_token={token}&Authorization=Bearer%20{token}");
        for (path, headers) in [
            (path, vec![]),
            (path, vec![("cookie", cookie.as_str())]),
            (path, vec![("authorization", "Basic aWQ6c2VjcmV0")]),
            (with_query.as_str(), vec![]),
        ] {
            let answer = door.site.ask(&Method::GET, path, &headers, "").await;
            assert_eq!(answer.status, 401, "{path} {headers:?}");
            assert_eq!(answer.header("www-authenticate"), "Bearer");
            assert_eq!(problem(&answer)["o:errorCode"], "NO_CREDENTIALS");
            assert!(!answer.body.contains(&token) && !answer.headers.contains_key("location"));
        }
    }
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let body = format!("access_token={token}");
    let answer = door.site.ask(&Method::POST, VERIFY, &form, &body).await;
    assert_eq!(answer.status, 401);
}

#[tokio::test]
async fn a_malformed_header_is_a_bad_request() {
    let door = Door::new().await;
    door.user(Status::Active).await;
    let good = format!("Bearer {}", door.token());
    for headers in [
        vec![
            ("authorization", good.as_str()),
            ("authorization", good.as_str()),
        ],
        vec![
            ("authorization", good.as_str()),
            ("authorization", "Basic x"),
        ],
        vec![("authorization", "Bearer")],
        vec![("authorization", "Bearer a b")],
        vec![("authorization", "")],
    ] {
        let answer = door.site.ask(&Method::GET, WHOAMI, &headers, "").await;
        assert_eq!(answer.status, 400, "{headers:?}");
        assert_eq!(
            answer.header("www-authenticate"),
            "Bearer error=\"invalid_request\""
        );
        assert_eq!(problem(&answer)["o:errorCode"], "MALFORMED_CREDENTIALS");
    }
}

#[tokio::test]
async fn a_bad_token_is_refused_and_not_repeated() {
    let door = Door::new().await;
    door.user(Status::Active).await;
    let expires = door.forge.seconds(-100);
    let old = door
        .forge
        .draft(Profile::AtJwt)
        .claim("exp", expires)
        .mint();
    for token in [old.as_str(), "rubbish"] {
        let answer = door.ask(WHOAMI, token).await;
        assert_eq!(answer.status, 401);
        assert_eq!(
            answer.header("www-authenticate"),
            "Bearer error=\"invalid_token\""
        );
        assert_eq!(problem(&answer)["o:errorCode"], "INVALID_TOKEN");
        assert!(!answer.body.contains(token));
    }
    let scope = door
        .forge
        .draft(Profile::AtJwt)
        .claim("scope", "other")
        .mint();
    let answer = door.ask(WHOAMI, &scope).await;
    assert_eq!(answer.status, 403);
    assert_eq!(
        answer.header("www-authenticate"),
        "Bearer error=\"insufficient_scope\""
    );
}

#[tokio::test]
async fn an_unknown_client_and_an_inactive_one_get_the_same_to_the_byte() {
    let door = Door::new().await;
    let mut answers = Vec::new();
    let stranger = "a-stranger-that-nobody-knows";
    let unknown = door.forge.draft(Profile::AtJwt);
    let unknown = unknown
        .claim("client_id", stranger)
        .claim("sub", stranger)
        .mint();
    door.user(Status::Inactive).await;
    for token in [unknown, door.token()] {
        for path in [VERIFY, WHOAMI] {
            let mut answer = door.ask(path, &token).await;
            assert_eq!(answer.status, 403);
            assert_eq!(problem(&answer)["o:errorCode"], "NOT_ADMITTED");
            assert_eq!(answer.header("www-authenticate"), "");
            // Each request has its own.
            answer.headers.remove("x-request-id");
            answer.headers.remove("content-security-policy");
            answers.push((answer.headers, answer.body));
        }
    }
    assert_eq!(answers[..2], answers[2..]);
}

#[tokio::test]
async fn the_first_call_after_an_inactivation_is_refused() {
    let door = Door::new().await;
    let user = door.user(Status::Active).await;
    let token = door.token();
    for (status, expected) in [
        (None, 200),
        (Some(Status::Inactive), 403),
        (Some(Status::Active), 200),
        (Some(Status::Inactive), 403),
    ] {
        if let Some(status) = status {
            let changed = door
                .site
                .service
                .set_status(&Caller::System, &user.party_number, status)
                .await;
            changed.expect("a change");
        }
        assert_eq!(
            door.ask(VERIFY, &token).await.status,
            expected,
            "{status:?}"
        );
    }
}

#[tokio::test]
async fn all_groups_that_the_proxy_asks_for_are_needed() {
    let door = Door::new().await;
    door.user(Status::Active).await;
    let token = door.token();
    for (query, status) in [
        ("", 200),
        ("?requireGroup=userAdministrators", 200),
        ("?other=x&requireGroup=userAdministrators", 200),
        (
            "?requireGroup=userAdministrators&requireGroup=emeaSales",
            403,
        ),
        ("?requireGroup=UserAdministrators", 403),
        ("?requireGroup=emeaSales", 403),
        ("?requireGroup=", 400),
        ("?requireGroup=a-b", 400),
    ] {
        let answer = door.ask(&format!("{VERIFY}{query}"), &token).await;
        assert_eq!(answer.status, status, "{query}");
        if status == 403 {
            assert_eq!(
                answer.header("www-authenticate"),
                "Bearer error=\"insufficient_scope\""
            );
            assert_eq!(problem(&answer)["o:errorCode"], "INSUFFICIENT_SCOPE");
        }
        if status == 400 {
            assert_eq!(problem(&answer)["o:errorPath"], "requireGroup");
        }
    }
}

#[tokio::test]
async fn too_many_calls_are_told_to_wait() {
    let door = Door::with_burst(2).await;
    door.user(Status::Active).await;
    let token = door.token();
    let mut statuses = Vec::new();
    for _ in 0..4 {
        let answer = door.ask(VERIFY, &token).await;
        if answer.status == 429 {
            assert_eq!(answer.header("retry-after"), "1");
            assert_eq!(problem(&answer)["o:errorCode"], "TOO_MANY_CALLS");
        }
        statuses.push(answer.status.as_u16());
    }
    assert!(
        statuses.starts_with(&[200, 200]) && statuses.contains(&429),
        "{statuses:?}"
    );
}

#[tokio::test]
async fn out_of_touch_and_closed_are_told_to_wait() {
    let door = Door::new().await;
    door.user(Status::Active).await;
    door.site.clock.forward(31);
    let answer = door.ask(VERIFY, &door.token()).await;
    assert_eq!(answer.status, 503);
    assert_eq!(answer.header("retry-after"), "5");
    assert_eq!(problem(&answer)["o:errorCode"], "UNAVAILABLE");
    door.site.service.refresh_gate().await.expect("in touch");
    assert_eq!(door.ask(VERIFY, &door.token()).await.status, 200);

    let closed = Site::new().await;
    let headers = [("authorization", "Bearer abc")];
    let answer = closed.ask(&Method::GET, WHOAMI, &headers, "").await;
    assert_eq!(answer.status, 503);
    assert_eq!(answer.header("retry-after"), "60");
    let said = problem(&answer);
    assert!(
        said["title"]
            .as_str()
            .is_some_and(|title| title.contains("No identity provider"))
    );
}

#[tokio::test]
async fn the_server_is_not_ready_before_the_gate_knows_who_may_come_in() {
    let site = Site::new().await;
    site.service.gate().start();
    let answer = site.ask(&Method::GET, "/ready", &[], "").await;
    assert_eq!((answer.status.as_u16(), &*answer.body), (503, "loading\n"));
    assert_eq!(answer.header("retry-after"), "5");
    site.service.load_gate().await.expect("users");
    let answer = site.ask(&Method::GET, "/ready", &[], "").await;
    assert_eq!((answer.status.as_u16(), &*answer.body), (200, "ready\n"));
}

#[tokio::test]
async fn what_is_not_there_is_said_as_a_problem() {
    let door = Door::new().await;
    door.user(Status::Active).await;
    let answer = door.ask("/inbound/nothing", &door.token()).await;
    assert_eq!(
        (answer.status.as_u16(), &problem(&answer)["o:errorCode"]),
        (404, &json!("NOT_FOUND"))
    );
    let answer = door.site.ask(&Method::POST, WHOAMI, &[], "").await;
    assert_eq!(
        (answer.status.as_u16(), &problem(&answer)["o:errorCode"]),
        (405, &json!("WRONG_METHOD"))
    );
    assert!(answer.header("allow").contains("GET"));
}
