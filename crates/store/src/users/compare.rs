//! What an import would do, without doing it.

use std::collections::BTreeSet;

use domain::{GroupRef, IntegrationUser, Timestamp, VariableName};

use super::import::{Existing, Imported, UserImport, change, create, distinct, refused};
use super::write::{KnownGroup, KnownGroups, Updated, apply};
use crate::{Store, StoreError};

impl Store {
    /// What [`Tx::import_users`] would do with these rows now, once the groups of `coming` are there; in the same order.
    /// Only reads, all of it at one moment.
    pub async fn compare_users(
        &self,
        users: &[UserImport],
        coming: &[GroupRef],
        now: Timestamp,
    ) -> Result<Vec<Imported<Updated>>, StoreError> {
        let mut tx = self.look().await?;
        let names: BTreeSet<&VariableName> = users
            .iter()
            .flat_map(|user| user.groups.iter().flatten())
            .collect();
        let names: Vec<VariableName> = names.into_iter().cloned().collect();
        let mut known = tx.known_groups(&names).await?;
        for group in coming {
            let id = known.get(&group.variable_name).map_or(0, |known| known.id);
            let group = group.clone();
            known.insert(group.variable_name.clone(), KnownGroup { id, group });
        }
        let mut outcomes = Vec::with_capacity(users.len());
        let mut rest = users;
        while !rest.is_empty() {
            let (together, behind) = rest.split_at(distinct(rest));
            let mut existing = tx.existing(together).await?;
            for user in together {
                outcomes.push(compare(&mut existing, user, &known, now).or_else(refused)?);
            }
            rest = behind;
        }
        Ok(outcomes)
    }
}

fn compare(
    existing: &mut Existing,
    user: &UserImport,
    known: &KnownGroups,
    now: Timestamp,
) -> Result<Imported<Updated>, StoreError> {
    let Some(before) = existing.find(user)? else {
        return create(user, known, now).map(|_| Imported::Created);
    };
    let mut after: IntegrationUser = before.clone();
    apply(&change(user), &mut after, known)?;
    if after == before {
        return Ok(Imported::Unchanged);
    }
    if let Some(owner) = existing.owner(&after.client_id)
        && *owner != before.party_number
    {
        let party_number = owner.clone();
        return Err(StoreError::ClientIdTaken { party_number });
    }
    let updated = Updated { before, after };
    existing.put(&updated);
    Ok(Imported::Changed(Box::new(updated)))
}
