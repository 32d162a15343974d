//! Who is admitted, in memory: asked once per request, so there is no call to the database on that way. And the list of
//! integration users: filters, orders, search and counts over all of them, where a database would have to look at each row.
//!
//! Built for a million integration users: a list for each thing that is known of them ([`users`]), texts folded and one
//! behind the other ([`column`]), groups both ways ([`groups`]). Client ids are found through a table that holds nothing but
//! a place, party ids by their order ([`places`]).

mod bits;
mod capitals;
mod column;
mod groups;
mod list;
mod logins;
mod places;
mod search;
#[cfg(test)]
mod tests;
mod users;

use std::fmt;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use domain::{ClientId, GroupType, PartyId, PartyNumber, Status, Timestamp, VariableName};

pub use list::ListedPage;
use search::Searches;
use users::Users;

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
    /// When it was made.
    pub added: Timestamp,
    /// The last accepted call.
    pub last_used: Option<Timestamp>,
    /// What it is searched and sorted by: [`domain::search_key`].
    pub search_key: String,
}

/// What the registry knows of a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// The integration user's number.
    pub party_id: PartyId,
    /// Its public name.
    pub party_number: PartyNumber,
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
    searches: Searches,
    /// Microseconds; the least number for never.
    in_touch: AtomicI64,
}

impl Default for Shared {
    fn default() -> Self {
        Self {
            users: RwLock::default(),
            searches: Searches::default(),
            in_touch: AtomicI64::new(i64::MIN),
        }
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

    /// Takes what is new of many users, as [`Registry::apply`] does, while nobody asks.
    pub fn apply_all(&self, entries: impl IntoIterator<Item = Entry>) {
        let mut users = self.write();
        for entry in entries {
            users.apply(entry);
        }
    }

    /// Says that calls of these users were accepted at these moments. Earlier ones than are known are ignored.
    pub fn used(&self, last_used: &[(PartyId, Timestamp)]) {
        if last_used.is_empty() {
            return;
        }
        let mut users = self.write();
        for (party, at) in last_used {
            users.used(*party, at.micros());
        }
    }

    /// Forgets all users, and counts as incomplete again: for when the database has been replaced.
    pub fn clear(&self) {
        let mut users = self.write();
        self.shared.in_touch.store(i64::MIN, Ordering::Relaxed);
        *users = users.none();
        self.shared.searches.clear();
    }

    /// Says that what is known was complete at this moment. An earlier one than before counts: the clock was set back, and a
    /// moment that has yet to come would let nobody notice that the database is out of reach. One at a time says so.
    pub fn in_touch(&self, at: Timestamp) {
        self.shared.in_touch.store(at.micros(), Ordering::Relaxed);
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
        users.find(client_id).map(|place| users.known(place))
    }

    /// How many users it knows.
    pub fn len(&self) -> usize {
        self.read().len()
    }

    /// Whether it knows nobody.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Makes room at once for so many more, where that is known before.
    pub fn reserve(&self, users: usize) {
        self.write().reserve(users);
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

/// A place in a list. There are never four thousand million of anything here.
fn index(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
