//! A state in a word, never by colour alone.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};

/// What a badge means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Works as it should.
    Good,
    /// Switched off, of no effect.
    Off,
    /// Needs a look.
    Warning,
    /// Says a kind, judges nothing.
    #[default]
    Neutral,
}

/// A word with a picture and a colour.
///
/// Classes `badge`, `badge--good|off|warning|neutral`.
///
/// ```ignore
/// view! { <Badge tone=Tone::Good text=text.active/> }
/// ```
#[component]
pub fn Badge(
    /// What it means.
    #[prop(optional, into)]
    tone: Signal<Tone>,
    /// The word.
    #[prop(into)]
    text: Signal<String>,
) -> impl IntoView {
    let class = move || match tone.get() {
        Tone::Good => "badge badge--good",
        Tone::Off => "badge badge--off",
        Tone::Warning => "badge badge--warning",
        Tone::Neutral => "badge badge--neutral",
    };
    let picture = move || {
        let glyph = match tone.get() {
            Tone::Good => Glyph::On,
            Tone::Off => Glyph::Off,
            Tone::Warning => Glyph::Warning,
            Tone::Neutral => return None,
        };
        Some(view! { <Icon glyph/> })
    };
    view! { <span class=class>{picture}<span>{move || text.get()}</span></span> }
}
