//! `orderby`.

use super::fault::shown;
use super::{ExpressionFault, ExpressionFaultKind, MOST_BYTES, QueryField};
use crate::{Direction, Problem};

/// One part of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OrderBy<F> {
    /// By what.
    pub field: F,
    /// Which way.
    pub direction: Direction,
}

/// Reads `member`, `member:asc` or `member:desc`, several with commas between; nothing is no order. A member that comes
/// again says nothing new and is left out.
///
/// # Errors
/// The first fault and where it is.
pub fn parse_order<F: QueryField>(text: &str) -> Result<Vec<OrderBy<F>>, ExpressionFault> {
    if text.len() > MOST_BYTES {
        let kind = ExpressionFaultKind::TooLong { most: MOST_BYTES };
        return Err(ExpressionFault::new(0, kind));
    }
    let mut order: Vec<OrderBy<F>> = Vec::new();
    if text.trim().is_empty() {
        return Ok(order);
    }
    let mut at = 0;
    for piece in text.split(',') {
        let part = part(piece, at)?;
        if order.iter().all(|known| known.field != part.field) {
            order.push(part);
        }
        at += piece.chars().count() + 1;
    }
    Ok(order)
}

/// One part, which begins at this character.
fn part<F: QueryField>(piece: &str, at: usize) -> Result<OrderBy<F>, ExpressionFault> {
    let (name, direction) = match piece.split_once(':') {
        Some((name, direction)) => (name, Some(direction)),
        None => (piece, None),
    };
    let blanks = |text: &str| text.chars().take_while(|c| c.is_whitespace()).count();
    let name_at = at + blanks(name);
    let fault = |kind| ExpressionFault::new(name_at, kind);
    let word = name.trim();
    let field =
        F::find(word).ok_or_else(|| fault(ExpressionFaultKind::UnknownMember(shown(word))))?;
    if !field.is_sortable() {
        return Err(fault(ExpressionFaultKind::NotSortable(shown(word))));
    }
    let direction = match direction.map(|word| (word, word.trim())) {
        None => Direction::Ascending,
        Some((_, word)) if word.eq_ignore_ascii_case("asc") => Direction::Ascending,
        Some((_, word)) if word.eq_ignore_ascii_case("desc") => Direction::Descending,
        Some((whole, word)) => {
            let direction_at = at + name.chars().count() + 1 + blanks(whole);
            let kind = ExpressionFaultKind::UnknownDirection(shown(word));
            return Err(ExpressionFault::new(direction_at, kind));
        }
    };
    Ok(OrderBy { field, direction })
}

impl ExpressionFault {
    /// As a fault of `orderby` rather than `q`.
    pub fn of_order(self) -> Problem {
        Problem::BadOrder {
            at: self.offset,
            kind: self.kind,
        }
    }
}
