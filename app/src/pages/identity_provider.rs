//! `/admin/setup/identity-provider`

use leptos::prelude::*;

use crate::{
    api::{Providers, identity_providers},
    components::{
        code_block::CodeBlock, failure::FailureNotice, page_head::PageHead,
        provider_card::ProviderCard, provider_guide::ProviderGuide, token_check::TokenChecker,
    },
    text::use_text,
    ui::{
        button::{Button, Kind},
        empty_state::EmptyState,
        icon::Glyph,
        skeleton::SkeletonLines,
    },
};

/// What an operator sets, to be copied.
const EXAMPLE: &str =
    "IU_IDP_ISSUER=https://idp.example.com\nIU_IDP_AUDIENCE=https://integration-users.example.com";

/// What is configured, how to register a client, and a check for tokens.
#[component]
pub fn IdentityProviderPage() -> impl IntoView {
    let text = use_text();
    let providers = Resource::new(|| (), |()| identity_providers());
    view! {
        <div class="page page--narrow">
            <PageHead title=text.app.identity_provider region=text.app.setup about=text.provider().about>
                <div class="script-only">
                    <Button label=text.provider().refresh kind=Kind::Secondary on_press=move || providers.refetch()/>
                </div>
            </PageHead>
            <div class="parts">
                <Transition fallback=|| view! { <SkeletonLines lines=12/> }>
                    {move || Suspend::new(async move {
                        match providers.await {
                            Ok(found) => view! { <Configured found/> }.into_any(),
                            Err(failure) => {
                                view! { <FailureNotice failure on_retry=move || providers.refetch()/> }.into_any()
                            }
                        }
                    })}
                </Transition>
                <TokenChecker/>
            </div>
        </div>
    }
}

#[component]
fn Configured(found: Providers) -> impl IntoView {
    let Providers {
        providers,
        now,
        origin,
    } = found;
    let cards = if providers.is_empty() {
        view! { <Nothing/> }.into_any()
    } else {
        providers
            .iter()
            .cloned()
            .enumerate()
            .map(|(at, provider)| view! { <ProviderCard at provider now/> })
            .collect_view()
            .into_any()
    };
    view! {
        {cards}
        <ProviderGuide providers origin/>
    }
}

/// Nothing is configured: what to set.
#[component]
fn Nothing() -> impl IntoView {
    let text = use_text();
    let words = text.provider();
    view! {
        <div class="card">
            <EmptyState glyph=Glyph::Shield title=words.none_title text=words.none_text/>
            <CodeBlock label=words.none_example.to_owned() code=EXAMPLE.to_owned()/>
        </div>
    }
}
