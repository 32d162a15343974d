//! The address of a database.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use sqlx::postgres::PgConnectOptions;

/// Where the database is: `sqlite://data/integration-users.db` or `postgres://user:password@host:5432/database`.
///
/// `Display` and `Debug` leave the password out.
#[derive(Clone)]
pub struct DatabaseUrl(pub(super) Place);

#[derive(Clone)]
pub(super) enum Place {
    Sqlite(PathBuf),
    Postgres(Box<Server>),
}

/// A PostgreSQL and the ways to it.
#[derive(Clone)]
pub(super) struct Server {
    /// For everything; a pooler when there is a direct way besides.
    pub connect: PgConnectOptions,
    /// Past the pooler, where there is one: notifications come on a connection that stays.
    pub direct: Option<PgConnectOptions>,
}

/// Why a text is no address of a database. The text itself stays out: it may hold a password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DatabaseUrlFault {
    /// It begins with neither scheme.
    #[error(
        "expected sqlite://PATH or postgres://USER:PASSWORD@HOST/DATABASE, such as sqlite://data/integration-users.db"
    )]
    Scheme,
    /// SQLite without a file, in memory or with parameters.
    #[error(
        "expected the path of a file behind sqlite://, without parameters, such as sqlite://data/integration-users.db"
    )]
    Path,
    /// PostgreSQL, but not readable.
    #[error(
        "expected postgres://USER:PASSWORD@HOST:PORT/DATABASE, with other than letters and digits percent-encoded"
    )]
    Postgres,
    /// A way past the pooler of something that has none.
    #[error(
        "expected postgres://… beside a database_url (IU_DATABASE_URL) that is postgres://… as well"
    )]
    Direct,
}

impl DatabaseUrl {
    /// A SQLite database in this file.
    pub fn sqlite(path: impl Into<PathBuf>) -> Self {
        Self(Place::Sqlite(path.into()))
    }

    /// The file, if it is one.
    pub fn file(&self) -> Option<&Path> {
        match &self.0 {
            Place::Sqlite(path) => Some(path),
            Place::Postgres(_) => None,
        }
    }

    /// The same database where this address is that of a pooler in transaction mode, such as `PgBouncer`, and the other
    /// leads past it: nothing is kept on a connection from one transaction to the next, and notifications come on the
    /// other way.
    pub fn behind_pooler(self, direct: &Self) -> Result<Self, DatabaseUrlFault> {
        match (self.0, &direct.0) {
            (Place::Postgres(pooler), Place::Postgres(direct)) => {
                Ok(Self(Place::Postgres(Box::new(Server {
                    connect: pooler.connect,
                    direct: Some(direct.connect.clone()),
                }))))
            }
            _ => Err(DatabaseUrlFault::Direct),
        }
    }
}

impl FromStr for DatabaseUrl {
    type Err = DatabaseUrlFault;

    fn from_str(text: &str) -> Result<Self, DatabaseUrlFault> {
        let text = text.trim();
        if let Some(path) = text.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            // In memory every connection would have a database of its own.
            if path.is_empty()
                || path.contains(['?', '\0'])
                || path.ends_with('/')
                || path.contains(":memory:")
            {
                return Err(DatabaseUrlFault::Path);
            }
            return Ok(Self::sqlite(path));
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            let options =
                PgConnectOptions::from_str(text).map_err(|_| DatabaseUrlFault::Postgres)?;
            return Ok(Self(Place::Postgres(Box::new(Server {
                connect: options,
                direct: None,
            }))));
        }
        Err(DatabaseUrlFault::Scheme)
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Place::Sqlite(path) => write!(f, "sqlite://{}", path.display()),
            Place::Postgres(server) => write!(
                f,
                "postgres://{}@{}:{}/{}",
                server.connect.get_username(),
                server.connect.get_host(),
                server.connect.get_port(),
                server.connect.get_database().unwrap_or_default()
            ),
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DatabaseUrl({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_shown() {
        let url: DatabaseUrl =
            "postgres://iu:hunter2@db.example.com:5433/users?password=hunter2&application_name=hunter2"
                .parse()
                .expect("an address");
        assert_eq!(url.to_string(), "postgres://iu@db.example.com:5433/users");
        assert!(!format!("{url:?}").contains("hunter2"));
    }

    #[test]
    fn a_way_past_a_pooler_goes_with_postgresql_only() {
        let of = |text: &str| text.parse::<DatabaseUrl>().expect("an address");
        let (pooler, direct) = (
            of("postgres://iu:hunter2@pooler:6432/users"),
            of("postgres://iu:hunter3@db:5432/users"),
        );
        let both = pooler.behind_pooler(&direct).expect("both");
        assert_eq!(both.to_string(), "postgres://iu@pooler:6432/users");
        assert!(!format!("{both:?}").contains("hunter"));
        let file = of("sqlite://iu.db");
        for refused in [
            file.clone().behind_pooler(&direct),
            direct.behind_pooler(&file),
        ] {
            assert_eq!(refused.err(), Some(DatabaseUrlFault::Direct));
        }
    }

    #[test]
    fn a_path_is_taken_as_it_is() {
        for (text, path) in [
            ("sqlite://data/iu.db", "data/iu.db"),
            ("sqlite:///var/lib/iu.db", "/var/lib/iu.db"),
            ("sqlite:iu.db", "iu.db"),
        ] {
            let url: DatabaseUrl = text.parse().expect("an address");
            assert_eq!(url.file(), Some(Path::new(path)), "{text}");
        }
    }

    #[test]
    fn faults_say_what_is_expected() {
        let fault = |text: &str| text.parse::<DatabaseUrl>().err();
        assert_eq!(fault("mysql://x"), Some(DatabaseUrlFault::Scheme));
        assert_eq!(fault("data/iu.db"), Some(DatabaseUrlFault::Scheme));
        assert_eq!(fault("sqlite://"), Some(DatabaseUrlFault::Path));
        assert_eq!(fault("sqlite::memory:"), Some(DatabaseUrlFault::Path));
        assert_eq!(
            fault("sqlite://x.db?mode=rwc"),
            Some(DatabaseUrlFault::Path)
        );
        assert_eq!(
            fault("postgres://host:port/x"),
            Some(DatabaseUrlFault::Postgres)
        );
    }
}
