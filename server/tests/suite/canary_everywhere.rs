//! A day in the life of the program, with secrets that can be recognised; then everything it wrote and said is searched
//! for them: database, export, log, metrics, answers.

use std::collections::HashMap;
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;

use gate::Profile;
use gate::testing::{CLIENT, Forge};
use service::{Clock, SystemClock};
use url::Url;

use super::gate_process;
use super::oidc_provider::{ADMINISTRATORS, CLIENT as ADMIN_CLIENT, SECRET, TestProvider};
use super::program::{Server, directory, run, text};

/// A client that no integration user has.
const STRANGER: &str = "canary-stranger-5b1f6a0c9d2e4783";
/// What somebody pastes into the wrong field.
const PASTED: &str = "idcscs-canary-9f3b1c7d-aaaa-4bbb-8ccc-1234567890ab";
/// Something secret in an address that leads nowhere.
const ASTRAY: &str = "canary-astray-0d4c1b7a9e8f";

/// Where a canary may be looked for, and what is there.
struct Places(Vec<(String, String)>);

impl Places {
    fn add(&mut self, name: &str, text: impl Into<String>) {
        self.0.push((name.to_owned(), text.into()));
    }

    /// All files of the database: the main one, what is not yet in it, and what is beside it.
    fn add_database(&mut self, name: &str, directory: &Path) {
        let mut files = 0;
        for file in fs::read_dir(directory.join("data")).expect("files") {
            let path = file.expect("a file").path();
            let bytes = fs::read(&path).expect("bytes");
            self.add(
                &format!("{name} {}", path.display()),
                String::from_utf8_lossy(&bytes),
            );
            files += 1;
        }
        assert!(files > 0, "there is a database");
    }

    /// Nowhere but where `allowed` says.
    fn hold_no(&self, what: &str, secret: &str, allowed: impl Fn(&str) -> bool) {
        assert!(secret.len() > 10, "{what} {secret:?} could be anywhere");
        for (name, text) in &self.0 {
            assert!(
                allowed(name) || !text.contains(secret),
                "the {what} is in the {name}"
            );
        }
    }
}

fn line(answer: &str, name: &str) -> String {
    let mut lines = answer.lines().filter_map(|line| line.strip_prefix(name));
    let line = lines.next();
    line.unwrap_or_else(|| panic!("no {name} in {answer}"))
        .to_owned()
}

fn first(cookie: &str) -> String {
    cookie.split(';').next().expect("a value").to_owned()
}

fn value(cookie: &str) -> String {
    cookie.split_once('=').expect("a value").1.to_owned()
}

fn metrics(log: &str) -> String {
    let said = log
        .lines()
        .find(|line| line.contains("Metrics are at"))
        .expect("it says where");
    let start = said.find("127.0.0.1:").expect("an address");
    let address: String = said[start..]
        .chars()
        .take_while(|c| c.is_ascii_digit() || matches!(c, '.' | ':'))
        .collect();
    let mut stream = TcpStream::connect(&address).expect("a connection");
    let request = format!("GET /metrics HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    assert!(
        answer.contains("integration_users_gate_calls_total"),
        "{answer}"
    );
    answer
}

fn log_of(directory: &Path) -> String {
    let files = fs::read_dir(directory).expect("files");
    let paths = files.map(|file| file.expect("a file").path());
    let logs = paths.filter(|path| {
        path.file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with("log-"))
    });
    logs.map(|path| fs::read_to_string(path).expect("text"))
        .collect()
}

#[test]
#[expect(
    clippy::too_many_lines,
    reason = "one day, from its morning to its evening"
)]
fn nothing_secret_is_left_anywhere() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let organisation = runtime.block_on(TestProvider::start());
    let directory = directory();
    let directory = directory.path();
    let mut forge = Forge::new(SystemClock.now());
    let issuer = gate_process::provider(forge.jwks());
    forge.at_jwt_issuers = vec![issuer.clone()];
    let server = Server::start_saying(
        directory,
        &[
            ("IU_ADMIN_OIDC_ISSUER", organisation.issuer.as_str()),
            ("IU_ADMIN_OIDC_CLIENT_ID", ADMIN_CLIENT),
            ("IU_ADMIN_OIDC_CLIENT_SECRET", SECRET),
            ("IU_ADMIN_OIDC_SCOPES", "openid profile"),
            ("IU_ADMIN_OIDC_ADMINISTRATORS", ADMINISTRATORS),
            ("IU_IDP_ISSUER", issuer.as_str()),
            ("IU_IDP_AUDIENCE", forge.audience.as_str()),
            ("IU_METRICS_LISTEN", "127.0.0.1:0"),
        ],
        "Sign in with your organisation: http://",
    );
    let mut places = Places(Vec::new());
    let ask = |head: &str, cookie: &str, body: &str| {
        let cookie = format!("Cookie: {cookie}\r\nAccept: application/json\r\nX-Rest:");
        server.ask(&format!("{head} HTTP/1.1\r\n{cookie}"), body)
    };

    // Somebody signs in at the organisation, and somebody by a link, as in an emergency.
    let started = server.ask("GET /sign-in/oidc", "");
    let there = line(&started, "location: ");
    let attempt = first(&line(&started, "set-cookie: "));
    let code = organisation.sign_in(&there, "jane", &[ADMINISTRATORS]);
    let url: Url = there.parse().expect("an address");
    let asked: HashMap<_, _> = url.query_pairs().into_owned().collect();
    let back = format!(
        "/sign-in/oidc/callback?code={code}&state={}",
        asked["state"]
    );
    let session = first(&line(
        &ask(&format!("GET {back}"), &attempt, ""),
        "set-cookie: ",
    ));
    let at = format!("http://{}", server.address);
    let made = run(directory, &["sign-in-link", "--public-url", &at]);
    let made = text(&made.stdout);
    let link = made.split("/sign-in/link/").nth(1).expect("a link");
    let link = link.split_whitespace().next().expect("a token").to_owned();
    let unused = run(directory, &["sign-in-link", "--public-url", &at]);
    let unused = text(&unused.stdout);
    let unused = unused.split("/sign-in/link/").nth(1).expect("a link");
    let unused = unused
        .split_whitespace()
        .next()
        .expect("a token")
        .to_owned();
    let linked = server.ask("POST /sign-in/link", &format!("token={link}"));
    let linked = first(&line(&linked, "set-cookie: "));

    // They make a user, and paste what they should not.
    let good = forge.draft(Profile::AtJwt).mint();
    let create = |client_id: &str| {
        format!(
            "{{\"form\":{{\"client_id\":\"{client_id}\",\"name\":\"\",\"email\":\"\",\"description\":\"\",\"groups\":[]}}}}"
        )
    };
    for pasted in [CLIENT, PASTED, &good, &format!("{CLIENT}:{PASTED}")] {
        let answer = ask("POST /api/users/create", &session, &create(pasted));
        if pasted != CLIENT {
            assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
            places.add("answer to a pasted secret", answer);
        }
    }

    // Applications call, well and badly; an administrator looks at a token.
    let bearer = |path: &str, token: &str| {
        server.ask(
            &format!("GET {path} HTTP/1.1\r\nAuthorization: Bearer {token}\r\nX-Rest:"),
            "",
        )
    };
    let unknown = forge
        .draft(Profile::AtJwt)
        .claim("client_id", STRANGER)
        .claim("sub", STRANGER);
    let unknown = unknown.mint();
    let old = forge
        .draft(Profile::AtJwt)
        .claim("exp", forge.seconds(-60))
        .mint();
    let forged = format!("{}AAAA", &good[..good.len() - 4]);
    assert!(bearer("/inbound/whoami", &good).starts_with("HTTP/1.1 200"));
    for token in [&unknown, &old, &forged] {
        for path in [
            "/inbound/verify",
            "/inbound/whoami",
            "/cpq/rest/v19/integrationUsers",
        ] {
            places.add("refusal", bearer(path, token));
        }
    }
    let body = format!("{{\"token\":\"{old}\"}}");
    let checked = ask("POST /api/inbound/check-token", &session, &body);
    assert!(checked.contains("Expired"), "{checked}");
    places.add("report on a token", checked);

    // Errors, with secrets in the address.
    for head in [
        format!("GET /nothing/{ASTRAY}?x={ASTRAY}"),
        format!("GET /pkg/{ASTRAY}.js"),
        format!("GET /cpq/rest/v19/nothing?access_token={good}"),
        format!("GET /inbound/whoami?access_token={good}"),
        format!("GET {back}"),
        format!("GET /sign-in/oidc/callback?error={ASTRAY}&error_description={ASTRAY}"),
        format!("POST /sign-in/link?token={ASTRAY}"),
        format!("DELETE /admin?token={ASTRAY}"),
    ] {
        for cookie in [session.as_str(), "integration-users-session=none"] {
            let answer = ask(&head, cookie, "");
            let answer = answer.replace(&format!("\"instance\":\"/nothing/{ASTRAY}\""), "");
            // Who is not signed in is led to the Sign in page and from there to what they wanted; that is an address, too.
            let shown = answer
                .lines()
                .filter(|line| !line.starts_with("location: "));
            places.add(
                &format!("answer to {}", &head[..12]),
                shown.collect::<Vec<_>>().join("\n"),
            );
        }
    }

    // What the program has by now: in use, and after everybody has gone.
    places.add_database("database in use", directory);
    places.add("metrics", metrics(&log_of(directory)));
    let left = ask("POST /sign-out", &session, "");
    let hint = left.split("id_token_hint=").nth(1).expect("a hint");
    let hint = hint.split('&').next().expect("its end").to_owned();
    ask("POST /sign-out", &linked, "");
    server.terminate();
    let (status, log) = server.end();
    assert_eq!(status, Some(0), "{log}");
    places.add("log", log);
    places.add_database("database afterwards", directory);
    let exported = text(&run(directory, &["export"]).stdout);
    assert!(exported.contains(CLIENT), "{exported}");
    places.add("export", exported);

    for token in [&good, &unknown, &old, &forged, &hint] {
        // The first part is the same for all and says nothing.
        for part in token.split('.').skip(1) {
            places.hold_no("part of a token", part, |_| false);
        }
    }
    for (what, secret) in [
        ("access token of the organisation", "canary-access"),
        ("secret", SECRET),
        ("pasted secret", PASTED),
        ("code", code.as_str()),
        ("state", &asked["state"]),
        ("nonce", &asked["nonce"]),
        ("browser's secret", &value(&attempt)),
        ("session", &value(&session)),
        ("session by link", &value(&linked)),
        ("used link", &link),
        ("unused link", &unused),
    ] {
        places.hold_no(what, secret, |_| false);
    }
    places.hold_no("address that leads nowhere", ASTRAY, |_| false);
    for client in [CLIENT, STRANGER] {
        // Administrators see them; so the database and what they take out of it have them.
        places.hold_no("client id", client, |name| {
            name.starts_with("database") || matches!(name, "export" | "report on a token")
        });
    }
}
