//! *Check a token*: paste one, see claim by claim what holds, and whether it would be admitted.

use domain::{Refusal, Status, TokenCheck, TokenReport};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::components::A;

use crate::{
    api::{Failure, check_token},
    components::refusals::user_href,
    me::use_me,
    paths,
    text::use_text,
    ui::{
        announcer::use_announcer,
        badge::{Badge, Tone},
        button::{Button, Kind},
        dom,
        field::{Fault, TextArea},
        icon::{Glyph, Icon},
        table::{Cell, CellKind, Header, Row, Table},
    },
};

const FIELD: &str = "token-check";

/// The field, its buttons and the answer. It is no form on purpose: nothing but the script sends the token, so that it can never get
/// into an address.
#[component]
pub fn TokenChecker() -> impl IntoView {
    let text = use_text();
    let words = text.token();
    let announcer = use_announcer();
    let token = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let empty = RwSignal::new(false);
    let answer = RwSignal::new(None::<Result<TokenReport, Failure>>);
    let check = move || {
        let asked = token.get_untracked().trim().to_owned();
        empty.set(asked.is_empty());
        if asked.is_empty() {
            focus_field();
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let report = check_token(asked.clone()).await;
            // Gone meanwhile, or another token stands there: the answer is to nobody's question.
            if busy.try_set(false).is_none() && token.get_untracked().trim() == asked {
                answer.set(Some(report));
            }
        });
    };
    let clear = move || {
        token.set(String::new());
        empty.set(false);
        answer.set(None);
        announcer.say(words.cleared);
        focus_field();
    };
    let forget = move |_: String| {
        empty.set(false);
        answer.set(None);
    };
    let fault = Signal::derive(move || empty.get().then(|| Fault::from(words.empty.to_owned())));
    let shown = move || {
        answer.get().map(|answer| match answer {
            Ok(report) => view! { <Verdict report/> }.into_any(),
            Err(failure) => view! {
                <div class="notice notice--error" role="alert">
                    <Icon glyph=Glyph::Warning/>
                    <p>{(text.failure)(&failure)}</p>
                </div>
            }
            .into_any(),
        })
    };
    let checks = move || {
        answer.with(|answer| match answer {
            Some(Ok(report)) if !report.checks.is_empty() => {
                let checks = report.checks.clone();
                Some(view! { <Claims checks/> })
            }
            _ => None,
        })
    };
    view! {
        <section class="token-check" aria-labelledby="token-check-title">
            <h2 class="section-title" id="token-check-title">{words.title}</h2>
            <p class="section-text">{words.about}</p>
            <div class="card stack">
                <p class="notice notice--warning no-script-only">{words.needs_script}</p>
                <TextArea id=FIELD label=words.field value=token hint=words.hint fault code=true rows=4 on_input=forget/>
                <div class="cluster">
                    <Button label=words.check kind=Kind::Primary busy busy_label=words.checking on_press=check/>
                    <Button label=words.clear on_press=clear/>
                </div>
                // Always there, so that the verdict is read out when it comes.
                <div aria-live="polite">{shown}</div>
                {checks}
            </div>
        </section>
    }
}

fn focus_field() {
    if let Some(field) = dom::by_id(FIELD) {
        dom::focus(&field);
    }
}

/// Whether it would be admitted, as whom, or why not and what to do.
#[component]
fn Verdict(report: TokenReport) -> impl IntoView {
    let text = use_text();
    let words = text.token();
    let user = report.party_number.map(|number| {
        let name = report
            .client_id
            .as_ref()
            .map_or_else(|| number.to_string(), ToString::to_string);
        view! {
            <p><span class="id">{name}</span> " · " <A href=user_href(&number)>{words.show_user}</A></p>
        }
    });
    let Some(refusal) = report.refusal else {
        return view! {
            <div class="notice notice--good">
                <Icon glyph=Glyph::On/>
                <div class="stack stack--tight"><p class="verdict">{words.admitted}</p>{user}</div>
            </div>
        }
        .into_any();
    };
    let reason = text.refusal(refusal);
    let create = report
        .client_id
        .filter(|_| refusal == Refusal::UnknownClient && use_me().manages_users)
        .map(|client_id| {
            let href = paths::new_user_for(&client_id);
            let name = (text.inbound().create_for)(client_id.as_str());
            view! {
                <p><a class="button button--secondary" href=href aria-label=name>{text.inbound().create}</a></p>
            }
        });
    let detail = (!report.detail.is_empty()).then(|| view! { <p><bdi>{report.detail}</bdi></p> });
    view! {
        <div class="notice notice--warning">
            <Icon glyph=Glyph::Warning/>
            <div class="stack stack--tight">
                <p class="verdict">{(words.refused)(reason.name)}</p>
                {detail}
                <p>{reason.advice}</p>
                {user}
                {create}
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn Claims(checks: Vec<TokenCheck>) -> impl IntoView {
    let text = use_text();
    let words = text.token();
    let head = move || {
        view! {
            <Header label=words.claim/>
            <Header label=words.says/>
            <Header label=words.result/>
        }
    };
    let rows = checks
        .into_iter()
        .map(|check| {
            let (tone, result) = match check.holds {
                Some(true) => (Tone::Good, words.holds),
                Some(false) => (Tone::Warning, words.does_not_hold),
                None => (Tone::Off, words.not_looked_at),
            };
            let known = (check.name == "status")
                .then(|| Status::from_word(&check.value))
                .flatten();
            let name = match (words.claim_text)(&check.name) {
                Some(said) => {
                    view! { <span>{said} " " <code class="muted">{check.name}</code></span> }
                        .into_any()
                }
                None => view! { <code>{check.name}</code> }.into_any(),
            };
            let says = if let Some(status) = known {
                view! { <span>{(text.status)(status)}</span> }.into_any()
            } else if check.value.is_empty() {
                view! { <span class="muted">{words.says_nothing}</span> }.into_any()
            } else {
                view! { <bdi class="id">{check.value}</bdi> }.into_any()
            };
            view! {
                <Row>
                    <Cell label=words.claim kind=CellKind::Main>{name}</Cell>
                    <Cell label=words.says>{says}</Cell>
                    <Cell label=words.result><Badge tone text=result/></Cell>
                </Row>
            }
        })
        .collect_view();
    view! { <Table label=words.claims head class="table--wrapped table--inner">{rows}</Table> }
}
