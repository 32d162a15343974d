use domain::{Role, Timestamp};
use store::{MOST_ATTEMPTS, Redemption, SignInAttempt, SignInLink, StoredSession, TokenHash};

use crate::sample::*;

fn session(byte: u8, person: &str, started: Timestamp) -> StoredSession {
    StoredSession {
        token_hash: TokenHash([byte; 32]),
        public_id: format!("s{byte}"),
        subject: person.to_owned(),
        person: person.to_owned(),
        role: Role::Administrator,
        started,
        last_seen: started,
    }
}

fn link(byte: u8) -> SignInLink {
    SignInLink {
        token_hash: TokenHash([byte; 32]),
        person: "Administrator".to_owned(),
        role: Role::Viewer,
        created: NOW,
        expires: NOW.plus_seconds(600),
    }
}

on_both!(a_session_lives_from_its_beginning_to_its_end, |db| {
    let first = session(0xab, "Administrator", NOW);
    let second = session(0x01, "Administrator", NOW.plus_seconds(5));
    let other = session(0x02, "Zoë 👍", NOW);
    let mut tx = db.begin().await.expect("a transaction");
    for session in [&first, &second, &other] {
        tx.insert_session(session, "").await.expect("a session");
    }
    assert!(
        tx.touch_session(&first.token_hash, NOW.plus_seconds(60))
            .await
            .expect("a touch")
    );
    assert!(
        tx.touch_session(&first.token_hash, NOW.plus_seconds(30))
            .await
            .expect("a touch")
    );
    assert!(
        !tx.touch_session(&TokenHash([9; 32]), NOW)
            .await
            .expect("no touch")
    );
    tx.commit().await.expect("a commit");

    let found = db
        .find_session(&first.token_hash)
        .await
        .expect("a read")
        .expect("the session");
    assert_eq!(found.last_seen, NOW.plus_seconds(60));
    assert_eq!(
        db.find_session(&TokenHash([9; 32])).await.expect("a read"),
        None
    );
    let own = db.sessions_of("Administrator").await.expect("a read");
    assert_eq!(own, [second.clone(), found.clone()]);
    assert!(!format!("{own:?}").contains("171, 171"), "a hash is shown");

    let mut tx = db.begin().await.expect("a transaction");
    for ended in [Some(found), None] {
        let told = tx
            .delete_session_of("Administrator", &first.public_id)
            .await;
        assert_eq!(told.expect("an answer"), ended);
    }
    assert_eq!(
        tx.delete_session_of("Administrator", &other.public_id)
            .await
            .expect("not hers"),
        None
    );
    assert_eq!(
        tx.delete_session_of("Administrator", "\0")
            .await
            .expect("none"),
        None
    );
    let ended = tx
        .delete_session_of("Administrator", &second.public_id)
        .await
        .expect("an end");
    assert_eq!(ended, Some(second));
    tx.commit().await.expect("a commit");
    assert_eq!(db.sessions_of("Zoë 👍").await.expect("a read"), [other]);
});

on_both!(old_sessions_and_links_are_taken_away, |db| {
    let mut tx = db.begin().await.expect("a transaction");
    tx.insert_session(&session(1, "A", NOW), "")
        .await
        .expect("a session");
    tx.insert_session(&session(2, "A", NOW.plus_seconds(100)), "")
        .await
        .expect("a session");
    tx.insert_session(&session(3, "A", NOW.plus_seconds(200)), "")
        .await
        .expect("a session");
    tx.insert_sign_in_link(&link(1)).await.expect("a link");
    let gone = tx
        .purge_expired(
            NOW.plus_seconds(50),
            NOW.plus_seconds(150),
            NOW.plus_seconds(601),
        )
        .await;
    assert_eq!(gone.expect("a purge"), 2);
    let unknown = tx
        .redeem_sign_in_link(&TokenHash([1; 32]), NOW)
        .await
        .expect("an answer");
    assert_eq!(unknown, Redemption::Unknown);
    tx.commit().await.expect("a commit");
    assert_eq!(db.sessions_of("A").await.expect("a read").len(), 1);
});

on_both!(a_link_works_once_and_in_time, |db| {
    let mut tx = db.begin().await.expect("a transaction");
    tx.insert_sign_in_link(&link(1)).await.expect("a link");
    tx.insert_sign_in_link(&link(2)).await.expect("a link");
    let made_while_a_clock_was_ahead = tx
        .redeem_sign_in_link(&TokenHash([2; 32]), NOW.plus_seconds(-601))
        .await
        .expect("an answer");
    assert_eq!(made_while_a_clock_was_ahead, Redemption::Expired);
    let late = tx
        .redeem_sign_in_link(&TokenHash([2; 32]), NOW.plus_seconds(600))
        .await
        .expect("an answer");
    assert_eq!(late, Redemption::Expired);
    let good = tx
        .redeem_sign_in_link(&TokenHash([1; 32]), NOW.plus_seconds(599))
        .await
        .expect("an answer");
    assert_eq!(good, Redemption::Accepted(link(1)));
    let again = tx
        .redeem_sign_in_link(&TokenHash([1; 32]), NOW.plus_seconds(599))
        .await
        .expect("an answer");
    assert_eq!(again, Redemption::Used);
    tx.commit().await.expect("a commit");
});

on_both!(sessions_are_of_a_subject_and_not_of_a_name, |db| {
    let mut one = session(1, "Jane Doe", NOW);
    one.subject = "https://id.example.com 1".to_owned();
    let mut other = session(2, "Jane Doe", NOW);
    other.subject = "https://id.example.com 2".to_owned();
    let mut tx = db.begin().await.expect("a transaction");
    tx.insert_session(&one, "a.b.c").await.expect("a session");
    tx.insert_session(&other, "").await.expect("a session");
    assert_eq!(
        tx.delete_session_of(&one.subject, &other.public_id)
            .await
            .expect("not hers"),
        None
    );
    tx.commit().await.expect("a commit");
    let own = db.sessions_of(&one.subject).await.expect("a read");
    assert_eq!(own, [one.clone()]);
    assert_eq!(db.sessions_of("Jane Doe").await.expect("a read"), []);
    assert_eq!(db.sessions_of("\0").await.expect("a read"), []);
    for (token, hint) in [
        (one.token_hash, Some("a.b.c".to_owned())),
        (other.token_hash, None),
        (TokenHash([9; 32]), None),
    ] {
        assert_eq!(db.end_session_hint(&token).await.expect("a read"), hint);
    }
});

fn attempt(byte: u8, seconds: i64) -> SignInAttempt {
    SignInAttempt {
        state: TokenHash([byte; 32]),
        browser: TokenHash([byte.wrapping_add(100); 32]),
        next: "/admin/users/groups".to_owned(),
        created: NOW.plus_seconds(seconds),
        expires: NOW.plus_seconds(seconds + 600),
    }
}

on_both!(an_attempt_comes_back_once_and_to_its_browser_only, |db| {
    let begun = attempt(1, 0);
    let mut tx = db.begin().await.expect("a transaction");
    tx.insert_sign_in_attempt(&begun).await.expect("an attempt");
    tx.insert_sign_in_attempt(&attempt(2, 0))
        .await
        .expect("an attempt");
    tx.commit().await.expect("a commit");
    let mut tx = db.begin().await.expect("a transaction");
    for (state, browser) in [
        (begun.state, attempt(2, 0).browser),
        (attempt(2, 0).state, begun.browser),
        (begun.browser, begun.state),
    ] {
        let refused = tx.take_sign_in_attempt(&state, &browser).await;
        assert_eq!(refused.expect("an answer"), None);
    }
    let taken = tx.take_sign_in_attempt(&begun.state, &begun.browser).await;
    assert_eq!(taken.expect("an answer"), Some(begun.clone()));
    let again = tx.take_sign_in_attempt(&begun.state, &begun.browser).await;
    assert_eq!(again.expect("an answer"), None);
    tx.purge_expired(NOW, NOW, NOW.plus_seconds(601))
        .await
        .expect("a purge");
    let gone = tx
        .take_sign_in_attempt(&attempt(2, 0).state, &attempt(2, 0).browser)
        .await;
    assert_eq!(gone.expect("an answer"), None);
    tx.commit().await.expect("a commit");
});

on_both!(of_too_many_attempts_the_oldest_goes, |db| {
    let columns = "INSERT INTO sign_in_attempt (state_hash, browser_hash, next, created, expires)";
    let numbers = format!(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {MOST_ATTEMPTS})"
    );
    db.raw
        .execute(&format!(
            "{columns} {numbers} SELECT CAST(i AS TEXT), 'b', '', i, i FROM n"
        ))
        .await;
    let mut tx = db.begin().await.expect("a transaction");
    tx.insert_sign_in_attempt(&attempt(1, 0))
        .await
        .expect("an attempt");
    tx.commit().await.expect("a commit");
    let count = db.raw.number("SELECT COUNT(*) FROM sign_in_attempt");
    assert_eq!(count.await, MOST_ATTEMPTS);
    let mut tx = db.begin().await.expect("a transaction");
    let kept = tx
        .take_sign_in_attempt(&attempt(1, 0).state, &attempt(1, 0).browser)
        .await;
    assert!(kept.expect("an answer").is_some(), "the newest stays");
});
