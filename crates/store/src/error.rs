//! Why the store did not do what was asked.

use std::path::PathBuf;

use domain::{Login, PartyNumber, VariableName};

/// Why a read or write failed. A transaction that saw one must not be committed; dropping it undoes it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database cannot be reached or written to at present: connection lost, lock not acquired in time, read-only.
    /// Nothing is broken; the same may work in a moment.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// There is no room on the disk of the database. Reading goes on, and so does writing once there is room.
    #[error("the disk of the database is full: {0}")]
    Full(String),
    /// Another user has this client id.
    #[error("the client id is taken by {party_number}")]
    ClientIdTaken {
        /// That user.
        party_number: PartyNumber,
    },
    /// Another group has this variable name.
    #[error("the variable name is taken")]
    VariableNameTaken,
    /// Groups that were named do not exist; sorted, each once.
    #[error("{} of the groups do not exist", .0.len())]
    UnknownGroups(Vec<VariableName>),
    /// Nobody has these logins; each once.
    #[error("{} of the logins do not exist", .0.len())]
    UnknownLogins(Vec<Login>),
    /// What should change is not there.
    #[error("there is no such thing")]
    NotFound,
    /// What should change was changed since the version that the caller saw.
    #[error("it was changed meanwhile and is at version {current} now")]
    Changed {
        /// The version it has now.
        current: i64,
    },
    /// The group is built in.
    #[error("the group is built in and cannot be changed")]
    ReadOnlyGroup,
    /// A stored row holds what this program never writes.
    #[error("table {table} holds an unreadable {column} in row {id}")]
    BadRow {
        /// In which table.
        table: &'static str,
        /// In which column.
        column: &'static str,
        /// Its key; a client id or token is never one.
        id: String,
    },
    /// Anything else; a fault of ours or of the database.
    #[error("the database answered with an error: {0}")]
    Other(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Why a database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// A directory or file could not be made or looked at.
    #[error("cannot use {path}: {source}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Others than the owner may read or write the database.
    #[error("{path} is open to other accounts (mode {mode:04o}); run: chmod {wanted} {path}")]
    TooOpen {
        /// Which file or directory.
        path: PathBuf,
        /// Its mode.
        mode: u32,
        /// What `chmod` should be told.
        wanted: &'static str,
    },
    /// The SQLite in this program can lose data (WAL-reset fault, fixed in 3.51.3).
    #[error(
        "SQLite {found} is too old: 3.51.3 or newer is needed, earlier ones can damage a database"
    )]
    OldSqlite {
        /// Its version.
        found: String,
    },
    /// The PostgreSQL database has another encoding than UTF-8.
    #[error(
        "the database has the encoding {found}; make one with UTF8: createdb --encoding=UTF8 --template=template0 …"
    )]
    Encoding {
        /// Its encoding.
        found: String,
    },
    /// A newer program made the schema; this one could damage it.
    #[error(
        "the database has schema {found}, this program knows only up to {known}: run a newer program"
    )]
    NewerSchema {
        /// In the database.
        found: i64,
        /// The newest that this program knows.
        known: i64,
    },
    /// A migration failed; nothing of it stays.
    #[error("migration {name} failed: {reason}")]
    Migration {
        /// Its file's name.
        name: &'static str,
        /// In the database's words.
        reason: String,
    },
    /// The database did not let us in, or failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
