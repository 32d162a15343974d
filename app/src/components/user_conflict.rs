//! The question when somebody else saved the same user meanwhile.

use domain::{Field, GroupType, IntegrationUser, UserForm};
use leptos::prelude::*;

use crate::{
    components::user_fields::UserFields,
    text::use_text,
    ui::{
        badge::{Badge, Tone},
        button::{Button, Kind},
        dialog::Confirm,
    },
};

/// Both versions field by field. Nothing is lost: theirs is saved already, mine is still in the panel.
#[component]
pub fn ConflictQuestion(
    /// The version that is saved.
    theirs: IntegrationUser,
    /// The version in the panel.
    fields: UserFields,
    /// Shows theirs in the panel.
    #[prop(into)]
    on_theirs: Callback<()>,
    /// Saves mine over theirs.
    #[prop(into)]
    on_mine: Callback<()>,
    /// Back to the panel, undecided.
    #[prop(into)]
    on_close: Callback<()>,
) -> impl IntoView {
    let text = use_text();
    let mine = untrack(|| fields.form());
    let rows = compared(&theirs, &mine, fields);
    let foot = move || {
        view! {
            <Button label=text.panel().use_theirs on_press=on_theirs/>
            <Button label=text.panel().keep_mine kind=Kind::Primary on_press=on_mine/>
        }
    };
    let row = |(label, theirs, mine): (&'static str, String, String)| {
        let differs = theirs != mine;
        let mark = differs.then(|| {
            view! { " " <Badge tone=Tone::Warning text=text.panel().conflict_differs/> }
        });
        view! {
            <tr class:conflict__row--differs=differs>
                <th scope="row">{label}{mark}</th>
                <td><bdi>{or_none(theirs)}</bdi></td>
                <td><bdi>{or_none(mine)}</bdi></td>
            </tr>
        }
    };
    view! {
        <Confirm id="conflict" title=text.panel().conflict_title wide=true on_close foot>
            <p>{text.panel().conflict_text}</p>
            <table class="diff conflict">
                <thead>
                    <tr>
                        <th scope="col">{text.panel().conflict_field}</th>
                        <th scope="col">{text.panel().conflict_theirs}</th>
                        <th scope="col">{text.panel().conflict_mine}</th>
                    </tr>
                </thead>
                <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
            </table>
        </Confirm>
    }
}

fn or_none(value: String) -> impl IntoView {
    if value.is_empty() {
        view! { <span class="muted">{use_text().common.empty_value}</span> }.into_any()
    } else {
        value.into_any()
    }
}

/// Label, theirs, mine.
fn compared(
    theirs: &IntegrationUser,
    mine: &UserForm,
    fields: UserFields,
) -> Vec<(&'static str, String, String)> {
    let text = use_text();
    let form = UserForm::of(theirs);
    let mut rows: Vec<_> = [
        (Field::ClientId, &form.client_id, &mine.client_id),
        (Field::Name, &form.name, &mine.name),
        (Field::Email, &form.email, &mine.email),
        (Field::Description, &form.description, &mine.description),
    ]
    .into_iter()
    .map(|(field, theirs, mine)| ((text.field)(field), theirs.clone(), mine.trim().to_owned()))
    .collect();
    for kind in GroupType::ALL {
        // Theirs bring their labels: some may be newer than what the panel knows.
        let of_theirs = theirs.groups.iter().filter(|group| group.kind == kind);
        let of_mine = mine.groups.iter();
        let of_mine = of_mine.filter(|name| fields.is_of_kind(name, kind));
        rows.push((
            text.dual(kind).section,
            joined(of_theirs.map(|group| group.label.as_str().to_owned())),
            joined(of_mine.map(|name| fields.group_label(name))),
        ));
    }
    // The status cannot be changed in the panel, so theirs stands on both sides.
    let status = (text.status)(theirs.status).to_owned();
    rows.push((text.users.status, status.clone(), status));
    rows
}

fn joined(labels: impl Iterator<Item = String>) -> String {
    let mut labels: Vec<_> = labels.collect();
    labels.sort_unstable();
    labels.join(", ")
}
