//! The fields of the Create and Edit panels of an integration user.

use domain::{ClientId, Description, Fault, Field, FormDifference, GroupType, Problem, UserForm};
use leptos::{prelude::*, wasm_bindgen::JsCast};

use crate::{
    api::Failure,
    components::{
        group_picker::{GroupChoices, GroupPicker, GroupsShown},
        panel_parts::NeedsScript,
        user_list::use_user_list,
    },
    paths,
    text::use_text,
    ui::{
        self,
        dual_list::KeySet,
        field::{TextArea, TextField},
    },
};

/// What is typed and chosen in a panel. Cheap to copy.
#[derive(Clone, Copy)]
pub struct UserFields {
    client_id: RwSignal<String>,
    name: RwSignal<String>,
    email: RwSignal<String>,
    description: RwSignal<String>,
    administrator: RwSignal<KeySet>,
    sales: RwSignal<KeySet>,
    choices: StoredValue<GroupChoices>,
    /// What the form was filled with.
    before: RwSignal<UserForm>,
    /// Why the last try did not work.
    failure: RwSignal<Option<Failure>>,
    /// Whether a request is under way.
    pub busy: RwSignal<bool>,
}

impl UserFields {
    /// Empty, before anything was loaded.
    pub fn empty() -> Self {
        Self {
            client_id: RwSignal::default(),
            name: RwSignal::default(),
            email: RwSignal::default(),
            description: RwSignal::default(),
            administrator: RwSignal::default(),
            sales: RwSignal::default(),
            choices: StoredValue::new(GroupChoices::new(Vec::new())),
            before: RwSignal::default(),
            failure: RwSignal::new(None),
            busy: RwSignal::new(false),
        }
    }

    /// Filled with what came from the server.
    pub fn load(self, form: UserForm, choices: GroupChoices) {
        self.choices.set_value(choices);
        self.put(&form, false);
        self.before.set(form);
    }

    /// Fills the form anew; differences count from here.
    pub fn fill(self, form: UserForm) {
        self.put(&form, true);
        self.before.set(form);
    }

    /// Without `tell` nothing that shows the fields is told: a form is about to be made that reads them, and of the one
    /// before, which still stands there for a moment, parts are gone already.
    fn put(self, form: &UserForm, tell: bool) {
        fn put<T: Send + Sync + 'static>(signal: RwSignal<T>, value: T, tell: bool) {
            signal.maybe_update(|old| {
                *old = value;
                tell
            });
        }
        put(self.client_id, form.client_id.clone(), tell);
        put(self.name, form.name.clone(), tell);
        put(self.email, form.email.clone(), tell);
        put(self.description, form.description.clone(), tell);
        self.choices.with_value(|choices| {
            for (signal, kind) in [
                (self.administrator, GroupType::Administrator),
                (self.sales, GroupType::Sales),
            ] {
                put(signal, choices.keys(kind, &form.groups), tell);
            }
        });
        put(self.failure, None, tell);
    }

    /// What the form was filled with, and what is in it now.
    pub fn states(self) -> (UserForm, UserForm) {
        (self.before.get_untracked(), untrack(|| self.form()))
    }

    /// Fills the form with theirs (or, while it is made anew, with what it was loaded with), but for what was entered: `mine`, that began from
    /// `before`. Says whether both changed the same field.
    pub fn take_over(self, before: &UserForm, mine: &UserForm, theirs: Option<UserForm>) -> bool {
        let filled_anew = theirs.is_none();
        let theirs = theirs.unwrap_or_else(|| self.before.get_untracked());
        let (merged, both) = mine.taking_over(before, &theirs);
        self.put(&merged, !filled_anew);
        self.before.set(theirs);
        both
    }

    /// Whether the panel has all groups of the form to choose from.
    pub fn knows_groups(self, form: &UserForm) -> bool {
        self.choices
            .with_value(|choices| choices.know(&form.groups))
    }

    /// What differs in another form from what this one was filled with.
    pub fn difference_to(self, other: &UserForm) -> FormDifference {
        self.before.with(|before| other.difference(before))
    }

    /// Keeps what is typed, with differences counted from another state: theirs.
    pub fn rebase(self, before: UserForm) {
        self.before.set(before);
    }

    /// What is typed and chosen now.
    pub fn form(self) -> UserForm {
        let mut groups: Vec<_> = self.choices.with_value(|choices| {
            let administrator = self
                .administrator
                .with(|keys| choices.names(keys).collect::<Vec<_>>());
            let sales = self
                .sales
                .with(|keys| choices.names(keys).collect::<Vec<_>>());
            administrator.into_iter().chain(sales).collect()
        });
        groups.sort_unstable();
        UserForm {
            client_id: self.client_id.get(),
            name: self.name.get(),
            email: self.email.get(),
            description: self.description.get(),
            groups,
        }
    }

    /// What differs from what the form was filled with.
    pub fn difference(self) -> FormDifference {
        let now = self.form();
        self.before.with(|before| now.difference(before))
    }

    /// The label of a group.
    pub fn group_label(self, name: &domain::VariableName) -> String {
        self.choices.with_value(|choices| choices.label(name))
    }

    /// Whether a group is of that kind.
    pub fn is_of_kind(self, name: &domain::VariableName, kind: GroupType) -> bool {
        self.choices
            .with_value(|choices| choices.is_of_kind(name, kind))
    }

    /// The server said no: everything typed stays.
    pub fn failed(self, failure: Failure) {
        self.failure.set(Some(failure));
        focus_first_fault();
    }

    /// Why the last try did not work, unless a field shows it.
    pub fn failure_beside(self) -> Signal<Option<Failure>> {
        Signal::derive(move || self.failure.get().filter(|failure| !has_a_field(failure)))
    }

    /// Remembers what is wrong; `false` when nothing is.
    pub fn refuse(self, faults: Vec<Fault>) -> bool {
        let wrong = !faults.is_empty();
        self.failure
            .set(wrong.then_some(Failure::Problem(Problem::Invalid(faults))));
        wrong
    }

    /// What to show beneath a field.
    fn fault(self, field: Field) -> Signal<Option<ui::field::Fault>> {
        let text = use_text();
        let list = use_user_list();
        Signal::derive(move || match self.failure.get() {
            Some(Failure::Problem(Problem::Invalid(faults))) => faults
                .iter()
                .find(|fault| fault.field == field)
                .map(|fault| ui::field::Fault::from((text.fault)(fault))),
            Some(Failure::Problem(problem @ Problem::ClientIdTaken { .. }))
                if field == Field::ClientId =>
            {
                let said = (text.problem)(&problem);
                let Problem::ClientIdTaken { party_number } = problem else {
                    return None;
                };
                let href = list
                    .query
                    .with(|query| paths::edit_user(&party_number, query));
                Some(ui::field::Fault::with_link(
                    said,
                    href,
                    text.panel().show_taken,
                ))
            }
            _ => None,
        })
    }

    /// Says at once what is wrong with a client id that was pasted: a secret must not stay in the field unnoticed.
    fn check_client_id(self) {
        let typed = self.client_id.get_untracked();
        let mut faults = Vec::new();
        if !typed.trim().is_empty() {
            Fault::check::<ClientId>(Field::ClientId, &typed, &mut faults);
        }
        self.refuse(faults);
    }
}

/// The id of the field in the form with this id; of its first one, for what is no field of its own there.
pub fn field_id(form: &str, field: Field) -> String {
    let name = match field {
        Field::Name => "name",
        Field::Email => "email",
        Field::Description => "description",
        _ => "client-id",
    };
    format!("{form}-{name}")
}

/// The form: `on_submit` is called for Enter in a field and for a button with `form=id`. The browser alone never sends it.
#[component]
pub fn UserFieldsForm(
    /// The form's id.
    id: &'static str,
    /// What is in it.
    fields: UserFields,
    /// All groups.
    choices: GroupChoices,
    /// Whether it can be read and copied, not changed.
    #[prop(optional)]
    readonly: bool,
    /// Called to save.
    #[prop(into)]
    on_submit: Callback<()>,
    /// Facts that stand above the fields.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let text = use_text();
    let label = text.field;
    // The fields may come after the panel, which then holds the focus somewhere else.
    Effect::new(move |_| {
        request_animation_frame(move || {
            ui::dom::focus_first_field_of_dialog(&field_id(id, Field::ClientId));
        });
    });
    let used = Signal::derive(move || {
        (text.common.characters)(
            fields.description.with(|typed| typed.chars().count()),
            Description::MAX_CHARS,
        )
    });
    // What is only read is neither optional nor in need of a hint.
    let for_typing = move |words: &'static str| (!readonly).then(|| words.to_owned());
    let groups = if readonly {
        view! {
            <GroupsShown kind=GroupType::Administrator choices=choices.clone() selected=fields.administrator/>
            <GroupsShown kind=GroupType::Sales choices selected=fields.sales/>
        }
        .into_any()
    } else {
        view! {
            <GroupPicker kind=GroupType::Administrator choices=choices.clone() selected=fields.administrator/>
            <GroupPicker kind=GroupType::Sales choices selected=fields.sales/>
        }
        .into_any()
    };
    view! {
        <form
            class="form"
            id=id
            method="dialog"
            novalidate=true
            on:submit=move |event| {
                event.prevent_default();
                if !readonly {
                    on_submit.run(());
                }
            }
        >
            {(!readonly).then(|| view! { <NeedsScript/> })}
            {children.map(|children| children())}
            <TextField
                id=field_id(id, Field::ClientId)
                label=label(Field::ClientId)
                value=fields.client_id
                required=!readonly
                readonly
                mono=true
                autofocus=true
                hint=for_typing(text.panel().client_id_hint)
                fault=fields.fault(Field::ClientId)
                on_input=move |_: String| fields.check_client_id()
            />
            <TextField
                id=field_id(id, Field::Name)
                label=label(Field::Name)
                value=fields.name
                readonly
                mark=for_typing(text.common.optional)
                fault=fields.fault(Field::Name)
            />
            <TextField
                id=field_id(id, Field::Email)
                label=label(Field::Email)
                value=fields.email
                kind="email"
                readonly
                mark=for_typing(text.common.optional)
                fault=fields.fault(Field::Email)
            />
            <TextArea
                id=field_id(id, Field::Description)
                label=label(Field::Description)
                value=fields.description
                readonly
                mark=for_typing(text.common.optional)
                count=used
                fault=fields.fault(Field::Description)
            />
            {groups}
        </form>
    }
}

/// Whether a field shows it; what no field shows stands beside the buttons of the panel.
fn has_a_field(failure: &Failure) -> bool {
    matches!(
        failure,
        Failure::Problem(
            Problem::Invalid(_) | Problem::ClientIdTaken { .. } | Problem::ChangedMeanwhile(_)
        )
    )
}

/// The first field that has a fault gets the focus, once it is marked.
pub fn focus_first_fault() {
    request_animation_frame(|| {
        let field = document()
            .query_selector("dialog [aria-invalid=true]")
            .ok()
            .flatten();
        if let Some(field) = field.and_then(|field| field.dyn_into::<web_sys::HtmlElement>().ok()) {
            ui::dom::focus(&field);
        }
    });
}
