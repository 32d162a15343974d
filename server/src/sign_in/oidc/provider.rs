//! What we ask the identity provider: its metadata, its keys, and tokens for a code.

use std::sync::Arc;
use std::time::{Duration, Instant};

use app::paths;
use domain::{Refusal, Timestamp};
use gate::{Algorithm, Discovery, FetchError, HttpClient, IdTokenRules, Keyset, Rejected};
use serde::Deserialize;
use serde_json::{Map, Value};
use service::sign_in::{BegunSignIn, EndSessionHint};
use tokio::sync::Mutex;
use tracing::{error, info, warn};
use url::Url;
use zeroize::Zeroizing;

use super::Refused;
use crate::settings::{AdminOidc, PublicUrl, is_loopback};

/// How long metadata and keys are believed.
const FRESH: Duration = Duration::from_mins(5);
/// How long an answer that did not come is not asked for again, so that nobody waits in a queue for it.
const REST: Duration = Duration::from_secs(3);
/// How often keys are asked for because one is not known.
const KEYS_AGAIN: Duration = Duration::from_secs(10);

/// The identity provider of administrators.
#[derive(Debug)]
pub struct Provider {
    settings: AdminOidc,
    client: HttpClient,
    metadata: Mutex<Kept<Discovery>>,
    keys: Mutex<Kept<Keyset>>,
}

/// What was asked for last, and when.
#[derive(Debug)]
struct Kept<T> {
    value: Option<(Arc<T>, Instant)>,
    failed: Option<Instant>,
}

impl<T> Kept<T> {
    const fn nothing() -> Self {
        Self {
            value: None,
            failed: None,
        }
    }

    /// What is younger than that.
    fn younger_than(&self, age: Duration) -> Option<Arc<T>> {
        let (value, at) = self.value.as_ref()?;
        (at.elapsed() < age).then(|| Arc::clone(value))
    }

    /// Whether it just did not come.
    fn rests(&self) -> bool {
        self.failed.is_some_and(|at| at.elapsed() < REST)
    }

    fn keep(&mut self, outcome: Result<T, Refused>) -> Result<Arc<T>, Refused> {
        match outcome {
            Ok(value) => {
                let value = Arc::new(value);
                self.value = Some((Arc::clone(&value), Instant::now()));
                self.failed = None;
                Ok(value)
            }
            Err(refused) => {
                self.failed = Some(Instant::now());
                Err(refused)
            }
        }
    }
}

/// What the token endpoint gives for a code.
#[derive(Deserialize)]
pub struct Tokens {
    /// Who signed in.
    pub id_token: Zeroizing<String>,
    access_token: Option<Zeroizing<String>>,
}

impl Provider {
    /// Asks nobody yet.
    pub fn new(settings: AdminOidc) -> Self {
        Self {
            settings,
            client: HttpClient::new(),
            metadata: Mutex::new(Kept::nothing()),
            keys: Mutex::new(Kept::nothing()),
        }
    }

    /// How it is configured.
    pub fn settings(&self) -> &AdminOidc {
        &self.settings
    }

    /// Says in the log whether it can be used.
    pub async fn check(self: Arc<Self>) {
        if let Ok(metadata) = self.metadata().await
            && self.keys(&metadata, FRESH).await.is_ok()
        {
            info!(
                issuer = self.settings.issuer,
                "Administrators can sign in at the identity provider"
            );
        }
    }

    /// What it says of itself, fetched when there is none or it is old. Others wait for the one who fetches.
    pub async fn metadata(&self) -> Result<Arc<Discovery>, Refused> {
        let mut kept = self.metadata.lock().await;
        if let Some(metadata) = kept.younger_than(FRESH) {
            return Ok(metadata);
        }
        if kept.rests() {
            return Err(Refused::Provider);
        }
        let fetched = self.fetch_metadata().await;
        kept.keep(fetched)
    }

    async fn fetch_metadata(&self) -> Result<Discovery, Refused> {
        let answer = self.client.get_json(&self.settings.discovery).await;
        let metadata =
            answer.and_then(|answer| answer.json::<Discovery>("an OpenID configuration"));
        let metadata = metadata.map_err(|error| unusable("metadata", &error))?;
        if metadata.issuer != self.settings.issuer {
            error!(
                configured = self.settings.issuer,
                found = %metadata.issuer.chars().take(200).collect::<String>(),
                "The identity provider has another issuer than IU_ADMIN_OIDC_ISSUER says"
            );
            return Err(Refused::Provider);
        }
        let browser = metadata.authorization_endpoint.iter();
        let bad = browser
            .chain(&metadata.end_session_endpoint)
            .any(|url| !is_for_browsers(url));
        if bad || metadata.authorization_endpoint.is_none() || metadata.token_endpoint.is_none() {
            error!(
                "The identity provider's metadata lacks an endpoint, or names one that is not https"
            );
            return Err(Refused::Provider);
        }
        Ok(metadata)
    }

    /// Where the browser is sent to sign in.
    pub fn authorization(
        &self,
        metadata: &Discovery,
        public: &PublicUrl,
        begun: &BegunSignIn,
    ) -> Url {
        // There is one: what has none is not kept.
        let endpoint = metadata.authorization_endpoint.clone();
        let mut there = endpoint.unwrap_or_else(|| self.settings.discovery.clone());
        there
            .query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.settings.client_id)
            .append_pair("redirect_uri", &public.join(paths::ORGANISATION_CALLBACK))
            .append_pair("scope", &self.settings.scopes.join(" "))
            .append_pair("state", &begun.state)
            .append_pair("nonce", &begun.nonce)
            .append_pair("code_challenge", &begun.challenge)
            .append_pair("code_challenge_method", "S256");
        there
    }

    /// Who answered, where it says so (RFC 9207): against mixing up several providers.
    pub fn check_issuer(&self, metadata: &Discovery, iss: Option<&str>) -> Result<(), Refused> {
        let right = match iss {
            Some(iss) => iss == self.settings.issuer,
            None => !metadata.authorization_response_iss_parameter_supported,
        };
        if right {
            return Ok(());
        }
        warn!("Refused a sign-in: the answer names another issuer, or none where it should");
        Err(Refused::NotVerified)
    }

    /// Tokens for a code.
    pub async fn redeem(
        &self,
        metadata: &Discovery,
        public: &PublicUrl,
        code: &str,
        verifier: &str,
    ) -> Result<Tokens, Refused> {
        let endpoint = metadata.token_endpoint.as_ref().ok_or(Refused::Provider)?;
        let callback = public.join(paths::ORGANISATION_CALLBACK);
        let (client_id, secret) = (
            self.settings.client_id.as_str(),
            self.settings.client_secret.expose(),
        );
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", callback.as_str()),
            ("code_verifier", verifier),
        ];
        let basic = takes_basic(metadata)?.then_some((client_id, secret));
        if basic.is_none() {
            form.extend([("client_id", client_id), ("client_secret", secret)]);
        }
        let answer = self.client.post_form(endpoint, &form, basic).await;
        let answer = answer.map_err(|error| not_redeemed(&error))?;
        let body = Zeroizing::new(answer.body);
        serde_json::from_slice(&body).map_err(|_| {
            warn!("The identity provider's token endpoint gave no ID token");
            Refused::Provider
        })
    }

    /// The claims of the ID token, once all of it holds.
    pub async fn verify(
        &self,
        metadata: &Discovery,
        tokens: &Tokens,
        nonce: &str,
        now: Timestamp,
    ) -> Result<Map<String, Value>, Refused> {
        let rules = IdTokenRules {
            issuer: &self.settings.issuer,
            client_id: &self.settings.client_id,
            nonce,
            access_token: tokens.access_token.as_ref().map(|token| token.as_str()),
            algorithms: &Algorithm::DEFAULT,
        };
        let judge = |keys: &Keyset| gate::verify_id_token(&tokens.id_token, &rules, keys, now);
        let keys = self.keys(metadata, FRESH).await?;
        let mut judged = judge(&keys);
        if judged.as_ref().is_err_and(may_be_a_new_key) {
            let newer = self.keys(metadata, KEYS_AGAIN).await?;
            judged = judge(&newer);
        }
        judged.map_err(|rejected| {
            warn!(refusal = ?rejected.refusal, detail = rejected.detail, "Refused an ID token");
            Refused::NotVerified
        })
    }

    async fn keys(&self, metadata: &Discovery, age: Duration) -> Result<Arc<Keyset>, Refused> {
        let mut kept = self.keys.lock().await;
        if let Some(keys) = kept.younger_than(age) {
            return Ok(keys);
        }
        if kept.rests() {
            return Err(Refused::Provider);
        }
        let fetched = match self.client.get_json(&metadata.jwks_uri).await {
            Ok(answer) => Keyset::parse(&answer.body).map_err(|reason| {
                error!(reason, "The identity provider's keys cannot be used");
                Refused::Provider
            }),
            Err(error) => Err(unusable("keys", &error)),
        };
        kept.keep(fetched)
    }

    /// Where the browser is sent to end the session at the provider (OpenID Connect RP-Initiated Logout 1.0 §2); none
    /// when the provider has no such place or cannot be asked, as the session here is over anyway.
    pub async fn end_session(&self, public: &PublicUrl, hint: &EndSessionHint) -> Option<Url> {
        let metadata = self.metadata().await.ok()?;
        let mut there = metadata.end_session_endpoint.clone()?;
        there
            .query_pairs_mut()
            .append_pair("id_token_hint", hint.as_str())
            .append_pair("client_id", &self.settings.client_id)
            .append_pair("post_logout_redirect_uri", &public.join(paths::SIGNED_OUT));
        Some(there)
    }
}

/// Whether a browser may be sent there.
fn is_for_browsers(url: &Url) -> bool {
    match url.scheme() {
        "https" => url.has_host(),
        "http" => url.host_str().is_some_and(is_loopback),
        _ => false,
    }
}

/// How we say who we are at the token endpoint; HTTP Basic is what holds where nothing is said (Discovery §3).
fn takes_basic(metadata: &Discovery) -> Result<bool, Refused> {
    let Some(methods) = &metadata.token_endpoint_auth_methods_supported else {
        return Ok(true);
    };
    let takes = |method: &str| methods.iter().any(|known| known == method);
    if takes("client_secret_basic") {
        Ok(true)
    } else if takes("client_secret_post") {
        Ok(false)
    } else {
        error!("The identity provider takes neither client_secret_basic nor client_secret_post");
        Err(Refused::Provider)
    }
}

fn may_be_a_new_key(rejected: &Rejected) -> bool {
    matches!(
        rejected.refusal,
        Refusal::UnknownKey | Refusal::BadSignature
    )
}

fn unusable(what: &str, error: &FetchError) -> Refused {
    warn!(%error, "The identity provider's {what} cannot be had");
    Refused::Provider
}

/// A code that is wrong, used or too old is the browser's; anything else the provider's or ours.
fn not_redeemed(error: &FetchError) -> Refused {
    match error {
        FetchError::Status {
            error: Some(code), ..
        } if code == "invalid_grant" => {
            info!("The identity provider does not take the code");
            Refused::NotVerified
        }
        other => {
            error!(error = %other, "The identity provider gave no tokens for a code");
            Refused::Provider
        }
    }
}
