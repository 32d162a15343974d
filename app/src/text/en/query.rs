//! What is wrong with a `q` or an `orderby` of the REST API.

use domain::ExpressionFaultKind;
use domain::expression::{Expected, ValueKind};

/// `In q, at character 12: …` Characters are counted from 0, as programs do.
pub(super) fn fault(parameter: &str, at: usize, kind: &ExpressionFaultKind) -> String {
    format!("In {parameter}, at character {at}: {}", sentence(kind))
}

fn sentence(kind: &ExpressionFaultKind) -> String {
    match kind {
        ExpressionFaultKind::Empty => {
            "nothing is asked for. Name a member and a value, or leave the parameter out."
                .to_owned()
        }
        ExpressionFaultKind::TooLong { most } => {
            format!("it is too long; at most {most} bytes are read. Ask for less at once.")
        }
        ExpressionFaultKind::TooDeep { most } => {
            format!("$and and $or are nested too deep; at most {most} levels are read.")
        }
        ExpressionFaultKind::TooManyTerms { most } => {
            format!(
                "there are too many comparisons; at most {most} are read. Ask for less at once."
            )
        }
        ExpressionFaultKind::UnknownMember(name) => {
            format!(
                "there is no member “{name}” to ask for. Names are as in the answers, in the same case."
            )
        }
        ExpressionFaultKind::UnknownOperator(name) => format!(
            "there is no operator “{name}” here. Use $eq, $ne, $gt, $gte, $lt, $lte, $like or $exists, joined by $and or $or."
        ),
        ExpressionFaultKind::NotSortable(name) => {
            format!("a list cannot be ordered by “{name}”, which may have several values.")
        }
        ExpressionFaultKind::UnknownDirection(word) => {
            format!("“{word}” is no direction. Use asc or desc.")
        }
        ExpressionFaultKind::Expected(what) => format!("{} should stand here.", expected(*what)),
        ExpressionFaultKind::UnclosedText => {
            "the text that begins here does not end. Close it with the same quote.".to_owned()
        }
        ExpressionFaultKind::BadEscape => {
            "\\u needs four hexadecimal digits that make a character.".to_owned()
        }
        ExpressionFaultKind::BadCharacter(c) => {
            format!("the character U+{:04X} is not allowed.", u32::from(*c))
        }
        ExpressionFaultKind::NeedsQuotes(word) => {
            format!("“{word}” is a text. Put it in single or double quotes.")
        }
        ExpressionFaultKind::WrongType { member, expected } => {
            format!("{member} is compared with {}.", value(*expected))
        }
        ExpressionFaultKind::LikeNeedsText { member } => {
            format!("$like compares texts, and {member} is none.")
        }
        ExpressionFaultKind::Trailing => {
            "this is behind the end. Join comparisons with a comma, $and or $or.".to_owned()
        }
    }
}

fn expected(what: Expected) -> String {
    match what {
        Expected::Member => "the name of a member, $and or $or".to_owned(),
        Expected::Operator => "an operator such as $eq".to_owned(),
        Expected::Value => "a value".to_owned(),
        Expected::Character(c) => format!("“{c}”"),
    }
}

const fn value(kind: ValueKind) -> &'static str {
    match kind {
        ValueKind::Text => "a text",
        ValueKind::Number => "a whole number",
        ValueKind::Flag => "true or false",
        ValueKind::Moment => "a moment such as 2026-01-31T08:15:00Z",
    }
}

#[cfg(test)]
mod tests {
    use domain::{UserField, parse_q};

    use super::*;

    #[test]
    fn a_fault_says_where_and_what_to_do() {
        let wrong = parse_q::<UserField>("{status.value:'abc'}").expect_err("a fault");
        assert_eq!(
            fault("q", wrong.offset, &wrong.kind),
            "In q, at character 14: status.value is compared with a whole number."
        );
    }
}
