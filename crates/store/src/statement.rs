//! One SQL statement with its values, for either database.

use std::borrow::Cow;

/// A value bound to a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A 64-bit number: ids, moments, flags.
    Int(i64),
    /// A text without NUL.
    Text(String),
    /// Bytes of any kind.
    Bytes(Vec<u8>),
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<Vec<u8>> for Value {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

/// A statement: either a fixed text with `$1`, `$2`… (which both databases understand), or one composed piece by piece,
/// where each bound value leaves a `?` that the dialect writes as its database wants it.
///
/// SQLite gets the bare `?`: a numbered or named parameter is looked up by walking a list, which makes a statement of
/// thousands of values quadratic. No text of ours holds a question mark otherwise.
#[derive(Clone, Debug)]
pub struct Statement {
    text: Cow<'static, str>,
    values: Vec<Value>,
    anew: bool,
}

impl Statement {
    /// A fixed text whose `$n` are these values.
    pub fn fixed<const N: usize>(text: &'static str, values: [Value; N]) -> Self {
        Self {
            text: Cow::Borrowed(text),
            values: values.into(),
            anew: false,
        }
    }

    /// Begins a composed one.
    pub fn new(text: &str) -> Self {
        Self {
            text: Cow::Owned(text.to_owned()),
            values: Vec::new(),
            anew: false,
        }
    }

    /// Has it planned each time that it runs. PostgreSQL keeps a plan after some runs; where the table grows meanwhile from nothing to
    /// many rows, that is to look at each row.
    pub const fn planned_anew(mut self) -> Self {
        self.anew = true;
        self
    }

    /// Whether it is planned each time.
    pub const fn is_planned_anew(&self) -> bool {
        self.anew
    }

    /// Adds text: always ours, never a user's.
    pub fn push(&mut self, text: &str) -> &mut Self {
        self.text.to_mut().push_str(text);
        self
    }

    /// Adds a value.
    pub fn bind(&mut self, value: impl Into<Value>) -> &mut Self {
        self.text.to_mut().push('?');
        self.values.push(value.into());
        self
    }

    /// Adds `(?, ?, …)`; there is at least one value.
    pub fn tuple<V: Into<Value>>(&mut self, values: impl IntoIterator<Item = V>) -> &mut Self {
        for (at, value) in values.into_iter().enumerate() {
            self.push(if at == 0 { "(" } else { ", " }).bind(value);
        }
        self.push(")")
    }

    /// Adds another composed one with its values.
    pub fn append(&mut self, other: &Self) -> &mut Self {
        self.text.to_mut().push_str(&other.text);
        self.values.extend_from_slice(&other.values);
        self
    }

    /// The text with `$1`, `$2`… for the marks.
    pub fn numbered(&self) -> String {
        let mut numbered = String::with_capacity(self.text.len() + 4 * self.values.len());
        let mut pieces = self.text.split('?');
        numbered.push_str(pieces.next().unwrap_or_default());
        for (at, piece) in pieces.enumerate() {
            numbered.push('$');
            numbered.push_str(&(at + 1).to_string());
            numbered.push_str(piece);
        }
        numbered
    }

    /// The values in order.
    pub fn values(&self) -> &[Value] {
        &self.values
    }

    /// The text with its marks as they are, and the values in order.
    pub fn into_parts(self) -> (Cow<'static, str>, Vec<Value>) {
        (self.text, self.values)
    }

    /// The same statement with something before it, such as `EXPLAIN`.
    pub fn prefixed(mut self, prefix: &str) -> Self {
        self.text.to_mut().insert_str(0, prefix);
        self
    }
}

/// Cuts rows into pieces of few different sizes, so that the statements made for them are found prepared.
pub fn pieces<T>(rows: &[T]) -> impl Iterator<Item = &[T]> {
    cut(rows, &[256, 16, 1])
}

/// The same for rows of two or three values, of which a statement takes many: what it takes back when it fails, and so
/// has to keep, grows less than they do.
pub fn large_pieces<T>(rows: &[T]) -> impl Iterator<Item = &[T]> {
    cut(rows, &[4_096, 256, 16, 1])
}

fn cut<'a, T>(mut rows: &'a [T], sizes: &'static [usize]) -> impl Iterator<Item = &'a [T]> {
    std::iter::from_fn(move || {
        let size = sizes.iter().copied().find(|size| *size <= rows.len())?;
        let (piece, rest) = rows.split_at(size);
        rows = rest;
        Some(piece)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_become_numbers() {
        let mut statement = Statement::new("SELECT 1 WHERE a = ");
        statement.bind(7).push(" AND b IN ").tuple(["x", "y"]);
        assert_eq!(statement.text, "SELECT 1 WHERE a = ? AND b IN (?, ?)");
        assert_eq!(
            statement.numbered(),
            "SELECT 1 WHERE a = $1 AND b IN ($2, $3)"
        );
        assert_eq!(statement.values().len(), 3);
        assert_eq!(
            Statement::fixed("SELECT $1", [1.into()]).numbered(),
            "SELECT $1"
        );
    }

    #[test]
    fn pieces_are_of_three_sizes_and_lose_nothing() {
        let rows: Vec<usize> = (0..547).collect();
        let sizes: Vec<usize> = pieces(&rows).map(<[_]>::len).collect();
        assert_eq!(sizes, [256, 256, 16, 16, 1, 1, 1]);
        assert_eq!(pieces(&rows).flatten().count(), 547);
    }
}
