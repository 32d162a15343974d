//! What an import would do, before anything is written.

use std::collections::HashMap;
use std::io::{self, BufRead, Seek};
use std::sync::Arc;

use domain::{
    Caller, Change, Group, GroupDraft, GroupRef, ImportList, ImportReport, ImportRow, ImportRows,
    LineFault, Permission, Problem, VariableName,
};
use store::{Imported, StoreError, Updated, UpdatedGroup, UserImport};

use super::check::{Checked, KnownGroups};
use super::rows::{Rows, Writer};
use super::source::{self, Batch, News};
use super::words::Wrong;
use super::{ImportProblem, ImportProgress};
use crate::problems::OrProblem;
use crate::{Service, differences};

/// The versions of what a file is about, as they were when somebody looked; 0 for what was not there.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub(super) groups: HashMap<VariableName, i64>,
    /// In the order of the file.
    pub(super) users: Vec<i64>,
}

impl Seen {
    /// Whether what would be written is about the group that was seen.
    pub(super) fn has_group(&self, draft: &GroupDraft, outcome: &Imported<UpdatedGroup>) -> bool {
        let seen = self.groups.get(&draft.variable_name).copied();
        same(seen, outcome, |updated| updated.before.version)
    }

    /// The same of a user.
    pub(super) fn has_user(&self, at: usize, outcome: &Imported<Updated>) -> bool {
        same(self.users.get(at).copied(), outcome, |updated| {
            updated.before.version
        })
    }
}

fn same<U>(seen: Option<i64>, outcome: &Imported<U>, version: impl Fn(&U) -> i64) -> bool {
    match outcome {
        Imported::Created => seen == Some(0),
        Imported::Changed(updated) => seen == Some(version(updated)),
        // Nothing is lost where nothing is written.
        Imported::Unchanged | Imported::Refused(_) => true,
    }
}

/// What came out.
#[derive(Debug)]
pub(super) struct Preview {
    pub(super) report: ImportReport,
    pub(super) faults: Vec<LineFault>,
    pub(super) passed_over: Vec<String>,
    pub(super) seen: Arc<Seen>,
    pub(super) new: Rows,
    pub(super) changed: Rows,
    pub(super) unchanged: Rows,
}

impl Preview {
    /// Some rows of a list.
    pub(super) fn rows(&self, list: ImportList, from: u64) -> io::Result<ImportRows> {
        let rows = match list {
            ImportList::New => &self.new,
            ImportList::Changed => &self.changed,
            ImportList::Unchanged => &self.unchanged,
            ImportList::Faults => return Ok(fault_rows(&self.faults, from)),
        };
        rows.page(from)
    }
}

/// Some faults as rows.
pub(super) fn fault_rows(faults: &[LineFault], from: u64) -> ImportRows {
    let at = |row: u64| usize::try_from(row).unwrap_or(usize::MAX).min(faults.len());
    let some = &faults[at(from)..at(from.saturating_add(ImportRows::MOST))];
    ImportRows {
        rows: some.iter().map(fault_row).collect(),
        total: faults.len() as u64,
    }
}

/// All of them, put away.
pub(super) fn fault_list(faults: &[LineFault]) -> io::Result<Rows> {
    let mut rows = Writer::new()?;
    for fault in faults {
        rows.push(&fault_row(fault))?;
    }
    rows.finish()
}

fn fault_row(fault: &LineFault) -> ImportRow {
    ImportRow {
        line: fault.line,
        group: false,
        key: String::new(),
        name: fault.message.clone(),
        change: Change::default(),
    }
}

/// A preview on its way.
struct Making<'a> {
    service: &'a Service,
    report: ImportReport,
    faults: Vec<LineFault>,
    passed_over: Vec<String>,
    seen: Seen,
    /// Groups of the file, as users will have them.
    coming: Vec<GroupRef>,
    new: Writer,
    changed: Writer,
    unchanged: Writer,
}

impl Service {
    /// Checks a file and compares it with what is there.
    pub(super) async fn preview<R>(
        &self,
        caller: &Caller,
        reader: R,
        progress: &mut (dyn FnMut(ImportProgress) + Send + Sync),
    ) -> Result<Preview, ImportProblem>
    where
        R: BufRead + Seek + Send + 'static,
    {
        caller
            .require(Permission::ImportExport)
            .map_err(unwritten)?;
        let known = self.groups_by_name().await.map_err(unwritten)?;
        let mut making = Making {
            service: self,
            report: ImportReport::default(),
            faults: Vec::new(),
            passed_over: Vec::new(),
            seen: Seen::default(),
            coming: Vec::new(),
            new: Writer::new()?,
            changed: Writer::new()?,
            unchanged: Writer::new()?,
        };
        let mut news = source::start(reader, known.clone(), Arc::clone(&self.ids));
        let mut total = 0;
        while let Some(next) = news.recv().await {
            match next {
                News::Checking { bytes } => progress(ImportProgress::Checking { bytes }),
                News::Faults {
                    faults,
                    passed_over,
                } => {
                    making.faults = faults;
                    making.passed_over = passed_over;
                }
                News::Checked(checked) => {
                    total = checked.groups.len() as u64 + checked.users;
                    making.groups(checked, &known)?;
                }
                News::Users(batch) => {
                    making.users(batch).await?;
                    let done = making.report.sum().total();
                    progress(ImportProgress::Writing { done, total });
                }
                News::Unreadable(error) => return Err(error.into()),
                News::Stopped(problem) => return Err(unwritten(problem)),
            }
        }
        Ok(Preview {
            report: making.report,
            faults: making.faults,
            passed_over: making.passed_over,
            seen: Arc::new(making.seen),
            new: making.new.finish()?,
            changed: making.changed.finish()?,
            unchanged: making.unchanged.finish()?,
        })
    }
}

/// It was stopped before anything was written.
pub(super) fn unwritten(problem: Problem) -> ImportProblem {
    ImportProblem::Stopped {
        problem,
        done: ImportReport::default(),
    }
}

impl Making<'_> {
    fn groups(&mut self, checked: Checked, known: &KnownGroups) -> io::Result<()> {
        self.passed_over = checked.passed_over;
        for (line, draft) in checked.groups {
            let before = known.get(&draft.variable_name);
            let version = before.map_or(0, |group| group.version);
            self.seen
                .groups
                .insert(draft.variable_name.clone(), version);
            self.coming.push(GroupRef {
                label: draft.label.clone(),
                variable_name: draft.variable_name.clone(),
                kind: draft.kind,
            });
            let now = self.service.clock.now();
            let after = Group {
                variable_name: draft.variable_name,
                label: draft.label,
                kind: draft.kind,
                description: draft.description,
                read_only: before.is_some_and(|group| group.read_only),
                date_added: before.map_or(now, |group| group.date_added),
                date_modified: before.map_or(now, |group| group.date_modified),
                version,
            };
            let change = differences::of_group(before, &after);
            let row = ImportRow {
                line,
                group: true,
                key: after.variable_name.as_str().to_owned(),
                name: after.label.as_str().to_owned(),
                change,
            };
            let counts = &mut self.report.groups;
            match before {
                None => {
                    counts.created += 1;
                    self.new.push(&row)?;
                }
                Some(_) if row.change.is_empty() => {
                    counts.unchanged += 1;
                    self.unchanged.push(&row)?;
                }
                Some(_) => {
                    counts.changed += 1;
                    self.changed.push(&row)?;
                }
            }
        }
        Ok(())
    }

    async fn users(&mut self, batch: Batch) -> Result<(), ImportProblem> {
        let service = self.service;
        let outcomes = service
            .store
            .compare_users(&batch.users, &self.coming, service.clock.now())
            .await
            .or_problem()
            .map_err(unwritten)?;
        for ((&line, user), outcome) in batch.lines.iter().zip(&batch.users).zip(outcomes) {
            self.user(line, user, outcome)?;
        }
        Ok(())
    }

    fn user(
        &mut self,
        line: u64,
        user: &UserImport,
        outcome: Imported<Updated>,
    ) -> Result<(), ImportProblem> {
        let mut row = ImportRow {
            line,
            group: false,
            key: user.client_id.as_str().to_owned(),
            name: user
                .name
                .as_ref()
                .map_or("", |name| name.as_str())
                .to_owned(),
            change: Change::default(),
        };
        let counts = &mut self.report.users;
        // What is the same is looked at no further: whoever changes it later loses nothing by this import either way,
        // for then it is a change, of a version that was not seen.
        let mut version = -1;
        match outcome {
            Imported::Created => {
                version = 0;
                counts.created += 1;
                self.new.push(&row)?;
            }
            Imported::Changed(updated) => {
                version = updated.before.version;
                updated.after.name.as_str().clone_into(&mut row.name);
                row.change = differences::of_user(Some(&updated.before), &updated.after);
                counts.changed += 1;
                self.changed.push(&row)?;
            }
            Imported::Unchanged => {
                counts.unchanged += 1;
                self.unchanged.push(&row)?;
            }
            Imported::Refused(error) => {
                for wrong in wrongs_of(user, error).or_problem().map_err(unwritten)? {
                    self.faults.push(LineFault {
                        line,
                        message: wrong.to_string(),
                    });
                }
            }
        }
        self.seen.users.push(version);
        Ok(())
    }
}

/// Why a row was refused, in words; other errors are no fault of a row.
pub(super) fn wrongs_of(user: &UserImport, error: StoreError) -> Result<Vec<Wrong>, StoreError> {
    match error {
        StoreError::ClientIdTaken { party_number } => Ok(vec![Wrong::ClientIdTaken {
            client_id: user.client_id.clone(),
            party_number,
        }]),
        StoreError::UnknownGroups(groups) => {
            let wrongs = groups
                .into_iter()
                .map(|group| Wrong::UnknownGroup { group });
            Ok(wrongs.collect())
        }
        other => Err(other),
    }
}
