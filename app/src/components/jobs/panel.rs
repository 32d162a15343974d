//! All bulk changes of the last day.

use leptos::prelude::*;

use super::{
    BUTTON, PANEL,
    item::{JobBy, JobItem, NotChanged},
    use_jobs,
};
use crate::{
    components::later::{Later, Piece},
    text::use_text,
    ui::{
        button::Button,
        dialog::Panel,
        icon::{Glyph, Icon},
    },
};

/// Opens the panel, where there is anything in it.
#[component]
pub fn JobsButton() -> impl IntoView {
    let text = use_text();
    let jobs = use_jobs();
    let any = Memo::new(move |_| jobs.rows.with(|rows| !rows.is_empty()));
    view! {
        <Show when=move || any.get()>
            <button
                class="link-button"
                type="button"
                id=BUTTON
                aria-haspopup="dialog"
                // No more: asking the server comes with the panel, in a part that is not fetched for the button's sake.
                on:click=move |_| jobs.open.set(true)
            >
                <Icon glyph=Glyph::History/>
                {text.bulk.jobs}
            </button>
        </Show>
    }
}

/// The panel, when it is open.
#[component]
pub fn JobsPanel() -> impl IntoView {
    let jobs = use_jobs();
    view! { <Show when=move || jobs.open.get()><Later piece=Piece::AllJobs/></Show> }
}

/// The panel.
///
/// Class `jobs`.
#[component]
pub fn AllJobs() -> impl IntoView {
    let text = use_text();
    let jobs = use_jobs();
    jobs.look();
    let close = move || jobs.open.set(false);
    let numbers = Memo::new(move |_| {
        jobs.rows
            .with(|rows| rows.iter().map(|row| row.job.number).collect::<Vec<_>>())
    });
    let line = move |number: i64| {
        let by = untrack(|| jobs.row(number)).map(|row| view! { <JobBy row/> });
        view! {
            <li>
                <JobItem number/>
                {by}
                <NotChanged number/>
            </li>
        }
    };
    let foot = move || view! { <Button label=text.common.close on_press=move || close()/> };
    view! {
        <Panel
            id=PANEL
            title=text.bulk.jobs
            close_label=text.common.close
            on_close=move || close()
            return_focus=BUTTON
            subtitle=text.bulk.jobs_about
            foot
        >
            <ul class="jobs">
                <For each=move || numbers.get() key=|number| *number children=line/>
            </ul>
        </Panel>
    }
}
