//! The inbound gate: verifies access tokens of the configured identity providers, knows from memory which integration
//! users are admitted, and says who is calling (gate contract §1).
//!
//! It knows neither HTTP routes nor SQL: the server translates requests, the service fills the registry.

mod bearer;
mod claims;
mod config;
mod examine;
mod id_token;
mod json;
mod jwk;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod token;
mod verify;

pub use bearer::bearer;
pub use claims::{LEEWAY_SECONDS, LONGEST_LIFE_SECONDS};
pub use config::{Algorithm, Profile, ProviderConfig};
pub use examine::{Examined, examine};
pub use id_token::{IdTokenRules, verify_id_token};
pub use jwk::{Key, Keyset, NoKey};
pub use token::{LONGEST as LONGEST_TOKEN, Rejected, Verified, unverified_issuer};
pub use verify::verify;
