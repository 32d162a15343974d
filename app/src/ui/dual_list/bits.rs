//! A set of small numbers, one bit each: 50,000 options are 6 kB, and whole lists move by a few hundred word operations.

/// A set of numbers below a fixed bound.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BitSet {
    words: Vec<u64>,
    bound: usize,
}

impl BitSet {
    /// No number below `bound` is in it.
    pub fn empty(bound: usize) -> Self {
        Self {
            words: vec![0; bound.div_ceil(64)],
            bound,
        }
    }

    /// Every number below `bound` is in it.
    pub fn full(bound: usize) -> Self {
        let mut set = Self {
            words: vec![u64::MAX; bound.div_ceil(64)],
            bound,
        };
        if let (Some(last), rest @ 1..) = (set.words.last_mut(), bound % 64) {
            *last = (1 << rest) - 1;
        }
        set
    }

    /// Whether `number` is in it; numbers from the bound on never are.
    pub fn contains(&self, number: usize) -> bool {
        self.words
            .get(number / 64)
            .is_some_and(|word| word >> (number % 64) & 1 == 1)
    }

    /// Puts `number` in or takes it out. Numbers from the bound on are ignored.
    pub fn put(&mut self, number: usize, is_in: bool) {
        if number >= self.bound {
            return;
        }
        let bit = 1 << (number % 64);
        let word = &mut self.words[number / 64];
        if is_in { *word |= bit } else { *word &= !bit }
    }

    /// Takes everything out.
    pub fn clear(&mut self) {
        self.words.fill(0);
    }

    /// How many numbers are in it.
    pub fn len(&self) -> usize {
        self.words
            .iter()
            .map(|word| word.count_ones() as usize)
            .sum()
    }

    /// Nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// Keeps what is also in `other`.
    pub fn keep(&mut self, other: &Self) {
        self.zip(other, |mine, theirs| mine & theirs);
    }

    /// Takes out what is in `other`.
    pub fn remove(&mut self, other: &Self) {
        self.zip(other, |mine, theirs| mine & !theirs);
    }

    /// Swaps membership of everything in `other`.
    pub fn flip(&mut self, other: &Self) {
        self.zip(other, |mine, theirs| mine ^ theirs);
    }

    /// How many numbers are in both.
    pub fn common(&self, other: &Self) -> usize {
        self.words
            .iter()
            .zip(&other.words)
            .map(|(a, b)| (a & b).count_ones() as usize)
            .sum()
    }

    /// The numbers, ascending.
    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.words.iter().enumerate().flat_map(|(index, word)| {
            let mut left = *word;
            std::iter::from_fn(move || {
                (left != 0).then(|| {
                    let bit = left.trailing_zeros() as usize;
                    left &= left - 1;
                    index * 64 + bit
                })
            })
        })
    }

    fn zip(&mut self, other: &Self, combine: impl Fn(u64, u64) -> u64) {
        for (mine, theirs) in self.words.iter_mut().zip(&other.words) {
            *mine = combine(*mine, *theirs);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(bound: usize, numbers: &[usize]) -> BitSet {
        let mut set = BitSet::empty(bound);
        for number in numbers {
            set.put(*number, true);
        }
        set
    }

    #[test]
    fn a_full_set_ends_at_its_bound() {
        for bound in [0, 1, 63, 64, 65, 128, 50_000] {
            assert_eq!(BitSet::full(bound).len(), bound);
            assert!(!BitSet::full(bound).contains(bound));
        }
    }

    #[test]
    fn numbers_come_out_ascending() {
        assert_eq!(
            set(200, &[199, 0, 64, 63]).iter().collect::<Vec<_>>(),
            [0, 63, 64, 199]
        );
    }

    #[test]
    fn numbers_beyond_the_bound_are_ignored() {
        assert!(set(10, &[10, 63, 64]).is_empty());
    }

    #[test]
    fn sets_combine() {
        let other = set(100, &[2, 70]);
        let mut kept = set(100, &[1, 2, 70]);
        assert_eq!(kept.common(&other), 2);
        kept.keep(&other);
        assert_eq!(kept, other);
        kept.flip(&set(100, &[2, 3]));
        assert_eq!(kept, set(100, &[3, 70]));
        kept.remove(&other);
        assert_eq!(kept, set(100, &[3]));
        kept.clear();
        assert!(kept.is_empty());
    }
}
