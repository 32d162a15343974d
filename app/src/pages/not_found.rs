//! Every address that is none of ours.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::{
    paths,
    text::use_text,
    ui::{
        button::{ButtonLink, Kind},
        empty_state::EmptyState,
        icon::Glyph,
    },
};

/// Says so (with status 404) and leads home.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    let text = use_text();
    #[cfg(feature = "ssr")]
    if let Some(options) = use_context::<leptos_axum::ResponseOptions>() {
        options.set_status(http::StatusCode::NOT_FOUND);
    }
    view! {
        <Title text=(text.app.page_title)(text.app.not_found)/>
        <main class="sign-in" id="main">
            <h1 class="visually-hidden">{text.app.not_found}</h1>
            <EmptyState glyph=Glyph::Search title=text.app.not_found text=text.app.not_found_text>
                <ButtonLink href=paths::HOME label=text.app.back_home kind=Kind::Primary/>
            </EmptyState>
        </main>
    }
}
