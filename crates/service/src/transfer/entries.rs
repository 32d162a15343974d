//! Lines of the activity log for what an import made and changed.

use std::collections::HashMap;

use domain::{
    Action, Actor, Caller, Change, Group, GroupDraft, Label, Status, SubjectKind, Timestamp,
    VariableName,
};
use store::{NewActivity, Updated, UpdatedGroup, UserImport};

use crate::differences::{self, field};

/// What groups are called.
pub(super) type Labels = HashMap<VariableName, Label>;

/// The lines of one batch.
pub(super) struct Entries {
    actor: Actor,
    now: Timestamp,
    list: Vec<NewActivity>,
}

impl Entries {
    pub(super) fn new(caller: &Caller, now: Timestamp) -> Self {
        Self {
            actor: caller.actor(),
            now,
            list: Vec::new(),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub(super) fn as_slice(&self) -> &[NewActivity] {
        &self.list
    }

    pub(super) fn group_created(&mut self, draft: &GroupDraft) {
        let group = Group {
            variable_name: draft.variable_name.clone(),
            label: draft.label.clone(),
            kind: draft.kind,
            description: draft.description.clone(),
            read_only: false,
            date_added: self.now,
            date_modified: self.now,
            version: 1,
        };
        self.group(&group, differences::of_group(None, &group));
    }

    pub(super) fn group_changed(&mut self, updated: &UpdatedGroup) {
        let change = differences::of_group(Some(&updated.before), &updated.after);
        self.group(&updated.after, change);
    }

    fn group(&mut self, group: &Group, change: Change) {
        let (name, label) = (group.variable_name.as_str(), group.label.as_str());
        self.push(SubjectKind::Group, name, label, change);
    }

    pub(super) fn user_created(&mut self, user: &UserImport, labels: &Labels) {
        let number = user.party_number.as_ref().unwrap_or(&user.ids.party_number);
        self.push(
            SubjectKind::User,
            number.as_str(),
            user.client_id.as_str(),
            of_new(user, labels),
        );
    }

    pub(super) fn user_changed(&mut self, updated: &Updated) {
        let user = &updated.after;
        let change = differences::of_user(Some(&updated.before), user);
        self.push(
            SubjectKind::User,
            user.party_number.as_str(),
            user.client_id.as_str(),
            change,
        );
    }

    fn push(
        &mut self,
        subject_kind: SubjectKind,
        subject: &str,
        subject_label: &str,
        change: Change,
    ) {
        self.list.push(NewActivity {
            at: self.now,
            actor: self.actor.clone(),
            action: Action::Imported,
            subject_kind,
            subject: subject.to_owned(),
            subject_label: subject_label.to_owned(),
            change,
        });
    }
}

/// The same as for a user that somebody made by hand.
fn of_new(user: &UserImport, labels: &Labels) -> Change {
    let mut change = Change::default();
    let status = user.status.unwrap_or(Status::Active);
    field(&mut change, "oauthClientId", None, user.client_id.as_str());
    field(
        &mut change,
        "firstName",
        None,
        user.name.as_ref().map_or("", |text| text.as_str()),
    );
    field(
        &mut change,
        "email",
        None,
        user.email.as_ref().map_or("", |text| text.as_str()),
    );
    field(
        &mut change,
        "description",
        None,
        user.description.as_ref().map_or("", |text| text.as_str()),
    );
    field(&mut change, "status", None, status.word());
    let groups = user.groups.iter().flatten();
    change.groups_added = groups
        .map(|group| {
            labels
                .get(group)
                .map_or(group.as_str(), Label::as_str)
                .to_owned()
        })
        .collect();
    change.groups_added.sort_unstable();
    change
}
