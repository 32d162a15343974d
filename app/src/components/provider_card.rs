//! One identity provider: what is configured, its keys, and what is wrong with them.

use domain::{KeyState, ProviderState, Timestamp};
use leptos::prelude::*;

use crate::{
    components::refusals::Minute,
    text::use_text,
    ui::{
        icon::{Glyph, Icon},
        table::{Cell, CellKind, Header, Row, Table},
    },
};

/// What is configured, in words; a warning where tokens cannot be verified or soon cannot; the keys.
#[component]
pub fn ProviderCard(
    /// Its place among the providers, for ids.
    at: usize,
    /// The provider.
    provider: ProviderState,
    /// When it was so.
    now: Timestamp,
) -> impl IntoView {
    let title_id = format!("provider-{at}");
    let labelled = title_id.clone();
    let title = provider.issuers.first().cloned().unwrap_or_default();
    let keys = provider.keys.clone();
    view! {
        <section class="card provider" aria-labelledby=labelled>
            <h2 class="provider__title" id=title_id>{title.clone()}</h2>
            <KeyWarning keys=provider.keys.len() stale=provider.stale/>
            <ProviderFacts provider/>
            {(!keys.is_empty()).then(|| view! { <KeyTable issuer=title keys now/> })}
        </section>
    }
    .into_any()
}

/// Says loudly that there are no keys, or quietly that they are old.
#[component]
fn KeyWarning(keys: usize, stale: bool) -> impl IntoView {
    let text = use_text();
    if keys == 0 {
        return view! {
            <div class="notice notice--error" role="alert">
                <Icon glyph=Glyph::Warning/>
                <p>{text.provider().no_keys}</p>
            </div>
        }
        .into_any();
    }
    stale
        .then(|| {
            view! {
                <div class="notice notice--warning" role="status">
                    <Icon glyph=Glyph::Warning/>
                    <p>{text.provider().stale}</p>
                </div>
            }
        })
        .into_any()
}

#[component]
fn ProviderFacts(provider: ProviderState) -> impl IntoView {
    let text = use_text();
    let words = text.provider();
    let fact = |name: &'static str, value: AnyView| view! { <div class="facts__item"><dt>{name}</dt><dd>{value}</dd></div> };
    let quiet = |words: &'static str| view! { <span class="muted">{words}</span> }.into_any();
    let scopes = if provider.scopes.is_empty() {
        quiet(words.no_scopes)
    } else {
        code_list(provider.scopes)
    };
    let keys_from = match provider.jwks_uri {
        Some(address) => {
            let how = if provider.pinned {
                words.pinned
            } else {
                words.discovered
            };
            view! { <span class="id">{address}</span> " " <span class="muted">{format!("({how})")}</span> }.into_any()
        }
        None => quiet(words.not_known),
    };
    let tokens_from = match provider.token_endpoint {
        Some(address) => view! { <span class="id">{address}</span> }.into_any(),
        None => quiet(words.not_known),
    };
    let fetched = match provider.fetched {
        Some(at) => view! { <Minute at/> }.into_any(),
        None => quiet(text.common.never),
    };
    let last_error = match provider.last_error {
        Some(error) => {
            let said = match provider.last_tried {
                Some(at) => (words.failed_at)(&error, &(text.common.moment)(&at.minute())),
                None => error,
            };
            view! { <span class="provider__error"><Icon glyph=Glyph::Warning/><span>{said}</span></span> }
                .into_any()
        }
        None => quiet(words.no_error),
    };
    view! {
        <dl class="facts facts--wide">
            {fact(words.issuers, code_list(provider.issuers))}
            {fact(words.kind, (words.profile)(&provider.profile).into_any())}
            {fact(words.audience, code_list(vec![provider.audience]))}
            {fact(words.scopes, scopes)}
            {fact(words.algorithms, provider.algorithms.join(", ").into_any())}
            {fact(words.keys_from, keys_from)}
            {fact(words.tokens_from, tokens_from)}
            {fact(words.fetched, fetched)}
            {fact(words.last_error, last_error)}
        </dl>
    }
}

/// Values to compare letter by letter, each on a line.
fn code_list(values: Vec<String>) -> AnyView {
    values
        .into_iter()
        .map(|value| view! { <div class="id">{value}</div> })
        .collect_view()
        .into_any()
}

#[component]
fn KeyTable(issuer: String, keys: Vec<KeyState>, now: Timestamp) -> impl IntoView {
    let text = use_text();
    let words = text.provider();
    let head = move || {
        view! {
            <Header label=words.key_id/>
            <Header label=words.algorithm/>
            <Header label=words.first_seen/>
            <Header label=words.age/>
        }
    };
    let rows = keys
        .into_iter()
        .map(|key| {
            let age = (words.seconds)((now.micros() - key.first_seen.micros()) / 1_000_000);
            let kid = if key.kid.is_empty() {
                view! { <span class="muted">{words.no_key_id}</span> }.into_any()
            } else {
                view! { <span class="id">{key.kid}</span> }.into_any()
            };
            view! {
                <Row>
                    <Cell label=words.key_id kind=CellKind::Main>{kid}</Cell>
                    <Cell label=words.algorithm>{key.algorithm}</Cell>
                    <Cell label=words.first_seen kind=CellKind::Quiet><Minute at=key.first_seen/></Cell>
                    <Cell label=words.age kind=CellKind::Quiet>{age}</Cell>
                </Row>
            }
        })
        .collect_view();
    view! { <Table label=(words.keys_of)(&issuer) head class="table--wrapped table--inner">{rows}</Table> }
}
