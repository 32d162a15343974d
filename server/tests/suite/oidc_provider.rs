//! An OpenID provider on a port of its own, which can also be told to misbehave.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use server::settings::{AdminOidc, ClientSecret};
use service::{Clock, SystemClock};
use sha2::{Digest, Sha256};
use url::Url;
use zeroize::Zeroizing;

pub const CLIENT: &str = "integration users";
pub const SECRET: &str = "canary-s3cret:with+special%chars";
pub const ADMINISTRATORS: &str = "cpq-admins";
pub const VIEWERS: &str = "cpq-support";

/// How it behaves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mood {
    #[default]
    Good,
    Hangs,
    Fails,
    Rubbish,
    Megabytes,
}

/// What stands in the next ID token.
type Spoil = Arc<dyn Fn(&mut Value, &mut Value) + Send + Sync>;

pub struct Inside {
    pub mood: Mood,
    /// At the token endpoint only.
    pub token_mood: Mood,
    /// Changes header and claims of ID tokens before they are signed.
    pub spoil: Option<Spoil>,
    /// Signs with a key that nobody knows.
    pub strange_key: bool,
    pub has_end_session: bool,
    pub methods: Value,
    /// Whether answers must name the issuer.
    pub names_issuer: bool,
    /// How often tokens were asked for.
    pub redeemed: u32,
    codes: HashMap<String, Code>,
}

struct Code {
    challenge: String,
    redirect_uri: String,
    claims: Value,
}

#[derive(Clone)]
pub struct TestProvider {
    pub issuer: String,
    inside: Arc<Mutex<Inside>>,
    keys: Arc<[EcdsaKeyPair; 2]>,
}

impl TestProvider {
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await;
        let listener = listener.expect("a port");
        let issuer = format!("http://{}", listener.local_addr().expect("its address"));
        let key = || {
            let random = SystemRandom::new();
            let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
            let document = EcdsaKeyPair::generate_pkcs8(algorithm, &random).expect("a key");
            EcdsaKeyPair::from_pkcs8(algorithm, document.as_ref(), &random).expect("a key")
        };
        let inside = Inside {
            mood: Mood::Good,
            token_mood: Mood::Good,
            spoil: None,
            strange_key: false,
            has_end_session: true,
            methods: json!(["client_secret_basic"]),
            names_issuer: false,
            redeemed: 0,
            codes: HashMap::new(),
        };
        let provider = Self {
            issuer,
            inside: Arc::new(Mutex::new(inside)),
            keys: Arc::new([key(), key()]),
        };
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(metadata))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .with_state(provider.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        provider
    }

    pub fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn spoil(&self, spoil: impl Fn(&mut Value, &mut Value) + Send + Sync + 'static) {
        self.inside().spoil = Some(Arc::new(spoil));
    }

    pub fn settings(&self) -> AdminOidc {
        AdminOidc {
            issuer: self.issuer.clone(),
            discovery: format!("{}/.well-known/openid-configuration", self.issuer)
                .parse()
                .expect("an address"),
            client_id: CLIENT.to_owned(),
            client_secret: ClientSecret::new(Zeroizing::new(SECRET.to_owned())),
            scopes: ["openid", "profile"].map(str::to_owned).to_vec(),
            role_claim: "groups".to_owned(),
            administrators: vec![ADMINISTRATORS.to_owned()],
            viewers: vec![VIEWERS.to_owned()],
        }
    }

    /// Somebody signs in at the address to which their browser was sent; gives the code that it comes back with.
    pub fn sign_in(&self, there: &str, sub: &str, groups: &[&str]) -> String {
        let there: Url = there.parse().expect("an address");
        let asked: HashMap<_, _> = there.query_pairs().into_owned().collect();
        assert_eq!(there.path(), "/authorize");
        assert_eq!(asked["response_type"], "code");
        assert_eq!(asked["client_id"], CLIENT);
        assert_eq!(asked["code_challenge_method"], "S256");
        assert_eq!(asked["scope"], "openid profile");
        let seconds = SystemClock.now().micros() / 1_000_000;
        let claims = json!({
            "iss": self.issuer, "aud": CLIENT, "sub": sub, "nonce": asked["nonce"],
            "iat": seconds, "exp": seconds + 300, "name": "Jane Doe", "groups": groups,
        });
        let code = format!("code-{}", asked["state"]);
        let known = Code {
            challenge: asked["code_challenge"].clone(),
            redirect_uri: asked["redirect_uri"].clone(),
            claims,
        };
        self.inside().codes.insert(code.clone(), known);
        code
    }

    fn id_token(&self, claims: &Value) -> String {
        let inside = self.inside();
        let (mut header, mut claims) = (
            json!({ "alg": "ES256", "kid": "k", "typ": "JWT" }),
            claims.clone(),
        );
        if let Some(spoil) = &inside.spoil {
            spoil(&mut header, &mut claims);
        }
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(&header), part(&claims));
        if header["alg"] == "none" {
            return format!("{signed}.");
        }
        let key = &self.keys[usize::from(inside.strange_key)];
        let signature = key.sign(&SystemRandom::new(), signed.as_bytes());
        let signature = signature.expect("a signature");
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature.as_ref()))
    }
}

/// What a provider in that mood answers, if not what it should.
async fn moody(mood: Mood) -> Option<Response> {
    match mood {
        Mood::Good => None,
        Mood::Hangs => {
            tokio::time::sleep(Duration::from_mins(1)).await;
            None
        }
        Mood::Fails => Some(StatusCode::BAD_GATEWAY.into_response()),
        Mood::Rubbish => Some("<html>Welcome to the hotel network".into_response()),
        Mood::Megabytes => Some(vec![b' '; 8 << 20].into_response()),
    }
}

async fn metadata(State(provider): State<TestProvider>) -> Response {
    let mood = provider.inside().mood;
    if let Some(answer) = moody(mood).await {
        return answer;
    }
    let at = |path: &str| format!("{}{path}", provider.issuer);
    let inside = provider.inside();
    let mut metadata = json!({
        "issuer": provider.issuer, "jwks_uri": at("/keys"), "authorization_endpoint": at("/authorize"),
        "token_endpoint": at("/token"), "token_endpoint_auth_methods_supported": inside.methods,
        "authorization_response_iss_parameter_supported": inside.names_issuer,
    });
    if inside.has_end_session {
        metadata["end_session_endpoint"] = json!(at("/end?tenant=1"));
    }
    Json(metadata).into_response()
}

async fn keys(State(provider): State<TestProvider>) -> Json<Value> {
    let point = provider.keys[0].public_key().as_ref();
    let coordinate = |range| URL_SAFE_NO_PAD.encode(&point[range]);
    Json(json!({ "keys": [{
        "kty": "EC", "crv": "P-256", "kid": "k", "alg": "ES256", "use": "sig",
        "x": coordinate(1..33), "y": coordinate(33..65),
    }] }))
}

/// As strict as providers are: who asks, the code once, its verifier, its address.
async fn token(
    State(provider): State<TestProvider>,
    headers: HeaderMap,
    Form(form): Form<HashMap<String, String>>,
) -> Response {
    let mood = provider.inside().token_mood;
    if let Some(answer) = moody(mood).await {
        return answer;
    }
    let encoded: Vec<String> = [CLIENT, SECRET]
        .map(|text| url::form_urlencoded::byte_serialize(text.as_bytes()).collect())
        .to_vec();
    let basic = format!("Basic {}", STANDARD.encode(encoded.join(":")));
    let by_basic = headers
        .get("authorization")
        .is_some_and(|value| value == basic.as_str());
    let by_post = form
        .get("client_secret")
        .is_some_and(|secret| secret == SECRET)
        && form.get("client_id").is_some_and(|id| id == CLIENT);
    let expected = provider.inside().methods.to_string();
    let known = (by_basic && expected.contains("basic")) || (by_post && expected.contains("post"));
    if !known || (by_basic && form.contains_key("client_secret")) {
        let error = Json(json!({ "error": "invalid_client" }));
        return (StatusCode::UNAUTHORIZED, error).into_response();
    }
    provider.inside().redeemed += 1;
    let code = provider.inside().codes.remove(&form["code"]);
    let code = code.filter(|code| {
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&form["code_verifier"]));
        form["grant_type"] == "authorization_code"
            && form["redirect_uri"] == code.redirect_uri
            && challenge == code.challenge
    });
    let Some(code) = code else {
        let error = Json(json!({ "error": "invalid_grant", "error_description": "canary-words" }));
        return (StatusCode::BAD_REQUEST, error).into_response();
    };
    let id_token = provider.id_token(&code.claims);
    Json(json!({ "access_token": "canary-access", "token_type": "Bearer", "id_token": id_token }))
        .into_response()
}
