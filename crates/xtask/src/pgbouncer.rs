//! A real pooler for the tests of the server.

use std::path::PathBuf;

use crate::step::{Outcome, Report, say};
use crate::{apt, programs};

/// The variable by which the tests learn where it is, and by which another can be given.
pub const VARIABLE: &str = "PGBOUNCER_PATH";

/// Where Debian has it, which is not on the `PATH` of everybody.
const DEBIAN: &str = "/usr/sbin/pgbouncer";

/// Finds or installs it, as a step. `None` where it cannot be installed: the test about it is then left out.
pub fn ensure(report: &mut Report) -> Option<PathBuf> {
    let had = report.need("PgBouncer", || {
        if let Some(found) = programs::named(VARIABLE)?.or_else(find) {
            return Ok((Outcome::Fresh, Some(found)));
        }
        if let Err(error) = apt::install(&["pgbouncer"]) {
            say(&format!("  {error:#}; the test of it is left out"));
        }
        Ok((Outcome::Done, find()))
    });
    had.ok().flatten()
}

fn find() -> Option<PathBuf> {
    [programs::find(&["pgbouncer"]), Some(DEBIAN.into())]
        .into_iter()
        .flatten()
        .find(|path| path.is_file())
}
