//! Bulk changes that run, and those that ended before one's eyes with something left to tell: at the foot of the page.

use leptos::prelude::*;

use super::{JobsState, item::JobItem, use_jobs};
use crate::{
    components::later::{Later, Piece},
    text::use_text,
};

/// At most so many at a time; the panel has all.
const SHOWN: usize = 3;

/// Those at the foot of the page; nothing where there is none.
#[component]
pub fn JobDock() -> impl IntoView {
    let jobs = use_jobs();
    let any = Memo::new(move |_| !shown(&jobs).is_empty());
    view! { <Show when=move || any.get()><Later piece=Piece::DockedJobs/></Show> }
}

/// Their list.
///
/// Class `dock__jobs`.
#[component]
pub fn DockedJobs() -> impl IntoView {
    let text = use_text();
    let jobs = use_jobs();
    let shown = Memo::new(move |_| shown(&jobs));
    view! {
        <section class="dock__jobs" aria-label=text.bulk.jobs>
            <For each=move || shown.get() key=|number| *number let:number>
                <JobItem number dismissable=true/>
            </For>
        </section>
    }
}

fn shown(jobs: &JobsState) -> Vec<i64> {
    let kept = jobs.kept.get();
    jobs.rows.with(|rows| {
        rows.iter()
            .filter(|row| row.job.is_running() || kept.contains(&row.job.number))
            .map(|row| row.job.number)
            .take(SHOWN)
            .collect()
    })
}
