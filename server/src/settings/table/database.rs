//! Where the data is, besides its first address.

use super::Setting;

/// The way past a pooler.
pub static DATABASE_LISTEN_URL: Setting = Setting {
    key: Some("database_listen_url"),
    flag: "database-listen-url",
    variable: "IU_DATABASE_LISTEN_URL",
    placeholder: "URL",
    default: None,
    default_in_words: Some("`IU_DATABASE_URL` is PostgreSQL itself"),
    example: "postgres://integration_users@db.example.com/integration_users",
    help: "Address of PostgreSQL itself, where IU_DATABASE_URL is a pooler in transaction mode",
    detail: "To be given when `IU_DATABASE_URL` leads to PgBouncer or the like with `pool_mode = transaction`: then no statement \
             stays prepared, everything runs in transactions, and the one connection of each server on which it hears what the \
             others change goes to this address. It must be the same database. See [operations](operations.md).",
    confidential: true,
};
