//! A server of the chores' own: the built program on a free loopback port, with a database that is thrown away.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use crate::sh;

/// What a program of ours prints, before its address, once it listens.
const READY: &str = "ready at ";

/// A running program, stopped when dropped.
pub struct Served {
    child: Child,
    /// Scheme, host and port.
    pub origin: String,
    /// What it keeps, removed after it.
    _directory: Option<TempDir>,
}

impl Drop for Served {
    fn drop(&mut self) {
        // Killed already; its number may be that of another by now.
        if matches!(self.child.try_wait(), Ok(Some(_))) {
            return;
        }
        // Gently first; what it leaves behind is thrown away in any case.
        let asked = sh::output(sh::command("kill").arg(self.id().to_string()));
        if asked.is_err() {
            let _ = self.child.kill();
        }
        let _ = self.child.wait();
    }
}

impl Served {
    /// Imports the files into a new database and serves it.
    ///
    /// # Errors
    /// When the program refuses a file or does not start.
    pub fn start<'a>(
        binary: &Path,
        files: &[&Path],
        environment: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self> {
        let directory = tempfile::tempdir()?;
        let database = directory.path().join("data/integration-users.db");
        let mut settings: Vec<(String, String)> = vec![
            (
                "IU_DATABASE_URL".to_owned(),
                format!("sqlite://{}", database.display()),
            ),
            ("IU_LISTEN".to_owned(), "127.0.0.1:0".to_owned()),
            ("IU_LOG".to_owned(), "warn".to_owned()),
        ];
        settings.extend(
            environment
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value.to_owned())),
        );
        let ours = |argument: &OsStr| {
            let mut command = sh::command(binary);
            command.current_dir(directory.path()).arg(argument);
            command.envs(settings.iter().map(|(name, value)| (name, value)));
            command
        };
        for file in files {
            sh::output(ours("import".as_ref()).arg(file))?;
        }
        let (child, origin) = launch(&mut ours("serve".as_ref()))?;
        Ok(Self {
            child,
            origin,
            _directory: Some(directory),
        })
    }

    /// Starts another program that prints `… ready at ADDRESS`.
    ///
    /// # Errors
    /// When it does not start.
    pub fn plain(command: &mut Command) -> Result<Self> {
        let (child, origin) = launch(command)?;
        Ok(Self {
            child,
            origin,
            _directory: None,
        })
    }

    /// Ends it without any warning, as when its machine dies.
    ///
    /// # Errors
    /// When that cannot be done.
    pub fn kill(mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// The number of its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Host and port.
    ///
    /// # Errors
    /// When it named something else than a loopback address.
    pub fn address(&self) -> Result<SocketAddr> {
        self.origin
            .trim_start_matches("http://")
            .parse()
            .with_context(|| format!("{} is not an address", self.origin))
    }
}

fn launch(command: &mut Command) -> Result<(Child, String)> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start `{}`", sh::words(command)))?;
    let out = child.stdout.take().context("it has no output")?;
    let mut lines = BufReader::new(out).lines();
    let origin = lines.by_ref().map_while(Result::ok).find_map(|line| {
        line.split_once(READY)
            .map(|(_, origin)| origin.trim().trim_end_matches('/').to_owned())
    });
    let Some(origin) = origin else {
        let status = child.wait()?;
        bail!(
            "`{}` did not say where it is ({status})",
            sh::words(command)
        );
    };
    // The rest is read too: it may not come to a halt because nobody does.
    thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
    Ok((child, origin))
}
