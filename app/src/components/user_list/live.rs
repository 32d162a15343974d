//! The list follows what others change: rows are replaced where they stand, new ones come on top where that makes nothing
//! jump, and are offered in a line where it would.

#[cfg(test)]
mod tests;

use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};

use domain::{LiveList, PartyNumber, UserSummary, Window};
use leptos::prelude::*;

use super::UserListState;
use crate::{
    api::{Failure, UserList, list_again},
    live::{Live, News, Soon, use_live},
    text::use_text,
    ui::dom,
};

/// How long a row shows that it has just changed.
const FRESH: Duration = Duration::from_secs(4);
/// Between one announcement of changed rows and the next.
const SILENCE: Duration = Duration::from_secs(5);

/// What a list knows of others' changes. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Following {
    /// The stream of changes.
    pub stream: Live,
    /// How many new users wait to be shown.
    pub waiting: RwSignal<usize>,
    /// Rows that others have just changed.
    pub fresh: RwSignal<HashSet<PartyNumber>>,
    /// Counts the times that the list was looked at again; what else is counted follows.
    pub looked: RwSignal<u32>,
    soon: Soon,
    /// Whether something was told since the last answer came: that may be older.
    told: StoredValue<bool>,
    /// The same for the panel.
    told_panel: StoredValue<bool>,
    /// The first answer, once it came.
    first: StoredValue<Option<UserList>>,
    /// How many match as counted last, and how many new users stood on top then.
    counted: RwSignal<Option<(u64, usize)>>,
    /// How many changed rows were not announced yet.
    unsaid: StoredValue<usize>,
    silent: StoredValue<bool>,
    /// The last entry that had been told when the list was made.
    began: i64,
    /// Whether a bulk change runs, which is told of by itself.
    hushed: StoredValue<bool>,
}

impl Following {
    pub(super) fn new() -> Self {
        let stream = use_live();
        Self {
            stream,
            waiting: RwSignal::new(0),
            fresh: RwSignal::default(),
            looked: RwSignal::new(0),
            soon: Soon::new(stream),
            told: StoredValue::new(false),
            told_panel: StoredValue::new(false),
            first: StoredValue::new(None),
            counted: RwSignal::new(None),
            unsaid: StoredValue::new(0),
            silent: StoredValue::new(false),
            began: stream.last(),
            hushed: StoredValue::new(false),
        }
    }

    /// While a bulk change runs, rows follow without a word for each: it says itself how far it is, and whose it is.
    pub fn hush(self, hushed: bool) {
        self.hushed.try_set_value(hushed);
    }

    /// Another list begins.
    pub(super) fn forget(self) {
        self.waiting.set(0);
        self.counted.set(None);
        self.first.set_value(None);
    }

    /// Whether something was told since this was asked last; a panel that is filled now may be older.
    pub fn told_panel(self) -> bool {
        self.told_panel
            .try_update_value(std::mem::take)
            .unwrap_or(false)
    }

    /// How many match, given what the first answer said and how many new users stand on top.
    pub(super) fn total(self, first: u64, created: usize) -> u64 {
        let (total, then) = self.counted.get().unwrap_or((first, 0));
        total + created.saturating_sub(then) as u64
    }
}

/// What a look at the list brings.
#[derive(Debug, Default, PartialEq, Eq)]
struct Found {
    /// Rows that are shown and are otherwise now.
    changed: Vec<UserSummary>,
    /// Rows that belong above the first that is shown, in order.
    on_top: Vec<UserSummary>,
    /// How many more belong among the rows that are shown.
    between: usize,
}

/// Compares what is shown with what there is. `whole` says that the page shows the end of the list.
fn compare(shown: &[UserSummary], now: &LiveList, whole: bool) -> Found {
    let places: HashMap<&PartyNumber, &UserSummary> =
        shown.iter().map(|row| (&row.party_number, row)).collect();
    let is_shown = |row: &UserSummary| places.contains_key(&row.party_number);
    let changed = now
        .rows
        .iter()
        .chain(&now.others)
        // A row may be newer here than in an answer that was under way.
        .filter(|row| {
            places
                .get(&row.party_number)
                .is_some_and(|old| *old != *row && old.version <= row.version)
        })
        .cloned()
        .collect();
    let first = now.rows.iter().position(is_shown);
    let last = now.rows.iter().rposition(is_shown);
    let top = first.unwrap_or(if shown.is_empty() { now.rows.len() } else { 0 });
    // Behind the last row that is shown the list goes on, in its own time, unless this was its end.
    let end = if whole {
        now.rows.len()
    } else {
        last.map_or(top, |last| last + 1)
    };
    let behind = now.rows.get(top..end.max(top)).unwrap_or_default();
    Found {
        changed,
        on_top: now.rows[..top].to_vec(),
        between: behind.iter().filter(|row| !is_shown(row)).count(),
    }
}

impl UserListState {
    /// Looks again, soon, whenever others changed what may be in here. Comes a little later than the list, so that pages
    /// do not wait for the code of it; what was told in between counts.
    pub fn follow(self) {
        if self
            .live
            .told
            .try_set_value(self.live.stream.last() != self.live.began)
            .is_some()
        {
            // The page was left meanwhile.
            return;
        }
        let heard = Callback::new(move |news: News| {
            if news.is_about_users() {
                self.live.told.set_value(true);
                self.live.told_panel.set_value(true);
                self.live.soon.ask(move || self.look_again());
            }
        });
        self.live.stream.listen(heard);
        Effect::new(move |_| {
            let first = self.first.get().and_then(Result::ok);
            self.live.first.set_value(first);
            // It may have been on its way when that was told.
            if self.live.told.try_update_value(std::mem::take) == Some(true) {
                self.live.soon.ask(move || self.look_again());
            }
        });
    }

    /// Whether that worked, or need not be tried again.
    async fn look_again(self) -> bool {
        let (Some(turn), Some((shown, _))) = (self.rest.turn(), self.shown()) else {
            // A list is on its way; once it is here, it is looked at again.
            return true;
        };
        let mut query = self.query.get_untracked();
        // One more: where everything is shown, a new one at the end is seen as well.
        query.window.rows = u32::try_from(shown.len() + 1)
            .unwrap_or(u32::MAX)
            .clamp(Window::default().rows, Window::MOST_ROWS);
        let from_top = query.window.after.is_none();
        let numbers = shown.iter().map(|row| row.party_number.clone()).collect();
        let now = match list_again(query, numbers, self.live.stream.last()).await {
            Ok(now) => now,
            // Whoever is not signed in any more is told so when they do something.
            Err(Failure::Problem(domain::Problem::SignInNeeded)) => return true,
            Err(_) => return false,
        };
        if self.rest.turn() != Some(turn) {
            return true;
        }
        if self.live.stream.changes_itself() {
            // Begun meanwhile: what came may be older than what is shown, or the same.
            self.live.soon.again();
        } else if let Some((shown, whole)) = self.shown() {
            self.show(&shown, now, from_top, whole);
        }
        true
    }

    /// All rows as they are shown, and whether they go to the end of the list; nothing while another list is on its way.
    fn shown(self) -> Option<(Vec<UserSummary>, bool)> {
        let first = self.live.first.try_get_value().flatten()?;
        Some(untrack(|| {
            let rows = self.rows(&first.page.rows);
            let rows = rows.iter().map(|row| self.current(row)).collect();
            (rows, self.next(&first).is_none())
        }))
    }

    /// Takes on the version that a change of one's own made of what no row shows: it is no news of somebody else.
    pub fn saved_beside(self, user: &PartyNumber, version: i64) {
        let rows = self.shown().map(|(rows, _)| rows).unwrap_or_default();
        let is_it = |row: &UserSummary| row.party_number == *user && row.version + 1 == version;
        if let Some(row) = rows.into_iter().find(is_it) {
            self.show_changed(UserSummary { version, ..row });
        }
    }

    fn show(self, shown: &[UserSummary], now: LiveList, from_top: bool, whole: bool) {
        if shown.is_empty() && !now.rows.is_empty() {
            // Nothing can jump, and there may be more than one page of them.
            self.reload();
            self.live.looked.update(|looked| *looked += 1);
            return;
        }
        let mut found = compare(shown, &now, whole);
        let older: HashMap<_, _> = shown.iter().map(|row| (&row.party_number, row)).collect();
        // The moment of the last call changes without anybody's doing; that is no news to point at.
        let news: Vec<UserSummary> = found
            .changed
            .iter()
            .filter(|row| {
                older
                    .get(&row.party_number)
                    .is_some_and(|old| old.version < row.version)
            })
            .cloned()
            .collect();
        let mut fresh = HashSet::new();
        if !self.live.hushed.get_value() {
            fresh.extend(news.iter().map(|row| row.party_number.clone()));
            self.announce(&news, shown);
        }
        if !found.changed.is_empty() {
            self.changed.update(|changed| {
                for row in found.changed.drain(..) {
                    changed.insert(row.party_number.clone(), row);
                }
            });
        }
        let mut waiting = found.between;
        if !found.on_top.is_empty() && from_top && !would_jump() {
            fresh.extend(found.on_top.iter().map(|row| row.party_number.clone()));
            self.created
                .update(|created| drop(created.splice(0..0, found.on_top)));
        } else if from_top {
            waiting += found.on_top.len();
        }
        let created = self.created.with_untracked(Vec::len);
        self.live.counted.set(Some((now.total, created)));
        self.live.waiting.set(waiting);
        self.live.looked.update(|looked| *looked += 1);
        self.point_at(fresh);
    }

    /// Has the rows stand out for a moment.
    fn point_at(self, rows: HashSet<PartyNumber>) {
        if rows.is_empty() {
            return;
        }
        let fresh = self.live.fresh;
        let gone = rows.clone();
        fresh.update(|fresh| fresh.extend(rows));
        let past = move || {
            fresh.try_update(|fresh| fresh.retain(|row| !gone.contains(row)));
        };
        set_timeout(past, FRESH);
    }

    /// Says what changed, and where much does, how much, now and then.
    fn announce(self, news: &[UserSummary], shown: &[UserSummary]) {
        let live = self.live;
        if news.is_empty() {
            return;
        }
        if live.silent.get_value() {
            live.unsaid.update_value(|unsaid| *unsaid += news.len());
            return;
        }
        let text = use_text();
        let said = if let [row] = news {
            let old = shown.iter().find(|old| old.party_id == row.party_id);
            let status = old.is_some_and(|old| old.status != row.status);
            (text.live.row_changed)(row.client_id.as_str(), status.then_some(row.status))
        } else {
            (text.live.rows_changed)(news.len())
        };
        self.say_and_be_silent(said);
    }

    fn say_and_be_silent(self, said: String) {
        let live = self.live;
        self.announcer.say(said);
        live.silent.set_value(true);
        let later = move || {
            live.silent.try_set_value(false);
            let unsaid = live.unsaid.try_update_value(std::mem::take).unwrap_or(0);
            if unsaid > 0 {
                self.say_and_be_silent((use_text().live.rows_changed)(unsaid));
            }
        };
        set_timeout(later, SILENCE);
    }
}

/// Whether a row more on top would move what somebody looks at or is about to press.
fn would_jump() -> bool {
    let table = document()
        .query_selector(".table--users > tbody")
        .ok()
        .flatten();
    table.is_some_and(|rows| {
        rows.get_bounding_client_rect().top() < 0.0 || dom::matches(&rows, ":hover, :focus-within")
    })
}
