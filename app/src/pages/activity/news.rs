//! The newest entries of the log follow what happens: a line says how many there are, and shows them when it is asked to.

use domain::{ActivityPage, ActivityQuery, Problem};
use leptos::prelude::*;

use crate::{
    api::{Failure, newer_activity},
    components::news_line::NewsLine,
    live::{News, Soon, use_live},
    text::use_text,
    ui::dom::focus_main,
};

/// `2 new entries – Show`
#[component]
pub(super) fn NewEntries(
    /// Which entries the page shows.
    query: Memo<ActivityQuery>,
    /// The entries.
    page: Resource<Result<ActivityPage, Failure>>,
) -> impl IntoView {
    let text = use_text();
    let newer = RwSignal::new(0_usize);
    let told = StoredValue::new(false);
    let live = use_live();
    let soon = Soon::new(live);
    // The newest entry that is shown, once there is a page of them.
    let newest = RwSignal::new(None);
    let look = move || async move {
        let since = newest.try_get_untracked().flatten();
        let (Some(asked), Some(since)) = (query.try_get_untracked(), since) else {
            return true;
        };
        if asked.before.is_some() {
            return true;
        }
        match newer_activity(asked.clone(), since).await {
            Ok(found) => {
                let same = newest.try_get_untracked() == Some(Some(since));
                if same && query.try_get_untracked() == Some(asked) {
                    newer.try_set(found);
                }
                true
            }
            Err(failure) => failure == Failure::Problem(Problem::SignInNeeded),
        }
    };
    live.listen(Callback::new(move |_: News| {
        told.set_value(true);
        soon.ask(look);
    }));
    Effect::new(move |_| {
        let page = page.get().and_then(Result::ok);
        newest.set(page.map(|page| page.entries.first().map_or(0, |entry| entry.number)));
        newer.set(0);
        // It may have been on its way when that was told.
        if told.try_update_value(std::mem::take) == Some(true) {
            soon.ask(look);
        }
    });
    let what = Signal::derive(move || match newer.get() {
        0 => String::new(),
        newer => (text.live.new_entries)(newer),
    });
    let show = move || {
        newer.set(0);
        page.refetch();
        focus_main();
    };
    view! { <p class="news-line" role="status"><NewsLine what on_show=show/></p> }
}
