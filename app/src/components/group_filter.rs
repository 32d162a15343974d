//! The searchable check list of groups in a chip's popup.

use std::collections::HashSet;

use domain::{FacetCount, GroupRef, GroupType, UserListQuery, VariableName, fold};
use leptos::prelude::*;

use crate::{
    components::{
        failure::FailureNotice,
        filter_bar::{ChipState, facet_name},
        filter_forms::ChipForm,
    },
    paths,
    text::use_text,
    ui::{choice::Checkbox, skeleton::SkeletonLines},
};

/// How many groups are shown at a time; the field above narrows them.
const MOST_SHOWN: usize = 200;

/// Any of the checked groups. The list comes when the popup opens; without script it holds what is applied, and
/// all groups when the page was asked for with them.
#[component]
pub fn GroupForm(
    /// The chip.
    chip: ChipState,
    /// Which kind of groups.
    kind: GroupType,
) -> impl IntoView {
    let text = use_text();
    let facet = chip.facet;
    let key = facet.keys()[0];
    let narrowed = RwSignal::new(String::new());
    let chosen = Memo::new(move |_| chip.list.query.with(|query| query.groups(kind).to_vec()));
    // What was chosen when the popup opened stands on top; checking does not make the list jump.
    let on_top = RwSignal::new(HashSet::new());
    Effect::new(move |_| {
        if chip.open.get() {
            on_top.set(
                chosen
                    .get_untracked()
                    .into_iter()
                    .map(String::from)
                    .collect::<HashSet<_>>(),
            );
        } else {
            narrowed.set(String::new());
        }
    });
    let shown = Memo::new(move |_| {
        let wanted = fold(narrowed.read().trim());
        chip.counts.with(|counts| {
            counts
                .as_deref()
                .map(|counts| narrow(counts, &wanted, &on_top.read()))
        })
    });
    let toggle = move |value: String, checked: bool| {
        let Ok(name) = value.parse::<VariableName>() else {
            return;
        };
        chip.apply(|query| {
            let groups = query.groups_mut(kind);
            groups.retain(|group| *group != name);
            if checked && groups.len() < UserListQuery::MOST_GROUPS {
                groups.push(name);
            }
        });
    };
    let row = move |count: FacetCount| {
        let value = count.value.clone();
        let name: Option<VariableName> = value.parse().ok();
        let checked = Signal::derive(move || {
            name.as_ref()
                .is_some_and(|name| chosen.with(|chosen| chosen.contains(name)))
        });
        let counted = count.value.clone();
        view! {
            <Checkbox
                id=format!("{key}-{value}")
                name=key
                value=count.value.clone()
                label=count.label
                checked
                on_change=move |checked| toggle(value.clone(), checked)
                count=Signal::derive(move || chip.count(&counted).unwrap_or_default())
            />
        }
    };
    let before = move || match chip.failure.get() {
        Some(failure) => {
            view! { <FailureNotice failure on_retry=move || chip.retry()/> }.into_any()
        }
        None => view! { <BeforeTheList chip kind/> }.into_any(),
    };
    view! {
        <ChipForm chip on_submit=|| ()>
            <input
                // What was typed before this came alive is found again by it.
                id=format!("{key}-find")
                class="input"
                type="search"
                autocomplete="off"
                spellcheck="false"
                aria-label=text.filters.find_group
                placeholder=text.filters.find_group
                prop:value=move || narrowed.get()
                on:input:target=move |event| narrowed.set(event.target().value())
            />
            <div class="popover__list" role="group" aria-label=facet_name(text, facet)>
                <Show
                    when=move || shown.with(Option::is_some)
                    fallback=before
                >
                    <For
                        each=move || shown.get().unwrap_or_default().0
                        key=|count| count.value.clone()
                        children=row
                    />
                    {move || {
                        let none = shown.with(|shown| shown.as_ref().is_some_and(|(found, _)| found.is_empty()));
                        none.then(|| view! { <p class="muted">{text.filters.no_group}</p> })
                    }}
                    {move || {
                        let more = shown.with(|shown| shown.as_ref().map_or(0, |(_, more)| *more));
                        (more > 0).then(|| view! { <p class="muted">{(text.bulk.more_groups)(more)}</p> })
                    }}
                </Show>
            </div>
        </ChipForm>
    }
}

/// What stands there until the counted list comes. Without script that is for good: then a link asks for the page
/// with all groups in it, which are many and need not be on every page ([`UserListState::all_groups`]).
#[component]
fn BeforeTheList(chip: ChipState, kind: GroupType) -> impl IntoView {
    let text = use_text();
    let key = chip.facet.keys()[0];
    let all = chip.list.all_groups;
    let chosen = move || chip.list.query.with(|query| query.groups(kind).to_vec());
    let hidden = move || {
        let names = chosen().into_iter();
        names
            .map(|name| view! { <input type="hidden" name=key value=name.to_string()/> })
            .collect_view()
    };
    let choice = move |group: GroupRef| {
        let checked = chosen().contains(&group.variable_name);
        let name = group.variable_name.to_string();
        view! {
            <Checkbox
                id=format!("{key}-{name}")
                name=key
                value=name
                label=group.label.as_str()
                checked=Signal::stored(checked)
                on_change=|_: bool| ()
            />
        }
    };
    view! {
        // The chip around waits for it. No boundary of its own: the browser passes over what the server wrote here, and both
        // must number boundaries alike.
            {move || Suspend::new(async move {
                match all.await {
                    Ok(Some(groups)) => {
                        let of_kind = groups.into_iter().filter(|group| group.kind == kind);
                        of_kind.map(choice).collect_view().into_any()
                    }
                    Ok(None) | Err(_) => view! {
                        {hidden}
                        <SkeletonLines lines=6/>
                        <noscript>
                            <a href=move || chip.list.query.with(paths::users_with_all_groups)>{text.filters.show_groups}</a>
                        </noscript>
                    }
                    .into_any(),
                }
            })}
    }
}

/// The groups to show: those with the text in the label or name, chosen ones first, by label; and how many more there are.
fn narrow(
    counts: &[FacetCount],
    wanted: &str,
    on_top: &HashSet<String>,
) -> (Vec<FacetCount>, usize) {
    let matching = |count: &&FacetCount| {
        wanted.is_empty()
            || fold(&count.label).contains(wanted)
            || fold(&count.value).contains(wanted)
    };
    let (mut found, rest): (Vec<_>, Vec<_>) = counts
        .iter()
        .filter(matching)
        .cloned()
        .partition(|count| on_top.contains(&count.value));
    found.extend(rest);
    let more = found.len().saturating_sub(MOST_SHOWN);
    found.truncate(MOST_SHOWN);
    (found, more)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_narrowed_without_accents_and_chosen_ones_stay_on_top() {
        let count = |value: &str, label: &str| FacetCount {
            value: value.to_owned(),
            label: label.to_owned(),
            count: 1,
        };
        let counts = [count("a", "Acme"), count("z", "Zürich sales")];
        let top = HashSet::from(["z".to_owned()]);
        let values = |wanted: &str| {
            narrow(&counts, wanted, &top)
                .0
                .into_iter()
                .map(|count| count.value)
                .collect::<Vec<_>>()
        };
        assert_eq!(values(""), ["z", "a"]);
        assert_eq!(values("zurich"), ["z"]);
        assert_eq!(values("nothing"), [""; 0]);
    }

    #[test]
    fn many_groups_are_cut_and_counted() {
        let count = |at: usize| FacetCount {
            value: format!("group{at}"),
            label: format!("Group {at}"),
            count: 1,
        };
        let counts: Vec<_> = (0..MOST_SHOWN + 3).map(count).collect();
        let (found, more) = narrow(&counts, "", &HashSet::new());
        assert_eq!((found.len(), more), (MOST_SHOWN, 3));
        let (found, more) = narrow(&counts, "group 202", &HashSet::new());
        assert_eq!((found.len(), more), (1, 0));
    }
}
