//! Which users of the list are selected: rows by hand, or all that the query matches.

mod boxes;
mod groups;
mod toolbar;

use std::collections::HashMap;

use domain::{
    JobKind, PartyNumber, PickedUser, Selection, UserListQuery, UserSummary, VariableName,
};
use leptos::prelude::*;

use crate::{
    components::{
        export_menu::Parameters,
        jobs::{JobsState, use_jobs},
        user_list::{UserListState, list_key, use_user_list},
    },
    text::use_text,
    ui::{
        announcer::{Announcer, use_announcer},
        dom,
    },
};

pub use boxes::{SelectAll, SelectRow};
pub use groups::GroupsQuestion;
pub use toolbar::{InactivateMany, SelectionActions, SelectionQuestions, SelectionToolbar};

/// The id of the head's check box, to which the focus goes when the tool bar is gone.
const SELECT_ALL: &str = "select-all";
/// Names a user in an export.
const PARTY_NUMBER: &str = "partyNumber";
/// The id of the tool bar.
const TOOLBAR: &str = "selected-users";

/// The selection in the list around. Cheap to copy; lives as long as the page.
#[derive(Clone, Copy)]
pub struct UserSelection {
    picked: RwSignal<HashMap<PartyNumber, UserSummary>>,
    /// All that the query matches, also what is not loaded.
    everything: RwSignal<bool>,
    /// The list whose rows are shown.
    of: StoredValue<UserListQuery>,
    shown: RwSignal<Vec<UserSummary>>,
    total: RwSignal<u64>,
    /// Where a range begins.
    anchor: RwSignal<Option<PartyNumber>>,
    /// What is asked about.
    asking: RwSignal<Option<JobKind>>,
    list: UserListState,
    jobs: JobsState,
    announcer: Announcer,
}

/// The selection of the page around.
pub fn use_selection() -> UserSelection {
    expect_context()
}

impl UserSelection {
    /// Selects in the list around, and provides itself to what stands within.
    pub fn provide() -> Self {
        let list = use_user_list();
        let selection = Self {
            picked: RwSignal::default(),
            everything: RwSignal::new(false),
            of: StoredValue::new(list.query.with_untracked(list_key)),
            shown: RwSignal::default(),
            total: RwSignal::new(0),
            anchor: RwSignal::new(None),
            asking: RwSignal::new(None),
            list,
            jobs: use_jobs(),
            announcer: use_announcer(),
        };
        // What is selected is what one sees: with another list nobody is. How many rows of it are loaded is no matter.
        let which = Memo::new(move |_| list.query.with(list_key));
        Effect::watch(
            move || which.get(),
            move |_, _, _| selection.forget(),
            false,
        );
        provide_context(selection);
        selection
    }

    /// These rows of a list are shown, of so many that match.
    pub fn show(self, of: &UserListQuery, rows: Vec<UserSummary>, total: u64) {
        // Who was selected while it was on its way is of the list before.
        if self.of.with_value(|before| before != of) {
            self.forget();
            self.of.set_value(of.clone());
        }
        self.total.set(total);
        self.shown.set(rows);
    }

    /// How many are selected.
    pub fn count(self) -> u64 {
        if self.everything.get() {
            self.total.get()
        } else {
            self.picked.with(HashMap::len) as u64
        }
    }

    /// Whether this one is.
    fn is_picked(self, number: &PartyNumber) -> bool {
        self.everything.get() || self.picked.with(|picked| picked.contains_key(number))
    }

    /// How many of the rows that are shown are selected, and how many are shown.
    fn of_shown(self) -> (usize, usize) {
        self.shown.with(|shown| {
            let picked = shown.iter().filter(|row| self.is_picked(&row.party_number));
            (picked.count(), shown.len())
        })
    }

    /// Selects a row or not; with `extend` all between it and the one before, too.
    fn press(self, row: &UserSummary, on: bool, extend: bool) {
        self.only_rows();
        let anchor = self.anchor.get_untracked().filter(|_| extend);
        self.shown.with_untracked(|shown| {
            let rows = range(shown, anchor.as_ref(), &row.party_number);
            self.picked.update(|picked| {
                for row in rows {
                    if on {
                        picked.insert(row.party_number.clone(), row.clone());
                    } else {
                        picked.remove(&row.party_number);
                    }
                }
            });
        });
        self.anchor.set(Some(row.party_number.clone()));
        self.say();
    }

    /// Selects all rows that are shown, or none.
    fn press_all(self, on: bool) {
        self.everything.set(false);
        let rows = self.shown.get_untracked();
        self.picked.update(|picked| {
            picked.clear();
            if on {
                picked.extend(rows.into_iter().map(|row| (row.party_number.clone(), row)));
            }
        });
        self.say();
    }

    /// Selects all that match.
    fn select_everything(self) {
        self.everything.set(true);
        self.say();
    }

    /// From all that match to the rows that are shown, from which single ones can be taken out.
    fn only_rows(self) {
        if self.everything.get_untracked() {
            let rows = self.shown.get_untracked();
            self.picked.set(
                rows.into_iter()
                    .map(|row| (row.party_number.clone(), row))
                    .collect(),
            );
            self.everything.set(false);
        }
    }

    fn forget(self) {
        self.everything.set(false);
        self.picked.set(HashMap::new());
        self.anchor.set(None);
        self.asking.set(None);
    }

    /// Selects nobody, and says so.
    fn clear(self) {
        self.let_go();
        self.announcer.say(use_text().bulk.cleared);
    }

    /// Selects nobody; the focus goes to where one can select anew.
    fn let_go(self) {
        self.forget();
        request_animation_frame(move || {
            if dom::focused().is_none()
                && let Some(first) = dom::by_id(SELECT_ALL)
            {
                dom::focus(&first);
            }
        });
    }

    fn say(self) {
        let text = use_text();
        let said = match untrack(move || self.count()) {
            0 => text.bulk.cleared.to_owned(),
            selected => (text.bulk.selected_announced)(selected),
        };
        self.announcer.say(said);
    }

    /// Who is selected, as an export names them.
    fn named(self) -> Parameters {
        if self.everything.get_untracked() {
            return self.list.query.with_untracked(UserListQuery::to_pairs);
        }
        // In the order in which they are shown.
        let shown = self.shown.get_untracked();
        self.picked.with_untracked(|picked| {
            let rows = shown
                .iter()
                .filter(|row| picked.contains_key(&row.party_number));
            rows.map(|row| (PARTY_NUMBER, row.party_number.to_string()))
                .collect()
        })
    }

    /// Begins a bulk change of who is selected.
    fn start(self, kind: JobKind, groups: Vec<VariableName>) {
        let selection = if self.everything.get_untracked() {
            Selection::Matching(Box::new(self.list.query.get_untracked().from_top()))
        } else {
            let rows = self
                .picked
                .with_untracked(|picked| picked.values().cloned().collect::<Vec<_>>());
            // At the versions that one sees now: a row may have changed under one's own hand.
            let seen = rows.into_iter().map(|row| {
                let now = untrack(|| self.list.current(&row));
                PickedUser {
                    party_number: now.party_number,
                    version: now.version,
                }
            });
            Selection::Picked(seen.collect())
        };
        self.asking.set(None);
        let of = self.of.get_value();
        self.jobs.start(
            domain::JobRequest {
                kind,
                groups,
                selection,
            },
            move || {
                // Who is selected in another list by now stays. What has begun is said; another word behind it would be heard instead.
                if self.of.try_get_value() == Some(of) {
                    self.let_go();
                }
            },
        );
    }
}

/// The rows from the anchor to this one, whichever comes first; this one alone where there is no anchor in sight.
fn range<'a>(
    shown: &'a [UserSummary],
    anchor: Option<&PartyNumber>,
    number: &PartyNumber,
) -> &'a [UserSummary] {
    let place = |number: &PartyNumber| shown.iter().position(|row| row.party_number == *number);
    let Some(here) = place(number) else {
        return &[];
    };
    let there = anchor.and_then(place).unwrap_or(here);
    &shown[here.min(there)..=here.max(there)]
}

#[cfg(test)]
mod tests {
    use domain::{ClientId, DisplayName, PartyId, Status, Timestamp};

    use super::*;

    fn row(at: i64) -> UserSummary {
        let client_id: ClientId = format!("client-{at}").parse().expect("a client id");
        UserSummary {
            party_id: PartyId(at),
            party_number: PartyNumber::new(format!("IU_{at}")),
            client_id,
            name: DisplayName::default(),
            status: Status::Active,
            administrator_groups: Vec::new(),
            administrator_group_count: 0,
            sales_groups: Vec::new(),
            sales_group_count: 0,
            last_used: None,
            date_added: Timestamp::from_micros(0),
            version: 1,
        }
    }

    #[test]
    fn a_range_goes_both_ways_and_is_one_row_without_an_anchor() {
        let shown: Vec<_> = (0..6).map(row).collect();
        let number = |at: i64| PartyNumber::new(format!("IU_{at}"));
        let ids = |anchor: Option<i64>, here: i64| -> Vec<i64> {
            let anchor = anchor.map(number);
            range(&shown, anchor.as_ref(), &number(here))
                .iter()
                .map(|row| row.party_id.0)
                .collect()
        };
        assert_eq!(ids(Some(1), 4), [1, 2, 3, 4]);
        assert_eq!(ids(Some(4), 1), [1, 2, 3, 4]);
        assert_eq!(ids(Some(2), 2), [2]);
        assert_eq!(ids(None, 3), [3]);
        assert_eq!(ids(Some(99), 3), [3]);
        assert_eq!(ids(Some(1), 99), [0; 0]);
    }
}
