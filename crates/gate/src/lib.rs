//! The inbound gate: verifies access tokens of the configured identity providers, knows from memory which integration
//! users are admitted, and says who is calling (gate contract §1).
//!
//! It knows neither HTTP routes nor SQL: the server translates requests, the service fills the registry.

mod ledger;
mod registry;

pub use ledger::{CallCount, Ledger, LedgerBatch, RefusedEntry, UnknownCalls};
pub use registry::{Entry, Known, Rate, Registry};
