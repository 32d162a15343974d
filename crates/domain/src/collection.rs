//! Collections of the REST API: what one asks for, and what comes (`docs/rest-api.md`).

use std::cmp::Reverse;

use crate::expression::{
    Expression, GroupField, OrderBy, QueryField, UserField, UserGroupField, Value,
};
use crate::{Direction, Login};

/// The default and the most of `limit`.
pub const COLLECTION_ROWS: u32 = 1_000;

/// Some of a collection, by number of rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Collection<F> {
    /// `q`
    pub filter: Option<Expression<F>>,
    /// `orderby`; ties, and all of it where there is none, go by `partyId`, groups by `variableName`, those of a user by
    /// label.
    pub order: Vec<OrderBy<F>>,
    /// At most so many; never more than [`COLLECTION_ROWS`] come.
    pub limit: u32,
    /// So many are passed over.
    pub offset: u64,
    /// Whether all that match are counted.
    pub total: bool,
}

/// A collection of integration users.
pub type UserCollection = Collection<UserField>;
/// A collection of groups.
pub type GroupCollection = Collection<GroupField>;
/// A collection of the groups of an integration user.
pub type UserGroupCollection = Collection<UserGroupField>;

impl<F> Default for Collection<F> {
    fn default() -> Self {
        Self {
            filter: None,
            order: Vec::new(),
            limit: COLLECTION_ROWS,
            offset: 0,
            total: false,
        }
    }
}

impl<F: QueryField> Collection<F> {
    /// What comes of these, where they are so few that all are at hand. Those that are alike stay in the order in which
    /// they are given.
    pub fn of(&self, mut rows: Vec<F::Row>) -> Slice<F::Row> {
        if let Some(filter) = &self.filter {
            rows.retain(|row| filter.matches(row));
        }
        rows.sort_by_cached_key(|row| self.rank(row));
        let total = u64::try_from(rows.len()).unwrap_or(u64::MAX);
        let limit = self.limit.min(COLLECTION_ROWS);
        let from = usize::try_from(self.offset).unwrap_or(usize::MAX);
        let take = usize::try_from(limit).unwrap_or(usize::MAX);
        Slice {
            has_more: self.offset.saturating_add(u64::from(limit)) < total,
            items: rows.into_iter().skip(from).take(take).collect(),
            total: self.total.then_some(total),
        }
    }

    /// What one of them is ordered by, part by part: its first half upwards, its second one downwards.
    fn rank(&self, row: &F::Row) -> Vec<(Option<Value>, Reverse<Option<Value>>)> {
        let parts = self.order.iter();
        parts
            .map(|by| match by.direction {
                Direction::Ascending => (by.field.rank(row), Reverse(None)),
                Direction::Descending => (None, Reverse(by.field.rank(row))),
            })
            .collect()
    }
}

/// What comes of a collection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slice<T> {
    /// In order.
    pub items: Vec<T>,
    /// Whether more follow.
    pub has_more: bool,
    /// How many match, where that was asked for.
    pub total: Option<u64>,
}

/// Whether a member comes or goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemberOp {
    /// `ADD`; one that is there already stays.
    Add,
    /// `REMOVE`; one that is not there stays away.
    Remove,
}

/// One change of the members of a group. Where several name one user, the last one counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberChange {
    /// What.
    pub op: MemberOp,
    /// Who.
    pub login: Login,
}

impl MemberChange {
    /// Everybody named, each once, with what counts, in the order in which each was first named.
    pub fn settled(changes: &[Self]) -> Vec<&Self> {
        let mut last: std::collections::HashMap<&str, usize> = std::collections::HashMap::new();
        let mut settled: Vec<&Self> = Vec::with_capacity(changes.len());
        for change in changes {
            if let Some(at) = last.get(change.login.as_str()) {
                settled[*at] = change;
            } else {
                last.insert(change.login.as_str(), settled.len());
                settled.push(change);
            }
        }
        settled
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{GroupRef, GroupType, parse_order, parse_q};

    fn groups() -> Vec<GroupRef> {
        let group = |label: &str, name: &str, kind| GroupRef {
            label: label.parse().expect("a label"),
            variable_name: name.parse().expect("a name"),
            kind,
        };
        vec![
            group("Apac", "c", GroupType::Sales),
            group("émea", "b", GroupType::Sales),
            group("Emea", "a", GroupType::Administrator),
        ]
    }

    #[test]
    fn the_groups_of_a_user_are_filtered_ordered_and_paged() {
        for (q, order, offset, limit, names, has_more, total) in [
            ("", "", 0, 9, "cba", false, 3),
            ("", "label:desc", 0, 9, "bac", false, 3),
            ("", "label:desc,variableName", 0, 9, "abc", false, 3),
            ("", "type,variableName:desc", 0, 2, "ac", true, 3),
            ("", "variableName", 1, 1, "b", true, 3),
            ("label LIKE 'EMEA'", "", 0, 9, "ba", false, 2),
            ("{type:'Sales'}", "", u64::MAX, 9, "", false, 2),
            ("{variableName:{$ne:'b'}}", "", 0, 9, "ca", false, 2),
        ] {
            let collection = UserGroupCollection {
                filter: (!q.is_empty()).then(|| parse_q(q).expect("a filter")),
                order: parse_order(order).expect("an order"),
                limit,
                offset,
                total: true,
            };
            let slice = collection.of(groups());
            let found = slice.items.iter().map(|group| group.variable_name.as_str());
            assert_eq!(found.collect::<String>(), names, "{q} {order}");
            assert_eq!(slice.has_more, has_more, "{q} {order}");
            assert_eq!(slice.total, Some(total), "{q} {order}");
        }
    }

    #[test]
    fn only_members_of_a_group_of_a_user_can_be_asked_for() {
        for field in UserGroupField::ALL {
            assert_eq!(UserGroupField::find(field.path()), Some(field));
        }
        assert!(parse_q::<UserGroupField>("{description:'x'}").is_err());
        assert!(parse_order::<UserGroupField>("nope").is_err());
    }
}
