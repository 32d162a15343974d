//! English: the panels, and the pages about groups and of the log.

use super::super::{ActivityText, GroupsText, PanelText};
use super::words::{activity_field, changes, count, items, sentence};

pub static PANEL: PanelText = PanelText {
    create_title: "Create Integration User",
    edit_title: "Edit Integration User",
    client_id_hint: "The client id that the identity provider issued. Never enter a client secret.",
    not_exported: "Nothing was exported: the server refused it or cannot be reached. Sign in again if your session has ended.",
    needs_script: "Creating and changing needs JavaScript, and so do the sections that open. Without it this can only be read.",
    section: |noun, selected| format!("{noun} · {selected} selected"),
    no_groups: "In no groups of this kind.",
    party_number: "Party number",
    login: "Login",
    changes,
    no_changes: "No changes",
    show_taken: "Show that integration user",
    conflict_title: "Changed by someone else",
    conflict_text: "Someone saved this integration user while you were editing it. Choose which version to keep.",
    conflict_field: "Field",
    conflict_theirs: "Theirs",
    conflict_mine: "Mine",
    conflict_differs: "differs",
    use_theirs: "Use theirs",
    keep_mine: "Keep mine",
    took_theirs: "The panel now shows the saved version.",
    missing_title: "There is no such integration user",
    missing_text: "The link may be mistyped. Integration users are never deleted, only inactivated.",
};

pub static GROUPS: GroupsText = GroupsText {
    search: "Search groups",
    count: |number| count(number, "group", "groups"),
    label: "Label",
    variable_name: "Variable name",
    kind: "Type",
    members: "Members",
    description: "Description",
    built_in: "Built in",
    create_title: "Create Group",
    edit_title: "Edit Group",
    variable_name_hint: "For programs: letters, digits and underscores. It cannot be changed later.",
    fixed_hint: "This cannot be changed once the group exists.",
    read_only: "This group is built in and cannot be changed. Its members may administer over REST.",
    show_members: |number| format!("Show {}", items(number, "member", "members")),
    created: |label| format!("{label} was created"),
    saved: |label| format!("{label} was saved"),
    theirs: |label, description| {
        let described = match description {
            "" => "has no description".to_owned(),
            description => format!("has the description “{description}”"),
        };
        format!(
            "Someone else changed this group meanwhile. It is called “{label}” now and {described}. What you entered is still here; \
             Save puts it in the place of theirs."
        )
    },
    all_kinds: "All types",
    none_title: "No groups match",
    none_text: "Try another search text, or create a group.",
    missing_title: "There is no such group",
    missing_text: "The link may be mistyped.",
};

pub static ACTIVITY: ActivityText = ActivityText {
    list: "Activity",
    action: "Action",
    any_action: "All actions",
    user: "Party number",
    user_hint: "All integration users",
    system: "The operator",
    sentence,
    field: |name| activity_field(name).to_owned(),
    groups_added: "Groups added",
    groups_removed: "Groups removed",
    became: "became",
    shown: |number| items(number, "entry shown", "entries shown"),
    none_title: "Nothing happened yet",
    none_text: "Every change is written down here: who did what, to whom, and when.",
    no_match_title: "Nothing matches",
    no_match_text: "No entry has this action and this party number. Try fewer filters.",
    older: "Older",
    newest: "Newest",
};
