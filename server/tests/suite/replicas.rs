//! Two servers on one PostgreSQL: what one changes the other knows, whatever happens in between.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use gate::Profile;
use gate::testing::Forge;
use service::{Clock, SystemClock};
use tempfile::TempDir;

use super::gate_process::provider;
use super::postgres::Database;
use super::program::{Server, directory, program, text};

/// May do everything over REST.
const ADMINISTRATOR: &str = "administratoradministratoradmini";
/// Is let in and shut out.
pub const SUBJECT: &str = "subjectsubjectsubjectsubjectsubj";
const LINES: &str = r#"{"integrationUser":{"partyNumber":"ADMINISTRATOR","oauthClientId":"administratoradministratoradmini","groups":{"items":[{"variableName":"userAdministrators"}]}}}
{"integrationUser":{"partyNumber":"SUBJECT","oauthClientId":"subjectsubjectsubjectsubjectsubj"}}
"#;

/// A database with an administrator and somebody to let in and shut out, and who makes tokens for them.
pub struct Fleet {
    pub directory: TempDir,
    pub database: Database,
    forge: Forge,
    issuer: String,
}

impl Fleet {
    /// None without a PostgreSQL.
    pub fn new() -> Option<Self> {
        let database = Database::new()?;
        let directory = directory();
        fs::write(directory.path().join("in.ndjson"), LINES).expect("written");
        let imported = program(directory.path(), &["import", "in.ndjson"])
            .env("IU_DATABASE_URL", database.url())
            .output()
            .expect("the program");
        assert_eq!(
            imported.status.code(),
            Some(0),
            "{}",
            text(&imported.stderr)
        );
        let mut forge = Forge::new(SystemClock.now());
        let issuer = provider(forge.jwks());
        forge.at_jwt_issuers = vec![issuer.clone()];
        Some(Self {
            directory,
            database,
            forge,
            issuer,
        })
    }

    /// A server on it.
    pub fn server(&self) -> Server {
        self.server_with(&[("IU_DATABASE_URL", &self.database.url())])
    }

    /// The same with other addresses of the database.
    pub fn server_with(&self, variables: &[(&str, &str)]) -> Server {
        let mut all = vec![
            ("IU_IDP_ISSUER", self.issuer.as_str()),
            ("IU_IDP_AUDIENCE", self.forge.audience.as_str()),
            ("IU_GATE_RATE", "10000"),
            ("IU_GATE_BURST", "10000"),
        ];
        all.extend(variables);
        let server = Server::start_with(self.directory.path(), &all);
        // Keys are fetched with the first token.
        let ready = || self.call(&server, ADMINISTRATOR) == 200;
        soon("the keys are there", Duration::from_secs(15), ready);
        server
    }

    fn token(&self, client: &str) -> String {
        let draft = self.forge.draft(Profile::AtJwt);
        draft.claim("client_id", client).claim("sub", client).mint()
    }

    /// What a call through the gate of this server gets.
    pub fn call(&self, server: &Server, client: &str) -> u16 {
        status(&self.answer(server, client))
    }

    /// The same whole.
    pub fn answer(&self, server: &Server, client: &str) -> String {
        let token = self.token(client);
        server.ask(
            &format!("GET /inbound/whoami HTTP/1.1\r\nAuthorization: Bearer {token}\r\nX-Rest:"),
            "",
        )
    }

    /// Lets the subject in or shuts it out through this server; gives the answer.
    pub fn set(&self, server: &Server, active: bool) -> String {
        let token = self.token(ADMINISTRATOR);
        let value = u8::from(active);
        server.ask_as(
            &format!("PATCH /cpq/rest/v19/users/SUBJECT HTTP/1.1\r\nAuthorization: Bearer {token}\r\nX-Rest:"),
            "application/json",
            &format!("{{\"status\":{{\"value\":{value}}}}}"),
        )
    }

    /// Changes it through one and sees that the other does accordingly within a second.
    pub fn change(&self, by: &Server, seen_by: &Server, active: bool) {
        let answer = self.set(by, active);
        assert_eq!(status(&answer), 200, "{answer}");
        let wanted = if active { 200 } else { 403 };
        assert_eq!(self.call(by, SUBJECT), wanted, "at the very next call");
        soon("the other knows", Duration::from_secs(1), || {
            self.call(seen_by, SUBJECT) == wanted
        });
    }
}

pub fn status(answer: &str) -> u16 {
    let status = answer
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok());
    status.unwrap_or_else(|| panic!("no answer: {answer:?}"))
}

/// Waits until it is so, at most so long; gives how long it took.
pub fn soon(what: &str, most: Duration, mut is: impl FnMut() -> bool) -> Duration {
    let start = Instant::now();
    loop {
        if is() {
            return start.elapsed();
        }
        assert!(start.elapsed() < most, "not within {most:?}: {what}");
        thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn what_one_changes_the_other_refuses_within_a_second() {
    let Some(fleet) = Fleet::new() else { return };
    let (one, two) = (fleet.server(), fleet.server());
    for round in 0..10 {
        let (by, seen_by) = if round % 4 < 2 {
            (&one, &two)
        } else {
            (&two, &one)
        };
        fleet.change(by, seen_by, round % 2 == 1);
    }
}

#[test]
fn a_replica_that_is_killed_takes_nothing_with_it() {
    let Some(fleet) = Fleet::new() else { return };
    let (one, two) = (fleet.server(), fleet.server());
    fleet.change(&one, &two, false);
    // Without any warning, as when its machine burns.
    drop(one);
    assert_eq!(fleet.call(&two, SUBJECT), 403);
    let three = fleet.server();
    assert_eq!(fleet.call(&three, SUBJECT), 403);
    fleet.change(&three, &two, true);
}

#[test]
fn notifications_that_are_lost_are_found() {
    let Some(fleet) = Fleet::new() else { return };
    let (one, two) = (fleet.server(), fleet.server());
    for round in 0..4 {
        fleet.database.cut(Some("integration-users listener"));
        fleet.change(&one, &two, round % 2 == 1);
    }
    two.terminate();
    let (code, log) = two.end();
    assert_eq!(code, Some(0), "{log}");
    assert!(log.contains("The line for notifications is lost"), "{log}");
}

#[test]
fn servers_that_start_together_on_an_empty_database_all_start() {
    let Some(database) = Database::new() else {
        return;
    };
    let directory = directory();
    let url = database.url();
    let variables = [("IU_DATABASE_URL", url.as_str())];
    let start = |directory: &Path| Server::start_with(directory, &variables);
    let servers: Vec<Server> = thread::scope(|scope| {
        let starting: Vec<_> = (0..3)
            .map(|_| scope.spawn(|| start(directory.path())))
            .collect();
        let started = starting.into_iter().map(thread::ScopedJoinHandle::join);
        started.map(|server| server.expect("a server")).collect()
    });
    for server in &servers {
        assert!(server.ask("GET /ready", "").starts_with("HTTP/1.1 200"));
    }
    let steps = database.run("SELECT count(*), count(DISTINCT version) FROM schema_version");
    let (all, different) = steps.split_once('|').expect("two numbers");
    assert_eq!(all, different, "each step was done once");
}

#[test]
fn a_session_and_a_link_are_the_same_everywhere() {
    let Some(fleet) = Fleet::new() else { return };
    let (one, two) = (fleet.server(), fleet.server());
    let token = one.link.rsplit('/').next().expect("a token");
    let redeem = &format!("token={token}");
    // At the same moment at both: one of them is let in.
    let answers: Vec<String> = thread::scope(|scope| {
        let asking: Vec<_> = [&one, &two, &one, &two]
            .map(|server| scope.spawn(move || server.ask("POST /sign-in/link", redeem)))
            .into();
        let answers = asking.into_iter().map(thread::ScopedJoinHandle::join);
        answers.map(|answer| answer.expect("an answer")).collect()
    });
    let cookies: Vec<&str> = answers
        .iter()
        .filter_map(|answer| {
            answer
                .lines()
                .find_map(|line| line.strip_prefix("set-cookie: "))
        })
        .collect();
    assert_eq!(cookies.len(), 1, "{answers:?}");
    let cookie = cookies[0].split(';').next().expect("a value");
    let home = |server: &Server| {
        status(&server.ask(
            &format!("GET /admin HTTP/1.1\r\nCookie: {cookie}\r\nX-Rest:"),
            "",
        ))
    };
    assert_eq!((home(&one), home(&two)), (200, 200));
    let out = two.ask(
        &format!("POST /sign-out HTTP/1.1\r\nCookie: {cookie}\r\nX-Rest:"),
        "",
    );
    assert_eq!(status(&out), 303, "{out}");
    assert_eq!((home(&one), home(&two)), (303, 303), "ended everywhere");
}

/// What a server function about a held file says, through this server.
fn import(server: &Server, cookie: &str, function: &str, arguments: &str) -> String {
    let head = format!("POST /api/import/{function} HTTP/1.1\r\nCookie: {cookie}\r\nX-Rest:");
    server.ask_as(&head, "application/json", arguments)
}

/// Hands a file over to the first, kills it, and lets the second show and write it.
pub fn an_import_goes_on(one: Server, two: &Server) {
    let token = two.link.rsplit('/').next().expect("a token");
    let signed_in = two.ask("POST /sign-in/link", &format!("token={token}"));
    let cookie = signed_in
        .lines()
        .find_map(|line| line.strip_prefix("set-cookie: ")?.split(';').next())
        .expect("a session");
    let upload = format!("POST /api/import/upload HTTP/1.1\r\nCookie: {cookie}\r\nX-Rest:");
    let table = "oauthClientId\nhanded-over-client-01\n";
    let answer = one.ask_as(&upload, "application/octet-stream", table);
    assert_eq!(status(&answer), 200, "{answer}");
    let name = answer.trim_end().rsplit('"').nth(1).expect("a name");
    let id = format!("{{\"id\":\"{name}\"}}");
    let stage = |wanted: &str| import(two, cookie, "stage", &id).contains(wanted);
    soon("it is checked", Duration::from_secs(10), || stage("Ready"));
    drop(one);
    let some = format!("{{\"id\":\"{name}\",\"list\":\"New\",\"from\":0}}");
    let rows = import(two, cookie, "rows", &some);
    assert!(rows.contains("handed-over-client-01"), "{rows}");
    assert_eq!(status(&import(two, cookie, "start", &id)), 200);
    soon("it is written", Duration::from_secs(10), || stage("Done"));
    let done = import(two, cookie, "stage", &id);
    assert!(done.contains("\"created\":1"), "{done}");
    assert_eq!(status(&import(two, cookie, "start", &id)), 404);
    assert_eq!(status(&import(two, cookie, "drop", &id)), 200);
    assert_eq!(status(&import(two, cookie, "stage", &id)), 404);
}

#[test]
fn a_file_that_one_took_the_other_shows_and_writes_when_the_first_is_killed() {
    let Some(fleet) = Fleet::new() else { return };
    let (one, two) = (fleet.server(), fleet.server());
    an_import_goes_on(one, &two);
}
