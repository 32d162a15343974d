//! A server of the chores' own: the built program on a free loopback port, with a database that is thrown away.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use crate::{http, sh};

/// What a program of ours prints, before its address, once it listens.
const READY: &str = "ready at ";

/// How long it may take from serving to being ready.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running program, stopped when dropped.
pub struct Served {
    child: Child,
    /// Scheme, host and port.
    pub origin: String,
    /// What its commands are told.
    settings: Vec<(String, String)>,
    /// What it keeps; only held, to be removed after it.
    directory: Option<TempDir>,
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
    /// Imports the files into a new database and serves it; waits until the gate knows all users.
    ///
    /// # Errors
    /// When the program refuses a file or does not start.
    pub fn start<'a>(
        binary: &Path,
        files: &[&Path],
        environment: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self> {
        let directory = tempfile::tempdir()?;
        let settings = settings(directory.path(), environment);
        for file in files {
            import(binary, &settings, file)?;
        }
        let served = Self::serve(binary, settings, Some(directory))?;
        served.wait_until_ready()?;
        Ok(served)
    }

    /// Waits until `/ready` says so.
    ///
    /// # Errors
    /// When it does not for half a minute.
    pub fn wait_until_ready(&self) -> Result<()> {
        let began = Instant::now();
        while http::get(&format!("{}/ready", self.origin), &[])?.status != 200 {
            if began.elapsed() > PATIENCE {
                bail!("it serves but does not get ready");
            }
            thread::sleep(Duration::from_millis(2));
        }
        Ok(())
    }

    /// Serves what is there already, by these [`settings`].
    ///
    /// # Errors
    /// When the program does not start.
    pub fn serve(
        binary: &Path,
        settings: Vec<(String, String)>,
        directory: Option<TempDir>,
    ) -> Result<Self> {
        let (child, origin) = launch(&mut ours(binary, &settings, "serve"))?;
        Ok(Self {
            child,
            origin,
            settings,
            directory,
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
            settings: Vec::new(),
            directory: None,
        })
    }

    /// Keeps a directory as long as the program runs.
    #[must_use]
    pub fn keeping(mut self, directory: TempDir) -> Self {
        self.directory = Some(directory);
        self
    }

    /// Signs in by a new link, and gives the cookie of the session: `name=value`.
    ///
    /// # Errors
    /// When the program makes no link, or does not accept it.
    pub fn sign_in(&self, binary: &Path) -> Result<String> {
        let mut command = ours(binary, &self.settings, "sign-in-link");
        // The command does not know which port the server got.
        command.env("IU_PUBLIC_URL", &self.origin);
        let said = sh::output(&mut command)?;
        let token = said
            .split_once("/sign-in/link/")
            .and_then(|(_, rest)| rest.split_whitespace().next())
            .context("there is no link in what it says")?;
        let answer = http::post(
            &format!("{}/sign-in/link", self.origin),
            &[
                ("Content-Type", "application/x-www-form-urlencoded"),
                ("Sec-Fetch-Site", "same-origin"),
            ],
            &format!("token={token}"),
        )?;
        answer
            .header("set-cookie")
            .and_then(|cookie| cookie.split(';').next())
            .map(str::to_owned)
            .with_context(|| format!("the link was answered with {}", answer.status))
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

/// What a program is told that keeps its data in a directory and listens on a free port; later settings prevail.
pub fn settings<'a>(
    directory: &Path,
    environment: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Vec<(String, String)> {
    let database = directory.join("data/integration-users.db");
    let database = format!("sqlite://{}", database.display());
    let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
    let mut settings: Vec<(String, String)> = [
        ("IU_DATABASE_URL", database.as_str()),
        ("IU_LISTEN", "127.0.0.1:0"),
        ("IU_LOG", "warn"),
    ]
    .map(owned)
    .into();
    settings.extend(environment.into_iter().map(owned));
    settings
}

/// Imports a file, so that nothing is left to be done behind a server.
///
/// # Errors
/// When the program refuses it.
pub fn import(binary: &Path, settings: &[(String, String)], file: &Path) -> Result<()> {
    sh::output(ours(binary, settings, "import").arg("--index").arg(file)).map(drop)
}

/// The same without what a server does later.
///
/// # Errors
/// When the program refuses it.
pub fn import_only(binary: &Path, settings: &[(String, String)], file: &Path) -> Result<()> {
    sh::output(ours(binary, settings, "import").arg(file)).map(drop)
}

fn ours(binary: &Path, settings: &[(String, String)], argument: &str) -> Command {
    let mut command = sh::command(binary);
    command.arg(argument);
    command.envs(settings.iter().map(|(name, value)| (name, value)));
    command
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
