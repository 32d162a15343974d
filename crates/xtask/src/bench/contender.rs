//! Who is compared: our program and Django admin, each on both databases and with the same data.

use std::net::SocketAddr;
use std::path::Path;

use anyhow::{Context, Result};

use super::django::{self, Django};
use super::targets::OURS;
use crate::postgres::Postgres;
use crate::served::Served;
use crate::step::{Outcome, Report};

/// Which kind of program it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The one that is built here.
    Ours,
    /// What people would use instead.
    Django,
}

/// A running server, with somebody signed in.
pub struct Contender {
    /// How it is called in tables.
    pub who: String,
    /// Ours or not.
    pub kind: Kind,
    /// The server.
    pub served: Served,
    /// `name=value`
    pub cookie: String,
}

impl Contender {
    /// Host and port.
    ///
    /// # Errors
    /// Those of [`Served::address`].
    pub fn address(&self) -> Result<SocketAddr> {
        self.served.address()
    }

    /// A whole request for a page, as whoever is signed in.
    pub fn get(&self, path: &str, headers: &str) -> Vec<u8> {
        let host = self.served.origin.trim_start_matches("http://");
        format!(
            "GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept: text/html\r\nCookie: {}\r\n{headers}\r\n",
            self.cookie
        )
        .into_bytes()
    }

    /// A whole request for a server function of ours.
    pub fn call(&self, path: &str, body: &str) -> Vec<u8> {
        let host = self.served.origin.trim_start_matches("http://");
        format!(
            "POST {path} HTTP/1.1\r\nHost: {host}\r\nAccept: application/json\r\nContent-Type: application/json\r\n\
             Sec-Fetch-Site: same-origin\r\nCookie: {}\r\nContent-Length: {}\r\n\r\n{body}",
            self.cookie,
            body.len()
        )
        .into_bytes()
    }
}

/// Loads the file into each and starts them.
///
/// # Errors
/// When one cannot be installed, loaded or started.
pub fn all(
    report: &mut Report,
    binary: &Path,
    file: &Path,
    postgres: &Postgres,
    with_django: bool,
) -> Result<Vec<Contender>> {
    let mut all = vec![
        ours(report, "SQLite", binary, file, None)?,
        ours(
            report,
            "PostgreSQL",
            binary,
            file,
            Some(postgres.database("ours")?),
        )?,
    ];
    if with_django {
        let program = django::ensure(report)?;
        all.push(of_django(report, "SQLite", &program, file, None)?);
        all.push(of_django(
            report,
            "PostgreSQL",
            &program,
            file,
            Some(postgres),
        )?);
    }
    Ok(all)
}

/// Our program with a file loaded.
///
/// # Errors
/// When it refuses the file or does not start.
pub fn ours(
    report: &mut Report,
    database: &str,
    binary: &Path,
    file: &Path,
    url: Option<String>,
) -> Result<Contender> {
    let who = format!("{OURS}, {database}");
    report.need(&format!("{who}: loading"), || {
        let environment = url.iter().map(|url| ("IU_DATABASE_URL", url.as_str()));
        let served = Served::start(binary, &[file], environment)?;
        let cookie = served.sign_in(binary)?;
        let contender = Contender {
            who: who.clone(),
            kind: Kind::Ours,
            served,
            cookie,
        };
        Ok((Outcome::Done, contender))
    })
}

fn of_django(
    report: &mut Report,
    database: &str,
    program: &Path,
    file: &Path,
    postgres: Option<&Postgres>,
) -> Result<Contender> {
    let who = format!("Django admin, {database}");
    report.need(&format!("{who}: loading"), || {
        let Django { served, cookie } =
            django::start(program, file, postgres).context("Django does not start")?;
        let contender = Contender {
            who: who.clone(),
            kind: Kind::Django,
            served,
            cookie,
        };
        Ok((Outcome::Done, contender))
    })
}
