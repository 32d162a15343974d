//! Going on with a job, some users at a time, and ending it.

use std::collections::HashMap;

use domain::{Job, JobKind, JobOutcome, JobState, Status, Timestamp};

use super::apply::{Became, Turn};
use super::read::{Full, full, waiting};
use crate::statement::{Statement, pieces};
use crate::users::{load, select};
use crate::{StoreError, Tx, Updated};

/// What one step of a job did.
#[derive(Clone, Debug)]
pub struct JobStep {
    /// The job after the step; [`Job::is_running`] says whether there is more to do.
    pub job: Job,
    /// The users that changed.
    pub updated: Vec<Updated>,
}

impl Tx {
    /// Gives the first job that waits to this runner: nobody is at it, or who was did nothing since `stale`.
    pub async fn take_waiting_job(
        &mut self,
        runner: &str,
        now: Timestamp,
        stale: Timestamp,
    ) -> Result<Option<i64>, StoreError> {
        let Some(row) = self.link.one(&waiting(stale)).await? else {
            return Ok(None);
        };
        let number = row.of(super::TABLE, super::KEY).int("number")?;
        self.give_job(number, runner, now).await?;
        Ok(Some(number))
    }

    /// Gives a job to this runner, or with an empty name to nobody.
    pub async fn give_job(
        &mut self,
        number: i64,
        runner: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let statement = Statement::fixed(
            "UPDATE job SET runner = $1, last_step = $2 WHERE number = $3 AND state = 'running'",
            [runner.into(), now.micros().into(), number.into()],
        );
        self.link.execute(&statement).await.map(drop)
    }

    /// Changes the next users of the job, at most `limit`. Nothing if it is not this runner's, or over: then nothing was
    /// written.
    pub async fn step_job(
        &mut self,
        number: i64,
        runner: &str,
        limit: u32,
        now: Timestamp,
    ) -> Result<Option<JobStep>, StoreError> {
        let Some(Full {
            mut job,
            runner: of,
            done_until,
        }) = full(&mut self.link, number).await?
        else {
            return Ok(None);
        };
        if of != runner || !job.is_running() {
            return Ok(None);
        }
        let ids = self.next_ids(number, done_until, limit).await?;
        let last = ids.last().map_or(done_until, |(id, ..)| *id);
        let over = ids.len() < usize::try_from(limit).unwrap_or(usize::MAX);
        let turns = self.turns(&ids).await?;
        let mut became = Became::new();
        let updated = match job.kind {
            JobKind::Activate => {
                self.change_status(turns, Status::Active, now, &mut became)
                    .await?
            }
            JobKind::Inactivate => {
                self.change_status(turns, Status::Inactive, now, &mut became)
                    .await?
            }
            JobKind::AddToGroups | JobKind::RemoveFromGroups => {
                self.change_groups(turns, &job, now, &mut became).await?
            }
        };
        for ((outcome, touches), ids) in became {
            if let Some(outcome) = JobOutcome::from_number(outcome) {
                job.counts.add(outcome, ids.len() as u64);
                self.note(number, outcome, touches, &ids).await?;
            }
        }
        job.last_step = now;
        if over {
            job.state = JobState::Finished;
            job.ended = Some(now);
        }
        self.write_job(&job, last).await?;
        Ok(Some(JobStep { job, updated }))
    }

    /// Ends a job that runs, and gives it as it is then; nothing if it was over already.
    ///
    /// [`StoreError::NotFound`] when there is none of this number.
    pub async fn end_job(
        &mut self,
        number: i64,
        state: JobState,
        now: Timestamp,
    ) -> Result<Option<Job>, StoreError> {
        let Full {
            mut job,
            done_until,
            ..
        } = full(&mut self.link, number)
            .await?
            .ok_or(StoreError::NotFound)?;
        if !job.is_running() {
            return Ok(None);
        }
        job.state = state;
        job.waiting = false;
        job.ended = Some(now);
        self.write_job(&job, done_until).await?;
        Ok(Some(job))
    }

    /// Takes one job away that began before then and is over, with its users; whether there was one.
    pub async fn purge_job(&mut self, before: Timestamp) -> Result<bool, StoreError> {
        let oldest = Statement::fixed(
            "SELECT number FROM job WHERE created < $1 AND state <> 'running' ORDER BY created, number LIMIT 1",
            [before.micros().into()],
        );
        let Some(row) = self.link.one(&oldest).await? else {
            return Ok(false);
        };
        let number = row.of(super::TABLE, super::KEY).int("number")?;
        for statement in [
            Statement::fixed("DELETE FROM job_user WHERE job = $1", [number.into()]),
            Statement::fixed("DELETE FROM job WHERE number = $1", [number.into()]),
        ] {
            self.link.execute(&statement).await?;
        }
        Ok(true)
    }

    /// The next users of the job by id, each with the version it was selected at and the groups it is about.
    async fn next_ids(
        &mut self,
        number: i64,
        done_until: i64,
        limit: u32,
    ) -> Result<Vec<(i64, i64, i64)>, StoreError> {
        let next = Statement::fixed(
            "SELECT party_id, seen, touches FROM job_user WHERE job = $1 AND party_id > $2 ORDER BY party_id LIMIT $3",
            [number.into(), done_until.into(), i64::from(limit).into()],
        );
        let rows = self.link.all(&next).await?;
        rows.iter()
            .map(|row| {
                let fields = row.of("job_user", "party_id");
                Ok((
                    fields.int("party_id")?,
                    fields.int("seen")?,
                    fields.int("touches")?,
                ))
            })
            .collect()
    }

    async fn turns(&mut self, ids: &[(i64, i64, i64)]) -> Result<Vec<Turn>, StoreError> {
        let about: HashMap<i64, (i64, i64)> = ids
            .iter()
            .map(|(id, seen, touches)| (*id, (*seen, *touches)))
            .collect();
        let mut turns = Vec::with_capacity(ids.len());
        for piece in pieces(ids) {
            let mut statement = select();
            statement
                .push("u.party_id IN ")
                .tuple(piece.iter().map(|(id, ..)| *id))
                .push(" ORDER BY u.party_id");
            for user in load(&mut self.link, &statement).await? {
                if let Some((seen, touches)) = about.get(&user.party_id.0).copied() {
                    turns.push(Turn {
                        user,
                        seen,
                        touches,
                    });
                }
            }
        }
        Ok(turns)
    }

    async fn write_job(&mut self, job: &Job, done_until: i64) -> Result<(), StoreError> {
        let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        let counts = &job.counts;
        let statement = Statement::fixed(
            "UPDATE job SET state = $1, changed = $2, already_so = $3, changed_meanwhile = $4, unknown_group = $5, \
             done_until = $6, last_step = $7, ended = $8 WHERE number = $9",
            [
                job.state.word().into(),
                number(counts.changed).into(),
                number(counts.already_so).into(),
                number(counts.changed_meanwhile).into(),
                number(counts.unknown_group).into(),
                done_until.into(),
                job.last_step.micros().into(),
                job.ended.map_or(0, Timestamp::micros).into(),
                job.number.into(),
            ],
        );
        self.link.execute(&statement).await.map(drop)
    }
}
