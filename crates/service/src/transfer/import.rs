//! Writes what the reading thread brings: groups first, then users batch by batch.

use std::collections::HashMap;
use std::io::{BufRead, Seek};
use std::sync::Arc;
use std::time::Instant;

use domain::{Caller, GroupDraft, GroupListQuery, ImportStage, Permission, Problem, VariableName};
use store::{HeldState, Imported, StoreError, TokenHash, Tx};
use tokio::sync::mpsc;
use tracing::{info, warn};

use super::check::{Checked, KnownGroups};
use super::entries::{Entries, Labels};
use super::preview::{Seen, wrongs_of};
use super::source::{self, Batch, News};
use super::words::Wrong;
use super::{ImportCounts, ImportProblem, ImportProgress, ImportReport, LineFault};
use crate::Service;
use crate::problems::OrProblem;
use crate::users::next_party_id;

/// So many groups are read or written at a time.
const GROUPS: u32 = 1_000;

/// An import on its way.
struct Import<'a> {
    service: &'a Service,
    caller: &'a Caller,
    progress: &'a mut (dyn FnMut(ImportProgress) + Send + Sync),
    report: ImportReport,
    total: u64,
    labels: Labels,
    seen: Option<AsSeen>,
    /// Since when others had no turn to write.
    since: Instant,
}

/// What a file was about when somebody looked.
pub(super) struct AsSeen {
    pub(super) seen: Arc<Seen>,
    /// By which name other processes can see how far it is: that is written in the same transactions, and nothing is
    /// written any more when they gave it up.
    pub(super) held: Option<TokenHash>,
}

/// From so many users on the database is told what is about to come.
const MANY: u64 = 5_000;

impl Service {
    /// Loads a file; see [`crate::transfer`] for its form and what an import promises.
    ///
    /// `reader` is read twice, from where it stands. `progress` is called every few thousand lines.
    pub async fn import<R>(
        &self,
        caller: &Caller,
        reader: R,
        progress: &mut (dyn FnMut(ImportProgress) + Send + Sync),
    ) -> Result<ImportReport, ImportProblem>
    where
        R: BufRead + Seek + Send + 'static,
    {
        self.import_as_seen(caller, reader, None, progress).await
    }

    /// The same of a file that was looked at before: what somebody else changed since is at fault, and its transaction
    /// is not written.
    pub(super) async fn import_as_seen<R>(
        &self,
        caller: &Caller,
        reader: R,
        seen: Option<AsSeen>,
        progress: &mut (dyn FnMut(ImportProgress) + Send + Sync),
    ) -> Result<ImportReport, ImportProblem>
    where
        R: BufRead + Seek + Send + 'static,
    {
        let mut import = Import {
            service: self,
            caller,
            progress,
            report: ImportReport::default(),
            total: 0,
            labels: Labels::default(),
            seen,
            since: Instant::now(),
        };
        caller
            .require(Permission::ImportExport)
            .map_err(|problem| import.stopped(problem))?;
        let known = self
            .groups_by_name()
            .await
            .map_err(|problem| import.stopped(problem))?;
        let source = source::start(reader, known, Arc::clone(&self.ids));
        let outcome = import.run(source).await;
        if import.total > MANY
            && let Err(error) = self.store.expect_many(false).await
        {
            warn!(%error, "The database still expects many changes");
        }
        outcome?;
        let ImportReport { groups, users } = import.report;
        info!(by = ?caller.actor(), ?groups, ?users, "Imported");
        Ok(import.report)
    }
}

impl Service {
    /// The groups that are there.
    pub(super) async fn groups_by_name(&self) -> Result<KnownGroups, Problem> {
        let mut known = KnownGroups::new();
        let mut query = GroupListQuery::default();
        loop {
            let page = self.store.list_groups(&query, GROUPS).await.or_problem()?;
            let groups = page.rows.into_iter().map(|row| row.group);
            known.extend(groups.map(|group| (group.variable_name.clone(), group)));
            match page.next {
                Some(next) => query.after = Some(next),
                None => return Ok(known),
            }
        }
    }
}

impl Import<'_> {
    async fn run(&mut self, mut news: mpsc::Receiver<News>) -> Result<(), ImportProblem> {
        while let Some(next) = news.recv().await {
            match next {
                News::Checking { bytes } => (self.progress)(ImportProgress::Checking { bytes }),
                News::Faults { faults, .. } => {
                    return Err(ImportProblem::Faults {
                        faults,
                        done: self.report,
                    });
                }
                News::Checked(Checked { groups, users, .. }) => {
                    self.total = groups.len() as u64 + users;
                    if self.total > MANY {
                        self.ok(self.service.store.expect_many(true).await)?;
                    }
                    for batch in groups.chunks(GROUPS as usize) {
                        self.report.groups += self.groups(batch).await?;
                        self.tell();
                        self.service.store.let_others(&mut self.since).await;
                    }
                    self.labels = self
                        .read_labels()
                        .await
                        .map_err(|problem| self.stopped(problem))?;
                }
                News::Users(batch) => {
                    self.report.users += self.users(batch).await?;
                    self.tell();
                    self.service.store.let_others(&mut self.since).await;
                }
                News::Unreadable(error) => return Err(error.into()),
                News::Stopped(problem) => return Err(self.stopped(problem)),
            }
        }
        Ok(())
    }

    /// One transaction of groups.
    async fn groups(&self, batch: &[(u64, GroupDraft)]) -> Result<ImportCounts, ImportProblem> {
        let now = self.service.clock.now();
        let drafts: Vec<GroupDraft> = batch.iter().map(|(_, draft)| draft.clone()).collect();
        let mut tx = self.ok(self.service.store.begin().await)?;
        let outcomes = self.ok(tx.import_groups(&drafts, now).await)?;
        let mut tally = Tally::default();
        let mut entries = Entries::new(self.caller, now);
        for ((line, draft), outcome) in batch.iter().zip(outcomes) {
            if self
                .seen
                .as_ref()
                .is_some_and(|as_seen| !as_seen.seen.has_group(draft, &outcome))
            {
                tally.fault(*line, &Wrong::ChangedMeanwhile);
            }
            match &outcome {
                Imported::Created => entries.group_created(draft),
                Imported::Changed(updated) => entries.group_changed(updated),
                Imported::Unchanged | Imported::Refused(_) => {}
            }
            let counted = tally.add(*line, outcome, |error| match error {
                StoreError::VariableNameTaken => Ok(vec![Wrong::GroupMeanwhile]),
                StoreError::ReadOnlyGroup => Ok(vec![Wrong::ReadOnly {
                    group: draft.variable_name.clone(),
                }]),
                other => Err(other),
            });
            self.ok(counted)?;
        }
        let mut report = self.report;
        report.groups += tally.counts;
        self.finish(tx, tally, entries, report).await
    }

    /// One transaction of users.
    async fn users(&self, mut batch: Batch) -> Result<ImportCounts, ImportProblem> {
        let service = self.service;
        let now = service.clock.now();
        let mut tx = self.ok(service.store.begin().await)?;
        let next = next_party_id(&mut tx, now)
            .await
            .map_err(|problem| self.stopped(problem))?;
        batch.number_from(next);
        let Batch { lines, users } = batch;
        let outcomes = self.ok(tx.import_users(&users, now).await)?;
        let mut tally = Tally::default();
        let mut entries = Entries::new(self.caller, now);
        let first = usize::try_from(self.report.users.total()).unwrap_or(usize::MAX);
        for (at, ((&line, user), outcome)) in lines.iter().zip(&users).zip(outcomes).enumerate() {
            if self
                .seen
                .as_ref()
                .is_some_and(|as_seen| !as_seen.seen.has_user(first + at, &outcome))
            {
                tally.fault(line, &Wrong::ChangedMeanwhile);
            }
            match &outcome {
                Imported::Created => entries.user_created(user, &self.labels),
                Imported::Changed(updated) => entries.user_changed(updated),
                Imported::Unchanged | Imported::Refused(_) => {}
            }
            let counted = tally.add(line, outcome, |error| wrongs_of(user, error));
            self.ok(counted)?;
        }
        let mut report = self.report;
        report.users += tally.counts;
        self.finish(tx, tally, entries, report).await
    }

    /// Writes down what was done, `report` with what came before, and commits, unless a line was refused: then nothing of
    /// the batch stays.
    async fn finish(
        &self,
        mut tx: Tx,
        tally: Tally,
        entries: Entries,
        report: ImportReport,
    ) -> Result<ImportCounts, ImportProblem> {
        if !tally.faults.is_empty() {
            return Err(ImportProblem::Faults {
                faults: tally.faults,
                done: self.report,
            });
        }
        if !entries.is_empty() {
            self.ok(tx.record_all(entries.as_slice()).await)?;
        }
        if let Some(name) = self.seen.as_ref().and_then(|as_seen| as_seen.held) {
            let (done, total) = (report.sum().total(), self.total);
            let stage = ImportStage::Writing { done, total };
            let now = self.service.clock.now();
            let ours = tx.step_held(&name, HeldState::Writing, &stage, &report, now);
            if !self.ok(ours.await)? {
                return Err(self.stopped(Problem::NotFound));
            }
        }
        self.ok(tx.commit().await)?;
        self.service.changed_many().await;
        Ok(tally.counts)
    }

    /// By which labels the activity log names the groups of new users.
    async fn read_labels(&self) -> Result<Labels, Problem> {
        let choices = self.service.store.group_choices().await.or_problem()?;
        let labels = choices
            .into_iter()
            .map(|group| (group.variable_name, group.label));
        Ok(labels.collect::<HashMap<VariableName, _>>())
    }

    fn ok<T>(&self, result: Result<T, StoreError>) -> Result<T, ImportProblem> {
        result.or_problem().map_err(|problem| self.stopped(problem))
    }

    fn tell(&mut self) {
        let done = self.report.groups.total() + self.report.users.total();
        let total = self.total;
        (self.progress)(ImportProgress::Writing { done, total });
    }

    fn stopped(&self, problem: Problem) -> ImportProblem {
        ImportProblem::Stopped {
            problem,
            done: self.report,
        }
    }
}

/// What became of the rows of a batch.
#[derive(Default)]
struct Tally {
    counts: ImportCounts,
    faults: Vec<LineFault>,
}

impl Tally {
    fn fault(&mut self, line: u64, wrong: &Wrong) {
        self.faults.push(LineFault {
            line,
            message: wrong.to_string(),
        });
    }

    /// Counts a row, or notes down why it was refused in the words that `wrongs` finds for it.
    fn add<U>(
        &mut self,
        line: u64,
        outcome: Imported<U>,
        wrongs: impl FnOnce(StoreError) -> Result<Vec<Wrong>, StoreError>,
    ) -> Result<(), StoreError> {
        match outcome {
            Imported::Created => self.counts.created += 1,
            Imported::Changed(_) => self.counts.changed += 1,
            Imported::Unchanged => self.counts.unchanged += 1,
            Imported::Refused(error) => {
                let faults = wrongs(error)?.into_iter().map(|wrong| LineFault {
                    line,
                    message: wrong.to_string(),
                });
                self.faults.extend(faults);
            }
        }
        Ok(())
    }
}
