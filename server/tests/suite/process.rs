//! The program itself: starting, stopping, and its other commands.

use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};

use super::program::{Server, directory, program, run, text};

#[test]
fn the_link_it_prints_signs_in() {
    let directory = directory();
    let server = Server::start(directory.path());
    let shown = server.ask(&format!("GET {}", server.link), "");
    assert!(shown.starts_with("HTTP/1.1 200"), "{shown}");
    let token = server.link.rsplit('/').next().expect("a token");
    let answer = server.ask("POST /sign-in/link", &format!("token={token}"));
    assert!(
        answer.starts_with("HTTP/1.1 303") && answer.contains("location: /admin\r\n"),
        "{answer}"
    );
}

#[test]
fn it_ends_what_was_begun_and_says_that_it_is_not_ready() {
    let directory = directory();
    let server = Server::start(directory.path());
    let mut slow = server.connect();
    let head = format!(
        "POST /sign-in/link HTTP/1.1\r\nHost: {0}\r\nOrigin: http://{0}\r\nContent-Length: 7\r\n\
         Content-Type: application/x-www-form-urlencoded\r\n\r\ntok",
        server.address
    );
    slow.write_all(head.as_bytes()).expect("sent");
    let idle = server.connect();
    assert!(server.ask("GET /ready", "").starts_with("HTTP/1.1 200"));
    server.terminate();
    while server.ask("GET /ready", "").starts_with("HTTP/1.1 200") {}
    let ready = server.ask("GET /ready", "");
    assert!(ready.starts_with("HTTP/1.1 503"), "{ready}");
    slow.write_all(b"en=x").expect("sent");
    let mut answer = String::new();
    slow.read_to_string(&mut answer).expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
    drop(idle);
    assert_eq!(server.end().0, Some(0));
}

#[test]
fn an_idle_server_stops_at_once() {
    let directory = directory();
    let server = Server::start(directory.path());
    let _idle = server.connect();
    let start = std::time::Instant::now();
    server.terminate();
    assert_eq!(server.end().0, Some(0));
    assert!(start.elapsed().as_secs() < 5, "{:?}", start.elapsed());
}

#[test]
fn a_port_that_is_taken_is_said_in_words() {
    let directory = directory();
    let server = Server::start(directory.path());
    let second = run(directory.path(), &["serve", "--listen", &server.address]);
    assert_eq!(second.status.code(), Some(1));
    let said = text(&second.stderr);
    assert!(
        said.contains(&format!("{} is in use by another program", server.address)),
        "{said}"
    );
    assert!(said.contains("set IU_LISTEN to another port"), "{said}");
    let third = run(
        directory.path(),
        &[
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--metrics-listen",
            &server.address,
        ],
    );
    assert_eq!(third.status.code(), Some(1));
    let said = text(&third.stderr);
    assert!(
        said.contains("set IU_METRICS_LISTEN to another port"),
        "{said}"
    );
}

#[test]
fn two_servers_share_one_database() {
    let directory = directory();
    let (one, two) = (
        Server::start(directory.path()),
        Server::start(directory.path()),
    );
    let token = one.link.rsplit('/').next().expect("a token");
    let answer = two.ask("POST /sign-in/link", &format!("token={token}"));
    assert!(answer.contains("location: /admin\r\n"), "{answer}");
    let cookie = answer
        .lines()
        .find_map(|line| line.strip_prefix("set-cookie: "))
        .expect("a cookie");
    let cookie = cookie.split(';').next().expect("a value");
    let page = one.ask(
        &format!("GET /admin HTTP/1.1\r\nCookie: {cookie}\r\nX-Rest:"),
        "",
    );
    assert!(page.starts_with("HTTP/1.1 200"), "{page}");
    let again = one.ask("POST /sign-in/link", &format!("token={token}"));
    assert!(
        again.contains("location: /sign-in?problem=link\r\n"),
        "{again}"
    );
}

#[test]
fn another_link_is_made_beside_the_server() {
    let directory = directory();
    let server = Server::start(directory.path());
    let made = run(
        directory.path(),
        &[
            "sign-in-link",
            "--public-url",
            &format!("http://{}", server.address),
        ],
    );
    assert_eq!(made.status.code(), Some(0), "{}", text(&made.stderr));
    let line = text(&made.stdout);
    let prefix = format!(
        "Sign in (once, within 10 minutes): http://{}/sign-in/link/",
        server.address
    );
    let token = line
        .trim_end()
        .strip_prefix(&prefix)
        .unwrap_or_else(|| panic!("{line}"));
    let answer = server.ask("POST /sign-in/link", &format!("token={token}"));
    assert!(answer.contains("location: /admin\r\n"), "{answer}");
}

const LINES: &str = r#"{"group":{"variableName":"emeaSales","label":"EMEA","type":"Sales"}}
{"integrationUser":{"oauthClientId":"3f0c8a52f1e94d7bb1c5d9a04e6f7a8b","firstName":"ERP order sync","groups":{"items":[{"variableName":"emeaSales"}]}}}
"#;

#[test]
fn what_was_imported_is_exported() {
    let directory = directory();
    fs::write(directory.path().join("in.ndjson"), LINES).expect("written");
    let first = run(directory.path(), &["import", "in.ndjson"]);
    assert_eq!(first.status.code(), Some(0), "{}", text(&first.stderr));
    let said = text(&first.stdout);
    let expected = "Imported 1 group (1 created, 0 changed, 0 unchanged) and 1 integration user (1 created, 0 changed, \
                    0 unchanged) from in.ndjson in ";
    assert!(said.starts_with(expected), "{said}");

    let out = run(directory.path(), &["export", "out.ndjson"]);
    assert_eq!(out.status.code(), Some(0), "{}", text(&out.stderr));
    assert!(
        text(&out.stderr).contains("Exported 2 groups and 1 integration user to out.ndjson in "),
        "{}",
        text(&out.stderr)
    );
    let file = directory.path().join("out.ndjson");
    assert_eq!(
        fs::metadata(&file).expect("a file").permissions().mode() & 0o777,
        0o600
    );
    let printed = run(directory.path(), &["export"]);
    assert_eq!(
        text(&printed.stdout),
        fs::read_to_string(&file).expect("text")
    );
    // A pipe stays one.
    let pipe = directory.path().join("pipe");
    let made = Command::new("mkfifo").arg(&pipe).status().expect("mkfifo");
    assert!(made.success());
    let reader = {
        let pipe = pipe.clone();
        std::thread::spawn(move || fs::read(pipe))
    };
    let piped = run(directory.path(), &["export", "pipe"]);
    assert_eq!(piped.status.code(), Some(0), "{}", text(&piped.stderr));
    let read = reader.join().expect("a reader").expect("what was written");
    assert_eq!(read, printed.stdout);
    assert!(!fs::metadata(&pipe).expect("it is there").is_file());

    let mut again = program(directory.path(), &["import", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program");
    again
        .stdin
        .take()
        .expect("its input")
        .write_all(&fs::read(&file).expect("bytes"))
        .expect("sent");
    let again = again.wait_with_output().expect("its output");
    let said = text(&again.stdout);
    assert!(
        said.contains("(0 created, 0 changed, 1 unchanged) from standard input"),
        "{said}"
    );
}

#[test]
fn every_fault_of_a_file_is_told_with_its_line() {
    let directory = directory();
    let lines = "nonsense\n{\"group\":{}}\n";
    fs::write(directory.path().join("in.ndjson"), lines).expect("written");
    let outcome = run(directory.path(), &["import", "in.ndjson"]);
    assert_eq!(outcome.status.code(), Some(1));
    let said = text(&outcome.stderr);
    assert!(
        said.contains("\nline 2: ") && said.contains("line 1: "),
        "{said}"
    );
    assert!(said.contains("nothing was imported"), "{said}");
    let missing = run(directory.path(), &["import", "missing.ndjson"]);
    assert_eq!(missing.status.code(), Some(1));
    assert!(
        text(&missing.stderr).contains("cannot read missing.ndjson"),
        "{}",
        text(&missing.stderr)
    );
}

#[test]
fn a_database_that_is_open_to_others_is_refused() {
    let directory = directory();
    fs::write(directory.path().join("in.ndjson"), LINES).expect("written");
    let made = run(directory.path(), &["import", "in.ndjson"]);
    assert_eq!(made.status.code(), Some(0), "{}", text(&made.stderr));
    let file = directory.path().join("data/integration-users.db");
    assert_eq!(
        fs::metadata(&file).expect("a file").permissions().mode() & 0o777,
        0o600
    );
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).expect("set");
    let refused = run(directory.path(), &["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(refused.status.code(), Some(1));
    let said = text(&refused.stderr);
    assert!(said.contains("chmod"), "{said}");
}

#[test]
fn only_what_fills_a_database_makes_one() {
    let directory = directory();
    for command in ["export", "sign-in-link"] {
        let refused = run(directory.path(), &[command]);
        assert_eq!(refused.status.code(), Some(1), "{command}");
        let said = text(&refused.stderr);
        let expected = "cannot open sqlite://data/integration-users.db: there is no such file.";
        assert!(said.contains(expected), "{said}");
        assert_eq!(text(&refused.stdout), "", "{command}");
        assert!(!directory.path().join("data").exists(), "{command}");
    }
}
