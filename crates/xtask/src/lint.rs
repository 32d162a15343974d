//! What is checked without running anything: format, lints, licences and sources of what we build on.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::step::{Outcome, Report};
use crate::{paths, programs, sh};

/// The version of cargo-deny whose configuration `deny.toml` is written for.
const CARGO_DENY: &str = "0.20.2";

/// The server's half: what is linted and tested natively.
pub const NATIVE: [&str; 7] = [
    "domain", "gate", "store", "service", "app", "server", "xtask",
];

/// Formats all Rust code, or says what would change.
///
/// # Errors
/// When rustfmt fails, or something would change.
pub fn format(report: &mut Report, check: bool) -> Result<()> {
    let mut cargo = sh::cargo();
    cargo.args(["fmt", "--all"]);
    if check {
        cargo.args(["--", "--check"]);
    }
    report.need("Format (rustfmt)", || {
        Ok((Outcome::Done, sh::run(&mut cargo)?))
    })
}

/// Clippy for both halves, tests included; a warning is an error.
///
/// # Errors
/// When clippy finds something.
pub fn clippy(report: &mut Report) -> Result<()> {
    // One after the other even when the first fails: whoever cleans up wants to see all.
    let server = report.need("Lints of the server's half (clippy)", || {
        let mut cargo = clippy_of(&NATIVE, "app/ssr");
        Ok((Outcome::Done, sh::run(&mut cargo)?))
    });
    // The same code that the browser runs, checked natively: no other target is needed for that.
    let browser = report.need("Lints of the browser's half (clippy)", || {
        let mut cargo = clippy_of(&["app", "frontend"], "app/hydrate");
        Ok((Outcome::Done, sh::run(&mut cargo)?))
    });
    server.and(browser)
}

fn clippy_of(packages: &[&str], features: &str) -> Command {
    let mut cargo = sh::cargo();
    cargo.args(["clippy", "--all-targets", "--features", features]);
    for package in packages {
        cargo.args(["--package", package]);
    }
    cargo.args(["--", "--deny", "warnings"]);
    cargo
}

/// Who may depend on what, licences and sources: `cargo deny` with `deny.toml`.
///
/// # Errors
/// When cargo-deny is not available, or a rule is broken.
pub fn deny(report: &mut Report) -> Result<()> {
    let program = cargo_deny(report)?;
    report.need("Dependency rules, licences, sources (cargo-deny)", || {
        let mut command = sh::command(program);
        // Not `advisories`: a test must not fail because of what the world has learnt since yesterday.
        command.args([
            "--log-level",
            "error",
            "--workspace",
            "check",
            "bans",
            "licenses",
            "sources",
        ]);
        Ok((Outcome::Done, sh::run(&mut command)?))
    })
}

fn cargo_deny(report: &mut Report) -> Result<PathBuf> {
    let tools = paths::cache()?.join("tools");
    let own = tools.join(format!("bin/cargo-deny{}", std::env::consts::EXE_SUFFIX));
    report.need("cargo-deny", || {
        if let Some(program) = [Some(own.clone()), programs::find(&["cargo-deny"])]
            .into_iter()
            .flatten()
            .find(is_right_version)
        {
            return Ok((Outcome::Fresh, program));
        }
        fs::create_dir_all(&tools)?;
        let mut cargo = sh::cargo();
        // Unoptimised: a minute of compiling instead of ten, and it still checks in a second.
        cargo.args([
            "install",
            "cargo-deny",
            "--quiet",
            "--locked",
            "--debug",
            "--force",
            "--version",
            CARGO_DENY,
        ]);
        // Not in our own target directory, where it would stay.
        let scratch = tempfile::tempdir()?;
        cargo
            .arg("--root")
            .arg(&tools)
            .env("CARGO_TARGET_DIR", scratch.path())
            .env("CARGO_PROFILE_DEV_DEBUG", "0");
        sh::run(&mut cargo)?;
        Ok((Outcome::Done, own))
    })
}

fn is_right_version(program: &PathBuf) -> bool {
    sh::output(sh::command(program).arg("--version"))
        .is_ok_and(|text| text.trim() == format!("cargo-deny {CARGO_DENY}"))
}
