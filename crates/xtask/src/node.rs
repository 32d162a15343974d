//! npm packages: the browser tests, and the tools that make the release's assets small.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use crate::fingerprint::{self, Stamp};
use crate::step::{Outcome, Report};
use crate::{apt, paths, programs, sh};

/// The oldest Node.js that the packages run on.
const OLDEST_NODE: u32 = 20;

/// Installs what `end2end/package-lock.json` names, as a step.
///
/// # Errors
/// When there is no Node.js, or npm fails.
pub fn ensure(report: &mut Report) -> Result<()> {
    report.need("npm packages", || {
        let inputs = ["end2end/package.json", "end2end/package-lock.json"];
        let stamp = Stamp::new("npm", fingerprint::of(&inputs, "")?);
        if stamp.is_fresh()
            && paths::end2end()
                .join("node_modules/.package-lock.json")
                .exists()
        {
            return Ok((Outcome::Fresh, ()));
        }
        require_node()?;
        sh::run(sh::command("npm").current_dir(paths::end2end()).args([
            "ci",
            "--no-audit",
            "--no-fund",
        ]))?;
        stamp.keep()?;
        Ok((Outcome::Done, ()))
    })
}

fn require_node() -> Result<()> {
    if programs::find(&["npm"]).is_none() {
        if !apt::is_usable() {
            bail!("please install Node.js {OLDEST_NODE} or later, with npm");
        }
        apt::install(&["nodejs", "npm"])?;
    }
    let version = sh::output(sh::command("node").arg("--version"))?;
    let major = version
        .trim()
        .trim_start_matches('v')
        .split('.')
        .next()
        .and_then(|text| text.parse::<u32>().ok());
    if major.is_none_or(|major| major < OLDEST_NODE) {
        bail!(
            "Node.js {} is too old: please install {OLDEST_NODE} or later",
            version.trim()
        );
    }
    Ok(())
}

/// A command of one of the installed packages.
pub fn tool(name: &str) -> Command {
    let path: PathBuf = paths::end2end().join("node_modules/.bin").join(name);
    let mut command = sh::command(path);
    command.current_dir(paths::end2end());
    command
}
