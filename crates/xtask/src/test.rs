//! `cargo xtask test` and `cargo xtask e2e`: everything that can go wrong, tried.

use std::ffi::OsString;
use std::process::Command;

use anyhow::Result;
use clap::{Args, ValueEnum};

use crate::paths::Profile;
use crate::step::{Outcome, Report};
use crate::{
    browser, decisions, lines, lint, nginx, node, pgbouncer, postgres, programs, replicas,
    schemathesis, server, sh, tree,
};

/// The variable that names the PostgreSQL for the browser tests with replicas.
const REPLICAS: &str = "IU_REPLICAS";

/// What can be said to `test`.
#[derive(Args)]
pub struct TestArgs {
    /// Only this part; can be given several times
    #[arg(long, value_name = "PART")]
    only: Vec<Part>,
    /// Test the optimised build where a built program is tested: rest, replicas, e2e
    #[arg(long)]
    release: bool,
}

/// A part of the tests.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Format of the Rust code
    Format,
    /// Lengths of files, the index of decisions, arrows between the rooms, what the browser loads
    Rules,
    /// cargo-deny
    Deny,
    /// Clippy for both halves
    Lint,
    /// Rust tests on SQLite and PostgreSQL
    Rust,
    /// The REST API against its description (schemathesis)
    Rest,
    /// Two replicas on one PostgreSQL behind nginx, with a replica killed and PostgreSQL restarted
    Replicas,
    /// TypeScript check and browser tests
    E2e,
}

/// What can be said to `e2e`.
#[derive(Args)]
pub struct E2eArgs {
    /// Test the optimised build
    #[arg(long)]
    release: bool,
    /// For each server that a test starts, start two on one PostgreSQL, behind an nginx that sends every request to another
    #[arg(long)]
    replicas: bool,
    /// Arguments for Playwright, as in `cargo xtask e2e -- --headed --grep "by keyboard"`
    #[arg(last = true, value_name = "PLAYWRIGHT")]
    playwright: Vec<OsString>,
}

/// Runs all parts, or those asked for; a failure is kept and the rest goes on.
pub fn run(report: &mut Report, args: &TestArgs) {
    report.with_table();
    let wanted = |part| args.only.is_empty() || args.only.contains(&part);
    // What each says is in the report already; the quick ones come first.
    if wanted(Part::Format) {
        let _ = lint::format(report, true);
    }
    if wanted(Part::Rules) {
        report.check("No file over 400 lines", || {
            lines::check().map(|()| Outcome::Done)
        });
        report.check("Decisions and their index", || {
            decisions::check().map(|()| Outcome::Done)
        });
        report.check("Arrows between the rooms", || {
            tree::check_rooms().map(|()| Outcome::Done)
        });
        report.check("What the browser loads", || {
            tree::check_wasm().map(|()| Outcome::Done)
        });
    }
    if wanted(Part::Deny) {
        let _ = lint::deny(report);
    }
    if wanted(Part::Lint) {
        let _ = lint::clippy(report);
    }
    if wanted(Part::Rust) {
        let _ = rust(report);
    }
    if wanted(Part::Rest) {
        let _ = schemathesis::run(report, Profile::of(args.release));
    }
    if wanted(Part::Replicas) {
        let _ = replicas::run(report, Profile::of(args.release));
    }
    if wanted(Part::E2e) {
        // Else a `test.only` that was left behind would pass for everything.
        let whole = [OsString::from("--forbid-only")];
        let _ = end_to_end(report, Profile::of(args.release), None, &whole);
    }
}

/// Runs the browser tests only.
///
/// # Errors
/// When something cannot be built or a test fails.
pub fn e2e_only(report: &mut Report, args: &E2eArgs) -> Result<()> {
    let postgres = args.replicas.then(|| postgres::start(report)).transpose()?;
    end_to_end(
        report,
        Profile::of(args.release),
        postgres.as_ref(),
        &args.playwright,
    )
}

fn rust(report: &mut Report) -> Result<()> {
    let postgres = match postgres::start(report) {
        Ok(postgres) => postgres,
        Err(error) => {
            report.skipped("Rust tests", "there is no PostgreSQL for them");
            return Err(error);
        }
    };
    let pooler = pgbouncer::ensure(report);
    let nextest = programs::find(&["cargo-nextest"]).is_some();
    report.need("Rust tests on SQLite and PostgreSQL", || {
        let mut cargo = sh::cargo();
        if nextest {
            cargo.args(["nextest", "run", "--no-fail-fast", "--status-level", "fail"]);
        } else {
            cargo.args(["test", "--no-fail-fast", "--lib", "--bins", "--tests"]);
        }
        select(&mut cargo, &lint::NATIVE).env(postgres::VARIABLE, &postgres.url);
        if let Some(pooler) = &pooler {
            cargo.env(pgbouncer::VARIABLE, pooler);
        }
        Ok((Outcome::Tests(sh::tests(&mut cargo)?), ()))
    })
}

/// Names the packages. Not `--workspace`: that would give `app` the features of both halves at once.
fn select<'a>(cargo: &'a mut Command, packages: &[&str]) -> &'a mut Command {
    for package in packages {
        cargo.args(["--package", package]);
    }
    cargo.args(["--features", "app/ssr"])
}

fn end_to_end(
    report: &mut Report,
    profile: Profile,
    postgres: Option<&postgres::Postgres>,
    playwright: &[OsString],
) -> Result<()> {
    const NAME: &str = "Browser tests (Playwright)";
    let ready = (|| {
        let binary = server::build_all(report, profile)?;
        node::ensure(report)?;
        report.need("TypeScript", || {
            Ok((Outcome::Done, sh::run(node::tool("tsc").arg("--noEmit"))?))
        })?;
        Ok((binary, nginx::ensure(report)?, browser::ensure(report)?))
    })();
    match ready {
        Ok((binary, nginx, browser)) => report.need(NAME, || {
            let mut command = node::tool("playwright");
            command
                .arg("test")
                .args(playwright)
                .env("IU_BINARY", &binary)
                .env(nginx::VARIABLE, &nginx);
            if let Some(postgres) = postgres {
                command.env(REPLICAS, &postgres.url);
            }
            if let Some(path) = &browser {
                command.env(browser::VARIABLE, path);
            }
            Ok((Outcome::Tests(sh::tests(&mut command)?), ()))
        }),
        Err(error) => {
            report.skipped(NAME, "what they need is not there");
            Err(error)
        }
    }
}
