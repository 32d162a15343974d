//! Files that were handed over in the browser, kept for a short time: checked and compared, written when somebody says
//! so, and then gone. Each belongs to the session that brought it, has a name that nobody can guess, and lies where nobody
//! else can read it: client ids are in it.
//!
//! A process that serves alone keeps them itself (`here`). Where several share a database they are kept there (`shared`),
//! for the next request may come to another process, and this one may be gone.

mod carry;
mod here;
mod pieces;
mod shared;

use std::fmt;
use std::fs::File;
use std::io::{self, BufReader, Seek};
use std::sync::Arc;

use domain::{
    Caller, ImportList, ImportReport, ImportRows, ImportStage, LineFault, Permission, Problem,
};
use store::Store;
use tracing::error;

use self::here::Here;
use super::preview::Preview;
use super::{ImportProblem, ImportProgress, as_utf8};
use crate::problems::{OrProblem, internal};
use crate::sessions::hash;
use crate::{Service, clock_ids};

/// A file is kept for so many seconds.
const KEPT_SECONDS: u32 = 30 * 60;
/// So many are kept at a time, one of each session.
const MOST_FILES: usize = 8;
/// When there are as many already, it is worth trying again after so many seconds.
const RETRY_AFTER_SECONDS: u32 = 60;
/// So much of a file is read at a time.
const BUFFER: usize = 256 * 1024;

/// Where they are kept.
#[derive(Clone, Debug)]
pub(crate) enum HeldFiles {
    /// In this process, which serves alone.
    Here(Arc<Here>),
    /// In the database, for all processes that share it.
    Shared,
}

impl HeldFiles {
    /// The place for files that are about this store.
    pub(crate) fn of(store: &Store) -> Self {
        if store.is_shared() {
            Self::Shared
        } else {
            Self::Here(Arc::default())
        }
    }
}

impl Service {
    /// Takes a file of so many bytes and begins to check it; gives its name. `owner` is the secret of the session. What
    /// the session brought before is forgotten, unless it is being written just now.
    pub async fn hold_import(
        &self,
        caller: &Caller,
        owner: &str,
        file: File,
        bytes: u64,
    ) -> Result<String, Problem> {
        caller.require(Permission::ImportExport)?;
        let id = clock_ids::token(&*self.ids).or_problem()?;
        let file = tokio::task::spawn_blocking(move || as_utf8(file)).await;
        let file = file
            .map_err(|error| failed(&error))?
            .map_err(|error| failed(&error))?;
        let bytes = file.metadata().map_or(bytes, |metadata| metadata.len());
        let taken = match &self.held {
            HeldFiles::Here(files) => self.hold_here(files, caller, owner, &id, (file, bytes)),
            HeldFiles::Shared => {
                let (name, owner) = (hash(&id), hash(owner));
                self.hold_shared(caller, name, &owner, (file, bytes))
                    .await?
            }
        };
        if taken {
            Ok(id)
        } else {
            Err(Problem::Unavailable {
                retry_after: RETRY_AFTER_SECONDS,
            })
        }
    }

    /// How far it is. [`Problem::NotFound`] when the session brought no such file, or too long ago.
    pub async fn import_stage(
        &self,
        caller: &Caller,
        owner: &str,
        id: &str,
    ) -> Result<ImportStage, Problem> {
        caller.require(Permission::ImportExport)?;
        match &self.held {
            HeldFiles::Here(files) => files.stage(owner, id),
            HeldFiles::Shared => {
                let found = self.find_shared(&hash(id), &hash(owner)).await?;
                Ok(found.stage)
            }
        }
    }

    /// Some rows of its preview.
    pub async fn import_rows(
        &self,
        caller: &Caller,
        owner: &str,
        id: &str,
        list: ImportList,
        from: u64,
    ) -> Result<ImportRows, Problem> {
        caller.require(Permission::ImportExport)?;
        match &self.held {
            HeldFiles::Here(files) => files.rows(owner, id, list, from),
            HeldFiles::Shared => self.rows_shared(&hash(id), &hash(owner), list, from).await,
        }
    }

    /// Begins to write it. [`Problem::NotFound`] unless it is in order and not written yet.
    pub async fn start_import(
        &self,
        caller: &Caller,
        owner: &str,
        id: &str,
    ) -> Result<(), Problem> {
        caller.require(Permission::ImportExport)?;
        match &self.held {
            HeldFiles::Here(files) => self.start_here(files, caller, owner, id),
            HeldFiles::Shared => self.start_shared(caller, hash(id), &hash(owner)).await,
        }
    }

    /// Forgets it, unless it is being written just now.
    pub async fn drop_import(&self, caller: &Caller, owner: &str, id: &str) -> Result<(), Problem> {
        caller.require(Permission::ImportExport)?;
        match &self.held {
            HeldFiles::Here(files) => {
                files.forget(owner, id);
                Ok(())
            }
            HeldFiles::Shared => self.forget_shared(&hash(id), &hash(owner)).await,
        }
    }
}

/// The file from its beginning on.
fn reader(mut file: File) -> io::Result<BufReader<File>> {
    file.rewind()?;
    Ok(BufReader::with_capacity(BUFFER, file))
}

/// How much of a file of so many bytes has been checked and compared.
fn checking(progress: ImportProgress, bytes: u64) -> u8 {
    let (half, part, whole) = match progress {
        ImportProgress::Checking { bytes: read } => (0, read, bytes),
        ImportProgress::Writing { done, total } => (50, done, total),
    };
    let percent = half + 50 * part.min(whole) / whole.max(1);
    u8::try_from(percent).unwrap_or(100)
}

/// What comes of a file once it is checked.
fn checked(preview: &Preview) -> ImportStage {
    let passed_over = preview.passed_over.clone();
    if preview.faults.is_empty() {
        ImportStage::Ready {
            report: preview.report,
            passed_over,
        }
    } else {
        ImportStage::Faulty {
            faults: preview.faults.len() as u64,
            passed_over,
        }
    }
}

/// What had been written, and what is wrong.
fn stopped(problem: ImportProblem) -> (ImportReport, Vec<LineFault>) {
    match problem {
        ImportProblem::Faults { faults, done } => (done, faults),
        ImportProblem::Stopped { done, .. } => (done, Vec::new()),
        ImportProblem::Unreadable(error) => {
            error!(%error, "A file that was handed over cannot be read");
            (ImportReport::default(), Vec::new())
        }
    }
}

fn failed(error: &dyn fmt::Display) -> Problem {
    error!(%error, "A file that was handed over cannot be kept");
    internal()
}
