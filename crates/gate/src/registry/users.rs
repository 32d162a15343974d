//! All users, a list for each thing that is known of them, and by which place they are found.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

use domain::{GroupType, LOGIN_MARK, PartyId, PartyNumber, SEPARATOR, Status, VariableName};
use hashbrown::HashTable;

use super::bits::Bits;
use super::capitals::{Capitals, raise};
use super::column::Column;
use super::groups::Groups;
use super::logins::Logins;
use super::places::Places;
use super::{Entry, Known, Rate, index};

/// Fewer places without a user are left alone.
const FEW_DEAD: usize = 16_384;

/// What is kept of the users. A user stands at a place; one whose texts change gets the next free place, and nobody is at
/// the old one any more.
#[derive(Default)]
pub struct Users {
    pub(super) party_ids: Vec<i64>,
    versions: Vec<u32>,
    pub(super) added: Vec<i64>,
    /// 0 for never.
    pub(super) used: Vec<i64>,
    /// Folded, as all texts are.
    pub(super) names: Column,
    pub(super) clients: Column,
    pub(super) numbers: Column,
    pub(super) logins: Logins,
    /// The first four bytes of name and client id, to compare by.
    pub(super) name_heads: Vec<u32>,
    pub(super) client_heads: Vec<u32>,
    /// Which letters of client id and party number are capitals.
    capitals: Capitals,
    pub(super) alive: Bits,
    pub(super) active: Bits,
    /// While two claim one client id, which is only between two changes, both are in here.
    by_client: HashTable<u32>,
    by_party: Places,
    /// Few have one.
    rates: HashMap<u32, Rate>,
    pub(super) groups: Groups,
    hasher: RandomState,
    dead: usize,
    /// How often places were given anew.
    pub(super) generation: u64,
}

/// The folded texts of a user.
struct Folded<'a> {
    name: &'a str,
    client: &'a str,
    number: &'a str,
    /// With the mark of ours.
    login: &'a str,
}

impl<'a> Folded<'a> {
    /// The parts of a search key.
    fn of(key: &'a str) -> Self {
        let mut parts = key.splitn(3, SEPARATOR);
        let mut part = || parts.next().unwrap_or_default();
        let (name, client, rest) = (part(), part(), part());
        let (number, login) = match (rest.find(LOGIN_MARK), rest.split_once(SEPARATOR)) {
            (Some(mark), _) => rest.split_at(mark),
            (None, Some(two)) => two,
            (None, None) => (rest, ""),
        };
        Self {
            name,
            client,
            number,
            login,
        }
    }
}

impl Users {
    /// Nobody, and at no place that was somebody's of these: what was found before is not taken for them.
    pub fn none(&self) -> Self {
        Self {
            generation: self.generation + 1,
            ..Self::default()
        }
    }

    pub fn len(&self) -> usize {
        self.party_ids.len() - self.dead
    }

    /// How many places there are.
    pub fn places(&self) -> u32 {
        index(self.party_ids.len())
    }

    /// What is searched, besides the logins.
    pub fn columns(&self) -> [&Column; 3] {
        [&self.names, &self.clients, &self.numbers]
    }

    /// Makes room at once for so many more, where that is known before.
    pub fn reserve(&mut self, users: usize) {
        self.party_ids.reserve_exact(users);
        self.versions.reserve_exact(users);
        self.added.reserve_exact(users);
        self.used.reserve_exact(users);
        self.logins.reserve(users);
        self.groups.reserve(users);
        self.name_heads.reserve_exact(users);
        self.client_heads.reserve_exact(users);
        let mut by_client = std::mem::take(&mut self.by_client);
        by_client.reserve(users, |place| self.client_hash(*place));
        self.by_client = by_client;
    }

    pub fn apply(&mut self, entry: Entry) {
        let version = u32::try_from(entry.version).unwrap_or(u32::MAX);
        let mut used = entry.last_used.map_or(0, domain::Timestamp::micros);
        let place = match self.place_of(entry.party_id) {
            Some(place) if self.versions[place as usize] > version => {
                self.touch(place, used);
                return;
            }
            Some(place) => {
                // A call may have been heard of before the change.
                used = used.max(self.used[place as usize]);
                if self.has_texts(place, &entry) {
                    place
                } else {
                    self.remove(place);
                    self.insert(&entry)
                }
            }
            None => self.insert(&entry),
        };
        let mut groups: Vec<u32> = entry
            .groups
            .into_iter()
            .map(|group| self.groups.place(group))
            .collect();
        groups.sort_unstable();
        groups.dedup();
        self.groups.set(place, &groups);
        let at = place as usize;
        self.versions[at] = version;
        self.added[at] = entry.added.micros();
        self.used[at] = used;
        self.active.put(place, entry.status == Status::Active);
        match entry.rate {
            Some(rate) => self.rates.insert(place, rate),
            None => self.rates.remove(&place),
        };
        if self.dead > FEW_DEAD && self.dead > self.party_ids.len() / 4 {
            self.tidy();
        }
    }

    /// A call was accepted.
    pub fn used(&mut self, party: PartyId, at: i64) {
        if let Some(place) = self.place_of(party) {
            self.touch(place, at);
        }
    }

    fn touch(&mut self, place: u32, at: i64) {
        let used = &mut self.used[place as usize];
        *used = at.max(*used);
    }

    pub fn place_of(&self, party: PartyId) -> Option<u32> {
        self.by_party.get(party.0, &self.party_ids)
    }

    fn has_texts(&self, place: u32, entry: &Entry) -> bool {
        let folded = Folded::of(&entry.search_key);
        self.names.get(place) == folded.name.as_bytes()
            && *self.logins.get(place) == *folded.login.as_bytes()
            && self.client_id(place) == entry.client_id.as_str()
            && self.party_number(place) == entry.party_number.as_str()
    }

    /// At the next place.
    fn insert(&mut self, entry: &Entry) -> u32 {
        let place = self.places();
        let folded = Folded::of(&entry.search_key);
        self.party_ids.push(entry.party_id.0);
        self.versions.push(0);
        self.added.push(0);
        self.used.push(0);
        self.names.push(folded.name.as_bytes());
        self.clients.push(folded.client.as_bytes());
        self.numbers.push(folded.number.as_bytes());
        self.logins.push(folded.login.as_bytes());
        self.name_heads.push(head(folded.name.as_bytes()));
        self.client_heads.push(head(folded.client.as_bytes()));
        let (client, number) = (entry.client_id.as_str(), entry.party_number.as_str());
        self.capitals
            .push(place, (client, folded.client), (number, folded.number));
        self.groups.set(place, &[]);
        self.alive.put(place, true);
        self.by_party.push(&self.party_ids);
        self.claim(place);
        place
    }

    fn claim(&mut self, place: u32) {
        let hash = self.client_hash(place);
        let mut by_client = std::mem::take(&mut self.by_client);
        by_client.insert_unique(hash, place, |place| self.client_hash(*place));
        self.by_client = by_client;
    }

    fn client_hash(&self, place: u32) -> u64 {
        self.hasher.hash_one(&*self.client_id(place))
    }

    /// Nobody is at the place any more, and who was gets another.
    fn remove(&mut self, place: u32) {
        let hash = self.client_hash(place);
        if let Ok(found) = self.by_client.find_entry(hash, |other| *other == place) {
            found.remove();
        }
        self.rates.remove(&place);
        self.groups.set(place, &[]);
        self.alive.put(place, false);
        self.active.put(place, false);
        self.dead += 1;
    }

    /// Gives places anew, in the order of the numbers, so that there is a user at each.
    fn tidy(&mut self) {
        let mut places: Vec<u32> = self.alive.places().collect();
        places.sort_unstable_by_key(|place| self.party_ids[*place as usize]);
        let numbers = |numbers: &mut Vec<i64>| {
            *numbers = places
                .iter()
                .map(|place| numbers[*place as usize])
                .collect();
        };
        numbers(&mut self.party_ids);
        numbers(&mut self.added);
        numbers(&mut self.used);
        let versions = places.iter().map(|place| self.versions[*place as usize]);
        self.versions = versions.collect();
        for heads in [&mut self.name_heads, &mut self.client_heads] {
            *heads = places.iter().map(|place| heads[*place as usize]).collect();
        }
        for column in [&mut self.names, &mut self.clients, &mut self.numbers] {
            *column = column.kept(&places);
        }
        self.logins = self.logins.kept(&places);
        let is_active = |(_, place): &(usize, &u32)| self.active.has(**place);
        let active = places.iter().enumerate().filter(is_active);
        self.active = active.map(|(new, _)| index(new)).collect();
        self.alive = (0..index(places.len())).collect();
        self.capitals.kept(&places);
        self.groups.kept(&places);
        let new: HashMap<u32, u32> = (0..).zip(&places).map(|(new, old)| (*old, new)).collect();
        let rates = std::mem::take(&mut self.rates).into_iter();
        self.rates = rates
            .filter_map(|(old, rate)| Some((*new.get(&old)?, rate)))
            .collect();
        for place in &mut self.by_client {
            *place = new.get(place).copied().unwrap_or_default();
        }
        self.by_party = Places::of(&self.party_ids);
        self.dead = 0;
        self.generation += 1;
    }

    pub fn find(&self, client_id: &str) -> Option<u32> {
        let hash = self.hasher.hash_one(client_id);
        let mut claims = self
            .by_client
            .iter_hash(hash)
            .filter(|place| self.client_id(**place) == client_id);
        let first = claims.next()?;
        claims.next().is_none().then_some(*first)
    }

    fn client_id(&self, place: u32) -> Cow<'_, str> {
        match self.capitals.odd(place) {
            Some((client, _)) => Cow::Borrowed(client),
            None => raise(self.clients.get(place), self.capitals.client(place)),
        }
    }

    fn party_number(&self, place: u32) -> Cow<'_, str> {
        match self.capitals.odd(place) {
            Some((_, number)) => Cow::Borrowed(number),
            None => raise(self.numbers.get(place), self.capitals.number(place)),
        }
    }

    pub fn known(&self, place: u32) -> Known {
        let of = |kind: GroupType| {
            let mut names: Vec<VariableName> = self
                .groups
                .of(place)
                .filter_map(|group| self.groups.name(group))
                .filter(|(other, _)| *other == kind)
                .map(|(_, name)| name.clone())
                .collect();
            names.sort_unstable();
            names
        };
        let at = place as usize;
        Known {
            party_id: PartyId(self.party_ids[at]),
            party_number: PartyNumber::new(self.party_number(place)),
            status: if self.active.has(place) {
                Status::Active
            } else {
                Status::Inactive
            },
            version: i64::from(self.versions[at]),
            administrator_groups: of(GroupType::Administrator),
            sales_groups: of(GroupType::Sales),
            rate: self.rates.get(&place).copied(),
        }
    }
}

/// Texts that begin otherwise compare as these numbers do.
fn head(text: &[u8]) -> u32 {
    let mut bytes = [0; 4];
    let length = text.len().min(4);
    bytes[..length].copy_from_slice(&text[..length]);
    u32::from_be_bytes(bytes)
}
