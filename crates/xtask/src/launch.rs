//! `cargo xtask run`: build, fill a new database with the samples, serve.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use anyhow::{Context, Result};
use clap::Args;
use serde_json::json;

use crate::idp::{self, DEMO_CLIENT, Idp};
use crate::paths::{self, Profile};
use crate::step::{Outcome, Report, say};
use crate::{server, sh};

/// What can be said to `run`.
#[derive(Args)]
pub struct RunArgs {
    /// Leave a new database empty
    #[arg(long)]
    empty: bool,
    /// Listen here instead of 127.0.0.1:3000
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<String>,
    /// Also start the identity provider of the tests, and print the commands for a token and a call
    #[arg(long)]
    with_idp: bool,
    /// Run the optimised build
    #[arg(long)]
    release: bool,
}

/// Where the database is when `IU_DATABASE_URL` does not say.
const DATABASE: &str = "data/integration-users.db";

/// Where the server listens when nothing else is said.
const LISTEN: &str = "127.0.0.1:3000";

/// Builds what has changed and becomes the server.
///
/// # Errors
/// When building or loading the samples fails, or the server cannot be started.
pub fn run(report: &mut Report, args: &RunArgs) -> Result<()> {
    let binary = server::build_all(report, Profile::of(args.release))?;
    match new_database() {
        Some(database) if args.empty => {
            say(&format!("  {} is new and stays empty", database.display()));
        }
        Some(database) => load_samples(report, &binary, &database)?,
        None => {}
    }
    let mut server = sh::command(&binary);
    server.arg("serve");
    if let Some(listen) = &args.listen {
        server.args(["--listen", listen]);
    }
    if args.with_idp {
        let idp = idp::start(report)?;
        add_demo_client(report, &binary)?;
        server.envs(idp.environment());
        say(&curl_lines(&idp, &address(args.listen.as_deref()))?);
        idp.leave();
    }
    become_program(&mut server)
}

/// The file of the embedded database, if there is to be one and it is not there yet.
fn new_database() -> Option<PathBuf> {
    let given = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
    let path = database(
        given("IU_DATABASE_URL").as_deref(),
        given("IU_CONFIG").as_deref(),
    )?;
    let path = paths::root().join(path);
    (!path.exists()).then_some(path)
}

/// The file of the embedded database. A settings file may name any other, which must not get the samples: with one there is none.
fn database(url: Option<&str>, settings_file: Option<&str>) -> Option<PathBuf> {
    match (url, settings_file) {
        (Some(url), _) => sqlite_path(url).map(PathBuf::from),
        (None, Some(_)) => None,
        (None, None) => Some(PathBuf::from(DATABASE)),
    }
}

/// The path in `sqlite://path?options`; nothing for another database.
fn sqlite_path(url: &str) -> Option<&str> {
    let path = url.strip_prefix("sqlite:")?;
    let path = path.strip_prefix("//").unwrap_or(path);
    path.split('?')
        .next()
        .filter(|path| !path.is_empty() && *path != ":memory:")
}

fn load_samples(report: &mut Report, binary: &Path, database: &Path) -> Result<()> {
    let samples = samples()?;
    if samples.is_empty() {
        return Ok(());
    }
    report.need(
        &format!("New database {}: loading samples/", database.display()),
        || {
            for file in &samples {
                let loaded = sh::run(sh::command(binary).arg("import").arg(file));
                if loaded.is_err() {
                    // Half filled it would not count as new the next time.
                    discard(database);
                }
                loaded?;
            }
            Ok((Outcome::Done, ()))
        },
    )
}

/// Makes sure that there is an integration user for the application of the demonstration; if there is, it stays as it is.
fn add_demo_client(report: &mut Report, binary: &Path) -> Result<()> {
    report.need("Integration user for the demonstration", || {
        let line = json!({ "integrationUser": { "oauthClientId": DEMO_CLIENT } });
        let file = tempfile::Builder::new().suffix(".ndjson").tempfile()?;
        fs::write(file.path(), line.to_string())?;
        sh::output(sh::command(binary).arg("import").arg(file.path()))?;
        Ok((Outcome::Done, ()))
    })
}

/// Where the server will be, as far as we can tell.
fn address(listen: Option<&str>) -> String {
    let named = env::var("IU_PUBLIC_URL").ok();
    let listen = listen
        .map(str::to_owned)
        .or_else(|| env::var("IU_LISTEN").ok());
    named.unwrap_or_else(|| format!("http://{}", listen.as_deref().unwrap_or(LISTEN)))
}

/// What to type for a token and a call.
fn curl_lines(idp: &Idp, address: &str) -> Result<String> {
    Ok(format!(
        "\nThe identity provider {issuer} runs as long as the server does. In another terminal, a token and a call:\n\n\
         TOKEN=$(curl -s -u {DEMO_CLIENT}:{secret} -d grant_type=client_credentials {issuer}/token | sed 's/.*\"access_token\":\"\\([^\"]*\\).*/\\1/')\n\
         curl -i -H \"Authorization: Bearer $TOKEN\" {address}/inbound/whoami\n\n\
         Inactivate {DEMO_CLIENT} on the page, and the next call is refused.\n",
        issuer = idp.issuer(),
        secret = idp.secret(DEMO_CLIENT)?,
    ))
}

fn samples() -> Result<Vec<PathBuf>> {
    let directory = paths::root().join("samples");
    let mut files = Vec::new();
    if directory.exists() {
        for entry in fs::read_dir(&directory)? {
            let path = entry?.path();
            if path
                .extension()
                .is_some_and(|extension| extension == "ndjson")
            {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

/// Removes the database made a moment ago.
fn discard(database: &Path) {
    for suffix in ["", "-wal", "-shm"] {
        let mut name = database.as_os_str().to_owned();
        name.push(suffix);
        // What is not there need not go.
        let _ = fs::remove_file(PathBuf::from(name));
    }
}

#[cfg(unix)]
fn become_program(command: &mut Command) -> Result<()> {
    use std::os::unix::process::CommandExt;

    let error = command.exec();
    Err(error).with_context(|| format!("cannot start `{}`", sh::words(command)))
}

#[cfg(not(unix))]
fn become_program(command: &mut Command) -> Result<()> {
    sh::run(command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_file_can_be_a_new_database() {
        assert_eq!(
            sqlite_path("sqlite://data/a.db?mode=rwc"),
            Some("data/a.db")
        );
        assert_eq!(sqlite_path("sqlite:a.db"), Some("a.db"));
        assert_eq!(sqlite_path("sqlite::memory:"), None);
        assert_eq!(sqlite_path("postgres://localhost/a"), None);
    }

    #[test]
    fn samples_go_into_no_database_that_a_settings_file_names() {
        let settings = Some("/etc/integration-users.toml");
        assert_eq!(database(None, None), Some(PathBuf::from(DATABASE)));
        assert_eq!(database(None, settings), None);
        let named = Some(PathBuf::from("a.db"));
        assert_eq!(database(Some("sqlite://a.db"), settings), named);
        assert_eq!(database(Some("postgres://localhost/a"), None), None);
    }
}
