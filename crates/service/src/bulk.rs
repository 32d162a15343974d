//! One change to many users in one call: the members of a group, the status of all that an expression is true of.

use domain::{
    Action, Caller, Expression, IntegrationUser, JobKind, JobState, Login, MemberChange,
    Permission, Problem, Status, VariableName,
};
use store::{Gather, NewActivity, NewJob, Tx, Updated};
use tracing::{error, info};

use crate::Service;
use crate::problems::OrProblem;
use crate::users::{action_of, user_entry};

/// After so many seconds it is worth asking again when a bulk change was stopped halfway.
const RETRY_AFTER_SECONDS: u32 = 5;

impl Service {
    /// Lets users into a group and takes them out: all of them or, with a [`Problem`], none. Of the built-in group, too:
    /// that is how somebody may administer over REST.
    ///
    /// [`Problem::NotFound`] when there is no such group, [`Problem::UnknownLogins`] with all that nobody has.
    pub async fn change_members(
        &self,
        caller: &Caller,
        group: &VariableName,
        changes: &[MemberChange],
    ) -> Result<(), Problem> {
        caller.require(Permission::ManageUsers)?;
        let mut tx = self.store.begin().await.or_problem()?;
        let updated = tx
            .change_members(group, changes, self.clock.now())
            .await
            .or_problem()?;
        let users = record(&mut tx, caller, updated).await?;
        if users.is_empty() {
            return Ok(());
        }
        tx.commit().await.or_problem()?;
        self.changed(&users);
        info!(group = %group, users = users.len(), by = ?caller.actor(), "Changed members of group");
        Ok(())
    }

    /// Those of these logins that nobody has, in their order: for who has to be told of them although nothing is to be
    /// changed.
    pub async fn unknown_logins(
        &self,
        caller: &Caller,
        logins: &[Login],
    ) -> Result<Vec<Login>, Problem> {
        caller.require(Permission::Read)?;
        self.store.unknown_logins(logins).await.or_problem()
    }

    /// Gives the status to every user that the expression is true of now, and says how many had another: as a job that
    /// is done when this answers, so that neither memory nor other writers suffer from how many there are. It goes on
    /// when nobody waits for the answer any more.
    ///
    /// [`Problem::TooManyUsers`] beyond the most that a job may have; nothing was done then.
    pub async fn bulk_set_status(
        &self,
        caller: &Caller,
        filter: &Expression,
        status: Status,
    ) -> Result<u64, Problem> {
        caller.require(Permission::ManageUsers)?;
        let new = NewJob {
            actor: &caller.actor(),
            now: self.clock.now(),
            kind: match status {
                Status::Active => JobKind::Activate,
                Status::Inactive => JobKind::Inactivate,
            },
            groups: &[],
            reverses: None,
        };
        let runner = self.runner()?;
        let begun = self
            .begin_job(&new, Gather::Where(filter, status), Some(&runner))
            .await?;
        let Some(job) = begun else {
            return Ok(0);
        };
        let service = self.clone();
        let running = tokio::spawn(async move { service.run_job(job.number, &runner).await });
        let job = running
            .await
            .map_err(|panic| {
                error!(%panic, "A bulk change ended unexpectedly");
                Problem::Internal {
                    request_id: String::new(),
                }
            })?
            .or_problem()?;
        match job {
            Some(job) if job.state == JobState::Finished => Ok(job.counts.changed),
            // Stopped by somebody, or failed: the same again does what is left.
            _ => Err(Problem::Unavailable {
                retry_after: RETRY_AFTER_SECONDS,
            }),
        }
    }
}

/// Records each change in the activity log and gives the users as they are now.
async fn record(
    tx: &mut Tx,
    caller: &Caller,
    updated: Vec<Updated>,
) -> Result<Vec<IntegrationUser>, Problem> {
    let entries: Vec<NewActivity> = updated
        .iter()
        .map(|Updated { before, after }| {
            let action: Action = action_of(before, after);
            user_entry(caller.actor(), action, Some(before), after)
        })
        .collect();
    if !entries.is_empty() {
        tx.record_all(&entries).await.or_problem()?;
    }
    Ok(updated.into_iter().map(|updated| updated.after).collect())
}
