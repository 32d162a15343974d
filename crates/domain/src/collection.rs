//! Collections of the REST API: what one asks for, and what comes (`docs/rest-api.md`).

use crate::Login;
use crate::expression::{Expression, GroupField, OrderBy, UserField};

/// The default and the most of `limit`.
pub const COLLECTION_ROWS: u32 = 1_000;

/// Some of a collection, by number of rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Collection<F> {
    /// `q`
    pub filter: Option<Expression<F>>,
    /// `orderby`; ties, and all of it where there is none, go by `partyId`, groups by `variableName`.
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
