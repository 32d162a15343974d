//! Substring search over all options at once: their folded texts stand in one piece of memory, which is scanned for the
//! needle's rarest byte, eight bytes at a step.

use super::bits::BitSet;

/// Ends every text in the haystack. Needles never hold it, so no match reaches from one text into the next.
const END: u8 = b'\n';

/// The folded texts of all options, one after the other.
#[derive(Debug)]
pub struct Haystack {
    bytes: Vec<u8>,
    /// Where each entry begins, and, last, where the haystack ends.
    starts: Vec<u32>,
    /// How often each byte occurs: tells which byte of a needle to look for.
    frequency: [u32; 256],
}

impl Haystack {
    /// Lays out the entries; each is a label and perhaps a second line.
    ///
    /// What would stand beyond 4 GiB is left out and therefore never found.
    pub fn new<'a>(entries: impl Iterator<Item = (&'a str, Option<&'a str>)>) -> Self {
        let (mut bytes, mut starts) = (Vec::new(), vec![0]);
        for (label, secondary) in entries {
            let before = bytes.len();
            bytes.extend_from_slice(label.as_bytes());
            bytes.push(END);
            bytes.extend_from_slice(secondary.unwrap_or_default().as_bytes());
            bytes.push(END);
            let end = u32::try_from(bytes.len()).unwrap_or_else(|_| {
                bytes.truncate(before);
                u32::try_from(before).unwrap_or(u32::MAX)
            });
            starts.push(end);
        }
        let mut frequency = [0; 256];
        for byte in &bytes {
            frequency[usize::from(*byte)] += 1;
        }
        Self {
            bytes,
            starts,
            frequency,
        }
    }

    /// How many entries there are.
    pub fn entries(&self) -> usize {
        self.starts.len() - 1
    }

    /// The entries in `among` that hold `needle`. An empty needle is in every entry.
    pub fn matches(&self, needle: &str, among: &BitSet) -> BitSet {
        let Some(needle) = Needle::new(needle.as_bytes(), &self.frequency) else {
            return among.clone();
        };
        // Jumping from entry to entry has its price: it pays once most of them are out.
        if among.len() * 2 < self.entries() {
            self.matches_one_by_one(&needle, among)
        } else {
            let mut found = self.matches_in_one_sweep(&needle);
            found.keep(among);
            found
        }
    }

    fn matches_in_one_sweep(&self, needle: &Needle<'_>) -> BitSet {
        let mut found = BitSet::empty(self.entries());
        let (mut from, mut entry) = (0, 0);
        while let Some(at) = needle.find(&self.bytes[from..]) {
            while self.start(entry + 1) <= from + at {
                entry += 1;
            }
            found.put(entry, true);
            entry += 1;
            from = self.start(entry);
        }
        found
    }

    fn matches_one_by_one(&self, needle: &Needle<'_>, among: &BitSet) -> BitSet {
        let mut found = BitSet::empty(self.entries());
        for entry in among.iter() {
            if needle
                .find(&self.bytes[self.start(entry)..self.start(entry + 1)])
                .is_some()
            {
                found.put(entry, true);
            }
        }
        found
    }

    fn start(&self, entry: usize) -> usize {
        self.starts
            .get(entry)
            .map_or(self.bytes.len(), |start| *start as usize)
    }
}

/// What is looked for, and which of its bytes to look for first.
struct Needle<'a> {
    bytes: &'a [u8],
    rarest: u8,
    offset: usize,
}

impl<'a> Needle<'a> {
    fn new(bytes: &'a [u8], frequency: &[u32; 256]) -> Option<Self> {
        let (offset, rarest) = bytes
            .iter()
            .copied()
            .enumerate()
            .min_by_key(|(_, byte)| frequency[usize::from(*byte)])?;
        Some(Self {
            bytes,
            rarest,
            offset,
        })
    }

    fn find(&self, hay: &[u8]) -> Option<usize> {
        let mut from = self.offset;
        while from < hay.len() {
            let hit = from + position(&hay[from..], self.rarest)?;
            let begin = hit - self.offset;
            if hay[begin..].starts_with(self.bytes) {
                return Some(begin);
            }
            from = hit + 1;
        }
        None
    }
}

/// Where `byte` first stands in `hay`, by eight bytes at a step.
fn position(hay: &[u8], byte: u8) -> Option<usize> {
    const ONES: u64 = u64::MAX / 255;
    const HIGHS: u64 = ONES << 7;
    let wanted = ONES * u64::from(byte);
    let (chunks, rest) = hay.as_chunks::<8>();
    for (index, chunk) in chunks.iter().enumerate() {
        // A byte of `differs` is zero where the bytes are equal; the lowest high bit left marks the first such byte.
        let differs = u64::from_le_bytes(*chunk) ^ wanted;
        let zeros = differs.wrapping_sub(ONES) & !differs & HIGHS;
        if zeros != 0 {
            return Some(index * 8 + zeros.trailing_zeros() as usize / 8);
        }
    }
    rest.iter()
        .position(|b| *b == byte)
        .map(|at| chunks.len() * 8 + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LABELS: [&str; 6] = ["emea sales", "emea service", "", "japan", "zurich", "a"];

    fn found(needle: &str, among: &BitSet) -> Vec<usize> {
        let hay = Haystack::new(
            LABELS
                .iter()
                .map(|label| (*label, (*label == "japan").then_some("apac_1"))),
        );
        hay.matches(needle, among).iter().collect()
    }

    #[test]
    fn both_ways_of_searching_find_what_contains_finds() {
        let hay = Haystack::new(LABELS.iter().map(|label| (*label, None)));
        for text in [
            "a", "e", "ea", "emea s", "sales", "s", "zurich", "zurichs", "x", "japan", "lesem",
            "ss",
        ] {
            let needle = Needle::new(text.as_bytes(), &hay.frequency).expect("not empty");
            let expected: Vec<usize> = (0..LABELS.len())
                .filter(|i| LABELS[*i].contains(text))
                .collect();
            let all = BitSet::full(LABELS.len());
            assert_eq!(
                hay.matches_in_one_sweep(&needle).iter().collect::<Vec<_>>(),
                expected,
                "{text}"
            );
            assert_eq!(
                hay.matches_one_by_one(&needle, &all)
                    .iter()
                    .collect::<Vec<_>>(),
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn nothing_typed_keeps_everything() {
        assert_eq!(found("", &BitSet::full(6)), [0, 1, 2, 3, 4, 5]);
    }

    #[test]
    fn the_second_line_is_searched_but_never_together_with_the_first() {
        assert_eq!(found("apac", &BitSet::full(6)), [3]);
        assert!(found("japanapac", &BitSet::full(6)).is_empty());
    }

    #[test]
    fn only_the_given_entries_are_looked_at() {
        let mut among = BitSet::empty(6);
        among.put(1, true);
        assert_eq!(found("emea", &among), [1]);
        assert!(
            Haystack::new(std::iter::empty())
                .matches("a", &BitSet::empty(0))
                .is_empty()
        );
    }

    #[test]
    fn a_byte_is_found_wherever_it_stands() {
        for length in 0..40 {
            for at in 0..length {
                let mut hay = vec![0x80; length];
                hay[at] = 0x81;
                assert_eq!(position(&hay, 0x81), Some(at));
            }
            assert_eq!(position(&vec![0x80; length], 0x81), None);
        }
    }
}
