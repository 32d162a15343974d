//! Files that were handed over to be imported, for all processes that share a database: how far each is, and in pieces
//! what it holds. Names and owners never come here, only their hashes.
//!
//! Whoever changes a file or adds pieces changes its row first, and so holds it until the commit: of two that would change
//! the same the second finds what the first left, and a file that was taken away gets no more pieces. Only the change of a
//! state from another one says that somebody may go on with a file, so one process does.

mod files;
mod pieces;

use domain::{ImportReport, ImportStage, Timestamp};

pub use pieces::{HeldPart, HeldPiece};

const TABLE: &str = "held_file";
/// Names are as good as secret.
const KEY: &str = "last_step";

/// How far a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldFile {
    /// As the pages see it.
    pub stage: ImportStage,
    /// What of it has been written.
    pub done: ImportReport,
    /// When the process that is at it last said so.
    pub last_step: Timestamp,
}

/// The stage as one word, by which it changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeldState {
    /// It is being checked.
    Checking,
    /// It is at fault.
    Faulty,
    /// It may be written.
    Ready,
    /// It is being written.
    Writing,
    /// It is written.
    Done,
    /// It was given up.
    Stopped,
}

impl HeldState {
    /// That of a stage.
    pub const fn of(stage: &ImportStage) -> Self {
        match stage {
            ImportStage::Checking { .. } => Self::Checking,
            ImportStage::Faulty { .. } => Self::Faulty,
            ImportStage::Ready { .. } => Self::Ready,
            ImportStage::Writing { .. } => Self::Writing,
            ImportStage::Done(_) => Self::Done,
            ImportStage::Stopped { .. } => Self::Stopped,
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Checking => "checking",
            Self::Faulty => "faulty",
            Self::Ready => "ready",
            Self::Writing => "writing",
            Self::Done => "done",
            Self::Stopped => "stopped",
        }
    }
}

impl HeldFile {
    /// Whether a process is at it.
    pub const fn is_busy(&self) -> bool {
        matches!(
            HeldState::of(&self.stage),
            HeldState::Checking | HeldState::Writing
        )
    }
}
