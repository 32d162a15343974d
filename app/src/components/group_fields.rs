//! The fields of the Create and Edit panels of a group.

use domain::{Description, Field, Group, GroupForm, GroupType, Label, Problem, VariableName};
use leptos::{prelude::*, task::spawn_local, wasm_bindgen::JsCast};
use web_sys::HtmlInputElement;

use crate::{
    api::{Failure, create_group, get_group, update_group},
    components::{group_list::GroupListState, user_fields::focus_first_fault},
    text::use_text,
    ui::{
        self,
        choice::{Choice, RadioGroup},
        dom,
        field::{TextArea, TextField},
        toast::Toasts,
    },
};

/// The radio buttons with the kinds of group.
const KINDS: &str = "group-kind";

/// What is typed in the panel. Cheap to copy.
#[derive(Clone, Copy)]
pub struct GroupFormState {
    variable_name: RwSignal<String>,
    label: RwSignal<String>,
    kind: RwSignal<String>,
    description: RwSignal<String>,
    failure: RwSignal<Option<Failure>>,
    /// Whether a request is under way.
    pub busy: RwSignal<bool>,
    /// What the form was filled with.
    before: RwSignal<GroupForm>,
    /// The group that is edited; none while one is made.
    existing: RwSignal<Option<Group>>,
    /// Whether that is what somebody else saved meanwhile.
    overtaken: RwSignal<bool>,
}

fn empty_form() -> GroupForm {
    GroupForm {
        variable_name: String::new(),
        label: String::new(),
        kind: GroupType::Sales,
        description: String::new(),
    }
}

impl GroupFormState {
    /// Empty, before anything was loaded.
    pub fn empty() -> Self {
        Self {
            variable_name: RwSignal::default(),
            label: RwSignal::default(),
            kind: RwSignal::new(GroupType::Sales.word().to_owned()),
            description: RwSignal::default(),
            failure: RwSignal::new(None),
            busy: RwSignal::new(false),
            before: RwSignal::new(empty_form()),
            existing: RwSignal::new(None),
            overtaken: RwSignal::new(false),
        }
    }

    /// Filled with what came from the server; differences count from here.
    pub fn load(self, group: Option<Group>) {
        let form = group.as_ref().map_or_else(empty_form, GroupForm::of);
        self.variable_name.set(form.variable_name.clone());
        self.label.set(form.label.clone());
        self.kind.set(form.kind.word().to_owned());
        self.description.set(form.description.clone());
        self.before.set(form);
        self.existing.set(group);
        self.overtaken.set(false);
    }

    /// Takes what is saved now for what was there before, and keeps what was typed: the next Save puts that in its place.
    async fn meet(self, name: VariableName) {
        // Without an answer the next Save fails as this one did.
        if let Ok(now) = get_group(name).await {
            self.before.try_set(GroupForm::of(&now.group));
            self.existing.try_set(Some(now.group));
            self.overtaken.try_set(true);
        }
    }

    /// What somebody else saved meanwhile, in words.
    pub fn theirs(self) -> Option<String> {
        let group = self.existing.get().filter(|_| self.overtaken.get())?;
        Some((use_text().groups().theirs)(
            group.label.as_str(),
            group.description.as_str(),
        ))
    }

    /// Whether something would be lost.
    pub fn is_dirty(self) -> bool {
        let now = self.form();
        self.before.with(|before| now != *before)
    }

    /// Whether somebody who may manage groups may change this one.
    pub fn is_open_to_change(self) -> bool {
        self.existing
            .with(|group| group.as_ref().is_none_or(|group| !group.read_only))
    }

    /// Remembers why it did not work; everything typed stays.
    fn failed(self, failure: Failure) {
        self.failure.set(Some(failure));
        focus_first_fault();
    }

    /// Checks, and makes or changes the group.
    pub fn save(self, list: GroupListState, toasts: Toasts) {
        let form = untrack(|| self.form());
        let existing = self.existing.get_untracked();
        let nothing_to_do = existing.is_some() && !untrack(|| self.is_dirty());
        if self.busy.get_untracked() || nothing_to_do || !untrack(|| self.is_open_to_change()) {
            return;
        }
        if let Err(faults) = form.draft() {
            self.failed(Failure::Problem(Problem::Invalid(faults)));
            return;
        }
        self.failure.set(None);
        self.overtaken.set(false);
        self.busy.set(true);
        spawn_local(async move {
            let text = use_text();
            let (answer, said) = match existing.as_ref() {
                Some(group) => (
                    update_group(group.variable_name.clone(), form, group.version).await,
                    text.groups().saved,
                ),
                None => (create_group(form).await, text.groups().created),
            };
            if let (Some(group), Err(Failure::Problem(Problem::GroupChangedMeanwhile))) =
                (&existing, &answer)
            {
                self.meet(group.variable_name.clone()).await;
            }
            // Whoever left the panel meanwhile is told what came of it, and stays where they are.
            let left = self.busy.try_set(false).is_some();
            match answer {
                Ok(saved) => {
                    toasts.done(said(saved.label.as_str()));
                    if existing.is_none() {
                        list.show_created(saved);
                    } else {
                        list.show_changed(saved);
                    }
                    if !left {
                        list.close_panel();
                    }
                }
                Err(failure) if left => toasts.failed((text.failure)(&failure)),
                Err(failure) => self.failed(failure),
            }
        });
    }

    /// Why the last try did not work, unless a field shows it.
    pub fn failure_beside(self) -> Signal<Option<Failure>> {
        let in_a_field = |failure: &Failure| {
            matches!(
                failure,
                Failure::Problem(Problem::Invalid(_) | Problem::VariableNameTaken)
            )
        };
        Signal::derive(move || {
            let shown = |failure: &Failure| !in_a_field(failure) && !self.overtaken.get();
            self.failure.get().filter(shown)
        })
    }

    /// What was chosen before the program was there counts, as what was typed then does.
    fn take_over_kind(self) {
        if !dom::IN_BROWSER {
            return;
        }
        for (at, kind) in GroupType::ALL.into_iter().enumerate() {
            let button = dom::by_id(&format!("{KINDS}-{at}"))
                .and_then(|button| button.dyn_into::<HtmlInputElement>().ok());
            if button.is_some_and(|button| button.checked()) {
                self.kind.set(kind.word().to_owned());
            }
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

/// The fields of the form.
#[component]
pub fn GroupFields(
    /// What is typed.
    fields: GroupFormState,
    /// Whether the group is being made.
    is_new: bool,
    /// Whether it may be changed.
    changes: bool,
) -> impl IntoView {
    let text = use_text();
    let kinds = Signal::stored(
        GroupType::ALL
            .map(|kind| Choice::new(kind.word(), (text.group_type)(kind)))
            .to_vec(),
    );
    // The fields may come after the panel, which then holds the focus somewhere else.
    Effect::new(|_| {
        request_animation_frame(|| dom::focus_first_field_of_dialog("group-label"));
    });
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
        fields.take_over_kind();
        view! { <RadioGroup id=KINDS legend=text.groups().kind name="kind" choices=kinds value=fields.kind/> }
            .into_any()
    } else {
        let kind = GroupType::from_word(&fields.kind.get_untracked()).map(text.group_type);
        view! {
            <dl class="facts">
                <div class="facts__item"><dt>{text.groups().kind}</dt><dd>{kind}</dd></div>
            </dl>
        }
        .into_any()
    };
    // What is only read is neither optional nor in need of a hint.
    let hint = if is_new {
        Some(text.groups().variable_name_hint)
    } else {
        changes.then_some(text.groups().fixed_hint)
    };
    view! {
        <TextField
            id="group-label"
            label=text.groups().label
            value=fields.label
            required=changes
            readonly=!changes
            autofocus=true
            count=left
            fault=fields.fault(Field::Label)
        />
        <TextField
            id="group-variable-name"
            label=text.groups().variable_name
            value=fields.variable_name
            required=is_new
            readonly=!is_new
            mono=true
            hint=hint.map(str::to_owned)
            fault=fields.fault(Field::VariableName)
        />
        {kind}
        <TextArea
            id="group-description"
            label=text.groups().description
            value=fields.description
            readonly=!changes
            mark=changes.then(|| text.common.optional.to_owned())
            count=used
            fault=fields.fault(Field::Description)
        />
    }
}
