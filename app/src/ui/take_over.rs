//! A place that the server has filled, and that is taken over from it later than the page around.

use leptos::{
    prelude::*,
    tachys::view::{Mountable, Render},
    wasm_bindgen::JsCast,
};
use web_sys::{Event, EventInit, HtmlElement, HtmlInputElement};

use super::dom;

/// Puts the living view in the place of what the server wrote there. What somebody typed, chose or had the focus on meanwhile is found again
/// by its id. Lives as long as the owner.
pub fn take_over(place: &HtmlElement, view: impl FnOnce() -> AnyView) {
    let done: Vec<HtmlInputElement> = dom::all(place, "input[id]")
        .into_iter()
        .filter_map(|element| element.dyn_into().ok())
        .filter(was_used)
        .collect();
    let focused = dom::focused().filter(|element| place.contains(Some(element)));
    place.set_inner_html("");
    let mut state = view().build();
    state.mount(place, None);
    // Dropped, it would stop living.
    StoredValue::new_local(state);
    for old in done {
        if let Some(new) = input(&old.id()) {
            use_likewise(&new, &old);
        }
    }
    if let Some(again) = focused.and_then(|element| dom::by_id(&element.id())) {
        dom::focus(&again);
    }
}

fn input(id: &str) -> Option<HtmlInputElement> {
    dom::by_id(id)?.dyn_into().ok()
}

/// Whether somebody changed it since the server wrote it.
fn was_used(input: &HtmlInputElement) -> bool {
    match input.type_().as_str() {
        "radio" => input.checked() && !input.default_checked(),
        "checkbox" => input.checked() != input.default_checked(),
        _ => input.value() != input.default_value(),
    }
}

fn use_likewise(new: &HtmlInputElement, old: &HtmlInputElement) {
    if matches!(old.type_().as_str(), "radio" | "checkbox") {
        if new.checked() != old.checked() {
            new.click();
        }
        return;
    }
    new.set_value(&old.value());
    let init = EventInit::new();
    init.set_bubbles(true);
    if let Ok(event) = Event::new_with_event_init_dict("input", &init) {
        // Whether anybody prevented it is no matter.
        let _ = new.dispatch_event(&event);
    }
}
