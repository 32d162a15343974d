//! The Create and Edit panels over the list of groups.

use domain::{
    Description, Fault, Field, Group, GroupForm, GroupSummary, GroupType, Label, Problem,
    UserListQuery, VariableName,
};
use leptos::{prelude::*, task::spawn_local};
use leptos_meta::Title;
use leptos_router::{components::A, hooks::use_params_map};

use crate::{
    api::{Failure, create_group, get_group, update_group},
    components::{
        discard::{DiscardQuestion, Leaving},
        failure::FailureNotice,
        group_list::use_group_list,
    },
    me::use_me,
    pages::user_panels::focus_first_fault,
    paths,
    text::use_text,
    ui::{
        self,
        button::{Button, Kind},
        choice::{Choice, RadioGroup},
        dialog::Panel,
        empty_state::EmptyState,
        field::{TextArea, TextField},
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
    view! { <GroupPanel group=None/> }
}

/// `…/{variableName}`
#[component]
pub fn EditGroupPanel() -> impl IntoView {
    let params = use_params_map();
    let name = Memo::new(move |_| {
        params.with(|params| {
            params
                .get_str("variable_name")
                .unwrap_or_default()
                .to_owned()
        })
    });
    let group = Resource::new(
        move || name.get(),
        |name| async move {
            let name = name
                .parse()
                .map_err(|_| Failure::Problem(Problem::NotFound))?;
            get_group(name).await
        },
    );
    let text = use_text();
    let list = use_group_list();
    let frame = move |body: AnyView| {
        view! {
            <Panel
                id="group-panel"
                title=text.groups.edit_title
                close_label=text.common.close
                close_href=list.query.with_untracked(paths::groups)
                on_close=move || list.close_panel()
            >
                {body}
            </Panel>
        }
        .into_any()
    };
    view! {
        <Suspense fallback=move || frame(view! { <SkeletonLines lines=6/> }.into_any())>
            {move || Suspend::new(async move {
                match group.await {
                    Ok(group) => view! { <GroupPanel group=Some(group)/> }.into_any(),
                    Err(Failure::Problem(Problem::NotFound)) => frame(view! {
                        <EmptyState glyph=Glyph::Search title=text.groups.missing_title text=text.groups.missing_text/>
                    }
                    .into_any()),
                    Err(failure) => frame(view! { <FailureNotice failure on_retry=move || group.refetch()/> }.into_any()),
                }
            })}
        </Suspense>
    }
}

/// What is typed in the panel. Cheap to copy.
#[derive(Clone, Copy)]
struct Fields {
    variable_name: RwSignal<String>,
    label: RwSignal<String>,
    kind: RwSignal<String>,
    description: RwSignal<String>,
    failure: RwSignal<Option<Failure>>,
    busy: RwSignal<bool>,
}

impl Fields {
    fn new(form: &GroupForm) -> Self {
        Self {
            variable_name: RwSignal::new(form.variable_name.clone()),
            label: RwSignal::new(form.label.clone()),
            kind: RwSignal::new(form.kind.word().to_owned()),
            description: RwSignal::new(form.description.clone()),
            failure: RwSignal::new(None),
            busy: RwSignal::new(false),
        }
    }

    fn form(self) -> GroupForm {
        GroupForm {
            variable_name: self.variable_name.get(),
            label: self.label.get(),
            kind: GroupType::from_word(&self.kind.get()).unwrap_or(GroupType::Sales),
            description: self.description.get(),
        }
    }

    fn fault(self, field: Field) -> Signal<Option<ui::field::Fault>> {
        let text = use_text();
        Signal::derive(move || match self.failure.get() {
            Some(Failure::Problem(Problem::Invalid(faults))) => faults
                .iter()
                .find(|fault| fault.field == field)
                .map(|fault| ui::field::Fault::from((text.fault)(fault))),
            Some(Failure::Problem(problem @ Problem::VariableNameTaken))
                if field == Field::VariableName =>
            {
                Some(ui::field::Fault::from((text.problem)(&problem)))
            }
            _ => None,
        })
    }
}

/// Makes a group, or changes the label and description of one.
#[component]
fn GroupPanel(group: Option<GroupSummary>) -> impl IntoView {
    let text = use_text();
    let list = use_group_list();
    let toasts = StoredValue::new(use_toasts());
    let existing = group.as_ref().map(|summary| summary.group.clone());
    let empty = GroupForm {
        variable_name: String::new(),
        label: String::new(),
        kind: GroupType::Sales,
        description: String::new(),
    };
    let before = StoredValue::new(existing.as_ref().map_or(empty, GroupForm::of));
    let fields = before.with_value(Fields::new);
    let dirty = Signal::derive(move || before.with_value(|before| fields.form() != *before));
    let leaving = Leaving::new(dirty, move || list.close_panel());
    let changes = use_me().manages_groups && existing.as_ref().is_none_or(|group| !group.read_only);
    let is_new = existing.is_none();
    let save = {
        let existing = existing.clone();
        move |()| {
            let form = fields.form();
            if fields.busy.get_untracked() || !changes || (!is_new && !dirty.get_untracked()) {
                return;
            }
            let faults: Vec<Fault> = form.draft().err().unwrap_or_default();
            if !faults.is_empty() {
                fields
                    .failure
                    .set(Some(Failure::Problem(Problem::Invalid(faults))));
                focus_first_fault();
                return;
            }
            fields.failure.set(None);
            fields.busy.set(true);
            let existing = existing.clone();
            spawn_local(async move {
                let answer = match &existing {
                    Some(group) => {
                        update_group(group.variable_name.clone(), form, group.version).await
                    }
                    None => create_group(form).await,
                };
                fields.busy.set(false);
                match answer {
                    Ok(saved) => {
                        let said = if is_new {
                            text.groups.created
                        } else {
                            text.groups.saved
                        };
                        toasts.get_value().done(said(saved.label.as_str()));
                        if is_new {
                            list.show_created(saved)
                        } else {
                            list.show_changed(saved)
                        }
                        list.close_panel();
                    }
                    Err(failure) => {
                        fields.failure.set(Some(failure));
                        focus_first_fault();
                    }
                }
            });
        }
    };
    let foot = move || {
        let (label, busy_label) = if is_new {
            (text.common.create, text.common.creating)
        } else {
            (text.common.save, text.common.saving)
        };
        view! {
            <Button label=text.common.cancel on_press=move || leaving.ask()/>
            {changes.then(|| view! {
                <Button
                    label
                    kind=Kind::Primary
                    busy=fields.busy
                    busy_label
                    disabled=Signal::derive(move || !is_new && !dirty.get())
                    submit=true
                    {..}
                    form=FORM
                />
            })}
        }
    };
    let title = if is_new {
        text.groups.create_title
    } else {
        text.groups.edit_title
    };
    let return_focus = existing
        .as_ref()
        .map(|group| link_id(&group.variable_name))
        .unwrap_or_default();
    view! {
        <Title text=(text.app.page_title)(title)/>
        <Panel
            id="group-panel"
            title
            close_label=text.common.close
            close_href=list.query.with_untracked(paths::groups)
            on_close=move || leaving.ask()
            return_focus
            foot
        >
            <form class="form" id=FORM novalidate=true on:submit=move |event| {
                event.prevent_default();
                save(());
            }>
                <Notices fields read_only=existing.as_ref().is_some_and(|group| group.read_only)/>
                <GroupFields fields is_new changes/>
                {group.map(|summary| view! { <Members group=summary.group members=summary.members/> })}
            </form>
        </Panel>
        <DiscardQuestion leaving/>
    }
}

#[component]
fn Notices(fields: Fields, read_only: bool) -> impl IntoView {
    let text = use_text();
    let in_a_field = |failure: &Failure| {
        matches!(
            failure,
            Failure::Problem(Problem::Invalid(_) | Problem::VariableNameTaken)
        )
    };
    view! {
        {move || fields.failure.get().filter(|failure| !in_a_field(failure)).map(|failure| view! {
            <div class="notice notice--error form__error" role="alert">
                <Icon glyph=Glyph::Warning/>
                <p>{(text.failure)(&failure)}</p>
            </div>
        })}
        {read_only.then(|| view! {
            <div class="notice notice--info">
                <Icon glyph=Glyph::Info/>
                <p>{text.groups.read_only}</p>
            </div>
        })}
    }
}

#[component]
fn GroupFields(fields: Fields, is_new: bool, changes: bool) -> impl IntoView {
    let text = use_text();
    let kinds = Signal::stored(
        GroupType::ALL
            .map(|kind| Choice::new(kind.word(), (text.group_type)(kind)))
            .to_vec(),
    );
    let used = Signal::derive(move || {
        (text.common.characters)(
            fields.description.with(|typed| typed.chars().count()),
            Description::MAX_CHARS,
        )
    });
    let left = Signal::derive(move || {
        (text.common.characters)(
            fields.label.with(|typed| typed.chars().count()),
            Label::MAX_CHARS,
        )
    });
    let kind = if is_new {
        view! { <RadioGroup id="group-kind" legend=text.groups.kind name="kind" choices=kinds value=fields.kind/> }
            .into_any()
    } else {
        let kind = GroupType::from_word(&fields.kind.get_untracked()).map(text.group_type);
        view! {
            <dl class="facts">
                <div class="facts__item"><dt>{text.groups.kind}</dt><dd>{kind}</dd></div>
            </dl>
        }
        .into_any()
    };
    view! {
        <TextField
            id="group-label"
            label=text.groups.label
            value=fields.label
            required=true
            readonly=!changes
            autofocus=true
            count=left
            fault=fields.fault(Field::Label)
        />
        <TextField
            id="group-variable-name"
            label=text.groups.variable_name
            value=fields.variable_name
            required=is_new
            readonly=!is_new
            mono=true
            hint=if is_new { text.groups.variable_name_hint } else { text.groups.fixed_hint }
            fault=fields.fault(Field::VariableName)
        />
        {kind}
        <TextArea
            id="group-description"
            label=text.groups.description
            value=fields.description
            readonly=!changes
            mark=text.common.optional
            count=used
            fault=fields.fault(Field::Description)
        />
    }
}

/// Leads to the users that are in the group.
#[component]
fn Members(group: Group, members: u64) -> impl IntoView {
    let text = use_text();
    let mut query = UserListQuery::default();
    query.groups_mut(group.kind).push(group.variable_name);
    let label = (text.groups.show_members)(usize::try_from(members).unwrap_or(usize::MAX));
    view! { <p><A href=paths::users(&query)>{label}</A></p> }
}
