//! A database that restarts, cannot be reached, says nothing or is swapped: 503 in bounded time, and back by itself.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::postgres::Wire;
use super::program::Server;
use super::replicas::{Fleet, SUBJECT, an_import_goes_on, soon, status};

/// How long it may take until everything works again.
const RECOVERY: Duration = Duration::from_secs(5);
/// How long an answer may take that says that nothing works: that of a statement which was on its way, the wait for a
/// connection, and some patience with a machine that runs many tests.
const ANSWER: Duration = Duration::from_secs(17);

/// A page of somebody who is signed in.
struct Visitor {
    cookie: String,
}

impl Visitor {
    fn of(server: &Server) -> Self {
        let token = server.link.rsplit('/').next().expect("a token");
        let answer = server.ask("POST /sign-in/link", &format!("token={token}"));
        let cookie = answer
            .lines()
            .find_map(|line| line.strip_prefix("set-cookie: "));
        let cookie = cookie
            .expect("a cookie")
            .split(';')
            .next()
            .expect("a value");
        Self {
            cookie: cookie.to_owned(),
        }
    }

    fn page(&self, server: &Server) -> String {
        let cookie = &self.cookie;
        let head = format!(
            "GET /admin/users/integration-users HTTP/1.1\r\nCookie: {cookie}\r\nAccept: text/html\r\nX-Rest:"
        );
        server.ask(&head, "")
    }
}

/// A page in words and a problem as JSON, both with a time to come again, and both in time.
fn says_so(fleet: &Fleet, visitor: &Visitor, server: &Server) {
    let start = Instant::now();
    let page = visitor.page(server);
    assert!(start.elapsed() < ANSWER, "{:?}", start.elapsed());
    assert_eq!(status(&page), 503, "{page}");
    assert!(page.contains("\r\nretry-after: 5\r\n"), "{page}");
    assert!(page.contains("Not available just now"), "{page}");
    let start = Instant::now();
    let rest = fleet.set(server, true);
    assert!(start.elapsed() < ANSWER, "{:?}", start.elapsed());
    assert_eq!(status(&rest), 503, "{rest}");
    assert!(rest.contains("\r\nretry-after: 5\r\n"), "{rest}");
    assert!(
        rest.contains("content-type: application/problem+json"),
        "{rest}"
    );
    let ready = server.ask("GET /ready", "");
    assert_eq!(status(&ready), 503, "{ready}");
    // The gate goes on with what it knows for half a minute.
    assert_eq!(fleet.call(server, SUBJECT), 200);
    assert_eq!(status(&server.ask("GET /health", "")), 200);
}

fn works_again(fleet: &Fleet, visitor: &Visitor, server: &Server) {
    soon("it works again", RECOVERY, || {
        status(&server.ask("GET /ready", "")) == 200
            && status(&visitor.page(server)) == 200
            && status(&fleet.set(server, true)) == 200
    });
}

#[test]
fn a_database_that_cannot_be_reached_is_said_and_found_again() {
    let Some(fleet) = Fleet::new() else { return };
    let wire = Wire::to(&fleet.database.place());
    let url = fleet.database.at(&wire.place);
    let one = fleet.server_with(&[("IU_DATABASE_URL", &url)]);
    let two = fleet.server();
    let visitor = Visitor::of(&one);
    assert_eq!(status(&visitor.page(&one)), 200);
    // First connections end, then they lead nowhere.
    for trouble in [Wire::cut, Wire::swallow] {
        trouble(&wire);
        says_so(&fleet, &visitor, &one);
        // Meanwhile the other goes on, and the one that could not hear of it finds out.
        assert_eq!(status(&fleet.set(&two, false)), 200);
        wire.pass();
        soon("it catches up", RECOVERY, || {
            fleet.call(&one, SUBJECT) == 403
        });
        works_again(&fleet, &visitor, &one);
        fleet.change(&two, &one, false);
        fleet.change(&one, &two, true);
    }
}

#[test]
fn connections_that_are_ended_cost_nothing() {
    let Some(fleet) = Fleet::new() else { return };
    let (one, two) = (fleet.server(), fleet.server());
    let visitor = Visitor::of(&one);
    for round in 0..3 {
        fleet.database.cut(None);
        assert_eq!(status(&visitor.page(&one)), 200);
        fleet.change(&one, &two, round % 2 == 1);
    }
}

#[test]
fn a_database_that_is_put_back_to_an_earlier_state_is_read_anew() {
    let Some(fleet) = Fleet::new() else { return };
    let (one, two) = (fleet.server(), fleet.server());
    let copy = fleet.database.copy();
    // What happens now will not have happened.
    soon("it works after the copy", RECOVERY, || {
        status(&fleet.set(&one, false)) == 200
    });
    soon("both know", RECOVERY, || fleet.call(&two, SUBJECT) == 403);
    fleet.database.put_back(&copy);
    for server in [&one, &two] {
        soon("it is as it was", RECOVERY, || {
            fleet.call(server, SUBJECT) == 200
        });
    }
    // Versions count from the earlier state again, and are believed.
    fleet.change(&one, &two, false);
    fleet.change(&two, &one, true);
}

/// A real `PgBouncer` in transaction mode.
struct Pooler {
    child: Child,
    place: String,
}

impl Drop for Pooler {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Pooler {
    /// None where `PGBOUNCER_PATH` names none, outside of `cargo xtask test`.
    fn start(directory: &Path, place: &str) -> Option<Self> {
        let found = PathBuf::from(std::env::var_os("PGBOUNCER_PATH")?);
        let port = TcpListener::bind("127.0.0.1:0")
            .expect("a port")
            .local_addr()
            .expect("it")
            .port();
        let (host, server_port) = place.split_once(':').expect("a place");
        let settings = format!(
            "[databases]\n* = host={host} port={server_port}\n[pgbouncer]\nlisten_addr = 127.0.0.1\n\
             listen_port = {port}\nunix_socket_dir =\nauth_type = any\npool_mode = transaction\n\
             default_pool_size = 3\nmax_client_conn = 200\n"
        );
        let settings = settings.replace("* = host", "* = user=postgres host");
        let file = directory.join("pgbouncer.ini");
        fs::write(&file, settings).expect("written");
        let mut command = Command::new(&found);
        if rustix::process::getuid().is_root() {
            // It refuses to run as root, and the directory is the owner's alone.
            let readable = std::os::unix::fs::PermissionsExt::from_mode(0o755);
            fs::set_permissions(directory, readable).expect("set");
            command.args(["-u", "postgres"]);
        }
        let child = command
            .arg(&file)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("pgbouncer");
        let place = format!("127.0.0.1:{port}");
        soon("pgbouncer listens", Duration::from_secs(10), || {
            std::net::TcpStream::connect(&place).is_ok()
        });
        Some(Self { child, place })
    }
}

#[test]
fn a_pooler_in_transaction_mode_is_no_obstacle() {
    let Some(fleet) = Fleet::new() else { return };
    let Some(pooler) = Pooler::start(fleet.directory.path(), &fleet.database.place()) else {
        return;
    };
    let (by_way, direct) = (fleet.database.at(&pooler.place), fleet.database.url());
    let variables = [
        ("IU_DATABASE_URL", by_way.as_str()),
        ("IU_DATABASE_LISTEN_URL", direct.as_str()),
    ];
    let (one, two) = (fleet.server_with(&variables), fleet.server_with(&variables));
    let visitor = Visitor::of(&one);
    // More than its three connections at once, and other statements on each.
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..5 {
                    let page = visitor.page(&two);
                    assert_eq!(status(&page), 200, "{page}");
                }
            });
        }
    });
    for round in 0..10 {
        let (by, seen_by) = if round % 4 < 2 {
            (&one, &two)
        } else {
            (&two, &one)
        };
        fleet.change(by, seen_by, round % 2 == 1);
    }
    let prepared = fleet.database.run(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'",
    );
    assert_eq!(prepared, "0", "no transaction stays open");
    an_import_goes_on(one, &two);
}
