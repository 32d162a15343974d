//! Two lists side by side, between which options move: what can be chosen, and what is.
//!
//! The state is plain data ([`state`]) with one version signal a side; only the rows in sight are in the document
//! ([`super::virtual_list`]), so that a key or a move costs the same at fifty options and at fifty thousand.

use std::{sync::Arc, time::Duration};

use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};

mod bits;
mod buttons;
mod items;
mod keyboard;
mod keys;
mod list;
mod mark;
mod mouse;
mod pane;
mod row;
mod search;
mod state;
#[cfg(test)]
mod tests;
mod text;

use buttons::Buttons;
pub use keys::{DualKey, DualOption, KeySet, Secondary};
use list::List;
use state::{DualState, Side};
pub use text::{ButtonText, CountButtonText, CountText, DualListText, PartText};

use super::virtual_list::VirtualScroll;

/// How long a filter rests before its count is announced.
const ANNOUNCE_FILTER_AFTER: Duration = Duration::from_millis(600);

/// Two multi-select listboxes with a filter each, and buttons, keys and drag and drop to move options between them.
///
/// What is selected is read from and written to `selected`; keys in it that no option has are kept and not shown.
///
/// Classes `dual`, `dual__grid`, `dual__side`, `dual__caption`, `dual__filter`, `dual__frame` (`--open` while something can
/// be dropped there, `--target` while it is above), `dual__list`, `dual__option` (`--active`), `dual__label`,
/// `dual__secondary`, `dual__empty`, `dual__status`, `dual__count`, `dual__highlighted`, `dual__buttons`, `dual__button`.
///
/// ```ignore
/// view! { <DualList id="sales-groups" options selected text=text.dual_list(noun) fold=domain::fold announce/> }
/// ```
#[component]
pub fn DualList(
    /// Begins the ids of its elements: unique on the page, the same on the server and in the browser.
    #[prop(into)]
    id: String,
    /// All options, in any order; they are shown by label.
    #[prop(into)]
    options: Signal<Arc<[DualOption]>>,
    /// The keys of what is selected.
    selected: RwSignal<KeySet>,
    /// The words.
    text: DualListText,
    /// Takes case and accents from a text, letter by letter, as it was done to the options.
    fold: fn(&str) -> String,
    /// Says something to assistive technology.
    #[prop(into)]
    announce: Callback<String>,
) -> impl IntoView {
    let state = selected.with_untracked(|keys| DualState::new(options.get_untracked(), keys));
    let changed = [RwSignal::new(0), RwSignal::new(0)];
    let state = StoredValue::new(state);
    let scroll = [Side::Available, Side::Selected].map(|side| {
        VirtualScroll::new(Memo::new(move |_| {
            changed[side as usize].track();
            state.with_value(|state| state.pane(side).shown().len())
        }))
    });
    let dual = Dual {
        id: StoredValue::new(id.into()),
        state,
        changed,
        scroll: StoredValue::new(scroll),
        selected,
        text: StoredValue::new(text),
        fold,
        announce,
        announcing: StoredValue::new(None),
        dragged: RwSignal::new(None),
    };
    dual.follow(options);
    view! {
        <div class="dual">
            <div class="dual__grid">
                <List dual side=Side::Available/>
                <Buttons dual/>
                <List dual side=Side::Selected/>
            </div>
        </div>
    }
}

/// What the parts of one dual list share.
#[derive(Clone, Copy)]
struct Dual {
    id: StoredValue<Arc<str>>,
    state: StoredValue<DualState>,
    /// Counts the changes of each side: what reads a side follows it.
    changed: [RwSignal<u32>; 2],
    scroll: StoredValue<[VirtualScroll; 2]>,
    selected: RwSignal<KeySet>,
    text: StoredValue<DualListText>,
    fold: fn(&str) -> String,
    announce: Callback<String>,
    announcing: StoredValue<Option<TimeoutHandle>>,
    /// From which side options are being dragged.
    dragged: RwSignal<Option<Side>>,
}

impl Dual {
    /// Reads the state and follows changes of that side.
    fn read<T>(self, side: Side, read: impl FnOnce(&DualState) -> T) -> T {
        self.changed[side as usize].track();
        self.state.with_value(read)
    }

    /// Changes one side only.
    fn change<T>(self, side: Side, change: impl FnOnce(&mut DualState) -> T) -> Option<T> {
        let answer = self.state.try_update_value(change);
        self.touch(side);
        answer
    }

    fn touch(self, side: Side) {
        self.changed[side as usize].update(|count| *count = count.wrapping_add(1));
    }

    fn text<T>(self, read: impl FnOnce(&DualListText) -> T) -> T {
        self.text.with_value(read)
    }

    fn scroll(self, side: Side) -> VirtualScroll {
        self.scroll.with_value(|scroll| scroll[side as usize])
    }

    fn say(self, text: String) {
        self.announce.run(text);
    }

    /// The id of one of the elements.
    fn id(self, side: Side, part: impl std::fmt::Display) -> String {
        let side = match side {
            Side::Available => "available",
            Side::Selected => "selected",
        };
        self.id.with_value(|id| format!("{id}-{side}-{part}"))
    }

    /// Moves what is highlighted and shown, or else, with `or_active`, the active option.
    fn move_highlighted(self, from: Side, or_active: bool) {
        self.move_with(from, |state| state.move_highlighted(from, or_active));
    }

    /// Moves everything the filter shows.
    fn move_all(self, from: Side) {
        self.move_with(from, |state| state.move_all(from));
    }

    fn move_with(self, from: Side, act: impl FnOnce(&mut DualState) -> usize) {
        let moved = self.keeping_places(act);
        if moved == 0 {
            return;
        }
        self.selected
            .set(self.state.with_value(|state| state.selected().clone()));
        let said = self.text(|text| match from {
            Side::Available => (text.added)(moved),
            Side::Selected => (text.removed)(moved),
        });
        self.say(said);
    }

    /// Changes both sides; the option that was the first in sight stays where it is, or the next after it comes there.
    fn keeping_places<T: Default>(self, act: impl FnOnce(&mut DualState) -> T) -> T {
        let places = [Side::Available, Side::Selected].map(|side| {
            let (position, offset) = self.scroll(side).first_in_sight()?;
            let rank = self
                .state
                .with_value(|state| state.pane(side).shown().get(position).copied())?;
            Some((side, rank, offset))
        });
        let answer = self.state.try_update_value(act).unwrap_or_default();
        self.touch(Side::Available);
        self.touch(Side::Selected);
        for (side, rank, offset) in places.into_iter().flatten() {
            let position = self.state.with_value(|state| {
                state
                    .pane(side)
                    .shown()
                    .partition_point(|shown| *shown < rank)
            });
            self.scroll(side).place(position, offset);
        }
        answer
    }

    /// Filters one side by what was typed.
    fn filter(self, side: Side, typed: &str) {
        let clean: String = typed
            .chars()
            .filter(|letter| !letter.is_control())
            .collect();
        let needle = (self.fold)(clean.trim());
        if self
            .state
            .with_value(|state| state.pane(side).needle() == needle)
        {
            return;
        }
        self.change(side, |state| state.filter(side, &needle));
        self.scroll(side).rewind();
        let announce =
            move || self.say(self.state.with_value(|state| self.count_text(state, side)));
        let handle = set_timeout_with_handle(announce, ANNOUNCE_FILTER_AFTER).ok();
        self.announcing.update_value(|announcing| {
            if let Some(earlier) = std::mem::replace(announcing, handle) {
                earlier.clear();
            }
        });
    }

    /// How many are shown of how many, in words; follows changes.
    fn count(self, side: Side) -> String {
        self.read(side, |state| self.count_text(state, side))
    }

    fn count_text(self, state: &DualState, side: Side) -> String {
        self.text(|text| (text.count)(state.pane(side).shown().len(), state.total(side)))
    }

    /// Takes up what the owner changes: the options, or what is selected.
    fn follow(self, options: Signal<Arc<[DualOption]>>) {
        Effect::new(move |_| {
            let options = options.get();
            let selected = self.selected.get();
            let differs = self
                .state
                .with_value(|state| state.differs(&options, &selected));
            if differs {
                self.keeping_places(|state| state.take(&options, &selected));
            }
        });
        on_cleanup(move || {
            if let Some(Some(handle)) = self.announcing.try_update_value(Option::take) {
                handle.clear();
            }
        });
    }
}
