//! Hearing of what is committed, and getting to know it when it is not heard.

use std::time::Duration;

use domain::Action;
use sqlx::{Connection as _, PgConnection};
use store::{DatabaseUrl, Listener, Store};
use tokio::time::{sleep, timeout};

use crate::harness::{Db, Raw, on_postgres, options};
use crate::sample::*;

async fn record(store: &Store, times: usize) {
    let mut tx = store.begin().await.expect("a transaction");
    for _ in 0..times {
        let entry = entry("IU_1", Action::Changed);
        tx.record(&entry).await.expect("an entry");
    }
    tx.commit().await.expect("a commit");
}

async fn hears(listener: &mut Listener) -> bool {
    let heard = timeout(Duration::from_secs(10), listener.heard());
    heard.await.is_ok()
}

async fn hears_nothing(listener: &mut Listener) -> bool {
    let heard = timeout(Duration::from_millis(300), listener.heard());
    heard.await.is_err()
}

/// Reads the log up to here again and again, as whoever follows it does, until something is heard.
async fn hears_while_reading(listener: &mut Listener, number: i64) -> bool {
    for _ in 0..400 {
        listener.read(number);
        let heard = timeout(Duration::from_millis(25), listener.heard());
        if heard.await.is_ok() {
            return true;
        }
    }
    false
}

/// Until the line is open; what was said about that is heard.
async fn open(listener: &mut Listener) {
    for _ in 0..400 {
        if listener.hears_others() {
            while !hears_nothing(listener).await {}
            return;
        }
        sleep(Duration::from_millis(25)).await;
    }
    panic!("the line does not open");
}

async fn cut_the_line(db: &Db) {
    db.raw
        .execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
             WHERE datname = current_database() AND application_name = 'integration-users listener'",
        )
        .await;
}

on_both!(what_this_process_commits_is_heard_at_once, |db| {
    let mut listener = db.listen();
    if !db.raw.is_sqlite() {
        open(&mut listener).await;
    }
    let mut tx = db.begin().await.expect("a transaction");
    tx.record(&entry("IU_1", Action::Changed))
        .await
        .expect("an entry");
    assert!(hears_nothing(&mut listener).await, "it is not committed");
    tx.commit().await.expect("a commit");
    assert!(hears(&mut listener).await);
    while !hears_nothing(&mut listener).await {}
    // What is not in the log is not spoken of, and neither is what is undone.
    let tx = db.begin().await.expect("a transaction");
    tx.commit().await.expect("a commit");
    let mut tx = db.begin().await.expect("a transaction");
    tx.record(&entry("IU_1", Action::Changed))
        .await
        .expect("an entry");
    drop(tx);
    assert!(hears_nothing(&mut listener).await);
});

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_another_process_commits_is_heard() {
    on_postgres(|db| async move {
        let other = db.again().await;
        let mut listener = other.listen();
        open(&mut listener).await;
        record(&db, 3).await;
        assert!(hears(&mut listener).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_line_that_was_cut_is_opened_again() {
    on_postgres(|db| async move {
        let other = db.again().await;
        let mut listener = other.listen();
        open(&mut listener).await;
        cut_the_line(&db).await;
        record(&db, 1).await;
        // That it is open again is something to look for, too: what was said meanwhile was not heard.
        assert!(hears(&mut listener).await);
        open(&mut listener).await;
        record(&db, 1).await;
        assert!(hears(&mut listener).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_line_that_is_deaf_is_opened_anew() {
    on_postgres(|db| async move {
        let other = db.again().await;
        let (mut listener, mut deaf) = (other.listen(), other.listen());
        open(&mut listener).await;
        open(&mut deaf).await;
        // Entries that nobody speaks of, as if their notifications had been lost.
        let lose = async |number: i64| {
            let counter = format!("UPDATE counter SET value = {number} WHERE name = 'activity'");
            db.raw.execute(&counter).await;
        };
        lose(1).await;
        assert!(hears_while_reading(&mut listener, 1).await);
        open(&mut listener).await;
        // Nothing is missing on it now. Were it deaf, it would be opened anew before the other one is.
        lose(2).await;
        listener.read(1);
        assert!(hears_while_reading(&mut deaf, 2).await);
        listener.read(1);
        open(&mut deaf).await;
        let heard = timeout(Duration::ZERO, listener.heard()).await;
        assert!(heard.is_err(), "it is not opened anew");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_that_open_an_empty_database_together_all_can() {
    on_postgres(|db| async move {
        // As it was before the first one came.
        let Raw::Postgres(_) = &db.raw else { return };
        db.store.close().await;
        db.raw.execute("DROP SCHEMA public CASCADE").await;
        db.raw.execute("CREATE SCHEMA public").await;
        let opening: Vec<_> = (0..6)
            .map(|_| {
                let url = db.url.clone();
                tokio::spawn(async move { Store::open(&url, &options()).await.map(drop) })
            })
            .collect();
        for opened in opening {
            opened.await.expect("a task").expect("it opens");
        }
        let store = db.again().await;
        assert!(store.is_empty().await.expect("an answer"));
        add(&store, 1, draft("one")).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_starts_does_not_wait_for_whoever_writes() {
    on_postgres(|db| async move {
        let writing = db.begin().await.expect("a transaction");
        let mut hasty = options();
        hasty.wait = Duration::from_millis(500);
        let opened = Store::open(&db.url, &hasty).await;
        assert!(opened.is_ok(), "{:?}", opened.err());
        drop(writing);
    })
    .await;
}

/// That a real pooler in between is no obstacle, the tests of the server show.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn behind_a_pooler_no_transaction_stays_open() {
    on_postgres(|db| async move {
        let Raw::Postgres(raw) = &db.raw else { return };
        db.store.close().await;
        let url: DatabaseUrl = db.url.clone().behind_pooler(&db.url).expect("PostgreSQL");
        let mut one = options();
        one.readers = 1;
        let store = Store::open(&url, &one).await.expect("it opens");
        add(&store, 1, draft("one")).await;
        assert!(store.find_user(&number(1)).await.expect("a read").is_some());
        let mut own = PgConnection::connect_with(&raw.connect_options())
            .await
            .expect("a connection");
        let open: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
             AND application_name = 'integration-users' AND state = 'idle in transaction'",
        )
        .fetch_one(&mut own)
        .await
        .expect("a count");
        assert_eq!(open, 0, "no transaction stays open");
    })
    .await;
}
