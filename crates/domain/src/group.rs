//! Groups: what an integration user may administer and which sales data it may see.

use serde::{Deserialize, Serialize};

use crate::{Description, Label, SearchTerm, Timestamp, VariableName};

/// The built-in administrator group whose members may administer over REST: there from the first start, read-only.
pub const USER_ADMINISTRATORS: &str = "userAdministrators";

/// Which of the two kinds a group is; never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum GroupType {
    /// Sales groups: 0 on the wire of groups.
    Sales,
    /// Administrator groups: 1.
    Administrator,
}

impl GroupType {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Administrator, Self::Sales];

    /// The number that the wire and the database use.
    pub const fn number(self) -> i64 {
        match self {
            Self::Sales => 0,
            Self::Administrator => 1,
        }
    }

    /// From that number.
    pub const fn from_number(number: i64) -> Option<Self> {
        match number {
            0 => Some(Self::Sales),
            1 => Some(Self::Administrator),
            _ => None,
        }
    }

    /// The word that the wire and the import use: `Sales`, `Administrator`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Sales => "Sales",
            Self::Administrator => "Administrator",
        }
    }

    /// From that word, in any case.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.word().eq_ignore_ascii_case(word))
    }
}

/// A group as a user or a picker names it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct GroupRef {
    /// For people; sorted by.
    pub label: Label,
    /// For programs.
    pub variable_name: VariableName,
    /// Administrator or sales.
    pub kind: GroupType,
}

/// A group with all that is known of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// For programs; never changes.
    pub variable_name: VariableName,
    /// For people.
    pub label: Label,
    /// Administrator or sales; never changes.
    pub kind: GroupType,
    /// What it is for; may be empty.
    pub description: Description,
    /// Built in: cannot be changed.
    pub read_only: bool,
    /// When it was made.
    pub date_added: Timestamp,
    /// When label or description last changed.
    pub date_modified: Timestamp,
    /// Grows by one with each change; two people who edit at once are told apart by it.
    pub version: i64,
}

/// A row of the Groups page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupSummary {
    /// The group.
    pub group: Group,
    /// How many integration users are in it, active or not.
    pub members: u64,
}

/// A group to be made, already checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupDraft {
    /// For programs.
    pub variable_name: VariableName,
    /// For people.
    pub label: Label,
    /// Administrator or sales.
    pub kind: GroupType,
    /// May be empty.
    pub description: Description,
}

/// What to change of a group; what is `None` stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupChange {
    /// Another label.
    pub label: Option<Label>,
    /// Another description.
    pub description: Option<Description>,
}

/// Which groups a list shows, sorted by label: what the address of the Groups page says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct GroupListQuery {
    /// Part of the label, the variable name or the description.
    pub term: Option<SearchTerm>,
    /// Only this kind.
    pub kind: Option<GroupType>,
    /// Only groups behind this one: the next page.
    pub after: Option<VariableName>,
}

/// Some groups and where the next begin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupPage {
    /// The groups, by label.
    pub rows: Vec<GroupSummary>,
    /// Where the next page begins; none when this is the last.
    pub next: Option<VariableName>,
    /// How many match in all.
    pub total: u64,
}

impl GroupListQuery {
    /// From the parts of an address (`q`, `type`, `after`); what it does not know is passed over.
    pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        pairs
            .into_iter()
            .fold(Self::default(), |mut query, (key, value)| {
                match key {
                    "q" => query.term = SearchTerm::parse(value),
                    "type" => query.kind = GroupType::from_word(value),
                    "after" => query.after = value.parse().ok(),
                    _ => {}
                }
                query
            })
    }

    /// The parts of the address that give this query again.
    pub fn to_pairs(&self) -> Vec<(&'static str, String)> {
        let term = self.term.iter().map(|term| ("q", term.typed().to_owned()));
        let kind = self
            .kind
            .map(|kind| ("type", kind.word().to_ascii_lowercase()));
        term.chain(kind)
            .chain(self.after.iter().map(|after| ("after", after.to_string())))
            .collect()
    }
}
