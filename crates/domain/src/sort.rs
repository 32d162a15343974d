//! The orders of the list of integration users.

use serde::{Deserialize, Serialize};

/// The most bytes of a folded text that it is sorted by: PostgreSQL refuses index rows beyond 2,700.
pub const MOST_SORT_BYTES: usize = 600;

/// The beginning of a folded text that it is sorted by, in the databases and in memory: whole characters, at most
/// [`MOST_SORT_BYTES`]. Texts that are alike so far are ordered by party id.
pub fn sort_text(folded: &str) -> &str {
    &folded[..folded.floor_char_boundary(MOST_SORT_BYTES)]
}

/// A column that the list can be sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum SortColumn {
    /// Byte by byte without case.
    ClientId,
    /// Folded.
    Name,
    /// Inactive before Active.
    Status,
    /// Never before ever.
    LastUsed,
    /// The default, newest first.
    #[default]
    DateAdded,
}

impl SortColumn {
    /// All, as the table shows them.
    pub const ALL: [Self; 5] = [
        Self::ClientId,
        Self::Name,
        Self::Status,
        Self::LastUsed,
        Self::DateAdded,
    ];

    /// The word in addresses.
    pub const fn word(self) -> &'static str {
        match self {
            Self::ClientId => "client-id",
            Self::Name => "name",
            Self::Status => "status",
            Self::LastUsed => "last-used",
            Self::DateAdded => "date-added",
        }
    }

    pub(crate) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.word() == word)
    }

    /// The direction that a first press on the header gives: moments newest first, the rest from A.
    pub const fn natural(self) -> Direction {
        match self {
            Self::ClientId | Self::Name | Self::Status => Direction::Ascending,
            Self::LastUsed | Self::DateAdded => Direction::Descending,
        }
    }
}

/// Up or down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Direction {
    /// From A, from the oldest.
    Ascending,
    /// From Z, from the newest.
    Descending,
}

impl Direction {
    /// The other one.
    #[must_use]
    pub const fn reversed(self) -> Self {
        match self {
            Self::Ascending => Self::Descending,
            Self::Descending => Self::Ascending,
        }
    }

    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Ascending => "asc",
            Self::Descending => "desc",
        }
    }
}

/// The order of the list; ties go by party id in the same direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Sort {
    /// By which column.
    pub column: SortColumn,
    /// Which way.
    pub direction: Direction,
}

impl Default for Sort {
    fn default() -> Self {
        Self {
            column: SortColumn::DateAdded,
            direction: Direction::Descending,
        }
    }
}

impl Sort {
    /// What a press on the column's header asks for: the natural direction first, then the other.
    #[must_use]
    pub fn pressed(self, column: SortColumn) -> Self {
        let direction = if self.column == column {
            self.direction.reversed()
        } else {
            column.natural()
        };
        Self { column, direction }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_sorted_by_their_beginning_in_whole_characters() {
        let fits = "x".repeat(MOST_SORT_BYTES);
        assert_eq!(sort_text(&fits), fits);
        assert_eq!(sort_text(&format!("{fits}y")), fits);
        let broken = format!("{}日", &fits[2..]);
        assert_eq!(sort_text(&broken), &fits[2..]);
        assert_eq!(sort_text(""), "");
    }
}
