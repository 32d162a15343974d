//! The keys of a provider, kept fresh beside the requests.
//!
//! They are fetched before they are needed and anew when they get old, so that a withdrawn key dies within five minutes. A
//! token with an unknown key asks for them at once, but all such tokens together at most every ten seconds. A provider
//! that does not answer is forgiven for a day.

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use domain::{KeyState, ProviderState, Timestamp};
use tracing::{debug, info, warn};
use url::Url;

use crate::config::ProviderConfig;
use crate::discovery::{Discovery, discover};
use crate::fetch::{HttpClient, may_be_asked};
use crate::jwk::Keyset;

/// How long keys are fresh where the provider does not say so, and at most, in seconds: with the time of a fetch and of
/// one that fails it stays below five minutes.
pub const FRESH: u32 = 270;
/// How long they are fresh at least, in seconds, whatever the provider says.
pub const FRESH_AT_LEAST: u32 = 10;
/// How many seconds there are at least between two fetches. Without any keys there are fewer at first.
const PAUSE: i64 = 10;
/// For how many seconds keys are used beyond their freshness when the provider does not answer.
pub const STALE_USE: i64 = 24 * 60 * 60;
/// After how many seconds the provider is asked again where its keys are.
const DISCOVERY_AGE: i64 = 60 * 60;
/// How many tokens with an unknown key wait for a fetch together. A provider that hangs must not make everybody wait who
/// writes some name of a key into a token; those beyond are told to come again.
pub const MOST_WAITING: usize = 64;
/// How often to check whether a fetch is due.
const LOOK: Duration = Duration::from_millis(500);

/// Tells the time; passed in, so that tests can set it.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// The clock of the system.
pub(crate) fn system_clock() -> Clock {
    Arc::new(|| {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        let micros = since.map_or(0, |since| since.as_micros());
        Timestamp::from_micros(i64::try_from(micros).unwrap_or(i64::MAX))
    })
}

/// Seconds until the next fetch after so many that failed, while there are no keys and nobody can be let in: 1, 2, 4, 8, then [`PAUSE`]. A
/// provider that starts together with this server is there a moment later.
fn pause_without_keys(failed: u32) -> i64 {
    (1 << failed.saturating_sub(1).min(4)).min(PAUSE)
}

/// One provider and its keys.
pub struct Provider {
    config: ProviderConfig,
    client: HttpClient,
    clock: Clock,
    state: RwLock<State>,
    /// Held while fetching: there is one fetch at a time.
    fetching: tokio::sync::Mutex<()>,
    /// Places for tokens that wait.
    places: tokio::sync::Semaphore,
    /// How many fetches have ended.
    fetches: AtomicU64,
}

#[derive(Default)]
struct State {
    keys: Option<Arc<Keyset>>,
    first_seen: HashMap<(String, String), Timestamp>,
    fetched: Option<Timestamp>,
    fresh_until: Option<Timestamp>,
    last_tried: Option<Timestamp>,
    last_error: Option<String>,
    /// How many fetches have failed since one that did not, or since the start.
    failed: u32,
    discovery: Option<Discovery>,
    discovered: Option<Timestamp>,
}

impl Provider {
    /// Without keys until the first fetch.
    pub fn new(config: ProviderConfig, client: HttpClient, clock: Clock) -> Arc<Self> {
        Arc::new(Self {
            config,
            client,
            clock,
            state: RwLock::default(),
            fetching: tokio::sync::Mutex::default(),
            places: tokio::sync::Semaphore::new(MOST_WAITING),
            fetches: AtomicU64::new(0),
        })
    }

    /// With keys that stay fresh for ever.
    #[cfg(any(test, feature = "testing"))]
    pub fn fixed(config: ProviderConfig, keys: Keyset, now: Timestamp) -> Arc<Self> {
        // Time stands still for it, so that it never asks again.
        let provider = Self::new(config, HttpClient::new(), Arc::new(move || now));
        let mut state = provider.write();
        state.take(keys, u32::MAX, now);
        state.last_tried = Some(now);
        drop(state);
        provider
    }

    /// What is configured of it.
    pub fn config(&self) -> &ProviderConfig {
        &self.config
    }

    /// Its keys; none before the first fetch, and none when they are too old.
    pub fn keys(&self, now: Timestamp) -> Option<Arc<Keyset>> {
        let state = self.read();
        let until = state.fresh_until?.plus_seconds(STALE_USE);
        state.keys.clone().filter(|_| now <= until)
    }

    /// Fetches the keys when that is due, for ever.
    pub async fn keep_fresh(self: Arc<Self>) {
        loop {
            self.refresh_if_due().await;
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Fetches the keys when they are no longer fresh, but after a failed attempt not at once again.
    pub async fn refresh_if_due(self: &Arc<Self>) {
        let due = self.read().is_due((self.clock)());
        if due {
            self.refresh().await;
        }
    }

    /// Fetches the keys for a token whose key is not known; false when too many wait for that already.
    pub async fn refresh_for_token(self: &Arc<Self>) -> bool {
        let Ok(_place) = self.places.try_acquire() else {
            return false;
        };
        self.refresh().await;
        true
    }

    /// Fetches the keys. All who ask meanwhile wait for the same fetch; when the last one is less than [`PAUSE`] ago there is
    /// none, and without any keys when it is less ago than so many failures ask for.
    pub async fn refresh(self: &Arc<Self>) {
        let before = self.fetches.load(Ordering::Acquire);
        let provider = Arc::clone(self);
        // On its own, so that it goes on when the one who asked goes away.
        let fetch = tokio::spawn(async move { provider.refresh_once(before).await });
        if let Err(error) = fetch.await {
            warn!(%error, "Fetching keys broke off");
        }
    }

    async fn refresh_once(&self, before: u64) {
        let _one_at_a_time = self.fetching.lock().await;
        if self.fetches.load(Ordering::Acquire) != before {
            return;
        }
        let now = (self.clock)();
        if !self.begin(now) {
            return;
        }
        let outcome = self.fetch(now).await;
        self.end(outcome, now);
        self.fetches.fetch_add(1, Ordering::Release);
    }

    /// Whether the last fetch is long enough ago; this one is noted then.
    fn begin(&self, now: Timestamp) -> bool {
        let mut state = self.write();
        let is_over = state.wait(now) <= 0;
        if is_over {
            state.last_tried = Some(now);
        }
        is_over
    }

    /// Seconds until the keys may be fetched again, at least one: whoever was not let in for want of them comes again then.
    pub fn retry_after(&self, now: Timestamp) -> u32 {
        let micros = u64::try_from(self.read().wait(now)).unwrap_or(0).max(1);
        u32::try_from(micros.div_ceil(1_000_000)).unwrap_or(u32::MAX)
    }

    async fn fetch(&self, now: Timestamp) -> Result<(Keyset, u32), String> {
        let url = self.jwks_uri(now).await?;
        let answer = self
            .client
            .get_json(&url)
            .await
            .map_err(|error| error.to_string())?;
        let keys = Keyset::parse(&answer.body)?;
        if keys.keys().is_empty() && !keys.skipped().is_empty() {
            return Err(format!(
                "none of the provider's keys can be used: {}",
                keys.skipped().join("; ")
            ));
        }
        let fresh = answer.max_age.unwrap_or(FRESH).clamp(FRESH_AT_LEAST, FRESH);
        Ok((keys, fresh))
    }

    /// Pinned or discovered. What was discovered is asked for again from time to time and after a failure, and used on
    /// when there is no answer.
    async fn jwks_uri(&self, now: Timestamp) -> Result<Url, String> {
        if let Some(pinned) = &self.config.jwks_uri {
            if !may_be_asked(pinned) {
                return Err("the configured address of the keys must be https".to_owned());
            }
            return Ok(pinned.clone());
        }
        let (known, due) = {
            let state = self.read();
            let known = state
                .discovery
                .as_ref()
                .map(|discovery| discovery.jwks_uri.clone());
            let old = state
                .discovered
                .is_none_or(|at| (now.micros() - at.micros()).abs() > DISCOVERY_AGE * 1_000_000);
            (known, old || state.last_error.is_some())
        };
        if let (Some(known), false) = (&known, due) {
            return Ok(known.clone());
        }
        match (discover(&self.client, &self.config.issuers).await, known) {
            (Ok(discovery), _) => {
                let found = discovery.jwks_uri.clone();
                let mut state = self.write();
                state.discovery = Some(discovery);
                state.discovered = Some(now);
                Ok(found)
            }
            (Err(error), Some(known)) => {
                debug!(%error, "Could not ask again where the keys are");
                Ok(known)
            }
            (Err(error), None) => Err(error.to_string()),
        }
    }

    fn end(&self, outcome: Result<(Keyset, u32), String>, now: Timestamp) {
        let issuer = self
            .config
            .issuers
            .first()
            .map(String::as_str)
            .unwrap_or_default();
        let mut state = self.write();
        match outcome {
            Ok((keys, fresh)) => {
                let count = keys.keys().len();
                let changed = state.take(keys, fresh, now);
                state.failed = 0;
                let recovered = state.last_error.take().is_some();
                if recovered {
                    info!(issuer, count, "The identity provider answers again");
                } else if changed {
                    info!(issuer, count, "Fetched new keys of the identity provider");
                } else {
                    debug!(issuer, count, "Fetched the keys of the identity provider");
                }
            }
            Err(error) => {
                // Once for each outage, not for each attempt.
                if state.last_error.is_none() {
                    let kept = state.keys.is_some();
                    warn!(
                        issuer,
                        error, kept, "Cannot fetch the keys of the identity provider"
                    );
                }
                state.last_error = Some(error);
                state.failed = state.failed.saturating_add(1);
            }
        }
    }

    /// For the page and for metrics.
    pub fn state(&self) -> ProviderState {
        let now = (self.clock)();
        let state = self.read();
        let keys = state.keys.iter().flat_map(|keys| keys.keys());
        let discovery = state.discovery.as_ref();
        ProviderState {
            issuers: self.config.issuers.clone(),
            profile: self.config.profile.to_string(),
            audience: self.config.audience.clone(),
            scopes: self.config.scopes.clone(),
            algorithms: self
                .config
                .algorithms
                .iter()
                .map(ToString::to_string)
                .collect(),
            jwks_uri: self
                .config
                .jwks_uri
                .as_ref()
                .or(discovery.map(|discovery| &discovery.jwks_uri))
                .map(ToString::to_string),
            pinned: self.config.jwks_uri.is_some(),
            token_endpoint: discovery
                .and_then(|discovery| discovery.token_endpoint.as_ref())
                .map(ToString::to_string),
            keys: keys
                .map(|key| {
                    let name = name_of(key);
                    let first_seen = state.first_seen.get(&name).copied();
                    KeyState {
                        first_seen: first_seen.unwrap_or_default(),
                        kid: name.0,
                        algorithm: name.1,
                    }
                })
                .collect(),
            fetched: state.fetched,
            last_error: state.last_error.clone(),
            last_tried: state.last_tried,
            stale: state.last_error.is_some() && state.fresh_until.is_some_and(|until| now > until),
        }
    }

    fn read(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Provider")
            .field("config", &self.config)
            .finish_non_exhaustive()
    }
}

impl State {
    /// Whether the keys are no longer fresh. Those that came later than now came before the clock was set back: how old they are nobody knows.
    fn is_due(&self, now: Timestamp) -> bool {
        self.fetched.is_some_and(|fetched| fetched > now)
            || self.fresh_until.is_none_or(|until| now >= until)
    }

    /// Microseconds until the keys may be fetched again; none or less when they may. A clock that was set back by hand is no reason to wait long.
    fn wait(&self, now: Timestamp) -> i64 {
        let pause = if self.keys.is_none() {
            pause_without_keys(self.failed)
        } else {
            PAUSE
        };
        self.last_tried.map_or(0, |last| {
            pause * 1_000_000 - (now.micros() - last.micros()).abs()
        })
    }

    /// Whether the keys are others than before.
    fn take(&mut self, keys: Keyset, fresh: u32, now: Timestamp) -> bool {
        let changed = self.keys.as_deref() != Some(&keys);
        if changed {
            let before = std::mem::take(&mut self.first_seen);
            self.first_seen = keys
                .keys()
                .iter()
                .map(|key| {
                    let name = name_of(key);
                    let seen = before.get(&name).copied().unwrap_or(now);
                    (name, seen)
                })
                .collect();
            self.keys = Some(Arc::new(keys));
        }
        self.fetched = Some(now);
        self.fresh_until = Some(now.plus_seconds(i64::from(fresh)));
        changed
    }
}

fn name_of(key: &crate::jwk::Key) -> (String, String) {
    (
        key.kid().unwrap_or_default().to_owned(),
        key.algorithm().to_string(),
    )
}
