//! One integration user in a single piece of memory: numbers, texts and groups, one behind the other.

use domain::{PartyId, Status};

/// Layout: party id (8), version (8), status (1), length of the party number (2), of the client id (2), the party number,
/// the client id, and four bytes for each group. Numbers are little-endian.
pub struct Record(Box<[u8]>);

const VERSION: usize = 8;
const STATUS: usize = 16;
const NUMBER_LENGTH: usize = 17;
const CLIENT_LENGTH: usize = 19;
const TEXTS: usize = 21;

impl Record {
    /// Packs a user. Texts longer than 65,535 bytes do not exist.
    pub fn new(
        party: PartyId,
        version: i64,
        status: Status,
        party_number: &str,
        client_id: &str,
        groups: &[u32],
    ) -> Self {
        let length = TEXTS + party_number.len() + client_id.len() + 4 * groups.len();
        let mut bytes = Vec::with_capacity(length);
        bytes.extend_from_slice(&party.0.to_le_bytes());
        bytes.extend_from_slice(&version.to_le_bytes());
        bytes.push(u8::from(status == Status::Active));
        for text in [party_number, client_id] {
            let length = u16::try_from(text.len()).unwrap_or(u16::MAX);
            bytes.extend_from_slice(&length.to_le_bytes());
        }
        bytes.extend_from_slice(party_number.as_bytes());
        bytes.extend_from_slice(client_id.as_bytes());
        for group in groups {
            bytes.extend_from_slice(&group.to_le_bytes());
        }
        Self(bytes.into_boxed_slice())
    }

    pub fn party_id(&self) -> i64 {
        self.number(0)
    }

    pub fn version(&self) -> i64 {
        self.number(VERSION)
    }

    pub fn status(&self) -> Status {
        match self.0.get(STATUS) {
            Some(1) => Status::Active,
            _ => Status::Inactive,
        }
    }

    pub fn party_number(&self) -> &str {
        self.text(TEXTS, self.length(NUMBER_LENGTH))
    }

    pub fn client_id(&self) -> &str {
        let from = TEXTS + self.length(NUMBER_LENGTH);
        self.text(from, self.length(CLIENT_LENGTH))
    }

    pub fn groups(&self) -> impl Iterator<Item = u32> {
        let from = TEXTS + self.length(NUMBER_LENGTH) + self.length(CLIENT_LENGTH);
        let (groups, _) = self.0.get(from..).unwrap_or_default().as_chunks();
        groups.iter().map(|bytes| u32::from_le_bytes(*bytes))
    }

    fn number(&self, from: usize) -> i64 {
        let bytes = self.0.get(from..).and_then(<[u8]>::first_chunk);
        bytes.map_or(0, |bytes| i64::from_le_bytes(*bytes))
    }

    fn length(&self, from: usize) -> usize {
        let bytes = self.0.get(from..).and_then(<[u8]>::first_chunk);
        bytes.map_or(0, |bytes| usize::from(u16::from_le_bytes(*bytes)))
    }

    fn text(&self, from: usize, length: usize) -> &str {
        let bytes = self.0.get(from..from + length).unwrap_or_default();
        str::from_utf8(bytes).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_is_unpacked() {
        let record = Record::new(
            PartyId(300_000_000_000_001),
            7,
            Status::Active,
            "IU_größe",
            "client-1",
            &[1, 70_000],
        );
        assert_eq!(record.party_id(), 300_000_000_000_001);
        assert_eq!(record.version(), 7);
        assert_eq!(record.status(), Status::Active);
        assert_eq!(record.party_number(), "IU_größe");
        assert_eq!(record.client_id(), "client-1");
        assert_eq!(record.groups().collect::<Vec<_>>(), [1, 70_000]);
    }

    #[test]
    fn one_of_the_usual_size_takes_less_than_a_hundred_bytes() {
        let record = Record::new(
            PartyId(1),
            1,
            Status::Active,
            "IU_09AZaz0z067",
            &"c".repeat(32),
            &[1, 2, 3],
        );
        assert_eq!(record.0.len(), 79);
    }
}
