//! Collections as the REST API asks for them, by expression and number of rows.

use domain::{
    Caller, Group, GroupCollection, GroupRef, IntegrationUser, PartyNumber, Permission, Problem,
    Slice, UserCollection, VariableName,
};

use crate::Service;
use crate::problems::OrProblem;

impl Service {
    /// Some of the integration users.
    pub async fn collect_users(
        &self,
        caller: &Caller,
        collection: &UserCollection,
    ) -> Result<Slice<IntegrationUser>, Problem> {
        caller.require(Permission::Read)?;
        self.store.collect_users(collection).await.or_problem()
    }

    /// Some of the groups.
    pub async fn collect_groups(
        &self,
        caller: &Caller,
        collection: &GroupCollection,
    ) -> Result<Slice<Group>, Problem> {
        caller.require(Permission::Read)?;
        self.store.collect_groups(collection).await.or_problem()
    }

    /// Some of the integration users that are in the group. [`Problem::NotFound`] when there is none of that name.
    pub async fn collect_members(
        &self,
        caller: &Caller,
        group: &VariableName,
        collection: &UserCollection,
    ) -> Result<Slice<IntegrationUser>, Problem> {
        caller.require(Permission::Read)?;
        self.store
            .collect_members(group, collection)
            .await
            .or_problem()
    }

    /// The groups of an integration user, by label; an application may see its own.
    pub async fn groups_of_user(
        &self,
        caller: &Caller,
        party_number: &PartyNumber,
    ) -> Result<Vec<GroupRef>, Problem> {
        self.user(caller, party_number)
            .await
            .map(|user| user.groups)
    }
}
