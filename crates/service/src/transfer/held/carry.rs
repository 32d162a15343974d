//! What is kept in the database goes there piece by piece, and comes back so: never all of it is in memory.

use std::fs::File;
use std::io::{self, Write};

use store::{HeldPart, HeldPiece, HeldState, StoreError, TokenHash};

use crate::Service;
use crate::problems::OrProblem;
use crate::transfer::ImportProblem;
use crate::transfer::preview::{Seen, unwritten};

/// Pieces of about so many bytes are written together.
const TOGETHER: usize = 1024 * 1024;

impl Service {
    /// Adds pieces to a file that we check.
    pub(super) async fn put_pieces(
        &self,
        name: &TokenHash,
        pieces: impl Iterator<Item = io::Result<HeldPiece>>,
    ) -> Result<(), ImportProblem> {
        let (mut some, mut bytes) = (Vec::new(), 0);
        for piece in pieces {
            let piece = piece?;
            bytes += piece.content.len();
            some.push(piece);
            if bytes >= TOGETHER {
                self.put_some(name, std::mem::take(&mut some)).await?;
                bytes = 0;
            }
        }
        self.put_some(name, some).await
    }

    async fn put_some(&self, name: &TokenHash, some: Vec<HeldPiece>) -> Result<(), ImportProblem> {
        let put = async {
            let mut tx = self.store.begin_aside().await?;
            let now = self.clock.now();
            if !tx.put_held(name, HeldState::Checking, some, now).await? {
                return Err(StoreError::NotFound);
            }
            tx.commit().await
        };
        put.await.or_problem().map_err(unwritten)
    }

    /// Hands over all pieces of a part, one after another.
    async fn each_piece(
        &self,
        name: &TokenHash,
        part: HeldPart,
        mut take: impl FnMut(&[u8]) -> io::Result<()>,
    ) -> Result<(), ImportProblem> {
        let mut next = 0;
        loop {
            let pieces = self.store.held_pieces(name, part, next, next + 1).await;
            let pieces = pieces.or_problem().map_err(unwritten)?;
            let Some(piece) = pieces.first() else {
                return Ok(());
            };
            take(&piece.content)?;
            next = piece.first + piece.items;
        }
    }

    /// A copy of it in a file without a name that only we can read.
    pub(super) async fn get_file(&self, name: &TokenHash) -> Result<File, ImportProblem> {
        let mut file = tempfile::tempfile()?;
        self.each_piece(name, HeldPart::File, |bytes| file.write_all(bytes))
            .await?;
        Ok(file)
    }

    /// What was seen when it was checked.
    pub(super) async fn get_seen(&self, name: &TokenHash) -> Result<Seen, ImportProblem> {
        let mut seen = Seen::default();
        let groups = |content: &[u8]| seen.add_groups(content);
        self.each_piece(name, HeldPart::SeenGroups, groups).await?;
        let users = |content: &[u8]| {
            seen.add_users(content);
            Ok(())
        };
        self.each_piece(name, HeldPart::SeenUsers, users).await?;
        Ok(seen)
    }
}
