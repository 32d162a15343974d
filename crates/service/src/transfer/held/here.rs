//! Files that are kept in the process that took them, which serves alone.

use std::collections::HashMap;
use std::fmt;
use std::fs::File;
use std::io::{self, BufReader};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::{Caller, ImportList, ImportRows, ImportStage, LineFault, Problem, Timestamp};
use tokio::sync::oneshot;
use tracing::info;

use super::{KEPT_SECONDS, MOST_FILES, checked, checking, failed, reader, stopped};
use crate::Service;
use crate::transfer::import::AsSeen;
use crate::transfer::preview::{Preview, fault_rows};
use crate::transfer::{ImportProblem, ImportProgress};

/// A file is kept so long after the last that was done with it.
const KEPT: Duration = Duration::from_secs(KEPT_SECONDS as u64);

/// The files of this process.
#[derive(Default)]
pub(crate) struct Here(Mutex<HashMap<String, Held>>);

struct Held {
    /// The session that brought it.
    owner: String,
    file: Arc<File>,
    bytes: u64,
    stage: ImportStage,
    /// When it was brought, checked or written.
    since: Timestamp,
    preview: Option<Preview>,
    /// What was found while it was being written.
    late: Vec<LineFault>,
    /// Goes with it; then whoever checks it stops.
    _kept: oneshot::Sender<()>,
}

impl Held {
    fn is_busy(&self) -> bool {
        matches!(self.stage, ImportStage::Writing { .. })
    }

    fn stop(&mut self, problem: ImportProblem) {
        let (done, late) = stopped(problem);
        self.late = late;
        let faults = self.late.len() as u64;
        self.stage = ImportStage::Stopped { done, faults };
    }
}

impl fmt::Debug for Here {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Here").finish_non_exhaustive()
    }
}

impl Here {
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

    /// False when there is no room.
    fn take(&self, id: &str, held: Held) -> bool {
        let mut files = self.lock();
        let owner = &held.owner;
        files.retain(|_, other| other.owner != *owner || other.is_busy());
        if files.len() >= MOST_FILES || files.values().any(|other| other.owner == *owner) {
            return false;
        }
        files.insert(id.to_owned(), held);
        true
    }

    pub(super) fn stage(&self, owner: &str, id: &str) -> Result<ImportStage, Problem> {
        self.with(owner, id, |held| Ok(held.stage.clone()))
    }

    pub(super) fn rows(
        &self,
        owner: &str,
        id: &str,
        list: ImportList,
        from: u64,
    ) -> Result<ImportRows, Problem> {
        self.with(owner, id, |held| {
            if list == ImportList::Faults && !held.late.is_empty() {
                return Ok(fault_rows(&held.late, from));
            }
            let preview = held.preview.as_ref().ok_or(Problem::NotFound)?;
            preview.rows(list, from).map_err(|error| failed(&error))
        })
    }

    pub(super) fn forget(&self, owner: &str, id: &str) {
        let mut files = self.lock();
        let gone = |held: &Held| held.owner == owner && !held.is_busy();
        if files.get(id).is_some_and(gone) {
            files.remove(id);
        }
    }

    /// Removes it when it was kept long enough, unless it is being written just now. Says in how long to look again; none
    /// when it is gone.
    pub(crate) fn sweep(&self, id: &str, now: Timestamp) -> Option<Duration> {
        let mut files = self.lock();
        let held = files.get(id)?;
        if held.is_busy() {
            return Some(KEPT);
        }
        let age = now.micros().saturating_sub(held.since.micros());
        let age = Duration::from_micros(u64::try_from(age).unwrap_or_default());
        let left = KEPT.saturating_sub(age);
        if left.is_zero() {
            files.remove(id);
            return None;
        }
        Some(left)
    }

    fn reader(&self, id: &str) -> io::Result<Option<(BufReader<File>, u64)>> {
        let files = self.lock();
        let Some(held) = files.get(id) else {
            return Ok(None);
        };
        Ok(Some((reader(held.file.try_clone()?)?, held.bytes)))
    }
}

impl Service {
    /// False when there is no room.
    pub(super) fn hold_here(
        &self,
        files: &Arc<Here>,
        caller: &Caller,
        owner: &str,
        id: &str,
        (file, bytes): (File, u64),
    ) -> bool {
        let (kept, gone) = oneshot::channel();
        let held = Held {
            owner: owner.to_owned(),
            file: Arc::new(file),
            bytes,
            stage: ImportStage::Checking { percent: 0 },
            since: self.clock.now(),
            preview: None,
            late: Vec::new(),
            _kept: kept,
        };
        if !files.take(id, held) {
            return false;
        }
        let (service, caller, name) = (self.clone(), caller.clone(), id.to_owned());
        let check = Arc::clone(files);
        tokio::spawn(async move {
            tokio::select! {
                () = service.check_here(&check, &caller, &name) => {}
                _ = gone => info!("A file that was handed over is not wanted any more"),
            }
        });
        let (files, clock, name) = (Arc::clone(files), Arc::clone(&self.clock), id.to_owned());
        tokio::spawn(async move {
            let mut left = Some(KEPT);
            while let Some(time) = left {
                tokio::time::sleep(time).await;
                left = files.sweep(&name, clock.now());
            }
        });
        true
    }

    pub(super) fn start_here(
        &self,
        files: &Arc<Here>,
        caller: &Caller,
        owner: &str,
        id: &str,
    ) -> Result<(), Problem> {
        files.with(owner, id, |held| {
            let ImportStage::Ready { report, .. } = &held.stage else {
                return Err(Problem::NotFound);
            };
            let total = report.sum().total();
            held.stage = ImportStage::Writing { done: 0, total };
            Ok(())
        })?;
        let (service, caller, id) = (self.clone(), caller.clone(), id.to_owned());
        let files = Arc::clone(files);
        tokio::spawn(async move { service.write_here(&files, &caller, &id).await });
        Ok(())
    }

    async fn check_here(&self, files: &Here, caller: &Caller, id: &str) {
        let outcome = match files.reader(id) {
            Ok(None) => return,
            Ok(Some((reader, bytes))) => {
                let mut tell = |progress| {
                    let percent = checking(progress, bytes);
                    files.set(id, ImportStage::Checking { percent });
                };
                self.preview(caller, reader, &mut tell).await
            }
            Err(error) => Err(error.into()),
        };
        let mut files = files.lock();
        let Some(held) = files.get_mut(id) else {
            return;
        };
        held.since = self.clock.now();
        match outcome {
            Ok(preview) => {
                held.stage = checked(&preview);
                held.preview = Some(preview);
            }
            Err(problem) => held.stop(problem),
        }
    }

    async fn write_here(&self, files: &Here, caller: &Caller, id: &str) {
        let seen = {
            let files = files.lock();
            let preview = files.get(id).and_then(|held| held.preview.as_ref());
            preview.map(|preview| Arc::clone(&preview.seen))
        };
        let outcome = match (files.reader(id), seen) {
            (Ok(Some((reader, _))), Some(seen)) => {
                let mut tell = |progress| {
                    if let ImportProgress::Writing { done, total } = progress {
                        files.set(id, ImportStage::Writing { done, total });
                    }
                };
                let seen = AsSeen { seen, held: None };
                self.import_as_seen(caller, reader, Some(seen), &mut tell)
                    .await
            }
            (Err(error), _) => Err(error.into()),
            _ => return,
        };
        let mut files = files.lock();
        let Some(held) = files.get_mut(id) else {
            return;
        };
        held.since = self.clock.now();
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
