//! What is wrong with a `q` or an `orderby`, and where.

use super::ValueKind;
use crate::Problem;

/// One fault of an expression: the first that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpressionFault {
    /// Where it is, in characters (Unicode scalar values) from the start; at most the number of characters there are.
    pub offset: usize,
    /// What it is.
    pub kind: ExpressionFaultKind,
}

/// What can be wrong. The catalogue of texts has the words for each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExpressionFaultKind {
    /// It says nothing.
    Empty,
    /// More bytes than allowed.
    TooLong {
        /// Allowed.
        most: usize,
    },
    /// `$and` and `$or` within each other more often than allowed.
    TooDeep {
        /// Allowed.
        most: usize,
    },
    /// More comparisons than allowed.
    TooManyTerms {
        /// Allowed.
        most: usize,
    },
    /// No member of this name can be asked for.
    UnknownMember(String),
    /// There is no such operator.
    UnknownOperator(String),
    /// A member that exists, but that no order goes by.
    NotSortable(String),
    /// No direction: neither `asc` nor `desc`.
    UnknownDirection(String),
    /// Something else should stand here.
    Expected(Expected),
    /// A text that does not end.
    UnclosedText,
    /// A `\u` without four hexadecimal digits that make a character.
    BadEscape,
    /// A character that no text here can hold.
    BadCharacter(char),
    /// A word that would have to stand in quotes to be a text.
    NeedsQuotes(String),
    /// The value does not go with the member.
    WrongType {
        /// Of which member.
        member: String,
        /// What it should be.
        expected: ValueKind,
    },
    /// `$like` of a member that is no text.
    LikeNeedsText {
        /// Which member.
        member: String,
    },
    /// Something follows although everything is said.
    Trailing,
}

/// What should stand at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// The name of a member, `$and` or `$or`.
    Member,
    /// `$eq` or another operator.
    Operator,
    /// A text, number, boolean or moment.
    Value,
    /// This character.
    Character(char),
}

impl ExpressionFault {
    pub(super) fn new(offset: usize, kind: ExpressionFaultKind) -> Self {
        Self { offset, kind }
    }
}

impl From<ExpressionFault> for Problem {
    fn from(fault: ExpressionFault) -> Self {
        Self::BadQuery {
            at: fault.offset,
            kind: fault.kind,
        }
    }
}

/// A text that somebody sent, short enough to be told back.
pub(super) fn shown(text: &str) -> String {
    const MOST: usize = 60;
    let mut short: String = text.chars().take(MOST).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
