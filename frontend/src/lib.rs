//! What the browser runs: takes over the page that the server rendered, and nothing else.

use leptos::mount::hydrate_from;
use wasm_bindgen::prelude::wasm_bindgen;

/// Called by the page's script once the module is loaded.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    // Nothing runs tasks before the first of these calls has made the browser do it.
    wasm_bindgen_futures::spawn_local(async {
        // The page is taken over in one go, so what it consists of has to be there.
        app::parts_of_page().await;
        hydrate_from(body(), app::App).forget();
        mark();
    });
}

fn body() -> web_sys::HtmlElement {
    let document = web_sys::window().and_then(|window| window.document());
    let body = document.and_then(|document| document.body());
    body.expect("a module script runs after the body was parsed")
}

/// Tells whoever measures, and the page's first script, that from now on the page answers to its reader.
fn mark() {
    if let Some(performance) = web_sys::window().and_then(|window| window.performance()) {
        // Without a mark nothing but a measurement is missing.
        let _ = performance.mark(app::AWAKE);
    }
}
