//! The logins of all users. Nearly all are ours, which are a mark and 32 digits to the base of 16: kept as the number that they are, half as long.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use domain::LOGIN_MARK;
use memchr::memmem::Finder;

use super::bits::Bits;

/// Digits of a number.
const DIGITS: usize = 32;
/// As a text: with the mark.
const LENGTH: usize = DIGITS + 1;
/// So many are written out at a time to be looked through: they fit the nearest cache.
const CHUNK: usize = 512;
const SEPARATOR: u8 = b'\n';

/// Logins by place. They never change where they stand.
#[derive(Default)]
pub struct Logins {
    /// 0 for another text, which is in `other` unless it is empty.
    numbers: Vec<u128>,
    other: BTreeMap<u32, Box<[u8]>>,
}

impl Logins {
    /// Makes room at once for so many more.
    pub fn reserve(&mut self, users: usize) {
        self.numbers.reserve_exact(users);
    }

    /// Adds the login of the next place.
    pub fn push(&mut self, login: &[u8]) {
        let number = number(login).unwrap_or(0);
        if number == 0 && !login.is_empty() {
            let place = super::index(self.numbers.len());
            self.other.insert(place, login.into());
        }
        self.numbers.push(number);
    }

    /// The login of a place; empty where there is none.
    pub fn get(&self, place: u32) -> Cow<'_, [u8]> {
        match self.numbers.get(place as usize) {
            None | Some(0) => {
                let other = self.other.get(&place);
                Cow::Borrowed(other.map_or(&[][..], |login| login))
            }
            Some(number) => {
                let mut login = Vec::with_capacity(LENGTH);
                write(&mut login, *number);
                Cow::Owned(login)
            }
        }
    }

    /// Notes down who of these places has this in the login.
    pub fn find(&self, finder: &Finder<'_>, places: Range<u32>, found: &mut Bits) {
        for (place, login) in self.other.range(places.clone()) {
            if finder.find(login).is_some() {
                found.put(*place, true);
            }
        }
        if !is_part(finder.needle()) {
            return;
        }
        let within = places.start as usize..self.numbers.len().min(places.end as usize);
        let numbers = self.numbers.get(within).unwrap_or_default();
        let mut first = places.start;
        let mut written = Vec::with_capacity(CHUNK * (LENGTH + 1));
        for chunk in numbers.chunks(CHUNK) {
            written.clear();
            for number in chunk {
                write(&mut written, *number);
                written.push(SEPARATOR);
            }
            let mut start = 0;
            while let Some(hit) = written.get(start..).and_then(|rest| finder.find(rest)) {
                let at = (start + hit) / (LENGTH + 1);
                // Nobody's login is the number 0, which stands for another one.
                if chunk[at] != 0 {
                    found.put(first + super::index(at), true);
                }
                start = (at + 1) * (LENGTH + 1);
            }
            first += super::index(chunk.len());
        }
    }

    /// The same logins without those of other places.
    pub fn kept(&self, places: &[u32]) -> Self {
        let mut kept = Self::default();
        kept.reserve(places.len());
        for place in places {
            kept.push(&self.get(*place));
        }
        kept
    }
}

const MARK: u8 = LOGIN_MARK as u8;

/// Whether it can be in a login of ours.
fn is_part(text: &[u8]) -> bool {
    let digits = text.strip_prefix(&[MARK]).unwrap_or(text);
    digits.len() <= DIGITS && digits.iter().all(|digit| value(*digit).is_some())
}

fn value(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

fn number(login: &[u8]) -> Option<u128> {
    let digits = login.strip_prefix(&[MARK])?;
    if digits.len() != DIGITS {
        return None;
    }
    digits.iter().try_fold(0, |number, digit| {
        Some(number << 4 | u128::from(value(*digit)?))
    })
}

fn write(text: &mut Vec<u8>, number: u128) {
    const VALUES: &[u8; 16] = b"0123456789abcdef";
    let mut login = [MARK; LENGTH];
    for (two, byte) in login[1..].chunks_exact_mut(2).zip(number.to_be_bytes()) {
        two[0] = VALUES[usize::from(byte >> 4)];
        two[1] = VALUES[usize::from(byte & 15)];
    }
    text.extend_from_slice(&login);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ours(number: u32) -> String {
        let spread = u128::from(number).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835);
        format!("{LOGIN_MARK}{spread:032x}")
    }

    #[test]
    fn every_login_is_found_by_every_part_and_comes_back() {
        let odd = [
            "",
            "other",
            "0a",
            "\u{1}0a",
            "\u{1}0000000000000000000000000000000G",
        ];
        let mut texts: Vec<String> = (1..2_000).map(ours).collect();
        for (at, text) in odd.iter().enumerate() {
            texts.insert(at * 300, (*text).to_owned());
        }
        // The number that stands for none of ours.
        texts.push(ours(0));
        let mut logins = Logins::default();
        for text in &texts {
            logins.push(text.as_bytes());
        }
        for (place, text) in (0..).zip(&texts) {
            assert_eq!(&*logins.get(place), text.as_bytes());
        }
        let whole = ours(77);
        for needle in [
            "a",
            "0a",
            "\u{1}0",
            "00000",
            "the",
            "c835",
            "zz",
            "\n",
            "\u{1}",
            &whole,
            &whole[1..],
        ] {
            for places in [0..10_000, 700..1_900] {
                let mut found = Bits::default();
                logins.find(&Finder::new(needle), places.clone(), &mut found);
                let expected = places.filter(|place| {
                    texts
                        .get(*place as usize)
                        .is_some_and(|text| text.contains(needle))
                });
                assert!(found.places().eq(expected), "{needle:?}");
            }
        }
        let kept = logins.kept(&[5, 300, 5_000]);
        assert_eq!(kept.get(0), logins.get(5));
        assert_eq!(&*kept.get(1), b"other");
        assert_eq!(&*kept.get(2), b"");
    }
}
