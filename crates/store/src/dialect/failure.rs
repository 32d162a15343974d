//! What a failure means: worth waiting for, or a fault.

use sqlx::postgres::PgDatabaseError;
use sqlx::sqlite::SqliteError;

use crate::StoreError;

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        use sqlx::Error;
        if is_full(&error) {
            return Self::Full(error.to_string());
        }
        let passing = match &error {
            Error::Io(_)
            | Error::Tls(_)
            | Error::PoolTimedOut
            | Error::PoolClosed
            | Error::WorkerCrashed
            // A pooler or a proxy that goes down can end in the middle of a message.
            | Error::Protocol(_)
            | Error::BeginFailed => true,
            Error::Database(answer) => {
                if let Some(answer) = answer.try_downcast_ref::<PgDatabaseError>() {
                    postgres_passing(answer.code())
                } else if answer.try_downcast_ref::<SqliteError>().is_some() {
                    let code = answer.code().and_then(|code| code.parse().ok());
                    code.is_some_and(sqlite_passing)
                } else {
                    false
                }
            }
            _ => false,
        };
        if passing {
            Self::Unavailable(error.to_string())
        } else {
            Self::Other(Box::new(error))
        }
    }
}

/// Whether there is no room left on the disk of the database.
fn is_full(error: &sqlx::Error) -> bool {
    const SQLITE_FULL: i32 = 13;
    const DISK_FULL: &str = "53100";
    let Some(answer) = error.as_database_error() else {
        return false;
    };
    if let Some(answer) = answer.try_downcast_ref::<PgDatabaseError>() {
        return answer.code() == DISK_FULL;
    }
    let code = answer.code().and_then(|code| code.parse::<i32>().ok());
    code.is_some_and(|code| code & 0xff == SQLITE_FULL)
}

/// Result codes of SQLite (the primary code is the low byte of an extended one).
const fn sqlite_passing(code: i32) -> bool {
    const BUSY: i32 = 5;
    const LOCKED: i32 = 6;
    const NO_MEMORY: i32 = 7;
    const READ_ONLY: i32 = 8;
    const IO: i32 = 10;
    const CANNOT_OPEN: i32 = 14;
    matches!(
        code & 0xff,
        BUSY | LOCKED | NO_MEMORY | READ_ONLY | IO | CANNOT_OPEN
    )
}

/// SQLSTATE codes of PostgreSQL, appendix A of its manual.
fn postgres_passing(code: &str) -> bool {
    const CONNECTION_EXCEPTION: &str = "08";
    const INSUFFICIENT_RESOURCES: &str = "53";
    const OPERATOR_INTERVENTION: &str = "57";
    const TRANSACTION_ROLLBACK: &str = "40";
    let class = code.get(..2).unwrap_or_default();
    matches!(
        class,
        CONNECTION_EXCEPTION
            | INSUFFICIENT_RESOURCES
            | OPERATOR_INTERVENTION
            | TRANSACTION_ROLLBACK
    ) || matches!(
        code,
        // While it is swapped or restored it is not there, and lets nobody in.
        "3D000" | "28000" | "28P01" |
        "25006" /* read-only */ | "25P03" /* idle in transaction too long */ | "55P03" /* lock not had */ | "58030" /* disk */
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extended_codes_of_sqlite_count_as_their_primary_code() {
        // SQLITE_BUSY_SNAPSHOT, SQLITE_IOERR_WRITE, SQLITE_READONLY_DBMOVED
        for code in [517, 778, 1032] {
            assert!(sqlite_passing(code), "{code}");
        }
        // SQLITE_CONSTRAINT_UNIQUE, SQLITE_CORRUPT, SQLITE_ERROR
        for code in [2067, 11, 1] {
            assert!(!sqlite_passing(code), "{code}");
        }
    }

    #[test]
    fn states_of_postgresql_that_pass() {
        for code in [
            "08006", "53300", "57P01", "40P01", "55P03", "25006", "3D000",
        ] {
            assert!(postgres_passing(code), "{code}");
        }
        for code in ["23505", "42P01", "22021", ""] {
            assert!(!postgres_passing(code), "{code}");
        }
    }
}
