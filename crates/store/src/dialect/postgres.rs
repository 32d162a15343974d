//! How PostgreSQL is opened.

use sqlx::Row;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};

use super::OpenOptions;
use crate::{OpenError, StoreError};

/// A reading transaction whose statements all see the same moment.
pub const BEGIN_SNAPSHOT: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/// One writer at a time, over all processes (the number is ours alone: six letters of our name). It ends with the transaction.
pub const LOCK_WRITER: &str = "SELECT pg_advisory_xact_lock(80738748032853)";

/// Connects; every connection waits for locks no longer than we wait for anything, and one that lost its client in the
/// middle of a transaction gives the writer's lock back.
pub async fn pool(connect: &PgConnectOptions, options: &OpenOptions) -> Result<PgPool, OpenError> {
    let wait = options.wait.as_millis().to_string();
    let connect = connect
        .clone()
        .application_name("integration-users")
        .options([
            ("lock_timeout", wait.as_str()),
            ("idle_in_transaction_session_timeout", "60000"),
            ("synchronous_commit", "on"),
            ("client_min_messages", "warning"),
        ]);
    let pool = PgPoolOptions::new()
        .max_connections(options.readers.max(1) + 2)
        .acquire_timeout(options.wait)
        .connect_with(connect)
        .await
        .map_err(StoreError::from)?;
    let row = sqlx::query("SHOW server_encoding")
        .fetch_one(&pool)
        .await
        .map_err(StoreError::from)?;
    let found: String = row.try_get(0).map_err(StoreError::from)?;
    if found == "UTF8" {
        Ok(pool)
    } else {
        Err(OpenError::Encoding { found })
    }
}
