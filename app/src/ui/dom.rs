//! What the components ask of the document, in one place. On the server nothing here is ever called: event handlers and effects do not
//! run there.

use leptos::{prelude::*, wasm_bindgen::JsCast};
use web_sys::{Element, FocusOptions, HtmlElement};

/// Whatever can take the focus by the Tab key, unless switched off or out of sight.
const FOCUSABLE: &str = "a[href], button:not([disabled]), input:not([disabled]):not([type=hidden]), \
     select:not([disabled]), textarea:not([disabled]), summary, [tabindex]";

/// Whether this is the half that runs in the browser. Clean-up runs on the server too, on any thread, and must not touch the document there.
pub const IN_BROWSER: bool = cfg!(target_arch = "wasm32");

/// Whether the browser says when it has nothing to do.
#[cfg(feature = "hydrate")]
#[must_use]
pub fn tells_idle() -> bool {
    web_sys::js_sys::Reflect::has(&window(), &"requestIdleCallback".into()).unwrap_or_default()
}

/// Whether this was asked of the element before: it can outlive the component that it was made for, and serve another of the same kind.
#[must_use]
pub fn is_known(element: &Element) -> bool {
    let mark = "integrationUsersKnows".into();
    let known = web_sys::js_sys::Reflect::has(element, &mark).unwrap_or_default();
    web_sys::js_sys::Reflect::set(element, &mark, &true.into()).unwrap_or_default();
    known
}

/// The element that has the focus, if it is more than the page itself.
#[must_use]
pub fn focused() -> Option<HtmlElement> {
    let element = document().active_element()?;
    if element.tag_name() == "BODY" {
        return None;
    }
    element.dyn_into().ok()
}

/// The element with this id.
#[must_use]
pub fn by_id(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// Everything inside `root` that matches the selector, in document order. A selector that the browser does not know finds nothing.
#[must_use]
pub fn all(root: &Element, selector: &str) -> Vec<HtmlElement> {
    let Ok(found) = root.query_selector_all(selector) else {
        return Vec::new();
    };
    (0..found.length())
        .filter_map(|at| found.get(at)?.dyn_into().ok())
        .collect()
}

/// Everything inside `root` that the Tab key reaches, in document order.
#[must_use]
pub fn reachable(root: &Element) -> Vec<HtmlElement> {
    let mut found = all(root, FOCUSABLE);
    found.retain(|element| element.tab_index() >= 0 && is_shown(element));
    found
}

/// Moves the focus to a field that came into an open dialog late, unless somebody is in another field of it already. Nothing has the focus when
/// what had it has gone with what was shown there before.
pub fn focus_first_field_of_dialog(id: &str) {
    let is_free = focused().is_none_or(|element| {
        matches(&element, "dialog, dialog *") && !matches(&element, "input, textarea, select")
    });
    if let Some(field) = by_id(id).filter(|_| is_free) {
        focus(&field);
    }
}

/// Whether the element takes up room on the page.
#[must_use]
pub fn is_shown(element: &HtmlElement) -> bool {
    element.offset_width() > 0 || element.offset_height() > 0
}

/// Gives the element the focus. A browser that refuses is left alone: nothing depends on it.
pub fn focus(element: &HtmlElement) {
    element.focus().unwrap_or_default();
}

/// The same without scrolling to it: for what had the focus before.
pub fn focus_in_place(element: &HtmlElement) {
    let options = FocusOptions::new();
    options.set_prevent_scroll(true);
    element.focus_with_options(&options).unwrap_or_default();
}

/// Moves the focus to the main part of the page, where what had it is gone.
pub fn focus_main() {
    if let Some(main) = by_id("main") {
        focus(&main);
    }
}

/// Whether the element matches the selector; one that the browser does not know matches nothing.
#[must_use]
pub fn matches(element: &Element, selector: &str) -> bool {
    element.matches(selector).unwrap_or(false)
}

/// Whether the popup (an element with the attribute `popover`) is shown.
#[must_use]
pub fn is_popped_up(popup: &Element) -> bool {
    matches(popup, ":popover-open")
}

/// Takes the popup away; the browser gives the focus back to what opened it.
pub fn hide_popup(popup: &HtmlElement) {
    if is_popped_up(popup) {
        popup.hide_popover().unwrap_or_default();
    }
}

/// Puts a shown popup below its button, or above where there is no room. Browsers that know anchors do that by the style sheet alone;
/// this is for the others.
pub fn place_beside(button: &Element, popup: &HtmlElement) {
    const GAP: f64 = 4.0;
    if web_sys::css::supports_with_value("position-area", "block-end").unwrap_or(false) {
        return;
    }
    let (Some(width), Some(height)) = (
        window().inner_width().ok().and_then(|value| value.as_f64()),
        window()
            .inner_height()
            .ok()
            .and_then(|value| value.as_f64()),
    ) else {
        return;
    };
    let beside = button.get_bounding_client_rect();
    let own = popup.get_bounding_client_rect();
    let below = beside.bottom() + GAP;
    let top = if below + own.height() > height {
        (beside.top() - GAP - own.height()).max(GAP)
    } else {
        below
    };
    let left = beside.left().min(width - own.width() - GAP).max(GAP);
    let style = popup.style();
    for (property, value) in [
        ("position", "fixed".to_owned()),
        ("inset", "auto".to_owned()),
        ("margin", "0".to_owned()),
        ("top", pixels(top)),
        ("left", pixels(left)),
    ] {
        style.set_property(property, &value).unwrap_or_default();
    }
}

/// A length in hundredths of a pixel, which is finer than any screen. (Writing out a float in full is much code.)
#[expect(
    clippy::cast_possible_truncation,
    reason = "casting a float saturates, and no page is that long"
)]
pub fn pixels(length: f64) -> String {
    let hundredths = (length.max(0.0) * 100.0).round() as i64;
    format!("{}.{:02}px", hundredths / 100, hundredths % 100)
}
