//! `/admin/users/integration-users`, with the panels over it.

use domain::UserListQuery;
use leptos::prelude::*;
use leptos_router::components::Outlet;

use crate::{
    api::UserList,
    components::{
        export_menu::ExportMenu,
        filter_bar::FilterBar,
        jobs::{JobDock, JobsButton, JobsPanel, JobsState},
        later::{Later, Piece},
        news_line::NewsLine,
        page_head::PageHead,
        selection::{SelectionQuestions, SelectionToolbar, UserSelection},
        user_actions::UserActions,
        user_list::{UserListState, use_user_list},
        user_search::{SEARCH_FIELD, UserSearch},
        user_table::{UserTable, UserTableFoot},
    },
    me::use_me,
    pages::lazy,
    paths,
    text::use_text,
    ui::{
        button::{ButtonLink, Kind},
        empty_state::EmptyState,
        icon::Glyph,
        query_button::QueryButton,
    },
};

/// Search, filters, the table, and the panel of the address.
#[component]
pub fn UsersPage() -> impl IntoView {
    let text = use_text();
    let list = UserListState::provide();
    let actions = UserActions::provide();
    lazy::fetch_user_panels();
    lazy::follow_list(list);
    lazy::follow_jobs(JobsState::provide());
    UserSelection::provide();
    let shown = move |()| list.query.with_untracked(UserListQuery::to_pairs);
    let question = move || {
        actions
            .asking
            .get()
            .map(|row| view! { <Later piece=Piece::Inactivate(row, actions)/> })
    };
    view! {
        <div class="page">
            <PageHead title=text.app.integration_users region=text.app.users>
                <ExportMenu id="export" which=shown/>
                {use_me().manages_users.then(|| view! {
                    <ButtonLink href=paths::IMPORT.to_owned() label=text.users.import/>
                    <CreateLink list/>
                })}
            </PageHead>
            <div class="toolbar">
                <div class="toolbar__row">
                    <UserSearch/>
                </div>
                <FilterBar/>
            </div>
            <div class="status-row">
                <StatusLine list/>
                <JobsButton/>
            </div>
            <div class="dock">
                <JobDock/>
                <SelectionToolbar/>
            </div>
            <UserTable/>
            <Foot list/>
        </div>
        <Outlet/>
        {question}
        <SelectionQuestions/>
        <JobsPanel/>
    }
}

#[component]
fn CreateLink(list: UserListState) -> impl IntoView {
    let text = use_text();
    let href = Signal::derive(move || list.query.with(paths::new_user));
    view! { <ButtonLink href label=text.common.create_shown kind=Kind::Primary icon=Glyph::Add/> }
}

/// How many match, and how many new ones are not shown yet.
#[component]
fn StatusLine(list: UserListState) -> impl IntoView {
    let text = use_text();
    let what = Signal::derive(move || match list.live.waiting.get() {
        0 => String::new(),
        waiting => (text.live.new_users)(waiting),
    });
    view! {
        <p class="list-status" role="status">
            <Transition fallback=move || text.common.loading>
                {move || Suspend::new(async move {
                    let first = list.first.await.ok();
                    first.map(|first| move || (text.users.count)(list.total(&first)))
                })}
            </Transition>
            <NewsLine what on_show=move || list.show_waiting()/>
        </p>
    }
}

#[component]
fn Foot(list: UserListState) -> impl IntoView {
    view! {
        <Transition>
            {move || Suspend::new(async move {
                let first = list.first.await.ok()?;
                let shown = first.page.rows.clone();
                let empty = Memo::new(move |_| list.rows(&shown).is_empty());
                Some(move || if empty.get() {
                    view! { <Nothing/> }.into_any()
                } else {
                    view! { <UserTableFoot first=UserList::clone(&first)/> }.into_any()
                })
            })}
        </Transition>
    }
}

/// Nothing to show: because there is nothing, or because nothing matches.
#[component]
fn Nothing() -> impl IntoView {
    let text = use_text();
    let list = use_user_list();
    let narrowed = list
        .query
        .with_untracked(|query| query.is_filtered() || query.term.is_some());
    if narrowed {
        let href = Signal::derive(move || paths::users(&list.query.get().cleared()));
        return view! {
            <EmptyState glyph=Glyph::Search title=text.users.no_match_title text=text.users.no_match_text>
                <QueryButton href class="button button--secondary" focus_after=SEARCH_FIELD>
                    {text.common.clear_all}
                </QueryButton>
            </EmptyState>
        }
        .into_any();
    }
    let manages = use_me().manages_users;
    let about = if manages {
        text.users.none_text
    } else {
        text.users.none_text_viewer
    };
    view! {
        <EmptyState glyph=Glyph::Key title=text.users.none_title text=about>
            {manages.then(|| view! { <CreateLink list/> })}
            <ButtonLink href=paths::IDENTITY_PROVIDER.to_owned() label=text.app.identity_provider/>
        </EmptyState>
    }
    .into_any()
}
