//! A discreet offer to show what is new, where putting it there would make the page jump.

use leptos::prelude::*;

/// `3 new integration users – Show`: a button that floats over the page and moves nothing. To stand in a live region.
#[component]
pub fn NewsLine(
    /// What is new; empty for nothing.
    #[prop(into)]
    what: Signal<String>,
    /// Shows it.
    #[prop(into)]
    on_show: Callback<()>,
) -> impl IntoView {
    let is_there = Memo::new(move |_| what.with(|what| !what.is_empty()));
    move || {
        is_there.get().then(|| {
            view! {
                <button class="news" type="button" on:click=move |_| on_show.run(())>
                    {what}
                </button>
            }
        })
    }
}
