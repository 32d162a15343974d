//! Many users at once.

use std::collections::{BTreeSet, HashMap, HashSet};

use domain::{
    ClientId, Description, DisplayName, Email, IntegrationUser, Login, PartyId, PartyNumber,
    Status, Timestamp, UserChange, VariableName,
};

use super::read::{load, select};
use super::write::{KnownGroups, Updated, pick_groups};
use crate::statement::pieces;
use crate::{StoreError, Tx};

/// What a user gets if it is new.
#[derive(Clone, Debug)]
pub struct NewUserIds {
    /// Above that of every user there is.
    pub party_id: PartyId,
    /// Unique; taken unless the row brings a party number.
    pub party_number: PartyNumber,
    /// Unique.
    pub login: Login,
}

/// A user as an import brings it; what it leaves out stays as it is, or empty on a new one.
#[derive(Clone, Debug)]
pub struct UserImport {
    /// Used if it is new.
    pub ids: NewUserIds,
    /// Which user it is, if given and there; else the client id says so.
    pub party_number: Option<PartyNumber>,
    /// The OAuth client.
    pub client_id: ClientId,
    /// The name.
    pub name: Option<DisplayName>,
    /// The address.
    pub email: Option<Email>,
    /// The description.
    pub description: Option<Description>,
    /// Active on a new one where left out.
    pub status: Option<Status>,
    /// When it was made; of a user that is there already it is not touched.
    pub date_added: Option<Timestamp>,
    /// When it last called; of a user that is there already it is not touched.
    pub last_used: Option<Timestamp>,
    /// All groups.
    pub groups: Option<Vec<VariableName>>,
}

/// What an import did with one row.
#[derive(Debug)]
pub enum Imported<U> {
    /// It is new.
    Created,
    /// It was there and differed.
    Changed(Box<U>),
    /// It was there exactly so.
    Unchanged,
    /// It cannot be; nothing of this row was written.
    Refused(StoreError),
}

/// So many rows are looked up and written together.
const TOGETHER: usize = 16_384;

impl Tx {
    /// Makes and changes users, in order; what comes back is in the same order. The same rows once more change nothing.
    ///
    /// A row whose party number is unknown and whose client id another user has is refused with
    /// [`StoreError::ClientIdTaken`]; one with unknown groups with [`StoreError::UnknownGroups`]. A caller who wants all
    /// or nothing does not commit when a row was refused.
    pub async fn import_users(
        &mut self,
        users: &[UserImport],
        now: Timestamp,
    ) -> Result<Vec<Imported<Updated>>, StoreError> {
        let names: BTreeSet<&VariableName> = users
            .iter()
            .flat_map(|user| user.groups.iter().flatten())
            .collect();
        let names: Vec<VariableName> = names.into_iter().cloned().collect();
        let known = self.known_groups(&names).await?;
        let mut outcomes = Vec::with_capacity(users.len());
        let mut rest = users;
        while !rest.is_empty() {
            let (together, behind) = rest.split_at(distinct(rest));
            self.import_together(together, &known, now, &mut outcomes)
                .await?;
            rest = behind;
        }
        Ok(outcomes)
    }

    async fn import_together(
        &mut self,
        users: &[UserImport],
        known: &KnownGroups,
        now: Timestamp,
        outcomes: &mut Vec<Imported<Updated>>,
    ) -> Result<(), StoreError> {
        let mut existing = self.existing(users).await?;
        let mut new = Vec::with_capacity(users.len());
        for user in users {
            let outcome = match existing.find(user) {
                Ok(Some(before)) => {
                    match self.change_row(before, &change(user), known, now).await {
                        Ok(updated) if updated.is_change() => {
                            existing.put(&updated);
                            Imported::Changed(Box::new(updated))
                        }
                        Ok(_) => Imported::Unchanged,
                        Err(error) => refused(error)?,
                    }
                }
                Ok(None) => match create(user, known, now) {
                    Ok(user) => {
                        new.push(user);
                        Imported::Created
                    }
                    Err(error) => refused(error)?,
                },
                Err(error) => refused(error)?,
            };
            outcomes.push(outcome);
        }
        self.insert_rows(&new, known).await
    }

    pub(super) async fn existing(&mut self, users: &[UserImport]) -> Result<Existing, StoreError> {
        let client_ids: Vec<&str> = users.iter().map(|user| user.client_id.as_str()).collect();
        let numbers = users.iter().filter_map(|user| user.party_number.as_ref());
        let numbers: Vec<&str> = numbers.map(PartyNumber::as_str).collect();
        let mut existing = Existing::default();
        for (column, texts) in [
            ("u.client_id IN ", client_ids),
            ("u.party_number IN ", numbers),
        ] {
            for piece in pieces(&texts) {
                let mut statement = select().planned_anew();
                statement.push(column).tuple(piece.iter().copied());
                for user in load(&mut self.link, &statement).await? {
                    existing.add(user);
                }
            }
        }
        Ok(existing)
    }
}

/// The users that a piece of an import may be about.
#[derive(Default)]
pub(super) struct Existing {
    users: HashMap<PartyNumber, IntegrationUser>,
    owners: HashMap<ClientId, PartyNumber>,
}

impl Existing {
    fn add(&mut self, user: IntegrationUser) {
        self.owners
            .insert(user.client_id.clone(), user.party_number.clone());
        self.users.insert(user.party_number.clone(), user);
    }

    /// What a row changed: another one may be about the same user.
    pub(super) fn put(&mut self, updated: &Updated) {
        self.owners.remove(&updated.before.client_id);
        self.add(updated.after.clone());
    }

    /// Whose client id it is.
    pub(super) fn owner(&self, client_id: &ClientId) -> Option<&PartyNumber> {
        self.owners.get(client_id)
    }

    /// The user that the row is about. It stays: should the row be refused, another one may still be about it.
    pub(super) fn find(&self, row: &UserImport) -> Result<Option<IntegrationUser>, StoreError> {
        if let Some(user) = row
            .party_number
            .as_ref()
            .and_then(|number| self.users.get(number))
        {
            return Ok(Some(user.clone()));
        }
        match self.owners.get(&row.client_id) {
            Some(owner) if row.party_number.is_some() => Err(StoreError::ClientIdTaken {
                party_number: owner.clone(),
            }),
            Some(owner) => Ok(self.users.get(owner).cloned()),
            None => Ok(None),
        }
    }
}

/// How many rows from the first on are about different users, so that none needs to see what another one wrote.
pub(super) fn distinct(users: &[UserImport]) -> usize {
    let mut client_ids = HashSet::new();
    let mut numbers = HashSet::new();
    let again = users.iter().take(TOGETHER).position(|user| {
        let number_again = user
            .party_number
            .as_ref()
            .is_some_and(|number| !numbers.insert(number));
        !client_ids.insert(&user.client_id) || number_again
    });
    again.unwrap_or(users.len().min(TOGETHER))
}

/// Faults of the row stay with the row; all others end the import.
pub(super) fn refused(error: StoreError) -> Result<Imported<Updated>, StoreError> {
    match error {
        StoreError::ClientIdTaken { .. } | StoreError::UnknownGroups(_) => {
            Ok(Imported::Refused(error))
        }
        other => Err(other),
    }
}

pub(super) fn change(user: &UserImport) -> UserChange {
    UserChange {
        client_id: Some(user.client_id.clone()),
        name: user.name.clone(),
        email: user.email.clone(),
        description: user.description.clone(),
        status: user.status,
        groups: user.groups.clone(),
    }
}

pub(super) fn create(
    user: &UserImport,
    known: &KnownGroups,
    now: Timestamp,
) -> Result<IntegrationUser, StoreError> {
    Ok(IntegrationUser {
        party_id: user.ids.party_id,
        party_number: user
            .party_number
            .clone()
            .unwrap_or_else(|| user.ids.party_number.clone()),
        login: user.ids.login.clone(),
        client_id: user.client_id.clone(),
        name: user.name.clone().unwrap_or_default(),
        email: user.email.clone().unwrap_or_default(),
        description: user.description.clone().unwrap_or_default(),
        status: user.status.unwrap_or(Status::Active),
        groups: pick_groups(user.groups.as_deref().unwrap_or_default(), known)?,
        date_added: user.date_added.unwrap_or(now),
        date_modified: now,
        last_used: user.last_used,
        version: 1,
    })
}
