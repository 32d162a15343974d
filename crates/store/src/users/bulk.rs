//! One change to many users: who is in a group.

use std::collections::{BTreeSet, HashMap};

use domain::{IntegrationUser, Login, MemberChange, MemberOp, Timestamp, UserChange, VariableName};

use super::collect::group_id;
use super::read::{load, select};
use super::write::Updated;
use crate::statement::pieces;
use crate::{StoreError, Tx};

impl Tx {
    /// Lets users into a group and takes them out, in order of who is first named; gives those that changed. Of the
    /// built-in group, too: only label and description of that are fixed.
    ///
    /// [`StoreError::NotFound`] when there is no such group, [`StoreError::UnknownLogins`] with all that nobody has;
    /// nothing was written then.
    pub async fn change_members(
        &mut self,
        group: &VariableName,
        changes: &[MemberChange],
        now: Timestamp,
    ) -> Result<Vec<Updated>, StoreError> {
        group_id(&mut self.link, group).await?;
        let changes = MemberChange::settled(changes);
        let mut users = self.by_login(&changes).await?;
        let unknown: Vec<Login> = changes
            .iter()
            .filter(|change| !users.contains_key(change.login.as_str()))
            .map(|change| change.login.clone())
            .collect();
        if !unknown.is_empty() {
            return Err(StoreError::UnknownLogins(unknown));
        }
        let names: BTreeSet<VariableName> = users
            .values()
            .flat_map(|user| user.groups.iter().map(|group| group.variable_name.clone()))
            .chain([group.clone()])
            .collect();
        let known = self
            .known_groups(&names.into_iter().collect::<Vec<_>>())
            .await?;
        let mut outcome = Vec::new();
        for change in changes {
            let Some(user) = users.remove(change.login.as_str()) else {
                continue;
            };
            let groups = user.groups.iter().map(|group| group.variable_name.clone());
            let groups = groups.filter(|name| name != group);
            let groups = match change.op {
                MemberOp::Add => groups.chain([group.clone()]).collect(),
                MemberOp::Remove => groups.collect(),
            };
            let change = UserChange {
                groups: Some(groups),
                ..UserChange::default()
            };
            let updated = self.change_row(user, &change, &known, now).await?;
            if updated.is_change() {
                outcome.push(updated);
            }
        }
        Ok(outcome)
    }

    async fn by_login(
        &mut self,
        changes: &[&MemberChange],
    ) -> Result<HashMap<String, IntegrationUser>, StoreError> {
        // What a database cannot hold, it does not hold; PostgreSQL would call it an error.
        let logins: Vec<&str> = changes
            .iter()
            .map(|change| change.login.as_str())
            .filter(|login| !login.contains('\0'))
            .collect();
        let mut users = HashMap::with_capacity(logins.len());
        for piece in pieces(&logins) {
            let mut statement = select();
            statement.push("u.login IN ").tuple(piece.iter().copied());
            for user in load(&mut self.link, &statement).await? {
                users.insert(user.login.as_str().to_owned(), user);
            }
        }
        Ok(users)
    }
}
