//! Which groups the selected users come into or go out of.

use std::collections::BTreeSet;

use domain::{GroupRef, GroupType, Job, JobKind, VariableName, fold};
use leptos::{prelude::*, task::spawn_local};

use super::{SELECT_ALL, use_selection};
use crate::{
    api::{Failure, group_choices},
    components::failure::FailureNotice,
    text::use_text,
    ui::{
        button::{Button, Kind},
        choice::Checkbox,
        dialog::Panel,
        dom,
        skeleton::SkeletonLines,
    },
};

/// How many groups of a kind are shown at a time; the field above narrows them.
const MOST_SHOWN: usize = 100;
const FIND: &str = "bulk-groups-find";

/// A panel with the groups of both kinds to choose from.
///
/// Classes `pick`, `pick__list`.
#[component]
pub fn GroupsQuestion(
    /// Whether they come in or go out.
    kind: JobKind,
) -> impl IntoView {
    let text = use_text();
    let selection = use_selection();
    let groups = RwSignal::new(None::<Result<Vec<GroupRef>, Failure>>);
    let narrowed = RwSignal::new(String::new());
    let chosen = RwSignal::new(BTreeSet::<VariableName>::new());
    let load = move || {
        groups.set(None);
        spawn_local(async move {
            let answer = group_choices().await;
            groups.try_set(Some(answer));
            dom::focus_first_field_of_dialog(FIND);
        });
    };
    Effect::new(move |_| load());
    let close = move || selection.asking.set(None);
    let title = (text.bulk.groups_title)(kind, untrack(move || selection.count()));
    let label = if kind == JobKind::AddToGroups {
        text.bulk.add_to_groups
    } else {
        text.bulk.remove_from_groups
    };
    let start = move || {
        let names = chosen.with_untracked(|chosen| chosen.iter().cloned().collect::<Vec<_>>());
        if !names.is_empty() {
            selection.start(kind, names);
        }
    };
    let foot = move || {
        view! {
            <p class="panel__summary" aria-live="polite">{move || (text.bulk.chosen)(chosen.with(BTreeSet::len))}</p>
            <Button label=text.common.cancel on_press=move || close()/>
            <Button
                label
                kind=Kind::Primary
                disabled=Signal::derive(move || chosen.with(BTreeSet::is_empty))
                on_press=move || start()
            />
        }
    };
    let lists = move || match groups.get() {
        None => view! { <SkeletonLines lines=8/> }.into_any(),
        Some(Err(failure)) => view! { <FailureNotice failure on_retry=move || load()/> }.into_any(),
        Some(Ok(groups)) => GroupType::ALL
            .into_iter()
            .map(|kind| {
                let groups = groups.iter().filter(|group| group.kind == kind);
                let groups = StoredValue::new(groups.cloned().collect::<Vec<_>>());
                view! { <OfKind kind groups narrowed chosen/> }
            })
            .collect_view()
            .into_any(),
    };
    view! {
        <Panel
            id="bulk-groups"
            title
            close_label=text.common.close
            on_close=move || close()
            return_focus=SELECT_ALL
            foot
        >
            <div class="pick">
                <input
                    class="input"
                    id=FIND
                    type="search"
                    autocomplete="off"
                    spellcheck="false"
                    aria-label=text.filters.find_group
                    placeholder=text.filters.find_group
                    prop:value=move || narrowed.get()
                    on:input:target=move |event| narrowed.set(event.target().value())
                />
                {lists}
            </div>
        </Panel>
    }
}

/// The groups of one kind that have the text in their names.
#[component]
fn OfKind(
    kind: GroupType,
    groups: StoredValue<Vec<GroupRef>>,
    narrowed: RwSignal<String>,
    chosen: RwSignal<BTreeSet<VariableName>>,
) -> impl IntoView {
    let text = use_text();
    let matching = Memo::new(move |_| {
        let wanted = fold(narrowed.read().trim());
        let has = |group: &&GroupRef| {
            wanted.is_empty()
                || fold(group.label.as_str()).contains(&wanted)
                || fold(group.variable_name.as_str()).contains(&wanted)
        };
        groups.with_value(|groups| {
            let found: Vec<GroupRef> = groups.iter().filter(has).cloned().collect();
            let more = found.len().saturating_sub(MOST_SHOWN);
            (found.into_iter().take(MOST_SHOWN).collect::<Vec<_>>(), more)
        })
    });
    let row = move |group: GroupRef| {
        let name = group.variable_name.clone();
        let own = name.clone();
        let checked = Signal::derive(move || chosen.with(|chosen| chosen.contains(&own)));
        let disabled = Signal::derive(move || {
            !checked.get() && chosen.with(BTreeSet::len) >= Job::MOST_GROUPS
        });
        view! {
            <Checkbox
                id=format!("bulk-group-{name}")
                label=group.label.as_str()
                checked
                disabled
                on_change=move |on: bool| {
                    chosen.update(|chosen| {
                        if on {
                            chosen.insert(name.clone());
                        } else {
                            chosen.remove(&name);
                        }
                    });
                }
            />
        }
    };
    let title = text.dual(kind).section;
    view! {
        <fieldset class="choices pick__list">
            <legend class="choices__legend">{title}</legend>
            <For each=move || matching.with(|(found, _)| found.clone()) key=|group| group.variable_name.clone() children=row/>
            {move || matching.with(|(found, _)| found.is_empty()).then(|| view! { <p class="muted">{text.filters.no_group}</p> })}
            {move || {
                let more = matching.with(|(_, more)| *more);
                (more > 0).then(|| view! { <p class="muted">{(text.bulk.more_groups)(more)}</p> })
            }}
        </fieldset>
    }
    .into_any()
}
