//! The list of integration users as the registry answers it: pages, totals and facets, without a database.

use std::cmp::Ordering;
use std::collections::HashMap;

use domain::{
    Cursor, Direction, Facet, FacetCount, GroupType, MOST_SORT_BYTES, NumberColumn, PartyId, Sort,
    SortColumn, Status, Timestamp, UserFilter, VariableName, Window, search_texts, sort_text,
};

use super::Registry;
use super::bits::Bits;
use super::users::Users;

/// So many are sorted together at least.
const BATCH: usize = 1_024;

/// Whose rows a page shows, in order, and where the next page begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedPage {
    /// The numbers of the users.
    pub users: Vec<PartyId>,
    /// None when this is the last page.
    pub next: Option<Cursor>,
}

impl Registry {
    /// How many users pass the filter.
    pub fn count(&self, filter: &UserFilter) -> u64 {
        self.select(filter, |_, set| set.count())
    }

    /// A page of those that pass: at most `window.rows` behind `window.after`. Ties go by party id in the same direction.
    /// A cursor whose row is gone begins at the top.
    pub fn page(&self, filter: &UserFilter, sort: Sort, window: Window) -> ListedPage {
        let rows = usize::try_from(window.rows).unwrap_or(usize::MAX);
        self.select(filter, |users, set| {
            let order = Order::new(users, sort);
            let mut places = order.first(set, window.after, rows.saturating_add(1));
            let more = places.len() > rows;
            places.truncate(rows);
            ListedPage {
                next: places
                    .last()
                    .filter(|_| more)
                    .map(|place| order.cursor(*place)),
                users: places
                    .iter()
                    .map(|place| PartyId(users.party_ids[*place as usize]))
                    .collect(),
            }
        })
    }

    /// The counts of a filter's criteria among those that pass: of all but the groups, in order.
    pub fn facet(&self, filter: &UserFilter, facet: Facet, now: Timestamp) -> Vec<FacetCount> {
        let ranges = facet.ranges(now);
        self.select(filter, |users, set| {
            let count = |from, before| match facet {
                Facet::Status => {
                    let mut set = set.clone();
                    users.keep(&mut set, NumberColumn::Status, from, before);
                    set.count()
                }
                Facet::LastUsed => set.count_range(&users.used, from, before),
                _ => set.count_range(&users.added, from, before),
            };
            let counts = ranges.into_iter().map(|range| FacetCount {
                count: count(range.from, range.before),
                value: range.value,
                label: String::new(),
            });
            counts.collect()
        })
    }

    /// How many of those that pass are in each group of the type; a group that nobody ever was in is not there.
    pub fn group_counts(&self, filter: &UserFilter, kind: GroupType) -> HashMap<VariableName, u64> {
        self.select(filter, |users, set| {
            let all = u64::try_from(users.len()).unwrap_or(u64::MAX);
            users.groups.counts(kind, set, set.count(), all)
        })
    }

    fn select<R>(&self, filter: &UserFilter, work: impl FnOnce(&Users, &Bits) -> R) -> R {
        let Some(term) = &filter.term else {
            let users = self.read();
            return work(&users, &users.select(filter, None));
        };
        let Some(texts) = search_texts(term) else {
            return work(&self.read(), &Bits::default());
        };
        let (users, found) = self.search(texts);
        work(&users, &users.select(filter, Some(&found.bits)))
    }
}

impl Users {
    fn select(&self, filter: &UserFilter, found: Option<&Bits>) -> Bits {
        let mut set = self.alive.clone();
        if let Some(found) = found {
            set.keep(found);
        }
        for (kind, names) in [
            (GroupType::Administrator, &filter.administrator_groups),
            (GroupType::Sales, &filter.sales_groups),
        ] {
            if !names.is_empty() {
                set.keep(&self.groups.any_of(kind, names));
            }
        }
        for range in filter.ranges() {
            self.keep(&mut set, range.of, range.from, range.before);
        }
        set
    }

    fn keep(&self, set: &mut Bits, of: NumberColumn, from: Option<i64>, before: Option<i64>) {
        match of {
            NumberColumn::DateAdded => set.keep_range(&self.added, from, before),
            NumberColumn::LastUsed => set.keep_range(&self.used, from, before),
            NumberColumn::Status => {
                let inside = |status: Status| {
                    let number = status.number();
                    from.is_none_or(|from| number >= from)
                        && before.is_none_or(|before| number < before)
                };
                if !inside(Status::Active) {
                    set.drop_all(&self.active);
                }
                if !inside(Status::Inactive) {
                    set.keep(&self.active);
                }
            }
        }
    }
}

/// An order of the list.
struct Order<'a> {
    users: &'a Users,
    sort: Sort,
}

/// What users are ordered by.
struct Key<'a> {
    head: u64,
    text: &'a [u8],
    id: i64,
}

impl<'a> Order<'a> {
    const fn new(users: &'a Users, sort: Sort) -> Self {
        Self { users, sort }
    }

    /// The first of the set behind the cursor, in order.
    fn first(&self, set: &Bits, after: Option<Cursor>, wanted: usize) -> Vec<u32> {
        let after = after.and_then(|cursor| self.behind(cursor));
        // Places follow numbers and moments of making, mostly. Gone through in the direction of the order, few of those that are alike otherwise
        // are taken first and thrown out by a later one.
        match self.sort.direction {
            Direction::Ascending => self.first_of(set.places(), after.as_ref(), wanted),
            Direction::Descending => self.first_of(set.places_back(), after.as_ref(), wanted),
        }
    }

    fn first_of(
        &self,
        places: impl Iterator<Item = u32>,
        after: Option<&Key<'_>>,
        wanted: usize,
    ) -> Vec<u32> {
        let batch = BATCH.max(wanted.saturating_mul(4));
        let mut first: Vec<u32> = Vec::new();
        let mut last: Option<Key<'_>> = None;
        for place in places {
            let is_beyond =
                after.is_none_or(|after| self.compare(place, after) == Ordering::Greater);
            if !is_beyond
                || last
                    .as_ref()
                    .is_some_and(|last| self.compare(place, last) != Ordering::Less)
            {
                continue;
            }
            first.push(place);
            if first.len() >= batch {
                let (_, worst, _) = first
                    .select_nth_unstable_by(wanted - 1, |a, b| self.compare(*a, &self.key(*b)));
                last = Some(self.key(*worst));
                first.truncate(wanted);
            }
        }
        first.sort_unstable_by(|a, b| self.compare(*a, &self.key(*b)));
        first.truncate(wanted);
        first
    }

    /// Where a page begins. Numbers come with the cursor and hold when the row changed meanwhile.
    fn behind(&self, cursor: Cursor) -> Option<Key<'a>> {
        match self.sort.column {
            SortColumn::ClientId | SortColumn::Name => {
                self.users.place_of(cursor.id).map(|place| self.key(place))
            }
            SortColumn::Status | SortColumn::LastUsed | SortColumn::DateAdded => {
                cursor.at.map(|at| Key {
                    head: ordered(at),
                    text: &[],
                    id: cursor.id.0,
                })
            }
        }
    }

    fn cursor(&self, place: u32) -> Cursor {
        let at = place as usize;
        Cursor {
            id: PartyId(self.users.party_ids[at]),
            at: match self.sort.column {
                SortColumn::ClientId | SortColumn::Name => None,
                SortColumn::Status => Some(self.status(place)),
                SortColumn::LastUsed => Some(self.users.used[at]),
                SortColumn::DateAdded => Some(self.users.added[at]),
            },
        }
    }

    fn status(&self, place: u32) -> i64 {
        let status = if self.users.active.has(place) {
            Status::Active
        } else {
            Status::Inactive
        };
        status.number()
    }

    fn head(&self, place: u32) -> u64 {
        let at = place as usize;
        match self.sort.column {
            SortColumn::ClientId => self.users.client_heads[at].into(),
            SortColumn::Name => self.users.name_heads[at].into(),
            SortColumn::Status => ordered(self.status(place)),
            SortColumn::LastUsed => ordered(self.users.used[at]),
            SortColumn::DateAdded => ordered(self.users.added[at]),
        }
    }

    fn text(&self, place: u32) -> &'a [u8] {
        match self.sort.column {
            SortColumn::ClientId => self.users.clients.get(place),
            SortColumn::Name => cut(self.users.names.get(place)),
            SortColumn::Status | SortColumn::LastUsed | SortColumn::DateAdded => &[],
        }
    }

    fn key(&self, place: u32) -> Key<'a> {
        Key {
            head: self.head(place),
            text: self.text(place),
            id: self.users.party_ids[place as usize],
        }
    }

    /// In the direction of the order. Most differ in the first number already.
    fn compare(&self, place: u32, key: &Key<'_>) -> Ordering {
        let mut ascending = self.head(place).cmp(&key.head);
        if ascending == Ordering::Equal {
            // Numbers have no text.
            if matches!(self.sort.column, SortColumn::ClientId | SortColumn::Name) {
                ascending = self.text(place).cmp(key.text);
            }
            ascending = ascending.then(self.users.party_ids[place as usize].cmp(&key.id));
        }
        match self.sort.direction {
            Direction::Ascending => ascending,
            Direction::Descending => ascending.reverse(),
        }
    }
}

/// A number that compares as the signed one does.
const fn ordered(number: i64) -> u64 {
    number.cast_unsigned() ^ (1 << 63)
}

/// What the databases sort by; hardly a text is so long that it has to be looked at.
fn cut(text: &[u8]) -> &[u8] {
    if text.len() <= MOST_SORT_BYTES {
        return text;
    }
    sort_text(str::from_utf8(text).unwrap_or_default()).as_bytes()
}
