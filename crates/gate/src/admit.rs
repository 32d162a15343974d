//! The gate itself: from the headers of a request to who is calling, or why not.

mod report;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use domain::{
    ClientId, PartyId, PartyNumber, ProviderState, Refusal, Status, Timestamp, VariableName,
};
use http::HeaderMap;
use tracing::{debug, info};

use crate::bearer::bearer;
use crate::config::ProviderConfig;
use crate::fetch::HttpClient;
use crate::jwk::Keyset;
use crate::keys::{Clock, PAUSE, Provider, system_clock};
use crate::ledger::{Ledger, RefusedEntry};
use crate::limiter::{DEFAULT_RATE, Limiter};
use crate::registry::{Known, Rate, Registry};
use crate::signatures::Signatures;
use crate::token::{Rejected, Verified, unverified_issuer};
use crate::verify::verify_knowing;

/// For how many seconds what the registry knows may be out of contact with the database.
pub const MOST_OUT_OF_TOUCH: i64 = 30;
/// After how many seconds to come again when it was longer.
const RETRY_OUT_OF_TOUCH: u32 = 5;
/// The same where no provider is configured: somebody has to do that first.
const RETRY_CLOSED: u32 = 60;

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
    limiter: Limiter,
    signatures: Signatures,
    rate: Rate,
    started: AtomicBool,
}

/// Everything about a refusal; what of it the caller gets is [`Refused`].
struct Verdict {
    refusal: Refusal,
    detail: String,
    client_id: Option<String>,
    jti: Option<String>,
    party_id: Option<PartyId>,
    retry_after: Option<u32>,
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
            signatures: Signatures::new(),
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
                    client_id: known.client_id,
                    administrator_groups: known.administrator_groups,
                    sales_groups: known.sales_groups,
                    issuer: token.issuer,
                })
            }
            Err(verdict) => Err(self.refuse(verdict, now)),
        }
    }

    fn refuse(&self, verdict: Verdict, now: Timestamp) -> Refused {
        // Of a client that is known it is said on its page whatever is wrong with its token.
        let party_id = verdict.party_id.or_else(|| {
            let known = self.inner.registry.find(verdict.client_id.as_deref()?)?;
            Some(known.party_id)
        });
        // Some texts that a provider takes for a client id are none of ours.
        let client_id: Option<ClientId> = verdict.client_id.and_then(|id| id.parse().ok());
        info!(
            reason = verdict.refusal.word(),
            client = client_id.as_ref().map(ClientId::shortened),
            jti = jti(verdict.jti.as_deref()),
            "Refused a call"
        );
        self.inner.ledger.refused(RefusedEntry {
            at: now,
            refusal: verdict.refusal,
            detail: verdict.detail,
            client_id,
            party_id,
        });
        Refused {
            refusal: verdict.refusal,
            retry_after: verdict.retry_after,
        }
    }

    async fn judge(
        &self,
        headers: &HeaderMap,
        require_groups: &[VariableName],
        now: Timestamp,
    ) -> Result<(Known, Verified), Verdict> {
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
    async fn verify(&self, token: &str, now: Timestamp) -> Result<Verified, Verdict> {
        let signatures = Some(&self.inner.signatures);
        let verify = || {
            self.with_keys(now, |providers| {
                verify_knowing(token, providers, now, signatures)
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
        provider.refresh().await;
        if provider.keys(now).is_none() {
            return Err(Verdict {
                retry_after: u32::try_from(PAUSE).ok(),
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
        let out_of_touch = registry.last_in_touch().map_or_else(
            || self.inner.started.load(Ordering::Relaxed),
            |at| now > at.plus_seconds(MOST_OUT_OF_TOUCH),
        );
        if out_of_touch {
            return Err(Verdict {
                retry_after: Some(RETRY_OUT_OF_TOUCH),
                ..Verdict::of(
                    Refusal::OutOfTouch,
                    "the database does not answer, so what is known may be out of date",
                )
            });
        }
        let known = registry
            .find(&token.client_id)
            .ok_or_else(|| Verdict::of(Refusal::UnknownClient, ""))?;
        let of_user = |verdict: Verdict| Verdict {
            party_id: Some(known.party_id),
            ..verdict
        };
        if known.status != Status::Active {
            return Err(of_user(Verdict::of(Refusal::Inactive, "")));
        }
        let missing = require_groups.iter().find(|group| {
            !known.administrator_groups.contains(group) && !known.sales_groups.contains(group)
        });
        if let Some(group) = missing {
            let detail = format!("not in the group {group}");
            return Err(of_user(Verdict::of(Refusal::MissingGroup, detail)));
        }
        let rate = known.rate.unwrap_or(self.inner.rate);
        if let Err(seconds) = self.inner.limiter.take(known.party_id, rate, now) {
            let detail = format!(
                "more than {} calls a second after {} at once",
                rate.per_second, rate.burst
            );
            return Err(of_user(Verdict {
                retry_after: Some(seconds),
                ..Verdict::of(Refusal::TooManyCalls, detail)
            }));
        }
        Ok(known)
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

impl Verdict {
    fn of(refusal: Refusal, detail: impl Into<String>) -> Self {
        Self {
            refusal,
            detail: detail.into(),
            client_id: None,
            jti: None,
            party_id: None,
            retry_after: None,
        }
    }
}

impl From<Rejected> for Verdict {
    fn from(rejected: Rejected) -> Self {
        Self {
            client_id: rejected.client_id,
            jti: rejected.jti,
            ..Self::of(rejected.refusal, rejected.detail)
        }
    }
}

/// The id of a token for the log: printable, and not endless.
fn jti(jti: Option<&str>) -> Option<String> {
    let plain = |c: &char| c.is_ascii_graphic();
    jti.map(|jti| jti.chars().filter(plain).take(64).collect())
}
