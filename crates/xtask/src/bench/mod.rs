//! `cargo xtask bench`: how fast, and how much of it. What is measured stands beside something to compare it with, in the same run.

mod gate;
mod load;
mod memory;
mod stats;

use anyhow::Result;
use clap::{Args, Subcommand};

use crate::step::Report;

/// What can be said to `bench`.
#[derive(Args)]
pub struct BenchArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Calls through the gate over HTTP, beside a bare axum route
    Gate(gate::GateArgs),
}

/// Measures and prints a table.
///
/// # Errors
/// When something cannot be built or started, or the result is not good enough.
pub fn run(report: &mut Report, args: &BenchArgs) -> Result<()> {
    match &args.what {
        What::Gate(args) => gate::run(report, args),
    }
}
