use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use domain::{Action, ActivityQuery, Role, Status, UserChange, UserFilter};
use store::{Redemption, SignInLink, StoreError, TokenHash};

use crate::sample::*;

on_both!(of_two_who_change_the_same_version_one_is_told, |db| {
    add(&db, 1, draft("one")).await;
    let change = |db: crate::harness::Db, name: &'static str| async move {
        let change = UserChange {
            name: Some(domain::DisplayName::stored(name)),
            ..UserChange::default()
        };
        let mut tx = db.begin().await?;
        let updated = tx.update_user(&number(1), &change, Some(1), NOW).await?;
        tx.commit().await?;
        Ok::<_, StoreError>(updated)
    };
    let first = tokio::spawn(change(db.clone(), "First"));
    let second = tokio::spawn(change(db.clone(), "Second"));
    let outcomes = [first.await.expect("a task"), second.await.expect("a task")];
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    assert!(
        outcomes
            .iter()
            .any(|outcome| matches!(outcome, Err(StoreError::Changed { current: 2 })))
    );
});

on_both!(of_many_who_make_the_same_client_one_does, |db| {
    let tasks: Vec<_> = (1..=8)
        .map(|at| {
            let db = db.clone();
            tokio::spawn(async move { try_add(&db, at, draft("same")).await })
        })
        .collect();
    let mut made = Vec::new();
    let mut told = Vec::new();
    for task in tasks {
        match task.await.expect("a task") {
            Ok(user) => made.push(user.party_number),
            Err(StoreError::ClientIdTaken { party_number }) => told.push(party_number),
            Err(other) => panic!("{other}"),
        }
    }
    assert_eq!((made.len(), told.len()), (1, 7));
    assert!(told.iter().all(|number| *number == made[0]));
});

on_both!(eight_writers_in_two_processes_lose_nothing, |db| {
    let other = db.again().await;
    let tasks: Vec<_> = (0..8_i64)
        .map(|writer| {
            let store = if writer % 2 == 0 {
                db.store.clone()
            } else {
                other.clone()
            };
            tokio::spawn(async move {
                for at in 0..15 {
                    let at = writer * 100 + at;
                    let mut tx = store.begin().await.expect("a turn");
                    tx.insert_user(&new_user(at, draft(&format!("c{at}"))))
                        .await
                        .expect("a user");
                    let entry = entry(number(at).as_str(), Action::Created);
                    tx.record(&entry).await.expect("an entry");
                    if at % 5 == 4 {
                        drop(tx);
                    } else {
                        tx.commit().await.expect("a commit");
                    }
                    store
                        .count_users(&UserFilter::default())
                        .await
                        .expect("a read");
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("a task");
    }
    assert_eq!(
        db.count_users(&UserFilter::default())
            .await
            .expect("a count"),
        8 * 12
    );
    let page = db
        .activity(&ActivityQuery::default(), 1_000)
        .await
        .expect("a page");
    let numbers: Vec<i64> = page
        .entries
        .iter()
        .map(|entry| entry.number)
        .rev()
        .collect();
    assert_eq!(numbers, (1..=8 * 12).collect::<Vec<_>>());
    let subjects: BTreeSet<&str> = page
        .entries
        .iter()
        .map(|entry| entry.subject.as_str())
        .collect();
    assert_eq!(subjects.len(), 8 * 12);
});

on_both!(
    whoever_writes_for_long_lets_others_write_where_they_do_not_queue,
    |db| {
        let now = Instant::now();
        let mut since = now;
        db.let_others(&mut since).await;
        assert_eq!(since, now, "it is not long yet");
        let long_ago = now.checked_sub(Duration::from_secs(2)).expect("a moment");
        since = long_ago;
        db.let_others(&mut since).await;
        assert_eq!(since > long_ago, !db.is_shared());
    }
);

on_both!(a_link_is_redeemed_once_in_a_race, |db| {
    let link = SignInLink {
        token_hash: TokenHash([7; 32]),
        person: "Administrator".to_owned(),
        role: Role::Administrator,
        created: NOW,
        expires: NOW.plus_seconds(600),
    };
    let mut tx = db.begin().await.expect("a transaction");
    tx.insert_sign_in_link(&link).await.expect("a link");
    tx.commit().await.expect("a commit");
    let other = db.again().await;
    let tasks: Vec<_> = (0..8)
        .map(|at| {
            let store = if at % 2 == 0 {
                db.store.clone()
            } else {
                other.clone()
            };
            tokio::spawn(async move {
                let mut tx = store.begin().await.expect("a turn");
                let outcome = tx
                    .redeem_sign_in_link(&TokenHash([7; 32]), NOW)
                    .await
                    .expect("an answer");
                tx.commit().await.expect("a commit");
                outcome
            })
        })
        .collect();
    let mut accepted = 0;
    for task in tasks {
        match task.await.expect("a task") {
            Redemption::Accepted(_) => accepted += 1,
            other => assert_eq!(other, Redemption::Used),
        }
    }
    assert_eq!(accepted, 1);
});

on_both!(reading_goes_on_while_somebody_writes, |db| {
    add(&db, 1, draft("one")).await;
    let mut tx = db.begin().await.expect("a transaction");
    tx.set_status(&number(1), Status::Inactive, NOW)
        .await
        .expect("a change");
    let seen = db
        .find_user(&number(1))
        .await
        .expect("a read")
        .expect("the user");
    assert_eq!(seen.status, Status::Active);
    tx.commit().await.expect("a commit");
    let seen = db
        .find_user(&number(1))
        .await
        .expect("a read")
        .expect("the user");
    assert_eq!(seen.status, Status::Inactive);
});

on_both!(writers_that_wait_are_in_the_way_of_no_reader, |db| {
    // More than there are connections.
    const WRITERS: u32 = 12;
    // So many of them go away while they wait.
    const GONE: u32 = 4;
    let other = db.again().await;
    let turn = other.begin().await.expect("a turn");
    let mut writers: Vec<_> = (0..WRITERS)
        .map(|at| {
            let db = db.clone();
            let draft = draft(&format!("client-{at}"));
            tokio::spawn(async move { try_add(&db, at.into(), draft).await })
        })
        .collect();
    let read = async || {
        for _ in 0..100 {
            let written = db.count_users(&UserFilter::default()).await;
            assert_eq!(written.expect("a read"), 0, "another has the turn");
        }
    };
    if !db.raw.is_sqlite() {
        // The database says when somebody waits.
        while db.raw.number(WAITING).await == 0 {
            tokio::task::yield_now().await;
        }
    }
    read().await;
    for gone in writers.drain(..GONE as usize) {
        gone.abort();
    }
    read().await;
    drop(turn);
    for writer in writers {
        writer.await.expect("a task").expect("a user");
    }
    let written = db.count_users(&UserFilter::default()).await;
    assert_eq!(written.expect("a read"), u64::from(WRITERS - GONE));
});

/// How many wait for the turn to write in this database.
const WAITING: &str = "SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted \
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";

on_both!(whoever_waits_too_long_is_told_to_come_back, |db| {
    let mut options = crate::harness::options();
    options.wait = Duration::from_millis(200);
    let hasty = store::Store::open(&db.url, &options)
        .await
        .expect("it opens");
    let held = db.begin().await.expect("a transaction");
    assert!(matches!(
        hasty.begin().await,
        Err(StoreError::Unavailable(_))
    ));
    let own = hasty.ping().await;
    assert!(own.is_ok(), "{own:?}");
    drop(held);
    add(&hasty, 1, draft("one")).await;
});
