//! A browser for the end-to-end tests.

use std::path::PathBuf;

use anyhow::Result;

use crate::step::{Outcome, Report};
use crate::{apt, node, programs, sh};

/// The variable that names a browser.
pub const VARIABLE: &str = "CHROMIUM_PATH";

/// Chromium without a window: what the tests do takes it little more than half the time of the whole browser.
const SHELL: &str = "chromium-headless-shell";

/// Finds or installs a browser, as a step; nothing means Playwright's own.
///
/// # Errors
/// When there is none and none can be installed.
pub fn ensure(report: &mut Report) -> Result<Option<PathBuf>> {
    report.need("Browser", || {
        if let Some(found) = programs::named(VARIABLE)?.or_else(|| programs::find(&[SHELL])) {
            return Ok((Outcome::Fresh, Some(found)));
        }
        if playwright_has_one() {
            return Ok((Outcome::Fresh, None));
        }
        let whole = programs::find(&["chromium", "chromium-browser", "google-chrome"]);
        // Nobody is asked for a password for the sake of speed.
        let may_install = apt::is_usable() && (whole.is_none() || programs::is_root());
        if may_install && apt::install(&[SHELL]).is_ok() {
            return Ok((Outcome::Done, programs::find(&[SHELL])));
        }
        if whole.is_some() {
            return Ok((Outcome::Fresh, whole));
        }
        // From outside of the package registries.
        if !programs::is_offline() {
            let install = ["install", "--only-shell", "chromium"];
            match sh::run(node::tool("playwright").args(install)) {
                Ok(()) => return Ok((Outcome::Done, None)),
                Err(error) if !apt::is_usable() => return Err(error),
                Err(_) => {}
            }
        }
        apt::install(&["chromium"])?;
        Ok((Outcome::Done, programs::find(&["chromium"])))
    })
}

fn playwright_has_one() -> bool {
    let script = "process.exit(require('fs').existsSync(require('@playwright/test').chromium.executablePath()) ? 0 : 1)";
    sh::output(
        sh::command("node")
            .current_dir(crate::paths::end2end())
            .args(["--eval", script]),
    )
    .is_ok()
}
