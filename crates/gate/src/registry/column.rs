//! A text of every user, one behind the other, so that a part of it is looked for in one sweep through memory.
//!
//! A text never changes where it stands: a user whose text changes gets another place. What was found in a column once is
//! therefore found there for ever.

use memchr::{memchr, memmem::Finder};

use super::bits::Bits;

/// So many texts are in one piece of memory: growing never copies more than that.
pub const PIECE: u32 = 1 << 14;

/// The beginning of one in so many texts is noted down. Each note takes four bytes, and the texts in between are found by
/// their separators.
const NOTED: usize = 8;

/// Texts by place.
pub struct Column {
    pieces: Vec<Piece>,
    /// Which bytes occur at all. A text with another one is in none.
    bytes: [bool; 256],
}

#[derive(Default)]
struct Piece {
    /// A separator stands behind each text, and in none.
    bytes: Vec<u8>,
    /// Where each [`NOTED`]th begins.
    starts: Vec<u32>,
    texts: usize,
}

const SEPARATOR: u8 = b'\n';

impl Default for Column {
    fn default() -> Self {
        Self {
            pieces: Vec::new(),
            bytes: [false; 256],
        }
    }
}

impl Column {
    /// Adds the text of the next place. It ends where it has the separator, which no text should have.
    pub fn push(&mut self, text: &[u8]) {
        let text = memchr(SEPARATOR, text).map_or(text, |end| &text[..end]);
        let full = |piece: &Piece| piece.texts >= PIECE as usize;
        if self.pieces.last().is_none_or(full) {
            let like = self.pieces.last().map_or(0, |piece| piece.bytes.len());
            self.pieces.push(Piece::about(like));
        }
        for byte in text {
            self.bytes[usize::from(*byte)] = true;
        }
        if let Some(piece) = self.pieces.last_mut() {
            piece.push(text);
        }
    }

    /// The text of a place; empty where there is none.
    pub fn get(&self, place: u32) -> &[u8] {
        let (piece, at) = split(place);
        self.pieces.get(piece).map_or(&[], |piece| piece.text(at))
    }

    /// Notes down who from `from` on, in the same piece, has this in the text.
    pub fn find(&self, finder: &Finder<'_>, from: u32, found: &mut Bits) {
        if finder
            .needle()
            .iter()
            .any(|byte| !self.bytes[usize::from(*byte)])
        {
            return;
        }
        let (number, mut at) = split(from);
        let Some(piece) = self.pieces.get(number) else {
            return;
        };
        let first = from - u32::try_from(at).unwrap_or_default();
        let mut start = piece.start(at);
        while let Some(hit) = piece.bytes.get(start..).and_then(|rest| finder.find(rest)) {
            let hit = start + hit;
            at = piece.owner(hit, at, start);
            found.put(first + u32::try_from(at).unwrap_or_default(), true);
            at += 1;
            start = piece.next(hit);
        }
    }

    /// The same texts without those of other places.
    pub fn kept(&self, places: &[u32]) -> Self {
        let mut kept = Self::default();
        for place in places {
            kept.push(self.get(*place));
        }
        kept
    }
}

impl Piece {
    /// With room for so many bytes, and a little more.
    fn about(bytes: usize) -> Self {
        Self {
            bytes: Vec::with_capacity(bytes + bytes / 16),
            ..Self::default()
        }
    }

    fn push(&mut self, text: &[u8]) {
        if self.texts.is_multiple_of(NOTED) {
            self.starts.push(super::index(self.bytes.len()));
        }
        self.bytes.extend_from_slice(text);
        self.bytes.push(SEPARATOR);
        self.texts += 1;
        if self.texts == PIECE as usize {
            // In memory of the right size: an allocator that is told to shrink may leave it where it is.
            self.bytes = self.bytes.as_slice().to_vec();
            self.starts = self.starts.as_slice().to_vec();
        }
    }

    /// Where the text begins that is behind this byte.
    fn next(&self, byte: usize) -> usize {
        let rest = self.bytes.get(byte..).unwrap_or_default();
        memchr(SEPARATOR, rest).map_or(self.bytes.len(), |end| byte + end + 1)
    }

    fn start(&self, at: usize) -> usize {
        let Some(noted) = self.starts.get(at / NOTED) else {
            return self.bytes.len();
        };
        (0..at % NOTED).fold(*noted as usize, |start, _| self.next(start))
    }

    fn text(&self, at: usize) -> &[u8] {
        let rest = self.bytes.get(self.start(at)..).unwrap_or_default();
        memchr(SEPARATOR, rest).map_or(&[], |end| &rest[..end])
    }

    /// Whose text the byte is of: this one's, which begins at `start`, or one's behind it. Near ones are tried first.
    fn owner(&self, byte: usize, from: usize, start: usize) -> usize {
        let first = from / NOTED + 1;
        let (mut at, mut start) = (from, start);
        if self.begins_by(first, byte) {
            let mut step = 1;
            while self.begins_by(first + step, byte) {
                step *= 2;
            }
            let near = self
                .starts
                .get(first..(first + step).min(self.starts.len()));
            let near = near.unwrap_or_default();
            let noted = first + near.partition_point(|start| *start as usize <= byte) - 1;
            (at, start) = (noted * NOTED, self.starts[noted] as usize);
        }
        loop {
            let next = self.next(start);
            if next > byte {
                return at;
            }
            (at, start) = (at + 1, next);
        }
    }

    fn begins_by(&self, noted: usize, byte: usize) -> bool {
        self.starts
            .get(noted)
            .is_some_and(|start| *start as usize <= byte)
    }
}

const fn split(place: u32) -> (usize, usize) {
    ((place / PIECE) as usize, (place % PIECE) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_with_it_is_found_and_no_other() {
        let mut column = Column::default();
        let count = PIECE + 5_000;
        for place in 0..count {
            column.push(format!("text {place}").as_bytes());
        }
        assert_eq!(column.get(0), b"text 0");
        assert_eq!(column.get(PIECE), format!("text {PIECE}").as_bytes());
        assert_eq!(column.get(count), b"");
        for needle in [
            "7",
            "99",
            "text 65",
            "t 1",
            "6553",
            "text 6\n",
            "\n",
            "x",
            "text 70000",
            "z",
        ] {
            let finder = Finder::new(needle.as_bytes());
            for from in [0, 1, 4_711] {
                let mut found = Bits::default();
                column.find(&finder, from, &mut found);
                column.find(&finder, PIECE, &mut found);
                let expected =
                    (from..count).filter(|place| format!("text {place}").contains(needle));
                assert!(found.places().eq(expected), "{needle} from {from}");
            }
        }
        let kept = column.kept(&[3, PIECE + 1]);
        assert_eq!(kept.get(1), column.get(PIECE + 1));
    }

    #[test]
    fn texts_of_every_length_stand_where_they_were_put() {
        let text = |place: u32| "ä\0x".repeat(usize::try_from(place * 7 % 40).unwrap_or_default());
        let mut column = Column::default();
        for place in 0..3_000 {
            assert_eq!(column.get(place), b"");
            column.push(text(place).as_bytes());
        }
        for place in 0..3_000 {
            assert_eq!(column.get(place), text(place).as_bytes(), "{place}");
        }
        let mut found = Bits::default();
        column.find(&Finder::new("ä"), 5, &mut found);
        let expected = (5..3_000).filter(|place| !text(*place).is_empty());
        assert!(found.places().eq(expected));
        column.push(b"cut\nhere");
        assert_eq!(column.get(3_000), b"cut");
    }
}
