//! Everything in and out, for the command line and the pages alike: as NDJSON, one object a line, or users alone as a
//! table (CSV) with the columns of [`table`].
//!
//! ```json
//! {"group":{"variableName":"emeaSales","label":"EMEA","type":"Sales","description":"…"}}
//! {"integrationUser":{"oauthClientId":"3f0c…","firstName":"ERP order sync","email":"erp@example.com","description":"…",
//!   "partyNumber":"IU_0a1B2c3D4e5","status":{"value":1},"dateAdded":"2026-01-31T08:15:00.000Z",
//!   "lastLogin":"2026-11-01T10:00:00.000Z","groups":{"items":[{"variableName":"emeaSales"}]}}}
//! ```
//!
//! (each on one line). Of a group `variableName`, `label` and `type` must be there, of an integration user
//! `oauthClientId`. `lastLogin`, the last accepted inbound call, is there so that an export is a faithful copy:
//! exporting, importing into an empty database and exporting again gives the same bytes.
//!
//! * A user is matched by `partyNumber` where given, else by `oauthClientId`; a group by `variableName`. What is not
//!   there is made, what differs is changed, what is the same is left alone: a second run changes nothing.
//! * A member that is absent or null leaves what is there alone; an empty text or list empties it. `dateAdded` and
//!   `lastLogin` count for new users only. Unknown members are passed over, but one that would hold a client secret is
//!   refused.
//! * Groups may stand anywhere in the file: they are written first.
//! * Text is UTF-8, or UTF-16 with a byte order mark.
//! * Blank lines, a byte order mark and CRLF are fine; a line has at most 1 MiB.
//!
//! The file is read twice: the first time everything is checked, and nothing is written when a line is at fault. Then
//! users are written in batches, each in one transaction with its lines of the activity log; should the database stop
//! in between, running the import again does the rest.

mod check;
mod csv;
mod encoding;
mod entries;
mod export;
pub(crate) mod held;
mod import;
mod lines;
mod list;
mod parse;
mod preview;
mod records;
mod rows;
mod source;
mod table;
mod words;

use std::io;

use domain::Problem;
pub use domain::{ImportCounts, ImportReport, LineFault};

pub use encoding::as_utf8;
pub use list::{ListExport, Selection};

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportProgress {
    /// Lines are being checked.
    Checking {
        /// Bytes read so far.
        bytes: u64,
    },
    /// All lines are good and are being written.
    Writing {
        /// Groups and users written so far, unchanged ones among them.
        done: u64,
        /// Of so many.
        total: u64,
    },
}

/// Why an import did not do all it should.
#[derive(Debug, thiserror::Error)]
pub enum ImportProblem {
    /// Lines are at fault, by line number. Nothing was written, unless `done` says otherwise: that somebody else has a
    /// client id is found only when the batch is written, and the batches before it stay.
    #[error("{} lines are at fault", faults.len())]
    Faults {
        /// All of them.
        faults: Vec<LineFault>,
        /// What was written before.
        done: ImportReport,
    },
    /// The use case was refused or the database failed; what was written before stays, and a second run does the rest.
    #[error("the import was stopped: {problem:?}")]
    Stopped {
        /// Why.
        problem: Problem,
        /// What was written before.
        done: ImportReport,
    },
    /// The file could not be read.
    #[error("the file cannot be read: {0}")]
    Unreadable(#[from] io::Error),
}

/// What an export wrote.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExportReport {
    /// So many groups.
    pub groups: u64,
    /// So many integration users.
    pub users: u64,
}

/// Why an export is not complete.
#[derive(Debug, thiserror::Error)]
pub enum ExportProblem {
    /// The use case was refused or the database failed.
    #[error("the export was stopped: {0:?}")]
    Stopped(Problem),
    /// It could not be written down.
    #[error("the export cannot be written: {0}")]
    Unwritable(#[from] io::Error),
}
