//! The one way into a file of either form: groups and users one by one, with their lines.

use std::io::{self, BufRead};

use super::csv::{Row, Rows, cells};
use super::lines::{Line, Lines};
use super::parse::{Record, record};
use super::table::Heading;
use super::words::Wrong;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Reads records.
pub(super) enum Records<R> {
    /// One object a line.
    Json(Lines<R>),
    /// A table; without a heading once that is known to be wrong.
    Table(Rows<R>, Option<Heading>),
}

/// What a line holds.
pub(super) type Found = Result<Record, Vec<Wrong>>;

impl<R: BufRead> Records<R> {
    /// From where the reader stands. The first line says which form it is: a table has a heading, and no object in it.
    pub(super) fn new(mut reader: R) -> io::Result<Self> {
        let start = reader.fill_buf()?;
        let marked = start.starts_with(BYTE_ORDER_MARK);
        let start = start.strip_prefix(BYTE_ORDER_MARK).unwrap_or(start);
        let line = start.trim_ascii_start();
        let end = line.iter().position(|byte| *byte == b'\n');
        let line = String::from_utf8_lossy(&line[..end.unwrap_or(line.len())]);
        let Some(separator) = separator(&line) else {
            return Ok(Self::Json(Lines::new(reader)));
        };
        if marked {
            reader.consume(BYTE_ORDER_MARK.len());
        }
        Ok(Self::Table(
            Rows::new(reader, separator),
            Some(Heading::default()),
        ))
    }

    /// How many bytes were read so far.
    pub(super) fn bytes(&self) -> u64 {
        match self {
            Self::Json(lines) => lines.bytes(),
            Self::Table(rows, _) => rows.bytes(),
        }
    }

    /// The columns that are passed over.
    pub(super) fn passed_over(&self) -> &[String] {
        match self {
            Self::Table(_, Some(heading)) => heading.passed_over(),
            _ => &[],
        }
    }

    /// The next record, with its line; none at the end.
    pub(super) fn advance(&mut self) -> io::Result<Option<(u64, Found)>> {
        match self {
            Self::Json(lines) => Ok(lines.advance()?.map(|(number, line)| {
                let found = match line {
                    Line::Text(text) => record(text),
                    Line::TooLong => Err(vec![Wrong::TooLong]),
                    Line::NotUtf8 => Err(vec![Wrong::NotUtf8]),
                };
                (number, found)
            })),
            Self::Table(rows, heading) => next_row(rows, heading),
        }
    }
}

fn next_row<R: BufRead>(
    rows: &mut Rows<R>,
    heading: &mut Option<Heading>,
) -> io::Result<Option<(u64, Found)>> {
    loop {
        let Some(known) = heading.as_mut() else {
            return Ok(None);
        };
        let Some((line, row)) = rows.advance()? else {
            return Ok(None);
        };
        let wrong = match row {
            Row::Cells(cells) if known.is_read() => return Ok(Some((line, known.user(&cells)))),
            Row::Cells(cells) if cells.first().is_some_and(|cell| cell.starts_with("sep=")) => {
                continue;
            }
            Row::Cells(cells) => match known.read(&cells) {
                Ok(()) => continue,
                Err(wrongs) => {
                    *heading = None;
                    return Ok(Some((line, Err(wrongs))));
                }
            },
            Row::TooLong => Wrong::TooLong,
            Row::NotUtf8 => Wrong::NotUtf8,
            Row::Unclosed => Wrong::Unclosed,
        };
        if !known.is_read() {
            *heading = None;
        }
        return Ok(Some((line, Err(vec![wrong]))));
    }
}

/// What stands between the cells of a heading; none when the line is none.
fn separator(line: &str) -> Option<u8> {
    if line.starts_with(['{', '[']) {
        return None;
    }
    if let Some(told) = told_separator(line.trim_end_matches('\r')) {
        return Some(told);
    }
    let count = |separator: u8| line.bytes().filter(|byte| *byte == separator).count();
    let most = b",;\t".iter().copied().max_by_key(|one| count(*one));
    let most = most.filter(|one| count(*one) > 0).unwrap_or(b',');
    Heading::looks_like_one(&cells(line, most)).then_some(most)
}

/// `sep=;`, which some spreadsheets write above the heading.
fn told_separator(line: &str) -> Option<u8> {
    match line.strip_prefix("sep=")?.as_bytes() {
        [separator @ (b',' | b';' | b'\t')] => Some(*separator),
        _ => None,
    }
}
