//! Going from one address of a list to the next.

use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
};

use crate::paths;

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
