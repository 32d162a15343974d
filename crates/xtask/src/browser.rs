//! A browser for the end-to-end tests.

use std::path::PathBuf;

use anyhow::Result;

use crate::step::{Outcome, Report};
use crate::{apt, node, programs, sh};

/// The variable that names a browser.
pub const VARIABLE: &str = "CHROMIUM_PATH";

/// Finds or installs a browser, as a step; nothing means Playwright's own.
///
/// # Errors
/// When there is none and none can be installed.
pub fn ensure(report: &mut Report) -> Result<Option<PathBuf>> {
    report.need("Browser", || {
        if let Some(found) = find() {
            return Ok((Outcome::Fresh, Some(found)));
        }
        if playwright_has_one() {
            return Ok((Outcome::Fresh, None));
        }
        // Playwright's own fits it best, but comes from outside the package registries.
        if !programs::is_offline() {
            match sh::run(node::tool("playwright").args(["install", "chromium"])) {
                Ok(()) => return Ok((Outcome::Done, None)),
                Err(error) if !apt::is_usable() => return Err(error),
                Err(_) => {}
            }
        }
        apt::install(&["chromium"])?;
        Ok((Outcome::Done, find()))
    })
}

fn find() -> Option<PathBuf> {
    let named = std::env::var_os(VARIABLE)
        .map(PathBuf::from)
        .filter(|path| path.exists());
    named.or_else(|| programs::find(&["chromium", "chromium-browser", "google-chrome"]))
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
