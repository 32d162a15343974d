//! Files that are kept in the database, so that any process goes on with what another one took.
//!
//! The process that took a file checks it and then knows nothing of it any more; the one that is told to writes it, as it
//! was seen. Each says twice a second that it is still at it. When one has been silent for half a minute, whoever looks
//! gives the file up in its place. Writing says how far it is in the very transactions that it writes: so what a file that
//! was given up says it did is what it did, and a process that was only slow writes nothing more.

use std::fs::File;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use domain::{
    Caller, ImportList, ImportReport, ImportRows, ImportStage, LineFault, Problem, Timestamp,
};
use store::{HeldFile, HeldPiece, HeldState, StoreError, TokenHash};
use tokio::time::sleep;
use tracing::{error, info, warn};

use super::pieces::{of_faults, of_file, of_preview, part_of};
use super::{HeldFiles, KEPT_SECONDS, MOST_FILES, checked, checking, failed, reader, stopped};
use crate::Service;
use crate::problems::OrProblem;
use crate::transfer::ImportProblem;
use crate::transfer::import::AsSeen;
use crate::transfer::preview::fault_list;
use crate::transfer::rows;

/// How often a process records that it is still working on a file.
const BEAT: Duration = Duration::from_millis(500);
/// A process that has not done so for this many seconds is gone.
const SILENT_SECONDS: i64 = 30;
/// How many times recording the result of a file is tried, with a pause, when the database does not answer.
const TRIES: u32 = 10;
const PAUSE: Duration = Duration::from_secs(1);

/// Since when a process that says nothing is gone.
fn silent(now: Timestamp) -> Timestamp {
    now.plus_seconds(-SILENT_SECONDS)
}

/// Since when a file to which nothing happened is kept no longer.
fn over(now: Timestamp) -> Timestamp {
    now.plus_seconds(-i64::from(KEPT_SECONDS))
}

/// What comes of a file whose process is gone.
fn given_up(found: &HeldFile) -> ImportStage {
    let done = found.done;
    match found.stage {
        // It was gone before it could say so.
        ImportStage::Writing { total, .. } if done.sum().total() == total => {
            ImportStage::Done(done)
        }
        _ => ImportStage::Stopped { done, faults: 0 },
    }
}

impl Service {
    /// False when there is no room.
    pub(super) async fn hold_shared(
        &self,
        caller: &Caller,
        name: TokenHash,
        owner: &TokenHash,
        (file, bytes): (File, u64),
    ) -> Result<bool, Problem> {
        self.purge_held().await?;
        let now = self.clock.now();
        let mut tx = self.store.begin().await.or_problem()?;
        let taken = tx.hold_file(&name, owner, MOST_FILES as u64, silent(now), now);
        if !taken.await.or_problem()? {
            return Ok(false);
        }
        tx.commit().await.or_problem()?;
        let (service, caller) = (self.clone(), caller.clone());
        tokio::spawn(async move { service.check_shared(&caller, &name, file, bytes).await });
        Ok(true)
    }

    /// The file, as far as it is; one whose process is gone is given up.
    pub(super) async fn find_shared(
        &self,
        name: &TokenHash,
        owner: &TokenHash,
    ) -> Result<HeldFile, Problem> {
        let now = self.clock.now();
        let find = || self.store.find_held(name, owner, over(now));
        let found = find().await.or_problem()?.ok_or(Problem::NotFound)?;
        if !found.is_busy() || found.last_step >= silent(now) {
            return Ok(found);
        }
        let stage = given_up(&found);
        let mut tx = self.store.begin_aside().await.or_problem()?;
        let given_up = tx.give_up_held(name, &found, &stage, silent(now)).await;
        if given_up.or_problem()? {
            tx.strip_held(name).await.or_problem()?;
            tx.commit().await.or_problem()?;
            warn!(
                ?stage,
                "The server that was at a file that was handed over is gone"
            );
        }
        // Somebody else may have been quicker.
        find().await.or_problem()?.ok_or(Problem::NotFound)
    }

    pub(super) async fn rows_shared(
        &self,
        name: &TokenHash,
        owner: &TokenHash,
        list: ImportList,
        from: u64,
    ) -> Result<ImportRows, Problem> {
        let found = self.find_shared(name, owner).await?;
        let there = match found.stage {
            ImportStage::Faulty { .. }
            | ImportStage::Ready { .. }
            | ImportStage::Writing { .. } => true,
            ImportStage::Stopped { faults, .. } => faults > 0 && list == ImportList::Faults,
            ImportStage::Checking { .. } | ImportStage::Done(_) => false,
        };
        if !there {
            return Err(Problem::NotFound);
        }
        let part = part_of(list);
        let total = self.store.held_items(name, part).await.or_problem()?;
        let to = from.saturating_add(ImportRows::MOST).min(total);
        let mut rows = Vec::new();
        if from < to {
            let pieces = self.store.held_pieces(name, part, from, to).await;
            for piece in pieces.or_problem()? {
                let all = rows::parse(&piece.content).map_err(|error| failed(&error))?;
                let numbered = (piece.first..).zip(all);
                let some = numbered.filter(|(number, _)| (from..to).contains(number));
                rows.extend(some.map(|(_, row)| row));
            }
        }
        Ok(ImportRows { rows, total })
    }

    /// Of all who say so, on whatever process, one begins.
    pub(super) async fn start_shared(
        &self,
        caller: &Caller,
        name: TokenHash,
        owner: &TokenHash,
    ) -> Result<(), Problem> {
        let ImportStage::Ready { report, .. } = self.find_shared(&name, owner).await?.stage else {
            return Err(Problem::NotFound);
        };
        let total = report.sum().total();
        let stage = ImportStage::Writing { done: 0, total };
        let done = ImportReport::default();
        let begun = self.step_shared(&name, HeldState::Ready, &stage, &done);
        if !begun.await.or_problem()? {
            return Err(Problem::NotFound);
        }
        let (service, caller) = (self.clone(), caller.clone());
        tokio::spawn(async move { Box::pin(service.write_shared(&caller, &name)).await });
        Ok(())
    }

    pub(super) async fn forget_shared(
        &self,
        name: &TokenHash,
        owner: &TokenHash,
    ) -> Result<(), Problem> {
        match self.find_shared(name, owner).await {
            Ok(_) => {}
            Err(Problem::NotFound) => return Ok(()),
            Err(problem) => return Err(problem),
        }
        let mut tx = self.store.begin_aside().await.or_problem()?;
        tx.forget_held(name, owner).await.or_problem()?;
        tx.commit().await.or_problem()
    }

    /// Takes away what is over, whoever left it, a file at a time.
    pub(crate) async fn purge_held(&self) -> Result<(), Problem> {
        if !matches!(self.held, HeldFiles::Shared) {
            return Ok(());
        }
        let before = over(self.clock.now());
        loop {
            let mut tx = self.store.begin_aside().await.or_problem()?;
            if !tx.purge_held(before).await.or_problem()? {
                return Ok(());
            }
            tx.commit().await.or_problem()?;
        }
    }

    async fn check_shared(&self, caller: &Caller, name: &TokenHash, file: File, bytes: u64) {
        let percent = AtomicU8::new(0);
        let work = async {
            self.put_pieces(name, of_file(&file)).await?;
            let mut tell = |progress| percent.store(checking(progress, bytes), Ordering::Relaxed);
            let preview = self.preview(caller, reader(file)?, &mut tell).await?;
            let faults = fault_list(&preview.faults)?;
            self.put_pieces(name, of_preview(&preview, &faults)).await?;
            Ok(checked(&preview))
        };
        let stage = || {
            let percent = percent.load(Ordering::Relaxed);
            Some(ImportStage::Checking { percent })
        };
        let outcome: Result<ImportStage, ImportProblem> = tokio::select! {
            outcome = work => outcome,
            () = self.beat(name, HeldState::Checking, stage) => return,
        };
        match outcome {
            Ok(stage) => {
                self.end_shared(name, HeldState::Checking, stage, &[]).await;
            }
            Err(problem) => self.stop_shared(name, HeldState::Checking, problem).await,
        }
    }

    /// Writes a file that is ours to write.
    pub(crate) async fn write_shared(&self, caller: &Caller, name: &TokenHash) {
        let work = async {
            let seen = AsSeen {
                seen: Arc::new(self.get_seen(name).await?),
                held: Some(*name),
            };
            let reader = reader(self.get_file(name).await?)?;
            self.import_as_seen(caller, reader, Some(seen), &mut |_| {})
                .await
        };
        let outcome = tokio::select! {
            outcome = work => outcome,
            () = self.beat(name, HeldState::Writing, || None) => return,
        };
        match outcome {
            Ok(report) => {
                info!(by = ?caller.actor(), "Imported a file that was handed over");
                let stage = ImportStage::Done(report);
                self.end_shared(name, HeldState::Writing, stage, &[]).await;
            }
            Err(problem) => self.stop_shared(name, HeldState::Writing, problem).await,
        }
    }

    /// Says again and again that we are at it, and how far if that is known here. Ends when the file is not ours any more.
    async fn beat(
        &self,
        name: &TokenHash,
        state: HeldState,
        look: impl Fn() -> Option<ImportStage>,
    ) {
        loop {
            sleep(BEAT).await;
            let told = match look() {
                Some(how_far) => {
                    let done = ImportReport::default();
                    self.step_shared(name, state, &how_far, &done).await
                }
                None => self.touch_shared(name, state).await,
            };
            match told {
                Ok(true) => {}
                Ok(false) => {
                    info!(?state, "A file that was handed over is not ours any more");
                    return;
                }
                Err(error) => warn!(%error, "Could not say how far a file is"),
            }
        }
    }

    async fn touch_shared(&self, name: &TokenHash, state: HeldState) -> Result<bool, StoreError> {
        let mut tx = self.store.begin_aside().await?;
        let ours = tx.touch_held(name, state, self.clock.now()).await?;
        tx.commit().await?;
        Ok(ours)
    }

    async fn step_shared(
        &self,
        name: &TokenHash,
        from: HeldState,
        stage: &ImportStage,
        done: &ImportReport,
    ) -> Result<bool, StoreError> {
        let mut tx = self.store.begin_aside().await?;
        let stepped = tx.step_held(name, from, stage, done, self.clock.now());
        let stepped = stepped.await?;
        tx.commit().await?;
        Ok(stepped)
    }

    async fn stop_shared(&self, name: &TokenHash, from: HeldState, problem: ImportProblem) {
        let (done, late) = stopped(problem);
        let faults = late.len() as u64;
        let stage = ImportStage::Stopped { done, faults };
        self.end_shared(name, from, stage, &late).await;
    }

    /// Says what came of it, if it is still ours.
    async fn end_shared(
        &self,
        name: &TokenHash,
        from: HeldState,
        stage: ImportStage,
        late: &[LineFault],
    ) {
        let late = match of_faults(late) {
            Ok(pieces) => pieces,
            // Then it is given up by whoever asks.
            Err(error) => return error!(%error, "Could not keep what is wrong with a file"),
        };
        for _ in 0..TRIES {
            match self.try_end(name, from, stage.clone(), late.clone()).await {
                Ok(()) => return,
                Err(error) => warn!(%error, "Could not say what came of a file; it is tried again"),
            }
            sleep(PAUSE).await;
        }
    }

    async fn try_end(
        &self,
        name: &TokenHash,
        from: HeldState,
        mut stage: ImportStage,
        late: Vec<HeldPiece>,
    ) -> Result<(), StoreError> {
        let now = self.clock.now();
        let mut tx = self.store.begin_aside().await?;
        if !tx.put_held(name, from, late, now).await? {
            return Ok(());
        }
        let written = tx.held_done(name).await?.unwrap_or_default();
        let done = match &mut stage {
            ImportStage::Done(report) => *report,
            // A commit of which we heard nothing may have been one.
            ImportStage::Stopped { done, .. } => {
                *done = written;
                written
            }
            _ => ImportReport::default(),
        };
        if matches!(HeldState::of(&stage), HeldState::Done | HeldState::Stopped) {
            // What it did, or what is wrong, is all that is still of use.
            tx.strip_held(name).await?;
        }
        tx.step_held(name, from, &stage, &done, now).await?;
        tx.commit().await
    }
}
