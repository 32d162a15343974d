//! What a page says when there is nothing to show.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};

/// Says that there is nothing, why, and what to do about it.
///
/// Classes `empty`, `empty__picture`, `empty__title`, `empty__text`, `empty__actions`.
///
/// ```ignore
/// view! {
///     <EmptyState glyph=Glyph::Search title=text.nothing_matches text=text.try_fewer_filters>
///         <QueryButton href=all class="button button--secondary">{text.clear_all}</QueryButton>
///     </EmptyState>
/// }
/// ```
#[component]
pub fn EmptyState(
    /// The picture.
    glyph: Glyph,
    /// What there is nothing of.
    #[prop(into)]
    title: Signal<String>,
    /// Why, and what next.
    #[prop(into)]
    text: Signal<String>,
    /// Buttons and links that lead on.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <span class="empty__picture"><Icon glyph/></span>
            <p class="empty__title">{move || title.get()}</p>
            <p class="empty__text">{move || text.get()}</p>
            {children.map(|children| view! { <div class="empty__actions">{children()}</div> })}
        </div>
    }
    .into_any()
}
