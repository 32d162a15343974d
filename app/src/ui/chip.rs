//! Filter chips.

use leptos::prelude::*;

use super::{
    icon::{Glyph, Icon},
    popover::Popover,
    query_button::QueryButton,
};

/// A chip that opens a popup with criteria, shows what is applied, and then has a button that removes it.
///
/// Its button's name is the label, or `Label: value` once applied; it has the focus after the filter was removed. Put chips into
/// `<div class="chips" role="group" aria-label=…>`.
///
/// Classes `chip`, `chip--applied`, `chip__button`, `chip__value`, `chip__remove`.
///
/// ```ignore
/// view! {
///     <FilterChip id="filter-status" label=text.status value=applied remove_label=text.remove_status remove_href=without>
///         <form method="get" class="popover__form">…</form>
///     </FilterChip>
/// }
/// ```
#[component]
pub fn FilterChip(
    /// The popup's id, unlike any other on the page.
    #[prop(into)]
    id: String,
    /// What it filters by.
    #[prop(into)]
    label: Signal<String>,
    /// What is applied, in short words, or nothing.
    #[prop(into)]
    value: Signal<Option<String>>,
    /// The accessible name of the remove button, such as "Remove filter Status".
    #[prop(into)]
    remove_label: Signal<String>,
    /// The address of the view without this filter.
    #[prop(into)]
    remove_href: Signal<String>,
    /// Called instead of going to `remove_href`.
    #[prop(optional, into)]
    on_remove: Option<Callback<()>>,
    /// Whether the popup is open; the owner may close it by setting this to `false`.
    #[prop(optional)]
    open: RwSignal<bool>,
    /// The criteria.
    children: Children,
) -> impl IntoView {
    let button_id = format!("{id}-button");
    let remove = move || {
        let focus_after = button_id.clone();
        value.with(Option::is_some).then(|| match on_remove {
            Some(on_press) => view! {
                <QueryButton href=remove_href label=remove_label class="chip__remove" on_press focus_after>
                    <Icon glyph=Glyph::Close/>
                </QueryButton>
            }
            .into_any(),
            None => view! {
                <QueryButton href=remove_href label=remove_label class="chip__remove" focus_after>
                    <Icon glyph=Glyph::Close/>
                </QueryButton>
            }
            .into_any(),
        })
    };
    let shown = move || {
        view! {
            <span class="chip__label">
                {move || label.get()}
                {move || {
                    value.get().map(|value| view! { ": " <span class="chip__value">{value}</span> })
                }}
            </span>
            <Icon glyph=Glyph::ChevronDown/>
        }
    };
    view! {
        <div class="chip" class:chip--applied=move || value.with(Option::is_some)>
            <Popover id label button=shown button_class="chip__button" open>
                {children()}
            </Popover>
            {remove}
        </div>
    }
    .into_any()
}

/// A chip of a filter that came with the address and has no popup: what it is, where that is found, and a button that removes it and with it
/// the chip.
///
/// Put it into `<div class="chips" role="group" aria-label=…>`. Classes `chip`, `chip--applied`, `chip__text`, `chip__label`, `chip__value`,
/// `chip__remove`.
///
/// ```ignore
/// view! { <AppliedChip label=text.user value=number href=edit remove_label=text.remove_user remove_href=without/> }
/// ```
#[component]
pub fn AppliedChip(
    /// What is filtered by.
    #[prop(into)]
    label: Signal<String>,
    /// The value.
    #[prop(into)]
    value: Signal<String>,
    /// Leads to what the value names.
    #[prop(into)]
    href: Signal<String>,
    /// The accessible name of the remove button.
    #[prop(into)]
    remove_label: Signal<String>,
    /// The address of the view without this filter.
    #[prop(into)]
    remove_href: Signal<String>,
) -> impl IntoView {
    view! {
        <div class="chip chip--applied">
            <span class="chip__text chip__label">
                {move || label.get()} ": "
                <a class="chip__value" href=move || href.get()>{move || value.get()}</a>
            </span>
            <QueryButton href=remove_href label=remove_label class="chip__remove" focus_after="main">
                <Icon glyph=Glyph::Close/>
            </QueryButton>
        </div>
    }
    .into_any()
}
