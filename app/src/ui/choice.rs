//! Ticking and choosing: check boxes, radio buttons, a drop-down.

use leptos::{html, prelude::*};

use super::icon::{Glyph, Icon};

/// A check box with its label.
///
/// It shows `checked` and calls `on_change`; the owner decides. Within a GET form give `name` and `value`.
///
/// Classes `choice`, `choice__box`, `choice__label`, `choice__count`; `choice--bare` where the label is hidden.
///
/// ```ignore
/// view! { <Checkbox id="status-active" label=text.active checked=active on_change=move |on| active.set(on) count="1,204"/> }
/// ```
#[component]
pub fn Checkbox(
    /// The id, unlike any other on the page.
    #[prop(into)]
    id: String,
    /// The label and accessible name.
    #[prop(into)]
    label: Signal<String>,
    /// Whether it is ticked.
    #[prop(into)]
    checked: Signal<bool>,
    /// Called with the new state.
    #[prop(optional, into)]
    on_change: Option<Callback<bool>>,
    /// Whether some but not all of what it stands for is ticked.
    #[prop(optional, into)]
    indeterminate: Signal<bool>,
    /// The name in a form.
    #[prop(optional, into)]
    name: Option<String>,
    /// The value in a form.
    #[prop(optional, into)]
    value: Option<String>,
    /// Whether it cannot be changed at present.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Whether the label is for assistive technology only, as in table rows.
    #[prop(optional)]
    hidden_label: bool,
    /// A number at the end of the line, read as description.
    #[prop(optional, into)]
    count: MaybeProp<String>,
) -> impl IntoView {
    let node_ref = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(input) = node_ref.get() {
            input.set_indeterminate(indeterminate.get());
        }
    });
    let count_id = format!("{id}-count");
    let described = {
        let count_id = count_id.clone();
        move || count.with(Option::is_some).then(|| count_id.clone())
    };
    view! {
        <div class="choice" class:choice--bare=hidden_label>
            <input
                node_ref=node_ref
                class="choice__box"
                type="checkbox"
                id=id.clone()
                name=name
                value=value
                checked=checked.get_untracked()
                prop:checked=move || checked.get()
                disabled=move || disabled.get()
                aria-describedby=described
                on:change=move |event| {
                    if let Some(on_change) = on_change {
                        on_change.run(event_target_checked(&event));
                    }
                }
            />
            <label class=if hidden_label { "visually-hidden" } else { "choice__label" } for=id>
                {move || label.get()}
            </label>
            {move || {
                let count_id = count_id.clone();
                count.get().map(|count| view! { <span class="choice__count" id=count_id>{count}</span> })
            }}
        </div>
    }
    .into_any()
}

/// One of several that exclude each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What stands in the form and in the signal.
    pub value: String,
    /// What one reads.
    pub label: String,
    /// A number at the end of the line.
    pub count: Option<String>,
}

impl Choice {
    /// A choice without a number.
    #[must_use]
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            count: None,
        }
    }
}

/// A group of radio buttons under a heading.
///
/// Classes `choices`, `choices__legend` and those of [`Checkbox`].
///
/// ```ignore
/// view! { <RadioGroup id="last-used" name="used" legend=text.last_used choices=presets value=preset/> }
/// ```
#[component]
pub fn RadioGroup(
    /// The id, unlike any other on the page; those of the buttons begin with it.
    #[prop(into)]
    id: String,
    /// The heading and accessible name of the group.
    #[prop(into)]
    legend: Signal<String>,
    /// Whether the heading is for assistive technology only.
    #[prop(optional)]
    hidden_legend: bool,
    /// The name in a form.
    #[prop(into)]
    name: String,
    /// What there is to choose from.
    #[prop(into)]
    choices: Signal<Vec<Choice>>,
    /// What is chosen, or the empty text.
    value: RwSignal<String>,
    /// Called with the new value after a choice by hand.
    #[prop(optional, into)]
    on_change: Option<Callback<String>>,
) -> impl IntoView {
    let button = move |(at, choice): (usize, Choice)| {
        let button_id = format!("{id}-{at}");
        let own = choice.value.clone();
        let is_chosen = move || value.with(|value| *value == own);
        let initially = is_chosen();
        let chosen = choice.value.clone();
        view! {
            <div class="choice">
                <input
                    class="choice__box choice__box--radio"
                    type="radio"
                    id=button_id.clone()
                    name=name.clone()
                    value=choice.value
                    checked=initially
                    prop:checked=is_chosen
                    on:change=move |_| {
                        value.set(chosen.clone());
                        if let Some(on_change) = on_change {
                            on_change.run(chosen.clone());
                        }
                    }
                />
                <label class="choice__label" for=button_id>{choice.label}</label>
                {choice.count.map(|count| view! { <span class="choice__count">{count}</span> })}
            </div>
        }
    };
    view! {
        <fieldset class="choices">
            <legend class=if hidden_legend { "visually-hidden" } else { "choices__legend" }>
                {move || legend.get()}
            </legend>
            {move || untracked_map(choices.get(), &button)}
        </fieldset>
    }
    .into_any()
}

/// Makes a view of each without making the list depend on what the making reads.
fn untracked_map<V>(choices: Vec<Choice>, make: &impl Fn((usize, Choice)) -> V) -> Vec<V> {
    untrack(|| choices.into_iter().enumerate().map(make).collect())
}

/// A drop-down of the browser.
///
/// Classes `select`, `select__input` beside `field`, `field__label`.
///
/// ```ignore
/// view! { <Select id="action" name="action" label=text.action choices=actions value=action/> }
/// ```
#[component]
pub fn Select(
    /// The id, unlike any other on the page.
    #[prop(into)]
    id: String,
    /// The visible label and accessible name.
    #[prop(into)]
    label: Signal<String>,
    /// The name in a form; without one the id.
    #[prop(optional, into)]
    name: Option<String>,
    /// What there is to choose from.
    #[prop(into)]
    choices: Signal<Vec<Choice>>,
    /// What is chosen.
    value: RwSignal<String>,
    /// Called with the new value after a choice by hand.
    #[prop(optional, into)]
    on_change: Option<Callback<String>>,
) -> impl IntoView {
    let option = move |(_, choice): (usize, Choice)| {
        let own = choice.value.clone();
        let is_chosen = move || value.with(|value| *value == own);
        let initially = is_chosen();
        view! {
            <option value=choice.value selected=initially prop:selected=is_chosen>{choice.label}</option>
        }
    };
    view! {
        <div class="field">
            <div class="field__head">
                <label class="field__label" for=id.clone()>{move || label.get()}</label>
            </div>
            <div class="select">
                <select
                    class="input select__input"
                    id=id.clone()
                    name=name.unwrap_or(id)
                    on:change=move |event| {
                        let chosen = event_target_value(&event);
                        value.set(chosen.clone());
                        if let Some(on_change) = on_change {
                            on_change.run(chosen);
                        }
                    }
                >
                    {move || untracked_map(choices.get(), &option)}
                </select>
                <Icon glyph=Glyph::ChevronDown/>
            </div>
        </div>
    }
    .into_any()
}
