//! Beginning a job: whom it is about is settled and written down.

use domain::{
    Actor, Expression, GroupRef, JobKind, JobOutcome, PartyNumber, PickedUser, Status, Timestamp,
    UserFilter,
};

use crate::activity::actor_words;
use crate::statement::{Statement, pieces};
use crate::users::{self, Plan};
use crate::{StoreError, Tx};

/// A job to be begun.
#[derive(Clone, Debug)]
pub struct NewJob<'a> {
    /// Who begins it.
    pub actor: &'a Actor,
    /// The time.
    pub now: Timestamp,
    /// What is done.
    pub kind: JobKind,
    /// With which groups; there are at most 62, a bit each.
    pub groups: &'a [GroupRef],
    /// The job that it undoes.
    pub reverses: Option<i64>,
}

/// Whom a job is about.
#[derive(Clone, Copy, Debug)]
pub enum Gather<'a> {
    /// These, at the versions that were seen. [`StoreError::NotFound`] if one is not there.
    Picked(&'a [PickedUser]),
    /// All that pass the filter, at their present version.
    Matching(&'a UserFilter),
    /// All that have another status and that the expression is true of, whatever version they get to.
    Where(&'a Expression, Status),
    /// Those that another job changed and nobody since.
    ChangedBy(i64),
}

/// All groups of a job.
const ALL_GROUPS: i64 = i64::MAX;

const INSERT: &str = "INSERT INTO job_user (job, party_id, seen, touches) ";

impl Tx {
    /// Begins a job and gives its number and how many users it is about: at most `most`, and one more where it would be
    /// more than that.
    pub async fn begin_job(
        &mut self,
        job: &NewJob<'_>,
        whom: Gather<'_>,
        most: u64,
    ) -> Result<(i64, u64), StoreError> {
        let number = self.take_numbers("job", 1).await?;
        let total = match whom {
            Gather::Picked(users) => self.gather_picked(number, users, most).await?,
            Gather::Matching(filter) => self.gather_matching(number, filter, most).await?,
            Gather::Where(condition, status) => {
                self.gather_where(number, condition, status, most).await?
            }
            Gather::ChangedBy(other) => self.gather_changed_by(number, other).await?,
        };
        let groups =
            serde_json::to_string(job.groups).map_err(|error| StoreError::Other(error.into()))?;
        let (actor_kind, actor) = actor_words(job.actor);
        let statement = Statement::fixed(
            "INSERT INTO job (number, created, actor_kind, actor, kind, group_list, reverses, state, total, \
             done_until, last_step) VALUES ($1, $2, $3, $4, $5, $6, $7, 'running', $8, $9, $2)",
            [
                number.into(),
                job.now.micros().into(),
                actor_kind.into(),
                actor.into(),
                job.kind.word().into(),
                groups.into(),
                job.reverses.unwrap_or_default().into(),
                i64::try_from(total).unwrap_or(i64::MAX).into(),
                i64::MIN.into(),
            ],
        );
        self.link.execute(&statement).await?;
        Ok((number, total))
    }

    async fn gather_picked(
        &mut self,
        job: i64,
        users: &[PickedUser],
        most: u64,
    ) -> Result<u64, StoreError> {
        if users.len() as u64 > most {
            return Ok(most + 1);
        }
        let mut seen: Vec<(&PartyNumber, i64)> = users
            .iter()
            .map(|user| (&user.party_number, user.version))
            .collect();
        seen.sort_unstable();
        seen.dedup_by_key(|(number, _)| *number);
        let mut rows = Vec::with_capacity(seen.len());
        for piece in pieces(&seen) {
            // What a database cannot hold, it does not hold; PostgreSQL would call it an error.
            if piece
                .iter()
                .any(|(number, _)| number.as_str().contains('\0'))
            {
                return Err(StoreError::NotFound);
            }
            let mut statement = Statement::new(
                "SELECT party_id, party_number FROM integration_user WHERE party_number IN ",
            );
            statement.tuple(piece.iter().map(|(number, _)| number.as_str()));
            for row in self.link.all(&statement).await? {
                let fields = row.of("integration_user", "party_id");
                let number = PartyNumber::new(fields.text("party_number")?);
                if let Ok(at) = seen.binary_search_by_key(&&number, |(number, _)| *number) {
                    rows.push((fields.int("party_id")?, seen[at].1));
                }
            }
        }
        if rows.len() < seen.len() {
            return Err(StoreError::NotFound);
        }
        for piece in pieces(&rows) {
            let mut statement = Statement::new(INSERT);
            for (at, (party_id, version)) in piece.iter().enumerate() {
                statement
                    .push(if at == 0 { "VALUES " } else { ", " })
                    .tuple([job, *party_id, *version, ALL_GROUPS]);
            }
            self.link.execute(&statement).await?;
        }
        Ok(rows.len() as u64)
    }

    async fn gather_matching(
        &mut self,
        job: i64,
        filter: &UserFilter,
        most: u64,
    ) -> Result<u64, StoreError> {
        let plan = Plan::make(&mut self.link, filter).await?;
        if plan.is_nothing() {
            return Ok(0);
        }
        let mut statement = plan.begin().prefixed(INSERT);
        self.push_columns(&mut statement, job, "u.version");
        plan.push_rows(&mut statement, None);
        self.gather(statement, most).await
    }

    async fn gather_where(
        &mut self,
        job: i64,
        condition: &Expression,
        status: Status,
        most: u64,
    ) -> Result<u64, StoreError> {
        let mut statement = Statement::new(INSERT);
        self.push_columns(&mut statement, job, "0");
        statement
            .push("FROM integration_user u WHERE u.status <> ")
            .bind(status.number())
            .push(" AND ");
        users::push_condition(self.link.dialect(), &mut statement, condition);
        self.gather(statement, most).await
    }

    async fn gather_changed_by(&mut self, job: i64, other: i64) -> Result<u64, StoreError> {
        let cast = self.link.dialect().cast_to_number();
        let mut statement = Statement::new(INSERT);
        statement
            .push("SELECT ")
            .bind(job)
            .push(cast)
            .push(", party_id, seen, touches FROM job_user WHERE job = ")
            .bind(other)
            .push(" AND outcome = ")
            .bind(JobOutcome::Changed.number());
        self.link.execute(&statement).await
    }

    fn push_columns(&self, statement: &mut Statement, job: i64, version: &str) {
        let cast = self.link.dialect().cast_to_number();
        statement
            .push("SELECT ")
            .bind(job)
            .push(cast)
            .push(", u.party_id, ")
            .push(version)
            .push(", ")
            .bind(ALL_GROUPS)
            .push(cast)
            .push(" ");
    }

    async fn gather(&mut self, mut statement: Statement, most: u64) -> Result<u64, StoreError> {
        statement
            .push(" LIMIT ")
            .bind(i64::try_from(most).unwrap_or(i64::MAX - 1) + 1);
        self.link.execute(&statement).await
    }
}
