//! Who has a text: one sweep through all keys, remembered, so that page, total and facets of a search look once.
//!
//! Texts never change where they stand, so what was found stays found; only places that came since are looked at.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError, RwLockReadGuard};

use memchr::memmem::Finder;

use super::bits::Bits;
use super::column::{Column, PIECE};
use super::users::Users;
use super::{Registry, Shared};

/// So many searches are remembered: 125 kB each with a million users.
const REMEMBERED: usize = 16;

/// Who matches one of these texts, as far as was looked.
#[derive(Clone)]
pub struct Found {
    texts: Vec<String>,
    generation: u64,
    /// The first place that was not looked at.
    until: u32,
    pub(super) bits: Bits,
}

/// The last searches, the newest first.
#[derive(Default)]
pub struct Searches(Mutex<VecDeque<Arc<Found>>>);

impl Searches {
    fn with<R>(&self, work: impl FnOnce(&mut VecDeque<Arc<Found>>) -> R) -> R {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Forgets all, for what they were of is no more. They would not be taken for others in any case: see `generation`.
    pub(super) fn clear(&self) {
        self.with(VecDeque::clear);
    }

    /// The same search, as far as it went.
    fn same(&self, texts: &[String]) -> Option<Arc<Found>> {
        self.with(|all| all.iter().find(|found| found.texts == texts).cloned())
    }

    /// One for a part of the text that found few: nobody else can have all of it.
    fn wider(&self, texts: &[String], generation: u64) -> Option<Arc<Found>> {
        let [text] = texts else { return None };
        self.with(|all| {
            let fits = |found: &&Arc<Found>| {
                found.generation == generation
                    && matches!(found.texts.as_slice(), [part] if text.contains(part.as_str()))
                    && found.bits.count() * 16 < u64::from(found.until)
            };
            all.iter()
                .filter(fits)
                .max_by_key(|found| found.texts[0].len())
                .cloned()
        })
    }

    fn remember(&self, found: &Arc<Found>) {
        self.with(|all| {
            all.retain(|other| other.texts != found.texts);
            all.truncate(REMEMBERED - 1);
            all.push_front(Arc::clone(found));
        });
    }
}

impl Registry {
    /// Who matches one of these texts, with the users as they are.
    pub(super) fn search(&self, texts: Vec<String>) -> (RwLockReadGuard<'_, Users>, Arc<Found>) {
        let Shared { searches, .. } = &*self.shared;
        let mut users = self.read();
        if let Some(found) = searches.same(&texts)
            && found.generation == users.generation
            && found.until == users.places()
        {
            return (users, found);
        }
        let finders: Vec<Finder<'_>> = texts.iter().map(Finder::new).collect();
        let mut found = begin(searches, &texts, &finders, &users);
        while found.until < users.places() {
            let end = (found.until / PIECE + 1) * PIECE;
            let end = end.min(users.places());
            let places = found.until..end;
            for column in users.columns() {
                look_in(column, places.clone(), &finders, &mut found.bits);
            }
            for finder in &finders {
                users.logins.find(finder, places.clone(), &mut found.bits);
            }
            found.until = end;
            // Whoever wants to write gets a turn.
            drop(users);
            users = self.read();
            if found.generation != users.generation {
                found = begin(searches, &texts, &finders, &users);
            }
        }
        let found = Arc::new(found);
        searches.remember(&found);
        (users, found)
    }
}

/// Looks through the texts of places in one piece: in one sweep, or one by one where nearly all were found in another column already.
fn look_in(column: &Column, places: Range<u32>, finders: &[Finder<'_>], found: &mut Bits) {
    let few = places.len() / 4;
    let left: Vec<u32> = places
        .clone()
        .filter(|place| !found.has(*place))
        .take(few + 1)
        .collect();
    if left.len() > few {
        for finder in finders {
            column.find(finder, places.start, found);
        }
        return;
    }
    for place in left {
        if has(finders, column.get(place)) {
            found.put(place, true);
        }
    }
}

fn has(finders: &[Finder<'_>], text: &[u8]) -> bool {
    finders.iter().any(|finder| finder.find(text).is_some())
}

/// What is known before looking.
fn begin(searches: &Searches, texts: &[String], finders: &[Finder<'_>], users: &Users) -> Found {
    let generation = users.generation;
    if let Some(found) = searches.same(texts)
        && found.generation == generation
    {
        return Found::clone(&found);
    }
    let mut found = Found {
        texts: texts.to_vec(),
        generation,
        until: 0,
        bits: Bits::default(),
    };
    if let Some(wider) = searches.wider(texts, generation) {
        let still = |place: &u32| {
            let mut columns = users.columns().into_iter();
            columns.any(|column| has(finders, column.get(*place)))
                || has(finders, &users.logins.get(*place))
        };
        found.bits = wider.bits.places().filter(still).collect();
        found.until = wider.until;
    }
    found
}
