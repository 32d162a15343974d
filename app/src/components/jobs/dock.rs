//! Bulk changes that run, and those that ended before one's eyes with something left to tell: at the foot of the page.

use leptos::prelude::*;

use super::{item::JobItem, use_jobs};
use crate::text::use_text;

/// At most so many at a time; the panel has all.
const SHOWN: usize = 3;

/// Those at the foot of the page; nothing where there is none.
///
/// Classes `dock__jobs`.
#[component]
pub fn JobDock() -> impl IntoView {
    let text = use_text();
    let jobs = use_jobs();
    let shown = Memo::new(move |_| {
        let kept = jobs.kept.get();
        jobs.rows.with(|rows| {
            rows.iter()
                .filter(|row| row.job.is_running() || kept.contains(&row.job.number))
                .map(|row| row.job.number)
                .take(SHOWN)
                .collect::<Vec<_>>()
        })
    });
    view! {
        <Show when=move || shown.with(|shown| !shown.is_empty())>
            <section class="dock__jobs" aria-label=text.bulk.jobs>
                <For each=move || shown.get() key=|number| *number let:number>
                    <JobItem number dismissable=true/>
                </For>
            </section>
        </Show>
    }
}
