//! What a member is to a query.

use std::fmt;

use crate::{Timestamp, fold};

/// Of what type a member is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ValueKind {
    /// A text.
    Text,
    /// A whole number of 64 bits.
    Number,
    /// `true` or `false`.
    Flag,
    /// A moment in RFC 3339.
    Moment,
}

/// A value that a member has or is compared with.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// A text, compared byte by byte.
    Text(String),
    /// A whole number.
    Number(i64),
    /// `false` is before `true`.
    Flag(bool),
    /// A moment.
    Moment(Timestamp),
}

impl Value {
    /// A text, which is absent when it is empty.
    pub(super) fn text(text: &str) -> Vec<Self> {
        if text.is_empty() {
            Vec::new()
        } else {
            vec![Self::Text(text.to_owned())]
        }
    }

    /// A moment as it is on the wire: in whole milliseconds, so that what a client was sent equals what there is.
    pub(super) fn moment(moment: Timestamp) -> Vec<Self> {
        let whole = moment.micros().div_euclid(1_000) * 1_000;
        vec![Self::Moment(Timestamp::from_micros(whole))]
    }
}

/// Members that can be asked for, of one kind of thing.
pub trait QueryField: Copy + Eq + fmt::Debug + Send + Sync + 'static {
    /// The kind of thing.
    type Row;

    /// The member of this name, dotted where it is within another (`status.value`).
    fn find(path: &str) -> Option<Self>;

    /// Its name.
    fn path(self) -> &'static str;

    /// Its type.
    fn kind(self) -> ValueKind;

    /// Its values: none where it is absent, several where it is of the groups of a user.
    fn values(self, row: &Self::Row) -> Vec<Value>;

    /// Whether a list can be ordered by it: where there is at most one value.
    fn is_sortable(self) -> bool;

    /// The number that a word stands for, in a member of numbers that have words.
    fn number_of(self, word: &str) -> Option<i64> {
        let _ = word;
        None
    }

    /// What it is ordered by: absent before all, texts folded.
    fn rank(self, row: &Self::Row) -> Option<Value> {
        folded(self.values(row))
    }
}

/// The first value, a text folded.
pub(super) fn folded(values: Vec<Value>) -> Option<Value> {
    match values.into_iter().next() {
        Some(Value::Text(text)) => Some(Value::Text(fold(&text))),
        other => other,
    }
}
