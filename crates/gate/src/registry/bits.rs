//! A set of users as one bit for each place: what filters are worked out with. A million take 125 kB.

/// Bits beyond the last are not set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bits(Vec<u64>);

impl Bits {
    /// Sets or takes away.
    pub fn put(&mut self, place: u32, on: bool) {
        let (word, bit) = at(place);
        if word >= self.0.len() {
            if !on {
                return;
            }
            self.0.resize(word + 1, 0);
        }
        if on {
            self.0[word] |= bit;
        } else {
            self.0[word] &= !bit;
        }
    }

    pub fn has(&self, place: u32) -> bool {
        let (word, bit) = at(place);
        self.0.get(word).is_some_and(|bits| bits & bit != 0)
    }

    pub fn count(&self) -> u64 {
        self.0.iter().map(|word| u64::from(word.count_ones())).sum()
    }

    /// Those that are in the other, too.
    pub fn keep(&mut self, other: &Self) {
        self.0.truncate(other.0.len());
        for (word, with) in self.0.iter_mut().zip(&other.0) {
            *word &= with;
        }
    }

    /// Those that are not in the other.
    pub fn drop_all(&mut self, other: &Self) {
        for (word, without) in self.0.iter_mut().zip(&other.0) {
            *word &= !without;
        }
    }

    /// Those whose number is in the range.
    pub fn keep_range(&mut self, numbers: &[i64], from: Option<i64>, before: Option<i64>) {
        let (from, before) = (from.unwrap_or(i64::MIN), before.unwrap_or(i64::MAX));
        for (word, numbers) in self.0.iter_mut().zip(numbers.chunks(64)) {
            if *word != 0 {
                *word &= mask(numbers, from, before);
            }
        }
    }

    /// How many have their number in the range.
    pub fn count_range(&self, numbers: &[i64], from: Option<i64>, before: Option<i64>) -> u64 {
        let (from, before) = (from.unwrap_or(i64::MIN), before.unwrap_or(i64::MAX));
        let words = self.0.iter().zip(numbers.chunks(64));
        words
            .filter(|(word, _)| **word != 0)
            .map(|(word, numbers)| u64::from((word & mask(numbers, from, before)).count_ones()))
            .sum()
    }

    /// The places from the last to the first.
    pub fn places_back(&self) -> impl Iterator<Item = u32> {
        self.0.iter().enumerate().rev().flat_map(|(at, word)| {
            let first = u32::try_from(at * 64).unwrap_or(u32::MAX);
            let mut rest = *word;
            std::iter::from_fn(move || {
                let bit = rest.checked_ilog2()?;
                rest ^= 1 << bit;
                Some(first + bit)
            })
        })
    }

    /// The places, in order.
    pub fn places(&self) -> impl Iterator<Item = u32> {
        self.0.iter().enumerate().flat_map(|(at, word)| {
            let first = u32::try_from(at * 64).unwrap_or(u32::MAX);
            let mut rest = *word;
            std::iter::from_fn(move || {
                if rest == 0 {
                    return None;
                }
                let place = first + rest.trailing_zeros();
                rest &= rest - 1;
                Some(place)
            })
        })
    }
}

impl FromIterator<u32> for Bits {
    fn from_iter<I: IntoIterator<Item = u32>>(places: I) -> Self {
        let mut bits = Self::default();
        for place in places {
            bits.put(place, true);
        }
        bits
    }
}

fn at(place: u32) -> (usize, u64) {
    (place as usize / 64, 1 << (place % 64))
}

/// One bit for each number that is in the range. No moment is the greatest there is, so leaving it out is no loss.
fn mask(numbers: &[i64], from: i64, before: i64) -> u64 {
    let mut mask = 0;
    for (bit, number) in numbers.iter().enumerate() {
        mask |= u64::from(*number >= from && *number < before) << bit;
    }
    mask
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_is_a_set(
            ours in proptest::collection::btree_set(0_u32..300, 0..60),
            theirs in proptest::collection::btree_set(0_u32..300, 0..60),
            numbers in proptest::collection::vec(-5_i64..5, 300),
            range: (Option<i8>, Option<i8>),
        ) {
            let bits: Bits = ours.iter().copied().collect();
            let other: Bits = theirs.iter().copied().collect();
            prop_assert_eq!(bits.places().collect::<BTreeSet<_>>(), ours.clone());
            prop_assert!(bits.places_back().eq(ours.iter().rev().copied()));
            prop_assert_eq!(bits.count(), ours.len() as u64);
            for place in 0..310 {
                prop_assert_eq!(bits.has(place), ours.contains(&place));
            }
            let mut both = bits.clone();
            both.keep(&other);
            prop_assert!(both.places().eq(ours.intersection(&theirs).copied()));
            let mut without = bits.clone();
            without.drop_all(&other);
            prop_assert!(without.places().eq(ours.difference(&theirs).copied()));
            let (from, before) = (range.0.map(i64::from), range.1.map(i64::from));
            let inside: Vec<u32> = ours.iter().copied().filter(|place| {
                let number = numbers[*place as usize];
                from.is_none_or(|from| number >= from) && before.is_none_or(|before| number < before)
            }).collect();
            prop_assert_eq!(bits.count_range(&numbers, from, before), inside.len() as u64);
            let mut kept = bits;
            kept.keep_range(&numbers, from, before);
            prop_assert!(kept.places().eq(inside));
        }
    }
}
