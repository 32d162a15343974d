//! A section that opens and closes.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};

/// A heading that is a button, with a region that it opens and closes. The content is made when first opened and then kept, so that what was
/// done inside survives closing.
///
/// Classes `disclosure`, `disclosure__heading`, `disclosure__button`, `disclosure__summary`, `disclosure__region`.
///
/// ```ignore
/// view! {
///     <Disclosure id="sales" label=text.sales_groups summary=selected open>
///         <DualList …/>
///     </Disclosure>
/// }
/// ```
#[component]
pub fn Disclosure(
    /// The region's id, unlike any other on the page; the button's is this with `-button`.
    #[prop(into)]
    id: String,
    /// The heading.
    #[prop(into)]
    label: Signal<String>,
    /// What is inside, in short, after a dot: "3 selected". Part of the accessible name.
    #[prop(optional, into)]
    summary: MaybeProp<String>,
    /// Whether it is open.
    #[prop(optional)]
    open: RwSignal<bool>,
    /// What it holds.
    children: ChildrenFn,
) -> impl IntoView {
    let was_opened =
        Memo::new(move |before: Option<&bool>| open.get() || before.copied().unwrap_or(false));
    let button_id = format!("{id}-button");
    view! {
        <section class="disclosure">
            <h3 class="disclosure__heading">
                <button
                    class="disclosure__button"
                    type="button"
                    id=button_id.clone()
                    aria-expanded=move || if open.get() { "true" } else { "false" }
                    aria-controls=id.clone()
                    on:click=move |_| open.update(|open| *open = !*open)
                >
                    <Icon glyph=Glyph::ChevronEnd/>
                    <span>{move || label.get()}</span>
                    {move || {
                        summary.get().map(|text| view! { <span class="disclosure__summary">{format!(" · {text}")}</span> })
                    }}
                </button>
            </h3>
            <div class="disclosure__region" id=id role="group" aria-labelledby=button_id hidden=move || !open.get()>
                <Show when=move || was_opened.get()>{children()}</Show>
            </div>
        </section>
    }
    .into_any()
}
