//! Integration users: see, create, change, let in and shut out. They are never deleted.

use domain::{
    Action, Actor, Caller, IntegrationUser, PartyId, PartyNumber, Permission, Problem, Status,
    SubjectKind, Timestamp, UserChange, UserDraft, UserSummary,
};
use store::{NewActivity, NewUser, StoreError, Tx, Updated};
use tracing::info;

use crate::problems::OrProblem;
use crate::{Service, clock_ids, differences};

/// Above 2^53, as the wire promises; what is added are microseconds since 1970.
const FIRST_PARTY_ID: i64 = 300_000_000_000_000_000;

impl Service {
    /// One with all that is known of it; an application may see its own. [`Problem::NotFound`] when there is none of that party number.
    pub async fn user(
        &self,
        caller: &Caller,
        party_number: &PartyNumber,
    ) -> Result<IntegrationUser, Problem> {
        caller.require_to_see(party_number)?;
        let user = self.store.find_user(party_number).await.or_problem()?;
        user.ok_or(Problem::NotFound)
    }

    /// Makes one, with a party number and a login of its own.
    ///
    /// [`Problem::ClientIdTaken`] when another has the client id, [`Problem::UnknownGroups`] when a group that was
    /// chosen does not exist.
    pub async fn create_user(
        &self,
        caller: &Caller,
        draft: UserDraft,
    ) -> Result<IntegrationUser, Problem> {
        caller.require(Permission::ManageUsers)?;
        let now = self.clock.now();
        let mut tx = self.store.begin().await.or_problem()?;
        let new = NewUser {
            party_id: next_party_id(&mut tx, now).await?,
            party_number: clock_ids::party_number(&*self.ids).or_problem()?,
            login: clock_ids::login(&*self.ids).or_problem()?,
            draft,
            now,
        };
        let user = tx.insert_user(&new).await.or_problem()?;
        self.record_user(&mut tx, caller, Action::Created, None, &user)
            .await?;
        tx.commit().await.or_problem()?;
        self.changed(std::slice::from_ref(&user));
        info!(user = %user.party_number, client = user.client_id.shortened(), by = ?caller.actor(), "Created integration user");
        Ok(user)
    }

    /// Changes what the change names and answers with the user as it is then.
    ///
    /// With `seen`, the version that the caller saw, a user that somebody else changed since is left alone and
    /// answered as [`Problem::ChangedMeanwhile`]; without, the last one to save wins.
    pub async fn update_user(
        &self,
        caller: &Caller,
        party_number: &PartyNumber,
        change: UserChange,
        seen: Option<i64>,
    ) -> Result<IntegrationUser, Problem> {
        caller.require(Permission::ManageUsers)?;
        let mut tx = self.store.begin().await.or_problem()?;
        let updated = match tx
            .update_user(party_number, &change, seen, self.clock.now())
            .await
        {
            Err(StoreError::Changed { .. }) => {
                drop(tx);
                let current = self.user(caller, party_number).await?;
                return Err(Problem::ChangedMeanwhile(Box::new(current)));
            }
            updated => updated.or_problem()?,
        };
        self.finish(tx, caller, updated).await
    }

    /// Lets calls of the client in or shuts them out; the status it has already is no change.
    pub async fn set_status(
        &self,
        caller: &Caller,
        party_number: &PartyNumber,
        status: Status,
    ) -> Result<UserSummary, Problem> {
        caller.require(Permission::ManageUsers)?;
        let mut tx = self.store.begin().await.or_problem()?;
        let updated = tx
            .set_status(party_number, status, self.clock.now())
            .await
            .or_problem()?;
        let user = self.finish(tx, caller, updated).await?;
        Ok(UserSummary::from(&user))
    }

    /// Takes a change of status back, as long as it is the last thing that happened to the user: `seen` is the version
    /// that it made. Otherwise as [`Service::update_user`].
    pub async fn undo_status(
        &self,
        caller: &Caller,
        party_number: &PartyNumber,
        status: Status,
        seen: i64,
    ) -> Result<UserSummary, Problem> {
        let change = UserChange {
            status: Some(status),
            ..UserChange::default()
        };
        let user = self
            .update_user(caller, party_number, change, Some(seen))
            .await?;
        Ok(UserSummary::from(&user))
    }

    /// Records what changed, if anything did, and commits.
    async fn finish(
        &self,
        mut tx: Tx,
        caller: &Caller,
        updated: Updated,
    ) -> Result<IntegrationUser, Problem> {
        let is_change = updated.is_change();
        let Updated { before, after } = updated;
        if !is_change {
            return Ok(after);
        }
        let action = action_of(&before, &after);
        self.record_user(&mut tx, caller, action, Some(&before), &after)
            .await?;
        tx.commit().await.or_problem()?;
        self.changed(std::slice::from_ref(&after));
        info!(user = %after.party_number, client = after.client_id.shortened(), by = ?caller.actor(), "{}", sentence(action));
        Ok(after)
    }

    async fn record_user(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        action: Action,
        before: Option<&IntegrationUser>,
        after: &IntegrationUser,
    ) -> Result<(), Problem> {
        tx.record(&user_entry(caller.actor(), action, before, after))
            .await
            .or_problem()?;
        Ok(())
    }
}

/// The number of the next user. Only one transaction writes at a time, so nobody else gets the same.
///
/// Numbers follow the clock, so that they grow with the time of creation across databases too; where it was set back,
/// they go on from the highest there is.
pub(crate) async fn next_party_id(tx: &mut Tx, now: Timestamp) -> Result<PartyId, Problem> {
    let last = tx.last_party_id().await.or_problem()?;
    let by_clock = FIRST_PARTY_ID.saturating_add(now.micros().max(0));
    Ok(PartyId(last.map_or(by_clock, |last| {
        by_clock.max(last.0.saturating_add(1))
    })))
}

/// The entry of the activity log for a change of a user.
pub(crate) fn user_entry(
    actor: Actor,
    action: Action,
    before: Option<&IntegrationUser>,
    after: &IntegrationUser,
) -> NewActivity {
    NewActivity {
        at: after.date_modified,
        actor,
        action,
        subject_kind: SubjectKind::User,
        subject: after.party_number.as_str().to_owned(),
        subject_label: after.client_id.as_str().to_owned(),
        change: differences::of_user(before, after),
    }
}

/// A change of nothing but the status has a word of its own.
pub(crate) fn action_of(before: &IntegrationUser, after: &IntegrationUser) -> Action {
    let change = differences::of_user(Some(before), after);
    let status_only = change.fields.len() == 1
        && change.groups_added.is_empty()
        && change.groups_removed.is_empty();
    match (before.status == after.status, after.status) {
        (false, Status::Active) if status_only => Action::Activated,
        (false, Status::Inactive) if status_only => Action::Inactivated,
        _ => Action::Changed,
    }
}

fn sentence(action: Action) -> &'static str {
    match action {
        Action::Activated => "Activated integration user",
        Action::Inactivated => "Inactivated integration user",
        _ => "Changed integration user",
    }
}
