//! Doing something when a part of the page comes into view.

use leptos::{html, prelude::*, wasm_bindgen::JsCast, wasm_bindgen::closure::Closure};
use web_sys::{IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit, js_sys};

/// A block that calls back each time it comes near the visible part of the page.
///
/// ```ignore
/// view! { <WhenSeen class="load-more" on_seen=load><button>…</button></WhenSeen> }
/// ```
#[component]
pub fn WhenSeen(
    /// The block's class.
    #[prop(into)]
    class: String,
    /// Called when it comes into view.
    #[prop(into)]
    on_seen: Callback<()>,
    /// What stands in it.
    children: Children,
) -> impl IntoView {
    let node_ref = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        let Some(block) = node_ref.get() else { return };
        let seen = Closure::<dyn FnMut(js_sys::Array)>::new(move |entries: js_sys::Array| {
            let shown = entries
                .iter()
                .filter_map(|entry| entry.dyn_into::<IntersectionObserverEntry>().ok());
            if shown.into_iter().any(|entry| entry.is_intersecting()) {
                on_seen.run(());
            }
        });
        let early = IntersectionObserverInit::new();
        early.set_root_margin("200px");
        // Without the observer the button in the block still works.
        if let Ok(observer) =
            IntersectionObserver::new_with_options(seen.as_ref().unchecked_ref(), &early)
        {
            observer.observe(&block);
            let held = send_wrapper::SendWrapper::new((observer, seen));
            on_cleanup(move || held.take().0.disconnect());
        }
    });
    view! { <div class=class node_ref=node_ref>{children()}</div> }
}
