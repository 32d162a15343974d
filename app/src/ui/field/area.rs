//! Several lines of text.

use leptos::{html, prelude::*};

use super::{Fault, Frame, described_by, dom, typed};

/// Several lines of text. See [`super::TextField`].
///
/// Classes `input`, `input--area`.
///
/// ```ignore
/// view! { <TextArea id="description" label=text.description mark=text.optional value=description/> }
/// ```
#[component]
pub fn TextArea(
    /// The id, unlike any other on the page.
    #[prop(into)]
    id: String,
    /// The visible label and accessible name.
    #[prop(into)]
    label: Signal<String>,
    /// What is typed.
    value: RwSignal<String>,
    /// The name in a form; without one the id.
    #[prop(optional, into)]
    name: Option<String>,
    /// A quiet word after the label, such as "optional".
    #[prop(optional, into)]
    mark: MaybeProp<String>,
    /// A sentence beneath.
    #[prop(optional, into)]
    hint: MaybeProp<String>,
    /// What is wrong at present.
    #[prop(optional, into)]
    fault: Signal<Option<Fault>>,
    /// Whether it can be read and copied, not changed.
    #[prop(optional, into)]
    readonly: Signal<bool>,
    /// Whether it takes codes and not prose: written in the type for ids, never checked for spelling, nor offered or kept by the browser.
    #[prop(optional)]
    code: bool,
    /// Lines shown.
    #[prop(default = 3)]
    rows: u32,
    /// How much is typed, in words; not shown where it can only be read.
    #[prop(optional, into)]
    count: Option<Signal<String>>,
    /// Called with the text after each change by hand.
    #[prop(optional, into)]
    on_input: Option<Callback<String>>,
    /// Gives the element to the owner.
    #[prop(optional)]
    node_ref: NodeRef<html::Textarea>,
) -> impl IntoView {
    bind_area(node_ref, value);
    let count = count.filter(|_| !readonly.get_untracked());
    let describing = id.clone();
    let described = move || {
        described_by(
            &describing,
            hint.with(Option::is_some),
            fault.with(Option::is_some),
        )
    };
    view! {
        <Frame id=id.clone() label mark hint fault count>
            <textarea
                node_ref=node_ref
                class="input input--area"
                class:input--mono=code
                id=id.clone()
                name=name.unwrap_or(id)
                rows=rows
                autocomplete=code.then_some("off")
                autocapitalize=code.then_some("off")
                spellcheck=code.then_some("false")
                readonly=move || readonly.get()
                aria-invalid=move || fault.with(Option::is_some).then_some("true")
                aria-describedby=described
                on:input=move |event| typed(&event, value, on_input)
            >
                {value.get_untracked()}
            </textarea>
        </Frame>
    }
    .into_any()
}

/// As [`bind_input`], for several lines.
fn bind_area(node_ref: NodeRef<html::Textarea>, value: RwSignal<String>) {
    Effect::new(move |bound: Option<bool>| {
        let Some(area) = node_ref.get() else {
            return false;
        };
        let wanted = value.get();
        let known = bound == Some(true) || dom::is_known(&area);
        if area.value() != wanted {
            if known
                || area
                    .default_value()
                    .is_ok_and(|served| area.value() == served)
            {
                area.set_value(&wanted);
            } else {
                value.set(area.value());
            }
        }
        true
    });
}
