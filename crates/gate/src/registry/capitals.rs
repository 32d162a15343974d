//! The capitals of client ids and party numbers, which are kept folded.

use std::borrow::Cow;
use std::collections::HashMap;

use super::column::Column;

/// The texts are folded where they are kept; what they were is the folded form and one bit for each letter.
#[derive(Default)]
pub struct Capitals {
    /// Bytes for the party number, then those for the client id; nothing where there are none.
    masks: Column,
    /// Texts that are not what their folded form and their capitals say.
    odd: HashMap<u32, (Box<str>, Box<str>)>,
}

/// Bytes of bits for a client id; a longer one with capitals behind them is kept as it is.
const CLIENT_BYTES: usize = 7;
/// And for a party number.
const NUMBER_BYTES: usize = 2;
/// Letters in a byte. Its highest bit is set always, so that it is no separator of texts.
const LETTERS: usize = 7;
const HIGHEST: u8 = 1 << LETTERS;

impl Capitals {
    /// Of the next place: client id and party number, each with its folded form.
    pub fn push(&mut self, place: u32, client: (&str, &str), number: (&str, &str)) {
        let masks = capitals(client, CLIENT_BYTES).zip(capitals(number, NUMBER_BYTES));
        match masks {
            // Most have a capital in the party number alone.
            Some((client, number)) if client == 0 && number == 0 => self.masks.push(&[]),
            Some((client, number)) => {
                let mut bytes = packed(number, NUMBER_BYTES);
                if client != 0 {
                    bytes.extend(packed(client, CLIENT_BYTES));
                }
                self.masks.push(&bytes);
            }
            None => {
                self.masks.push(&[]);
                self.odd.insert(place, (client.0.into(), number.0.into()));
            }
        }
    }

    /// Client id and party number where they are kept as they are.
    pub fn odd(&self, place: u32) -> Option<&(Box<str>, Box<str>)> {
        self.odd.get(&place)
    }

    /// For [`raise`].
    pub fn client(&self, place: u32) -> &[u8] {
        self.masks
            .get(place)
            .get(NUMBER_BYTES..)
            .unwrap_or_default()
    }

    /// For [`raise`].
    pub fn number(&self, place: u32) -> &[u8] {
        self.masks
            .get(place)
            .get(..NUMBER_BYTES)
            .unwrap_or_default()
    }

    /// The same without those of other places.
    pub fn kept(&mut self, places: &[u32]) {
        self.masks = self.masks.kept(places);
        let mut odd = std::mem::take(&mut self.odd);
        let moved = (0..).zip(places);
        self.odd = moved
            .filter_map(|(new, old)| Some((new, odd.remove(old)?)))
            .collect();
    }
}

fn packed(mask: u64, bytes: usize) -> Vec<u8> {
    let byte = |at: usize| (mask >> (at * LETTERS)).to_le_bytes()[0] | HIGHEST;
    (0..bytes).map(byte).collect()
}

/// The text with its capitals.
pub fn raise<'a>(folded: &'a [u8], mask: &[u8]) -> Cow<'a, str> {
    if mask.iter().all(|byte| *byte == HIGHEST) {
        return str::from_utf8(folded).unwrap_or_default().into();
    }
    let mut raised = folded.to_vec();
    for (bytes, bits) in raised.chunks_mut(LETTERS).zip(mask) {
        for (at, byte) in bytes.iter_mut().enumerate() {
            if bits >> at & 1 == 1 {
                byte.make_ascii_uppercase();
            }
        }
    }
    String::from_utf8(raised).unwrap_or_default().into()
}

/// One bit for each capital; none where folded text and bits would not give the text again.
fn capitals((text, folded): (&str, &str), bytes: usize) -> Option<u64> {
    if !text.is_ascii()
        || !text.eq_ignore_ascii_case(folded)
        || folded.bytes().any(|byte| byte.is_ascii_uppercase())
    {
        return None;
    }
    let mut mask = 0;
    for (at, byte) in text.bytes().enumerate() {
        if byte.is_ascii_uppercase() {
            if at >= LETTERS * bytes {
                return None;
            }
            mask |= 1 << at;
        }
    }
    Some(mask)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back_as_they_were() {
        let mut capitals = Capitals::default();
        let (whole, long) = ("A".repeat(49), "A".repeat(50));
        let pairs = [
            ("3f0c-4a", "IU_09AZaz0z067"),
            ("Client-ID", "IU_1"),
            ("plain", "plain"),
            (long.as_str(), "x"),
            ("x", "IU_größe"),
            ("x", "small_letters_and_more"),
            ("x", "small_letterS_"),
            ("x", "small_letters_And_more"),
            (whole.as_str(), "small_letters_"),
            // As plain bits it would be the separator.
            ("aBcD", "aBcD"),
        ];
        for (place, (client, number)) in (0..).zip(pairs) {
            let (client_key, number_key) = (domain::fold(client), domain::fold(number));
            capitals.push(place, (client, &client_key), (number, &number_key));
            let found = match capitals.odd(place) {
                Some((client, number)) => (client.to_string(), number.to_string()),
                None => (
                    raise(client_key.as_bytes(), capitals.client(place)).into_owned(),
                    raise(number_key.as_bytes(), capitals.number(place)).into_owned(),
                ),
            };
            assert_eq!(found, (client.to_owned(), number.to_owned()));
            assert_eq!(capitals.odd(place).is_some(), matches!(place, 3 | 4 | 7));
        }
    }
}
