//! Django admin with the same data, as people would run it: gunicorn, `filter_horizontal`, `search_fields`, `list_filter`.

use std::net::TcpListener;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::postgres::Postgres;
use crate::served::Served;
use crate::step::Report;
use crate::{paths, python, sh};

/// Django and what serves it, each in the version that was tried.
const REQUIREMENTS: &str = "crates/xtask/django.txt";

/// Its settings, models and pages.
const PROJECT: &str = "crates/xtask/django";

/// The name of its database in PostgreSQL.
const DATABASE: &str = "django";

/// A running Django, with its superuser signed in.
pub struct Django {
    /// The server.
    pub served: Served,
    /// `name=value`
    pub cookie: String,
}

/// Django in an environment of its own below `target`, as a step; gives the path of its Python.
///
/// # Errors
/// When it cannot be installed.
pub fn ensure(report: &mut Report) -> Result<PathBuf> {
    python::ensure(report, "django", REQUIREMENTS, "python")
}

/// Makes the tables, loads the file, and serves.
///
/// # Errors
/// When that does not work.
pub fn start(program: &Path, file: &Path, postgres: Option<&Postgres>) -> Result<Django> {
    let directory = tempfile::tempdir()?;
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let mut environment = vec![
        ("BENCH_DIRECTORY", directory.path().display().to_string()),
        ("BENCH_PORT", port.to_string()),
        ("PYTHONDONTWRITEBYTECODE", "1".to_owned()),
    ];
    if let Some(postgres) = postgres {
        let url = postgres.database(DATABASE)?;
        environment.push(("BENCH_POSTGRES_PORT", port_of(&url)?.to_owned()));
        environment.push(("BENCH_POSTGRES_NAME", DATABASE.to_owned()));
    }
    let python = || {
        let mut command = sh::command(program);
        command
            .current_dir(paths::root().join(PROJECT))
            .envs(environment.iter().map(|(name, value)| (name, value)));
        command
    };
    let said = sh::output(python().arg("load.py").arg(file))?;
    let cookie = said
        .lines()
        .last()
        .context("nobody was signed in")?
        .to_owned();
    let mut gunicorn = python();
    gunicorn.args(["-m", "gunicorn", "--config", "gunicorn.conf.py"]);
    let served = Served::plain(&mut gunicorn)?.keeping(directory);
    Ok(Django { served, cookie })
}

/// The port in `postgres://…@host:port/name`.
fn port_of(url: &str) -> Result<&str> {
    let (_, host) = url.split_once('@').context("this is no address")?;
    host.split_once(':')
        .and_then(|(_, rest)| rest.split('/').next())
        .context("the address has no port")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_is_found() {
        let port = port_of("postgres://postgres@127.0.0.1:5433/django").expect("a port");
        assert_eq!(port, "5433");
        assert!(port_of("postgres://localhost/django").is_err());
    }

    #[test]
    fn every_requirement_has_its_version() {
        let text = std::fs::read_to_string(paths::root().join(REQUIREMENTS)).expect("a file");
        let mut lines = text.lines().filter(|line| !line.starts_with('#'));
        assert!(lines.all(|line| line.contains("==")));
        assert!(text.contains("\nDjango=="));
    }
}
