//! The stream of changes of the program itself.

use std::io::{Read, Write};
use std::time::{Duration, Instant};

use super::program::{Server, directory, run};

const PATH: &str = "/api/live";

/// Another process changes something, and then it is told to stop.
#[test]
fn an_open_stream_neither_holds_up_the_stop_nor_tells_the_log_who_it_is_about() {
    let directory = directory();
    let server = Server::start(directory.path());
    let token = server.link.rsplit('/').next().expect("a token").to_owned();
    let answer = server.ask("POST /sign-in/link", &format!("token={token}"));
    let cookie = answer
        .lines()
        .find_map(|line| line.strip_prefix("set-cookie: "));
    let cookie = cookie
        .and_then(|cookie| cookie.split(';').next())
        .expect("a cookie");
    let mut stream = server.connect();
    let head = format!(
        "GET {PATH} HTTP/1.1\r\nHost: {}\r\nCookie: {cookie}\r\n\r\n",
        server.address
    );
    stream.write_all(head.as_bytes()).expect("sent");
    let mut said = String::new();
    let mut read_until = |said: &mut String, wanted: &str| {
        let mut piece = [0; 4096];
        while !said.contains(wanted) {
            let read = stream.read(&mut piece).expect("more");
            assert!(read > 0, "no {wanted:?} in {said:?}");
            said.push_str(&String::from_utf8_lossy(&piece[..read]));
        }
    };
    read_until(&mut said, "changes follow");
    let file = directory.path().join("more.ndjson");
    let client_id = "7d6c5b4a3f2e1d0c9b8a7f6e5d4c3b2a";
    let line = format!(
        "{{\"integrationUser\":{{\"oauthClientId\":\"{client_id}\",\"partyNumber\":\"LIVE_1\"}}}}\n"
    );
    std::fs::write(&file, line).expect("a file");
    let imported = run(directory.path(), &["import", "more.ndjson"]);
    assert!(imported.status.success());
    let start = Instant::now();
    read_until(&mut said, "data: LIVE_1\n");
    assert!(
        start.elapsed() < Duration::from_secs(5),
        "{:?}",
        start.elapsed()
    );
    let start = Instant::now();
    server.terminate();
    // The end of an answer in pieces, not a connection that broke.
    read_until(&mut said, "\r\n0\r\n\r\n");
    assert!(
        start.elapsed() < Duration::from_secs(2),
        "{:?}",
        start.elapsed()
    );
    assert!(!said.contains(client_id));
    let (code, log) = server.end();
    assert_eq!(code, Some(0));
    assert!(!log.contains(client_id), "a client id is in the log");
}
