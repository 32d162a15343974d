//! Groups: see, create, rename and describe. Variable name and type never change; the built-in one does not at all.

use domain::{
    Action, Caller, Group, GroupChange, GroupDraft, GroupListQuery, GroupPage, GroupRef,
    GroupSummary, PAGE_ROWS, Permission, Problem, SubjectKind, VariableName,
};
use store::{NewActivity, Tx};
use tracing::info;

use crate::problems::OrProblem;
use crate::{Service, differences};

impl Service {
    /// A page of the list, by label.
    pub async fn groups(
        &self,
        caller: &Caller,
        query: &GroupListQuery,
    ) -> Result<GroupPage, Problem> {
        caller.require(Permission::Read)?;
        self.store.list_groups(query, PAGE_ROWS).await.or_problem()
    }

    /// All groups of both kinds by label, for pickers.
    pub async fn group_choices(&self, caller: &Caller) -> Result<Vec<GroupRef>, Problem> {
        caller.require(Permission::Read)?;
        self.store.group_choices().await.or_problem()
    }

    /// One with its number of members. [`Problem::NotFound`] when there is none of that name.
    pub async fn group(
        &self,
        caller: &Caller,
        name: &VariableName,
    ) -> Result<GroupSummary, Problem> {
        caller.require(Permission::Read)?;
        self.store
            .find_group(name)
            .await
            .or_problem()?
            .ok_or(Problem::NotFound)
    }

    /// Makes one. [`Problem::VariableNameTaken`] when another has the name.
    pub async fn create_group(&self, caller: &Caller, draft: GroupDraft) -> Result<Group, Problem> {
        caller.require(Permission::ManageGroups)?;
        let mut tx = self.store.begin().await.or_problem()?;
        let group = tx
            .insert_group(&draft, self.clock.now())
            .await
            .or_problem()?;
        record(&mut tx, caller, Action::Created, None, &group).await?;
        tx.commit().await.or_problem()?;
        self.live.committed();
        info!(group = %group.variable_name, by = ?caller.actor(), "Created group");
        Ok(group)
    }

    /// Changes what the change names, with `seen` only if it is still as the caller saw it; without, the last one to
    /// save wins.
    ///
    /// [`Problem::ReadOnlyGroup`] for the built-in one, [`Problem::GroupChangedMeanwhile`] when somebody else changed
    /// it since version `seen`.
    pub async fn update_group(
        &self,
        caller: &Caller,
        name: &VariableName,
        change: GroupChange,
        seen: impl Into<Option<i64>>,
    ) -> Result<Group, Problem> {
        caller.require(Permission::ManageGroups)?;
        let mut tx = self.store.begin().await.or_problem()?;
        let updated = tx
            .update_group(name, &change, seen, self.clock.now())
            .await
            .or_problem()?;
        let (before, after) = (updated.before, updated.after);
        if before.version != after.version {
            record(&mut tx, caller, Action::Changed, Some(&before), &after).await?;
            tx.commit().await.or_problem()?;
            self.live.committed();
            info!(group = %after.variable_name, by = ?caller.actor(), "Changed group");
        }
        Ok(after)
    }
}

async fn record(
    tx: &mut Tx,
    caller: &Caller,
    action: Action,
    before: Option<&Group>,
    after: &Group,
) -> Result<(), Problem> {
    tx.record(&NewActivity {
        at: after.date_modified,
        actor: caller.actor(),
        action,
        subject_kind: SubjectKind::Group,
        subject: after.variable_name.as_str().to_owned(),
        subject_label: after.label.as_str().to_owned(),
        change: differences::of_group(before, after),
    })
    .await
    .or_problem()?;
    Ok(())
}
