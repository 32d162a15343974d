//! What the store filters by, and the chips that offer it.

use serde::{Deserialize, Serialize};

use crate::{GroupType, Preset, SearchTerm, Status, Timestamp, VariableName};

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

/// A criterion that is a range of one number of a user: its status, or a moment in microseconds, 0 for never.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacetRange {
    /// The value that the address takes for it.
    pub value: String,
    /// At least.
    pub from: Option<i64>,
    /// Below.
    pub before: Option<i64>,
}

impl Facet {
    /// The criteria of this chip, in order; none for groups, whose criteria are the groups there are.
    pub fn ranges(self, now: Timestamp) -> Vec<FacetRange> {
        let range = |value: String, from, before| FacetRange {
            value,
            from,
            before,
        };
        let ago = |preset: Preset| Some(now.days_before(preset.days()).micros());
        match self {
            Self::AdministratorGroup | Self::SalesGroup => Vec::new(),
            Self::Status => Status::ALL
                .map(|status| {
                    let number = status.number();
                    range(status.word().to_owned(), Some(number), Some(number + 1))
                })
                .into(),
            Self::DateAdded => Preset::ADDED
                .map(|preset| range(preset.days().to_string(), ago(preset), None))
                .into(),
            Self::LastUsed => std::iter::once(range("never".to_owned(), None, Some(1)))
                .chain(
                    Preset::USED.map(|preset| range(preset.days().to_string(), None, ago(preset))),
                )
                .collect(),
        }
    }

    /// The groups that are its criteria.
    pub const fn groups(self) -> Option<GroupType> {
        match self {
            Self::AdministratorGroup => Some(GroupType::Administrator),
            Self::SalesGroup => Some(GroupType::Sales),
            Self::Status | Self::DateAdded | Self::LastUsed => None,
        }
    }
}

/// A part of a filter that is a range of one number of a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NumberRange {
    /// Of which number.
    pub of: NumberColumn,
    /// At least.
    pub from: Option<i64>,
    /// Below.
    pub before: Option<i64>,
}

/// A number of a user that filters ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberColumn {
    /// [`Status::number`].
    Status,
    /// Microseconds.
    DateAdded,
    /// Microseconds, 0 for never: before every moment there was.
    LastUsed,
}

impl UserFilter {
    /// What it asks of numbers.
    pub fn ranges(&self) -> Vec<NumberRange> {
        let micros = |moment: Option<Timestamp>| moment.map(Timestamp::micros);
        let (mut used_from, mut used_before) = (micros(self.used_from), micros(self.used_before));
        match self.never_used {
            Some(true) => used_before = Some(used_before.map_or(1, |before| before.min(1))),
            Some(false) => used_from = Some(used_from.map_or(1, |from| from.max(1))),
            None => {}
        }
        let status = self.status.map(Status::number);
        [
            (
                NumberColumn::Status,
                status,
                status.map(|status| status + 1),
            ),
            (
                NumberColumn::DateAdded,
                micros(self.added_from),
                micros(self.added_before),
            ),
            (NumberColumn::LastUsed, used_from, used_before),
        ]
        .into_iter()
        .filter(|(_, from, before)| from.is_some() || before.is_some())
        .map(|(of, from, before)| NumberRange { of, from, before })
        .collect()
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
