//! Bringing a database to the schema of this program: all steps in one transaction, under a lock.

use sqlx::sqlite::SqlitePool;
use sqlx::{AssertSqlSafe, Row};

use super::OpenOptions;
use super::postgres::Cluster;
use crate::{OpenError, StoreError};

/// One step, in both dialects.
struct Migration {
    name: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

macro_rules! migration {
    ($name:literal) => {
        Migration {
            name: $name,
            sqlite: include_str!(concat!("../../migrations/sqlite/", $name, ".sql")),
            postgres: include_str!(concat!("../../migrations/postgres/", $name, ".sql")),
        }
    };
}

/// In order; the first brings the schema to 1, the next to 2…
const MIGRATIONS: [Migration; 9] = [
    migration!("0001_initial"),
    migration!("0002_inbound_calls"),
    migration!("0003_folded_keys"),
    migration!("0004_organisation_sign_in"),
    migration!("0005_jobs"),
    migration!("0006_large_lists"),
    migration!("0007_held_files"),
    migration!("0008_search_backlog"),
    migration!("0009_final_sigma"),
];

const TABLE: &str = "CREATE TABLE IF NOT EXISTS schema_version (
    version BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, applied BIGINT NOT NULL)";
const VERSION: &str = "SELECT COALESCE(MAX(version), 0) FROM schema_version";
/// Without an error where it is not.
const IS_THERE: &str =
    "SELECT CASE WHEN to_regclass('schema_version') IS NULL THEN 0 ELSE 1 END::BIGINT";
const APPLIED: &str = "INSERT INTO schema_version (version, name, applied) VALUES ($1, $2, $3)";

/// The steps that are missing, each with the version it leads to.
fn missing(found: i64) -> Result<impl Iterator<Item = (i64, &'static Migration)>, OpenError> {
    let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    if found > known {
        return Err(OpenError::NewerSchema { found, known });
    }
    Ok((1..)
        .zip(&MIGRATIONS)
        .filter(move |(version, _)| *version > found))
}

// The two functions differ in types only; a generic one would need more where-clauses than it has lines.
macro_rules! run_migrations {
    ($transaction:ident, $options:ident, $dialect:ident) => {{
        sqlx::raw_sql(TABLE)
            .execute(&mut *$transaction)
            .await
            .map_err(StoreError::from)?;
        let row = sqlx::query(VERSION)
            .persistent(false)
            .fetch_one(&mut *$transaction)
            .await
            .map_err(StoreError::from)?;
        for (version, migration) in missing(row.try_get(0).map_err(StoreError::from)?)? {
            sqlx::raw_sql(AssertSqlSafe(migration.$dialect))
                .execute(&mut *$transaction)
                .await
                .map_err(|error| OpenError::Migration {
                    name: migration.name,
                    reason: error.to_string(),
                })?;
            sqlx::query(APPLIED)
                .persistent(false)
                .bind(version)
                .bind(migration.name)
                .bind($options.now.micros())
                .execute(&mut *$transaction)
                .await
                .map_err(StoreError::from)?;
            tracing::info!(migration = migration.name, "Applied a migration");
        }
        $transaction.commit().await.map_err(StoreError::from)?;
        Ok(())
    }};
}

/// On SQLite the transaction itself is the lock.
pub async fn sqlite(pool: &SqlitePool, options: &OpenOptions) -> Result<(), OpenError> {
    let mut transaction = pool
        .begin_with("BEGIN IMMEDIATE")
        .await
        .map_err(StoreError::from)?;
    run_migrations!(transaction, options, sqlite)
}

/// On PostgreSQL the writer's lock is taken, where there is something to do: a server that starts waits for nobody who
/// writes. Those that start together wait for the first, however long it takes.
pub async fn postgres(cluster: &Cluster, options: &OpenOptions) -> Result<(), OpenError> {
    let there = cluster.number(IS_THERE).await? > 0;
    if there && missing(cluster.number(VERSION).await?)?.next().is_none() {
        return Ok(());
    }
    let mut transaction = cluster.begin_migrating().await?;
    run_migrations!(transaction, options, postgres)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_folders_hold_the_same_names_and_no_others() {
        for folder in ["sqlite", "postgres"] {
            let path = format!("{}/migrations/{folder}", env!("CARGO_MANIFEST_DIR"));
            let mut names: Vec<String> = std::fs::read_dir(path)
                .expect("the folder of the migrations")
                .map(|entry| {
                    entry
                        .expect("a file")
                        .file_name()
                        .to_string_lossy()
                        .into_owned()
                })
                .collect();
            names.sort();
            let listed: Vec<String> = MIGRATIONS
                .iter()
                .map(|step| format!("{}.sql", step.name))
                .collect();
            assert_eq!(names, listed, "{folder}");
        }
    }

    /// Servers of the previous version keep running during a migration and after it. So it only adds, and a column that it adds
    /// to an existing table has a default, because they write rows without it.
    #[test]
    fn servers_of_the_version_before_can_go_on() {
        for migration in &MIGRATIONS {
            for text in [migration.sqlite, migration.postgres] {
                let statements = text
                    .lines()
                    .filter(|line| !line.trim_start().starts_with("--"))
                    .collect::<Vec<_>>()
                    .join(" ")
                    .to_uppercase();
                for statement in statements.split(';') {
                    for word in [
                        "DROP TABLE",
                        "DROP COLUMN",
                        "RENAME",
                        "ALTER COLUMN",
                        "DROP CONSTRAINT",
                        "ADD CONSTRAINT",
                    ] {
                        assert!(!statement.contains(word), "{}: {statement}", migration.name);
                    }
                    assert!(
                        !statement.contains("ADD COLUMN")
                            || !statement.contains("NOT NULL")
                            || statement.contains("DEFAULT"),
                        "{}: {statement}",
                        migration.name
                    );
                }
            }
        }
    }

    #[test]
    fn a_newer_schema_is_refused() {
        assert!(missing(i64::MAX).is_err());
        assert_eq!(missing(0).map(Iterator::count).ok(), Some(MIGRATIONS.len()));
    }
}
