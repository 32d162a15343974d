//! The program with an identity provider: keys come over the network, calls are written down when it stops, and nothing
//! confidential is in its log.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

use gate::Profile;
use gate::testing::{CLIENT, Forge};
use service::{Clock, SystemClock};

use super::program::{Server, directory, run, text};

/// An identity provider on a port of its own, for as long as the test runs; gives its issuer.
pub fn provider(jwks: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let issuer = format!("http://{}", listener.local_addr().expect("an address"));
    let configuration = format!("{{\"issuer\":\"{issuer}\",\"jwks_uri\":\"{issuer}/jwks\"}}");
    thread::spawn(move || {
        for stream in listener.incoming() {
            answer(stream.expect("a connection"), &configuration, &jwks);
        }
    });
    issuer
}

fn answer(mut stream: TcpStream, configuration: &str, jwks: &str) {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|count| count == 1) {
        head.push(byte[0]);
    }
    let body = if head.starts_with(b"GET /jwks ") {
        jwks
    } else {
        configuration
    };
    let length = body.len();
    let answer =
        format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}");
    // Who asked may have gone.
    let _ = stream.write_all(answer.as_bytes());
}

#[test]
fn an_application_comes_in_and_leaves_no_trace_of_its_token() {
    let directory = directory();
    let user = format!(
        "{{\"integrationUser\":{{\"oauthClientId\":\"{CLIENT}\",\"firstName\":\"ERP\"}}}}\n"
    );
    fs::write(directory.path().join("in.ndjson"), user).expect("written");
    let imported = run(directory.path(), &["import", "in.ndjson"]);
    assert_eq!(
        imported.status.code(),
        Some(0),
        "{}",
        text(&imported.stderr)
    );

    let mut forge = Forge::new(SystemClock.now());
    let issuer = provider(forge.jwks());
    forge.at_jwt_issuers = vec![issuer.clone()];
    let variables = [
        ("IU_IDP_ISSUER", issuer.as_str()),
        ("IU_IDP_AUDIENCE", forge.audience.as_str()),
        ("IU_METRICS_LISTEN", "127.0.0.1:0"),
    ];
    let server = Server::start_with(directory.path(), &variables);
    let ask = |token: &str| {
        server.ask(
            &format!("GET /inbound/whoami HTTP/1.1\r\nAuthorization: Bearer {token}\r\nX-Rest:"),
            "",
        )
    };
    let good = forge.draft(Profile::AtJwt).mint();
    let answer = ask(&good);
    assert!(
        answer.starts_with("HTTP/1.1 200") && answer.contains(CLIENT),
        "{answer}"
    );
    let stranger = "stranger-0123456789-abcdefghij";
    let unknown = forge
        .draft(Profile::AtJwt)
        .claim("client_id", stranger)
        .claim("sub", stranger)
        .mint();
    assert!(ask(&unknown).starts_with("HTTP/1.1 403"));
    let old = forge
        .draft(Profile::AtJwt)
        .claim("exp", forge.seconds(-60))
        .mint();
    assert!(ask(&old).starts_with("HTTP/1.1 401"));
    let forged = format!("{}AAAA", &good[..good.len() - 4]);
    assert!(ask(&forged).starts_with("HTTP/1.1 401"));

    server.terminate();
    let (code, log) = server.end();
    assert_eq!(code, Some(0), "{log}");
    assert!(
        log.contains("Fetched new keys of the identity provider"),
        "{log}"
    );
    assert!(log.contains("reason=\"unknown-client\""), "{log}");
    assert!(log.contains("Metrics are at /metrics"), "{log}");
    for token in [&good, &unknown, &old, &forged] {
        for part in token.split('.') {
            // The header of a token is the same for all and says nothing.
            let secret = part.len() > 100;
            assert!(
                !secret || !log.contains(part),
                "a token is in the log: {log}"
            );
        }
    }
    for client in [CLIENT, stranger] {
        assert!(!log.contains(client), "a client id is in the log: {log}");
    }
    // What was counted until the stop is in the database.
    let exported = run(directory.path(), &["export"]);
    let exported = text(&exported.stdout);
    assert!(exported.contains(CLIENT), "{exported}");
    for token in [&good, &unknown, &old, &forged] {
        assert!(!exported.contains(token.as_str()));
        for file in fs::read_dir(directory.path().join("data")).expect("files") {
            let bytes = fs::read(file.expect("a file").path()).expect("bytes");
            let database = String::from_utf8_lossy(&bytes);
            assert!(!database.contains(token.as_str()));
        }
    }
}
