//! The two schemas are one.

use std::collections::BTreeSet;

use sqlx::Row as _;
use store::{OpenError, Store};

use crate::harness::{Db, Raw, on_postgres, on_sqlite};

type Lines = BTreeSet<String>;

const SQLITE: &str = "SELECT 'column ' || t.name || '.' || c.name || ' ' || CASE c.type WHEN 'TEXT' THEN 'text' WHEN 'BLOB' THEN 'bytes' ELSE 'number' END \
     || CASE WHEN c.\"notnull\" THEN ' not null' ELSE '' END FROM sqlite_schema t, pragma_table_info(t.name) c \
     WHERE t.type = 'table' AND t.name NOT LIKE 'integration_user_search%' AND t.name NOT LIKE 'integration_user_words%' \
     AND t.name NOT LIKE 'sqlite_%' \
     UNION ALL SELECT 'index ' || i.name || ' on ' || i.tbl_name || CASE WHEN i.sql LIKE 'CREATE UNIQUE%' THEN ' unique' ELSE '' END \
     || ' ' || (SELECT group_concat(name, ',' ORDER BY seqno) FROM pragma_index_info(i.name)) FROM sqlite_schema i \
     WHERE i.type = 'index' AND i.sql IS NOT NULL";

const POSTGRES: &str = "SELECT 'column ' || table_name || '.' || column_name || ' ' \
     || CASE data_type WHEN 'text' THEN 'text' WHEN 'bytea' THEN 'bytes' ELSE 'number' END || CASE is_nullable WHEN 'NO' THEN ' not null' ELSE '' END \
     FROM information_schema.columns WHERE table_schema = 'public' \
     UNION ALL SELECT 'index ' || c.relname || ' on ' || t.relname || CASE WHEN i.indisunique THEN ' unique' ELSE '' END || ' ' \
     || (SELECT string_agg(a.attname, ',' ORDER BY k.place) FROM unnest(i.indkey) WITH ORDINALITY k (number, place) \
         JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.number) \
     FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid \
     JOIN pg_namespace n ON n.oid = t.relnamespace \
     WHERE n.nspname = 'public' AND NOT i.indisprimary AND c.relname <> 'integration_user_search' \
     AND c.relname NOT LIKE 'integration_user%words'";

async fn lines(db: Db) -> Lines {
    match &db.raw {
        Raw::Sqlite(pool) => {
            let rows = sqlx::query(SQLITE)
                .fetch_all(pool)
                .await
                .expect("the schema");
            rows.iter().map(|row| row.get::<String, _>(0)).collect()
        }
        Raw::Postgres(pool) => {
            let rows = sqlx::query(POSTGRES)
                .fetch_all(pool)
                .await
                .expect("the schema");
            rows.iter().map(|row| row.get::<String, _>(0)).collect()
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_databases_have_the_same_tables_columns_and_indexes() {
    let (send, mut receive) = tokio::sync::mpsc::unbounded_channel();
    let send_too = send.clone();
    on_sqlite(|db| async move { send.send(lines(db).await).expect("a receiver") }).await;
    on_postgres(|db| async move { send_too.send(lines(db).await).expect("a receiver") }).await;
    let (sqlite, postgres) = (
        receive.recv().await.expect("lines"),
        receive.recv().await.expect("lines"),
    );
    assert!(sqlite.len() > 60, "{sqlite:#?}");
    let only: (Vec<_>, Vec<_>) = (
        sqlite.difference(&postgres).collect(),
        postgres.difference(&sqlite).collect(),
    );
    assert!(
        only.0.is_empty() && only.1.is_empty(),
        "only in SQLite, only in PostgreSQL: {only:#?}"
    );
}

on_both!(a_schema_from_a_newer_program_is_refused, |db| {
    db.raw
        .execute("INSERT INTO schema_version (version, name, applied) VALUES (99, 'future', 0)")
        .await;
    let refused = Store::open(&db.url, &crate::harness::options()).await;
    assert!(matches!(
        refused,
        Err(OpenError::NewerSchema { found: 99, .. })
    ));
});

/// As if the database were new.
pub async fn drop_everything(db: &Db) {
    for table in [
        "schema_version",
        "membership",
        "integration_user",
        "user_group",
        "counter",
        "activity",
        "session",
        "sign_in_link",
        "sign_in_attempt",
        "call_count",
        "call_total",
        "refused_call",
        "unknown_client",
        "job",
        "job_user",
        "held_file",
        "held_piece",
    ] {
        db.raw.execute(&format!("DROP TABLE {table}")).await;
    }
    if db.raw.is_sqlite() {
        db.raw.execute("DROP TABLE integration_user_search").await;
        db.raw.execute("DROP TABLE integration_user_words").await;
        db.raw
            .execute("DROP TABLE integration_user_search_backlog")
            .await;
    }
}

on_both!(many_processes_may_open_a_new_database_at_once, |db| {
    drop_everything(&db).await;
    let tasks: Vec<_> = (0..4)
        .map(|_| {
            let db = Db::clone(&db);
            tokio::spawn(async move {
                db.again()
                    .await
                    .group_choices()
                    .await
                    .expect("groups")
                    .len()
            })
        })
        .collect();
    for task in tasks {
        assert_eq!(task.await.expect("a task"), 1);
    }
});
