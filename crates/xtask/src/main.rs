//! The chores of the workspace: `cargo xtask run`, `test`, `build`, `lint`, `fmt`, `e2e`, `bench`.
//!
//! Every command starts from nothing: it looks for what it needs (the WebAssembly target, npm packages, a browser,
//! PostgreSQL), fetches what is missing, says each step and how long it took, and skips what has not changed.

mod apt;
mod bench;
mod browser;
mod css;
mod data;
mod decisions;
mod fingerprint;
mod http;
mod idp;
mod launch;
mod lines;
mod lint;
mod nginx;
mod node;
mod paths;
mod pgbouncer;
mod postgres;
mod programs;
mod python;
mod replicas;
mod schemathesis;
mod served;
mod server;
mod sh;
mod site;
mod step;
mod test;
mod toolchain;
mod tree;
mod wasm;

use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::step::Report;

/// Chores of the workspace, from nothing: what is missing is fetched, what has not changed is skipped.
#[derive(Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    arg_required_else_help = true
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build everything and serve it; a new database is filled with the samples first
    Run(launch::RunArgs),
    /// Every check and every test: format, lints, dependency rules, Rust on both databases, browser
    Test(test::TestArgs),
    /// Build the browser's part and the server
    Build(BuildArgs),
    /// Lints only: clippy for the server's and the browser's half, warnings are errors
    Lint,
    /// Format all Rust code
    Fmt(FmtArgs),
    /// The tests in a real browser only; what follows `--` goes to Playwright
    E2e(test::E2eArgs),
    /// Measure the optimised build
    Bench(bench::BenchArgs),
}

#[derive(Args)]
struct BuildArgs {
    /// Optimise: small assets, compressed and embedded in one binary
    #[arg(long)]
    release: bool,
}

#[derive(Args)]
struct FmtArgs {
    /// Change nothing, fail if something would change
    #[arg(long)]
    check: bool,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let mut report = Report::new();
    let outcome = match cli.command {
        Command::Run(args) => launch::run(&mut report, &args),
        Command::Test(args) => {
            test::run(&mut report, &args);
            Ok(())
        }
        Command::Build(args) => {
            server::build_all(&mut report, paths::Profile::of(args.release)).map(drop)
        }
        Command::Lint => lint::clippy(&mut report),
        Command::Fmt(args) => lint::format(&mut report, args.check),
        Command::E2e(args) => test::e2e_only(&mut report, &args),
        Command::Bench(args) => bench::run(&mut report, &args),
    };
    match outcome {
        Ok(()) => report.finish(),
        Err(error) => {
            report.abandon(&error);
            ExitCode::FAILURE
        }
    }
}
