//! A real nginx for the test of `docs/forward-auth.md`.

use std::fmt::Write as _;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{fs, thread};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

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
        if let Some(found) = programs::named(VARIABLE)?.or_else(find) {
            return Ok((Outcome::Fresh, found));
        }
        apt::install(&["nginx-light"]).with_context(|| {
            format!("the tests need nginx (or set {VARIABLE} to one they may use)")
        })?;
        let found = find().context("nginx is installed but cannot be found")?;
        Ok((Outcome::Done, found))
    })
}

/// A running nginx that sends every request to another server, stopped when dropped.
pub struct Balancer {
    child: Child,
    _directory: TempDir,
}

impl Drop for Balancer {
    fn drop(&mut self) {
        // What it keeps is thrown away; it may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Balancer {
    /// Listens at `front` and passes on to `servers`.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start(program: &Path, front: &str, servers: &[String]) -> Result<Self> {
        let directory = tempfile::tempdir()?;
        let file = directory.path().join("nginx.conf");
        fs::write(&file, configuration(directory.path(), front, servers))?;
        let mut child = Command::new(program)
            .arg("-p")
            .arg(directory.path())
            .arg("-c")
            .arg(&file)
            .args(["-e", "stderr"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .context("cannot start nginx")?;
        let start = Instant::now();
        while TcpStream::connect(front).is_err() {
            if start.elapsed() > Duration::from_secs(10) || child.try_wait()?.is_some() {
                let _ = child.kill();
                bail!("nginx does not listen at {front}");
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(Self {
            child,
            _directory: directory,
        })
    }
}

/// As in `docs/operations.md`, without TLS. One process, which can be ended without leaving others behind.
fn configuration(directory: &Path, front: &str, servers: &[String]) -> String {
    let mut upstream = String::new();
    let mut places = String::new();
    for server in servers {
        let _ = writeln!(upstream, "server {server} max_fails=1 fail_timeout=1s;");
    }
    for place in ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"] {
        let path = directory.join(place);
        let _ = writeln!(places, "{place}_temp_path {};", path.display());
    }
    format!(
        "daemon off;\nmaster_process off;\npid {}/nginx.pid;\nerror_log /dev/null;\nevents {{ worker_connections 256; }}\n\
         http {{\naccess_log off;\n{places}upstream replicas {{\n{upstream}}}\nserver {{\nlisten {front};\nlocation / {{\n\
         proxy_pass http://replicas;\nproxy_http_version 1.1;\nproxy_set_header Connection \"\";\n\
         proxy_set_header Host $http_host;\nproxy_connect_timeout 2s;\nproxy_next_upstream error timeout;\n}}\n}}\n}}\n",
        directory.display()
    )
}

fn find() -> Option<PathBuf> {
    [programs::find(&["nginx"]), Some(DEBIAN.into())]
        .into_iter()
        .flatten()
        .find(|path| path.is_file())
}
