//! The Create and Edit panels over the list of integration users.

mod conflict;
mod facts;
mod news;

use domain::{IntegrationUser, PartyNumber, Problem, UserForm};
use leptos::{prelude::*, task::spawn_local};
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use crate::{
    api::{Failure, create_user, update_user},
    components::{
        discard::{DiscardQuestion, Leaving},
        failure::{FailureNotice, FormFailure},
        group_picker::GroupChoices,
        panel_parts::{Commit, IsOpen, Leave, WhereOpen, held_back, is_open},
        user_calls::UserCalls,
        user_fields::{UserFields, UserFieldsForm, focus_first_fault},
        user_limit::{LIMIT_FIELD, UserLimit},
        user_list::{UserListState, use_user_list},
        user_table::link_id,
    },
    me::use_me,
    paths,
    text::use_text,
    ui::{
        announcer::{Announcer, use_announcer},
        dialog::Panel,
        dom,
        empty_state::EmptyState,
        icon::Glyph,
        skeleton::SkeletonLines,
        toast::{Toasts, use_toasts},
    },
};

use conflict::Conflict;
use facts::Facts;
use news::{ChangedNotice, PanelNews};

const FORM: &str = "user-form";
const PANEL: &str = "user-panel";

/// Whether something can be created or changed in the panel: not by a Viewer, and not when its user could not be loaded.
fn open_to_change(list: &UserListState, manages: bool) -> IsOpen {
    let panel = list.panel;
    is_open(move || async move { manages && panel.await.is_ok() })
}

/// `…/new`
#[component]
pub fn CreateUserPanel() -> impl IntoView {
    let text = use_text();
    let list = use_user_list();
    let toasts = use_toasts();
    let fields = UserFields::empty();
    let leaving = Leaving::new(
        Signal::derive(move || !fields.difference().is_empty()),
        move || list.close_panel(),
    );
    let save = Callback::new(move |()| {
        let form = untrack(|| fields.form());
        if fields.busy.get_untracked() || fields.refuse(form.draft().err().unwrap_or_default()) {
            focus_first_fault();
            return;
        }
        fields.busy.set(true);
        let own = list.live.stream.own();
        spawn_local(async move {
            let _own = own;
            let answer = create_user(form).await;
            // Whoever left the panel meanwhile is told what came of it, and stays where they are.
            let left = fields.busy.try_set(false).is_some();
            match answer {
                Ok(row) => {
                    toasts.done((text.users.created)(row.client_id.as_str()));
                    list.show_created(row);
                    if !left {
                        list.close_panel();
                    }
                }
                Err(failure) if left => toasts.failed((text.failure)(&failure)),
                Err(failure) => fields.failed(failure),
            }
        });
    });
    let manages = use_me().manages_users;
    let open = open_to_change(&list, manages);
    let disabled = held_back(false);
    let commit = move || {
        let (label, busy_label) = (text.common.create, text.common.creating);
        view! { <Commit form=FORM label busy_label busy=fields.busy disabled/> }
    };
    let foot = move || {
        view! {
            <FormFailure failure=fields.failure_beside()/>
            <Leave leaving is_open=open href=list.query.with_untracked(paths::users)/>
            <WhereOpen is_open=open yes=commit/>
        }
    };
    let body = move || {
        Suspend::new(async move {
            if !manages {
                return view! { <LookOnly/> }.into_any();
            }
            match list.panel.await {
                Ok(Some((None, groups))) => {
                    let choices = GroupChoices::new(groups);
                    fields.load(UserForm::default(), choices.clone());
                    view! {
                        <UserFieldsForm id=FORM fields choices on_submit=save>
                            <Offered fields/>
                        </UserFieldsForm>
                    }
                    .into_any()
                }
                // Still of the address before; the right one is on its way.
                Ok(_) => view! { <SkeletonLines lines=8/> }.into_any(),
                Err(failure) => {
                    view! { <Unavailable failure on_retry=move || list.panel.refetch()/> }
                        .into_any()
                }
            }
        })
    };
    view! {
        <Title text=(text.app.page_title)(text.panel().create_title)/>
        <Panel
            id=PANEL
            title=text.panel().create_title
            close_label=text.common.close
            close_href=list.query.with_untracked(paths::users)
            on_close=move || leaving.ask()
            foot
        >
            <Suspense fallback=|| view! { <SkeletonLines lines=8/> }>{body}</Suspense>
        </Panel>
        <DiscardQuestion leaving/>
    }
}

/// Takes a client id over that came in the fragment of the address, and takes it out of there. It counts as untouched: closing the panel
/// does not ask.
#[component]
fn Offered(fields: UserFields) -> impl IntoView {
    let list = use_user_list();
    Effect::new(move |_| {
        let fragment = window().location().hash().unwrap_or_default();
        if let Some(client_id) = paths::client_id_of(&fragment) {
            fields.fill(UserForm {
                client_id: client_id.to_string(),
                ..UserForm::default()
            });
            list.show_in_address(paths::new_user(&list.query.get_untracked()));
        }
    });
}

/// What stands in a Create panel for somebody who may not create.
#[component]
pub(super) fn LookOnly() -> impl IntoView {
    let text = use_text();
    view! {
        <EmptyState glyph=Glyph::Info title=text.common.look_only_title text=text.common.look_only_text/>
    }
}

/// What stands in a panel whose user could not be shown.
#[component]
fn Unavailable(failure: Failure, #[prop(into)] on_retry: Callback<()>) -> impl IntoView {
    let text = use_text();
    if failure == Failure::Problem(Problem::NotFound) {
        return view! {
            <EmptyState glyph=Glyph::Search title=text.panel().missing_title text=text.panel().missing_text/>
        }
        .into_any();
    }
    view! { <FailureNotice failure on_retry/> }.into_any()
}

/// What the Edit panel knows beside its fields. Cheap to copy.
#[derive(Clone, Copy)]
struct Editing {
    list: UserListState,
    fields: UserFields,
    number: Memo<PartyNumber>,
    /// The version that the fields were filled with.
    seen: RwSignal<i64>,
    /// The version that somebody else saved meanwhile.
    conflict: RwSignal<Option<IntegrationUser>>,
    changed: Memo<domain::FormDifference>,
    /// Whether a limit is entered that is not saved.
    unsaved_limit: RwSignal<bool>,
    news: PanelNews,
    toasts: Toasts,
    announcer: Announcer,
}

impl Editing {
    fn is_dirty(self) -> Signal<bool> {
        Signal::derive(move || self.changed.with(|changed| !changed.is_empty()))
    }

    fn load(self, user: &IntegrationUser, choices: GroupChoices) {
        self.seen.set(user.version);
        self.fields.load(UserForm::of(user), choices);
        self.filled(user);
    }

    fn save(self) {
        let form = untrack(|| self.fields.form());
        if self.fields.busy.get_untracked()
            || self
                .changed
                .with_untracked(domain::FormDifference::is_empty)
        {
            return;
        }
        if self.fields.refuse(form.change().err().unwrap_or_default()) {
            focus_first_fault();
            return;
        }
        self.fields.busy.set(true);
        let own = self.list.live.stream.own();
        spawn_local(async move {
            let _own = own;
            let number = self.number.get_untracked();
            let answer = update_user(number, form.clone(), self.seen.get_untracked()).await;
            let left = self.fields.busy.try_set(false).is_some();
            let (text, toasts) = (use_text(), self.toasts);
            match answer {
                Ok(row) => {
                    toasts.outdate(row.party_number.as_str());
                    let said = (text.users.saved)(row.client_id.as_str());
                    let version = row.version;
                    self.list.show_changed(row);
                    toasts.done(said.as_str());
                    if !left && self.unsaved_limit.get_untracked() {
                        // Behind the panel a message is silent.
                        self.announcer.say(said);
                        self.stay(form, version);
                    } else if !left {
                        self.list.close_panel();
                    }
                }
                Err(failure) if left => toasts.failed((text.failure)(&failure)),
                Err(Failure::Problem(Problem::ChangedMeanwhile(theirs))) => {
                    self.conflict.set(Some(*theirs));
                }
                Err(failure) => self.fields.failed(failure),
            }
        });
    }

    /// The form was saved, and the limit, which is saved by itself, not yet.
    fn stay(self, saved: UserForm, version: i64) {
        self.seen.set(version);
        self.fields.rebase(saved);
        if let Some(field) = dom::by_id(LIMIT_FIELD) {
            dom::focus(&field);
        }
    }

    /// Something that is no part of the form was saved, which made this version. When it is not the next one, somebody
    /// else saved in between, and saving the form will say so.
    fn saved_beside(self, version: i64) {
        let _ = self.seen.try_update(|seen| {
            if version == *seen + 1 {
                *seen = version;
            }
        });
    }
}

/// `…/{partyNumber}`
#[component]
pub fn EditUserPanel() -> impl IntoView {
    let text = use_text();
    let params = use_params_map();
    let fields = UserFields::empty();
    let editing = Editing {
        list: use_user_list(),
        fields,
        number: Memo::new(move |_| {
            params
                .with(|params| PartyNumber::new(params.get_str("party_number").unwrap_or_default()))
        }),
        seen: RwSignal::new(0),
        conflict: RwSignal::new(None),
        changed: Memo::new(move |_| fields.difference()),
        unsaved_limit: RwSignal::new(false),
        news: PanelNews::new(),
        toasts: use_toasts(),
        announcer: use_announcer(),
    };
    editing.follow();
    let manages = use_me().manages_users;
    let dirty = editing.is_dirty();
    let leaving = Leaving::new(
        Signal::derive(move || dirty.get() || editing.unsaved_limit.get()),
        move || editing.list.close_panel(),
    );
    let body = move || {
        Suspend::new(async move {
            match editing.list.panel.await {
                Ok(Some((Some(user), groups)))
                    if user.party_number == editing.number.get_untracked() =>
                {
                    let choices = GroupChoices::new(groups);
                    let party_number = user.party_number.clone();
                    editing.load(&user, choices.clone());
                    let loaded = user.status;
                    let status = move || editing.news.status(loaded);
                    view! {
                        <UserFieldsForm id=FORM fields choices readonly=!manages on_submit=move || editing.save()>
                            <Facts user status/>
                        </UserFieldsForm>
                        <div class="form__after">
                            <UserCalls party_number=party_number.clone()/>
                            <UserLimit
                                party_number
                                on_saved=move |version: i64| editing.saved_beside(version)
                                unsaved=editing.unsaved_limit
                            />
                        </div>
                    }
                    .into_any()
                }
                // Still of the address before; the right one is on its way.
                Ok(_) => view! { <SkeletonLines lines=8/> }.into_any(),
                Err(failure) => {
                    view! { <Unavailable failure on_retry=move || editing.list.panel.refetch()/> }
                        .into_any()
                }
            }
        })
    };
    let foot = move || view! { <EditFoot editing leaving/> };
    view! {
        <Title text=(text.app.page_title)(text.panel().edit_title)/>
        <Panel
            id=PANEL
            title=text.panel().edit_title
            close_label=text.common.close
            close_href=editing.list.query.with_untracked(paths::users)
            on_close=move || leaving.ask()
            return_focus=editing.number.with_untracked(link_id)
            foot
        >
            <Suspense fallback=|| view! { <SkeletonLines lines=8/> }>{body}</Suspense>
        </Panel>
        <DiscardQuestion leaving/>
        {move || {
            let theirs = editing.conflict.get();
            theirs.map(|theirs| view! { <Conflict editing=StoredValue::new(editing) theirs/> })
        }}
    }
}

/// What changed, Cancel and Save; only Close where nothing can be changed.
#[component]
fn EditFoot(editing: Editing, leaving: Leaving) -> impl IntoView {
    let text = use_text();
    let Editing { list, fields, .. } = editing;
    let said = move || {
        editing.changed.with(|changed| {
            if changed.is_empty() {
                text.panel().no_changes.to_owned()
            } else {
                (text.panel().changes)(changed)
            }
        })
    };
    let summary = move || view! { <p class="form__summary" role="status">{said}</p> };
    let dirty = editing.is_dirty();
    let disabled = held_back(Signal::derive(move || !dirty.get()));
    let commit = move || {
        let (label, busy_label) = (text.common.save, text.common.saving);
        view! { <Commit form=FORM label busy_label busy=fields.busy disabled/> }
    };
    let open = open_to_change(&list, use_me().manages_users);
    view! {
        <FormFailure failure=fields.failure_beside()/>
        <ChangedNotice editing=StoredValue::new(editing)/>
        <WhereOpen is_open=open yes=summary/>
        <Leave leaving is_open=open href=list.query.with_untracked(paths::users)/>
        <WhereOpen is_open=open yes=commit/>
    }
}
