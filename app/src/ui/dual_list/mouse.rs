//! What the mouse does in a list: highlight, move by double click, drag and drop.

use leptos::{ev, prelude::*, wasm_bindgen::JsCast};
use web_sys::{Element, Node, PointerEvent};

use super::{Dual, state::Side};

/// The rank of the option in which an event happened.
fn rank_at(event: &ev::MouseEvent) -> Option<u32> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    let option = target.closest("[role=option]").ok().flatten()?;
    option.get_attribute("data-rank")?.parse().ok()
}

/// Highlights as lists do: this one only, one more with Control, a range with Shift.
pub fn click(dual: Dual, side: Side, event: &ev::MouseEvent) {
    let Some(rank) = rank_at(event) else { return };
    // A finger cannot hold Control: each tap adds or takes away.
    let touch = event
        .dyn_ref::<PointerEvent>()
        .is_some_and(|event| event.pointer_type() == "touch");
    let control = event.ctrl_key() || event.meta_key();
    dual.change(side, |state| {
        let pane = state.pane_mut(side);
        match (event.shift_key(), control || touch) {
            (true, add) => pane.highlight_up_to(rank, add),
            (false, true) => pane.toggle(rank),
            (false, false) => pane.highlight_only(rank),
        }
    });
}

/// Moves the option to the other list, and all that is highlighted if it is.
pub fn double_click(dual: Dual, side: Side, event: &ev::MouseEvent) {
    let Some(rank) = rank_at(event) else { return };
    highlight_for_move(dual, side, rank);
    dual.move_highlighted(side, false);
}

/// What is grabbed moves: together with all that is highlighted if it is so itself, else alone.
fn highlight_for_move(dual: Dual, side: Side, rank: u32) {
    dual.change(side, |state| {
        let pane = state.pane_mut(side);
        if !pane.is_highlighted(rank) {
            pane.highlight_only(rank);
        }
    });
}

/// Takes hold of what will move.
pub fn drag_start(dual: Dual, side: Side, event: &ev::DragEvent) {
    let Some(rank) = rank_at(event) else { return };
    highlight_for_move(dual, side, rank);
    if let Some(data) = event.data_transfer() {
        let label = dual.state.with_value(|state| {
            state
                .items()
                .option(rank)
                .map(|option| option.label.clone())
        });
        data.set_effect_allowed("move");
        // Some browsers drag nothing without data. That one refuses is no reason not to drag.
        data.set_data("text/plain", &label.unwrap_or_default())
            .unwrap_or_default();
    }
    dual.dragged.set(Some(side));
}

/// Says whether what is dragged may be dropped here.
pub fn drag_over(dual: Dual, side: Side, over: RwSignal<bool>, event: &ev::DragEvent) {
    if dual.dragged.get_untracked() == Some(side.other()) {
        event.prevent_default();
        if !over.get_untracked() {
            over.set(true);
        }
    }
}

/// The pointer left the frame, not only one of the elements in it.
pub fn leaves(event: &ev::DragEvent) -> bool {
    let frame = event
        .current_target()
        .and_then(|target| target.dyn_into::<Node>().ok());
    let to = event
        .related_target()
        .and_then(|target| target.dyn_into::<Node>().ok());
    !frame.is_some_and(|frame| frame.contains(to.as_ref()))
}

/// Moves what was dragged here.
pub fn drop_here(dual: Dual, side: Side, over: RwSignal<bool>, event: &ev::DragEvent) {
    over.set(false);
    if dual.dragged.get_untracked() == Some(side.other()) {
        event.prevent_default();
        dual.dragged.set(None);
        dual.move_highlighted(side.other(), false);
    }
}
