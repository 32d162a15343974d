//! A text of every user, one behind the other, so that a part of it is looked for in one sweep through memory.
//!
//! A text never changes where it stands: a user whose text changes gets another place. What was found in a column once is
//! therefore found there for ever.

use memchr::memmem::Finder;

use super::bits::Bits;

/// So many texts are in one piece of memory: growing never copies more than that.
pub const PIECE: u32 = 1 << 16;

/// Texts by place.
pub struct Column {
    pieces: Vec<Piece>,
    /// Which bytes occur at all. A text with another one is in none.
    bytes: [bool; 256],
}

#[derive(Default)]
struct Piece {
    bytes: Vec<u8>,
    /// Where each text ends; a separator stands behind it.
    ends: Vec<u32>,
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
    /// Adds the text of the next place.
    pub fn push(&mut self, text: &[u8]) {
        let full = |piece: &Piece| piece.ends.len() >= PIECE as usize;
        if self.pieces.last().is_none_or(full) {
            self.pieces.push(Piece::default());
        }
        for byte in text {
            self.bytes[usize::from(*byte)] = true;
        }
        if let Some(piece) = self.pieces.last_mut() {
            piece.bytes.extend_from_slice(text);
            piece
                .ends
                .push(u32::try_from(piece.bytes.len()).unwrap_or(u32::MAX));
            piece.bytes.push(SEPARATOR);
            if piece.ends.len() == PIECE as usize {
                piece.bytes.shrink_to_fit();
            }
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
            at = piece.owner(start + hit, at);
            found.put(first + u32::try_from(at).unwrap_or_default(), true);
            at += 1;
            start = piece.start(at);
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
    fn start(&self, at: usize) -> usize {
        match at.checked_sub(1) {
            None => 0,
            Some(before) => self
                .ends
                .get(before)
                .map_or(self.bytes.len(), |end| *end as usize + 1),
        }
    }

    fn text(&self, at: usize) -> &[u8] {
        let end = self.ends.get(at).map_or(0, |end| *end as usize);
        self.bytes.get(self.start(at)..end).unwrap_or_default()
    }

    /// Whose text the byte is of, which is this one's or one's behind it: near ones are tried first.
    fn owner(&self, byte: usize, from: usize) -> usize {
        let mut step = 1;
        while self
            .ends
            .get(from + step)
            .is_some_and(|end| (*end as usize) < byte)
        {
            step *= 2;
        }
        let near = self.ends.get(from..(from + step + 1).min(self.ends.len()));
        let near = near.unwrap_or_default();
        from + near.partition_point(|end| (*end as usize) < byte)
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
}
