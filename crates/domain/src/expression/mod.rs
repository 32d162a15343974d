//! The language of `q` (`docs/rest-api.md`): read into a typed tree, which is never a text of SQL.
//!
//! What an expression means is said once, by [`Expression::matches`]; the store says the same in SQL, and its tests hold
//! the two together:
//!
//! * A member that is absent (an empty text, a `lastLogin` that never was) passes `$ne` and `$exists: false` and nothing
//!   else. Comparing with `null` or an empty text asks whether it is there.
//! * Texts are compared byte by byte; `$like` without case and accents ([`LikePattern`]).
//! * Moments are compared as they are sent, in whole milliseconds.
//! * Members of groups are true if they are of any of the groups; `$ne` if they are of none.

mod fault;
mod field;
mod group_field;
mod like;
mod order;
mod parse;
mod scan;
mod user_field;
mod user_group_field;
mod value;

#[cfg(test)]
mod tests;

use std::cmp::Ordering;
use std::fmt;

pub use fault::{Expected, ExpressionFault, ExpressionFaultKind};
pub use field::{QueryField, Value, ValueKind};
pub use group_field::GroupField;
pub use like::LikePattern;
pub use order::{OrderBy, parse_order};
pub use parse::{MOST_BYTES, MOST_LEVELS, MOST_TERMS, parse_q};
pub use user_field::{UserConstant, UserField, status_word};
pub use user_group_field::UserGroupField;

/// What must be true of a thing. Parts are never of the same kind as the whole: an `And` holds no `And`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expression<F = UserField> {
    /// All of these, at least two.
    And(Vec<Self>),
    /// Any of these, at least two.
    Or(Vec<Self>),
    /// One comparison.
    Term(Term<F>),
}

/// A comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term<F> {
    /// What is compared.
    pub field: F,
    /// How, and with what.
    pub test: Test,
}

/// How a member is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// With a value of the member's type.
    Compare(Operator, Value),
    /// `$like`
    Like(LikePattern),
    /// `$exists`
    Exists(bool),
}

/// An operator that compares with a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `$eq`
    Eq,
    /// `$ne`
    Ne,
    /// `$gt`
    Gt,
    /// `$gte`
    Gte,
    /// `$lt`
    Lt,
    /// `$lte`
    Lte,
}

impl Operator {
    /// All.
    pub const ALL: [Self; 6] = [Self::Eq, Self::Ne, Self::Gt, Self::Gte, Self::Lt, Self::Lte];

    /// As it is written.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Eq => "$eq",
            Self::Ne => "$ne",
            Self::Gt => "$gt",
            Self::Gte => "$gte",
            Self::Lt => "$lt",
            Self::Lte => "$lte",
        }
    }

    const fn accepts(self, order: Ordering) -> bool {
        match self {
            Self::Eq => order.is_eq(),
            Self::Ne => order.is_ne(),
            Self::Gt => order.is_gt(),
            Self::Gte => order.is_ge(),
            Self::Lt => order.is_lt(),
            Self::Lte => order.is_le(),
        }
    }
}

impl Test {
    /// Whether it is true of a member with these values.
    pub fn holds(&self, values: &[Value]) -> bool {
        match self {
            Self::Compare(Operator::Ne, with) => !values.contains(with),
            Self::Compare(operator, with) => {
                values.iter().any(|value| operator.accepts(value.cmp(with)))
            }
            Self::Like(pattern) => values.iter().any(|value| match value {
                Value::Text(text) => pattern.matches(text),
                _ => false,
            }),
            Self::Exists(wanted) => values.is_empty() != *wanted,
        }
    }
}

impl<F> Expression<F> {
    /// All of these; there is at least one.
    pub(super) fn all_of(parts: Vec<Self>) -> Self {
        let mut flat = Vec::with_capacity(parts.len());
        for part in parts {
            match part {
                Self::And(parts) => flat.extend(parts),
                other => flat.push(other),
            }
        }
        match flat.pop() {
            Some(only) if flat.is_empty() => only,
            last => Self::And(flat.into_iter().chain(last).collect()),
        }
    }

    /// Any of these; there is at least one.
    pub(super) fn any_of(parts: Vec<Self>) -> Self {
        let mut flat = Vec::with_capacity(parts.len());
        for part in parts {
            match part {
                Self::Or(parts) => flat.extend(parts),
                other => flat.push(other),
            }
        }
        match flat.pop() {
            Some(only) if flat.is_empty() => only,
            last => Self::Or(flat.into_iter().chain(last).collect()),
        }
    }
}

impl<F: QueryField> Expression<F> {
    /// Whether it is true of the thing.
    pub fn matches(&self, row: &F::Row) -> bool {
        match self {
            Self::And(parts) => parts.iter().all(|part| part.matches(row)),
            Self::Or(parts) => parts.iter().any(|part| part.matches(row)),
            Self::Term(term) => term.test.holds(&term.field.values(row)),
        }
    }

    /// As members of one object, without its braces.
    fn write_members(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::And(parts) => {
                for (at, part) in parts.iter().enumerate() {
                    f.write_str(if at == 0 { "" } else { "," })?;
                    part.write_members(f)?;
                }
                Ok(())
            }
            Self::Or(parts) => {
                f.write_str("\"$or\":[")?;
                for (at, part) in parts.iter().enumerate() {
                    f.write_str(if at == 0 { "" } else { "," })?;
                    write!(f, "{part}")?;
                }
                f.write_str("]")
            }
            Self::Term(term) => {
                write!(f, "\"{}\":{{{}}}", term.field.path(), term.test)
            }
        }
    }
}

/// In the published form; read again it is the same expression.
impl<F: QueryField> fmt::Display for Expression<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("{")?;
        self.write_members(f)?;
        f.write_str("}")
    }
}

impl fmt::Display for Test {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Compare(operator, with) => {
                write!(f, "\"{}\":", operator.word())?;
                value::write(f, with)
            }
            Self::Like(pattern) => {
                f.write_str("\"$like\":")?;
                value::write_text(f, pattern.as_str())
            }
            Self::Exists(wanted) => write!(f, "\"$exists\":{wanted}"),
        }
    }
}
