//! Every address that is none of ours.

use leptos::prelude::*;
use leptos_meta::Title;

use super::shell::Frame;
use crate::{
    components::page_head::PageHead,
    me::use_me,
    paths,
    text::use_text,
    ui::{
        button::{ButtonLink, Kind},
        empty_state::EmptyState,
        icon::Glyph,
    },
};

/// Says so (with status 404) and leads home. Whoever is signed in has the frame of all pages around it.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    let text = use_text();
    #[cfg(feature = "ssr")]
    if let Some(options) = use_context::<leptos_axum::ResponseOptions>() {
        options.set_status(http::StatusCode::NOT_FOUND);
    }
    let home = move || {
        view! { <ButtonLink href=paths::HOME label=text.app.back_home kind=Kind::Primary/> }
    };
    if use_me().name.is_empty() {
        return view! {
            <Title text=(text.app.page_title)(text.app.not_found)/>
            <main class="sign-in" id="main">
                <h1 class="visually-hidden">{text.app.not_found}</h1>
                <EmptyState glyph=Glyph::Search title=text.app.not_found text=text.app.not_found_text>
                    {home()}
                </EmptyState>
            </main>
        }
        .into_any();
    }
    view! {
        <Frame>
            <div class="page">
                <PageHead title=text.app.not_found about=text.app.not_found_text/>
                {home()}
            </div>
        </Frame>
    }
    .into_any()
}
