//! Something to copy: a setting, an address, a command.

use leptos::{prelude::*, task::spawn_local};

use crate::{
    text::use_text,
    ui::{
        button::{Button, Kind},
        clipboard,
        icon::Glyph,
        toast::use_toasts,
    },
};

/// Lines of code with a button that copies them. Long lines scroll, by keyboard too.
#[component]
pub fn CodeBlock(
    /// What it is; its accessible name.
    label: String,
    /// The lines.
    code: String,
) -> impl IntoView {
    let text = use_text();
    let toasts = use_toasts();
    let copied = StoredValue::new((label.clone(), code.clone()));
    let copy = move || {
        let (label, code) = copied.get_value();
        spawn_local(async move {
            if clipboard::copy(&code).await {
                toasts.done((text.guide().copied)(&label));
            } else {
                toasts.failed(text.users.copy_failed);
            }
        });
    };
    let name = (text.guide().copy_of)(&label);
    view! {
        <div class="code-frame">
            <pre class="code-block" tabindex="0" role="group" aria-label=label><code>{code}</code></pre>
            <div class="script-only">
                <Button label=text.guide().copy kind=Kind::Secondary icon=Glyph::Copy on_press=move || copy() {..} aria-label=name/>
            </div>
        </div>
    }
    .into_any()
}
