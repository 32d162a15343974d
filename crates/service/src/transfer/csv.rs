//! Tables as spreadsheets write and read them (RFC 4180), with what they make of it: semicolons or tabs between the
//! cells, a first line `sep=;`, line ends inside of quotes.

use std::borrow::Cow;
use std::io::{self, BufRead};

use super::lines::MOST_BYTES;

/// Spreadsheets take a cell that begins so for a formula, which may call programs and addresses.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// A row on its way.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Row<'a> {
    /// Its cells, without their quotes.
    Cells(Vec<Cow<'a, str>>),
    /// More than [`MOST_BYTES`]; the rest was passed over.
    TooLong,
    /// Bytes that are no UTF-8.
    NotUtf8,
    /// The file ended inside of quotes.
    Unclosed,
}

/// Reads rows; blank ones are passed over.
pub(super) struct Rows<R> {
    reader: R,
    separator: u8,
    buffer: Vec<u8>,
    /// Of the lines read so far.
    lines: u64,
    bytes: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Before the first letter of a cell.
    Start,
    /// In a cell without quotes.
    Plain,
    /// Inside of quotes.
    Quoted,
    /// Behind a quote that ends the cell or, doubled, stands for itself.
    Quote,
}

impl Place {
    const fn after(self, byte: u8, separator: u8) -> Self {
        match (self, byte) {
            (Self::Quoted, b'"') => Self::Quote,
            (Self::Start | Self::Quote, b'"') | (Self::Quoted, _) => Self::Quoted,
            (_, byte) if byte == separator => Self::Start,
            (Self::Quote, b'\r') => Self::Quote,
            _ => Self::Plain,
        }
    }
}

impl<R: BufRead> Rows<R> {
    /// From where the reader stands, which is behind a byte order mark.
    pub(super) fn new(reader: R, separator: u8) -> Self {
        Self {
            reader,
            separator,
            buffer: Vec::new(),
            lines: 0,
            bytes: 0,
        }
    }

    /// How many bytes were read so far.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The next row that is not blank, with the number of its first line; none at the end.
    pub(super) fn advance(&mut self) -> io::Result<Option<(u64, Row<'_>)>> {
        loop {
            let line = self.lines + 1;
            let row = match self.fill()? {
                Filled::End => return Ok(None),
                Filled::TooLong => Row::TooLong,
                Filled::Unclosed => Row::Unclosed,
                Filled::Fits if is_blank(&self.buffer, self.separator) => continue,
                Filled::Fits if str::from_utf8(&self.buffer).is_err() => Row::NotUtf8,
                Filled::Fits => {
                    // Looked at above; the borrow checker wants it twice.
                    let text = str::from_utf8(&self.buffer).unwrap_or_default();
                    Row::Cells(cells(text, self.separator))
                }
            };
            return Ok(Some((line, row)));
        }
    }

    /// Puts the next row into the buffer, as far as it fits, and reads to its end.
    fn fill(&mut self) -> io::Result<Filled> {
        self.buffer.clear();
        let (mut place, mut any, mut too_long) = (Place::Start, false, false);
        loop {
            let chunk = match self.reader.fill_buf() {
                Ok(chunk) => chunk,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if chunk.is_empty() {
                return Ok(match (any, too_long, place) {
                    (false, ..) => Filled::End,
                    (true, true, _) => Filled::TooLong,
                    (true, false, Place::Quoted) => Filled::Unclosed,
                    (true, false, _) => {
                        self.lines += 1;
                        Filled::Fits
                    }
                });
            }
            any = true;
            let mut end = None;
            for (at, byte) in chunk.iter().enumerate() {
                if *byte == b'\n' {
                    self.lines += 1;
                    if place != Place::Quoted {
                        end = Some(at);
                        break;
                    }
                }
                place = place.after(*byte, self.separator);
            }
            let (piece, used) = match end {
                Some(at) => (&chunk[..at], at + 1),
                None => (chunk, chunk.len()),
            };
            too_long |= self.buffer.len() + piece.len() > MOST_BYTES;
            if !too_long {
                self.buffer.extend_from_slice(piece);
            }
            self.reader.consume(used);
            self.bytes += used as u64;
            if end.is_some() {
                return Ok(if too_long {
                    Filled::TooLong
                } else {
                    Filled::Fits
                });
            }
        }
    }
}

enum Filled {
    End,
    Fits,
    TooLong,
    Unclosed,
}

fn is_blank(row: &[u8], separator: u8) -> bool {
    row.iter()
        .all(|byte| *byte == separator || byte.is_ascii_whitespace())
}

/// The cells of a row, each without its quotes and without the mark that keeps a spreadsheet from reckoning.
pub(super) fn cells(row: &str, separator: u8) -> Vec<Cow<'_, str>> {
    let row = row.strip_suffix('\r').unwrap_or(row);
    let (mut all, mut place, mut start) = (Vec::new(), Place::Start, 0);
    for (at, byte) in row.bytes().enumerate() {
        if byte == separator && place != Place::Quoted {
            all.push(cell(&row[start..at]));
            start = at + 1;
        }
        place = place.after(byte, separator);
    }
    all.push(cell(&row[start..]));
    all
}

fn cell(raw: &str) -> Cow<'_, str> {
    let text = match raw.strip_prefix('"') {
        None => Cow::Borrowed(raw),
        Some(inner) => {
            let inner = inner.trim_end();
            let inner = inner.strip_suffix('"').unwrap_or(inner);
            if inner.contains('"') {
                Cow::Owned(inner.replace("\"\"", "\""))
            } else {
                Cow::Borrowed(inner)
            }
        }
    };
    if !is_marked(&text) {
        return text;
    }
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(&text[1..]),
        Cow::Owned(text) => Cow::Owned(text[1..].to_owned()),
    }
}

/// Whether apostrophes stand before what would be a formula: then the first one is the mark of [`push_row`].
fn is_marked(text: &str) -> bool {
    text.starts_with('\'') && text.trim_start_matches('\'').starts_with(FORMULA)
}

/// Writes a row. What a spreadsheet would take for a formula gets an apostrophe in front, which reading takes away again.
pub(super) fn push_row<'a>(out: &mut Vec<u8>, cells: impl IntoIterator<Item = &'a str>) {
    for (at, cell) in cells.into_iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        let mark = if cell.starts_with(FORMULA) || is_marked(cell) {
            "'"
        } else {
            ""
        };
        let quoted = cell.contains([',', ';', '\t', '"', '\n', '\r'])
            || cell.starts_with(' ')
            || cell.ends_with(' ');
        let text = if quoted {
            format!("\"{mark}{}\"", cell.replace('"', "\"\""))
        } else {
            format!("{mark}{cell}")
        };
        out.extend_from_slice(text.as_bytes());
    }
    out.extend_from_slice(b"\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, separator: u8) -> Vec<(u64, Vec<String>)> {
        // A tiny buffer, so that rows span several of its fills.
        let reader = io::BufReader::with_capacity(3, text.as_bytes());
        let mut rows = Rows::new(reader, separator);
        let mut all = Vec::new();
        while let Some((line, row)) = rows.advance().expect("a readable text") {
            all.push(match row {
                Row::Cells(cells) => (line, cells.into_iter().map(Cow::into_owned).collect()),
                other => (line, vec![format!("{other:?}")]),
            });
        }
        all
    }

    fn row(line: u64, cells: &[&str]) -> (u64, Vec<String>) {
        (line, cells.iter().map(|&cell| cell.to_owned()).collect())
    }

    #[test]
    fn quotes_hold_separators_line_ends_and_doubled_quotes() {
        assert_eq!(
            read("a,\"b,\"\"c\"\"\r\nd\",\r\n\n,,\ne\n", b','),
            [row(1, &["a", "b,\"c\"\r\nd", ""]), row(5, &["e"])]
        );
        assert_eq!(
            read("a;b\"c;\"d\"\r\n", b';'),
            [row(1, &["a", "b\"c", "d"])]
        );
    }

    #[test]
    fn what_cannot_be_a_row_is_named() {
        assert_eq!(
            read("a\n\"b\nc", b','),
            [row(1, &["a"]), row(2, &["Unclosed"])]
        );
        let long = format!("{}\nb", "x".repeat(MOST_BYTES + 1));
        assert_eq!(read(&long, b','), [row(1, &["TooLong"]), row(2, &["b"])]);
    }

    #[test]
    fn what_is_written_is_read_again_and_is_no_formula() {
        for text in [
            "", "plain", "=1+1", "'=1+1", "''=1", "'quoted'", "+49", "-1", "@x", "\tx", "\rx",
            "a\"b", "a,b", "a;b", "a\nb", " a ", "'", "ü",
        ] {
            let mut out = Vec::new();
            push_row(&mut out, ["x", text, "y"]);
            let written = String::from_utf8(out).expect("a text");
            assert!(
                !written
                    .trim_start_matches("x,")
                    .trim_start_matches('"')
                    .starts_with(FORMULA),
                "{written}"
            );
            assert_eq!(
                read(&written, b','),
                [row(1, &["x", text, "y"])],
                "{text:?}"
            );
        }
    }
}
