//! `/admin/monitoring/inbound-calls`

use domain::{InboundCalls, InboundQuery, Problem, Span};
use leptos::prelude::*;

use crate::{
    api::{Failure, list_calls},
    components::{
        calls_chart::{CallsChart, totals},
        failure::FailureNotice,
        page_head::PageHead,
        refusals::{RefusalReasons, RefusalTable, UnknownClients, user_href},
    },
    paths,
    text::use_text,
    ui::{
        button::{ButtonLink, Kind},
        chip::AppliedChip,
        empty_state::EmptyState,
        icon::Glyph,
        query_string::{texts, use_asked},
        skeleton::SkeletonLines,
    },
};

/// Calls per day, what was refused and why, and clients that nobody knows; of all users or of one.
#[component]
pub fn InboundCallsPage() -> impl IntoView {
    let text = use_text();
    let asked = use_asked();
    let query = Memo::new(move |_| asked.with(|asked| InboundQuery::from_pairs(texts(asked))));
    let calls = Resource::new(move || query.get(), list_calls);
    view! {
        <div class="page">
            <PageHead title=text.app.inbound_calls region=text.app.monitoring about=text.inbound().about/>
            <div class="toolbar">
                <Period query/>
                {move || query.with(|query| query.user.is_some()).then(|| view! { <OneUser query/> })}
            </div>
            <Transition fallback=|| view! { <SkeletonLines lines=12/> }>
                {move || Suspend::new(async move {
                    match calls.await {
                        Ok(calls) => view! { <Shown calls asked=query.get_untracked()/> }.into_any(),
                        Err(Failure::Problem(Problem::NotFound)) => view! { <NoSuchUser/> }.into_any(),
                        Err(failure) => view! { <FailureNotice failure on_retry=move || calls.refetch()/> }.into_any(),
                    }
                })}
            </Transition>
        </div>
    }
}

/// How far back, as links: the address says which.
#[component]
fn Period(query: Memo<InboundQuery>) -> impl IntoView {
    let text = use_text();
    let choice = move |span: Span| {
        let href = move || {
            paths::inbound_calls(&InboundQuery {
                span,
                ..query.get()
            })
        };
        let current = move || (query.with(|query| query.span) == span).then_some("true");
        view! { <li><a class="segments__item" href=href aria-current=current>{(text.inbound().days)(span.days())}</a></li> }
    };
    view! {
        <div role="group" aria-label=text.inbound().period>
            <ul class="segments">{Span::ALL.map(choice).collect_view()}</ul>
        </div>
    }
}

/// The chip of the filter by user.
#[component]
fn OneUser(query: Memo<InboundQuery>) -> impl IntoView {
    let text = use_text();
    let user = Memo::new(move |_| query.with(|query| query.user.clone()));
    let value = Signal::derive(move || {
        user.with(|user| user.as_ref().map(ToString::to_string))
            .unwrap_or_default()
    });
    let href = Signal::derive(move || {
        user.with(|user| user.as_ref().map(user_href))
            .unwrap_or_default()
    });
    let remove_href = Signal::derive(move || {
        paths::inbound_calls(&InboundQuery {
            user: None,
            ..query.get()
        })
    });
    view! {
        <div class="chips" role="group" aria-label=text.filters.filters>
            <AppliedChip label=text.inbound().user value href remove_label=(text.filters.remove)(text.inbound().user) remove_href/>
        </div>
    }
}

#[component]
fn Shown(calls: InboundCalls, asked: InboundQuery) -> impl IntoView {
    let text = use_text();
    let words = text.inbound();
    let (accepted, refused) = totals(&calls.days);
    let of_one = asked.user.is_some();
    let chart = if accepted.saturating_add(refused) > 0 {
        view! {
            <div class="card"><CallsChart id="calls" days=calls.days/></div>
        }
        .into_any()
    } else {
        view! { <Nothing of_one/> }.into_any()
    };
    let reasons = (!calls.reasons.is_empty()).then(|| {
        view! {
            <Part id="reasons" title=words.reasons><RefusalReasons reasons=calls.reasons/></Part>
        }
    });
    let unknown = (!calls.unknown.is_empty()).then(|| {
        view! {
            <Part id="unknown" title=words.unknown about=words.unknown_text>
                <UnknownClients clients=calls.unknown/>
            </Part>
        }
    });
    let refusals = (!calls.refusals.is_empty()).then(|| {
        view! {
            <Part id="refusals" title=words.refusals>
                <RefusalTable refusals=calls.refusals of_one/>
            </Part>
        }
    });
    view! {
        <p class="list-status" role="status">{(words.totals)(accepted, refused, asked.span.days())}</p>
        <div class="parts">
            {chart}
            {unknown}
            {reasons}
            {refusals}
        </div>
    }
}

/// A part of the page under a heading.
#[component]
fn Part(
    id: &'static str,
    title: &'static str,
    #[prop(optional)] about: Option<&'static str>,
    children: Children,
) -> impl IntoView {
    view! {
        <section aria-labelledby=id>
            <h2 class="section-title" id=id>{title}</h2>
            {about.map(|about| view! { <p class="section-text">{about}</p> })}
            {children()}
        </section>
    }
}

/// No calls: in all, or of one user.
#[component]
fn Nothing(of_one: bool) -> impl IntoView {
    let text = use_text();
    let words = text.inbound();
    if of_one {
        return view! {
            <EmptyState glyph=Glyph::Inbound title=words.none_user_title text=words.none_user_text/>
        }
        .into_any();
    }
    view! {
        <EmptyState glyph=Glyph::Inbound title=words.none_title text=words.none_text>
            <ButtonLink href=paths::IDENTITY_PROVIDER.to_owned() label=words.set_up kind=Kind::Secondary/>
        </EmptyState>
    }
    .into_any()
}

/// The user of the address is not there.
#[component]
fn NoSuchUser() -> impl IntoView {
    let text = use_text();
    view! { <EmptyState glyph=Glyph::Search title=text.panel().missing_title text=text.panel().missing_text/> }
}
