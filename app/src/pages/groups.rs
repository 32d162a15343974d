//! `/admin/users/groups`, with the panels over it.

use domain::{GroupListQuery, GroupPage, GroupSummary, GroupType, SearchTerm, UserListQuery};
use leptos::{ev, prelude::*};
use leptos_router::components::{A, Outlet};

use crate::{
    components::{
        failure::FailureNotice,
        group_list::{GroupListState, use_group_list},
        page_head::PageHead,
        steps::Steps,
    },
    me::use_me,
    paths,
    text::use_text,
    ui::{
        badge::{Badge, Tone},
        button::{ButtonLink, Kind},
        choice::{Choice, Select},
        empty_state::EmptyState,
        icon::Glyph,
        pause::Pause,
        query_button::QueryButton,
        search_field::SearchField,
        skeleton::SkeletonRows,
        table::{Cell, CellKind, CellText, Header, Row, Table},
        when_seen::WhenSeen,
    },
};

/// Search, the table, and the panel of the address.
#[component]
pub fn GroupsPage() -> impl IntoView {
    let text = use_text();
    let list = GroupListState::provide();
    let create = use_me().manages_groups.then(|| {
        let href = Signal::derive(move || list.query.with(paths::new_group));
        view! { <ButtonLink href label=text.common.create_shown kind=Kind::Primary icon=Glyph::Add/> }
    });
    let head = move || {
        view! {
            <Header label=text.groups().label/>
            <Header label=text.groups().variable_name/>
            <Header label=text.groups().kind/>
            <Header label=text.groups().members/>
            <Header label=text.groups().description/>
        }
    };
    view! {
        <div class="page">
            <PageHead title=text.app.groups region=text.app.users>{create}</PageHead>
            <div class="toolbar">
                <GroupSearch list/>
            </div>
            <p class="list-status" role="status">
                <Transition fallback=move || text.common.loading>
                    {move || Suspend::new(async move {
                        let first = list.first.await.ok();
                        first.map(|first| move || (text.groups().count)(list.total(&first)))
                    })}
                </Transition>
            </p>
            <Table label=text.app.groups head class="table--groups">
                <Transition fallback=|| view! { <SkeletonRows rows=10 columns=5/> }>
                    {move || Suspend::new(async move {
                        match list.first.await {
                            Ok(first) => view! {
                                <For
                                    each=move || list.rows(&first.rows)
                                    key=|row| row.group.variable_name.clone()
                                    let:row
                                >
                                    <GroupRow row/>
                                </For>
                            }
                            .into_any(),
                            Err(failure) => view! {
                                <tr>
                                    <td colspan="5">
                                        <FailureNotice failure on_retry=move || list.first.refetch()/>
                                    </td>
                                </tr>
                            }
                            .into_any(),
                        }
                    })}
                </Transition>
            </Table>
            <Transition>
                {move || Suspend::new(async move { list.first.await.ok().map(|first| view! { <Foot first/> }) })}
            </Transition>
        </div>
        <Outlet/>
    }
}

/// Search by text and kind, in a GET form that works without script.
#[component]
fn GroupSearch(list: GroupListState) -> impl IntoView {
    let text = use_text();
    let term_of = |query: &GroupListQuery| {
        query
            .term
            .as_ref()
            .map(|term| term.typed().to_owned())
            .unwrap_or_default()
    };
    let kind_of = |query: &GroupListQuery| {
        query
            .kind
            .map(|kind| kind.word().to_ascii_lowercase())
            .unwrap_or_default()
    };
    let typed = RwSignal::new(list.query.with_untracked(term_of));
    let kind = RwSignal::new(list.query.with_untracked(kind_of));
    Effect::watch(
        move || list.query.get(),
        move |query, _, _| {
            if SearchTerm::parse(&typed.get_untracked()) != query.term {
                typed.set(term_of(query));
            }
            kind.set(kind_of(query));
        },
        false,
    );
    let pause = Pause::here();
    let asked = move || {
        pause.stop();
        let (typed, kind) = (typed.get_untracked(), kind.get_untracked());
        let query = GroupListQuery {
            term: SearchTerm::parse(&typed),
            kind: GroupType::from_word(&kind),
            after: None,
        };
        (query != list.query.get_untracked()).then_some(query)
    };
    let apply = move || {
        if let Some(query) = asked() {
            list.stay(&query);
        }
    };
    // A choice is a step that Back undoes; what is typed is many on the way to one.
    let steps = Steps::here();
    let choose = move |_: String| {
        if let Some(query) = asked() {
            steps.go(paths::groups(&query), false);
        }
    };
    let later = move |_: String| pause.then(apply);
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        apply();
    };
    let choices = Signal::derive(move || {
        let kinds = GroupType::ALL
            .map(|kind| Choice::new(kind.word().to_ascii_lowercase(), (text.group_type)(kind)));
        std::iter::once(Choice::new("", text.groups().all_kinds))
            .chain(kinds)
            .collect::<Vec<_>>()
    });
    view! {
        <form class="toolbar__row" method="get" action=paths::GROUPS role="search" on:submit=submit>
            <SearchField
                id="search-groups"
                name="q"
                label=text.groups().search
                clear_label=text.common.clear_search
                value=typed
                on_input=later
                on_clear=move || apply()
            />
            <Select
                id="group-type"
                label=text.groups().kind
                name="type"
                choices
                value=kind
                on_change=choose
            />
        </form>
    }
}

#[component]
fn GroupRow(row: GroupSummary) -> impl IntoView {
    let text = use_text();
    let list = use_group_list();
    let name = row.group.variable_name.clone();
    let members = row.members;
    let group = Memo::new(move |_| list.current(&row));
    let marked = name.clone();
    let highlighted = Signal::derive(move || {
        list.highlighted
            .with(|highlighted| highlighted.as_ref() == Some(&marked))
    });
    let edited = name.clone();
    let edit = move || list.query.with(|query| paths::edit_group(&edited, query));
    let (link_id, shown_name) = (super::group_panels::link_id(&name), name.to_string());
    let kind = group.with_untracked(|group| group.kind);
    let mut of_group = UserListQuery::default();
    of_group.groups_mut(kind).push(name.clone());
    let built_in = group.with_untracked(|group| group.read_only);
    let label = move || group.with(|group| group.label.as_str().to_owned());
    view! {
        <Row highlighted>
            <Cell label=text.groups().label kind=CellKind::Main>
                <A
                    href=edit
                    scroll=false
                    attr:id=link_id
                    attr:class="cell__link"
                    attr:dir="auto"
                    attr:title=label
                >
                    {label}
                </A>
                {built_in.then(|| view! { " " <Badge text=text.groups().built_in tone=Tone::Neutral/> })}
            </Cell>
            <Cell label=text.groups().variable_name>
                <span class="id">{shown_name}</span>
            </Cell>
            <Cell label=text.groups().kind>{(text.group_type)(kind)}</Cell>
            <Cell label=text.groups().members>
                <A href=paths::users(&of_group) attr:class="cell__link num" attr:aria-label=members_label(members)>
                    {(text.common.number)(members)}
                </A>
            </Cell>
            <Cell label=text.groups().description kind=CellKind::Quiet>
                {move || group.with(|group| view! { <CellText text=group.description.as_str()/> })}
            </Cell>
        </Row>
    }
}

fn members_label(members: u64) -> String {
    (use_text().groups().show_members)(usize::try_from(members).unwrap_or(usize::MAX))
}

#[component]
fn Foot(first: GroupPage) -> impl IntoView {
    let text = use_text();
    let list = use_group_list();
    let first = StoredValue::new(first);
    // All of this may be asked once more when another list has come and it is gone.
    let next = Memo::new(move |_| first.try_with_value(|first| list.next(first)).flatten());
    let empty = Memo::new(move |_| {
        let empty = first.try_with_value(|first| list.rows(&first.rows).is_empty());
        empty.unwrap_or_default()
    });
    let more = move || {
        next.try_get().flatten().map(|after| {
            let href = list.query.with(|query| {
                paths::groups(&GroupListQuery {
                    after: Some(after.clone()),
                    ..query.clone()
                })
            });
            let on_press = Callback::new(move |()| list.load_more(after.clone()));
            view! {
                <WhenSeen class="load-more" on_seen=on_press>
                    <QueryButton href class="button button--secondary" on_press>
                        {move || if list.loading.get() { text.common.loading } else { text.common.load_more }}
                    </QueryButton>
                </WhenSeen>
            }
        })
    };
    view! {
        {move || empty.try_get().unwrap_or_default().then(|| view! {
            <EmptyState glyph=Glyph::Search title=text.groups().none_title text=text.groups().none_text/>
        })}
        {more}
    }
}
