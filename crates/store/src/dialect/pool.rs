//! The one place that renders statements and hands them to the database there is.

use sqlx::query::Query;
use sqlx::sqlite::{Sqlite, SqliteArguments, SqlitePool};
use sqlx::{AssertSqlSafe, Transaction};

use super::postgres::{Cluster, PgLink};
use super::search::Dialect;
use super::url::Place;
use super::{DatabaseUrl, Line, OpenOptions, Row, migrate, sqlite};
use crate::statement::{Statement, Value};
use crate::{OpenError, StoreError};

/// Connections to the one database or the other; clones share them.
#[derive(Clone)]
pub enum Pool {
    /// SQLite: reads never wait for the one writer (WAL).
    Sqlite {
        /// Many, which cannot write.
        reader: SqlitePool,
        /// One.
        writer: SqlitePool,
    },
    /// PostgreSQL.
    Postgres(Cluster),
}

/// One transaction on one connection. Dropped, it is undone.
pub enum Link {
    /// SQLite.
    Sqlite(Transaction<'static, Sqlite>),
    /// PostgreSQL.
    Postgres(PgLink),
}

impl Pool {
    /// Opens the database, migrated to the schema this program knows.
    pub async fn open(url: &DatabaseUrl, options: &OpenOptions) -> Result<Self, OpenError> {
        match &url.0 {
            Place::Sqlite(path) => {
                let writer = sqlite::writer(path, options).await?;
                migrate::sqlite(&writer, options).await?;
                let reader = sqlite::reader(path, options).await?;
                Ok(Self::Sqlite { reader, writer })
            }
            Place::Postgres(server) => {
                let cluster = Cluster::open(server, options).await?;
                migrate::postgres(&cluster, options).await?;
                Ok(Self::Postgres(cluster))
            }
        }
    }

    /// Which dialect to compose in.
    pub const fn dialect(&self) -> Dialect {
        match self {
            Self::Sqlite { .. } => Dialect::Sqlite,
            Self::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Runs one reading statement by itself.
    pub async fn all(&self, statement: &Statement) -> Result<Vec<Row>, StoreError> {
        Ok(match self {
            Self::Sqlite { reader, .. } => {
                wrap(Row::Sqlite, on_sqlite(statement).fetch_all(reader).await?)
            }
            Self::Postgres(cluster) => wrap(Row::Postgres, cluster.all(statement).await?),
        })
    }

    /// The same where at most one row comes.
    pub async fn one(&self, statement: &Statement) -> Result<Option<Row>, StoreError> {
        Ok(self.all(statement).await?.pop())
    }

    /// Begins reading: all statements see the same moment.
    pub async fn snapshot(&self) -> Result<Link, StoreError> {
        Ok(match self {
            Self::Sqlite { reader, .. } => Link::Sqlite(reader.begin_with("BEGIN").await?),
            Self::Postgres(cluster) => Link::Postgres(cluster.snapshot().await?),
        })
    }

    /// Begins writing: nobody else writes until it ends, in no process.
    pub async fn begin(&self) -> Result<Link, StoreError> {
        Ok(match self {
            Self::Sqlite { writer, .. } => {
                Link::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?)
            }
            Self::Postgres(cluster) => Link::Postgres(cluster.begin().await?),
        })
    }

    /// Begins writing what only one thing is about, whatever others write meanwhile, where the database can do that.
    pub async fn begin_aside(&self) -> Result<Link, StoreError> {
        match self {
            Self::Sqlite { .. } => self.begin().await,
            Self::Postgres(cluster) => Ok(Link::Postgres(cluster.begin_aside().await?)),
        }
    }

    /// Whether several processes may serve the database at the same time.
    pub const fn is_shared(&self) -> bool {
        matches!(self, Self::Postgres(_))
    }

    /// The line on which the database says by itself that something was committed, where it does.
    pub fn line(&self) -> Option<Line> {
        match self {
            Self::Sqlite { .. } => None,
            Self::Postgres(cluster) => Some(Line::open(cluster.direct())),
        }
    }

    /// Prepares for many large transactions, or ends that; see [`sqlite::MANY`].
    pub async fn expect_many(&self, many: bool) -> Result<(), StoreError> {
        if let Self::Sqlite { writer, .. } = self {
            let pragmas = if many { sqlite::MANY } else { sqlite::USUAL };
            sqlx::raw_sql(pragmas).execute(writer).await?;
        }
        Ok(())
    }

    /// Closes all connections; SQLite writes its WAL back into the file.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { reader, writer } => {
                reader.close().await;
                writer.close().await;
            }
            Self::Postgres(cluster) => cluster.close().await,
        }
    }
}

impl Link {
    /// Runs a statement for its rows.
    pub async fn all(&mut self, statement: &Statement) -> Result<Vec<Row>, StoreError> {
        Ok(match self {
            Self::Sqlite(link) => wrap(
                Row::Sqlite,
                on_sqlite(statement).fetch_all(&mut **link).await?,
            ),
            Self::Postgres(link) => wrap(Row::Postgres, link.all(statement).await?),
        })
    }

    /// The same where at most one row comes.
    pub async fn one(&mut self, statement: &Statement) -> Result<Option<Row>, StoreError> {
        Ok(self.all(statement).await?.pop())
    }

    /// Runs a statement and says how many rows it wrote.
    pub async fn execute(&mut self, statement: &Statement) -> Result<u64, StoreError> {
        Ok(match self {
            Self::Sqlite(link) => on_sqlite(statement)
                .execute(&mut **link)
                .await?
                .rows_affected(),
            Self::Postgres(link) => link.execute(statement).await?,
        })
    }

    /// Lets everybody who listens know, once this is committed, that the activity log reaches up to this number.
    pub async fn announce(&mut self, number: i64) -> Result<(), StoreError> {
        match self {
            // Nobody can listen: other processes ask.
            Self::Sqlite(_) => Ok(()),
            Self::Postgres(link) => link.announce(number).await,
        }
    }

    /// Runs statements one after another; while the database works on one, the next is composed.
    pub async fn execute_each(
        &mut self,
        mut statements: impl Iterator<Item = Statement>,
    ) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(link) => {
                let mut queries = statements.map(into_sqlite);
                let mut present = queries.next();
                while let Some(query) = present {
                    let run = query.execute(&mut **link);
                    let (done, next) = tokio::join!(run, async { queries.next() });
                    done?;
                    present = next;
                }
            }
            Self::Postgres(link) => {
                let mut present = statements.next();
                while let Some(statement) = &present {
                    let run = link.execute(statement);
                    let (done, next) = tokio::join!(run, async { statements.next() });
                    done?;
                    present = next;
                }
            }
        }
        Ok(())
    }

    /// Makes it last: on disk when this returns.
    pub async fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(link) => link.commit().await?,
            Self::Postgres(link) => link.commit().await?,
        }
        Ok(())
    }

    /// Which dialect to compose in.
    pub const fn dialect(&self) -> Dialect {
        match self {
            Self::Sqlite(_) => Dialect::Sqlite,
            Self::Postgres(_) => Dialect::Postgres,
        }
    }
}

fn wrap<R>(into: impl Fn(R) -> Row, rows: Vec<R>) -> Vec<Row> {
    rows.into_iter().map(into).collect()
}

fn on_sqlite(statement: &Statement) -> Query<'static, Sqlite, SqliteArguments> {
    into_sqlite(statement.clone())
}

/// The statement's text is ours alone (see [`Statement::push`]), which is what [`AssertSqlSafe`] asserts.
fn into_sqlite(statement: Statement) -> Query<'static, Sqlite, SqliteArguments> {
    let (text, values) = statement.into_parts();
    let query = sqlx::query(AssertSqlSafe(text.into_owned()));
    values.into_iter().fold(query, |query, value| match value {
        Value::Int(number) => query.bind(number),
        Value::Text(text) => query.bind(text),
        Value::Bytes(bytes) => query.bind(bytes),
    })
}

#[cfg(test)]
mod tests {
    use domain::Timestamp;
    use tempfile::TempDir;

    use super::*;

    const INSERT: &str = "INSERT INTO session (token_hash, public_id, person, role, started, last_seen) \
                          VALUES ($1, $1, $2, 'viewer', 0, 0)";

    async fn open(directory: &TempDir) -> (Pool, SqlitePool) {
        let url = DatabaseUrl::sqlite(directory.path().join("data").join("iu.db"));
        let options = OpenOptions::new(Timestamp::default());
        let pool = Pool::open(&url, &options).await.expect("it opens");
        let Pool::Sqlite { writer, .. } = pool.clone() else {
            panic!("not SQLite");
        };
        (pool, writer)
    }

    async fn write(pool: &Pool, key: &str, text: String) -> Result<(), StoreError> {
        let mut link = pool.begin().await?;
        let statement = Statement::fixed(INSERT, [key.into(), text.into()]);
        link.execute(&statement).await?;
        link.commit().await
    }

    #[tokio::test]
    async fn a_full_disk_passes_without_a_restart() {
        let directory = TempDir::new().expect("a directory");
        let (pool, writer) = open(&directory).await;
        for _ in 0..3 {
            // Here SQLite ends the transaction by itself, and the connection is replaced, its limit with it.
            sqlx::raw_sql("PRAGMA max_page_count = 100")
                .execute(&writer)
                .await
                .expect("a limit");
            let full = write(&pool, "large", "x".repeat(4_000_000)).await;
            assert!(matches!(full, Err(StoreError::Full(_))), "{full:?}");
            let read = Statement::fixed("SELECT value FROM counter", []);
            assert!(pool.one(&read).await.is_ok());
        }
        let space = write(&pool, "large", "x".repeat(4_000_000)).await;
        assert!(space.is_ok(), "{space:?}");
    }

    #[tokio::test]
    async fn a_transaction_that_ended_by_itself_blocks_no_other() {
        let directory = TempDir::new().expect("a directory");
        let (pool, _) = open(&directory).await;
        for round in 0..3 {
            let mut link = pool.begin().await.expect("a transaction");
            let ended = Statement::fixed("ROLLBACK", []);
            link.execute(&ended).await.expect("SQLite ends it");
            drop(link);
            let written = write(&pool, &format!("after {round}"), String::new()).await;
            assert!(written.is_ok(), "{written:?}");
        }
    }

    #[tokio::test]
    async fn a_dropped_transaction_costs_no_connection() {
        let directory = TempDir::new().expect("a directory");
        let (pool, writer) = open(&directory).await;
        sqlx::raw_sql("PRAGMA analysis_limit = 77")
            .execute(&writer)
            .await
            .expect("a mark");
        drop(pool.begin().await.expect("a transaction"));
        let mark: i64 = sqlx::query_scalar("PRAGMA analysis_limit")
            .fetch_one(&writer)
            .await
            .expect("the mark");
        assert_eq!(mark, 77);
    }
}
