//! Programs in Python, each in an environment of its own below `target`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::fingerprint::{self, Stamp};
use crate::step::{Outcome, Report};
use crate::{apt, paths, programs, sh};

/// An environment with exactly what a list of requirements names, as a step; gives the path of one of its programs.
///
/// # Errors
/// When there is no Python, or a package cannot be installed.
pub fn ensure(
    report: &mut Report,
    name: &str,
    requirements: &str,
    program: &str,
) -> Result<PathBuf> {
    report.need(name, || {
        let directory = paths::target().join("xtask").join(name);
        let program = directory.join("bin").join(program);
        let print = fingerprint::of(&[requirements], "")?;
        let stamp = Stamp::new(&format!("{name}.stamp"), print);
        if stamp.is_fresh() && program.exists() {
            return Ok((Outcome::Fresh, program));
        }
        if directory.exists() {
            fs::remove_dir_all(&directory)?;
        }
        make_environment(&directory)?;
        sh::run(
            sh::command(directory.join("bin/pip"))
                .args(["install", "--quiet", "--disable-pip-version-check"])
                .args(["--no-deps", "--requirement", requirements]),
        )?;
        stamp.keep()?;
        Ok((Outcome::Done, program))
    })
}

fn make_environment(directory: &Path) -> Result<()> {
    let make = || sh::output(sh::command("python3").args(["-m", "venv"]).arg(directory));
    if programs::find(&["python3"]).is_some() && make().is_ok() {
        return Ok(());
    }
    // Debian has Python without the module, and the module in a package of its own.
    apt::install(&["python3", "python3-venv"])
        .context("Python 3.10 or later is needed, with its module venv")?;
    make().map(drop)
}
