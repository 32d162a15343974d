//! An error in the place of what could not be shown.

use leptos::prelude::*;

use crate::{
    api::Failure,
    text::use_text,
    ui::{
        button::{Button, Kind},
        icon::{Glyph, Icon},
    },
};

/// Says why, in words, and offers to try again.
#[component]
pub fn FailureNotice(
    /// What went wrong.
    failure: Failure,
    /// Asks once more.
    #[prop(into)]
    on_retry: Callback<()>,
) -> impl IntoView {
    let text = use_text();
    view! {
        <div class="notice notice--error" role="alert">
            <Icon glyph=Glyph::Warning/>
            <p>{(text.failure)(&failure)}</p>
            <Button label=text.common.retry kind=Kind::Secondary on_press=on_retry/>
        </div>
    }
}
