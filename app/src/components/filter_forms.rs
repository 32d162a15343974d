//! The forms in the popups of the chips Status, Date added and Last used. All are GET forms that work without script.

use domain::{AddedFilter, Day, Facet, GroupType, Preset, Status, UsedFilter, UserListQuery};
use leptos::{ev, prelude::*};

use crate::{
    components::{
        filter_bar::{ChipState, facet_name},
        group_filter::GroupForm,
    },
    paths,
    text::use_text,
    ui::{
        button::{Button, Kind},
        choice::{Choice, RadioGroup},
        field::DateField,
    },
};

/// What the other parts of the page ask for, as hidden fields, so that a form without script keeps them.
#[component]
pub fn Carried(
    /// The query without what the form itself sends.
    #[prop(into)]
    query: Signal<UserListQuery>,
) -> impl IntoView {
    move || {
        let pairs = query.with(UserListQuery::to_pairs).into_iter();
        pairs
            .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
            .collect_view()
    }
}

/// The form around a chip's criteria; without script its button applies them.
#[component]
pub fn ChipForm(
    /// The chip.
    chip: ChipState,
    /// Whether the button is there with script too; else each choice applies at once.
    #[prop(optional)]
    with_button: bool,
    /// Applies the criteria, with script.
    #[prop(into)]
    on_submit: Callback<()>,
    /// The criteria.
    children: Children,
) -> impl IntoView {
    let text = use_text();
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        on_submit.run(());
        chip.open.set(false);
    };
    let carried = Signal::derive(move || chip.list.query.get().without(chip.facet));
    let button = move || view! { <Button label=text.common.apply kind=Kind::Primary submit=true/> };
    let foot = if with_button {
        view! { <div class="popover__foot">{button()}</div> }.into_any()
    } else {
        view! { <noscript><div class="popover__foot">{button()}</div></noscript> }.into_any()
    };
    view! {
        <form class="popover__form" method="get" action=paths::USERS on:submit=submit>
            <Carried query=carried/>
            {children()}
            {foot}
        </form>
    }
}

/// The criteria of a chip.
#[component]
pub fn ChipCriteria(
    /// The chip.
    chip: ChipState,
) -> impl IntoView {
    chip.follow();
    match chip.facet {
        Facet::Status => view! { <StatusForm chip/> }.into_any(),
        Facet::AdministratorGroup => {
            view! { <GroupForm chip kind=GroupType::Administrator/> }.into_any()
        }
        Facet::SalesGroup => view! { <GroupForm chip kind=GroupType::Sales/> }.into_any(),
        Facet::DateAdded | Facet::LastUsed => view! { <DateForm chip/> }.into_any(),
    }
}

/// Active or Inactive or both.
#[component]
fn StatusForm(
    /// The chip.
    chip: ChipState,
) -> impl IntoView {
    let text = use_text();
    let word = move || {
        chip.list
            .query
            .with(|query| query.status.map_or("", Status::word).to_owned())
    };
    let value = mirrored(word);
    let choices = Signal::derive(move || {
        let any = Choice::new("", text.filters.any);
        let rest = Status::ALL
            .map(|status| counted(&chip, Choice::new(status.word(), (text.status)(status))));
        std::iter::once(any).chain(rest).collect::<Vec<_>>()
    });
    let apply = move |word: String| chip.apply(|query| query.status = Status::from_word(&word));
    view! {
        <ChipForm chip on_submit=move || apply(value.get_untracked())>
            <RadioGroup
                id="filter-status-choice"
                legend=facet_name(text, Facet::Status)
                hidden_legend=true
                name="status"
                choices
                value
                on_change=apply
            />
        </ChipForm>
    }
}

/// Stands in the place of a preset where a range is applied: none of them is chosen then, not even any day.
const RANGE: &str = "range";

/// Presets, and a range from a day to a day.
#[component]
fn DateForm(
    /// The chip.
    chip: ChipState,
) -> impl IntoView {
    let text = use_text();
    let facet = chip.facet;
    let keys = facet.keys();
    let (preset_key, from_key, to_key) = (keys[0], keys[1], keys[2]);
    let applied = move |key: &'static str| {
        let pairs = chip.list.query.with(UserListQuery::to_pairs);
        pairs
            .into_iter()
            .find(|(name, _)| *name == key)
            .map(|(_, value)| value)
            .unwrap_or_default()
    };
    let preset = mirrored(move || {
        if applied(from_key).is_empty() && applied(to_key).is_empty() {
            applied(preset_key)
        } else {
            RANGE.to_owned()
        }
    });
    let (from, to) = (
        mirrored(move || applied(from_key)),
        mirrored(move || applied(to_key)),
    );
    let choices = Signal::derive(move || {
        let mut choices = vec![Choice::new("", text.filters.any)];
        if facet == Facet::LastUsed {
            choices.push(counted(&chip, Choice::new("never", text.filters.never)));
            choices.extend(Preset::USED.map(|preset| {
                counted(
                    &chip,
                    Choice::new(
                        preset.days().to_string(),
                        (text.filters.not_in_last_days)(preset.days()),
                    ),
                )
            }));
        } else {
            choices.extend(Preset::ADDED.map(|preset| {
                counted(
                    &chip,
                    Choice::new(
                        preset.days().to_string(),
                        (text.filters.last_days)(preset.days()),
                    ),
                )
            }));
        }
        choices
    });
    let apply = move |preset: String, from: String, to: String| {
        chip.apply(|query| set_dates(query, facet, &preset, &from, &to));
    };
    // A preset applies at once and leaves no half-typed range behind.
    let choose = move |preset: String| {
        from.set(String::new());
        to.set(String::new());
        apply(preset, String::new(), String::new());
    };
    let id = move |end: &str| format!("filter-{preset_key}-{end}");
    view! {
        <ChipForm
            chip
            with_button=true
            on_submit=move || apply(preset.get_untracked(), from.get_untracked(), to.get_untracked())
        >
            <RadioGroup
                id=id("preset")
                legend=facet_name(text, facet)
                hidden_legend=true
                name=preset_key
                choices
                value=preset
                on_change=choose
            />
            <div class="grid-2">
                <DateField id=id("from") label=text.filters.from name=from_key value=from/>
                <DateField id=id("to") label=text.filters.to name=to_key value=to/>
            </div>
        </ChipForm>
    }
}

/// Puts dates into the query: a range where one is given, else the preset.
fn set_dates(query: &mut UserListQuery, facet: Facet, preset: &str, from: &str, to: &str) {
    let keys = facet.keys();
    let range = from.parse::<Day>().is_ok() || to.parse::<Day>().is_ok();
    let preset = if range { "" } else { preset };
    let asked = UserListQuery::from_pairs([(keys[0], preset), (keys[1], from), (keys[2], to)]);
    if facet == Facet::LastUsed {
        query.used = in_order(asked.used);
    } else {
        query.added = match asked.added {
            Some(AddedFilter::Between(Some(from), Some(to))) if to < from => {
                Some(AddedFilter::Between(Some(to), Some(from)))
            }
            other => other,
        };
    }
}

/// A range given backwards is turned round: nobody means the empty one.
fn in_order(used: Option<UsedFilter>) -> Option<UsedFilter> {
    match used {
        Some(UsedFilter::Between(Some(from), Some(to))) if to < from => {
            Some(UsedFilter::Between(Some(to), Some(from)))
        }
        other => other,
    }
}

/// A choice with its count.
fn counted(chip: &ChipState, choice: Choice) -> Choice {
    Choice {
        count: chip.count(&choice.value),
        ..choice
    }
}

/// A field's value that follows the address, and can be typed over.
fn mirrored(source: impl Fn() -> String + Copy + Send + Sync + 'static) -> RwSignal<String> {
    let source = Memo::new(move |_| source());
    let value = RwSignal::new(source.get_untracked());
    // Only when it is another: the address also changes when more rows were loaded, and what is being typed stays then.
    Effect::watch(
        move || source.get(),
        move |now, _, _| value.set(now.clone()),
        false,
    );
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_beats_a_preset_and_is_turned_round() {
        let mut query = UserListQuery::default();
        set_dates(
            &mut query,
            Facet::DateAdded,
            "30",
            "2026-02-01",
            "2026-01-01",
        );
        let (from, to) = ("2026-01-01".parse().ok(), "2026-02-01".parse().ok());
        assert_eq!(query.added, Some(AddedFilter::Between(from, to)));
        set_dates(&mut query, Facet::LastUsed, "never", "", "");
        assert_eq!(query.used, Some(UsedFilter::Never));
        set_dates(&mut query, Facet::LastUsed, RANGE, "", "");
        assert_eq!(query.used, None);
    }
}
