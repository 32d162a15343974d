//! The calls of one user, in the Edit panel.

use domain::{InboundCalls, InboundQuery, PartyNumber, Span};
use leptos::prelude::*;
use leptos_router::components::A;

use crate::{
    api::list_calls,
    components::{
        asked::Asked,
        calls_chart::{CallsChart, totals},
        failure::FailureNotice,
        refusals::RefusalTable,
    },
    paths,
    text::use_text,
    ui::{disclosure::Disclosure, skeleton::SkeletonLines},
};

/// How many refusals the panel shows; the page has the rest.
const REFUSALS: usize = 5;

/// A section that asks for the calls of the last 30 days when it is first opened.
#[component]
pub fn UserCalls(
    /// Whose.
    party_number: PartyNumber,
) -> impl IntoView {
    let text = use_text();
    let query = StoredValue::new(InboundQuery {
        span: Span::Month,
        user: Some(party_number),
    });
    let open = RwSignal::new(false);
    let Asked { answer, ask } = Asked::when_opened(open, move || list_calls(query.get_value()));
    let shown = move || match answer.get() {
        None => view! { <SkeletonLines lines=6/> }.into_any(),
        Some(Ok(calls)) => {
            view! { <Calls calls href=query.with_value(paths::inbound_calls)/> }.into_any()
        }
        Some(Err(failure)) => view! { <FailureNotice failure on_retry=ask/> }.into_any(),
    };
    view! {
        <Disclosure id="user-calls" label=text.inbound().section open>
            <div class="stack">{shown}</div>
        </Disclosure>
    }
}

#[component]
fn Calls(calls: InboundCalls, href: String) -> impl IntoView {
    let text = use_text();
    let (accepted, refused) = totals(&calls.days);
    let chart = (accepted + refused > 0)
        .then(|| view! { <CallsChart id="user-calls-chart" days=calls.days/> });
    let mut refusals = calls.refusals;
    refusals.truncate(REFUSALS);
    let refusals = if refusals.is_empty() {
        view! { <p class="muted">{text.inbound().no_refusals}</p> }.into_any()
    } else {
        view! {
            <h4>{text.inbound().refusals}</h4>
            <RefusalTable refusals of_one=true/>
        }
        .into_any()
    };
    view! {
        <p role="status">{(text.inbound().totals)(accepted, refused, Span::Month.days())}</p>
        {chart}
        {refusals}
        <p><A href>{text.inbound().show_all}</A></p>
    }
}
