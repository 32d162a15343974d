//! Going from one address of a list to the next.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};

use leptos::{ev, prelude::*, wasm_bindgen::JsValue};
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
};

use crate::paths;

/// Going back within the page takes a moment; a browser that does not do it keeps nobody waiting longer than this.
const BACK: Duration = Duration::from_secs(1);

thread_local! {
    /// The path of the present address, where the history of the tab has that twice.
    static DOUBLED: RefCell<Option<String>> = const { RefCell::new(None) };
}

fn path_here() -> Option<String> {
    window().location().pathname().ok()
}

/// Puts the present address on the history once more, so that Back arrives at it and not at the one before. Does nothing where the browser does
/// not allow it.
pub fn double() {
    let pushed = window()
        .history()
        .and_then(|history| history.push_state_with_url(&JsValue::NULL, "", None));
    DOUBLED.set(pushed.ok().and_then(|()| path_here()));
}

/// Whether the present address is there twice.
pub fn is_doubled() -> bool {
    DOUBLED.with_borrow(Option::is_some)
}

/// Back has led from the second of the two to the first, and is to lead on to the address before.
pub fn go_on_back() {
    if DOUBLED.take() == path_here() {
        let back = window().history().and_then(|history| history.back());
        back.unwrap_or_default();
    }
}

/// The address was left with both.
pub fn forget_double() {
    DOUBLED.set(None);
}

/// Does something once the present address is on the history once only: what takes its place then takes all of it.
pub fn undouble(then: impl FnOnce() + 'static) {
    if DOUBLED.take().is_none() {
        then();
        return;
    }
    let then = Rc::new(Cell::new(Some(then)));
    let listener = Rc::new(Cell::new(None::<WindowListenerHandle>));
    let once = {
        let (then, listener) = (Rc::clone(&then), Rc::clone(&listener));
        move || {
            if let Some(listener) = listener.take() {
                listener.remove();
            }
            if let Some(then) = then.take() {
                then();
            }
        }
    };
    let arrived = once.clone();
    listener.set(Some(window_event_listener(ev::popstate, move |_| {
        arrived();
    })));
    set_timeout(once, BACK);
    let back = window().history().and_then(|history| history.back());
    back.unwrap_or_default();
}

/// The steps that a page of a list makes by itself. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Steps {
    go: StoredValue<Callback<(String, bool)>>,
    /// Of the address, which changes before the page does.
    path: Memo<String>,
}

impl Steps {
    /// Of the page around.
    pub fn here() -> Self {
        let navigate = use_navigate();
        let go = Callback::new(move |(address, replace): (String, bool)| {
            navigate(
                &address,
                NavigateOptions {
                    replace,
                    scroll: false,
                    ..NavigateOptions::default()
                },
            );
        });
        Self {
            go: StoredValue::new(go),
            path: use_location().pathname,
        }
    }

    /// Goes to an address: as a step that Back undoes, or in the place of this one.
    pub fn go(self, address: String, replace: bool) {
        self.go.get_value().run((address, replace));
    }

    /// Leaves a panel for the list behind it, which takes the panel's place in the history: Back does not open it again.
    pub fn close(self, address: String) {
        undouble(move || {
            if let Some(go) = self.go.try_get_value() {
                go.run((address, true));
            }
        });
    }

    /// Has the address of a list ask for something else, in the place of what it asks for now. This comes a moment after what was done, so a
    /// panel that was opened over the list meanwhile stays open; and whoever has left for another page meanwhile is not fetched back.
    pub fn stay(self, list: &str, asked: Vec<(&'static str, String)>) {
        let path = self.path.get_untracked();
        if paths::over_list(&path, list).is_none() {
            return;
        }
        // A panel that is on its way does not stand in the browser's history yet: that is a step, and this does not take its place.
        let here = window().location().pathname();
        let arrived = here.is_ok_and(|here| here == path);
        self.go(paths::with_query(&path, asked), arrived);
    }
}
