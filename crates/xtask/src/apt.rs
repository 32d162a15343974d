//! Debian packages, where there is apt.

use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::{programs, sh, step};

/// Whether packages can be installed here: apt is there, and we are root or may become it.
pub fn is_usable() -> bool {
    programs::find(&["apt-get"]).is_some()
        && (programs::is_root() || programs::find(&["sudo"]).is_some())
}

/// Installs packages with what they need, and nothing that they merely recommend.
///
/// # Errors
/// When apt cannot be used or does not succeed; the message says what to install.
pub fn install(packages: &[&str]) -> Result<()> {
    if !is_usable() {
        // Elsewhere the packages may have other names.
        bail!(
            "please install what Debian calls {} (there is no apt here, or no sudo for it)",
            packages.join(" ")
        );
    }
    step::say(&format!("  installing {}", packages.join(" ")));
    // A stale list of packages makes installing fail; a list that cannot be renewed may still do.
    if let Err(error) = sh::run(apt().args(["update", "--quiet"])) {
        step::say(&format!(
            "  {error:#}; going on with the list of packages as it is"
        ));
    }
    sh::run(
        apt()
            .args(["install", "--yes", "--quiet", "--no-install-recommends"])
            .args(packages),
    )
    .with_context(|| format!("cannot install {}", packages.join(" ")))
}

fn apt() -> Command {
    let mut command;
    if programs::is_root() {
        command = sh::command("apt-get");
    } else {
        command = sh::command("sudo");
        command.args(["DEBIAN_FRONTEND=noninteractive", "RUNLEVEL=1", "apt-get"]);
    }
    command.env("DEBIAN_FRONTEND", "noninteractive");
    // A program is wanted, not the service that its package would start: PostgreSQL, nginx.
    command.env("RUNLEVEL", "1");
    command
}
