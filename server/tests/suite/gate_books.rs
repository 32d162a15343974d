//! The gate over a real connection, what it counts, and what it writes down.

use std::io::{Read, Write};
use std::net::TcpStream;

use domain::{Caller, Status, Timestamp};
use gate::testing::{CLIENT, bad_tokens, good_tokens};
use server::state::Readiness;

use super::gate::{Door, VERIFY};

#[tokio::test]
async fn metrics_count_by_outcome_and_name_no_client() {
    let door = Door::new().await;
    door.user(Status::Active).await;
    door.ask(VERIFY, &door.token()).await;
    door.ask(VERIFY, "rubbish").await;
    let text = server::gate::metrics::text(&door.site.service);
    for line in [
        "# TYPE integration_users_gate_calls_total counter",
        "integration_users_gate_calls_total{outcome=\"accepted\"} 1",
        "integration_users_gate_calls_total{outcome=\"malformed-token\"} 1",
        "integration_users_gate_calls_total{outcome=\"inactive\"} 0",
        "integration_users_gate_users 1",
        "integration_users_gate_keys_stale{issuer=\"https://idp.example\"} 0",
        "integration_users_gate_ledger_dropped_total 0",
    ] {
        assert!(text.lines().any(|one| one == line), "{line}\n{text}");
    }
    assert!(!text.contains(CLIENT));
    let answer = door.site.get("/metrics", None).await;
    assert_eq!(answer.status, 303, "they are on another listener");
}

/// Over a real connection, byte for byte as a client sends it.
#[tokio::test(flavor = "multi_thread")]
async fn every_forged_token_is_refused_on_a_real_port() {
    let door = Door::new().await;
    // Some tokens are at the edge of a second.
    door.site.clock.stand_still_at(door.forge.now);
    door.user(Status::Active).await;
    let address = "127.0.0.1:0".parse().expect("an address");
    let listener = server::listener::bind(address, "IU_LISTEN")
        .await
        .expect("a port");
    let address = listener.local_addr().expect("an address");
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let serving = tokio::spawn(server::listener::serve(
        listener,
        door.site.front.clone(),
        Readiness::default(),
        async move {
            // Dropped is stopped as well.
            let _ = stopped.await;
        },
    ));
    let ask = move |token: &str| -> (u16, String) {
        let mut stream = TcpStream::connect(address).expect("a connection");
        let mut request = b"GET /inbound/whoami HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer ".to_vec();
        request.extend_from_slice(token.as_bytes());
        request.extend_from_slice(b"\r\n\r\n");
        // A server that has seen enough may close before all was sent.
        let _ = stream.write_all(&request);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let status = answer
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok());
        (status.unwrap_or(0), answer)
    };
    let forge = door.forge.clone();
    let checked = tokio::task::spawn_blocking(move || {
        let good = good_tokens(&forge);
        for good in &good {
            let (status, answer) = ask(&good.token);
            assert_eq!(status, 200, "{}: {answer}", good.name);
        }
        let bad = bad_tokens(&forge);
        for case in &bad {
            let (status, answer) = ask(&case.token);
            if case.token.len() > 100_000 {
                // Longer than any head of a request: it is not even read.
                assert!(matches!(status, 0 | 431), "{}: {answer}", case.name);
            } else if case.fits_a_header() {
                assert_eq!(
                    status,
                    case.over_http().http_status(),
                    "{}: {answer}",
                    case.name
                );
                let long = case.token.len() > 8;
                assert!(
                    !long || !answer.contains(&case.token),
                    "{} is repeated",
                    case.name
                );
            } else if case.token.trim() == case.token {
                assert!(
                    status == 0 || (400..500).contains(&status),
                    "{}: {answer}",
                    case.name
                );
            }
        }
        (good.len(), bad.len())
    });
    let (good, bad) = checked.await.expect("all were asked");
    assert!(good >= 15 && bad >= 150, "{good} good and {bad} bad ones");
    drop(stop);
    serving.await.expect("a clean end");
}

#[tokio::test]
async fn calls_are_written_down_and_no_token_with_them() {
    let door = Door::new().await;
    let user = door.user(Status::Active).await;
    let token = door.token();
    assert_eq!(door.ask(VERIFY, &token).await.status, 200);
    assert_eq!(door.ask(VERIFY, &format!("{token}x")).await.status, 401);
    door.site.service.write_calls().await.expect("written");
    let caller = Caller::System;
    let query = domain::InboundQuery::default();
    let calls = door
        .site
        .service
        .inbound_calls(&caller, &query)
        .await
        .expect("calls");
    let today = calls.days.last().expect("a day");
    assert_eq!((today.accepted, today.refused), (1, 1));
    assert!(!format!("{calls:?}").contains(&token[..40]));
    let seen = door
        .site
        .service
        .user(&caller, &user.party_number)
        .await
        .expect("a user");
    let last_used = seen.last_used.map(Timestamp::minute);
    assert!(last_used.is_some(), "last used is kept");
}
