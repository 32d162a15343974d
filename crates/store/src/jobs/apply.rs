//! What a step of a job does to its users.

use std::collections::BTreeMap;

use domain::{
    GroupRef, IntegrationUser, Job, JobKind, JobOutcome, Status, Timestamp, VariableName,
};

use crate::statement::{Statement, pieces};
use crate::users::{KnownGroups, sort_key};
use crate::{StoreError, Tx, Updated};

/// Users by what became of them: the number of the outcome, and the groups that were changed.
pub(super) type Became = BTreeMap<(i64, i64), Vec<i64>>;

/// A user of the job whose turn it is.
pub(super) struct Turn {
    pub user: IntegrationUser,
    /// The version it was selected at, 0 for any.
    pub seen: i64,
    /// Which groups of the job it is about.
    pub touches: i64,
}

impl Tx {
    pub(super) async fn change_status(
        &mut self,
        turns: Vec<Turn>,
        status: Status,
        now: Timestamp,
        became: &mut Became,
    ) -> Result<Vec<Updated>, StoreError> {
        let mut updated = Vec::new();
        for turn in turns {
            let outcome = if turn.is_overtaken() {
                JobOutcome::ChangedMeanwhile
            } else if turn.user.status == status {
                JobOutcome::AlreadySo
            } else {
                JobOutcome::Changed
            };
            let id = turn.user.party_id.0;
            became.entry((outcome.number(), 0)).or_default().push(id);
            if outcome == JobOutcome::Changed {
                let mut after = turn.user.clone();
                after.status = status;
                updated.push(changed(turn.user, after, now));
            }
        }
        let ids: Vec<i64> = updated.iter().map(|one| one.after.party_id.0).collect();
        let set = format!("status = {}, ", status.number());
        self.mark_changed(&ids, &set, now).await?;
        Ok(updated)
    }

    pub(super) async fn change_groups(
        &mut self,
        turns: Vec<Turn>,
        job: &Job,
        now: Timestamp,
        became: &mut Became,
    ) -> Result<Vec<Updated>, StoreError> {
        let names: Vec<VariableName> = job
            .groups
            .iter()
            .map(|group| group.variable_name.clone())
            .collect();
        let known = self.known_groups(&names).await?;
        let add = job.kind == JobKind::AddToGroups;
        let mut updated = Vec::new();
        // By group, the users that come in or go out.
        let mut moved: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
        for turn in turns {
            let id = turn.user.party_id.0;
            let (outcome, touched) = turn.groups_to_touch(&job.groups, &known, add);
            became
                .entry((outcome.number(), touched))
                .or_default()
                .push(id);
            if outcome != JobOutcome::Changed {
                continue;
            }
            let mut after = turn.user.clone();
            for (bit, group) in bits(&job.groups) {
                let Some(known) = known.get(&group.variable_name) else {
                    continue;
                };
                if touched & bit == 0 {
                    continue;
                }
                moved.entry(known.id).or_default().push(id);
                if add {
                    after.groups.push(known.group.clone());
                } else {
                    after
                        .groups
                        .retain(|one| one.variable_name != group.variable_name);
                }
            }
            after.groups.sort_by_cached_key(|group| {
                (sort_key(group.label.as_str()), group.variable_name.clone())
            });
            updated.push(changed(turn.user, after, now));
        }
        for (group, users) in moved {
            if add {
                let rows: Vec<(i64, i64)> = users.into_iter().map(|user| (user, group)).collect();
                self.insert_memberships(&rows).await?;
            } else {
                for piece in pieces(&users) {
                    let mut statement = Statement::new("DELETE FROM membership WHERE group_id = ");
                    statement
                        .bind(group)
                        .push(" AND party_id IN ")
                        .tuple(piece.iter().copied());
                    self.link.execute(&statement).await?;
                }
            }
        }
        let ids: Vec<i64> = updated.iter().map(|one| one.after.party_id.0).collect();
        self.mark_changed(&ids, "", now).await?;
        Ok(updated)
    }

    /// Gives users their next version, and `set` beside.
    async fn mark_changed(
        &mut self,
        ids: &[i64],
        set: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let now = now.micros();
        for piece in pieces(ids) {
            let mut statement = Statement::new("UPDATE integration_user SET ");
            statement
                .push(set)
                .push("version = version + 1, date_modified = CASE WHEN date_modified > ")
                .bind(now)
                .push(" THEN date_modified ELSE ")
                .bind(now)
                .push(" END WHERE party_id IN ")
                .tuple(piece.iter().copied());
            self.link.execute(&statement).await?;
        }
        Ok(())
    }

    /// Notes down what became of users. What was changed is noted at its new version, at which it can be undone.
    pub(super) async fn note(
        &mut self,
        job: i64,
        outcome: JobOutcome,
        touched: i64,
        ids: &[i64],
    ) -> Result<(), StoreError> {
        for piece in pieces(ids) {
            let mut statement = Statement::new("UPDATE job_user SET outcome = ");
            statement
                .bind(outcome.number())
                .push(", touches = ")
                .bind(touched);
            if outcome == JobOutcome::Changed {
                statement.push(
                    ", seen = (SELECT u.version FROM integration_user u WHERE u.party_id = job_user.party_id)",
                );
            }
            statement
                .push(" WHERE job = ")
                .bind(job)
                .push(" AND party_id IN ")
                .tuple(piece.iter().copied());
            self.link.execute(&statement).await?;
        }
        Ok(())
    }
}

impl Turn {
    /// Whether somebody else changed the user since it was selected.
    const fn is_overtaken(&self) -> bool {
        self.seen != 0 && self.seen != self.user.version
    }

    /// What is to become of the user, and which of the job's groups it comes into or goes out of.
    fn groups_to_touch(
        &self,
        groups: &[GroupRef],
        known: &KnownGroups,
        add: bool,
    ) -> (JobOutcome, i64) {
        if self.is_overtaken() {
            return (JobOutcome::ChangedMeanwhile, 0);
        }
        let mut touched = 0;
        for (bit, group) in bits(groups) {
            if self.touches & bit == 0 {
                continue;
            }
            if !known.contains_key(&group.variable_name) {
                return (JobOutcome::UnknownGroup, 0);
            }
            let is_in = self
                .user
                .groups
                .iter()
                .any(|one| one.variable_name == group.variable_name);
            if is_in != add {
                touched |= bit;
            }
        }
        if touched == 0 {
            (JobOutcome::AlreadySo, 0)
        } else {
            (JobOutcome::Changed, touched)
        }
    }
}

/// The groups of a job with their bits.
fn bits(groups: &[GroupRef]) -> impl Iterator<Item = (i64, &GroupRef)> {
    groups
        .iter()
        .take(62)
        .enumerate()
        .map(|(at, group)| (1_i64 << at, group))
}

fn changed(before: IntegrationUser, mut after: IntegrationUser, now: Timestamp) -> Updated {
    after.version += 1;
    // A clock set back must not make a change look older than the one before it.
    after.date_modified = now.max(before.date_modified);
    Updated { before, after }
}
