//! The Create and Edit panels over the list of groups.

use domain::{Group, GroupSummary, Problem, UserListQuery, VariableName};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{components::A, hooks::use_params_map};

use super::user_panels::LookOnly;
use crate::{
    api::Failure,
    components::{
        discard::{DiscardQuestion, Leaving},
        failure::{FailureNotice, FormFailure},
        group_fields::{GroupFields, GroupFormState},
        group_list::use_group_list,
        panel_parts::{Commit, Leave, NeedsScript, WhereOpen, held_back, is_open},
    },
    me::use_me,
    paths,
    text::use_text,
    ui::{
        dialog::Panel,
        empty_state::EmptyState,
        icon::{Glyph, Icon},
        skeleton::SkeletonLines,
        toast::use_toasts,
    },
};

const FORM: &str = "group-form";

/// The id of a row's link, to which the focus returns from the panel.
pub fn link_id(name: &VariableName) -> String {
    format!("group-{name}")
}

/// `…/new`
#[component]
pub fn CreateGroupPanel() -> impl IntoView {
    view! { <GroupPanel name=Signal::stored(None)/> }
}

/// `…/{variableName}`
#[component]
pub fn EditGroupPanel() -> impl IntoView {
    let params = use_params_map();
    let name = move || {
        params.with(|params| {
            params
                .get_str("variable_name")
                .unwrap_or_default()
                .to_owned()
        })
    };
    view! { <GroupPanel name=Signal::derive(move || Some(name()))/> }
}

/// Makes a group, or changes the label and description of the one with the name.
#[component]
fn GroupPanel(name: Signal<Option<String>>) -> impl IntoView {
    let text = use_text();
    let list = use_group_list();
    let toasts = use_toasts();
    let fields = GroupFormState::empty();
    let leaving = Leaving::new(Signal::derive(move || fields.is_dirty()), move || {
        list.close_panel();
    });
    let is_new = name.with_untracked(Option::is_none);
    let manages = use_me().manages_groups;
    let foot = move || view! { <GroupFoot fields leaving is_new manages/> };
    let form = move |group: Option<GroupSummary>| {
        let read_only = group
            .as_ref()
            .is_some_and(|summary| summary.group.read_only);
        let changes = manages && !read_only;
        view! {
            <form
                class="form"
                id=FORM
                method="dialog"
                novalidate=true
                on:submit=move |event| {
                    event.prevent_default();
                    fields.save(list, toasts);
                }
            >
                {changes.then(|| view! { <NeedsScript/> })}
                {read_only.then(|| view! { <BuiltIn/> })}
                <GroupFields fields is_new changes/>
                {group.map(|summary| view! { <Members group=summary.group members=summary.members/> })}
            </form>
        }
    };
    let body = move || {
        Suspend::new(async move {
            match list.panel.await {
                Ok(None) if is_new && !manages => view! { <LookOnly/> }.into_any(),
                Ok(found) if is_of(found.as_ref(), name.get_untracked().as_deref()) => {
                    fields.load(found.as_ref().map(|summary| summary.group.clone()));
                    form(found).into_any()
                }
                // Still of the address before; the right one is on its way.
                Ok(_) => view! { <SkeletonLines lines=6/> }.into_any(),
                Err(Failure::Problem(Problem::NotFound)) => view! {
                    <EmptyState glyph=Glyph::Search title=text.groups().missing_title text=text.groups().missing_text/>
                }
                .into_any(),
                Err(failure) => view! { <FailureNotice failure on_retry=move || list.panel.refetch()/> }.into_any(),
            }
        })
    };
    let title = if is_new {
        text.groups().create_title
    } else {
        text.groups().edit_title
    };
    let opener = name.with_untracked(|name| {
        name.as_ref()
            .and_then(|name| name.parse().ok())
            .map(|name| link_id(&name))
    });
    view! {
        <Title text=(text.app.page_title)(title)/>
        <Panel
            id="group-panel"
            title
            close_label=text.common.close
            close_href=list.query.with_untracked(paths::groups)
            on_close=move || leaving.ask()
            return_focus=opener.unwrap_or_default()
            foot
        >
            <Suspense fallback=|| view! { <SkeletonLines lines=6/> }>{body}</Suspense>
        </Panel>
        <DiscardQuestion leaving/>
    }
}

/// Whether what came is what the address names.
fn is_of(found: Option<&GroupSummary>, name: Option<&str>) -> bool {
    found.map(|found| found.group.variable_name.as_str()) == name
}

/// Says that the group cannot be changed.
#[component]
fn BuiltIn() -> impl IntoView {
    view! {
        <div class="notice notice--info">
            <Icon glyph=Glyph::Info/>
            <p>{use_text().groups().read_only}</p>
        </div>
    }
}

/// Cancel, and Create or Save; only Close where nothing can be changed.
#[component]
fn GroupFoot(
    fields: GroupFormState,
    leaving: Leaving,
    is_new: bool,
    manages: bool,
) -> impl IntoView {
    let text = use_text();
    let list = use_group_list();
    let (label, busy_label) = if is_new {
        (text.common.create, text.common.creating)
    } else {
        (text.common.save, text.common.saving)
    };
    let disabled = held_back(Signal::derive(move || !is_new && !fields.is_dirty()));
    let commit = move || view! { <Commit form=FORM label busy_label busy=fields.busy disabled/> };
    let changes = |found: Option<GroupSummary>| found.is_none_or(|found| !found.group.read_only);
    let open = is_open(move || async move { manages && list.panel.await.is_ok_and(changes) });
    view! {
        <FormFailure failure=fields.failure_beside()/>
        {move || fields.theirs().map(|theirs| view! {
            <div class="notice notice--warning form__error" role="alert">
                <Icon glyph=Glyph::Warning/>
                <p>{theirs}</p>
            </div>
        })}
        <Leave leaving is_open=open href=list.query.with_untracked(paths::groups)/>
        <WhereOpen is_open=open yes=commit/>
    }
}

/// Leads to the users that are in the group.
#[component]
fn Members(group: Group, members: u64) -> impl IntoView {
    let text = use_text();
    let mut query = UserListQuery::default();
    query.groups_mut(group.kind).push(group.variable_name);
    let label = (text.groups().show_members)(usize::try_from(members).unwrap_or(usize::MAX));
    view! { <p><A href=paths::users(&query)>{label}</A></p> }
}
