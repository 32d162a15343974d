//! A refusal with all that is known of it, and what becomes of it: a line in the log, an entry in the ledger, an answer.

use std::time::Instant;

use domain::{ClientId, PartyId, Refusal, Timestamp};
use tracing::info;

use super::{Gate, Refused};
use crate::ledger::RefusedEntry;
use crate::registry::Rate;
use crate::token::Rejected;

/// Everything about a refusal; what of it the caller gets is [`Refused`].
pub(super) struct Verdict {
    pub(super) refusal: Refusal,
    pub(super) detail: String,
    pub(super) client_id: Option<String>,
    pub(super) jti: Option<String>,
    pub(super) party_id: Option<PartyId>,
    pub(super) retry_after: Option<u32>,
}

impl Gate {
    pub(super) fn refuse(&self, verdict: Verdict, now: Timestamp) -> Refused {
        // Of a client that is known it is said on its page whatever is wrong with its token.
        let party_id = verdict.party_id.or_else(|| {
            let known = self.inner.registry.find(verdict.client_id.as_deref()?)?;
            Some(known.party_id)
        });
        // Some texts that a provider takes for a client id are none of ours.
        let client_id: Option<ClientId> = verdict.client_id.and_then(|id| id.parse().ok());
        if self.inner.log.may_say(verdict.refusal, Instant::now()) {
            info!(
                reason = verdict.refusal.word(),
                client = client_id.as_ref().map(ClientId::shortened),
                jti = jti(verdict.jti.as_deref()),
                "Refused a call"
            );
        }
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
}

impl Verdict {
    /// More calls than the rate allows; come again after so many seconds.
    pub(super) fn too_many(rate: Rate, seconds: u32) -> Self {
        let detail = format!(
            "its limit is {} a second after {} at once",
            rate.per_second, rate.burst
        );
        Self {
            retry_after: Some(seconds),
            ..Self::of(Refusal::TooManyCalls, detail)
        }
    }

    pub(super) fn of(refusal: Refusal, detail: impl Into<String>) -> Self {
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
pub(super) fn jti(jti: Option<&str>) -> Option<String> {
    let plain = |c: &char| c.is_ascii_graphic();
    jti.map(|jti| jti.chars().filter(plain).take(64).collect())
}
