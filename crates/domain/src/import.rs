//! An import as the pages see it: how far it is, what it would do, what it did.

use serde::{Deserialize, Serialize};

use crate::Change;

/// One line that is at fault, or one of its faults.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineFault {
    /// Which line, from 1.
    pub line: u64,
    /// What is wrong, an English sentence for the operator. It never repeats a client id or anything else that may be
    /// a secret.
    pub message: String,
}

impl std::fmt::Display for LineFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

/// What became of the groups or the users of an import, or would.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportCounts {
    /// Were not there.
    pub created: u64,
    /// Were different.
    pub changed: u64,
    /// Were the same already.
    pub unchanged: u64,
}

impl ImportCounts {
    /// All of them.
    pub const fn total(self) -> u64 {
        self.created + self.changed + self.unchanged
    }
}

impl std::ops::AddAssign for ImportCounts {
    fn add_assign(&mut self, more: Self) {
        self.created += more.created;
        self.changed += more.changed;
        self.unchanged += more.unchanged;
    }
}

/// What an import did, or would do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportReport {
    /// To groups.
    pub groups: ImportCounts,
    /// To integration users.
    pub users: ImportCounts,
}

impl ImportReport {
    /// Groups and users together.
    pub fn sum(self) -> ImportCounts {
        let mut sum = self.groups;
        sum += self.users;
        sum
    }
}

/// How far a file is that was handed over in the browser.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ImportStage {
    /// It is being checked and compared; nothing has been written.
    Checking {
        /// How much of it, in hundredths.
        percent: u8,
    },
    /// Lines are at fault; nothing has been written.
    Faulty {
        /// So many faults.
        faults: u64,
        /// Columns that were passed over.
        passed_over: Vec<String>,
    },
    /// It is in order, and nothing has been written.
    Ready {
        /// What it would do.
        report: ImportReport,
        /// Columns that were passed over.
        passed_over: Vec<String>,
    },
    /// It is being written.
    Writing {
        /// So many groups and users.
        done: u64,
        /// Of so many.
        total: u64,
    },
    /// All of it has been written.
    Done(ImportReport),
    /// It was stopped while it was being written: whole transactions of it stay.
    Stopped {
        /// What was written before.
        done: ImportReport,
        /// So many lines were at fault, for somebody else changed the same meanwhile; 0 when the database failed.
        faults: u64,
    },
}

/// Which part of a preview is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ImportList {
    /// What is wrong.
    Faults,
    /// What would be made.
    New,
    /// What would be changed.
    Changed,
    /// What is so already.
    Unchanged,
}

/// One group or user of a preview, or one fault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportRow {
    /// On which line it stands.
    pub line: u64,
    /// Whether it is a group.
    pub group: bool,
    /// The client id or the variable name; empty for a fault.
    pub key: String,
    /// The name or the label; for a fault the words.
    pub name: String,
    /// The difference; nothing where nothing changes.
    pub change: Change,
}

/// Some rows of a preview.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportRows {
    /// The rows.
    pub rows: Vec<ImportRow>,
    /// How many there are in all.
    pub total: u64,
}

impl ImportRows {
    /// The most rows that one answer holds.
    pub const MOST: u64 = 50;
}

/// The most bytes of a file that is handed over in the browser.
pub const MOST_IMPORT_BYTES: u64 = 64 * 1024 * 1024;

/// The most users that one export may name one by one.
pub const MOST_NAMED_USERS: usize = 10_000;

/// In which form a list is written out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ExportFormat {
    /// A table for spreadsheets.
    Csv,
    /// One JSON object a line.
    Ndjson,
}

impl ExportFormat {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Csv, Self::Ndjson];

    /// The word in addresses, and the end of a file's name.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Ndjson => "ndjson",
        }
    }

    /// From that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.word() == word)
    }
}
