//! A database that an earlier program made.

use domain::Status;
use store::{CallBatch, CallsOf};

use crate::harness::Db;
use crate::sample::*;
use crate::schema::drop_everything;

const FIRST_SQLITE: &str = include_str!("../../migrations/sqlite/0001_initial.sql");
const FIRST_POSTGRES: &str = include_str!("../../migrations/postgres/0001_initial.sql");

/// Puts a database of schema 1 with one user in the place of the one there is.
async fn back_to_the_first_schema(db: &Db) {
    drop_everything(db).await;
    db.raw
        .execute(if db.raw.is_sqlite() {
            FIRST_SQLITE
        } else {
            FIRST_POSTGRES
        })
        .await;
    db.raw
        .execute(
            "CREATE TABLE schema_version (version BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, \
             applied BIGINT NOT NULL)",
        )
        .await;
    db.raw
        .execute(
            "INSERT INTO schema_version (version, name, applied) VALUES (1, '0001_initial', 0)",
        )
        .await;
    db.raw
        .execute(&format!(
            "INSERT INTO integration_user (party_id, party_number, login, client_id, client_id_key, name, name_key, \
             email, description, status, date_added, date_modified, version, search_key) \
             VALUES ({}, '{}', 'l', 'old-client', 'old-client', '', '', '', '', 1, 5, 5, 3, 'old-client')",
            id(1).0,
            number(1).as_str()
        ))
        .await;
}

on_both!(a_database_of_the_first_schema_is_upgraded, |db| {
    back_to_the_first_schema(&db).await;
    let tasks: Vec<_> = (0..3)
        .map(|_| {
            let db = Db::clone(&db);
            tokio::spawn(async move { db.again().await })
        })
        .collect();
    let mut stores = Vec::new();
    for task in tasks {
        stores.push(task.await.expect("it is upgraded once"));
    }
    let store = stores.remove(0);
    let user = store
        .find_user(&number(1))
        .await
        .expect("a read")
        .expect("the user");
    assert_eq!(
        (user.client_id, user.status, user.version),
        (client("old-client"), Status::Active, 3)
    );
    let known = store.gate_users_after(None, 10).await.expect("a read");
    assert_eq!(known.len(), 1);
    assert_eq!((known[0].version, known[0].rate), (3, None));
    let mut tx = store.begin().await.expect("a transaction");
    let batch = CallBatch {
        last_used: vec![(id(1), NOW)],
        refusals: vec![refusal(1, None, None)],
        ..CallBatch::default()
    };
    tx.write_calls(&batch).await.expect("a write");
    tx.commit().await.expect("a commit");
    let refused = store
        .refused_calls(&CallsOf::Everybody, 10)
        .await
        .expect("a read");
    assert_eq!(refused.len(), 1);
});
