//! How SQLite is opened: file and directory for the owner alone, WAL, every commit on disk.

use std::path::Path;

use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
    SqliteSynchronous,
};
use sqlx::{Connection, Row};

use super::OpenOptions;
use crate::{OpenError, StoreError};

/// The first version without the WAL-reset fault.
const OLDEST: (u32, u32, u32) = (3, 51, 3);

/// For an import: rows go to many places of many indexes, so the pages of a whole transaction should stay in memory, be
/// written once, at its end, and get from the WAL into the file now and then only.
pub const MANY: &str =
    "PRAGMA cache_size = -196608; PRAGMA cache_spill = OFF; PRAGMA wal_autocheckpoint = 100000";

/// As it is otherwise; the memory is given back.
pub const USUAL: &str = "PRAGMA cache_size = -16000; PRAGMA cache_spill = ON; PRAGMA wal_autocheckpoint = 4000; \
                         PRAGMA shrink_memory";

/// The one connection that writes; makes file and directory.
pub async fn writer(path: &Path, options: &OpenOptions) -> Result<SqlitePool, OpenError> {
    prepare_files(path)?;
    let connect = connect(path, options).journal_mode(SqliteJournalMode::Wal);
    let pool = SqlitePoolOptions::new()
        .min_connections(1)
        .max_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .acquire_timeout(options.wait)
        .after_release(|connection, _| Box::pin(outside_transaction(connection)))
        .connect_with(connect)
        .await
        .map_err(StoreError::from)?;
    let row = sqlx::query("SELECT sqlite_version()")
        .fetch_one(&pool)
        .await
        .map_err(StoreError::from)?;
    let found: String = row.try_get(0).map_err(StoreError::from)?;
    if new_enough(&found) {
        Ok(pool)
    } else {
        Err(OpenError::OldSqlite { found })
    }
}

/// The connections that read, and cannot write.
pub async fn reader(path: &Path, options: &OpenOptions) -> Result<SqlitePool, OpenError> {
    let connect = connect(path, options)
        .pragma("query_only", "ON")
        .pragma("cache_size", "-1000");
    let pool = SqlitePoolOptions::new()
        .min_connections(1)
        .max_connections(options.readers.max(1))
        .idle_timeout(None)
        .max_lifetime(None)
        .acquire_timeout(options.wait)
        .after_release(|connection, _| Box::pin(outside_transaction(connection)))
        .connect_with(connect)
        .await
        .map_err(StoreError::from)?;
    Ok(pool)
}

/// Whether a connection that comes back can be used again. SQLite may end a transaction by itself (disk full, input or
/// output error); the driver then counts one that is not there, and no other could ever begin on it. The ping waits for
/// the rollback of a dropped transaction, which was only asked for so far.
async fn outside_transaction(connection: &mut SqliteConnection) -> sqlx::Result<bool> {
    connection.ping().await?;
    Ok(!connection.is_in_transaction())
}

fn connect(path: &Path, options: &OpenOptions) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(false)
        .foreign_keys(true)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(options.wait)
        // 16 MB of pages for the writer, little for each reader (below): lists come from memory. The file is not mapped: the
        // system has its pages anyway, and mapped they would count as memory of ours.
        .pragma("cache_size", "-16000")
        .pragma("temp_store", "MEMORY")
        // A large import writes the WAL back in larger steps; afterwards the file shrinks again.
        .pragma("wal_autocheckpoint", "4000")
        .pragma("journal_size_limit", "67108864")
}

fn new_enough(version: &str) -> bool {
    let mut parts = version
        .split('.')
        .map(|part| part.parse::<u32>().unwrap_or(0));
    let mut part = || parts.next().unwrap_or(0);
    (part(), part(), part()) >= OLDEST
}

/// Makes the directory (0700) and the file (0600) where they are missing, and refuses those that others may use. SQLite
/// gives its `-wal` and `-shm` files the mode of the database.
#[cfg(unix)]
fn prepare_files(path: &Path) -> Result<(), OpenError> {
    use std::fs::{self, DirBuilder};
    use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};

    let fault = |path: &Path| {
        let path = path.to_owned();
        move |source| OpenError::File { path, source }
    };
    let directory = match path.parent() {
        Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
        Some(parent) => parent,
        None => return Ok(()),
    };
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(directory)
        .map_err(fault(directory))?;
    let refuse = |path: &Path, bits: u32, wanted: &'static str| {
        let mode = fs::metadata(path).map_err(fault(path))?.mode() & 0o7777;
        if mode & bits == 0 {
            return Ok(());
        }
        Err(OpenError::TooOpen {
            path: path.to_owned(),
            mode,
            wanted,
        })
    };
    // Who may write the directory may put another database in its place.
    refuse(directory, 0o022, "700")?;
    let made = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path);
    if let Err(source) = made
        && source.kind() != std::io::ErrorKind::AlreadyExists
    {
        return Err(fault(path)(source));
    }
    refuse(path, 0o077, "600")?;
    // Those of a process that was killed, or of a copy, have what the database has not got yet.
    for end in ["-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        let beside = Path::new(&name);
        if beside.exists() {
            refuse(beside, 0o077, "600")?;
        }
    }
    Ok(())
}

/// Elsewhere the directory's own rules hold.
#[cfg(not(unix))]
fn prepare_files(path: &Path) -> Result<(), OpenError> {
    let fault = |source| OpenError::File {
        path: path.to_owned(),
        source,
    };
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent).map_err(fault)?;
    }
    let file = std::fs::OpenOptions::new()
        .append(true)
        .create(true)
        .open(path);
    file.map(drop).map_err(fault)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_as_numbers() {
        for (version, enough) in [
            ("3.51.3", true),
            ("3.100.0", true),
            ("4.0", true),
            ("3.51.2", false),
            ("3.9.9", false),
            ("", false),
        ] {
            assert_eq!(new_enough(version), enough, "{version}");
        }
    }
}
