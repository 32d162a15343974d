//! Lines of a file one by one, numbered, none longer than it should be in memory.

use std::io::{self, BufRead};

/// The most bytes of a line.
pub(super) const MOST_BYTES: usize = 1 << 20;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// What a line turned out to be.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line<'a> {
    /// Text, without the line end, the byte order mark and blanks around it; never empty.
    Text(&'a str),
    /// More than [`MOST_BYTES`]; the rest was passed over.
    TooLong,
    /// Bytes that are no UTF-8.
    NotUtf8,
}

/// Reads lines; blank ones are counted and passed over.
pub(super) struct Lines<R> {
    reader: R,
    buffer: Vec<u8>,
    number: u64,
    bytes: u64,
}

impl<R: BufRead> Lines<R> {
    /// From where the reader stands.
    pub(super) fn new(reader: R) -> Self {
        Self {
            reader,
            buffer: Vec::new(),
            number: 0,
            bytes: 0,
        }
    }

    /// How many bytes were read so far.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The next line that is not blank, with its number from 1; none at the end.
    pub(super) fn advance(&mut self) -> io::Result<Option<(u64, Line<'_>)>> {
        loop {
            self.buffer.clear();
            let fits = match self.fill()? {
                Filled::End => return Ok(None),
                Filled::Fits => true,
                Filled::TooLong => false,
            };
            self.number += 1;
            if !fits {
                return Ok(Some((self.number, Line::TooLong)));
            }
            if !self.is_blank() {
                break;
            }
        }
        let line = match str::from_utf8(self.content()) {
            Ok(text) => Line::Text(text.trim()),
            Err(_) => Line::NotUtf8,
        };
        Ok(Some((self.number, line)))
    }

    fn content(&self) -> &[u8] {
        if self.number == 1 {
            self.buffer
                .strip_prefix(BYTE_ORDER_MARK)
                .unwrap_or(&self.buffer)
        } else {
            &self.buffer
        }
    }

    fn is_blank(&self) -> bool {
        self.content().trim_ascii().is_empty()
    }

    /// Puts the next line into the buffer, as far as it fits, and reads to its end.
    fn fill(&mut self) -> io::Result<Filled> {
        let (mut any, mut too_long) = (false, false);
        loop {
            let chunk = match self.reader.fill_buf() {
                Ok(chunk) => chunk,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if chunk.is_empty() {
                return Ok(match (any, too_long) {
                    (false, _) => Filled::End,
                    (true, false) => Filled::Fits,
                    (true, true) => Filled::TooLong,
                });
            }
            any = true;
            let (piece, used, ended) = match chunk.iter().position(|byte| *byte == b'\n') {
                Some(at) => (&chunk[..at], at + 1, true),
                None => (chunk, chunk.len(), false),
            };
            too_long |= self.buffer.len() + piece.len() > MOST_BYTES;
            if !too_long {
                self.buffer.extend_from_slice(piece);
            }
            self.reader.consume(used);
            self.bytes += used as u64;
            if ended {
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
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Vec<(u64, String)> {
        // A tiny buffer, so that lines span several of its fills.
        let mut lines = Lines::new(io::BufReader::with_capacity(3, bytes));
        let mut all = Vec::new();
        while let Some((number, line)) = lines.advance().expect("a readable text") {
            all.push(match line {
                Line::Text(text) => (number, text.to_owned()),
                other => (number, format!("{other:?}")),
            });
        }
        all
    }

    #[test]
    fn lines_end_with_or_without_a_carriage_return_and_blank_ones_are_passed_over() {
        assert_eq!(
            read(b"\xef\xbb\xbfa\r\n\r\n \t\nb\n\n"),
            [(1, "a".to_owned()), (4, "b".to_owned())]
        );
        assert_eq!(read(b"a\nb"), [(1, "a".to_owned()), (2, "b".to_owned())]);
        assert_eq!(read(b""), []);
        assert_eq!(read(b"\xef\xbb\xbf"), []);
    }

    #[test]
    fn what_cannot_be_text_is_named_and_the_next_line_is_read() {
        assert_eq!(
            read(b"\xff\na"),
            [(1, "NotUtf8".to_owned()), (2, "a".to_owned())]
        );
        let mut bytes = vec![b'x'; MOST_BYTES + 1];
        bytes.extend_from_slice(b"\na");
        assert_eq!(
            read(&bytes),
            [(1, "TooLong".to_owned()), (2, "a".to_owned())]
        );
        assert_eq!(read(&vec![b'x'; MOST_BYTES])[0].1.len(), MOST_BYTES);
    }
}
