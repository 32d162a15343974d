//! The server's half, and with it the whole.

use std::path::PathBuf;

use anyhow::Result;

use crate::fingerprint::{self, Stamp};
use crate::paths::Profile;
use crate::step::{Outcome, Report};
use crate::{sh, site};

/// What the server is made of.
const INPUTS: [&str; 9] = [
    ".cargo/config.toml",
    "Cargo.lock",
    "Cargo.toml",
    "app",
    "crates/domain",
    "crates/gate",
    "crates/service",
    "crates/store",
    "server",
];

/// Builds the assets and the server; returns the path of the binary.
///
/// # Errors
/// When a part cannot be built.
pub fn build_all(report: &mut Report, profile: Profile) -> Result<PathBuf> {
    let new_assets = site::build(report, profile)?;
    let binary = profile.binary();
    let compiler = std::env::var("RUSTUP_TOOLCHAIN").unwrap_or_default();
    let stamp = Stamp::new(
        &format!("server-{}", profile.word()),
        fingerprint::of(&INPUTS, &compiler)?,
    );
    let embeds_old_assets = profile == Profile::Release && new_assets;
    report.need("Server", || {
        if stamp.is_fresh() && binary.exists() && !embeds_old_assets {
            return Ok((Outcome::Fresh, ()));
        }
        let mut cargo = sh::cargo();
        cargo.args(["build", "--package", "server", "--bin", crate::paths::NAME]);
        if profile == Profile::Release {
            // Cargo cannot see that a file was added to a directory that a macro embeds.
            sh::output(sh::cargo().args(["clean", "--quiet", "--release", "--package", "server"]))?;
            cargo.arg("--release");
        }
        sh::run(&mut cargo)?;
        stamp.keep()?;
        Ok((Outcome::Done, ()))
    })?;
    Ok(binary)
}
