//! `/admin/account/sessions`

use leptos::{prelude::*, task::spawn_local};

use crate::{
    api::{SessionRow, end_session, sessions},
    components::{failure::FailureNotice, page_head::PageHead},
    text::use_text,
    ui::{
        badge::{Badge, Tone},
        button::{Button, Kind},
        dom::focus_main,
        skeleton::SkeletonRows,
        table::{Cell, CellKind, Header, Row, Table},
        toast::use_toasts,
    },
};

/// One's own sessions, each but this one with a button that ends it.
#[component]
pub fn SessionsPage() -> impl IntoView {
    let text = use_text();
    let all = Resource::new(|| (), |()| sessions());
    let toasts = use_toasts();
    let end = Callback::new(move |id: String| {
        spawn_local(async move {
            match end_session(id).await {
                Ok(()) => {
                    toasts.done(text.account.ended);
                    // The button that was pressed goes away. Whoever has left the page meanwhile is somewhere else.
                    if !all.is_disposed() {
                        focus_main();
                    }
                }
                Err(failure) => toasts.failed((text.failure)(&failure)),
            }
            all.refetch();
        });
    });
    let head = move || {
        view! {
            <Header label=text.account.started/>
            <Header label=text.account.last_seen/>
            <Header label=text.users.actions hidden_label=true/>
        }
    };
    view! {
        <div class="page page--narrow">
            <PageHead title=text.app.sessions region=text.app.account about=text.account.sessions_text/>
            <Table label=text.app.sessions head>
                <Transition fallback=|| view! { <SkeletonRows rows=2 columns=3/> }>
                    {move || Suspend::new(async move {
                        match all.await {
                            Ok(rows) => rows.into_iter().map(|row| view! { <SessionLine row end/> }).collect_view().into_any(),
                            Err(failure) => view! {
                                <tr><td colspan="3"><FailureNotice failure on_retry=move || all.refetch()/></td></tr>
                            }
                            .into_any(),
                        }
                    })}
                </Transition>
            </Table>
        </div>
    }
}

#[component]
fn SessionLine(row: SessionRow, end: Callback<String>) -> impl IntoView {
    let text = use_text();
    let started = (text.common.moment)(&row.started.minute());
    let action = if row.current {
        view! { <Badge text=text.account.this_session tone=Tone::Good/> }.into_any()
    } else {
        let name = (text.account.end_session)(&started);
        let busy = RwSignal::new(false);
        let press = move || {
            busy.set(true);
            end.run(row.id.clone());
        };
        view! {
            <Button kind=Kind::Secondary busy on_press=press label=text.account.end {..} aria-label=name/>
        }
        .into_any()
    };
    view! {
        <Row>
            <Cell label=text.account.started kind=CellKind::Main><span class="num">{started}</span></Cell>
            <Cell label=text.account.last_seen><span class="num">{(text.common.moment)(&row.last_seen.minute())}</span></Cell>
            <Cell kind=CellKind::Actions>{action}</Cell>
        </Row>
    }
}
