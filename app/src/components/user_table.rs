//! The table of integration users.

use domain::{PartyNumber, SortColumn, Status, Timestamp, UserSummary, Window};
use leptos::prelude::*;
use leptos_router::components::A;

use crate::{
    api::UserList,
    components::{
        failure::FailureNotice,
        selection::{SelectAll, SelectRow, use_selection},
        user_actions::{UserActions, menu_id},
        user_list::{UserListState, list_key, use_user_list},
    },
    me::use_me,
    paths,
    text::use_text,
    ui::{
        badge::{Badge, Tone},
        icon::{Glyph, Icon},
        kept::kept,
        menu::{MenuButton, MenuItem},
        query_button::QueryButton,
        screenful::Screenful,
        skeleton::SkeletonRows,
        table::{Cell, CellKind, CellText, Direction, Header, Row, SortHeader, Table},
        when_seen::WhenSeen,
    },
};

/// The table with its head; the rows follow the list around it.
#[component]
pub fn UserTable() -> impl IntoView {
    let text = use_text();
    let list = use_user_list();
    let selection = use_selection();
    let manages = use_me().manages_users;
    let (columns, class): (usize, &str) = if manages {
        (9, "table--users table--picks")
    } else {
        (8, "table--users")
    };
    let head = move || {
        view! {
            {manages.then(|| view! { <SelectAll/> })}
            <Sortable label=text.users.client_id column=SortColumn::ClientId list/>
            <Sortable label=text.users.name column=SortColumn::Name list/>
            <Sortable label=text.users.status column=SortColumn::Status list/>
            <Header label=text.users.administrator_groups/>
            <Header label=text.users.sales_groups/>
            <Sortable label=text.users.last_used column=SortColumn::LastUsed list/>
            <Sortable label=text.users.date_added column=SortColumn::DateAdded list/>
            <Header label=text.users.actions hidden_label=true/>
        }
    };
    view! {
        <Table label=text.app.integration_users head class=class>
            <Transition fallback=move || view! { <SkeletonRows rows=10 columns/> }>
                {move || Suspend::new(async move {
                    match list.first.await {
                        Ok(first) => view! { <Rows first/> }.into_any(),
                        Err(failure) => {
                            selection.show(&list.query.with_untracked(list_key), Vec::new(), 0);
                            view! {
                                <tr>
                                    <td colspan=columns.to_string()>
                                        <FailureNotice failure on_retry=move || list.reload()/>
                                    </td>
                                </tr>
                            }
                            .into_any()
                        }
                    }
                })}
            </Transition>
        </Table>
    }
}

/// A header that sorts: a link's worth of address behind a button.
#[component]
fn Sortable(label: &'static str, column: SortColumn, list: UserListState) -> impl IntoView {
    let direction = Signal::derive(move || {
        let sort = list.query.with(|query| query.sort);
        (sort.column == column).then_some(match sort.direction {
            domain::Direction::Ascending => Direction::Ascending,
            domain::Direction::Descending => Direction::Descending,
        })
    });
    let href = Signal::derive(move || {
        let mut query = list.query.get().from_top();
        query.sort = query.sort.pressed(column);
        paths::users(&query)
    });
    view! { <SortHeader label direction href on:click=move |_| list.begin_at_top()/> }
}

#[component]
fn Rows(first: UserList) -> impl IntoView {
    let list = use_user_list();
    let selection = use_selection();
    let shown = first.clone();
    let of = list.query.with_untracked(list_key);
    Effect::new(move |_| selection.show(&of, list.rows(&shown.page.rows), list.total(&shown)));
    let first = first.page.rows;
    let manages = use_me().manages_users;
    let tag = use_text().tag;
    // All that the look of a row depends on when the server writes it.
    let key = move |row: &UserSummary| {
        let marked = list.highlighted.with_untracked(Option::is_some);
        let row_now = serde_json::to_string(row).ok().filter(|_| !marked)?;
        let query = list.query.with_untracked(paths::users);
        Some(format!("{tag} {manages} {query} {row_now}"))
    };
    let line = move |row: UserSummary| kept(row, key, |row| view! { <UserRow row/> }.into_any());
    let screenful = Screenful::here();
    view! {
        <For each=move || screenful.of(list.rows(&first)) key=|row| row.party_number.clone() children=line/>
    }
}

#[component]
fn UserRow(row: UserSummary) -> impl IntoView {
    let text = use_text();
    let manages = use_me().manages_users;
    let list = use_user_list();
    let party_number = row.party_number.clone();
    let row = Memo::new(move |_| list.current(&row));
    let number = party_number.clone();
    let highlighted = Signal::derive(move || {
        list.highlighted
            .with(|marked| marked.as_ref() == Some(&number))
            || list.live.fresh.with(|fresh| fresh.contains(&number))
    });
    let client_id = move || row.with(|row| row.client_id.to_string());
    let href = {
        let party_number = party_number.clone();
        move || {
            list.query
                .with(|query| paths::edit_user(&party_number, query))
        }
    };
    let link_id = link_id(&party_number);
    view! {
        <Row highlighted>
            {manages.then(|| view! { <SelectRow row/> })}
            <Cell label=text.users.client_id kind=CellKind::Main>
                <A href attr:class="id" attr:id=link_id attr:title=client_id scroll=false>
                    {client_id}
                </A>
            </Cell>
            <Cell label=text.users.name>
                {move || row.with(|row| view! { <CellText text=row.name.as_str()/> })}
            </Cell>
            <Cell label=text.users.status>
                {move || row.with(|row| view! { <StatusBadge status=row.status/> })}
            </Cell>
            <Cell label=text.users.administrator_groups kind=CellKind::Quiet>
                {move || row.with(|row| labels(&row.administrator_groups, row.administrator_group_count))}
            </Cell>
            <Cell label=text.users.sales_groups kind=CellKind::Quiet>
                {move || row.with(|row| labels(&row.sales_groups, row.sales_group_count))}
            </Cell>
            <Cell label=text.users.last_used kind=CellKind::Quiet>
                {move || row.with(|row| view! { <Moment moment=row.last_used/> })}
            </Cell>
            <Cell label=text.users.date_added kind=CellKind::Quiet>
                {move || row.with(|row| view! { <Moment moment=Some(row.date_added)/> })}
            </Cell>
            <Cell kind=CellKind::Actions>
                <RowMenu row party_number/>
            </Cell>
        </Row>
    }
}

/// The id of a row's link, to which the focus returns from the Edit panel.
pub fn link_id(party_number: &PartyNumber) -> String {
    format!("user-{party_number}")
}

/// A status as a badge, in words.
#[component]
pub fn StatusBadge(
    /// Which.
    status: Status,
) -> impl IntoView {
    let text = use_text();
    let tone = match status {
        Status::Active => Tone::Good,
        Status::Inactive => Tone::Off,
    };
    view! { <Badge text=(text.status)(status) tone/> }
}

/// A day, with the minute on hovering; or Never.
#[component]
pub fn Moment(
    /// When.
    moment: Option<Timestamp>,
) -> impl IntoView {
    let text = use_text();
    match moment {
        Some(moment) => {
            let title = (text.common.moment)(&moment.minute());
            view! { <time class="nowrap num" datetime=moment.rfc3339() title=title>{moment.day().to_string()}</time> }
                .into_any()
        }
        None => view! { <span class="muted">{text.common.never}</span> }.into_any(),
    }
}

/// `EMEA Sales, LATAM Sales, and 3 more`
fn labels(labels: &[String], count: u32) -> AnyView {
    let more = count.saturating_sub(u32::try_from(labels.len()).unwrap_or(u32::MAX));
    let mut shown = labels.join(", ");
    if more > 0 {
        shown.push(' ');
        shown.push_str(&(use_text().users.more_groups)(more));
    }
    view! { <CellText text=shown/> }.into_any()
}

#[component]
fn RowMenu(row: Memo<UserSummary>, party_number: PartyNumber) -> impl IntoView {
    let text = use_text();
    let list = use_user_list();
    let actions = expect_context::<UserActions>();
    let manages = use_me().manages_users;
    let number = party_number.clone();
    let items = Signal::derive(move || {
        let now = row.get();
        let edit = list.query.with(|query| paths::edit_user(&number, query));
        let log = domain::ActivityQuery {
            user: Some(number.clone()),
            ..domain::ActivityQuery::default()
        };
        let copied = now.client_id.to_string();
        let open = if manages {
            MenuItem::go(text.users.edit, Glyph::Edit, edit)
        } else {
            MenuItem::go(text.users.view, Glyph::Info, edit)
        };
        let mut items = vec![open];
        if manages {
            items.push(match now.status {
                Status::Active => MenuItem::run(text.users.inactivate, Glyph::Off, move || {
                    actions.asking.set(Some(now.clone()));
                })
                .dangerous(),
                Status::Inactive => MenuItem::run(text.users.activate, Glyph::On, move || {
                    actions.set_status(now.clone(), Status::Active);
                }),
            });
        }
        items.push(MenuItem::run(
            text.users.copy_client_id,
            Glyph::Copy,
            move || actions.copy(copied.clone()),
        ));
        items.push(MenuItem::go(
            text.users.view_activity,
            Glyph::History,
            paths::activity(&log),
        ));
        items
    });
    let label =
        Signal::derive(move || row.with(|row| (text.users.actions_for)(row.client_id.as_str())));
    view! { <MenuButton id=menu_id(&party_number) label items/> }
}

/// What stands under the table: how to see more, and how to get back to the top.
#[component]
pub fn UserTableFoot(
    /// The first answer.
    first: UserList,
) -> impl IntoView {
    let text = use_text();
    let list = use_user_list();
    let shown = {
        let rows = first.page.rows.clone();
        move || list.rows(&rows).len()
    };
    let first = StoredValue::new(first);
    // What loads more by being seen is not there before the rows that keep it out of sight.
    let screenful = Screenful::here();
    let next = Memo::new(move |_| {
        // It may be asked once more when another list has come and this one is gone.
        let next = first.try_with_value(|first| list.next(first)).flatten();
        next.filter(|_| screenful.is_whole())
    });
    let more = move || {
        let (shown, shown_now) = (shown.clone(), shown.clone());
        next.try_get().flatten().map(|after| {
            let on_press = Callback::new(move |()| list.load_more(after, untrack(&shown)));
            view! {
                <WhenSeen class="load-more" on_seen=move || {
                    // By itself only within this page's bound; beyond, somebody asks for it.
                    if untrack(&shown_now) < Window::MOST_ROWS as usize {
                        on_press.run(());
                    }
                }>
                    <QueryButton href=Signal::derive(move || list.page_from(after)) class="button button--secondary" on_press>
                        {move || if list.loading.get() { text.common.loading } else { text.common.load_more }}
                    </QueryButton>
                </WhenSeen>
            }
        })
    };
    view! {
        {more}
        {move || {
            list.query.with(|query| query.window.after.is_some()).then(|| view! {
                <p class="list-status">
                    {text.users.continued} " "
                    <A href=move || list.query.with(|query| paths::users(&query.clone().from_top()))>
                        <Icon glyph=Glyph::ArrowStart/> {text.common.first_page}
                    </A>
                </p>
            })
        }}
    }
}
