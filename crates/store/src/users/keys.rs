//! Folded keys of users that were written before there were any.

use domain::fold;

use super::{KEY, TABLE};
use crate::statement::Statement;
use crate::{Store, StoreError, Tx};

/// So many are read at a time.
const TOGETHER: i64 = 1_024;

/// Fills the keys in, once, after the migration that brought their columns.
pub async fn fill_keys(store: &Store) -> Result<(), StoreError> {
    let unfolded = Statement::fixed(
        "SELECT name, value FROM counter WHERE name = 'unfolded' AND value <> 0",
        [],
    );
    if store.pool.one(&unfolded).await?.is_none() {
        return Ok(());
    }
    let mut tx = store.begin().await?;
    // Another process may have been quicker; then this does the same once more.
    let mut after = i64::MIN;
    while let Some(last) = fill_some(&mut tx, after).await? {
        after = last;
    }
    let done = Statement::fixed("UPDATE counter SET value = 0 WHERE name = 'unfolded'", []);
    tx.link.execute(&done).await?;
    tx.commit().await
}

/// Fills in some behind this id, and gives the last of them.
async fn fill_some(tx: &mut Tx, after: i64) -> Result<Option<i64>, StoreError> {
    let rows = Statement::fixed(
        "SELECT party_id, email, description FROM integration_user \
         WHERE party_id > $1 AND (email <> '' OR description <> '') ORDER BY party_id LIMIT $2",
        [after.into(), TOGETHER.into()],
    );
    let mut last = None;
    for row in tx.link.all(&rows).await? {
        let fields = row.of(TABLE, KEY);
        let id = fields.int("party_id")?;
        let keys = Statement::fixed(
            "UPDATE integration_user SET email_key = $1, description_key = $2 WHERE party_id = $3",
            [
                fold(&fields.text("email")?).into(),
                fold(&fields.text("description")?).into(),
                id.into(),
            ],
        );
        tx.link.execute(&keys).await?;
        last = Some(id);
    }
    Ok(last)
}
