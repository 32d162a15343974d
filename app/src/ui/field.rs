//! Text that one types: a line, several lines, a date.
//!
//! All have a visible label, and show a hint and a fault beneath, tied by `aria-describedby`.

mod area;

use leptos::{ev, html, prelude::*};

use super::{
    dom,
    icon::{Glyph, Icon},
};
pub use area::TextArea;

/// What is wrong with what was typed, and where to look further.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong, in words.
    pub text: String,
    /// A link after the text: its address and its text.
    pub link: Option<(String, String)>,
}

impl Fault {
    /// A fault with a link, for example to the user that already has this client id.
    #[must_use]
    pub fn with_link(
        text: impl Into<String>,
        href: impl Into<String>,
        link: impl Into<String>,
    ) -> Self {
        Self {
            text: text.into(),
            link: Some((href.into(), link.into())),
        }
    }
}

impl From<String> for Fault {
    fn from(text: String) -> Self {
        Self { text, link: None }
    }
}

/// The ids of what describes a field, or nothing where nothing does.
fn described_by(id: &str, hint: bool, fault: bool) -> Option<String> {
    let mut ids = Vec::new();
    if fault {
        ids.push(format!("{id}-fault"));
    }
    if hint {
        ids.push(format!("{id}-hint"));
    }
    (!ids.is_empty()).then(|| ids.join(" "))
}

/// Label, mark, field, fault, hint: the frame that all fields share.
///
/// Classes `field`, `field--faulty`, `field__label`, `field__mark`, `field__hint`, `field__fault`, `field__count`.
#[component]
fn Frame(
    id: String,
    label: Signal<String>,
    mark: MaybeProp<String>,
    hint: MaybeProp<String>,
    fault: Signal<Option<Fault>>,
    #[prop(optional_no_strip)] count: Option<Signal<String>>,
    children: Children,
) -> impl IntoView {
    let fault_id = format!("{id}-fault");
    let hint_id = format!("{id}-hint");
    view! {
        <div class="field" class:field--faulty=move || fault.with(Option::is_some)>
            <div class="field__head">
                <label class="field__label" for=id>{move || label.get()}</label>
                {move || mark.get().map(|mark| view! { <span class="field__mark">{mark}</span> })}
                {count.map(|count| view! { <span class="field__count">{move || count.get()}</span> })}
            </div>
            {children()}
            // Always there, so that a fault which appears is read at once.
            <div class="field__fault" id=fault_id aria-live="polite">
                {move || fault.get().map(|fault| view! { <FaultText fault/> })}
            </div>
            {move || {
                let hint_id = hint_id.clone();
                hint.get().map(|hint| view! { <div class="field__hint" id=hint_id>{hint}</div> })
            }}
        </div>
    }
    .into_any()
}

#[component]
fn FaultText(fault: Fault) -> impl IntoView {
    let link = fault.link.map(|(href, text)| {
        view! { " " <a href=href>{text}</a> }
    });
    view! {
        <Icon glyph=Glyph::Warning/>
        <span>{fault.text}{link}</span>
    }
}

/// A line of text.
///
/// What is typed before the page is interactive is kept: it becomes the value. Give `count` for fields with a length limit; longer text can
/// be typed (cutting a pasted value silently would be worse), the owner sets the fault.
///
/// Class `input`, `input--mono` beside those of the frame.
///
/// ```ignore
/// let name = RwSignal::new(String::new());
/// view! { <TextField id="name" name="name" label=text.name mark=text.optional value=name/> }
/// ```
#[component]
pub fn TextField(
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
    /// A quiet word after the label, such as "optional"; no part of the name.
    #[prop(optional, into)]
    mark: MaybeProp<String>,
    /// A sentence beneath.
    #[prop(optional, into)]
    hint: MaybeProp<String>,
    /// What is wrong at present.
    #[prop(optional, into)]
    fault: Signal<Option<Fault>>,
    /// Whether it must not stay empty (said to assistive technology; the owner checks).
    #[prop(optional, into)]
    required: Signal<bool>,
    /// Whether it can be read and copied, not changed.
    #[prop(optional, into)]
    readonly: Signal<bool>,
    /// `type` of the input: text, email, url …
    #[prop(default = "text")]
    kind: &'static str,
    /// `autocomplete` of the input.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// Whether the browser checks the spelling.
    #[prop(optional)]
    spellcheck: bool,
    /// Whether to write in the type for ids.
    #[prop(optional)]
    mono: bool,
    /// Whether a dialog gives this field the focus first.
    #[prop(optional)]
    autofocus: bool,
    /// How much is typed, in words, such as "12 of 64"; not shown where it can only be read.
    #[prop(optional, into)]
    count: Option<Signal<String>>,
    /// Called with the text after each change by hand.
    #[prop(optional, into)]
    on_input: Option<Callback<String>>,
    /// Called when the focus leaves.
    #[prop(optional, into)]
    on_blur: Option<Callback<()>>,
    /// Gives the element to the owner.
    #[prop(optional)]
    node_ref: NodeRef<html::Input>,
) -> impl IntoView {
    bind_input(node_ref, value);
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
            <input
                node_ref=node_ref
                class="input"
                class:input--mono=mono
                id=id.clone()
                name=name.unwrap_or(id)
                type=kind
                value=value.get_untracked()
                autocomplete=autocomplete
                autocapitalize="off"
                spellcheck=if spellcheck { "true" } else { "false" }
                readonly=move || readonly.get()
                autofocus=autofocus
                aria-required=move || required.get().then_some("true")
                aria-invalid=move || fault.with(Option::is_some).then_some("true")
                aria-describedby=described
                on:input=move |event| typed(&event, value, on_input)
                on:blur=move |_| if let Some(on_blur) = on_blur { on_blur.run(()) }
            />
        </Frame>
    }
    .into_any()
}

/// A day, as `YYYY-MM-DD`, in the browser's own date control.
///
/// ```ignore
/// view! { <DateField id="added-from" name="from" label=text.from value=from/> }
/// ```
#[component]
pub fn DateField(
    /// The id, unlike any other on the page.
    #[prop(into)]
    id: String,
    /// The visible label and accessible name.
    #[prop(into)]
    label: Signal<String>,
    /// The day, or the empty text.
    value: RwSignal<String>,
    /// The name in a form; without one the id.
    #[prop(optional, into)]
    name: Option<String>,
    /// The earliest day.
    #[prop(optional, into)]
    min: MaybeProp<String>,
    /// The latest day.
    #[prop(optional, into)]
    max: MaybeProp<String>,
    /// What is wrong at present.
    #[prop(optional, into)]
    fault: Signal<Option<Fault>>,
    /// Called with the day after each change by hand.
    #[prop(optional, into)]
    on_input: Option<Callback<String>>,
) -> impl IntoView {
    let node_ref = NodeRef::new();
    bind_input(node_ref, value);
    let describing = id.clone();
    let described = move || described_by(&describing, false, fault.with(Option::is_some));
    let none = MaybeProp::default();
    view! {
        <Frame id=id.clone() label mark=none hint=none fault>
            <input
                node_ref=node_ref
                class="input input--date"
                id=id.clone()
                name=name.unwrap_or(id)
                type="date"
                value=value.get_untracked()
                min=move || min.get()
                max=move || max.get()
                aria-invalid=move || fault.with(Option::is_some).then_some("true")
                aria-describedby=described
                on:input=move |event| typed(&event, value, on_input)
            />
        </Frame>
    }
    .into_any()
}

/// Takes over what was typed.
pub(super) fn typed(
    event: &ev::Event,
    value: RwSignal<String>,
    on_input: Option<Callback<String>>,
) {
    let text = event_target_value(event);
    value.set(text.clone());
    if let Some(on_input) = on_input {
        on_input.run(text);
    }
}

/// Keeps an input and its value alike. What stands in the field that the server sent wins, because it was typed while the page was still loading;
/// after that the field is only written when it differs, so that the caret stays where it is.
pub(super) fn bind_input(node_ref: NodeRef<html::Input>, value: RwSignal<String>) {
    Effect::new(move |bound: Option<bool>| {
        let Some(input) = node_ref.get() else {
            return false;
        };
        let wanted = value.get();
        let known = bound == Some(true) || dom::is_known(&input);
        if input.value() != wanted {
            if known || input.value() == input.default_value() {
                input.set_value(&wanted);
            } else {
                value.set(input.value());
            }
        }
        true
    });
}

#[cfg(test)]
mod tests {
    use super::described_by;

    #[test]
    fn a_fault_is_read_before_the_hint() {
        assert_eq!(
            described_by("name", true, true).as_deref(),
            Some("name-fault name-hint")
        );
        assert_eq!(described_by("name", false, false), None);
    }
}
