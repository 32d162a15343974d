//! What becomes of the Edit panel when somebody else saved the same user meanwhile.

use domain::{Field, IntegrationUser, UserForm};
use leptos::prelude::*;

use super::{Editing, FORM, PANEL};
use crate::{
    components::{user_conflict::ConflictQuestion, user_fields::field_id},
    text::use_text,
    ui::dom,
};

impl Editing {
    fn use_theirs(self, theirs: &IntegrationUser) {
        let form = UserForm::of(theirs);
        let complete = self.fields.knows_groups(&form);
        let (_, mine) = self.fields.states();
        let changed = form.difference(&mine).fields.first().copied();
        self.fields.fill(form);
        if complete {
            self.seen.set(theirs.version);
        } else {
            // A group that is newer than the panel: it is filled anew, with all groups there are. Until then the version stays, so that
            // nobody can save it without that group.
            self.list.panel.refetch();
        }
        self.conflict.set(None);
        // The button that was pressed goes away, and Save, which had the focus before, has nothing to do now. What is said before the question
        // has gone goes with it.
        request_animation_frame(move || {
            self.announcer.say(use_text().panel().took_theirs);
            let place = if complete {
                dom::by_id(&field_id(FORM, changed.unwrap_or(Field::ClientId)))
            } else {
                // What stays while the fields go: they take the focus from there when they come again.
                dom::by_id(PANEL).and_then(|panel| dom::reachable(&panel).into_iter().next())
            };
            if let Some(place) = place {
                dom::focus(&place);
            }
        });
    }

    fn keep_mine(self, theirs: &IntegrationUser) {
        self.seen.set(theirs.version);
        self.fields.rebase(UserForm::of(theirs));
        self.conflict.set(None);
        self.save();
    }
}

/// The question.
#[component]
pub(super) fn Conflict(editing: StoredValue<Editing>, theirs: IntegrationUser) -> impl IntoView {
    let editing = editing.get_value();
    let saved = StoredValue::new(theirs.clone());
    view! {
        <ConflictQuestion
            theirs
            fields=editing.fields
            on_theirs=move || editing.use_theirs(&saved.get_value())
            on_mine=move || editing.keep_mine(&saved.get_value())
            on_close=move || editing.conflict.set(None)
        />
    }
}
