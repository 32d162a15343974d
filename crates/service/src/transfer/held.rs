//! Files that were handed over in the browser, kept for a short time: checked and compared, written when somebody says
//! so, and then gone. Each belongs to the session that brought it, has a name that nobody can guess, and lies where nobody
//! else can read it: client ids are in it.

use std::collections::HashMap;
use std::fmt;
use std::fs::File;
use std::io::BufReader;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::{
    Caller, ImportList, ImportReport, ImportRows, ImportStage, LineFault, Permission, Problem,
};
use tracing::{error, info};

use super::preview::{Preview, fault_rows};
use super::{ImportProblem, ImportProgress, as_utf8};
use crate::problems::OrProblem;
use crate::{Service, clock_ids};

/// A file is kept for so long.
const KEPT: Duration = Duration::from_mins(30);
/// So many are kept at a time, one of each session.
const MOST_FILES: usize = 8;
/// When there are as many already, it is worth trying again after so many seconds.
const RETRY_AFTER_SECONDS: u32 = 60;
/// So much of a file is read at a time.
const BUFFER: usize = 256 * 1024;

/// The files of this process.
#[derive(Default)]
pub(crate) struct HeldFiles(Mutex<HashMap<String, Held>>);

struct Held {
    /// The session that brought it.
    owner: String,
    file: Arc<File>,
    bytes: u64,
    stage: ImportStage,
    preview: Option<Preview>,
    /// What was found while it was being written.
    late: Vec<LineFault>,
}

impl Held {
    fn is_busy(&self) -> bool {
        matches!(self.stage, ImportStage::Writing { .. })
    }
}

impl fmt::Debug for HeldFiles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HeldFiles").finish_non_exhaustive()
    }
}

impl HeldFiles {
    /// What panicked under the lock left single values whole.
    fn lock(&self) -> MutexGuard<'_, HashMap<String, Held>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, id: &str, stage: ImportStage) {
        if let Some(held) = self.lock().get_mut(id) {
            held.stage = stage;
        }
    }

    fn with<T>(
        &self,
        owner: &str,
        id: &str,
        look: impl FnOnce(&mut Held) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        let mut files = self.lock();
        let held = files.get_mut(id).filter(|held| held.owner == owner);
        look(held.ok_or(Problem::NotFound)?)
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
        let held = Held {
            owner: owner.to_owned(),
            file: Arc::new(file),
            bytes,
            stage: ImportStage::Checking { percent: 0 },
            preview: None,
            late: Vec::new(),
        };
        {
            let mut files = self.held.lock();
            files.retain(|_, held| held.owner != owner || held.is_busy());
            if files.len() >= MOST_FILES || files.values().any(|held| held.owner == owner) {
                return Err(Problem::Unavailable {
                    retry_after: RETRY_AFTER_SECONDS,
                });
            }
            files.insert(id.clone(), held);
        }
        let (service, caller, name) = (self.clone(), caller.clone(), id.clone());
        tokio::spawn(async move { service.check_held(&caller, &name).await });
        let (held, name) = (Arc::clone(&self.held), id.clone());
        tokio::spawn(async move {
            tokio::time::sleep(KEPT).await;
            held.lock().remove(&name);
        });
        Ok(id)
    }

    /// How far it is. [`Problem::NotFound`] when the session brought no such file, or too long ago.
    pub fn import_stage(
        &self,
        caller: &Caller,
        owner: &str,
        id: &str,
    ) -> Result<ImportStage, Problem> {
        caller.require(Permission::ImportExport)?;
        self.held.with(owner, id, |held| Ok(held.stage.clone()))
    }

    /// Some rows of its preview.
    pub fn import_rows(
        &self,
        caller: &Caller,
        owner: &str,
        id: &str,
        list: ImportList,
        from: u64,
    ) -> Result<ImportRows, Problem> {
        caller.require(Permission::ImportExport)?;
        self.held.with(owner, id, |held| {
            if list == ImportList::Faults && !held.late.is_empty() {
                return Ok(fault_rows(&held.late, from));
            }
            let preview = held.preview.as_ref().ok_or(Problem::NotFound)?;
            preview.rows(list, from).map_err(|error| failed(&error))
        })
    }

    /// Begins to write it. [`Problem::NotFound`] unless it is in order and not written yet.
    pub fn start_import(&self, caller: &Caller, owner: &str, id: &str) -> Result<(), Problem> {
        caller.require(Permission::ImportExport)?;
        self.held.with(owner, id, |held| {
            let ImportStage::Ready { report, .. } = &held.stage else {
                return Err(Problem::NotFound);
            };
            let total = report.sum().total();
            held.stage = ImportStage::Writing { done: 0, total };
            Ok(())
        })?;
        let (service, caller, id) = (self.clone(), caller.clone(), id.to_owned());
        tokio::spawn(async move { service.write_held(&caller, &id).await });
        Ok(())
    }

    /// Forgets it, unless it is being written just now.
    pub fn drop_import(&self, caller: &Caller, owner: &str, id: &str) -> Result<(), Problem> {
        caller.require(Permission::ImportExport)?;
        let mut files = self.held.lock();
        let gone = |held: &Held| held.owner == owner && !held.is_busy();
        if files.get(id).is_some_and(gone) {
            files.remove(id);
        }
        Ok(())
    }

    fn held_reader(&self, id: &str) -> std::io::Result<Option<(BufReader<File>, u64)>> {
        let files = self.held.lock();
        let Some(held) = files.get(id) else {
            return Ok(None);
        };
        let mut file = held.file.try_clone()?;
        std::io::Seek::rewind(&mut file)?;
        Ok(Some((BufReader::with_capacity(BUFFER, file), held.bytes)))
    }

    async fn check_held(&self, caller: &Caller, id: &str) {
        let outcome = match self.held_reader(id) {
            Ok(None) => return,
            Ok(Some((reader, bytes))) => {
                let mut tell = |progress| {
                    let (half, part, whole) = match progress {
                        ImportProgress::Checking { bytes: read } => (0, read, bytes),
                        ImportProgress::Writing { done, total } => (50, done, total),
                    };
                    let percent = half + 50 * part.min(whole) / whole.max(1);
                    let percent = u8::try_from(percent).unwrap_or(100);
                    self.held.set(id, ImportStage::Checking { percent });
                };
                self.preview(caller, reader, &mut tell).await
            }
            Err(error) => Err(error.into()),
        };
        let mut files = self.held.lock();
        let Some(held) = files.get_mut(id) else {
            return;
        };
        match outcome {
            Ok(preview) => {
                let passed_over = preview.passed_over.clone();
                held.stage = if preview.faults.is_empty() {
                    let report = preview.report;
                    ImportStage::Ready {
                        report,
                        passed_over,
                    }
                } else {
                    let faults = preview.faults.len() as u64;
                    ImportStage::Faulty {
                        faults,
                        passed_over,
                    }
                };
                held.preview = Some(preview);
            }
            Err(problem) => held.stop(problem),
        }
    }

    async fn write_held(&self, caller: &Caller, id: &str) {
        let seen = {
            let files = self.held.lock();
            let preview = files.get(id).and_then(|held| held.preview.as_ref());
            preview.map(|preview| Arc::clone(&preview.seen))
        };
        let outcome = match (self.held_reader(id), seen) {
            (Ok(Some((reader, _))), Some(seen)) => {
                let mut tell = |progress| {
                    if let ImportProgress::Writing { done, total } = progress {
                        self.held.set(id, ImportStage::Writing { done, total });
                    }
                };
                self.import_as_seen(caller, reader, Some(seen), &mut tell)
                    .await
            }
            (Err(error), _) => Err(error.into()),
            _ => return,
        };
        let mut files = self.held.lock();
        let Some(held) = files.get_mut(id) else {
            return;
        };
        match outcome {
            Ok(report) => {
                info!(by = ?caller.actor(), "Imported a file that was handed over");
                held.stage = ImportStage::Done(report);
            }
            Err(problem) => held.stop(problem),
        }
        // What it did is all that is still of use.
        held.preview = None;
    }
}

impl Held {
    fn stop(&mut self, problem: ImportProblem) {
        let done = match problem {
            ImportProblem::Faults { faults, done } => {
                self.late = faults;
                done
            }
            ImportProblem::Stopped { done, .. } => done,
            ImportProblem::Unreadable(error) => {
                error!(%error, "A file that was handed over cannot be read");
                ImportReport::default()
            }
        };
        let faults = self.late.len() as u64;
        self.stage = ImportStage::Stopped { done, faults };
    }
}

fn failed(error: &dyn fmt::Display) -> Problem {
    error!(%error, "A file that was handed over cannot be kept");
    Problem::Internal {
        request_id: String::new(),
    }
}
