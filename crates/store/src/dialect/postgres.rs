//! How PostgreSQL is opened and asked.
//!
//! Everything that waits has a bound: for a connection and for the writer's turn ([`OpenOptions::wait`]), for a statement
//! ([`OpenOptions::statement`]), and for a connection to show that it still lives ([`ALIVE`]), for a network that swallows
//! everything says nothing by itself. Behind a pooler nothing may be kept on a connection: no statement stays prepared,
//! and none runs outside of a transaction, as the driver prepares and runs in two steps.

use std::fmt::Write as _;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::postgres::{
    PgArguments, PgConnectOptions, PgConnection, PgPool, PgPoolOptions, PgRow, Postgres,
};
use sqlx::query::Query;
use sqlx::{AssertSqlSafe, Connection, Row, Transaction};
use tokio::time::timeout;

use super::OpenOptions;
use super::listen::CHANNEL;
use super::url::Server;
use crate::statement::{Statement, Value};
use crate::{OpenError, StoreError};

/// A reading transaction whose statements all see the same moment.
const BEGIN_SNAPSHOT: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/// One writer at a time, over all processes (the number is ours alone: six letters of our name). It ends with the transaction.
pub const LOCK_WRITER: &str = "SELECT pg_advisory_xact_lock(80738748032853)";

/// So many connections write or wait for the turn: while one writes, the next waits at the database already, so that
/// nothing is lost between the two. All other writers wait for one of these connections, and readers have their own.
const WRITERS: u32 = 2;

/// How long a connection may take to show that it lives.
const ALIVE: Duration = Duration::from_secs(1);

/// A PostgreSQL with our connections to it; clones share them.
#[derive(Clone)]
pub struct Cluster {
    /// For what reads, and for what writes without the turn.
    pool: PgPool,
    /// For what writes or waits for the turn. Each comes back when its transaction is over, however that ended: committed,
    /// dropped, or given up while it waited.
    writers: PgPool,
    ways: Arc<Ways>,
}

/// How it is asked.
struct Ways {
    direct: PgConnectOptions,
    pooled: bool,
    statement: Duration,
    /// Begins what reads, and what writes.
    begin: Begin,
}

/// The statements that begin a transaction.
struct Begin {
    snapshot: String,
    aside: String,
    turn: String,
}

/// A transaction.
pub struct PgLink {
    transaction: Transaction<'static, Postgres>,
    pooled: bool,
    statement: Duration,
}

impl Cluster {
    /// Connects.
    pub(super) async fn open(server: &Server, options: &OpenOptions) -> Result<Self, OpenError> {
        let pooled = server.direct.is_some();
        let limits = [
            ("lock_timeout", options.wait.as_millis().to_string()),
            (
                "statement_timeout",
                options.statement.as_millis().to_string(),
            ),
        ];
        let own = |connect: &PgConnectOptions| {
            connect
                .clone()
                .application_name("integration-users")
                // We have no numbers that it is about, and poolers know it only where they were told.
                .extra_float_digits(None)
        };
        let mut connect = own(&server.connect);
        if !pooled {
            connect = connect.options(limits.iter().map(|(name, value)| (name, value)));
        }
        let pool = connections(options.readers.max(1), options.wait)
            .connect_with(connect.clone())
            .await;
        let pool = match pool {
            Ok(pool) => pool,
            Err(error) => return Err(why_none(&connect, error).await.into()),
        };
        let writers = connections(WRITERS, options.wait).connect_lazy_with(connect);
        let row = sqlx::raw_sql("SHOW server_encoding")
            .fetch_one(&pool)
            .await
            .map_err(StoreError::from)?;
        let found: String = row.try_get(0).map_err(StoreError::from)?;
        if found != "UTF8" {
            return Err(OpenError::Encoding { found });
        }
        let direct = own(server.direct.as_ref().unwrap_or(&server.connect));
        let ways = Ways {
            direct: direct.application_name("integration-users listener"),
            pooled,
            statement: options.statement,
            begin: Begin::of(&limits, pooled),
        };
        Ok(Self {
            pool,
            writers,
            ways: Arc::new(ways),
        })
    }

    /// How to connect past a pooler.
    pub fn direct(&self) -> PgConnectOptions {
        self.ways.direct.clone()
    }

    /// Runs one reading statement by itself.
    pub async fn all(&self, statement: &Statement) -> Result<Vec<PgRow>, StoreError> {
        if self.ways.pooled {
            let mut link = self.snapshot().await?;
            let rows = link.all(statement).await?;
            link.commit().await?;
            return Ok(rows);
        }
        let mut connection = self.pool.acquire().await?;
        let asked = query(statement, true).fetch_all(&mut *connection);
        let rows = within(self.ways.statement, asked).await;
        give_up(&mut connection, &rows);
        rows
    }

    /// Begins reading.
    pub async fn snapshot(&self) -> Result<PgLink, StoreError> {
        let how = AssertSqlSafe(self.ways.begin.snapshot.clone());
        // With the wait for a connection.
        let begun = within(self.ways.statement, self.pool.begin_with(how));
        Ok(self.link(begun.await?))
    }

    /// Begins writing: waits for the turn, without a connection while others wait before it.
    pub async fn begin(&self) -> Result<PgLink, StoreError> {
        let mut link = self.link(within(self.ways.statement, self.writers.begin()).await?);
        link.run(self.ways.begin.turn.clone()).await?;
        Ok(link)
    }

    /// Begins writing without the turn.
    pub async fn begin_aside(&self) -> Result<PgLink, StoreError> {
        let mut link = self.link(within(self.ways.statement, self.pool.begin()).await?);
        link.run(self.ways.begin.aside.clone()).await?;
        Ok(link)
    }

    /// Begins what may take as long as it does: waits for the turn, and for whoever migrates just now.
    pub async fn begin_migrating(&self) -> Result<Transaction<'static, Postgres>, StoreError> {
        let mut link = self.link(within(self.ways.statement, self.writers.begin()).await?);
        link.statement = Duration::MAX;
        link.run(format!(
            "SET LOCAL client_min_messages = warning; SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0; \
             {LOCK_WRITER}"
        ))
        .await?;
        Ok(link.transaction)
    }

    /// One number that needs no transaction and no preparing.
    pub async fn number(&self, text: &'static str) -> Result<i64, StoreError> {
        let asked = sqlx::raw_sql(text).fetch_one(&self.pool);
        Ok(within(self.ways.statement, asked).await?.try_get(0)?)
    }

    /// Closes all connections.
    pub async fn close(&self) {
        self.writers.close().await;
        self.pool.close().await;
    }

    fn link(&self, transaction: Transaction<'static, Postgres>) -> PgLink {
        PgLink {
            transaction,
            pooled: self.ways.pooled,
            statement: self.ways.statement,
        }
    }
}

impl Begin {
    /// Where a connection is ours alone it has the limits already; what writes says them in any case.
    fn of(limits: &[(&str, String)], pooled: bool) -> Self {
        let mut local = String::new();
        for (name, value) in limits {
            // Writing to a text never fails.
            let _ = write!(local, "SET LOCAL {name} = {value}; ");
        }
        let snapshot = if pooled {
            format!("{BEGIN_SNAPSHOT}; {}", local.trim_end())
        } else {
            BEGIN_SNAPSHOT.to_owned()
        };
        // Whoever loses its client in the middle of a transaction gives the turn back.
        let aside = format!(
            "{local}SET LOCAL idle_in_transaction_session_timeout = 60000; SET LOCAL synchronous_commit = on"
        );
        let turn = format!("{aside}; {LOCK_WRITER}");
        Self {
            snapshot,
            aside,
            turn,
        }
    }
}

impl PgLink {
    /// Runs a statement for its rows.
    pub async fn all(&mut self, statement: &Statement) -> Result<Vec<PgRow>, StoreError> {
        let asked = query(statement, !self.pooled).fetch_all(&mut *self.transaction);
        within(self.statement, asked).await
    }

    /// Runs a statement and says how many rows it wrote.
    pub async fn execute(&mut self, statement: &Statement) -> Result<u64, StoreError> {
        let asked = query(statement, !self.pooled).execute(&mut *self.transaction);
        Ok(within(self.statement, asked).await?.rows_affected())
    }

    /// Tells everybody who listens, at the commit.
    pub async fn announce(&mut self, number: i64) -> Result<(), StoreError> {
        self.run(format!("NOTIFY {CHANNEL}, '{number}'")).await
    }

    /// Makes it last.
    pub async fn commit(self) -> Result<(), StoreError> {
        within(self.statement, self.transaction.commit()).await
    }

    /// Runs statements of ours that have neither values nor rows.
    async fn run(&mut self, text: String) -> Result<(), StoreError> {
        let asked = sqlx::raw_sql(AssertSqlSafe(text)).execute(&mut *self.transaction);
        within(self.statement, asked).await.map(drop)
    }
}

/// The statement's text is ours alone (see [`Statement::push`]), which is what [`AssertSqlSafe`] asserts.
fn query(statement: &Statement, keep: bool) -> Query<'static, Postgres, PgArguments> {
    let keep = keep && !statement.is_planned_anew();
    let query = sqlx::query(AssertSqlSafe(statement.numbered())).persistent(keep);
    statement
        .values()
        .iter()
        .fold(query, |query, value| match value {
            Value::Int(number) => query.bind(*number),
            Value::Text(text) => query.bind(text.clone()),
            Value::Bytes(bytes) => query.bind(bytes.clone()),
        })
}

/// So many connections at most, for each of which nobody waits longer than this.
fn connections(most: u32, wait: Duration) -> PgPoolOptions {
    PgPoolOptions::new()
        .max_connections(most)
        .acquire_timeout(wait)
        // The same with a bound: a dead connection costs a second once, not the whole wait.
        .test_before_acquire(false)
        .before_acquire(|connection, _| Box::pin(async move { alive(connection).await }))
        .after_release(|connection, _| Box::pin(async move { alive(connection).await }))
}

/// Waits for it no longer than this.
async fn within<T>(
    most: Duration,
    asked: impl Future<Output = Result<T, sqlx::Error>>,
) -> Result<T, StoreError> {
    match timeout(most, asked).await {
        Ok(answer) => Ok(answer?),
        Err(_) => Err(StoreError::Unavailable(
            "it does not answer a statement".to_owned(),
        )),
    }
}

/// Why the pool has no connection: of one that never came it tells only that it waited, while one by itself says what stands in its way.
async fn why_none(connect: &PgConnectOptions, error: sqlx::Error) -> StoreError {
    match timeout(ALIVE, PgConnection::connect_with(connect)).await {
        Ok(Err(reason)) => reason.into(),
        Ok(Ok(_)) | Err(_) => error.into(),
    }
}

/// Lets go of a connection on which an answer is still awaited.
fn give_up<T>(connection: &mut PoolConnection<Postgres>, outcome: &Result<T, StoreError>) {
    if matches!(outcome, Err(StoreError::Unavailable(_))) {
        connection.close_on_drop();
    }
}

/// Whether a connection answers; an error lets the pool drop it.
async fn alive(connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
    match timeout(ALIVE, connection.ping()).await {
        Ok(answered) => answered.map(|()| true),
        Err(_) => Err(sqlx::Error::Io(std::io::ErrorKind::TimedOut.into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pooler_gets_its_limits_with_each_transaction() {
        let limits = [("lock_timeout", "5000".to_owned())];
        let pooled = Begin::of(&limits, true);
        assert_eq!(
            pooled.snapshot,
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL lock_timeout = 5000;"
        );
        assert_eq!(Begin::of(&limits, false).snapshot, BEGIN_SNAPSHOT);
        assert!(
            pooled
                .turn
                .starts_with("SET LOCAL lock_timeout = 5000; SET LOCAL idle")
        );
        assert!(pooled.turn.ends_with(LOCK_WRITER));
        assert_eq!(pooled.turn, format!("{}; {LOCK_WRITER}", pooled.aside));
    }

    #[tokio::test]
    async fn an_answer_that_does_not_come_is_not_waited_for() {
        let never = std::future::pending::<Result<(), sqlx::Error>>();
        let given_up = within(Duration::from_millis(1), never).await;
        assert!(matches!(given_up, Err(StoreError::Unavailable(_))));
    }
}
