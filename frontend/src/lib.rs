//! What the browser runs: takes over the page that the server rendered, and nothing else.

use wasm_bindgen::prelude::wasm_bindgen;

/// Called by the page's script once the module is loaded.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(app::App);
    mark();
}

/// Tells whoever measures (User Timing) that from now on the page answers to its reader.
fn mark() {
    if let Some(performance) = web_sys::window().and_then(|window| window.performance()) {
        // Without a mark nothing but a measurement is missing.
        let _ = performance.mark("hydrated");
    }
}
