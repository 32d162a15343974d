//! Values: from the words of an expression to their types, and back.

use std::fmt;

use super::fault::shown;
use super::scan::Word;
use super::{
    ExpressionFault, ExpressionFaultKind, LikePattern, Operator, QueryField, Test, Value, ValueKind,
};
use crate::{Day, Timestamp};

/// How the word after an operator is to be understood.
#[derive(Clone, Copy)]
pub(super) enum Asked {
    Compare(Operator),
    Like,
    Exists,
}

impl Asked {
    /// The operator of this name. `$exist` is a misprint of the published pages, which clients followed.
    pub(super) fn from_word(word: &str) -> Option<Self> {
        match word {
            "$like" => Some(Self::Like),
            "$exists" | "$exist" => Some(Self::Exists),
            _ => Operator::ALL
                .into_iter()
                .find(|operator| operator.word() == word)
                .map(Self::Compare),
        }
    }
}

/// The comparison of a member with a word.
pub(super) fn test<F: QueryField>(
    field: F,
    asked: Asked,
    word: &Word,
) -> Result<Test, ExpressionFault> {
    match asked {
        Asked::Exists => match flag(&word.text) {
            Some(wanted) => Ok(Test::Exists(wanted)),
            None => Err(wrong_type(field, ValueKind::Flag, word)),
        },
        Asked::Like if field.kind() != ValueKind::Text => {
            let member = field.path().to_owned();
            let kind = ExpressionFaultKind::LikeNeedsText { member };
            Err(ExpressionFault::new(word.at, kind))
        }
        Asked::Like if word.is_null() => Err(wrong_type(field, ValueKind::Text, word)),
        Asked::Like => Ok(Test::Like(LikePattern::new(text(word)?))),
        Asked::Compare(operator) => compare(field, operator, word),
    }
}

fn compare<F: QueryField>(
    field: F,
    operator: Operator,
    word: &Word,
) -> Result<Test, ExpressionFault> {
    let absent =
        word.is_null() || (field.kind() == ValueKind::Text && word.quoted && word.text.is_empty());
    match operator {
        Operator::Eq if absent => return Ok(Test::Exists(false)),
        Operator::Ne if absent => return Ok(Test::Exists(true)),
        _ if word.is_null() => return Err(wrong_type(field, field.kind(), word)),
        _ => {}
    }
    let trimmed = word.text.trim();
    let value = match field.kind() {
        ValueKind::Text => Some(Value::Text(text(word)?)),
        ValueKind::Number => trimmed
            .parse()
            .ok()
            .or_else(|| field.number_of(trimmed))
            .map(Value::Number),
        ValueKind::Flag => flag(trimmed).map(Value::Flag),
        ValueKind::Moment => moment(trimmed).map(Value::Moment),
    };
    value
        .map(|value| Test::Compare(operator, value))
        .ok_or_else(|| wrong_type(field, field.kind(), word))
}

/// Only numbers and booleans may stand without quotes where a text is meant: anything else is more likely a slip.
fn text(word: &Word) -> Result<String, ExpressionFault> {
    let bare = word.text.parse::<f64>().is_ok_and(f64::is_finite) || flag(&word.text).is_some();
    if word.quoted || bare {
        Ok(word.text.clone())
    } else {
        let kind = ExpressionFaultKind::NeedsQuotes(shown(&word.text));
        Err(ExpressionFault::new(word.at, kind))
    }
}

fn flag(text: &str) -> Option<bool> {
    [("true", true), ("false", false)]
        .into_iter()
        .find(|(word, _)| text.trim().eq_ignore_ascii_case(word))
        .map(|(_, flag)| flag)
}

/// A moment, or a day, which stands for its first moment in UTC.
fn moment(text: &str) -> Option<Timestamp> {
    Timestamp::parse_rfc3339(text).or_else(|| text.parse().ok().map(|day: Day| day.start()))
}

/// RFC 3339 with all six decimals.
fn written(moment: Timestamp) -> String {
    let millis = moment.rfc3339();
    let millis = millis.strip_suffix('Z').unwrap_or(&millis);
    format!("{millis}{:03}Z", moment.micros().rem_euclid(1_000))
}

fn wrong_type<F: QueryField>(field: F, expected: ValueKind, word: &Word) -> ExpressionFault {
    let member = field.path().to_owned();
    ExpressionFault::new(word.at, ExpressionFaultKind::WrongType { member, expected })
}

pub(super) fn write(f: &mut fmt::Formatter<'_>, value: &Value) -> fmt::Result {
    match value {
        Value::Text(text) => write_text(f, text),
        Value::Number(number) => write!(f, "{number}"),
        Value::Flag(flag) => write!(f, "{flag}"),
        Value::Moment(moment) => write_text(f, &written(*moment)),
    }
}

/// In double quotes, as JSON writes it.
pub(super) fn write_text(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    f.write_str("\"")?;
    for c in text.chars() {
        match c {
            '"' | '\\' => write!(f, "\\{c}")?,
            c if c.is_control() => write!(f, "\\u{:04x}", u32::from(c))?,
            c => write!(f, "{c}")?,
        }
    }
    f.write_str("\"")
}
