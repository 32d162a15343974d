//! The gate itself: from the headers of a request to who is calling, or why not.

mod report;
#[cfg(test)]
mod tests;
mod verdict;

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use domain::{
    ClientId, PartyId, PartyNumber, ProviderState, Refusal, Status, Timestamp, VariableName,
};
use http::HeaderMap;
use tracing::debug;

use crate::accepted::Accepted;
use crate::bearer::bearer;
use crate::config::ProviderConfig;
use crate::fetch::HttpClient;
use crate::jwk::Keyset;
use crate::keys::{Clock, Provider, system_clock};
use crate::ledger::Ledger;
use crate::limiter::{DEFAULT_RATE, Limiter};
use crate::refusal_log::RefusalLog;
use crate::registry::{Known, Rate, Registry};
use crate::token::{Verified, unverified_issuer};
use crate::verify::verify_knowing;
use verdict::{Verdict, jti};

/// For how many seconds the registry may be out of touch with the database and still answer.
pub const MOST_OUT_OF_TOUCH: i64 = 30;
/// `Retry-After` when it was longer, in seconds.
const RETRY_OUT_OF_TOUCH: u32 = 5;
/// The same where no provider is configured: somebody has to do that first.
const RETRY_CLOSED: u32 = 60;
/// How often refusals that were left out of the log are summed up there.
const SUM_UP: Duration = Duration::from_secs(15);

/// Who is calling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Admitted {
    /// The integration user's number.
    pub party_id: PartyId,
    /// Its public name.
    pub party_number: PartyNumber,
    /// The client.
    pub client_id: ClientId,
    /// Variable names of its administrator groups, sorted.
    pub administrator_groups: Vec<VariableName>,
    /// Variable names of its sales groups, sorted.
    pub sales_groups: Vec<VariableName>,
    /// Who issued the token.
    pub issuer: String,
}

/// Why a call is not admitted, as far as the caller may know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The reason. Not all reasons may be told apart from outside: see the server's answers.
    pub refusal: Refusal,
    /// After how many seconds to come again, where that helps.
    pub retry_after: Option<u32>,
}

/// The gate; cheap to clone, all clones are one.
#[derive(Clone)]
pub struct Gate {
    inner: Arc<Inner>,
}

struct Inner {
    providers: Vec<Arc<Provider>>,
    no_keys: Arc<Keyset>,
    registry: Registry,
    ledger: Ledger,
    accepted: Accepted,
    limiter: Limiter<PartyId>,
    /// Limits clients with good tokens that are not admitted: unknown and inactive ones alike, so that the limit does not
    /// reveal which they are.
    outsiders: Limiter<String>,
    log: RefusalLog,
    rate: Rate,
    started: AtomicBool,
}

impl Gate {
    /// For these providers, with the time of the machine. Nothing is fetched before [`Gate::start`] or the first token.
    pub fn new(providers: Vec<ProviderConfig>) -> Self {
        Self::with(providers, DEFAULT_RATE, system_clock())
    }

    /// The same with another rate limit and time.
    pub fn with(providers: Vec<ProviderConfig>, rate: Rate, clock: Clock) -> Self {
        let client = HttpClient::new();
        let providers = providers
            .into_iter()
            .map(|config| Provider::new(config, client.clone(), Arc::clone(&clock)))
            .collect();
        Self::of(providers, rate)
    }

    /// Without any provider: nobody is admitted.
    pub fn closed() -> Self {
        Self::of(Vec::new(), DEFAULT_RATE)
    }

    /// With keys that are there already and are never fetched, for tests of other rooms.
    #[cfg(any(test, feature = "testing"))]
    pub fn fixed(providers: Vec<(ProviderConfig, Keyset)>, rate: Rate) -> Self {
        let now = system_clock()();
        let providers = providers
            .into_iter()
            .map(|(config, keys)| Provider::fixed(config, keys, now))
            .collect();
        Self::of(providers, rate)
    }

    fn of(providers: Vec<Arc<Provider>>, rate: Rate) -> Self {
        let inner = Inner {
            providers,
            no_keys: Arc::default(),
            registry: Registry::new(),
            ledger: Ledger::new(),
            limiter: Limiter::default(),
            accepted: Accepted::new(),
            outsiders: Limiter::default(),
            log: RefusalLog::default(),
            rate,
            started: AtomicBool::new(false),
        };
        Self {
            inner: Arc::new(inner),
        }
    }

    /// Whether no provider is configured.
    pub fn is_closed(&self) -> bool {
        self.inner.providers.is_empty()
    }

    /// How many calls a client may make that has no limit of its own.
    pub fn usual_rate(&self) -> Rate {
        self.inner.rate
    }

    /// Who is known.
    pub fn registry(&self) -> &Registry {
        &self.inner.registry
    }

    /// What happened.
    pub fn ledger(&self) -> &Ledger {
        &self.inner.ledger
    }

    /// The providers and their keys as they are.
    pub fn providers(&self) -> Vec<ProviderState> {
        let providers = self.inner.providers.iter();
        providers.map(|provider| provider.state()).collect()
    }

    /// Fetches keys from now on, beside everything else, and admits nobody before the registry is complete. Within a
    /// Tokio runtime.
    pub fn start(&self) {
        self.inner.started.store(true, Ordering::Relaxed);
        for provider in &self.inner.providers {
            tokio::spawn(Arc::clone(provider).keep_fresh());
        }
        let inner = Arc::clone(&self.inner);
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(SUM_UP).await;
                inner.log.sum_up(Instant::now());
            }
        });
    }

    /// Whether it was started and does not know yet who may come in.
    pub fn is_loading(&self) -> bool {
        let started = self.inner.started.load(Ordering::Relaxed);
        started && self.inner.registry.last_in_touch().is_none()
    }

    /// Who is calling, if they may come in: the token must be good, its client an active integration user, in all of
    /// these groups, and within its rate. Every call is counted, whatever comes of it.
    ///
    /// # Errors
    /// [`Refused`]
    pub async fn admit(
        &self,
        headers: &HeaderMap,
        require_groups: &[VariableName],
        now: Timestamp,
    ) -> Result<Admitted, Refused> {
        match self.judge(headers, require_groups, now).await {
            Ok((known, token)) => {
                self.inner.ledger.accepted(known.party_id, now);
                debug!(user = %known.party_number, jti = jti(token.jti.as_deref()), "Admitted a call");
                Ok(Admitted {
                    party_id: known.party_id,
                    party_number: known.party_number,
                    // The registry found it by this text.
                    client_id: ClientId::of_known(token.client_id.clone()),
                    administrator_groups: known.administrator_groups,
                    sales_groups: known.sales_groups,
                    issuer: token.issuer.clone(),
                })
            }
            Err(verdict) => Err(self.refuse(verdict, now)),
        }
    }

    async fn judge(
        &self,
        headers: &HeaderMap,
        require_groups: &[VariableName],
        now: Timestamp,
    ) -> Result<(Known, Arc<Verified>), Verdict> {
        let token = bearer(headers).map_err(|refusal| Verdict::of(refusal, ""))?;
        if self.is_closed() {
            return Err(Verdict {
                retry_after: Some(RETRY_CLOSED),
                ..Verdict::of(
                    Refusal::KeysUnavailable,
                    "no identity provider is configured",
                )
            });
        }
        let verified = self.verify(token, now).await?;
        let known = self
            .known(&verified, require_groups, now)
            .map_err(|verdict| Verdict {
                client_id: Some(verified.client_id.clone()),
                jti: verified.jti.clone(),
                ..verdict
            })?;
        Ok((known, verified))
    }

    /// Verifies with the keys that are there; for a token whose key is not, they are fetched once.
    async fn verify(&self, token: &str, now: Timestamp) -> Result<Arc<Verified>, Verdict> {
        let accepted = &self.inner.accepted;
        let verify = || {
            self.with_keys(now, |providers| {
                verify_knowing(token, providers, now, accepted)
            })
        };
        let rejected = match verify() {
            Ok(verified) => return Ok(verified),
            Err(rejected) if rejected.refusal == Refusal::UnknownKey => rejected,
            Err(rejected) => return Err(rejected.into()),
        };
        let Some(provider) = self.provider_of(token) else {
            return Err(rejected.into());
        };
        let looked = provider.refresh_for_token().await;
        // None at all, be it that they were withdrawn, is no fault of the token.
        let keys = provider.keys(now).filter(|keys| !keys.keys().is_empty());
        if !looked || keys.is_none() {
            return Err(Verdict {
                retry_after: Some(provider.retry_after(now)),
                ..Verdict::of(
                    Refusal::KeysUnavailable,
                    "the identity provider's keys cannot be had",
                )
            });
        }
        verify().map_err(Verdict::from)
    }

    /// The provider that a token names; whether it is its token is not known by that.
    fn provider_of(&self, token: &str) -> Option<&Arc<Provider>> {
        let issuer = unverified_issuer(token).ok()?;
        self.inner
            .providers
            .iter()
            .find(|provider| provider.config().issuers.contains(&issuer))
    }

    fn with_keys<T>(
        &self,
        now: Timestamp,
        judge: impl FnOnce(&[(&ProviderConfig, &Keyset)]) -> T,
    ) -> T {
        let providers: Vec<_> = self
            .inner
            .providers
            .iter()
            .map(|provider| {
                let keys = provider.keys(now);
                let keys = keys.unwrap_or_else(|| Arc::clone(&self.inner.no_keys));
                (provider.config(), keys)
            })
            .collect();
        let providers: Vec<_> = providers
            .iter()
            .map(|(config, keys)| (*config, keys.as_ref()))
            .collect();
        judge(&providers)
    }

    /// Everything after the token: whether its client may come in here.
    fn known(
        &self,
        token: &Verified,
        require_groups: &[VariableName],
        now: Timestamp,
    ) -> Result<Known, Verdict> {
        let registry = &self.inner.registry;
        let touched = registry.last_in_touch();
        let long_ago = touched.is_some_and(|at| now > at.plus_seconds(MOST_OUT_OF_TOUCH));
        if long_ago || self.is_loading() {
            return Err(Verdict {
                retry_after: Some(RETRY_OUT_OF_TOUCH),
                ..Verdict::of(
                    Refusal::OutOfTouch,
                    "the database does not answer, so what is known may be out of date",
                )
            });
        }
        let known = registry.find(&token.client_id);
        let Some(known) = known.filter(|known| known.status == Status::Active) else {
            return Err(self.outsider(token, registry.find(&token.client_id).as_ref(), now));
        };
        let of_user = |verdict: Verdict| Verdict {
            party_id: Some(known.party_id),
            ..verdict
        };
        let rate = known.rate.unwrap_or(self.inner.rate);
        let within = self.inner.limiter.take(known.party_id, rate, now);
        within.map_err(|seconds| of_user(Verdict::too_many(rate, seconds)))?;
        let missing = require_groups.iter().find(|group| {
            !known.administrator_groups.contains(group) && !known.sales_groups.contains(group)
        });
        if let Some(group) = missing {
            let detail = format!("not in the group {group}");
            return Err(of_user(Verdict::of(Refusal::MissingGroup, detail)));
        }
        Ok(known)
    }

    /// Why a client with a good token does not come in that is unknown or inactive.
    fn outsider(&self, token: &Verified, known: Option<&Known>, now: Timestamp) -> Verdict {
        let (rate, client) = (self.inner.rate, token.client_id.clone());
        let verdict = match (self.inner.outsiders.take(client, rate, now), known) {
            (Err(seconds), _) => Verdict::too_many(rate, seconds),
            (Ok(()), Some(_)) => Verdict::of(Refusal::Inactive, ""),
            (Ok(()), None) => Verdict::of(Refusal::UnknownClient, ""),
        };
        Verdict {
            party_id: known.map(|known| known.party_id),
            ..verdict
        }
    }
}

impl fmt::Debug for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gate")
            .field("providers", &self.inner.providers.len())
            .field("registry", &self.inner.registry)
            .finish_non_exhaustive()
    }
}
