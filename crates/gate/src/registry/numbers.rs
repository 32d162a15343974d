//! At which place a user stands, by its number.

use std::collections::HashMap;

use domain::PartyId;

/// So many numbers in a row share a page.
const PAGE: usize = 1 << 12;
/// Nobody has that place.
const NOBODY: u32 = u32::MAX;

/// Places by number. Numbers are given one after the other and users are never deleted, so four bytes are nearly all that one takes.
#[derive(Default)]
pub struct Numbers {
    pages: HashMap<i64, Box<[u32; PAGE]>>,
}

impl Numbers {
    pub fn get(&self, party: PartyId) -> Option<u32> {
        let (page, at) = split(party);
        let place = self.pages.get(&page)?[at];
        (place != NOBODY).then_some(place)
    }

    pub fn set(&mut self, party: PartyId, place: u32) {
        let (page, at) = split(party);
        let page = self.pages.entry(page);
        page.or_insert_with(|| Box::new([NOBODY; PAGE]))[at] = place;
    }

    pub fn remove(&mut self, party: PartyId) {
        let (page, at) = split(party);
        if let Some(page) = self.pages.get_mut(&page) {
            page[at] = NOBODY;
        }
    }
}

fn split(party: PartyId) -> (i64, usize) {
    let size = i64::try_from(PAGE).unwrap_or(i64::MAX);
    let at = usize::try_from(party.0.rem_euclid(size)).unwrap_or_default();
    (party.0.div_euclid(size), at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_has_its_place() {
        let mut numbers = Numbers::default();
        let all = [i64::MIN, -4_097, -1, 0, 1, 4_095, 4_096, i64::MAX];
        for (place, number) in (0..).zip(all) {
            assert_eq!(numbers.get(PartyId(number)), None);
            numbers.set(PartyId(number), place);
        }
        for (place, number) in (0..).zip(all) {
            assert_eq!(numbers.get(PartyId(number)), Some(place));
        }
        numbers.remove(PartyId(4_096));
        numbers.remove(PartyId(999_999));
        assert_eq!(numbers.get(PartyId(4_096)), None);
        assert_eq!(numbers.get(PartyId(4_095)), Some(5));
    }
}
