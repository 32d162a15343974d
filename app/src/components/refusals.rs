//! What was refused: by reason, call by call, and clients that nobody knows.

use domain::{
    ClientId, PartyNumber, Refusal, RefusedCall, Timestamp, UnknownClient, UserListQuery,
};
use leptos::prelude::*;
use leptos_router::components::A;

use crate::{
    me::use_me,
    paths,
    text::use_text,
    ui::table::{Cell, CellKind, Header, Row, Table},
};

/// A moment to the minute, in UTC.
#[component]
pub fn Minute(
    /// When.
    at: Timestamp,
) -> impl IntoView {
    let shown = (use_text().common.moment)(&at.minute());
    view! { <time class="minute num" datetime=at.rfc3339()>{shown}</time> }
}

/// The Edit panel of a user over the whole list.
pub fn user_href(party_number: &PartyNumber) -> String {
    paths::edit_user(party_number, &UserListQuery::default())
}

/// How many calls were refused for which reason, and what to do about it.
#[component]
pub fn RefusalReasons(
    /// The reasons, most first.
    reasons: Vec<(Refusal, u64)>,
) -> impl IntoView {
    let text = use_text();
    let lines = reasons
        .into_iter()
        .map(|(refusal, calls)| {
            let words = text.refusal(refusal);
            view! {
                <li class="reasons__item">
                    <p class="reasons__name">{words.name}</p>
                    <p class="reasons__count num">{(text.inbound().calls)(calls)}</p>
                    <p class="reasons__advice">{words.advice}</p>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="reasons" aria-label=text.inbound().reasons>{lines}</ul> }.into_any()
}

/// The last calls that were refused, newest first.
#[component]
pub fn RefusalTable(
    /// The calls.
    refusals: Vec<RefusedCall>,
    /// Whether they are all of one user, who need not be named.
    #[prop(optional)]
    of_one: bool,
) -> impl IntoView {
    let text = use_text();
    let words = text.inbound();
    let head = move || {
        view! {
            <Header label=words.time/>
            {(!of_one).then(|| view! { <Header label=words.client/> })}
            <Header label=words.reason/>
            <Header label=words.detail/>
        }
    };
    let rows = refusals
        .into_iter()
        .map(|call| {
            let reason = text.refusal(call.reason);
            let client = (!of_one).then(|| {
                view! { <Cell label=words.client><Client client_id=call.client_id party_number=call.party_number/></Cell> }
            });
            let detail = if call.detail.is_empty() {
                view! { <span class="muted" aria-hidden="true">"—"</span> }.into_any()
            } else {
                view! { <bdi>{call.detail}</bdi> }.into_any()
            };
            view! {
                <Row>
                    <Cell label=words.time kind=CellKind::Main><Minute at=call.at/></Cell>
                    {client}
                    <Cell label=words.reason>
                        <div class="refusal">
                            <p class="refusal__name">{reason.name}</p>
                            <p class="refusal__advice">{reason.advice}</p>
                        </div>
                    </Cell>
                    <Cell label=words.detail kind=CellKind::Quiet>{detail}</Cell>
                </Row>
            }
        })
        .collect_view();
    let class = if of_one {
        "table--wrapped"
    } else {
        "table--wrapped table--refusals"
    };
    view! { <Table label=words.refusals head class>{rows}</Table> }.into_any()
}

/// A client, with a link to its user where there is one.
#[component]
fn Client(client_id: Option<ClientId>, party_number: Option<PartyNumber>) -> impl IntoView {
    let text = use_text();
    let shown = client_id
        .map(|client_id| client_id.to_string())
        .or_else(|| party_number.as_ref().map(ToString::to_string));
    match (shown, party_number) {
        (Some(shown), Some(number)) => {
            view! { <A href=user_href(&number) attr:class="id">{shown}</A> }.into_any()
        }
        (Some(shown), None) => view! { <span class="id">{shown}</span> }.into_any(),
        (None, _) => view! { <span class="muted">{text.inbound().no_client}</span> }.into_any(),
    }
}

/// Clients that came with a good token and that no integration user has.
#[component]
pub fn UnknownClients(
    /// The clients, the last one first.
    clients: Vec<UnknownClient>,
) -> impl IntoView {
    let text = use_text();
    let words = text.inbound();
    let manages = use_me().manages_users;
    let head = move || {
        view! {
            <Header label=text.users.client_id/>
            <Header label=words.first_call/>
            <Header label=words.last_call/>
            <Header label=words.number_of_calls/>
            {manages.then(|| view! { <Header label=text.users.actions hidden_label=true/> })}
        }
    };
    let rows = clients
        .into_iter()
        .map(|client| {
            let name = (words.create_for)(client.client_id.as_str());
            let href = paths::new_user_for(&client.client_id);
            let create = manages.then(|| {
                view! {
                    <Cell>
                        <a class="button button--secondary" href=href aria-label=name>{words.create}</a>
                    </Cell>
                }
            });
            view! {
                <Row>
                    <Cell label=text.users.client_id kind=CellKind::Main><span class="id">{client.client_id.to_string()}</span></Cell>
                    <Cell label=words.first_call kind=CellKind::Quiet><Minute at=client.first_seen/></Cell>
                    <Cell label=words.last_call kind=CellKind::Quiet><Minute at=client.last_seen/></Cell>
                    <Cell label=words.number_of_calls kind=CellKind::Quiet>{(words.number)(client.calls)}</Cell>
                    {create}
                </Row>
            }
        })
        .collect_view();
    view! { <Table label=words.unknown head class="table--wrapped table--unknown">{rows}</Table> }
        .into_any()
}
