//! Going on with bulk changes: some users at a time, each time in a transaction of its own, so that others who write wait
//! for no more than one of these. A job belongs to the process that is at it; of one that is gone, another takes it over.

use std::future::Future;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use domain::{Action, Job, JobState, Problem};
use store::{NewActivity, StoreError, Updated};
use tokio::sync::Notify;
use tokio::time::sleep;
use tracing::{error, info, warn};

use super::job_entry;
use crate::problems::OrProblem;
use crate::users::{action_of, user_entry};
use crate::{Service, clock_ids};

/// So many users are changed and recorded together.
const TOGETHER: u32 = 500;
/// How often to check for a job that another process left.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// How many times a step that failed is tried again, after a pause.
const TRIES: u32 = 20;
const PAUSE: Duration = Duration::from_secs(1);
/// How many days jobs and their results are kept.
const KEPT_DAYS: i64 = 2;

/// What a process knows of the jobs it runs.
#[derive(Debug, Default)]
pub(crate) struct Runner {
    wake: Notify,
    /// What the process is called in jobs that are its own.
    name: OnceLock<String>,
    /// The job that `run_jobs` is at, 0 for none.
    at: AtomicI64,
    /// The day, as its first moment, on which old jobs were last taken away.
    purged: AtomicI64,
}

impl Runner {
    /// A job waits.
    pub(super) fn wake(&self) {
        self.wake.notify_one();
    }
}

impl Service {
    /// Goes on with bulk changes until `stop`: those that are begun here at once, those that a process left that is gone
    /// within half a minute. A step that is under way at `stop` is undone, and the job is left to whoever comes.
    pub async fn run_jobs(&self, stop: impl Future<Output = ()>) {
        let mut stop = std::pin::pin!(stop);
        loop {
            let ran = tokio::select! {
                () = &mut stop => break,
                ran = self.run_waiting() => ran,
            };
            if let Err(error) = ran {
                warn!(%error, "Bulk changes cannot go on just now; it is tried again");
            }
            tokio::select! {
                () = &mut stop => break,
                () = self.jobs.wake.notified() => {}
                () = sleep(LOOK_EVERY) => {}
            }
        }
        let left = self.jobs.at.load(Ordering::Acquire);
        if left != 0
            && let Err(error) = self.leave_job(left).await
        {
            warn!(%error, job = left, "A bulk change is interrupted; it goes on in half a minute");
        }
    }

    /// Goes on with all bulk changes that wait, until none does.
    pub async fn run_waiting_jobs(&self) -> Result<(), Problem> {
        self.run_waiting().await.or_problem()
    }

    /// The name of this process in the jobs that are its own.
    pub(crate) fn runner(&self) -> Result<String, Problem> {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        if let Some(name) = self.jobs.name.get() {
            return Ok(name.clone());
        }
        // Numbered too, so that no two of one process are alike whatever the ids.
        let name = format!(
            "{}-{}",
            clock_ids::token(&*self.ids).or_problem()?,
            NUMBER.fetch_add(1, Ordering::Relaxed)
        );
        Ok(self.jobs.name.get_or_init(|| name).clone())
    }

    async fn run_waiting(&self) -> Result<(), StoreError> {
        let runner = self
            .runner()
            .map_err(|_| StoreError::Unavailable("there is no randomness".to_owned()))?;
        loop {
            let now = self.clock.now();
            let stale = now.plus_seconds(-Job::INTERRUPTED_AFTER);
            if !self.store.has_waiting_job(stale).await? {
                break;
            }
            let mut tx = self.store.begin().await?;
            let Some(number) = tx.take_waiting_job(&runner, now, stale).await? else {
                break;
            };
            tx.commit().await?;
            self.jobs.at.store(number, Ordering::Release);
            let ran = self.run_job(number, &runner).await;
            self.jobs.at.store(0, Ordering::Release);
            ran?;
        }
        self.purge_jobs().await
    }

    /// Goes on with a job of this runner to its end, and gives it as it is then: somebody may have stopped it.
    pub(crate) async fn run_job(
        &self,
        number: i64,
        runner: &str,
    ) -> Result<Option<Job>, StoreError> {
        let mut failures = 0;
        loop {
            match self.step_job(number, runner).await {
                Ok(true) => failures = 0,
                Ok(false) => return self.store.find_job(number).await,
                Err(error) if failures < TRIES => {
                    failures += 1;
                    warn!(%error, job = number, "A step of a bulk change failed; it is tried again");
                    sleep(PAUSE).await;
                }
                // Who comes next may have more luck.
                Err(error @ (StoreError::Unavailable(_) | StoreError::Full(_))) => {
                    return Err(error);
                }
                Err(error) => {
                    error!(%error, job = number, "A bulk change cannot go on");
                    return self.fail_job(number).await;
                }
            }
            // Whoever waits to write has its turn now.
            tokio::task::yield_now().await;
        }
    }

    /// Changes some users and tells the gate; whether there is more to do for us.
    async fn step_job(&self, number: i64, runner: &str) -> Result<bool, StoreError> {
        let now = self.clock.now();
        let mut tx = self.store.begin().await?;
        let Some(step) = tx.step_job(number, runner, TOGETHER, now).await? else {
            return Ok(false);
        };
        let mut entries: Vec<NewActivity> = step
            .updated
            .iter()
            .map(|Updated { before, after }| {
                let action = action_of(before, after);
                user_entry(step.job.actor.clone(), action, Some(before), after)
            })
            .collect();
        let goes_on = step.job.is_running();
        if !goes_on {
            let actor = step.job.actor.clone();
            entries.push(job_entry(actor, Action::Finished, &step.job, now));
        }
        if !entries.is_empty() {
            tx.record_all(&entries).await?;
        }
        tx.commit().await?;
        let users: Vec<_> = step.updated.into_iter().map(|one| one.after).collect();
        self.changed(&users);
        if !goes_on {
            let counts = step.job.counts;
            info!(
                job = number,
                changed = counts.changed,
                not_changed = counts.not_changed(),
                "Finished a bulk change"
            );
        }
        Ok(goes_on)
    }

    async fn fail_job(&self, number: i64) -> Result<Option<Job>, StoreError> {
        let now = self.clock.now();
        let mut tx = self.store.begin().await?;
        let failed = tx.end_job(number, JobState::Failed, now).await?;
        if let Some(job) = &failed {
            tx.record(&job_entry(job.actor.clone(), Action::Failed, job, now))
                .await?;
            tx.commit().await?;
            self.live.committed();
        }
        Ok(failed)
    }

    /// Gives a job up, for whoever comes.
    async fn leave_job(&self, number: i64) -> Result<(), StoreError> {
        let mut tx = self.store.begin().await?;
        tx.give_job(number, "", self.clock.now()).await?;
        tx.commit().await?;
        info!(job = number, "Left a bulk change to whoever comes");
        Ok(())
    }

    /// Takes old jobs away once a day, one at a time.
    async fn purge_jobs(&self) -> Result<(), StoreError> {
        let now = self.clock.now();
        let today = now.day().start().micros();
        if self.jobs.purged.load(Ordering::Acquire) == today {
            return Ok(());
        }
        loop {
            let mut tx = self.store.begin().await?;
            if !tx.purge_job(now.days_before(KEPT_DAYS)).await? {
                break;
            }
            tx.commit().await?;
        }
        self.jobs.purged.store(today, Ordering::Release);
        Ok(())
    }
}
