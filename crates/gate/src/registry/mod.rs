//! Who is admitted, in memory: asked once per request, so there is no call to the database on that way.
//!
//! Built for a million integration users. One is a single allocation ([`record`]) besides its place in a list; client
//! ids and party ids are found through tables that hold nothing but that place.

mod record;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use domain::{ClientId, GroupType, PartyId, PartyNumber, Status, Timestamp, VariableName};
use hashbrown::HashTable;

use record::Record;

/// How many calls a client may make: so many a second, and so many at once after a pause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// Calls a second in the long run.
    pub per_second: u32,
    /// Calls at once.
    pub burst: u32,
}

/// What the registry is told of an integration user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its number, which never changes.
    pub party_id: PartyId,
    /// Its public name.
    pub party_number: PartyNumber,
    /// The client that it is for.
    pub client_id: ClientId,
    /// Whether it may come in.
    pub status: Status,
    /// The version of the user; an older one than is known is ignored.
    pub version: i64,
    /// Its groups.
    pub groups: Vec<(GroupType, VariableName)>,
    /// Its own rate limit, if it has one.
    pub rate: Option<Rate>,
}

/// What the registry knows of a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// The integration user's number.
    pub party_id: PartyId,
    /// Its public name.
    pub party_number: PartyNumber,
    /// The client.
    pub client_id: ClientId,
    /// Whether it may come in.
    pub status: Status,
    /// The version of the user that this is from.
    pub version: i64,
    /// Variable names of its administrator groups, sorted.
    pub administrator_groups: Vec<VariableName>,
    /// Variable names of its sales groups, sorted.
    pub sales_groups: Vec<VariableName>,
    /// Its own rate limit, if it has one.
    pub rate: Option<Rate>,
}

/// All integration users; cheap to clone, all clones are one.
#[derive(Clone, Default)]
pub struct Registry {
    shared: Arc<Shared>,
}

struct Shared {
    users: RwLock<Users>,
    /// Microseconds; the least number for never.
    in_touch: AtomicI64,
}

impl Default for Shared {
    fn default() -> Self {
        Self {
            users: RwLock::default(),
            in_touch: AtomicI64::new(i64::MIN),
        }
    }
}

#[derive(Default)]
struct Users {
    records: Vec<Record>,
    /// Places in `records`. While two claim one client id, which is only between two changes, both are in here.
    by_client: HashTable<u32>,
    by_party: HashTable<u32>,
    /// Few have one.
    rates: HashMap<u32, Rate>,
    groups: Groups,
    hasher: RandomState,
}

/// Every group once; users have its place.
#[derive(Default)]
struct Groups {
    names: Vec<(GroupType, VariableName)>,
    places: HashMap<(GroupType, VariableName), u32>,
}

impl Groups {
    fn place(&mut self, group: (GroupType, VariableName)) -> u32 {
        if let Some(place) = self.places.get(&group) {
            return *place;
        }
        let place = index(self.names.len());
        self.names.push(group.clone());
        self.places.insert(group, place);
        place
    }
}

impl Registry {
    /// Knows nobody.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes what is new of a user. What is older than what is known is ignored; a changed client id moves.
    pub fn apply(&self, entry: Entry) {
        self.write().apply(entry);
    }

    /// Forgets everybody, and that what is known was ever complete: for when what it was read from is no more.
    pub fn clear(&self) {
        let mut users = self.write();
        self.shared.in_touch.store(i64::MIN, Ordering::Relaxed);
        *users = Users::default();
    }

    /// Says that what is known was complete at this moment.
    pub fn in_touch(&self, at: Timestamp) {
        self.shared
            .in_touch
            .fetch_max(at.micros(), Ordering::Relaxed);
    }

    /// The last moment at which what is known was complete; none before it was first loaded.
    pub fn last_in_touch(&self) -> Option<Timestamp> {
        let micros = self.shared.in_touch.load(Ordering::Relaxed);
        (micros != i64::MIN).then(|| Timestamp::from_micros(micros))
    }

    /// The integration user of a client, compared byte for byte. Nobody while two users claim the client, which lasts
    /// until the change of the other one has come too.
    pub fn find(&self, client_id: &str) -> Option<Known> {
        let users = self.read();
        users.find(client_id).and_then(|place| users.known(place))
    }

    /// How many users it knows.
    pub fn len(&self) -> usize {
        self.read().records.len()
    }

    /// Whether it knows nobody.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Makes room at once for so many more, where that is known before.
    pub fn reserve(&self, users: usize) {
        let mut all = self.write();
        let Users {
            records,
            by_client,
            by_party,
            hasher,
            ..
        } = &mut *all;
        records.reserve(users);
        by_client.reserve(users, |place| {
            hasher.hash_one(records[*place as usize].client_id())
        });
        by_party.reserve(users, |place| {
            hasher.hash_one(records[*place as usize].party_id())
        });
    }

    fn read(&self) -> RwLockReadGuard<'_, Users> {
        self.shared
            .users
            .read()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Users> {
        self.shared
            .users
            .write()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Registry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Registry")
            .field("users", &self.len())
            .field("in_touch", &self.last_in_touch())
            .finish()
    }
}

impl Users {
    fn apply(&mut self, entry: Entry) {
        let mut groups: Vec<u32> = entry
            .groups
            .into_iter()
            .map(|group| self.groups.place(group))
            .collect();
        groups.sort_unstable();
        groups.dedup();
        let record = Record::new(
            entry.party_id,
            entry.version,
            entry.status,
            entry.party_number.as_str(),
            entry.client_id.as_str(),
            &groups,
        );
        let place = match self.place_of(entry.party_id) {
            Some(place) if self.records[place as usize].version() > entry.version => return,
            Some(place) => {
                self.replace(place, record);
                place
            }
            None => self.insert(record),
        };
        match entry.rate {
            Some(rate) => self.rates.insert(place, rate),
            None => self.rates.remove(&place),
        };
    }

    fn place_of(&self, party: PartyId) -> Option<u32> {
        let hash = self.hasher.hash_one(party.0);
        self.by_party
            .find(hash, |place| {
                self.records[*place as usize].party_id() == party.0
            })
            .copied()
    }

    fn insert(&mut self, record: Record) -> u32 {
        let place = index(self.records.len());
        let party = self.hasher.hash_one(record.party_id());
        self.records.push(record);
        let Self {
            records,
            by_party,
            hasher,
            ..
        } = self;
        by_party.insert_unique(party, place, |place| {
            hasher.hash_one(records[*place as usize].party_id())
        });
        self.claim(place);
        place
    }

    fn replace(&mut self, place: u32, record: Record) {
        let before = &self.records[place as usize];
        if before.client_id() == record.client_id() {
            self.records[place as usize] = record;
            return;
        }
        let hash = self.hasher.hash_one(before.client_id());
        if let Ok(found) = self.by_client.find_entry(hash, |other| *other == place) {
            found.remove();
        }
        self.records[place as usize] = record;
        self.claim(place);
    }

    fn claim(&mut self, place: u32) {
        let Self {
            records,
            by_client,
            hasher,
            ..
        } = self;
        let hash = hasher.hash_one(records[place as usize].client_id());
        by_client.insert_unique(hash, place, |place| {
            hasher.hash_one(records[*place as usize].client_id())
        });
    }

    fn find(&self, client_id: &str) -> Option<u32> {
        let hash = self.hasher.hash_one(client_id);
        let mut claims = self
            .by_client
            .iter_hash(hash)
            .filter(|place| self.records[**place as usize].client_id() == client_id);
        let first = claims.next()?;
        claims.next().is_none().then_some(*first)
    }

    fn known(&self, place: u32) -> Option<Known> {
        let record = &self.records[place as usize];
        let of = |kind: GroupType| {
            let mut names: Vec<VariableName> = record
                .groups()
                .filter_map(|group| self.groups.names.get(group as usize))
                .filter(|(other, _)| *other == kind)
                .map(|(_, name)| name.clone())
                .collect();
            names.sort_unstable();
            names
        };
        Some(Known {
            party_id: PartyId(record.party_id()),
            party_number: PartyNumber::new(record.party_number()),
            // It was one when it came in.
            client_id: record.client_id().parse().ok()?,
            status: record.status(),
            version: record.version(),
            administrator_groups: of(GroupType::Administrator),
            sales_groups: of(GroupType::Sales),
            rate: self.rates.get(&place).copied(),
        })
    }
}

/// A place in a list. There are never four thousand million of anything here.
fn index(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
