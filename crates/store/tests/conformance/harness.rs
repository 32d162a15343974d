//! A database of its own for every test, taken away afterwards.

use std::future::Future;
use std::ops::Deref;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use store::{DatabaseUrl, OpenOptions, Store};
use tempfile::TempDir;

use crate::sample::NOW;

/// Runs a test on SQLite and on PostgreSQL.
macro_rules! on_both {
    ($(#[$attribute:meta])* $name:ident, |$db:ident| $body:block) => {
        mod $name {
            use super::*;

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            $(#[$attribute])*
            async fn sqlite() {
                crate::harness::on_sqlite(|$db| async move { $body }).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            $(#[$attribute])*
            async fn postgres() {
                crate::harness::on_postgres(|$db| async move { $body }).await;
            }
        }
    };
}

/// A store and where it is.
#[derive(Clone)]
pub struct Db {
    pub store: Store,
    pub url: DatabaseUrl,
    /// For statements that no method of the store makes, such as spoiling a row.
    pub raw: Raw,
}

impl Deref for Db {
    type Target = Store;

    fn deref(&self) -> &Store {
        &self.store
    }
}

/// A way around the store.
#[derive(Clone)]
pub enum Raw {
    Sqlite(sqlx::SqlitePool),
    Postgres(sqlx::PgPool),
}

impl Raw {
    pub async fn execute(&self, sql: &str) {
        let sql = AssertSqlSafe(sql.to_owned());
        match self {
            Self::Sqlite(pool) => drop(
                sqlx::raw_sql(sql)
                    .execute(pool)
                    .await
                    .expect("a statement that works"),
            ),
            Self::Postgres(pool) => drop(
                sqlx::raw_sql(sql)
                    .execute(pool)
                    .await
                    .expect("a statement that works"),
            ),
        }
    }

    /// The one number that a statement gives.
    pub async fn number(&self, sql: &str) -> i64 {
        let sql = AssertSqlSafe(sql.to_owned());
        let number: Result<i64, sqlx::Error> = match self {
            Self::Sqlite(pool) => sqlx::query_scalar(sql).fetch_one(pool).await,
            Self::Postgres(pool) => sqlx::query_scalar(sql).fetch_one(pool).await,
        };
        number.expect("a number")
    }

    pub fn is_sqlite(&self) -> bool {
        matches!(self, Self::Sqlite(_))
    }
}

impl Db {
    /// The same database once more, as another process would have it.
    pub async fn again(&self) -> Store {
        Store::open(&self.url, &options())
            .await
            .expect("the database opens twice")
    }
}

pub fn options() -> OpenOptions {
    let mut options = OpenOptions::new(NOW);
    options.readers = 4;
    // Longer than usual: tests share two processor cores.
    options.wait = Duration::from_secs(30);
    options.statement = Duration::from_mins(1);
    options
}

pub async fn on_sqlite<F: Future<Output = ()> + Send + 'static>(test: impl FnOnce(Db) -> F) {
    let directory = TempDir::new().expect("a directory");
    let path = directory.path().join("data").join("test.db");
    let url = DatabaseUrl::sqlite(&path);
    let store = Store::open(&url, &options()).await.expect("SQLite opens");
    let raw =
        sqlx::SqlitePool::connect_lazy(&format!("sqlite://{}", path.display())).expect("a path");
    let db = Db {
        store,
        url,
        raw: Raw::Sqlite(raw),
    };
    test(db).await;
    drop(directory);
}

pub async fn on_postgres<F: Future<Output = ()> + Send + 'static>(test: impl FnOnce(Db) -> F) {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let server = std::env::var("TEST_POSTGRES_URL")
        .expect("TEST_POSTGRES_URL names no PostgreSQL: run `cargo xtask test`, which starts one and sets it");
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let name = format!("iu_test_{}_{number}", std::process::id());
    let (address, _) = server.rsplit_once('/').expect("an address with a database");
    admin(
        &server,
        &format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'"),
    )
    .await;
    let address = format!("{address}/{name}");
    let url: DatabaseUrl = address.parse().expect("an address");
    let store = Store::open(&url, &options())
        .await
        .expect("PostgreSQL opens");
    let raw = sqlx::PgPool::connect_lazy(&address).expect("an address");
    let db = Db {
        store,
        url,
        raw: Raw::Postgres(raw),
    };
    // In a task of its own, so that the database goes away when the test fails, too.
    let outcome = tokio::spawn(test(db)).await;
    admin(&server, &format!("DROP DATABASE {name} WITH (FORCE)")).await;
    if let Err(failed) = outcome {
        std::panic::resume_unwind(failed.into_panic());
    }
}

async fn admin(server: &str, sql: &str) {
    let mut connection = PgConnection::connect(server)
        .await
        .expect("PostgreSQL answers");
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))
        .execute(&mut connection)
        .await
        .expect("a statement that works");
}
