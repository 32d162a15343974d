//! The search field of the list: filters as one types, Enter at once.

use domain::SearchTerm;
use leptos::{ev, prelude::*};

use crate::{
    components::{filter_forms::Carried, user_list::use_user_list},
    paths,
    text::use_text,
    ui::{pause::Pause, search_field::SearchField},
};

/// The id of the field, to which the focus goes when what cleared a filter is gone.
pub const SEARCH_FIELD: &str = "search-users";

/// The field, in a GET form that works without script.
#[component]
pub fn UserSearch() -> impl IntoView {
    let text = use_text();
    let list = use_user_list();
    let typed = RwSignal::new(
        list.query
            .with_untracked(|query| term_text(query.term.as_ref())),
    );
    let pause = Pause::here();
    let apply = move || {
        pause.stop();
        let mut query = list.query.get_untracked();
        let term = SearchTerm::parse(&typed.get_untracked());
        if query.term != term {
            query.term = term;
            list.stay(&query.from_top());
        }
    };
    let later = move |_: String| pause.then(apply);
    // Back and links change the text too; what is being typed stays.
    Effect::watch(
        move || list.query.with(|query| query.term.clone()),
        move |term, _, _| {
            if SearchTerm::parse(&typed.get_untracked()) != *term {
                typed.set(term_text(term.as_ref()));
            }
        },
        false,
    );
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        apply();
    };
    view! {
        <form method="get" action=paths::USERS role="search" on:submit=submit>
            <Carried query=Signal::derive(move || {
                let mut query = list.query.get().from_top();
                query.term = None;
                query
            })/>
            <SearchField
                id=SEARCH_FIELD
                name="q"
                label=text.users.search
                clear_label=text.common.clear_search
                value=typed
                on_input=later
                on_clear=move || apply()
            />
        </form>
    }
}

fn term_text(term: Option<&SearchTerm>) -> String {
    term.map(|term| term.typed().to_owned()).unwrap_or_default()
}
