//! Collections as the REST API asks for them, by expression and number of rows.

use domain::{
    Caller, Group, GroupCollection, IntegrationUser, Permission, Problem, Slice, UserCollection,
    VariableName,
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
}
