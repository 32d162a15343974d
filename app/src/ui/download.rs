//! Files that the server makes, handed to the browser to keep.

use std::{
    cell::Cell,
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use leptos::{
    prelude::*,
    wasm_bindgen::{JsCast, closure::Closure},
};
use web_sys::{Element, HtmlElement, HtmlIFrameElement};

/// How long an answer may take to begin; the server breaks off before that.
const PATIENCE: Duration = Duration::from_mins(1);

/// Tells the frames of several downloads apart.
static BEGUN: AtomicU32 = AtomicU32::new(0);

/// Sends a form to an address that answers with a file, which the browser keeps and shows the progress of. The answer goes to a frame out of
/// sight: a file leaves that as it is, and anything else is loaded there instead of in place of the page. Then `failed` is called.
pub fn download(action: &str, pairs: &[(&str, String)], failed: impl FnOnce() + 'static) {
    let name = format!("download-{}", BEGUN.fetch_add(1, Ordering::Relaxed));
    let (Some(frame), Some(form)) = (element("iframe"), element("form")) else {
        return;
    };
    set(&frame, "name", &name);
    set(&frame, "title", &name);
    set(&form, "method", "post");
    set(&form, "action", action);
    set(&form, "target", &name);
    for (name, value) in pairs {
        if let Some(field) = element("input") {
            set(&field, "type", "hidden");
            set(&field, "name", name);
            set(&field, "value", value);
            form.append_child(&field).map(drop).unwrap_or_default();
        }
    }
    let Some(button) = element("button") else {
        return;
    };
    form.append_child(&button).map(drop).unwrap_or_default();
    for element in [&frame, &form] {
        set(element, "hidden", "");
        if let Some(body) = document().body() {
            body.append_child(element).map(drop).unwrap_or_default();
        }
    }
    let failed = Cell::new(Some(failed));
    let answer = frame.clone();
    let loaded = Closure::<dyn Fn()>::new(move || {
        if !is_blank(&answer)
            && let Some(failed) = failed.take()
        {
            failed();
        }
    });
    if let Some(frame) = frame.dyn_ref::<HtmlElement>() {
        frame.set_onload(Some(loaded.as_ref().unchecked_ref()));
    }
    if let Some(button) = button.dyn_ref::<HtmlElement>() {
        button.click();
    }
    form.remove();
    set_timeout(
        move || {
            frame.remove();
            drop(loaded);
        },
        PATIENCE,
    );
}

/// Whether nothing was loaded there: some browsers tell of that too. What may not be looked into is a page of the browser that says what is
/// wrong.
fn is_blank(frame: &Element) -> bool {
    frame
        .dyn_ref::<HtmlIFrameElement>()
        .and_then(HtmlIFrameElement::content_document)
        .is_some_and(|page| page.url().is_ok_and(|address| address == "about:blank"))
}

fn element(name: &str) -> Option<Element> {
    document().create_element(name).ok()
}

fn set(element: &Element, name: &str, value: &str) {
    element.set_attribute(name, value).unwrap_or_default();
}
