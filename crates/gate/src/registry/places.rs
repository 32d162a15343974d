//! At which place a user stands, by its number.
//!
//! Numbers grow, and whoever is new gets the next place. So it is enough to know where a stretch begins in which places follow each other and numbers
//! grow: one for all that were made since the start, and one for each page of users that was read at the start, as two parts are read by turns.

use std::collections::{BTreeMap, HashMap};

/// Places by number. All that it is asked needs the numbers by place, in which the users stand.
#[derive(Default)]
pub struct Places {
    /// By their first number. No two overlap.
    stretches: BTreeMap<i64, Stretch>,
    /// Numbers that lie in a stretch, and stand elsewhere: those of users whose texts changed.
    elsewhere: HashMap<i64, u32>,
}

#[derive(Clone, Copy)]
struct Stretch {
    first: usize,
    length: usize,
}

impl Places {
    /// Of all these numbers.
    pub fn of(numbers: &[i64]) -> Self {
        let mut places = Self::default();
        for end in 1..=numbers.len() {
            places.push(&numbers[..end]);
        }
        places
    }

    /// The place where the number stands that was last put at one.
    pub fn get(&self, number: i64, numbers: &[i64]) -> Option<u32> {
        if let Some(place) = self.elsewhere.get(&number) {
            return Some(*place);
        }
        let (_, stretch) = self.stretches.range(..=number).next_back()?;
        let within = numbers.get(stretch.first..stretch.first + stretch.length)?;
        let at = within.binary_search(&number).ok()?;
        Some(super::index(stretch.first + at))
    }

    /// The last of the numbers is new at its place; from now on it stands nowhere else.
    pub fn push(&mut self, numbers: &[i64]) {
        let Some((number, before)) = numbers.split_last() else {
            return;
        };
        let place = before.len();
        // None begins between this one and the number, so it may grow as far as that.
        let near = self.stretches.range_mut(..=*number).next_back();
        if let Some((_, stretch)) = near {
            let end = stretch.first + stretch.length;
            if numbers[end - 1] >= *number {
                self.elsewhere.insert(*number, super::index(place));
                return;
            }
            if end == place {
                stretch.length += 1;
                return;
            }
        }
        let stretch = Stretch {
            first: place,
            length: 1,
        };
        self.stretches.insert(*number, stretch);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_number_is_where_it_was_last_put(
            numbers in proptest::collection::vec(prop_oneof![-9_i64..9, 100_i64..120, Just(i64::MIN), Just(i64::MAX)], 0..80),
        ) {
            let mut places = Places::default();
            let mut model: HashMap<i64, u32> = HashMap::new();
            for (end, number) in (1..).zip(&numbers) {
                places.push(&numbers[..end]);
                model.insert(*number, crate::registry::index(end - 1));
                for asked in numbers.iter().copied().chain(-10..10) {
                    prop_assert_eq!(places.get(asked, &numbers[..end]), model.get(&asked).copied());
                }
            }
            let again = Places::of(&numbers);
            for asked in &numbers {
                prop_assert_eq!(again.get(*asked, &numbers), model.get(asked).copied());
            }
        }
    }

    #[test]
    fn those_made_one_after_the_other_are_one_stretch() {
        let numbers: Vec<i64> = (0..10_000).map(|at| at * 1_000_003).collect();
        let places = Places::of(&numbers);
        assert_eq!((places.stretches.len(), places.elsewhere.len()), (1, 0));
        assert_eq!(places.get(numbers[7_777], &numbers), Some(7_777));
        assert_eq!(places.get(5, &numbers), None);
    }
}
