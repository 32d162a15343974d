//! Measurements, to be asked for by name.

use std::io::Cursor;

use domain::Caller;

use super::House;

/// `cargo test --release -p service -- --ignored --nocapture a_large_import`
#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement: at least 20,000 users a second, first run and second, on two processor cores"]
async fn a_large_import() {
    const USERS: u64 = 200_000;
    let house = House::new().await;
    let file = large_file(USERS);
    for run in ["first", "second"] {
        let start = std::time::Instant::now();
        let reader = Cursor::new(file.clone().into_bytes());
        let report = house
            .service
            .import(&Caller::System, reader, &mut |_| {})
            .await
            .expect("an import");
        let seconds = start.elapsed().as_millis().max(1) * 1_000;
        println!(
            "{run} run: {} users a second",
            u128::from(USERS) * 1_000_000 / seconds
        );
        assert_eq!(report.users.total(), USERS);
    }
}

/// Groups and users with everything that a user of a real company has.
fn large_file(users: u64) -> String {
    use std::fmt::Write;
    let mut file = String::new();
    for group in 0..200 {
        writeln!(
            file,
            r#"{{"group":{{"variableName":"group{group}","label":"Région {group}","type":"Sales"}}}}"#
        )
        .expect("a line");
    }
    for number in 0..users {
        let client_id = format!(
            "{:032x}",
            u128::from(number).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835)
        );
        let (a, b, c) = (
            number % 200,
            (number * 7 + 3) % 200,
            (number * 13 + 11) % 200,
        );
        writeln!(
            file,
            r#"{{"integrationUser":{{"oauthClientId":"{client_id}","firstName":"Système {number}","email":"system-{number}@example.com","description":"Orders of branch {a}","dateAdded":"2025-01-01T00:00:00.000Z","groups":{{"items":[{{"variableName":"group{a}"}},{{"variableName":"group{b}"}},{{"variableName":"group{c}"}}]}}}}}}"#
        )
        .expect("a line");
    }
    file
}
