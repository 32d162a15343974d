//! A real nginx for the test of `docs/forward-auth.md`.

use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::step::{Outcome, Report};
use crate::{apt, programs};

/// The variable by which the tests learn where it is, and by which another can be given.
pub const VARIABLE: &str = "NGINX_PATH";

/// Where Debian has it, which is not on the `PATH` of everybody.
const DEBIAN: &str = "/usr/sbin/nginx";

/// Finds or installs nginx, as a step.
///
/// # Errors
/// When there is none and none can be installed.
pub fn ensure(report: &mut Report) -> Result<PathBuf> {
    report.need("nginx", || {
        if let Some(found) = find() {
            return Ok((Outcome::Fresh, found));
        }
        apt::install(&["nginx-light"]).with_context(|| {
            format!("the tests need nginx (or set {VARIABLE} to one they may use)")
        })?;
        let found = find().context("nginx is installed but cannot be found")?;
        Ok((Outcome::Done, found))
    })
}

fn find() -> Option<PathBuf> {
    let named = std::env::var_os(VARIABLE).map(PathBuf::from);
    [named, programs::find(&["nginx"]), Some(DEBIAN.into())]
        .into_iter()
        .flatten()
        .find(|path| path.is_file())
}
