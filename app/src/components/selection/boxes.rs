//! The check boxes of the table.

use domain::UserSummary;
use leptos::{ev, prelude::*};
use web_sys::HtmlInputElement;

use super::{SELECT_ALL, TOOLBAR, UserSelection, use_selection};
use crate::{
    text::use_text,
    ui::{
        dom,
        table::{Cell, CellKind},
    },
};

/// The check box of the head: all rows that are shown, some, or none.
///
/// Classes `header header--select`.
#[component]
pub fn SelectAll() -> impl IntoView {
    let text = use_text();
    let selection = use_selection();
    let state = Memo::new(move |_| selection.of_shown());
    let all = move || {
        let (picked, shown) = state.get();
        shown > 0 && picked == shown
    };
    let some = move || {
        let (picked, shown) = state.get();
        picked > 0 && picked < shown
    };
    view! {
        <th class="header header--select" role="columnheader" scope="col">
            <input
                class="choice__box"
                type="checkbox"
                id=SELECT_ALL
                autocomplete="off"
                prop:checked=all
                prop:indeterminate=some
                on:change=move |event| {
                    selection.press_all(event_target_checked(&event));
                    // Where nothing is shown it stays as it was, and the browser is not told so by itself.
                    event_target::<HtmlInputElement>(&event).set_checked(untrack(all));
                }
                on:keydown=move |event| enter_leads_to_the_actions(&selection, &event)
            />
            // Text, not an attribute: a head without text counts as an empty one.
            <label class="visually-hidden" for=SELECT_ALL>{text.bulk.select_all}</label>
        </th>
    }
    .into_any()
}

/// The check box of a row. With Shift, by mouse or by the space bar, it takes all rows along since the one before.
#[component]
pub fn SelectRow(
    /// The row as it is now.
    row: Memo<UserSummary>,
) -> impl IntoView {
    let text = use_text();
    let selection = use_selection();
    // A row that is about to go, as another list has come, may still be asked.
    let checked = move || {
        let picked = row.try_with(|row| selection.is_picked(&row.party_number));
        picked.unwrap_or_default()
    };
    let label = move || row.with(|row| (text.bulk.select)(row.client_id.as_str()));
    // Not every browser hands Shift on from the space bar to the click it makes.
    let shift = StoredValue::new(false);
    let press = move |event: ev::MouseEvent| {
        // Of a row that is about to go nothing is there any more.
        if let Some(row) = row.try_get_untracked() {
            let extend = event.shift_key() || shift.get_value();
            selection.press(&row, event_target_checked(&event), extend);
        }
    };
    view! {
        <Cell kind=CellKind::Select>
            <input
                class="choice__box"
                type="checkbox"
                autocomplete="off"
                aria-label=label
                prop:checked=checked
                on:click=press
                on:keydown=move |event| {
                    shift.set_value(event.shift_key());
                    enter_leads_to_the_actions(&selection, &event);
                }
                on:keyup=move |event| {
                    // The click comes behind the space bar's, and still wants to know.
                    if event.key() != " " {
                        shift.set_value(event.shift_key());
                    }
                }
                on:blur=move |_| shift.set_value(false)
            />
        </Cell>
    }
}

/// By keyboard the tool bar may be many rows away.
fn enter_leads_to_the_actions(selection: &UserSelection, event: &ev::KeyboardEvent) {
    if event.key() != "Enter" || untrack(|| selection.count()) == 0 {
        return;
    }
    let bar = dom::by_id(TOOLBAR);
    if let Some(first) = bar.and_then(|bar| dom::reachable(&bar).into_iter().next()) {
        event.prevent_default();
        dom::focus(&first);
    }
}
