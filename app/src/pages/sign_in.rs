//! `/sign-in`

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::{
    text::use_text,
    ui::icon::{Glyph, Icon},
};

/// Says how to get a sign-in link, and why the last one did not work.
#[component]
pub fn SignInPage() -> impl IntoView {
    let text = use_text();
    let query = use_query_map();
    let refused =
        move || query.with(|query| query.get_str("problem").and_then(text.account.refused));
    view! {
        <Title text=(text.app.page_title)(text.account.sign_in)/>
        <main class="sign-in" id="main">
            <div class="sign-in__card">
                <p class="sign-in__text muted">{text.app.name}</p>
                <h1 class="sign-in__title">{text.account.sign_in}</h1>
                {move || {
                    refused()
                        .map(|why| {
                            view! {
                                <div class="notice notice--warning" role="alert">
                                    <Icon glyph=Glyph::Warning/>
                                    <p>{why}</p>
                                </div>
                            }
                        })
                }}
                <p class="sign-in__text">{text.account.how}</p>
                <pre class="code-block"><code>{text.account.command}</code></pre>
                <p class="sign-in__text muted">{text.account.how_long}</p>
            </div>
        </main>
    }
}
