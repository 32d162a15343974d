//! A section that opens and closes without script.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};

/// What is seldom needed, behind its heading: the browser's own disclosure. Its content is always in the page. Where the content is costly,
/// take [`super::disclosure::Disclosure`].
///
/// Classes `fold`, `fold__summary`, `fold__body`.
///
/// ```ignore
/// view! { <Fold label=text.numbers><Table …/></Fold> }
/// ```
#[component]
pub fn Fold(
    /// What one presses to open it.
    #[prop(into)]
    label: Signal<String>,
    /// Whether the label is a heading (of the third level).
    #[prop(optional)]
    heading: bool,
    /// What it holds.
    children: Children,
) -> impl IntoView {
    let label = if heading {
        view! { <h3 class="fold__heading">{move || label.get()}</h3> }.into_any()
    } else {
        view! { <span>{move || label.get()}</span> }.into_any()
    };
    view! {
        <details class="fold">
            <summary class="fold__summary"><Icon glyph=Glyph::ChevronEnd/>{label}</summary>
            <div class="fold__body">{children()}</div>
        </details>
    }
    .into_any()
}
