//! One change to many users: who is in a group, and the status of all that an expression is true of.

use std::collections::{BTreeSet, HashMap};

use domain::{
    Expression, IntegrationUser, Login, MemberChange, MemberOp, PartyId, Status, Timestamp,
    UserChange, VariableName,
};

use super::collect::group_id;
use super::matching;
use super::read::{load, select};
use super::write::Updated;
use crate::statement::{Statement, pieces};
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

    /// Gives the status to at most `limit` users behind `after` that have another and that the expression is true of, by
    /// id; gives those users. To be called again behind the last of them until fewer come.
    pub async fn set_status_of_some(
        &mut self,
        filter: &Expression,
        status: Status,
        after: Option<PartyId>,
        limit: u32,
        now: Timestamp,
    ) -> Result<Vec<Updated>, StoreError> {
        let mut statement = select();
        statement
            .push("u.party_id > ")
            .bind(after.map_or(i64::MIN, |id| id.0))
            .push(" AND u.status <> ")
            .bind(status.number())
            .push(" AND ");
        matching::push(self.link.dialect(), &mut statement, filter);
        statement
            .push(" ORDER BY u.party_id LIMIT ")
            .bind(i64::from(limit));
        let users = load(&mut self.link, &statement).await?;
        let ids: Vec<i64> = users.iter().map(|user| user.party_id.0).collect();
        for piece in pieces(&ids) {
            let now = now.micros();
            let mut update = Statement::new("UPDATE integration_user SET status = ");
            update
                .bind(status.number())
                .push(", version = version + 1, date_modified = CASE WHEN date_modified > ")
                .bind(now)
                .push(" THEN date_modified ELSE ")
                .bind(now)
                .push(" END WHERE party_id IN ")
                .tuple(piece.iter().copied());
            self.link.execute(&update).await?;
        }
        let updated = users.into_iter().map(|before| {
            let mut after = before.clone();
            after.status = status;
            after.version += 1;
            after.date_modified = now.max(before.date_modified);
            Updated { before, after }
        });
        Ok(updated.collect())
    }
}
