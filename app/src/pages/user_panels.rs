//! The Create and Edit panels over the list of integration users.

use domain::{GroupRef, IntegrationUser, PartyNumber, Problem, UserForm};
use leptos::{prelude::*, task::spawn_local, wasm_bindgen::JsCast};
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    api::{Failure, create_user, get_user, group_choices, update_user},
    components::{
        discard::{DiscardQuestion, Leaving},
        failure::FailureNotice,
        group_picker::GroupChoices,
        user_conflict::ConflictQuestion,
        user_fields::{UserFields, UserFieldsForm},
        user_list::use_user_list,
        user_table::{Moment, StatusBadge, link_id},
    },
    me::use_me,
    paths,
    text::use_text,
    ui::{
        announcer::use_announcer,
        button::{Button, Kind},
        dialog::Panel,
        empty_state::EmptyState,
        icon::Glyph,
        skeleton::SkeletonLines,
        toast::use_toasts,
    },
};

const FORM: &str = "user-form";

/// `…/new`
#[component]
pub fn CreateUserPanel() -> impl IntoView {
    let choices = Resource::new(|| (), |()| group_choices());
    let title = use_text().panel.create_title;
    view! {
        <Title text=(use_text().app.page_title)(title)/>
        <Loaded title resource=choices then=create_panel/>
    }
}

/// `…/{partyNumber}`
#[component]
pub fn EditUserPanel() -> impl IntoView {
    let params = use_params_map();
    let number = Memo::new(move |_| {
        params.with(|params| PartyNumber::new(params.get_str("party_number").unwrap_or_default()))
    });
    let both = Resource::new(
        move || number.get(),
        |number| async move {
            let user = get_user(number).await?;
            Ok((user, group_choices().await?))
        },
    );
    let title = use_text().panel.edit_title;
    view! {
        <Title text=(use_text().app.page_title)(title)/>
        <Loaded title resource=both then=edit_panel/>
    }
}

fn create_panel(choices: Vec<GroupRef>) -> AnyView {
    view! { <CreatePanel choices=GroupChoices::new(choices)/> }.into_any()
}

fn edit_panel((user, choices): (IntegrationUser, Vec<GroupRef>)) -> AnyView {
    view! { <EditPanel user choices=GroupChoices::new(choices)/> }.into_any()
}

/// The panel once its data is there; before, the same panel with a skeleton, so that nothing jumps.
#[component]
fn Loaded<T>(
    title: &'static str,
    resource: Resource<Result<T, Failure>>,
    then: fn(T) -> AnyView,
) -> impl IntoView
where
    T: Clone + Serialize + DeserializeOwned + Send + Sync + 'static,
{
    let list = use_user_list();
    let text = use_text();
    let frame = move |body: AnyView| {
        let close_href = list.query.with_untracked(paths::users);
        view! {
            <Panel id="user-panel" title close_label=text.common.close close_href on_close=move || list.close_panel()>
                {body}
            </Panel>
        }
        .into_any()
    };
    view! {
        <Suspense fallback=move || frame(view! { <SkeletonLines lines=8/> }.into_any())>
            {move || Suspend::new(async move {
                match resource.await {
                    Ok(data) => then(data),
                    Err(Failure::Problem(Problem::NotFound)) => frame(view! {
                        <EmptyState glyph=Glyph::Search title=text.panel.missing_title text=text.panel.missing_text/>
                    }
                    .into_any()),
                    Err(failure) => frame(view! { <FailureNotice failure on_retry=move || resource.refetch()/> }.into_any()),
                }
            })}
        </Suspense>
    }
}

#[component]
fn CreatePanel(choices: GroupChoices) -> impl IntoView {
    let text = use_text();
    let list = use_user_list();
    let toasts = StoredValue::new(use_toasts());
    let fields = UserFields::new(UserForm::default(), choices.clone());
    let leaving = Leaving::new(
        Signal::derive(move || !fields.difference().is_empty()),
        move || list.close_panel(),
    );
    let save = Callback::new(move |()| {
        let form = fields.form();
        if fields.busy.get_untracked() || fields.refuse(form.draft().err().unwrap_or_default()) {
            focus_first_fault();
            return;
        }
        fields.busy.set(true);
        spawn_local(async move {
            let answer = create_user(form).await;
            fields.busy.set(false);
            match answer {
                Ok(row) => {
                    toasts
                        .get_value()
                        .done((text.users.created)(row.client_id.as_str()));
                    list.show_created(row);
                    list.close_panel();
                }
                Err(failure) => {
                    fields.failure.set(Some(failure));
                    focus_first_fault();
                }
            }
        });
    });
    let foot = move || {
        view! {
            <Button label=text.common.cancel on_press=move || leaving.ask()/>
            <Button
                label=text.common.create
                kind=Kind::Primary
                busy=fields.busy
                busy_label=text.common.creating
                submit=true
                {..}
                form=FORM
            />
        }
    };
    let close_href = list.query.with_untracked(paths::users);
    view! {
        <Panel
            id="user-panel"
            title=text.panel.create_title
            close_label=text.common.close
            close_href
            on_close=move || leaving.ask()
            foot
        >
            <UserFieldsForm id=FORM fields choices on_submit=save/>
        </Panel>
        <DiscardQuestion leaving/>
    }
}

#[component]
fn EditPanel(user: IntegrationUser, choices: GroupChoices) -> impl IntoView {
    let text = use_text();
    let list = use_user_list();
    let (toasts, announcer) = (
        StoredValue::new(use_toasts()),
        StoredValue::new(use_announcer()),
    );
    let manages = use_me().manages_users;
    let fields = UserFields::new(UserForm::of(&user), choices.clone());
    let seen = RwSignal::new(user.version);
    let conflict = RwSignal::new(None::<IntegrationUser>);
    let number = StoredValue::new(user.party_number.clone());
    let changed = Memo::new(move |_| fields.difference());
    let dirty = Signal::derive(move || changed.with(|changed| !changed.is_empty()));
    let leaving = Leaving::new(dirty, move || list.close_panel());
    let save = Callback::new(move |()| {
        let form = fields.form();
        if fields.busy.get_untracked() || !dirty.get_untracked() {
            return;
        }
        if fields.refuse(form.change().err().unwrap_or_default()) {
            focus_first_fault();
            return;
        }
        fields.busy.set(true);
        spawn_local(async move {
            let answer = update_user(number.get_value(), form, seen.get_untracked()).await;
            fields.busy.set(false);
            match answer {
                Ok(row) => {
                    toasts
                        .get_value()
                        .done((text.users.saved)(row.client_id.as_str()));
                    list.show_changed(row);
                    list.close_panel();
                }
                Err(Failure::Problem(Problem::ChangedMeanwhile(theirs))) => {
                    conflict.set(Some(*theirs))
                }
                Err(failure) => {
                    fields.failure.set(Some(failure));
                    focus_first_fault();
                }
            }
        });
    });
    let use_theirs = move |theirs: &IntegrationUser| {
        seen.set(theirs.version);
        fields.fill(UserForm::of(theirs));
        conflict.set(None);
        announcer.get_value().say(text.panel.took_theirs);
    };
    let keep_mine = move |theirs: &IntegrationUser| {
        seen.set(theirs.version);
        fields.rebase(UserForm::of(theirs));
        conflict.set(None);
        save.run(());
    };
    let question = move || {
        conflict.get().map(|theirs| {
            let theirs = StoredValue::new(theirs);
            view! {
                <ConflictQuestion
                    theirs=theirs.get_value()
                    fields
                    on_theirs=move || theirs.with_value(use_theirs)
                    on_mine=move || theirs.with_value(keep_mine)
                    on_close=move || conflict.set(None)
                />
            }
        })
    };
    let summary = move || {
        changed.with(|changed| {
            if changed.is_empty() {
                text.panel.no_changes.to_owned()
            } else {
                (text.panel.changes)(changed)
            }
        })
    };
    let foot = move || {
        view! {
            {manages.then(|| view! { <p class="form__summary" role="status">{summary}</p> })}
            <Button label=text.common.cancel on_press=move || leaving.ask()/>
            {manages.then(|| view! {
                <Button
                    label=text.common.save
                    kind=Kind::Primary
                    busy=fields.busy
                    busy_label=text.common.saving
                    disabled=Signal::derive(move || !dirty.get())
                    submit=true
                    {..}
                    form=FORM
                />
            })}
        }
    };
    let close_href = list.query.with_untracked(paths::users);
    let return_focus = link_id(&user.party_number);
    view! {
        <Panel
            id="user-panel"
            title=text.panel.edit_title
            close_label=text.common.close
            close_href
            on_close=move || leaving.ask()
            return_focus
            foot
        >
            <UserFieldsForm id=FORM fields choices on_submit=save>
                <Facts user/>
            </UserFieldsForm>
        </Panel>
        <DiscardQuestion leaving/>
        {question}
    }
}

/// What the panel shows and does not change.
#[component]
fn Facts(user: IntegrationUser) -> impl IntoView {
    let text = use_text();
    let fact = |name: &'static str, value: AnyView| view! { <div class="facts__item"><dt>{name}</dt><dd>{value}</dd></div> };
    view! {
        <dl class="facts">
            {fact(text.users.status, view! { <StatusBadge status=user.status/> }.into_any())}
            {fact(text.panel.party_number, view! { <span class="id">{user.party_number.to_string()}</span> }.into_any())}
            {fact(text.users.date_added, view! { <Moment moment=Some(user.date_added)/> }.into_any())}
            {fact(text.users.last_used, view! { <Moment moment=user.last_used/> }.into_any())}
        </dl>
    }
}

/// The first field that has a fault gets the focus, once it is marked.
pub fn focus_first_fault() {
    request_animation_frame(|| {
        let field = document()
            .query_selector("dialog [aria-invalid=true]")
            .ok()
            .flatten();
        if let Some(field) = field.and_then(|field| field.dyn_into::<web_sys::HtmlElement>().ok()) {
            crate::ui::dom::focus(&field);
        }
    });
}
