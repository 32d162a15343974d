//! What held files hold, in pieces.

use domain::Timestamp;

use super::HeldState;
use crate::statement::Statement;
use crate::{Store, StoreError, TokenHash, Tx};

const TABLE: &str = "held_piece";
const KEY: &str = "number";

/// What a piece is part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HeldPart {
    /// The file itself, counted in bytes.
    File,
    /// Rows of its preview: what is wrong.
    Faults,
    /// What would be made.
    New,
    /// What would be changed.
    Changed,
    /// What is so already.
    Unchanged,
    /// The groups that were seen, each with its version.
    SeenGroups,
    /// The versions of the users that were seen.
    SeenUsers,
}

impl HeldPart {
    const fn word(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Faults => "faults",
            Self::New => "new",
            Self::Changed => "changed",
            Self::Unchanged => "unchanged",
            Self::SeenGroups => "seenGroups",
            Self::SeenUsers => "seenUsers",
        }
    }
}

/// A piece.
#[derive(Clone, PartialEq, Eq)]
pub struct HeldPiece {
    /// Of this part.
    pub part: HeldPart,
    /// Its first item is the one of this number, from 0.
    pub first: u64,
    /// How many items it has.
    pub items: u64,
    /// They themselves.
    pub content: Vec<u8>,
}

/// Client ids are in it.
impl std::fmt::Debug for HeldPiece {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HeldPiece")
            .field("part", &self.part)
            .field("first", &self.first)
            .field("items", &self.items)
            .finish_non_exhaustive()
    }
}

impl Store {
    /// The pieces that hold the items from this one up to that one, in order.
    pub async fn held_pieces(
        &self,
        file: &TokenHash,
        part: HeldPart,
        from: u64,
        to: u64,
    ) -> Result<Vec<HeldPiece>, StoreError> {
        let statement = Statement::fixed(
            "SELECT number, items, content FROM held_piece WHERE file = $1 AND part = $2 AND number < $3 \
             AND number + items > $4 ORDER BY number",
            [
                file.hex().into(),
                part.word().into(),
                number(to),
                number(from),
            ],
        );
        let rows = self.pool.all(&statement).await?;
        rows.iter()
            .map(|row| {
                let fields = row.of(TABLE, KEY);
                Ok(HeldPiece {
                    part,
                    first: fields.count("number")?,
                    items: fields.count("items")?,
                    content: fields.bytes("content")?,
                })
            })
            .collect()
    }

    /// How many items a part has.
    pub async fn held_items(&self, file: &TokenHash, part: HeldPart) -> Result<u64, StoreError> {
        let statement = Statement::fixed(
            "SELECT number, number + items AS items FROM held_piece WHERE file = $1 AND part = $2 \
             ORDER BY number DESC LIMIT 1",
            [file.hex().into(), part.word().into()],
        );
        let row = self.pool.one(&statement).await?;
        row.map_or(Ok(0), |row| row.of(TABLE, KEY).count("items"))
    }
}

impl Tx {
    /// Adds pieces to a file in this state. False when it is not (any more): then nothing was added.
    pub async fn put_held(
        &mut self,
        file: &TokenHash,
        state: HeldState,
        pieces: Vec<HeldPiece>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        if !self.touch_held(file, state, now).await? {
            return Ok(false);
        }
        for piece in pieces {
            let statement = Statement::fixed(
                "INSERT INTO held_piece (file, part, number, items, content) VALUES ($1, $2, $3, $4, $5)",
                [
                    file.hex().into(),
                    piece.part.word().into(),
                    number(piece.first),
                    number(piece.items),
                    piece.content.into(),
                ],
            );
            self.link.execute(&statement).await?;
        }
        Ok(true)
    }

    /// Takes away all of a file that is over but what is wrong with it.
    pub async fn strip_held(&mut self, file: &TokenHash) -> Result<(), StoreError> {
        let statement = Statement::fixed(
            "DELETE FROM held_piece WHERE file = $1 AND part <> $2",
            [file.hex().into(), HeldPart::Faults.word().into()],
        );
        self.link.execute(&statement).await.map(drop)
    }

    pub(super) async fn delete_held_pieces(&mut self, file: &str) -> Result<(), StoreError> {
        let statement = Statement::fixed("DELETE FROM held_piece WHERE file = $1", [file.into()]);
        self.link.execute(&statement).await.map(drop)
    }
}

fn number(count: u64) -> crate::statement::Value {
    i64::try_from(count).unwrap_or(i64::MAX).into()
}
