//! What changed between two states of a thing, for the activity log: by the wire's names, groups by label.

use domain::{Change, FieldChange, Group, GroupRef, IntegrationUser};

/// From nothing (`None`: it was just made) or an earlier state to the present one.
pub(crate) fn of_user(before: Option<&IntegrationUser>, after: &IntegrationUser) -> Change {
    let mut change = Change::default();
    field(
        &mut change,
        "oauthClientId",
        before.map(|u| u.client_id.as_str()),
        after.client_id.as_str(),
    );
    field(
        &mut change,
        "firstName",
        before.map(|u| u.name.as_str()),
        after.name.as_str(),
    );
    field(
        &mut change,
        "email",
        before.map(|u| u.email.as_str()),
        after.email.as_str(),
    );
    field(
        &mut change,
        "description",
        before.map(|u| u.description.as_str()),
        after.description.as_str(),
    );
    field(
        &mut change,
        "status",
        before.map(|u| u.status.word()),
        after.status.word(),
    );
    let earlier = before.map_or(&[][..], |u| &u.groups);
    change.groups_added = labels_missing_in(&after.groups, earlier);
    change.groups_removed = labels_missing_in(earlier, &after.groups);
    change
}

/// The same of a group.
pub(crate) fn of_group(before: Option<&Group>, after: &Group) -> Change {
    let mut change = Change::default();
    field(
        &mut change,
        "label",
        before.map(|g| g.label.as_str()),
        after.label.as_str(),
    );
    field(
        &mut change,
        "description",
        before.map(|g| g.description.as_str()),
        after.description.as_str(),
    );
    if before.is_none() {
        field(&mut change, "type", None, after.kind.word());
    }
    change
}

/// Notes a field down if it differs.
pub(crate) fn field(change: &mut Change, name: &str, before: Option<&str>, after: &str) {
    let before = before.unwrap_or_default();
    if before != after {
        change.fields.push(FieldChange {
            field: name.to_owned(),
            before: before.to_owned(),
            after: after.to_owned(),
        });
    }
}

/// Told apart by variable name (labels need not be unique), named by label, sorted.
fn labels_missing_in(groups: &[GroupRef], others: &[GroupRef]) -> Vec<String> {
    let known: std::collections::HashSet<_> =
        others.iter().map(|group| &group.variable_name).collect();
    let mut labels: Vec<String> = groups
        .iter()
        .filter(|group| !known.contains(&group.variable_name))
        .map(|group| group.label.as_str().to_owned())
        .collect();
    labels.sort_unstable();
    labels
}
