//! What the store filters by, and the chips that offer it.

use serde::{Deserialize, Serialize};

use crate::{GroupType, SearchTerm, Status, Timestamp, VariableName};

/// What the store filters by: every part that is there must hold.
///
/// `UserFilter::default().active_only().in_group(GroupType::Sales, emea).matching(term)`
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserFilter {
    /// Part of the name, client id, party number or login, folded.
    pub term: Option<SearchTerm>,
    /// Only this status.
    pub status: Option<Status>,
    /// In any of these administrator groups.
    pub administrator_groups: Vec<VariableName>,
    /// In any of these sales groups.
    pub sales_groups: Vec<VariableName>,
    /// Made at or after.
    pub added_from: Option<Timestamp>,
    /// Made before.
    pub added_before: Option<Timestamp>,
    /// Some(true): only those never used; Some(false): only those used at all.
    pub never_used: Option<bool>,
    /// Last used at or after.
    pub used_from: Option<Timestamp>,
    /// Last used before; those never used count as before everything.
    pub used_before: Option<Timestamp>,
}

impl UserFilter {
    /// Only Active users.
    #[must_use]
    pub fn active_only(mut self) -> Self {
        self.status = Some(Status::Active);
        self
    }

    /// In this group (or another that was named for the same kind).
    #[must_use]
    pub fn in_group(mut self, kind: GroupType, group: VariableName) -> Self {
        match kind {
            GroupType::Administrator => self.administrator_groups.push(group),
            GroupType::Sales => self.sales_groups.push(group),
        }
        self
    }

    /// With this in the name, client id, party number or login.
    #[must_use]
    pub fn matching(mut self, term: SearchTerm) -> Self {
        self.term = Some(term);
        self
    }

    /// Whether every user passes.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// One filter chip.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Facet {
    /// Active or Inactive.
    Status,
    /// Administrator groups, any of.
    AdministratorGroup,
    /// Sales groups, any of.
    SalesGroup,
    /// When it was made.
    DateAdded,
    /// The last accepted call.
    LastUsed,
}

impl Facet {
    /// All, as the page shows them.
    pub const ALL: [Self; 5] = [
        Self::Status,
        Self::AdministratorGroup,
        Self::SalesGroup,
        Self::DateAdded,
        Self::LastUsed,
    ];

    /// The keys that this chip's form sends, which every other form carries along as hidden fields.
    pub const fn keys(self) -> &'static [&'static str] {
        match self {
            Self::Status => &["status"],
            Self::AdministratorGroup => &["administrator-group"],
            Self::SalesGroup => &["sales-group"],
            Self::DateAdded => &["added", "added-from", "added-to"],
            Self::LastUsed => &["used", "used-from", "used-to"],
        }
    }
}

/// How many users one criterion of a chip would show, under the other filters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacetCount {
    /// The value that the address takes for it: `active`, a variable name, `30`, `never`.
    pub value: String,
    /// For groups their label; else empty: the catalogue has the words.
    pub label: String,
    /// How many.
    pub count: u64,
}
