//! The rows of held files.

use domain::{ImportReport, ImportStage, Timestamp};

use super::{HeldFile, HeldState, KEY, TABLE};
use crate::dialect::Row;
use crate::statement::Statement;
use crate::{Store, StoreError, TokenHash, Tx};

impl Store {
    /// The file of this name and owner; none when nothing happened to it since then.
    pub async fn find_held(
        &self,
        name: &TokenHash,
        owner: &TokenHash,
        since: Timestamp,
    ) -> Result<Option<HeldFile>, StoreError> {
        let statement = Statement::fixed(
            "SELECT stage, done, last_step FROM held_file WHERE name = $1 AND owner = $2 AND last_step >= $3",
            [name.hex().into(), owner.hex().into(), since.micros().into()],
        );
        let row = self.pool.one(&statement).await?;
        row.as_ref().map(file).transpose()
    }
}

impl Tx {
    /// Takes a file, being checked, in the place of what its owner brought before. False when the owner's last one is being
    /// written, or when there are `most` already; those whose process is silent since `silent` do not count, nor do those
    /// that are over. Needs the turn of writing ([`Store::begin`]), so that they are counted once.
    pub async fn hold_file(
        &mut self,
        name: &TokenHash,
        owner: &TokenHash,
        most: u64,
        silent: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let earlier = Statement::fixed(
            "DELETE FROM held_file WHERE owner = $1 AND (state <> 'writing' OR last_step < $2) RETURNING name",
            [owner.hex().into(), silent.micros().into()],
        );
        for row in self.link.all(&earlier).await? {
            let name = row.of(TABLE, KEY).text("name")?;
            self.delete_held_pieces(&name).await?;
        }
        let counted = Statement::fixed(
            "SELECT COUNT(*) AS files, COUNT(CASE WHEN owner = $1 THEN 1 END) AS own FROM held_file \
             WHERE state IN ('faulty', 'ready') OR (state IN ('checking', 'writing') AND last_step >= $2)",
            [owner.hex().into(), silent.micros().into()],
        );
        let row = self.link.one(&counted).await?;
        let row = row.ok_or(StoreError::NotFound)?;
        let fields = row.of(TABLE, KEY);
        if fields.count("files")? >= most || fields.count("own")? > 0 {
            return Ok(false);
        }
        let stage = ImportStage::Checking { percent: 0 };
        let insert = Statement::fixed(
            "INSERT INTO held_file (name, owner, state, stage, done, last_step) VALUES ($1, $2, $3, $4, $5, $6)",
            [
                name.hex().into(),
                owner.hex().into(),
                HeldState::of(&stage).word().into(),
                json(&stage)?.into(),
                json(&ImportReport::default())?.into(),
                now.micros().into(),
            ],
        );
        self.link.execute(&insert).await?;
        Ok(true)
    }

    /// Brings a file that is in this state to this stage. False when it is not (any more): then it is not the caller's to
    /// go on with.
    pub async fn step_held(
        &mut self,
        name: &TokenHash,
        from: HeldState,
        stage: &ImportStage,
        done: &ImportReport,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let statement = Statement::fixed(
            "UPDATE held_file SET state = $1, stage = $2, done = $3, last_step = $4 WHERE name = $5 AND state = $6",
            [
                HeldState::of(stage).word().into(),
                json(stage)?.into(),
                json(done)?.into(),
                now.micros().into(),
                name.hex().into(),
                from.word().into(),
            ],
        );
        Ok(self.link.execute(&statement).await? > 0)
    }

    /// Says that the process is still at it. False when it is not in this state (any more).
    pub async fn touch_held(
        &mut self,
        name: &TokenHash,
        state: HeldState,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let statement = Statement::fixed(
            "UPDATE held_file SET last_step = $1 WHERE name = $2 AND state = $3",
            [now.micros().into(), name.hex().into(), state.word().into()],
        );
        Ok(self.link.execute(&statement).await? > 0)
    }

    /// What of a file has been written. Behind a change of its row in the same transaction nobody else changes it.
    pub async fn held_done(
        &mut self,
        name: &TokenHash,
    ) -> Result<Option<ImportReport>, StoreError> {
        let statement = Statement::fixed(
            "SELECT done FROM held_file WHERE name = $1",
            [name.hex().into()],
        );
        let row = self.link.one(&statement).await?;
        row.map(|row| {
            row.of(TABLE, KEY)
                .parsed("done", |json| serde_json::from_str(json).ok())
        })
        .transpose()
    }

    /// Brings a file, as it was found, to this stage when no process has said since `silent` that it is at it; then none
    /// may go on with it.
    pub async fn give_up_held(
        &mut self,
        name: &TokenHash,
        found: &HeldFile,
        stage: &ImportStage,
        silent: Timestamp,
    ) -> Result<bool, StoreError> {
        // The last step stays: giving it up is none.
        let statement = Statement::fixed(
            "UPDATE held_file SET state = $1, stage = $2 WHERE name = $3 AND state = $4 AND done = $5 AND last_step < $6",
            [
                HeldState::of(stage).word().into(),
                json(stage)?.into(),
                name.hex().into(),
                HeldState::of(&found.stage).word().into(),
                json(&found.done)?.into(),
                silent.micros().into(),
            ],
        );
        Ok(self.link.execute(&statement).await? > 0)
    }

    /// Takes a file of this owner away with all its pieces, unless it is being written.
    pub async fn forget_held(
        &mut self,
        name: &TokenHash,
        owner: &TokenHash,
    ) -> Result<bool, StoreError> {
        let statement = Statement::fixed(
            "DELETE FROM held_file WHERE name = $1 AND owner = $2 AND state <> 'writing'",
            [name.hex().into(), owner.hex().into()],
        );
        if self.link.execute(&statement).await? == 0 {
            return Ok(false);
        }
        self.delete_held_pieces(&name.hex()).await?;
        Ok(true)
    }

    /// Takes one file away to which nothing happened since `before`, with its pieces; whether there was one.
    pub async fn purge_held(&mut self, before: Timestamp) -> Result<bool, StoreError> {
        let statement = Statement::fixed(
            "DELETE FROM held_file WHERE last_step < $1 AND name = (SELECT name FROM held_file WHERE last_step < $1 \
             ORDER BY name LIMIT 1) RETURNING name",
            [before.micros().into()],
        );
        let Some(row) = self.link.one(&statement).await? else {
            return Ok(false);
        };
        let name = row.of(TABLE, KEY).text("name")?;
        self.delete_held_pieces(&name).await?;
        Ok(true)
    }
}

fn file(row: &Row) -> Result<HeldFile, StoreError> {
    let fields = row.of(TABLE, KEY);
    Ok(HeldFile {
        stage: fields.parsed("stage", |json| serde_json::from_str(json).ok())?,
        done: fields.parsed("done", |json| serde_json::from_str(json).ok())?,
        last_step: fields.moment("last_step")?,
    })
}

fn json<T: serde::Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Other(error.into()))
}
