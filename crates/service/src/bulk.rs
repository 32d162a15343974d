//! One change to many users: the members of a group, the status of all that an expression is true of.

use domain::{
    Action, Caller, Expression, IntegrationUser, MemberChange, Permission, Problem, Status,
    VariableName,
};
use store::{NewActivity, Tx, Updated};
use tracing::info;

use crate::Service;
use crate::problems::OrProblem;
use crate::users::{action_of, user_entry};

/// So many users are changed and recorded together.
const TOGETHER: u32 = 1_024;

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

    /// Gives the status to every user that the expression is true of, all or none, and says how many had another.
    pub async fn bulk_set_status(
        &self,
        caller: &Caller,
        filter: &Expression,
        status: Status,
    ) -> Result<u64, Problem> {
        caller.require(Permission::ManageUsers)?;
        let now = self.clock.now();
        let mut tx = self.store.begin().await.or_problem()?;
        let mut users: Vec<IntegrationUser> = Vec::new();
        loop {
            let after = users.last().map(|user| user.party_id);
            let updated = tx
                .set_status_of_some(filter, status, after, TOGETHER, now)
                .await
                .or_problem()?;
            if updated.is_empty() {
                break;
            }
            users.extend(record(&mut tx, caller, updated).await?);
        }
        if users.is_empty() {
            return Ok(0);
        }
        tx.commit().await.or_problem()?;
        self.changed(&users);
        info!(users = users.len(), status = status.word(), by = ?caller.actor(), "Changed the status of integration users");
        Ok(u64::try_from(users.len()).unwrap_or(u64::MAX))
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
            user_entry(caller, action, Some(before), after)
        })
        .collect();
    if !entries.is_empty() {
        tx.record_all(&entries).await.or_problem()?;
    }
    Ok(updated.into_iter().map(|updated| updated.after).collect())
}
