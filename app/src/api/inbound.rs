//! Inbound calls and the providers whose tokens they come with.

use domain::{
    CallLimitForm, CallLimits, InboundCalls, InboundQuery, PartyNumber, ProviderState, Timestamp,
    TokenReport,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::{Failure, wire::Json};
#[cfg(feature = "ssr")]
use super::{answer, caller, service};

/// The providers, and what the page needs to know beside them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Providers {
    /// The providers, in the order of the settings.
    pub providers: Vec<ProviderState>,
    /// When this was so.
    pub now: Timestamp,
    /// Scheme, host and port at which this server is reached.
    pub origin: String,
}

/// The calls that the address asks for.
#[server(prefix = "/api", endpoint = "inbound/calls", input = Json, output = Json)]
pub async fn list_calls(query: InboundQuery) -> Result<InboundCalls, Failure> {
    answer(service()?.inbound_calls(&caller(), &query).await)
}

/// The providers as they are configured, and their keys.
#[server(prefix = "/api", endpoint = "inbound/providers", input = Json, output = Json)]
pub async fn identity_providers() -> Result<Providers, Failure> {
    let service = service()?;
    let providers = answer(service.identity_providers(&caller()).await)?;
    let info = use_context::<crate::RequestInfo>().unwrap_or_default();
    Ok(Providers {
        providers,
        now: service.now(),
        origin: info.origin,
    })
}

/// Whether a token would be admitted, claim by claim. The token stays in the body of this one request.
#[server(prefix = "/api", endpoint = "inbound/check-token", input = Json, output = Json)]
pub async fn check_token(token: String) -> Result<TokenReport, Failure> {
    answer(service()?.check_token(&caller(), &token).await)
}

/// How many calls a user may make.
#[server(prefix = "/api", endpoint = "inbound/call-limits", input = Json, output = Json)]
pub async fn limits_of_user(party_number: PartyNumber) -> Result<CallLimits, Failure> {
    answer(service()?.call_limits(&caller(), &party_number).await)
}

/// Gives a user a limit of calls of its own, or the usual one; gives what holds then.
#[server(prefix = "/api", endpoint = "inbound/set-call-limit", input = Json, output = Json)]
pub async fn set_call_limit(
    party_number: PartyNumber,
    form: CallLimitForm,
) -> Result<CallLimits, Failure> {
    let (service, caller) = (service()?, caller());
    answer(service.set_call_limit(&caller, &party_number, &form).await)
}
