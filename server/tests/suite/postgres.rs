//! A database of its own on the real PostgreSQL of the tests, and ways to get between it and the program.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::process::{Command, Output};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

/// A database, dropped with all its connections at the end.
pub struct Database {
    server: String,
    name: String,
}

impl Database {
    /// None where `TEST_POSTGRES_URL` names no PostgreSQL, outside of `cargo xtask test`.
    pub fn new() -> Option<Self> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let server = std::env::var("TEST_POSTGRES_URL").ok()?;
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("iu_server_{}_{number}", std::process::id());
        let database = Self { server, name };
        database.make();
        Some(database)
    }

    fn make(&self) {
        let make = format!(
            "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'",
            self.name
        );
        psql(&self.server, &make);
    }

    /// Its address, past everything.
    pub fn url(&self) -> String {
        self.at(&self.place())
    }

    /// Its address, through this host and port.
    pub fn at(&self, place: &str) -> String {
        let (before, rest) = self.server.split_once("://").expect("an address");
        let user = rest.find('@').map_or("", |at| &rest[..=at]);
        format!("{before}://{user}{place}/{}", self.name)
    }

    /// Host and port.
    pub fn place(&self) -> String {
        let (_, rest) = self.server.split_once("://").expect("an address");
        let rest = rest.split_once('@').map_or(rest, |(_, rest)| rest);
        rest.split('/').next().unwrap_or(rest).to_owned()
    }

    /// Runs statements in it, past the program.
    pub fn run(&self, statements: &str) -> String {
        psql(&self.url(), statements)
    }

    /// Ends all connections to it, or only those of this name, as the death of a server process does.
    pub fn cut(&self, application: Option<&str>) {
        let which = application.map_or_else(String::new, |name| {
            format!(" AND application_name = '{name}'")
        });
        psql(
            &self.server,
            &format!(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = '{}'{which}",
                self.name
            ),
        );
    }

    /// What it is now, to be put back later.
    pub fn copy(&self) -> String {
        let (name, copy) = (&self.name, format!("{}_copy", self.name));
        // Whoever is connected is in the way of a copy.
        psql(
            &self.server,
            &format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false"),
        );
        self.cut(None);
        psql(
            &self.server,
            &format!("CREATE DATABASE {copy} TEMPLATE {name}"),
        );
        psql(
            &self.server,
            &format!("ALTER DATABASE {name} ALLOW_CONNECTIONS true"),
        );
        copy
    }

    /// Puts a copy in its place.
    pub fn put_back(&self, copy: &str) {
        psql(
            &self.server,
            &format!("DROP DATABASE {} WITH (FORCE)", self.name),
        );
        psql(
            &self.server,
            &format!("ALTER DATABASE {copy} RENAME TO {}", self.name),
        );
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let drop = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        psql_output(&self.server, &drop);
    }
}

fn psql_output(url: &str, statements: &str) -> Output {
    Command::new("psql")
        .args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align"])
        .args(["--dbname", url, "--command", statements])
        .output()
        .expect("psql, which comes with PostgreSQL")
}

fn psql(url: &str, statements: &str) -> String {
    let output = psql_output(url, statements);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{statements}: {said}");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// A wire between the program and PostgreSQL.
pub struct Wire {
    state: Arc<AtomicU8>,
    /// Where the program connects to.
    pub place: String,
}

const PASSES: u8 = 0;
const SWALLOWS: u8 = 1;
const CUT: u8 = 2;

impl Wire {
    /// To PostgreSQL at this place.
    pub fn to(place: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let own = listener.local_addr().expect("an address").to_string();
        let there: SocketAddr = place.parse().expect("an address of loopback");
        let state = Arc::new(AtomicU8::new(PASSES));
        let of_all = Arc::clone(&state);
        thread::spawn(move || {
            for here in listener.incoming() {
                let here = here.expect("a connection");
                if of_all.load(Ordering::SeqCst) == CUT {
                    // Dropped: whoever connects is turned away.
                    continue;
                }
                let Ok(there) = TcpStream::connect(there) else {
                    continue;
                };
                for (from, to) in [(&here, &there), (&there, &here)] {
                    let (from, to) = (from.try_clone().expect("it"), to.try_clone().expect("it"));
                    let state = Arc::clone(&of_all);
                    thread::spawn(move || carry(from, to, &state));
                }
            }
        });
        Self { state, place: own }
    }

    /// Everything goes through.
    pub fn pass(&self) {
        self.state.store(PASSES, Ordering::SeqCst);
    }

    /// Nothing goes through, and nobody is told.
    pub fn swallow(&self) {
        self.state.store(SWALLOWS, Ordering::SeqCst);
    }

    /// Connections end, and new ones are turned away.
    pub fn cut(&self) {
        self.state.store(CUT, Ordering::SeqCst);
    }
}

fn carry(mut from: TcpStream, mut to: TcpStream, state: &AtomicU8) {
    let moment = Duration::from_millis(20);
    from.set_read_timeout(Some(moment)).expect("a timeout");
    let mut bytes = [0; 16_384];
    // What was swallowed once is never continued: half of a conversation makes no sense.
    let mut swallowed = false;
    loop {
        match state.load(Ordering::SeqCst) {
            CUT => break,
            SWALLOWS => swallowed = true,
            _ => {}
        }
        match from.read(&mut bytes) {
            Ok(0) => break,
            Ok(_) if swallowed => {}
            Ok(count) => {
                if to.write_all(&bytes[..count]).is_err() {
                    break;
                }
            }
            Err(error)
                if matches!(
                    error.kind(),
                    std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut
                ) => {}
            Err(_) => break,
        }
    }
    // The other direction may have done so already.
    let _ = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
}
