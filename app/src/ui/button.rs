//! Buttons, and links that look like them.

use leptos::{ev, prelude::*};

use super::icon::{Glyph, Icon};

/// How loud a button is. One page or dialog has at most one [`Kind::Primary`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// What one most likely came for.
    Primary,
    /// Everything else.
    #[default]
    Secondary,
    /// Within lists and tool bars, without a frame.
    Ghost,
    /// Takes something away from somebody.
    Danger,
}

impl Kind {
    const fn class(self) -> &'static str {
        match self {
            Self::Primary => "button button--primary",
            Self::Secondary => "button button--secondary",
            Self::Ghost => "button button--ghost",
            Self::Danger => "button button--danger",
        }
    }
}

/// A button with a text.
///
/// While `busy` it shows `busy_label` and a turning ring, says `aria-disabled`, and neither calls `on_press` nor submits its form, so
/// that nothing is sent twice; it keeps the focus, which a `disabled` button would lose.
///
/// Classes `button`, `button--primary|secondary|ghost|danger`, `button__busy`.
///
/// ```ignore
/// view! { <Button label=text.save kind=Kind::Primary submit=true busy=saving busy_label=text.saving/> }
/// ```
#[component]
pub fn Button(
    /// The text, which is its accessible name.
    #[prop(into)]
    label: Signal<String>,
    /// How loud it is.
    #[prop(optional)]
    kind: Kind,
    /// A picture before the text.
    #[prop(optional, into)]
    icon: Option<Glyph>,
    /// Whether its work is under way.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// The text while busy; without one the label stays.
    #[prop(optional, into)]
    busy_label: MaybeProp<String>,
    /// Whether there is nothing to do at present.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Whether it submits the form it stands in (or names with the attribute `form`).
    #[prop(optional)]
    submit: bool,
    /// Called when pressed and not busy.
    #[prop(optional, into)]
    on_press: Option<Callback<()>>,
    /// Gives the element to the owner, for example to focus it.
    #[prop(optional)]
    node_ref: NodeRef<leptos::html::Button>,
) -> impl IntoView {
    let press = move |event: ev::MouseEvent| {
        // Where another answer is on its way already, what belongs to the button may be gone while it still stands there.
        if busy.try_get_untracked() != Some(false) {
            event.prevent_default();
        } else if let Some(on_press) = on_press {
            on_press.try_run(());
        }
    };
    let text = move || {
        if busy.get() {
            busy_label.get().unwrap_or_else(|| label.get())
        } else {
            label.get()
        }
    };
    view! {
        <button
            node_ref=node_ref
            class=kind.class()
            type=if submit { "submit" } else { "button" }
            disabled=move || disabled.get()
            aria-disabled=move || busy.get().then_some("true")
            on:click=press
        >
            <Show when=move || busy.get() fallback=move || icon.map(|glyph| view! { <Icon glyph/> })>
                <span class="button__busy" aria-hidden="true"></span>
            </Show>
            <span class="button__label">{text}</span>
        </button>
    }
}

/// A link that looks like a button: it leads somewhere, works without script, and opens in a new tab if one wants that.
///
/// ```ignore
/// view! { <ButtonLink href=paths::new_user() label=text.create icon=Glyph::Add kind=Kind::Primary/> }
/// ```
#[component]
pub fn ButtonLink(
    /// Where it leads.
    #[prop(into)]
    href: Signal<String>,
    /// The text, which is its accessible name.
    #[prop(into)]
    label: Signal<String>,
    /// How loud it is.
    #[prop(optional)]
    kind: Kind,
    /// A picture before the text.
    #[prop(optional, into)]
    icon: Option<Glyph>,
    /// Gives the element to the owner, for example to focus it.
    #[prop(optional)]
    node_ref: NodeRef<leptos::html::A>,
) -> impl IntoView {
    view! {
        <a node_ref=node_ref class=kind.class() href=move || href.get()>
            {icon.map(|glyph| view! { <Icon glyph/> })}
            <span class="button__label">{move || label.get()}</span>
        </a>
    }
}
