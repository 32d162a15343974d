//! One bulk change: what it does, how far it is, what came of it, and what can be done about it.

use domain::{Actor, JobResult, PartyId, UserListQuery};
use leptos::{prelude::*, task::spawn_local};

use super::use_jobs;
use crate::{
    api::{Failure, JobRow, list_job_results},
    components::failure::FailureNotice,
    me::use_me,
    paths,
    text::use_text,
    ui::{
        button::{Button, Kind},
        disclosure::Disclosure,
        skeleton::SkeletonLines,
    },
};

/// Its title, progress and result, with Cancel or Undo.
///
/// Classes `job`, `job__title`, `job__line`, `job__bar`, `job__actions`.
#[component]
pub fn JobItem(
    /// Which.
    number: i64,
    /// Whether it can be taken out of sight.
    #[prop(optional)]
    dismissable: bool,
) -> impl IntoView {
    let text = use_text();
    let jobs = use_jobs();
    let manages = use_me().manages_users;
    let row = Memo::new(move |_| jobs.row(number));
    let title = move || row.with(|row| row.as_ref().map(|row| (text.bulk.title)(&row.job)));
    let running =
        Memo::new(move |_| row.with(|row| row.as_ref().is_some_and(|row| row.job.is_running())));
    let undoable = Memo::new(move |_| {
        let changed = row.with(|row| row.as_ref().map_or(0, |row| row.job.counts.changed));
        manages && !running.get() && changed > 0 && !jobs.is_undone(number)
    });
    let named = move |name: fn(&domain::Job) -> String| {
        row.with(|row| row.as_ref().map(|row| name(&row.job)))
    };
    let progress = move || {
        view! {
            <progress
                class="job__bar"
                aria-label=title
                max=move || of(&row, |row| row.job.counts.total)
                prop:value=move || of(&row, |row| row.job.counts.done())
            ></progress>
        }
    };
    let line = move || {
        row.with(|row| {
            row.as_ref()
                .map(|row| match (row.job.is_running(), row.interrupted) {
                    (true, true) => text.bulk.interrupted.to_owned(),
                    (true, false) => (text.bulk.progress)(&row.job),
                    (false, _) => (text.bulk.outcome)(&row.job),
                })
        })
    };
    view! {
        <div class="job">
            <p class="job__title"><bdi>{title}</bdi></p>
            <Show when=move || running.get()>{progress}</Show>
            <p class="job__line num">{line}</p>
            <div class="job__actions">
                <Show when=move || running.get() && manages>
                    <button class="button button--secondary" type="button" aria-label=move || named(text.bulk.cancel.1) on:click=move |_| jobs.cancel(number)>
                        {text.bulk.cancel.0}
                    </button>
                </Show>
                <Show when=move || undoable.get()>
                    <button class="button button--secondary" type="button" aria-label=move || named(text.bulk.undo) on:click=move |_| jobs.undo(number)>
                        {text.common.undo}
                    </button>
                </Show>
                <Show when=move || dismissable && !running.get()>
                    <button class="button button--secondary" type="button" on:click=move |_| jobs.open.set(true)>
                        {text.bulk.results}
                    </button>
                    <button class="button button--ghost" type="button" aria-label=move || named(text.bulk.dismiss) on:click=move |_| jobs.dismiss(number)>
                        {text.common.dismiss}
                    </button>
                </Show>
            </div>
        </div>
    }
    .into_any()
}

fn of(row: &Memo<Option<JobRow>>, count: fn(&JobRow) -> u64) -> String {
    row.with(|row| row.as_ref().map_or(0, count)).to_string()
}

/// Who began it, and when.
#[component]
pub fn JobBy(
    /// The bulk change.
    row: JobRow,
) -> impl IntoView {
    let text = use_text();
    let actor = match &row.job.actor {
        Actor::Person(name) => name.clone(),
        Actor::Application(user) => user.to_string(),
        Actor::System => text.activity().system.to_owned(),
    };
    let when = (text.common.moment)(&row.job.created.minute());
    view! { <p class="job__line muted">{(text.bulk.by)(&actor, &when)}</p> }
}

/// Those that were not changed, to be opened.
#[component]
pub fn NotChanged(
    /// Of which bulk change.
    number: i64,
) -> impl IntoView {
    let text = use_text();
    let jobs = use_jobs();
    let left = Memo::new(move |_| {
        let row = jobs.row(number);
        row.filter(|row| !row.job.is_running())
            .map_or(0, |row| row.job.counts.not_changed())
    });
    let summary = Signal::derive(move || {
        (text.bulk.not_changed)(usize::try_from(left.get()).unwrap_or(usize::MAX))
    });
    view! {
        <Show when=move || { left.get() > 0 }>
            <Disclosure id=format!("bulk-results-{number}") label=text.bulk.results summary>
                <Results number/>
            </Disclosure>
        </Show>
    }
}

/// Classes `job__results`, `job__result`.
#[component]
fn Results(number: i64) -> impl IntoView {
    let text = use_text();
    let jobs = use_jobs();
    let rows = RwSignal::new(Vec::<JobResult>::new());
    let next = RwSignal::new(None::<PartyId>);
    let loading = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let load = move || {
        if loading.get_untracked() {
            return;
        }
        loading.set(true);
        failure.set(None);
        let after = next.get_untracked();
        spawn_local(async move {
            let answer = list_job_results(number, after).await;
            if loading.try_set(false).is_some() {
                // The panel was closed meanwhile.
                return;
            }
            match answer {
                Ok(more) => {
                    next.set(more.next);
                    rows.update(|rows| rows.extend(more.rows));
                }
                Err(failed) => failure.set(Some(failed)),
            }
        });
    };
    Effect::new(move |_| load());
    let line = move |result: JobResult| {
        let href = paths::edit_user(&result.party_number, &UserListQuery::default());
        view! {
            <li class="job__result">
                <a class="id" href=href on:click=move |_| jobs.open.set(false)>{result.client_id.to_string()}</a>
                " " <span class="muted">{(text.bulk.reason)(result.outcome)}</span>
            </li>
        }
    };
    view! {
        <ul class="job__results">
            <For each=move || rows.get() key=|row| row.party_id children=line/>
        </ul>
        <Show when=move || loading.get() && rows.with(Vec::is_empty)><SkeletonLines lines=3/></Show>
        {move || failure.get().map(|failure| view! { <FailureNotice failure on_retry=move || load()/> })}
        <Show when=move || next.with(Option::is_some)>
            <Button label=text.common.load_more kind=Kind::Secondary busy=loading busy_label=text.common.loading on_press=move || load()/>
        </Show>
    }
    .into_any()
}
