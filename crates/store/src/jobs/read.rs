//! Jobs as they are, and whom they did not change.

use domain::{
    Job, JobCounts, JobKind, JobOutcome, JobResult, JobResults, JobState, PartyId, PartyNumber,
    Timestamp,
};

use super::{KEY, TABLE};
use crate::activity::actor;
use crate::dialect::{Link, Row};
use crate::statement::Statement;
use crate::{Store, StoreError};

pub(super) const COLUMNS: &str = "SELECT number, created, actor_kind, actor, kind, group_list, reverses, state, total, changed, already_so, \
     changed_meanwhile, unknown_group, done_until, runner, last_step, ended FROM job WHERE ";

impl Store {
    /// The newest jobs that began since then, at most `limit`, newest first.
    pub async fn jobs(&self, since: Timestamp, limit: u32) -> Result<Vec<Job>, StoreError> {
        let mut statement = Statement::new(COLUMNS);
        statement
            .push("created >= ")
            .bind(since.micros())
            .push(" ORDER BY created DESC, number DESC LIMIT ")
            .bind(i64::from(limit));
        let rows = self.pool.all(&statement).await?;
        rows.iter().map(job).collect()
    }

    /// The job of this number.
    pub async fn find_job(&self, number: i64) -> Result<Option<Job>, StoreError> {
        let mut statement = Statement::new(COLUMNS);
        statement.push("number = ").bind(number);
        self.pool
            .one(&statement)
            .await?
            .as_ref()
            .map(job)
            .transpose()
    }

    /// At most `limit` users that the job did not change, behind `after`, by id.
    pub async fn job_results(
        &self,
        number: i64,
        after: Option<PartyId>,
        limit: u32,
    ) -> Result<JobResults, StoreError> {
        let mut statement = Statement::new(
            "SELECT u.party_id, u.party_number, u.client_id, j.outcome FROM job_user j \
             JOIN integration_user u ON u.party_id = j.party_id WHERE j.job = ",
        );
        statement
            .bind(number)
            .push(" AND j.outcome > ")
            .bind(JobOutcome::Changed.number())
            .push(" AND j.party_id > ")
            .bind(after.map_or(i64::MIN, |id| id.0))
            .push(" ORDER BY j.party_id LIMIT ")
            .bind(i64::from(limit) + 1);
        let rows = self.pool.all(&statement).await?;
        let mut rows = rows.iter().map(result).collect::<Result<Vec<_>, _>>()?;
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| more).map(|row| row.party_id);
        Ok(JobResults { rows, next })
    }

    /// Whether a job waits for somebody to go on with it: nobody is at it, or who was did nothing since `stale`.
    pub async fn has_waiting_job(&self, stale: Timestamp) -> Result<bool, StoreError> {
        Ok(self.pool.one(&waiting(stale)).await?.is_some())
    }
}

/// The first job that waits.
pub(super) fn waiting(stale: Timestamp) -> Statement {
    Statement::fixed(
        "SELECT number FROM job WHERE state = 'running' AND (runner = '' OR last_step < $1) ORDER BY number LIMIT 1",
        [stale.micros().into()],
    )
}

/// A job with what only its runner needs.
pub(super) struct Full {
    pub job: Job,
    pub runner: String,
    pub done_until: i64,
}

pub(super) async fn full(link: &mut Link, number: i64) -> Result<Option<Full>, StoreError> {
    let mut statement = Statement::new(COLUMNS);
    statement.push("number = ").bind(number);
    let Some(row) = link.one(&statement).await? else {
        return Ok(None);
    };
    let fields = row.of(TABLE, KEY);
    Ok(Some(Full {
        job: job(&row)?,
        runner: fields.text("runner")?,
        done_until: fields.int("done_until")?,
    }))
}

fn job(row: &Row) -> Result<Job, StoreError> {
    let fields = row.of(TABLE, KEY);
    let reverses = fields.int("reverses")?;
    let state = fields.parsed("state", JobState::from_word)?;
    Ok(Job {
        number: fields.int("number")?,
        actor: actor(&fields)?,
        created: fields.moment("created")?,
        kind: fields.parsed("kind", JobKind::from_word)?,
        groups: fields.parsed("group_list", |json| serde_json::from_str(json).ok())?,
        reverses: (reverses != 0).then_some(reverses),
        state,
        waiting: state == JobState::Running && fields.text("runner")?.is_empty(),
        counts: JobCounts {
            total: fields.count("total")?,
            changed: fields.count("changed")?,
            already_so: fields.count("already_so")?,
            changed_meanwhile: fields.count("changed_meanwhile")?,
            unknown_group: fields.count("unknown_group")?,
        },
        ended: fields.moment_or_never("ended")?,
        last_step: fields.moment("last_step")?,
    })
}

fn result(row: &Row) -> Result<JobResult, StoreError> {
    let fields = row.of("integration_user", "party_id");
    Ok(JobResult {
        party_id: PartyId(fields.int("party_id")?),
        party_number: PartyNumber::new(fields.text("party_number")?),
        client_id: fields.parsed("client_id", |text| text.parse().ok())?,
        outcome: fields.number("outcome", JobOutcome::from_number)?,
    })
}
