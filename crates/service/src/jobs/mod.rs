//! Bulk changes: one change to many users, as a job that outlives the page that began it. Begun, watched, stopped and
//! undone here; `run` goes on with them.

mod run;

use domain::{
    Action, Actor, Caller, Change, Fault, FaultKind, Field, FieldChange, GroupRef, Job, JobKind,
    JobRequest, JobResults, JobState, PartyId, Permission, Problem, Selection, SubjectKind,
    Timestamp, VariableName,
};
use store::{Gather, NewActivity, NewJob};
use tracing::info;

use crate::Service;
use crate::problems::OrProblem;

pub(crate) use run::Runner;

/// Jobs are shown for so many days, and so many at most.
const SHOWN_DAYS: i64 = 1;
const SHOWN: u32 = 50;
/// So many results are read together.
const RESULTS: u32 = 200;

impl Service {
    /// Begins a bulk change and answers at once; a server goes on with it, also when nobody watches.
    ///
    /// [`Problem::NothingSelected`] for nobody, [`Problem::TooManyUsers`] for more than [`Job::MOST_USERS`],
    /// [`Problem::NotFound`] when one that was picked does not exist, [`Problem::UnknownGroups`] for groups that do not.
    pub async fn start_job(&self, caller: &Caller, request: &JobRequest) -> Result<Job, Problem> {
        caller.require(Permission::ManageUsers)?;
        let groups = self.groups_of_job(request).await?;
        let now = self.clock.now();
        let filter = match &request.selection {
            Selection::Matching(query) => query.filter(now),
            Selection::Picked(_) => domain::UserFilter::default(),
        };
        let whom = match &request.selection {
            Selection::Picked(users) => Gather::Picked(users),
            Selection::Matching(_) => Gather::Matching(&filter),
        };
        let new = NewJob {
            actor: &caller.actor(),
            now,
            kind: request.kind,
            groups: &groups,
            reverses: None,
        };
        let begun = self.begin_job(&new, whom, None).await?;
        begun.ok_or(Problem::NothingSelected)
    }

    /// Begins the reverse of a bulk change, over what it really changed and nobody changed since.
    ///
    /// [`Problem::NotFound`] when there is none of this number (any more), [`Problem::StillRunning`] while it goes on,
    /// [`Problem::NothingSelected`] when it changed nobody.
    pub async fn undo_job(&self, caller: &Caller, number: i64) -> Result<Job, Problem> {
        caller.require(Permission::ManageUsers)?;
        let job = self.find_job(number).await?;
        if job.is_running() {
            return Err(Problem::StillRunning);
        }
        let new = NewJob {
            actor: &caller.actor(),
            now: self.clock.now(),
            kind: job.kind.reversed(),
            groups: &job.groups,
            reverses: Some(number),
        };
        let begun = self
            .begin_job(&new, Gather::ChangedBy(number), None)
            .await?;
        begun.ok_or(Problem::NothingSelected)
    }

    /// Stops a bulk change: what was done stays, nothing more is done. One that is over stays as it is.
    pub async fn cancel_job(&self, caller: &Caller, number: i64) -> Result<Job, Problem> {
        caller.require(Permission::ManageUsers)?;
        let now = self.clock.now();
        let mut tx = self.store.begin().await.or_problem()?;
        let ended = tx
            .end_job(number, JobState::Cancelled, now)
            .await
            .or_problem()?;
        let Some(job) = ended else {
            drop(tx);
            return self.find_job(number).await;
        };
        let entry = job_entry(caller.actor(), Action::Cancelled, &job, now);
        tx.record(&entry).await.or_problem()?;
        tx.commit().await.or_problem()?;
        self.live.committed();
        info!(job = number, by = ?caller.actor(), "Cancelled a bulk change");
        Ok(job)
    }

    /// The bulk changes of the last day, newest first.
    pub async fn jobs(&self, caller: &Caller) -> Result<Vec<Job>, Problem> {
        caller.require(Permission::Read)?;
        let since = self.clock.now().days_before(SHOWN_DAYS);
        self.store.jobs(since, SHOWN).await.or_problem()
    }

    /// Some of the users that a bulk change did not change, and why. [`Problem::NotFound`] when there is none of this number.
    pub async fn job_results(
        &self,
        caller: &Caller,
        number: i64,
        after: Option<PartyId>,
    ) -> Result<JobResults, Problem> {
        caller.require(Permission::Read)?;
        self.find_job(number).await?;
        self.store
            .job_results(number, after, RESULTS)
            .await
            .or_problem()
    }

    async fn find_job(&self, number: i64) -> Result<Job, Problem> {
        let found = self.store.find_job(number).await.or_problem()?;
        found.ok_or(Problem::NotFound)
    }

    /// Writes the job and its users down, with its entry; nothing for nobody. Given to this runner, or to whoever comes.
    pub(crate) async fn begin_job(
        &self,
        new: &NewJob<'_>,
        whom: Gather<'_>,
        runner: Option<&str>,
    ) -> Result<Option<Job>, Problem> {
        let mut tx = self.store.begin().await.or_problem()?;
        let (number, total) = tx
            .begin_job(new, whom, Job::MOST_USERS)
            .await
            .or_problem()?;
        if total > Job::MOST_USERS {
            return Err(Problem::TooManyUsers {
                most: Job::MOST_USERS,
            });
        }
        if total == 0 {
            return Ok(None);
        }
        if let Some(runner) = runner {
            tx.give_job(number, runner, new.now).await.or_problem()?;
        }
        let entry = started_entry(new, number, total);
        tx.record(&entry).await.or_problem()?;
        tx.commit().await.or_problem()?;
        self.live.committed();
        info!(job = number, kind = new.kind.word(), users = total, by = ?new.actor, "Began a bulk change");
        if runner.is_none() {
            self.jobs.wake();
        }
        self.find_job(number).await.map(Some)
    }

    /// The groups of the request, each once; for a status there are none.
    async fn groups_of_job(&self, request: &JobRequest) -> Result<Vec<GroupRef>, Problem> {
        let fault = |kind| {
            Err(Problem::Invalid(vec![Fault {
                field: Field::Groups,
                kind,
            }]))
        };
        if !request.kind.is_about_groups() {
            return Ok(Vec::new());
        }
        if request.groups.is_empty() {
            return fault(FaultKind::Empty);
        }
        if request.groups.len() > Job::MOST_GROUPS {
            return fault(FaultKind::TooLong {
                most: Job::MOST_GROUPS,
                chars: request.groups.len(),
            });
        }
        let mut names: Vec<&VariableName> = request.groups.iter().collect();
        names.sort_unstable();
        names.dedup();
        let (mut groups, mut unknown) = (Vec::new(), Vec::new());
        for name in names {
            match self.store.find_group(name).await.or_problem()? {
                Some(found) => groups.push(GroupRef {
                    label: found.group.label,
                    variable_name: found.group.variable_name,
                    kind: found.group.kind,
                }),
                None => unknown.push(name.clone()),
            }
        }
        if unknown.is_empty() {
            Ok(groups)
        } else {
            Err(Problem::UnknownGroups(unknown))
        }
    }
}

fn started_entry(new: &NewJob<'_>, number: i64, total: u64) -> NewActivity {
    let mut change = groups_of(new.kind, new.groups);
    say(&mut change, "selected", total);
    if let Some(reverses) = new.reverses {
        say(
            &mut change,
            "undoes",
            u64::try_from(reverses).unwrap_or_default(),
        );
    }
    entry(
        new.actor.clone(),
        Action::Started,
        number,
        new.kind,
        new.now,
        change,
    )
}

/// The entry of the activity log for the end of a job, with what came of it.
fn job_entry(actor: Actor, action: Action, job: &Job, now: Timestamp) -> NewActivity {
    let mut change = groups_of(job.kind, &job.groups);
    let counts = &job.counts;
    say(&mut change, "selected", counts.total);
    say(&mut change, "changed", counts.changed);
    for (name, count) in [
        ("alreadySo", counts.already_so),
        ("changedMeanwhile", counts.changed_meanwhile),
        ("unknownGroup", counts.unknown_group),
        ("notReached", counts.total.saturating_sub(counts.done())),
    ] {
        if count > 0 {
            say(&mut change, name, count);
        }
    }
    entry(actor, action, job.number, job.kind, now, change)
}

fn entry(
    actor: Actor,
    action: Action,
    number: i64,
    kind: JobKind,
    at: Timestamp,
    change: Change,
) -> NewActivity {
    NewActivity {
        at,
        actor,
        action,
        subject_kind: SubjectKind::Job,
        subject: number.to_string(),
        subject_label: kind.word().to_owned(),
        change,
    }
}

fn groups_of(kind: JobKind, groups: &[GroupRef]) -> Change {
    let mut labels: Vec<String> = groups
        .iter()
        .map(|group| group.label.as_str().to_owned())
        .collect();
    labels.sort_unstable();
    let mut change = Change::default();
    match kind {
        JobKind::AddToGroups => change.groups_added = labels,
        JobKind::RemoveFromGroups => change.groups_removed = labels,
        JobKind::Activate | JobKind::Inactivate => {}
    }
    change
}

fn say(change: &mut Change, name: &str, count: u64) {
    change.fields.push(FieldChange {
        field: name.to_owned(),
        before: String::new(),
        after: count.to_string(),
    });
}
