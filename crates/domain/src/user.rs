//! The integration user: one OAuth client id tied to groups, Active or Inactive, never deleted.

use serde::{Deserialize, Serialize};

use crate::{
    ClientId, Description, DisplayName, Email, GroupRef, GroupType, Login, PartyId, PartyNumber,
    Timestamp, VariableName,
};

/// Whether calls of the client are admitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Status {
    /// Refused at once: 0 on the wire.
    Inactive,
    /// Admitted: 1.
    Active,
}

impl Status {
    /// Both, the usual one first.
    pub const ALL: [Self; 2] = [Self::Active, Self::Inactive];

    /// The number that the wire and the database use.
    pub const fn number(self) -> i64 {
        match self {
            Self::Inactive => 0,
            Self::Active => 1,
        }
    }

    /// From that number.
    pub const fn from_number(number: i64) -> Option<Self> {
        match number {
            0 => Some(Self::Inactive),
            1 => Some(Self::Active),
            _ => None,
        }
    }

    /// The word that addresses use.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Inactive => "inactive",
            Self::Active => "active",
        }
    }

    /// From that word, in any case.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|status| status.word().eq_ignore_ascii_case(word))
    }
}

/// An integration user with all that is known of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IntegrationUser {
    /// The stored number.
    pub party_id: PartyId,
    /// The name in addresses.
    pub party_number: PartyNumber,
    /// The login of the published API.
    pub login: Login,
    /// The OAuth client.
    pub client_id: ClientId,
    /// May be empty.
    pub name: DisplayName,
    /// May be empty.
    pub email: Email,
    /// May be empty.
    pub description: Description,
    /// Active or not.
    pub status: Status,
    /// All groups, sorted by label.
    pub groups: Vec<GroupRef>,
    /// When it was made.
    pub date_added: Timestamp,
    /// When it last changed.
    pub date_modified: Timestamp,
    /// The last accepted inbound call.
    pub last_used: Option<Timestamp>,
    /// Grows by one with each change; a change names the version it was made on.
    pub version: i64,
}

impl IntegrationUser {
    /// Its groups of one kind, by label.
    pub fn groups_of(&self, kind: GroupType) -> impl Iterator<Item = &GroupRef> {
        self.groups.iter().filter(move |group| group.kind == kind)
    }
}

/// A row of the Integration Users page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserSummary {
    /// The stored number; breaks ties in every order.
    pub party_id: PartyId,
    /// The name in addresses.
    pub party_number: PartyNumber,
    /// The OAuth client.
    pub client_id: ClientId,
    /// May be empty.
    pub name: DisplayName,
    /// Active or not.
    pub status: Status,
    /// Labels of its administrator groups, sorted; at most [`UserSummary::LABELS`].
    pub administrator_groups: Vec<String>,
    /// How many administrator groups there are.
    pub administrator_group_count: u32,
    /// Labels of its sales groups, sorted; at most [`UserSummary::LABELS`].
    pub sales_groups: Vec<String>,
    /// How many sales groups there are.
    pub sales_group_count: u32,
    /// The last accepted inbound call.
    pub last_used: Option<Timestamp>,
    /// When it was made.
    pub date_added: Timestamp,
    /// Its version.
    pub version: i64,
}

impl UserSummary {
    /// How many labels of a kind a row carries; the rest is a number.
    pub const LABELS: usize = 3;
}

impl From<&IntegrationUser> for UserSummary {
    fn from(user: &IntegrationUser) -> Self {
        let labels = |kind| -> Vec<String> {
            let groups = user.groups_of(kind).take(Self::LABELS);
            groups
                .map(|group| group.label.as_str().to_owned())
                .collect()
        };
        let count = |kind| u32::try_from(user.groups_of(kind).count()).unwrap_or(u32::MAX);
        Self {
            party_id: user.party_id,
            party_number: user.party_number.clone(),
            client_id: user.client_id.clone(),
            name: user.name.clone(),
            status: user.status,
            administrator_groups: labels(GroupType::Administrator),
            administrator_group_count: count(GroupType::Administrator),
            sales_groups: labels(GroupType::Sales),
            sales_group_count: count(GroupType::Sales),
            last_used: user.last_used,
            date_added: user.date_added,
            version: user.version,
        }
    }
}

/// An integration user to be made, already checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserDraft {
    /// The OAuth client.
    pub client_id: ClientId,
    /// May be empty.
    pub name: DisplayName,
    /// May be empty.
    pub email: Email,
    /// May be empty.
    pub description: Description,
    /// A new user is Active unless something else is asked for.
    pub status: Status,
    /// By variable name, of both kinds, no order.
    pub groups: Vec<VariableName>,
}

/// What to change; what is `None` stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserChange {
    /// Another client.
    pub client_id: Option<ClientId>,
    /// Another name.
    pub name: Option<DisplayName>,
    /// Another address.
    pub email: Option<Email>,
    /// Another description.
    pub description: Option<Description>,
    /// Another status.
    pub status: Option<Status>,
    /// The whole new set of both kinds.
    pub groups: Option<Vec<VariableName>>,
}
