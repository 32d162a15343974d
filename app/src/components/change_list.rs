//! The difference that an entry of the activity log holds.

use domain::Change;
use leptos::prelude::*;

use crate::text::use_text;

/// Fields before and after, groups added and removed. Nothing when nothing is written down.
#[component]
pub fn ChangeList(
    /// The difference.
    change: Change,
) -> impl IntoView {
    let text = use_text();
    if change.is_empty() {
        return ().into_any();
    }
    let value = |value: String, tag: fn(String) -> AnyView| {
        if value.is_empty() {
            view! { <span class="muted">{text.common.empty_value}</span> }.into_any()
        } else {
            tag(value)
        }
    };
    let field = |mut changed: domain::FieldChange| {
        if changed.field == "status" {
            // The log holds the word of addresses, which is not for people.
            for word in [&mut changed.before, &mut changed.after] {
                if let Some(status) = domain::Status::from_word(word) {
                    (text.status)(status).clone_into(word);
                }
            }
        }
        if changed.before.is_empty() {
            return view! {
                <tr>
                    <th scope="row">{(text.activity().field)(&changed.field)}</th>
                    <td class="diff__new" colspan="2"><ins><bdi>{changed.after}</bdi></ins></td>
                </tr>
            }
            .into_any();
        }
        view! {
            <tr>
                <th scope="row">{(text.activity().field)(&changed.field)}</th>
                <td class="diff__old">{value(changed.before, |value| view! { <del><bdi>{value}</bdi></del> }.into_any())}</td>
                <td class="diff__new">{value(changed.after, |value| view! { <ins><bdi>{value}</bdi></ins> }.into_any())}</td>
            </tr>
        }
        .into_any()
    };
    let groups = |label: &'static str, labels: Vec<String>, added: bool| {
        let labels = labels.join(", ");
        (!labels.is_empty()).then(|| {
            let cell = if added {
                view! { <td class="diff__new" colspan="2"><ins><bdi>{labels}</bdi></ins></td> }
                    .into_any()
            } else {
                view! { <td class="diff__old" colspan="2"><del><bdi>{labels}</bdi></del></td> }
                    .into_any()
            };
            view! { <tr><th scope="row">{label}</th>{cell}</tr> }
        })
    };
    view! {
        <table class="diff">
            <tbody>
                {change.fields.into_iter().map(field).collect_view()}
                {groups(text.activity().groups_added, change.groups_added, true)}
                {groups(text.activity().groups_removed, change.groups_removed, false)}
            </tbody>
        </table>
    }
    .into_any()
}
