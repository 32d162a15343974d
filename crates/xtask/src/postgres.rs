//! A real PostgreSQL for the tests: a throw-away cluster on a free loopback port.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::{env, fs};

use anyhow::{Context, Result, bail};

use crate::step::{Outcome, Report};
use crate::{apt, programs, sh};

/// The variable by which the tests learn the address, and by which another server can be given.
pub const VARIABLE: &str = "TEST_POSTGRES_URL";

/// Makes the cluster, serves it until standard input ends (that is, until we are gone for whatever reason, a signal
/// among them), then stops and removes it. A line on standard input restarts it, as an update of it does. `$1` is the
/// directory of the programs, `$2` the port, `$3` more options.
const SCRIPT: &str = r#"
set -eu
trap '' INT HUP TERM
cd /
data=$(mktemp -d "${TMPDIR:-/tmp}/integration-users-postgres.XXXXXX")
finish() {
    "$1/pg_ctl" --pgdata="$data/cluster" --mode=immediate --wait stop >/dev/null 2>&1 || true
    rm -rf "$data"
}
trap 'finish "$1"' EXIT
"$1/initdb" --pgdata="$data/cluster" --username=postgres --auth=trust --encoding=UTF8 --locale=C --no-sync >"$data/log" 2>&1 \
    || { cat "$data/log" >&2; exit 1; }
"$1/pg_ctl" --pgdata="$data/cluster" --log="$data/log" --wait --options="-c listen_addresses=127.0.0.1 -c port=$2 \
    -c unix_socket_directories='' -c max_connections=300 $3" \
    start >/dev/null 2>&1 </dev/null || { cat "$data/log" >&2; exit 1; }
echo ready
while read -r _; do
    "$1/pg_ctl" --pgdata="$data/cluster" --log="$data/log" --mode=fast --wait restart >/dev/null 2>&1 </dev/null \
        || { cat "$data/log" >&2; exit 1; }
    echo ready
done
"#;

/// Nothing of the tests need survive a crash.
const CARELESS: &str = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off";

/// A running PostgreSQL, stopped and removed when dropped.
pub struct Postgres {
    /// `postgres://…`, as its superuser.
    pub url: String,
    keeper: Option<Child>,
    out: Option<BufReader<ChildStdout>>,
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if let Some(keeper) = &mut self.keeper {
            drop(keeper.stdin.take());
            // It ends by itself; if it cannot be waited for, nobody can do more.
            let _ = keeper.wait();
        }
    }
}

/// The PostgreSQL that `TEST_POSTGRES_URL` names, or a throw-away one, as a step.
///
/// # Errors
/// When there is no PostgreSQL here and none can be installed, or it does not start.
pub fn start(report: &mut Report) -> Result<Postgres> {
    if let Some(url) = env::var(VARIABLE).ok().filter(|url| !url.is_empty()) {
        return report.need(&format!("PostgreSQL of {VARIABLE}"), || {
            let given = Postgres {
                url,
                keeper: None,
                out: None,
            };
            Ok((Outcome::Fresh, given))
        });
    }
    start_own(report)
}

/// A throw-away one as it comes, which writes to the disk what it says it has, for measuring.
///
/// # Errors
/// As [`start`].
pub fn start_careful(report: &mut Report) -> Result<Postgres> {
    report.need("Throw-away PostgreSQL, durable", || {
        Ok((Outcome::Done, launch("")?))
    })
}

impl Postgres {
    /// Makes a database and gives its address.
    ///
    /// # Errors
    /// When PostgreSQL refuses.
    pub fn database(&self, name: &str) -> Result<String> {
        let psql = find_programs()
            .map(|directory| directory.join("psql"))
            .filter(|psql| psql.exists())
            .unwrap_or_else(|| PathBuf::from("psql"));
        sh::output(sh::command(psql).args([
            "--no-psqlrc",
            "--quiet",
            "--command",
            &format!("CREATE DATABASE {name}"),
            &self.url,
        ]))?;
        let (server, _) = self.url.rsplit_once('/').context("this is no address")?;
        Ok(format!("{server}/{name}"))
    }
}

/// A throw-away one, whatever else is named: one that may be restarted.
///
/// # Errors
/// When there is no PostgreSQL here and none can be installed, or it does not start.
pub fn start_own(report: &mut Report) -> Result<Postgres> {
    report.need("Throw-away PostgreSQL", || {
        Ok((Outcome::Done, launch(CARELESS)?))
    })
}

impl Postgres {
    /// Stops it as it is stopped for an update, which ends all connections, and starts it again.
    ///
    /// # Errors
    /// When it is not ours, or does not come back.
    pub fn restart(&mut self) -> Result<()> {
        let keeper = self
            .keeper
            .as_mut()
            .and_then(|keeper| keeper.stdin.as_mut());
        let (Some(keeper), Some(out)) = (keeper, self.out.as_mut()) else {
            bail!("this PostgreSQL is not ours to restart");
        };
        keeper.write_all(b"restart\n")?;
        keeper.flush()?;
        let mut line = String::new();
        out.read_line(&mut line)?;
        if line.trim() != "ready" {
            bail!("PostgreSQL did not come back");
        }
        Ok(())
    }
}

fn launch(options: &str) -> Result<Postgres> {
    let programs = if let Some(found) = find_programs() {
        found
    } else {
        apt::install(&["postgresql", "postgresql-contrib"]).with_context(|| {
            format!("the tests need PostgreSQL (or set {VARIABLE} to one they may use)")
        })?;
        find_programs().context("PostgreSQL is installed but its initdb cannot be found")?
    };
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let mut command;
    if programs::is_root() {
        // PostgreSQL refuses to run as root.
        command = sh::command("runuser");
        command.args(["-u", "postgres", "--", "sh"]);
    } else {
        command = sh::command("sh");
    }
    command
        .args(["-c", SCRIPT, "sh"])
        .arg(&programs)
        .arg(port.to_string())
        .arg(options);
    let mut keeper = own_group(&mut command)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start `{}`", command.get_program().to_string_lossy()))?;
    let mut line = String::new();
    let mut out = keeper.stdout.take().map(BufReader::new);
    if let Some(out) = &mut out {
        out.read_line(&mut line)?;
    }
    if line.trim() != "ready" {
        bail!(
            "PostgreSQL in {} did not start ({})",
            programs.display(),
            keeper.wait()?
        );
    }
    Ok(Postgres {
        url: format!("postgres://postgres@127.0.0.1:{port}/postgres"),
        keeper: Some(keeper),
        out,
    })
}

/// Ctrl-C goes to a whole group of processes; this one has to clean up.
#[cfg(unix)]
fn own_group(command: &mut Command) -> &mut Command {
    use std::os::unix::process::CommandExt;

    command.process_group(0)
}

#[cfg(not(unix))]
fn own_group(command: &mut Command) -> &mut Command {
    command
}

/// The directory with `initdb` and `pg_ctl`: on the `PATH`, else the newest of Debian's.
fn find_programs() -> Option<PathBuf> {
    let on_path = programs::find(&["initdb"]).and_then(|initdb| initdb.parent().map(PathBuf::from));
    on_path
        .filter(|directory| directory.join("pg_ctl").exists())
        .or_else(|| {
            let mut versions: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
                .ok()?
                .flatten()
                .filter_map(|entry| {
                    let version = entry.file_name().to_str()?.parse().ok()?;
                    Some((version, entry.path().join("bin")))
                })
                .collect();
            versions.sort();
            versions
                .into_iter()
                .rev()
                .map(|(_, directory)| directory)
                .find(|directory| directory.join("initdb").exists())
        })
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    /// Stands for `initdb` and `pg_ctl`, and writes down what it was asked.
    const STAND_IN: &str = "#!/bin/sh\necho \"${0##*/} $*\" >>\"${0%/*}/asked\"\n";

    #[test]
    fn the_cluster_goes_with_its_parent() {
        let programs = tempfile::tempdir().expect("a directory");
        for name in ["initdb", "pg_ctl"] {
            let file = programs.path().join(name);
            fs::write(&file, STAND_IN).expect("written");
            fs::set_permissions(&file, fs::Permissions::from_mode(0o700)).expect("set");
        }
        let place = tempfile::tempdir().expect("a directory");
        let clusters = || fs::read_dir(place.path()).expect("a directory").count();
        let mut keeper = Command::new("sh")
            .args(["-c", SCRIPT, "sh"])
            .arg(programs.path())
            .args(["1", ""])
            .env("TMPDIR", place.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a shell");
        let mut out = BufReader::new(keeper.stdout.take().expect("its output"));
        let mut line = String::new();
        out.read_line(&mut line).expect("a line");
        assert_eq!((line.as_str(), clusters()), ("ready\n", 1));
        // What happens to it when we are gone.
        drop(keeper.stdin.take());
        keeper.wait().expect("an end");
        assert_eq!(clusters(), 0);
        let asked = fs::read_to_string(programs.path().join("asked")).expect("what it did");
        let asked: Vec<&str> = asked
            .lines()
            .map(|line| line.rsplit(' ').next().unwrap_or_default())
            .collect();
        assert_eq!(asked, ["--no-sync", "start", "stop"]);
    }
}
