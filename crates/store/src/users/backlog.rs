//! Users whom the trigram index does not know yet.
//!
//! On SQLite the trigrams of a new user take two thirds of the time that all else takes which is written of it. So a new user comes into a
//! list, and the index is made from that: at once where few are new, later and some at a time where many are. A search looks at each who is in the list: slower,
//! and just as right. A GIN index of PostgreSQL does that by itself.

use domain::IntegrationUser;

use crate::statement::{Statement, pieces};
use crate::{Store, StoreError, Tx};

/// From so many new users on they are indexed later.
const MANY: usize = 256;

/// What indexes some users, whose ids stand in between, and takes them from the list.
const INDEX: [(&str, &str); 3] = [
    (
        "INSERT INTO integration_user_search (rowid, search_key) SELECT party_id, search_key FROM integration_user WHERE party_id IN ",
        "",
    ),
    (
        "INSERT INTO integration_user_words (rowid, words) SELECT party_id, email_key || char(10) || description_key \
         FROM integration_user WHERE party_id IN ",
        " AND (email_key <> '' OR description_key <> '')",
    ),
    (
        "DELETE FROM integration_user_search_backlog WHERE party_id IN ",
        "",
    ),
];

impl Tx {
    /// Indexes these new users, if they are few.
    pub(super) async fn index_few(&mut self, users: &[IntegrationUser]) -> Result<(), StoreError> {
        if users.len() >= MANY || !self.link.dialect().has_search_backlog() {
            return Ok(());
        }
        let ids: Vec<i64> = users.iter().map(|user| user.party_id.0).collect();
        self.index(&ids).await
    }

    async fn index(&mut self, ids: &[i64]) -> Result<(), StoreError> {
        for piece in pieces(ids) {
            for (work, end) in INDEX {
                let mut statement = Statement::new(work);
                statement.tuple(piece.iter().copied()).push(end);
                self.link.execute(&statement).await?;
            }
        }
        Ok(())
    }
}

impl Store {
    /// Whether users wait to be indexed.
    pub async fn has_search_backlog(&self) -> Result<bool, StoreError> {
        if !self.pool.dialect().has_search_backlog() {
            return Ok(false);
        }
        let waiting = Statement::fixed(
            "SELECT party_id FROM integration_user_search_backlog LIMIT 1",
            [],
        );
        Ok(self.pool.one(&waiting).await?.is_some())
    }

    /// Indexes so many of the users that wait, those with the lowest ids, in one transaction; whether there were any.
    pub async fn index_some(&self, most: u32) -> Result<bool, StoreError> {
        if !self.has_search_backlog().await? {
            return Ok(false);
        }
        let mut tx = self.begin().await?;
        let first = Statement::fixed(
            "SELECT party_id FROM integration_user_search_backlog ORDER BY party_id LIMIT $1",
            [i64::from(most).into()],
        );
        let mut ids = Vec::new();
        for row in tx.link.all(&first).await? {
            ids.push(
                row.of("integration_user_search_backlog", super::KEY)
                    .int(super::KEY)?,
            );
        }
        tx.index(&ids).await?;
        tx.commit().await?;
        Ok(true)
    }
}
