//! A small popup beside its button.

use leptos::{html, prelude::*};

use super::dom;

/// A popup that belongs to a button: it opens and closes with it, closes with Escape and with a press elsewhere, and gives the focus back.
///
/// It lies above everything, so no scrolling container clips it, and it works without script, since the browser itself does the opening
/// (`popovertarget`): its content may be a GET form. The content is always in the document.
///
/// Classes `popover` for the popup, the owner's `button_class` for the button.
///
/// ```ignore
/// view! {
///     <Popover id="columns" label=text.columns button_class="button button--secondary" button=move || text.columns>
///         <form method="get">…</form>
///     </Popover>
/// }
/// ```
#[component]
pub fn Popover(
    /// The popup's id, unlike any other on the page; the button's is this with `-button`.
    #[prop(into)]
    id: String,
    /// The popup's accessible name.
    #[prop(into)]
    label: Signal<String>,
    /// What the button shows, which is its accessible name.
    #[prop(into)]
    button: ViewFn,
    /// The button's class.
    #[prop(into)]
    button_class: Signal<String>,
    /// Whether it is open; the owner may close it by setting this to `false`, or open it.
    #[prop(optional)]
    open: RwSignal<bool>,
    /// What the popup holds.
    children: Children,
) -> impl IntoView {
    let popup_ref = NodeRef::<html::Div>::new();
    let button_ref = NodeRef::<html::Button>::new();
    follow(open, popup_ref, button_ref);
    let toggled = move |_| {
        let (Some(popup), Some(button)) = (popup_ref.get_untracked(), button_ref.get_untracked())
        else {
            return;
        };
        let is_open = dom::is_popped_up(&popup);
        open.set(is_open);
        if is_open {
            dom::place_beside(&button, &popup);
            // Of several choices the keyboard begins at the one that holds, as it does outside of popups.
            let places = dom::reachable(&popup);
            let chosen = places
                .iter()
                .find(|place| dom::matches(place, "[type=radio]:checked"));
            if let Some(place) = chosen.or(places.first()) {
                dom::focus(place);
            }
        }
    };
    let face = untrack(move || button.run());
    let button_id = format!("{id}-button");
    view! {
        <button
            node_ref=button_ref
            type="button"
            id=button_id
            class=move || button_class.get()
            popovertarget=id.clone()
            aria-haspopup="dialog"
            aria-controls=id.clone()
            aria-expanded=move || if open.get() { "true" } else { "false" }
        >
            {face}
        </button>
        <div node_ref=popup_ref class="popover" id=id popover="auto" role="dialog" aria-label=move || label.get() on:toggle=toggled>
            {children()}
        </div>
    }
    .into_any()
}

/// Opens and closes the popup when the owner says so. What the browser did already is left as it is.
fn follow(open: RwSignal<bool>, popup_ref: NodeRef<html::Div>, button_ref: NodeRef<html::Button>) {
    Effect::new(move |_| {
        let wanted = open.get();
        let (Some(popup), Some(button)) = (popup_ref.get(), button_ref.get()) else {
            return;
        };
        if wanted && !dom::is_popped_up(&popup) {
            // As if pressed: the popup then knows its button, beside which it is placed.
            button.click();
        } else if !wanted {
            dom::hide_popup(&popup);
        }
    });
}
