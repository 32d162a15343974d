//! The store and its transaction.

use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::{Description, GroupDraft, GroupType, Label, PartyId, USER_ADMINISTRATORS};

use crate::dialect::{DatabaseUrl, Link, OpenOptions, Pool};
use crate::statement::Statement;
use crate::{OpenError, StoreError, users};
use tokio::sync::watch;
use tokio::time::sleep;

/// The database. Clones share it; reads run on any of them at once.
#[derive(Clone)]
pub struct Store {
    pub(crate) pool: Pool,
    /// The last entry of the activity log that this process committed.
    pub(crate) committed: Arc<watch::Sender<i64>>,
}

/// A writing transaction, the only one at its time. Nothing of it is seen until [`Tx::commit`]; dropped, it is undone.
pub struct Tx {
    pub(crate) link: Link,
    /// The last entry of the activity log that it wrote.
    pub(crate) recorded: Option<i64>,
    committed: Arc<watch::Sender<i64>>,
}

/// After so long others get their turn …
const WRITES_FOR: Duration = Duration::from_secs(2);
/// … and have so long to notice.
const RESTS_FOR: Duration = Duration::from_millis(150);

/// What the built-in group is called.
const USER_ADMINISTRATORS_LABEL: &str = "User Administrators";
const USER_ADMINISTRATORS_DESCRIPTION: &str = "Members may administer integration users over REST.";

impl Store {
    /// Opens the database, makes what is missing (directory, file, schema, the built-in group), and refuses what is
    /// unsafe: files open to others, an old SQLite, a schema from a newer program.
    pub async fn open(url: &DatabaseUrl, options: &OpenOptions) -> Result<Self, OpenError> {
        let pool = Pool::open(url, options).await?;
        let committed = Arc::new(watch::Sender::new(0));
        let store = Self { pool, committed };
        users::fill_keys(&store).await?;
        store.ensure_built_in_group(options).await?;
        Ok(store)
    }

    async fn ensure_built_in_group(&self, options: &OpenOptions) -> Result<(), StoreError> {
        let name = USER_ADMINISTRATORS.parse().map_err(|fault| {
            StoreError::Other(format!("the built-in group has no variable name: {fault:?}").into())
        })?;
        if self.find_group(&name).await?.is_some() {
            return Ok(());
        }
        let mut tx = self.begin().await?;
        let draft = GroupDraft {
            variable_name: name,
            label: Label::stored(USER_ADMINISTRATORS_LABEL),
            kind: GroupType::Administrator,
            description: Description::stored(USER_ADMINISTRATORS_DESCRIPTION),
        };
        match tx.insert_group_as(&draft, true, options.now).await {
            Ok(_) => tx.commit().await,
            // Another process was quicker.
            Err(StoreError::VariableNameTaken) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Begins writing. Waits for its turn, at most as long as [`OpenOptions::wait`].
    pub async fn begin(&self) -> Result<Tx, StoreError> {
        let link = self.pool.begin().await?;
        Ok(Tx {
            link,
            recorded: None,
            committed: Arc::clone(&self.committed),
        })
    }

    /// Begins writing what concerns one held file and nothing else ([`crate::HeldFile`]): it needs no turn, so nobody who
    /// administrates waits for megabytes. Of such files it must change one only, or two of these could wait for each other.
    pub async fn begin_aside(&self) -> Result<Tx, StoreError> {
        let link = self.pool.begin_aside().await?;
        Ok(Tx {
            link,
            recorded: None,
            committed: Arc::clone(&self.committed),
        })
    }

    /// Whether several processes may serve this database at the same time.
    pub const fn is_shared(&self) -> bool {
        self.pool.is_shared()
    }

    /// As [`Store::begin`], for reading alone: everything is of one moment, and nobody waits for it.
    pub(crate) async fn look(&self) -> Result<Tx, StoreError> {
        let link = self.pool.snapshot().await?;
        Ok(Tx {
            link,
            recorded: None,
            committed: Arc::clone(&self.committed),
        })
    }

    /// Says that many large transactions are about to come, or that they are over. Only how fast they are depends on it,
    /// and how much memory that takes.
    pub async fn expect_many(&self, many: bool) -> Result<(), StoreError> {
        self.pool.expect_many(many).await
    }

    /// To be called between many transactions, with the moment since when others had no turn. Where writers of several
    /// processes do not queue, one that waits looks ten times a second whether nobody writes, and would never meet that.
    pub async fn let_others(&self, since: &mut Instant) {
        if !self.is_shared() && since.elapsed() >= WRITES_FOR {
            sleep(RESTS_FOR).await;
            *since = Instant::now();
        }
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.pool
            .one(&Statement::fixed("SELECT 1", []))
            .await
            .map(drop)
    }

    /// Whether there is no user and no group but the built-in one.
    pub async fn is_empty(&self) -> Result<bool, StoreError> {
        let statement = Statement::fixed(
            "SELECT 1 FROM integration_user UNION ALL SELECT 1 FROM user_group WHERE read_only = 0 LIMIT 1",
            [],
        );
        Ok(self.pool.one(&statement).await?.is_none())
    }

    /// Waits for what runs and closes all connections.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

impl Tx {
    /// Makes everything of this transaction last: on disk when this returns. Whoever listens is told of its entries of
    /// the activity log ([`crate::Listener`]).
    pub async fn commit(mut self) -> Result<(), StoreError> {
        let Some(number) = self.recorded else {
            return self.link.commit().await;
        };
        self.link.announce(number).await?;
        self.link.commit().await?;
        self.committed.send_replace(number);
        Ok(())
    }

    /// The highest party id there is, those of this transaction among them; the ids of new users go on above it, also when
    /// the clock was set back.
    pub async fn last_party_id(&mut self) -> Result<Option<PartyId>, StoreError> {
        let statement = Statement::fixed(
            "SELECT party_id FROM integration_user ORDER BY party_id DESC LIMIT 1",
            [],
        );
        let row = self.link.one(&statement).await?;
        row.map(|row| {
            row.of("integration_user", "party_id")
                .int("party_id")
                .map(PartyId)
        })
        .transpose()
    }

    /// Takes `count` numbers from a counter without gaps and gives the first; they come back if the transaction is
    /// undone.
    pub(crate) async fn take_numbers(
        &mut self,
        counter: &str,
        count: usize,
    ) -> Result<i64, StoreError> {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        let statement = Statement::fixed(
            "UPDATE counter SET value = value + $1 WHERE name = $2 RETURNING name, value",
            [count.into(), counter.into()],
        );
        let row = self
            .link
            .one(&statement)
            .await?
            .ok_or(StoreError::NotFound)?;
        let last = row.of("counter", "name").int("value")?;
        Ok(last - count + 1)
    }
}
