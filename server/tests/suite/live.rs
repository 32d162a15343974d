//! The stream of changes, and what pages ask because of it.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use domain::{ActivityQuery, Caller, Facet, Role, Status, UserDraft, UserListQuery};
use http_body_util::BodyExt;
use serde_json::json;
use server::listener::Peer;
use server::live::Pace;
use server::router::Front;
use service::live::PER_SESSION;
use tokio::time::timeout;
use tower::ServiceExt;

use super::access::{Function, function};
use super::site::Site;

const PATH: &str = "/api/live";
const PATIENCE: Duration = Duration::from_secs(20);

/// What pages ask by themselves, for the table of who gets what.
pub fn functions() -> Vec<Function> {
    let query = UserListQuery::default();
    vec![
        function(
            "/api/live/users",
            json!({ "query": query, "shown": ["nobody"] }),
            200,
            200,
        ),
        function(
            "/api/live/user",
            json!({ "party_number": "nobody", "seen": 1 }),
            404,
            404,
        ),
        function(
            "/api/live/facet",
            json!({ "query": query, "facet": Facet::Status }),
            200,
            200,
        ),
        function(
            "/api/live/activity",
            json!({ "query": ActivityQuery::default(), "since": 0 }),
            200,
            200,
        ),
    ]
}

/// An answer that goes on.
struct Stream {
    status: StatusCode,
    headers: HeaderMap,
    body: Body,
    said: String,
}

impl Stream {
    async fn open(front: &Front, path: &str, headers: &[(&str, &str)]) -> Self {
        let mut request = Request::builder()
            .uri(path)
            .header("host", "127.0.0.1:3000");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut request = request.body(Body::empty()).expect("a request");
        let peer: SocketAddr = "127.0.0.1:40000".parse().expect("an address");
        request.extensions_mut().insert(Peer::from(peer));
        let answer = front.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = answer.into_parts();
        Self {
            status: parts.status,
            headers: parts.headers,
            body,
            said: String::new(),
        }
    }

    fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().expect("text"))
    }

    /// The next piece; none at the end.
    async fn more(&mut self) -> Option<String> {
        let frame = timeout(PATIENCE, self.body.frame())
            .await
            .expect("a sign of life")?;
        let data = frame.expect("no failure").into_data().expect("data");
        let said = String::from_utf8(data.to_vec()).expect("text");
        self.said.push_str(&said);
        Some(said)
    }

    /// Reads on until it says that.
    async fn until(&mut self, wanted: &str) {
        while !self.said.contains(wanted) {
            assert!(
                self.more().await.is_some(),
                "no {wanted:?} in {:?}",
                self.said
            );
        }
    }

    /// Reads on to its end.
    async fn end(mut self) -> String {
        while self.more().await.is_some() {}
        self.said
    }
}

impl Site {
    async fn telling() -> Self {
        let site = Self::new().await;
        let service = site.service.clone();
        tokio::spawn(async move { service.tell_live(std::future::pending()).await });
        site
    }

    async fn stream(&self, cookie: &str, more: &[(&str, &str)]) -> Stream {
        let mut headers = vec![("cookie", cookie)];
        headers.extend_from_slice(more);
        let stream = Stream::open(&self.front, PATH, &headers).await;
        assert_eq!(stream.status, 200);
        stream
    }

    /// The same server, in a hurry.
    fn hasty(&self) -> Front {
        let mut state = self.state.clone();
        state.live = Pace {
            look: Duration::from_millis(20),
            looks_a_beat: 2,
        };
        Front::new(&state)
    }

    /// Makes a user and gives its party number.
    async fn user(&self, client_id: &str) -> String {
        let draft = UserDraft {
            client_id: client_id.parse().expect("a client id"),
            name: "".parse().expect("a name"),
            email: "".parse().expect("an address"),
            description: "".parse().expect("a description"),
            status: Status::Active,
            groups: Vec::new(),
        };
        let user = self.service.create_user(&Caller::System, draft).await;
        user.expect("a user").party_number.to_string()
    }

    async fn last(&self) -> i64 {
        self.service
            .store()
            .last_activity()
            .await
            .expect("a number")
    }
}

#[tokio::test]
async fn it_is_for_all_who_are_signed_in_and_for_nobody_else() {
    let site = Site::telling().await;
    let unknown = format!("integration-users-session={}", "A".repeat(43));
    for headers in [vec![], vec![("cookie", unknown.as_str())]] {
        let refused = Stream::open(&site.front, PATH, &headers).await;
        assert_eq!(refused.status, 401);
        assert!(
            refused
                .header("content-type")
                .starts_with("application/json")
        );
        assert!(refused.end().await.contains("SignInNeeded"));
    }
    for role in [Role::Viewer, Role::Administrator] {
        let cookie = site.session(role).await;
        let number = site.user(&format!("client-of-{role:?}")).await;
        let before = site.last().await - 1;
        let path = format!("{PATH}?after={before}");
        let headers = [("cookie", cookie.as_str()), ("accept-encoding", "br, gzip")];
        let mut stream = Stream::open(&site.front, &path, &headers).await;
        assert_eq!(stream.status, 200, "{role:?}");
        assert_eq!(stream.header("content-type"), "text/event-stream");
        assert_eq!(stream.header("cache-control"), "no-store");
        assert_eq!(stream.header("x-accel-buffering"), "no");
        assert_eq!(stream.header("content-encoding"), "");
        assert!(
            stream
                .header("content-security-policy")
                .contains("default-src")
        );
        stream.until(&number).await;
    }
    let cookie = site.session(Role::Viewer).await;
    for odd in ["after=x", "after=1.5", "after=99999999999999999999"] {
        let path = format!("{PATH}?{odd}");
        let answer = site.get(&path, Some(&cookie)).await;
        assert_eq!(answer.status, 400, "{odd}");
    }
    let posted = site.post(PATH, Some(&cookie), "text/plain", "").await;
    assert_eq!(posted.status, 405);
}

#[tokio::test]
async fn a_change_comes_with_its_number_and_without_a_client_id() {
    let site = Site::telling().await;
    let cookie = site.session(Role::Viewer).await;
    let mut stream = site.stream(&cookie, &[]).await;
    stream.until("retry: 1000").await;
    let before = site.last().await;
    let number = site.user("3f0c8b5d6f7e4a0b9c1d2e3f4a5b6c7d").await;
    let at = before + 1;
    let wanted = format!("event: change\nid: {at}\ndata: {at} {at}\ndata: {number}\n\n");
    stream.until(&wanted).await;
    assert!(!stream.said.contains("3f0c"), "{}", stream.said);
}

#[tokio::test]
async fn who_comes_back_goes_on_where_it_was() {
    let site = Site::telling().await;
    let cookie = site.session(Role::Viewer).await;
    let one = site.user("one").await;
    let seen = site.last().await;
    let (two, three) = (site.user("two").await, site.user("three").await);
    let last = seen.to_string();
    // What the browser says counts more than what was once in the address.
    let path = format!("{PATH}?after={}", seen - 1);
    let headers = [
        ("cookie", cookie.as_str()),
        ("last-event-id", last.as_str()),
    ];
    let mut stream = Stream::open(&site.front, &path, &headers).await;
    let first = format!("id: {}\ndata: {} {}\n", seen + 2, seen + 1, seen + 2);
    stream.until(&first).await;
    stream.until(&format!("data: {two}\n")).await;
    stream.until(&format!("data: {three}\n")).await;
    assert!(!stream.said.contains(&one), "{}", stream.said);
    site.user("four").await;
    stream.until(&format!("id: {}\n", seen + 3)).await;
    for odd in ["x", "", "-1", "4711", "99999999999999999999"] {
        let mut stream = site.stream(&cookie, &[("last-event-id", odd)]).await;
        let wanted = format!("event: resync\nid: {}\n", site.last().await);
        stream.until(&wanted).await;
    }
}

#[tokio::test]
async fn signing_out_ends_it() {
    let site = Site::telling().await;
    let cookie = site.session(Role::Viewer).await;
    let another = site.session(Role::Viewer).await;
    let mut stream = site.stream(&cookie, &[]).await;
    let mut going_on = site.stream(&another, &[]).await;
    stream.until("retry").await;
    let answer = site
        .post(
            "/sign-out",
            Some(&cookie),
            "application/x-www-form-urlencoded",
            "",
        )
        .await;
    assert_eq!(answer.status, 303);
    let said = stream.end().await;
    assert!(
        said.ends_with("event: over\ndata: signed out\n\n"),
        "{said}"
    );
    going_on.until("event: change").await;
    let refused = Stream::open(&site.front, PATH, &[("cookie", cookie.as_str())]).await;
    assert_eq!(refused.status, 401);
}

#[tokio::test]
async fn it_says_that_it_is_there_and_ends_with_the_session() {
    let site = Site::telling().await;
    let router = site.hasty();
    let cookie = site.session(Role::Viewer).await;
    let mut stream = Stream::open(&router, PATH, &[("cookie", cookie.as_str())]).await;
    stream.until(": still here\n\n").await;
    site.clock.forward(31 * 60);
    let said = stream.end().await;
    assert!(
        said.ends_with("event: over\ndata: signed out\n\n"),
        "{said}"
    );
}

#[tokio::test]
async fn what_a_page_asks_by_itself_does_not_keep_the_session() {
    let site = Site::telling().await;
    let cookie = site.session(Role::Administrator).await;
    for _ in 0..3 {
        site.clock.forward(10 * 60 - 10);
        for asked in functions() {
            let arguments = asked.arguments.to_string();
            let json = "application/json";
            let answer = site.post(asked.path, Some(&cookie), json, &arguments).await;
            assert_eq!(answer.status.as_u16(), asked.viewer, "{}", asked.path);
        }
        drop(site.stream(&cookie, &[]).await);
    }
    site.clock.forward(60);
    assert_eq!(site.get("/admin", Some(&cookie)).await.status, 303);
}

#[tokio::test]
async fn a_stop_of_the_server_ends_all_at_once() {
    let site = Site::telling().await;
    let cookie = site.session(Role::Viewer).await;
    let mut stream = site.stream(&cookie, &[]).await;
    stream.until("retry").await;
    let start = Instant::now();
    site.state.readiness.stop();
    stream.end().await;
    assert!(start.elapsed() < Duration::from_secs(2));
    let refused = Stream::open(&site.front, PATH, &[("cookie", cookie.as_str())]).await;
    assert_eq!(
        (refused.status.as_u16(), refused.header("retry-after")),
        (503, "1")
    );
}

#[tokio::test]
async fn a_session_has_so_many_and_no_more() {
    let site = Site::telling().await;
    let cookie = site.session(Role::Viewer).await;
    let mut streams = Vec::new();
    for _ in 0..PER_SESSION {
        streams.push(site.stream(&cookie, &[]).await);
    }
    let headers = [("cookie", cookie.as_str())];
    let refused = Stream::open(&site.front, PATH, &headers).await;
    assert_eq!(
        (refused.status.as_u16(), refused.header("retry-after")),
        (429, "30")
    );
    streams.pop();
    site.stream(&cookie, &[]).await;
    let another = site.session(Role::Viewer).await;
    site.stream(&another, &[]).await;
}
