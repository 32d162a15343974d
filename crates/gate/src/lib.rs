//! The inbound gate: verifies access tokens of the configured identity providers, knows from memory which integration
//! users are admitted, and says who is calling (`docs/gate.md`).
//!
//! It knows neither HTTP routes nor SQL: the server translates requests, the service fills the registry.

mod accepted;
mod admit;
mod bearer;
mod claims;
mod config;
mod discovery;
mod examine;
mod fetch;
mod id_token;
mod json;
mod jwk;
mod keys;
mod ledger;
mod limiter;
mod refusal_log;
mod registry;
#[cfg(test)]
mod test_server;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod token;
mod verify;

pub use admit::{Admitted, Gate, Refused};
pub use bearer::bearer;
pub use claims::{LEEWAY_SECONDS, LONGEST_LIFE_SECONDS};
pub use config::{Algorithm, Profile, ProviderConfig};
pub use discovery::{Discovery, DiscoveryError, configuration_url, discover};
pub use examine::{Examined, examine};
pub use fetch::{Answer, FetchError, HttpClient, may_be_asked};
pub use id_token::{IdTokenRules, verify_id_token};
pub use jwk::{Key, Keyset, NoKey};
pub use keys::{Clock, Provider};
pub use ledger::{CallCount, Ledger, LedgerBatch, RefusedEntry, UnknownCalls};
pub use limiter::DEFAULT_RATE;
pub use registry::{Entry, Known, ListedPage, Rate, Registry};
pub use token::{Rejected, Verified, unverified_issuer};
pub use verify::verify;
