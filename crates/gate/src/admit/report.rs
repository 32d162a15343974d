//! *Check a token*: what the gate thinks of a token, without letting anybody in.

use domain::{Refusal, Status, Timestamp, TokenCheck, TokenReport};

use super::{Gate, Verdict};
use crate::examine::{Examined, examine};

impl Gate {
    /// Looks at a token as [`Gate::admit`] does, and says what holds and what not. It is neither counted nor kept.
    pub async fn examine(&self, token: &str, now: Timestamp) -> TokenReport {
        let look = || self.with_keys(now, |providers| examine(token, providers, now));
        let mut looked = look();
        let unknown_key = |looked: &Examined| matches!(&looked.result, Err(rejected) if rejected.refusal == Refusal::UnknownKey);
        let mut keys_missing = false;
        if unknown_key(&looked)
            && let Some(provider) = self.provider_of(token)
        {
            provider.refresh().await;
            keys_missing = provider.keys(now).is_none();
            looked = look();
        }
        let mut checks = looked.checks;
        let client_id = match &looked.result {
            Ok(verified) => Some(verified.client_id.clone()),
            Err(rejected) => rejected.client_id.clone(),
        };
        let known = client_id
            .as_deref()
            .and_then(|client| self.inner.registry.find(client));
        let verdict = match looked.result {
            Err(_) if self.is_closed() => Some(Verdict::of(
                Refusal::KeysUnavailable,
                "no identity provider is configured",
            )),
            Err(_) if keys_missing => Some(Verdict::of(
                Refusal::KeysUnavailable,
                "the identity provider's keys cannot be had",
            )),
            Err(rejected) => Some(rejected.into()),
            Ok(_) => match &known {
                None => Some(Verdict::of(Refusal::UnknownClient, "")),
                Some(known) if known.status != Status::Active => {
                    Some(Verdict::of(Refusal::Inactive, ""))
                }
                Some(_) => None,
            },
        };
        // What the token's own faults leave open is not answered.
        let asked = verdict.as_ref().is_none_or(|verdict| {
            matches!(verdict.refusal, Refusal::UnknownClient | Refusal::Inactive)
        });
        checks.push(TokenCheck {
            name: "status".to_owned(),
            value: known
                .as_ref()
                .map(|known| known.status.word().to_owned())
                .unwrap_or_default(),
            holds: asked.then_some(verdict.is_none()),
        });
        TokenReport {
            checks,
            refusal: verdict.as_ref().map(|verdict| verdict.refusal),
            detail: verdict.map(|verdict| verdict.detail).unwrap_or_default(),
            party_number: known.map(|known| known.party_number),
            client_id: client_id.and_then(|id| id.parse().ok()),
        }
    }
}
