//! A whole server without a port: its own database, its own clock.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, OnceLock};

use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use domain::{Caller, Role, Timestamp};
use gate::Gate;
use http_body_util::BodyExt;
use server::listener::Peer;
use server::router::Front;
use server::settings::AdminOidc;
use server::state::{AppState, Readiness};
use service::{Clock, Service, SystemClock, SystemIds};
use store::{DatabaseUrl, OpenOptions, Store};
use tempfile::TempDir;
use tower::ServiceExt;

/// Runs ahead of the machine's clock as far as a test wants.
#[derive(Default)]
pub struct TestClock(AtomicI64, OnceLock<Timestamp>);

impl TestClock {
    /// From now on it only moves by [`TestClock::forward`].
    pub fn stand_still_at(&self, at: Timestamp) {
        self.1.set(at).expect("it moves");
    }

    pub fn forward(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        let base = self.1.get().copied().unwrap_or_else(|| SystemClock.now());
        base.plus_seconds(self.0.load(Ordering::SeqCst))
    }
}

pub struct Site {
    pub front: Front,
    pub state: AppState,
    pub service: Service,
    pub clock: Arc<TestClock>,
    /// Goes with the server when it is dropped.
    _directory: TempDir,
}

/// An answer, read to its end.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().expect("text"))
    }
}

pub const PUBLIC: &str = "http://127.0.0.1:3000";

impl Site {
    pub async fn new() -> Self {
        Self::at(PUBLIC).await
    }

    pub async fn at(public: &str) -> Self {
        Self::with_both(public, Gate::closed(), None).await
    }

    /// With this gate for applications; it knows nobody yet.
    pub async fn with_gate(public: &str, gate: Gate) -> Self {
        Self::with_both(public, gate, None).await
    }

    /// Where administrators sign in at an identity provider.
    pub async fn with_oidc(public: &str, oidc: AdminOidc) -> Self {
        Self::with_both(public, Gate::closed(), Some(oidc)).await
    }

    async fn with_both(public: &str, gate: Gate, oidc: Option<AdminOidc>) -> Self {
        let directory = TempDir::new().expect("a directory");
        let url = DatabaseUrl::sqlite(directory.path().join("data").join("test.db"));
        let store = Store::open(&url, &OpenOptions::new(SystemClock.now()))
            .await
            .expect("a store");
        let clock = Arc::new(TestClock::default());
        let service = Service::new(store, clock.clone(), Arc::new(SystemIds)).with_gate(gate);
        let public = public.parse().expect("an address");
        let state = AppState::new(service.clone(), public, Readiness::default()).with_oidc(oidc);
        Self {
            front: Front::new(&state),
            state,
            service,
            clock,
            _directory: directory,
        }
    }

    /// Makes a sign-in link.
    pub async fn link(&self, role: Role) -> String {
        let token = self
            .service
            .new_sign_in_link(&Caller::System, role)
            .await
            .expect("a link");
        token.as_str().to_owned()
    }

    /// Starts a session and gives its cookie.
    pub async fn session(&self, role: Role) -> String {
        let link = self.link(role).await;
        let session = self
            .service
            .redeem_sign_in_link(&link)
            .await
            .expect("an answer")
            .expect("a session");
        let name = if self.state.public.is_https() {
            "__Host-integration-users"
        } else {
            "integration-users-session"
        };
        format!("{name}={}", session.as_str())
    }

    pub async fn get(&self, path: &str, cookie: Option<&str>) -> Answer {
        let mut headers = vec![("accept", "text/html")];
        headers.extend(cookie.map(|cookie| ("cookie", cookie)));
        self.ask(&Method::GET, path, &headers, "").await
    }

    /// As a form or page of ours would.
    pub async fn post(&self, path: &str, cookie: Option<&str>, kind: &str, body: &str) -> Answer {
        let mut headers = vec![("sec-fetch-site", "same-origin"), ("content-type", kind)];
        headers.extend(cookie.map(|cookie| ("cookie", cookie)));
        self.ask(&Method::POST, path, &headers, body).await
    }

    pub async fn ask(
        &self,
        method: &Method,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "127.0.0.1:3000");
        let mut request = request.header("content-length", body.len());
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(
            request
                .body(Body::from(body.to_owned()))
                .expect("a request"),
        )
        .await
    }

    pub async fn send(&self, mut request: Request<Body>) -> Answer {
        let peer: SocketAddr = "127.0.0.1:40000".parse().expect("an address");
        request.extensions_mut().insert(Peer::from(peer));
        let answer = self
            .front
            .clone()
            .oneshot(request)
            .await
            .expect("an answer");
        let (parts, body) = answer.into_parts();
        let bytes = body.collect().await.expect("a body").to_bytes();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }
}
