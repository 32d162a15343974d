//! `/sign-in`

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::{
    SignInWays, paths,
    text::use_text,
    ui::icon::{Glyph, Icon},
};

/// Leads to the identity provider, where there is one; says how to get a sign-in link, and why the last try did not
/// work.
#[component]
pub fn SignInPage() -> impl IntoView {
    let text = use_text();
    let query = use_query_map();
    let refused =
        move || query.with(|query| query.get_str("problem").and_then(text.account.refused));
    let ways = use_context::<SignInWays>().unwrap_or_default();
    let organisation = ways.organisation.then(|| {
        let href = move || {
            query.with(|query| paths::organisation_sign_in(query.get_str("next")))
        };
        view! {
            // The server answers this address, not the application.
            <p class="sign-in__text">
                <a class="button button--primary" rel="external" href=href>{text.account.organisation}</a>
            </p>
            <p class="sign-in__text muted">{text.account.organisation_text}</p>
        }
    });
    let how = if ways.organisation {
        text.account.how_without
    } else {
        text.account.how
    };
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
                {organisation}
                <p class="sign-in__text">{how}</p>
                <pre class="code-block"><code>{text.account.command}</code></pre>
                <p class="sign-in__text muted">{text.account.how_long}</p>
            </div>
        </main>
    }
}
