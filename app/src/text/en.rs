//! English.

use domain::{
    Action, ClientIdFault, FaultKind, Field, FormDifference, GroupType, Problem, Status,
    VariableNameFault,
};

use super::{
    AccountText, ActivityText, AppText, CommonText, DualText, FiltersText, GroupsText, HomeText,
    PanelText, Text, TextDirection, UsersText,
};
use crate::api::Failure;

/// `1,204`, and the noun in the right number.
fn count(number: u64, one: &str, many: &str) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{grouped} {}", if number == 1 { one } else { many })
}

fn items(number: usize, one: &str, many: &str) -> String {
    count(number as u64, one, many)
}

pub static TEXT: Text = Text {
    tag: "en",
    direction: TextDirection::LeftToRight,
    app: AppText {
        name: "Integration Users",
        home: "Admin Home",
        page_title: |page| format!("{page} · Integration Users"),
        navigation: "Administration",
        breadcrumb: "Breadcrumb",
        skip_to_content: "Skip to content",
        menu: "Menu",
        users: "Users",
        monitoring: "Monitoring",
        account: "Account",
        integration_users: "Integration Users",
        groups: "Groups",
        activity: "Activity",
        sessions: "Your sessions",
        sign_out: "Sign out",
        theme: "Colour theme",
        theme_light: "Light",
        theme_dark: "Dark",
        theme_system: "System",
        messages: "Messages",
        not_found: "There is no such page",
        not_found_text: "The address may be mistyped, or what was there is not there any more.",
        back_home: "Go to Admin Home",
    },
    common: CommonText {
        cancel: "Cancel",
        close: "Close",
        save: "Save",
        saving: "Saving…",
        create: "Create",
        create_shown: "Create",
        creating: "Creating…",
        undo: "Undo",
        dismiss: "Dismiss",
        retry: "Try again",
        apply: "Apply",
        clear_all: "Clear all",
        clear_search: "Clear search",
        load_more: "Load more",
        loading: "Loading…",
        first_page: "Back to the top of the list",
        optional: "optional",
        failed: "That did not work",
        discard_title: "Discard changes?",
        discard_text: "What you entered has not been saved.",
        discard: "Discard",
        keep_editing: "Keep editing",
        never: "Never",
        empty_value: "none",
        characters: |used, most| format!("{used} of {most} characters"),
    },
    home: HomeText {
        integration_users: "Which client applications may come in, and as what.",
        groups: "Administrator and sales groups that integration users belong to.",
        activity: "Who changed what, and when.",
    },
    users: UsersText {
        search: "Search integration users",
        count: |number| count(number, "integration user", "integration users"),
        shown: |shown, total| {
            format!(
                "{} of {} shown",
                count(shown as u64, "", "").trim(),
                count(total, "integration user", "integration users")
            )
        },
        client_id: "Client Id",
        name: "Name",
        status: "Status",
        administrator_groups: "Administrator Groups",
        sales_groups: "Sales Groups",
        last_used: "Last Used",
        date_added: "Date Added",
        actions: "Actions",
        actions_for: |client| format!("Actions for {client}"),
        edit: "Edit",
        activate: "Activate",
        inactivate: "Inactivate",
        inactivating: "Inactivating…",
        copy_client_id: "Copy client id",
        view_activity: "View activity",
        more_groups: |more| format!("and {more} more"),
        inactivate_title: |client| format!("Inactivate {client}?"),
        inactivate_text: "Calls from this client will be refused at once. You can activate it again at any time.",
        last_called: |when| format!("It last called on {when} UTC."),
        never_called: "It has never called.",
        inactivated: |client| format!("{client} is inactive"),
        activated: |client| format!("{client} is active"),
        created: |client| format!("{client} was created and is active"),
        saved: |client| format!("{client} was saved"),
        copied: |client| format!("{client} was copied"),
        copy_failed: "The browser did not allow copying.",
        none_title: "No integration users yet",
        none_text: "Register the calling application as a confidential client at your identity provider, then create an \
                    integration user with the client id you get there and choose its groups.",
        no_match_title: "Nothing matches",
        no_match_text: "No integration user has all of this. Try fewer filters or another search text.",
        continued: "The list goes on from an earlier page.",
    },
    filters: FiltersText {
        filters: "Filters",
        status: "Status",
        administrator_group: "Administrator group",
        sales_group: "Sales group",
        date_added: "Date added",
        last_used: "Last used",
        remove: |filter| format!("Remove filter {filter}"),
        find_group: "Find a group",
        no_group: "No group has that in its name.",
        show_groups: "Show all groups",
        any: "Any",
        last_days: |days| format!("Last {days} days"),
        not_in_last_days: |days| format!("Not in the last {days} days"),
        never: "Never",
        from: "From",
        to: "To",
        range: |from, to| match (from, to) {
            (Some(from), Some(to)) if from == to => from.to_owned(),
            (Some(from), Some(to)) => format!("{from} to {to}"),
            (Some(from), None) => format!("from {from}"),
            (None, Some(to)) => format!("until {to}"),
            (None, None) => "any day".to_owned(),
        },
        and_more: |first, more| format!("{first} and {more} more"),
    },
    panel: PanelText {
        create_title: "Create Integration User",
        edit_title: "Edit Integration User",
        client_id_hint: "The client id that the identity provider issued. Never enter a client secret.",
        section: |noun, selected| format!("{noun} · {selected} selected"),
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
        use_theirs: "Use theirs",
        keep_mine: "Keep mine",
        took_theirs: "The panel now shows the saved version.",
        missing_title: "There is no such integration user",
        missing_text: "The link may be mistyped. Integration users are never deleted, only inactivated.",
    },
    dual,
    groups: GroupsText {
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
        all_kinds: "All types",
        none_title: "No groups match",
        none_text: "Try another search text, or create a group.",
        missing_title: "There is no such group",
        missing_text: "The link may be mistyped.",
    },
    activity: ActivityText {
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
        older: "Older",
        newest: "Newest",
    },
    account: AccountText {
        sign_in: "Sign in",
        how: "Open a sign-in link in this browser. The server prints one when it starts; an operator makes another with",
        command: "integration-users sign-in-link",
        how_long: "A link works once, within ten minutes.",
        refused: |code| match code {
            "expired" | "used" | "link" => Some(
                "This link does not work any more: each works once, within ten minutes. Ask for a new one.",
            ),
            "limited" => Some("Too many attempts to sign in. Wait a minute and try again."),
            "ended" => Some("You are signed out."),
            _ => None,
        },
        sessions_text: "Browsers that are signed in as you. A session ends 30 minutes after its last use, and after 12 hours.",
        started: "Signed in",
        last_seen: "Last seen",
        this_session: "This browser",
        end_session: |started| format!("End session of {started}"),
        end: "End",
        ended: "The session has ended",
        session: "Session",
    },
    status: |status| match status {
        Status::Active => "Active",
        Status::Inactive => "Inactive",
    },
    group_type: |kind| match kind {
        GroupType::Administrator => "Administrator",
        GroupType::Sales => "Sales",
    },
    action: |action| match action {
        Action::Created => "Created",
        Action::Changed => "Changed",
        Action::Activated => "Activated",
        Action::Inactivated => "Inactivated",
        Action::Imported => "Imported",
        Action::SignedIn => "Signed in",
        Action::SignedOut => "Signed out",
    },
    field,
    fault: |fault| match fault.kind {
        FaultKind::Empty => format!("Enter a {}.", field(fault.field).to_lowercase()),
        kind => fault_kind(kind),
    },
    problem,
    failure: |failure| {
        match failure {
        Failure::Problem(inner) => problem(inner),
        Failure::Unreachable => {
            "The server cannot be reached. Check the connection and try again; nothing you entered is lost.".to_owned()
        }
        Failure::Unexpected => {
            "The server gave an answer that makes no sense here. Reload the page and try again.".to_owned()
        }
    }
    },
    fault_kind,
};

fn field(field: Field) -> &'static str {
    match field {
        Field::ClientId => "Client Id",
        Field::Name => "Name",
        Field::Email => "Contact email",
        Field::Description => "Description",
        Field::Groups => "Groups",
        Field::VariableName => "Variable name",
        Field::Label => "Label",
    }
}

/// The label of a field of the wire; one that is not known stands for itself.
fn activity_field(name: &str) -> &str {
    match name {
        "oauthClientId" => "Client Id",
        "firstName" => "Name",
        "email" => "Contact email",
        "description" => "Description",
        "label" => "Label",
        "status" => "Status",
        "lastLogin" => "Last used",
        "dateAdded" => "Date added",
        "variableName" => "Variable name",
        "type" => "Type",
        other => other,
    }
}

fn sentence(actor: &str, action: Action, subject: &str) -> String {
    match action {
        Action::Created => format!("{actor} created {subject}"),
        Action::Changed => format!("{actor} changed {subject}"),
        Action::Activated => format!("{actor} activated {subject}"),
        Action::Inactivated => format!("{actor} inactivated {subject}"),
        Action::Imported => format!("{actor} imported {subject}"),
        Action::SignedIn => format!("{actor} signed in"),
        Action::SignedOut => format!("{actor} signed out"),
    }
}

/// `2 groups added, 1 removed, name changed`
fn changes(difference: &FormDifference) -> String {
    let mut parts = Vec::new();
    if difference.groups_added > 0 {
        parts.push(format!(
            "{} added",
            items(difference.groups_added, "group", "groups")
        ));
    }
    if difference.groups_removed > 0 {
        let noun = if difference.groups_added > 0 {
            difference.groups_removed.to_string()
        } else {
            items(difference.groups_removed, "group", "groups")
        };
        parts.push(format!("{noun} removed"));
    }
    parts.extend(
        difference
            .fields
            .iter()
            .map(|changed| format!("{} changed", field(*changed).to_lowercase())),
    );
    parts.join(", ")
}

fn visible(c: char) -> String {
    if c == ' ' {
        "a blank".to_owned()
    } else if c.is_control()
        || c.is_whitespace()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    {
        format!("the invisible character U+{:04X}", u32::from(c))
    } else {
        format!("“{c}”")
    }
}

fn fault_kind(kind: FaultKind) -> String {
    match kind {
        FaultKind::Empty => "This is needed.".to_owned(),
        FaultKind::TooLong { most, chars } => {
            format!("At most {most} characters are allowed; this has {chars}.")
        }
        FaultKind::BadCharacter(c) => format!("{} is not allowed here.", capital(&visible(c))),
        FaultKind::NotAnEmail => {
            "This is not an email address. Write it like integrations@example.com.".to_owned()
        }
        FaultKind::ClientId(fault) => client_id_fault(fault),
        FaultKind::VariableName(fault) => match fault {
            VariableNameFault::Empty => "Enter a variable name.".to_owned(),
            VariableNameFault::TooLong => "A variable name has at most 100 characters.".to_owned(),
            VariableNameFault::BadStart(c) => format!(
                "A variable name begins with a letter or an underscore, not with {}.",
                visible(c)
            ),
            VariableNameFault::BadCharacter(c) => format!(
                "A variable name has only letters A–Z, digits and underscores; {} is not allowed.",
                visible(c)
            ),
        },
    }
}

fn client_id_fault(fault: ClientIdFault) -> String {
    match fault {
        ClientIdFault::Empty => "Enter a client id.".to_owned(),
        ClientIdFault::TooLong(chars) => format!("A client id has at most 255 characters; this has {chars}."),
        ClientIdFault::BadCharacter(c) => format!(
            "A client id cannot hold {}. Only printable ASCII characters without blanks are allowed.",
            visible(c)
        ),
        ClientIdFault::LooksLikeSecret => {
            "This looks like it holds a client secret. Secrets are never stored here: enter the client id alone."
                .to_owned()
        }
        ClientIdFault::LooksLikeToken => {
            "This looks like an access token. Tokens and secrets are never stored here: enter the client id alone."
                .to_owned()
        }
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map(|first| first.to_uppercase().chain(chars).collect())
        .unwrap_or_default()
}

fn problem(problem: &Problem) -> String {
    match problem {
        Problem::SignInNeeded => {
            "Your session has ended. Sign in again in another tab, then try again here; nothing you entered is lost."
                .to_owned()
        }
        Problem::NotAllowed => "You may look at this, but not change it.".to_owned(),
        Problem::NotFound => "This does not exist.".to_owned(),
        Problem::Invalid(_) => "Some fields need your attention.".to_owned(),
        Problem::ClientIdTaken { .. } => "Another integration user already has this client id.".to_owned(),
        Problem::VariableNameTaken => "Another group already has this variable name.".to_owned(),
        Problem::UnknownGroups(names) => {
            let names: Vec<_> = names.iter().map(domain::VariableName::as_str).collect();
            format!(
                "These groups do not exist: {}. Reload the page to see the groups there are.",
                names.join(", ")
            )
        }
        Problem::ChangedMeanwhile(_) | Problem::GroupChangedMeanwhile => {
            "Someone else changed this meanwhile. Reload to see the present state.".to_owned()
        }
        Problem::ReadOnlyGroup => "This group is built in and cannot be changed.".to_owned(),
        Problem::Unavailable { .. } => {
            "The database cannot be reached or written to now. Try again in a few seconds; nothing you entered is lost."
                .to_owned()
        }
        Problem::Internal { request_id } if request_id.is_empty() => {
            "Something went wrong on the server. Try again; if it stays, ask the operator.".to_owned()
        }
        Problem::Internal { request_id } => format!(
            "Something went wrong on the server. Try again; if it stays, give the operator this number: {request_id}."
        ),
    }
}

fn dual(kind: GroupType) -> DualText {
    macro_rules! words {
        ($title:literal, $lower:literal, $section:literal) => {
            DualText {
                title: $title,
                section: $section,
                available: concat!("Available ", $title),
                selected: concat!("Selected ", $title),
                filter_available: concat!("Filter available ", $lower),
                filter_selected: concat!("Filter selected ", $lower),
                filter: "Filter",
                add_selected: ("Add selected", concat!("Add selected ", $lower)),
                remove_selected: ("Remove selected", concat!("Remove selected ", $lower)),
                add_all: |number| {
                    (
                        format!("Add all {number}"),
                        format!(concat!("Add all {} ", $lower), number),
                    )
                },
                remove_all: |number| {
                    (
                        format!("Remove all {number}"),
                        format!(concat!("Remove all {} ", $lower), number),
                    )
                },
                added: |number| format!("{} added", items(number, "group", "groups")),
                removed: |number| format!("{} removed", items(number, "group", "groups")),
                count: |shown, all| format!("{shown} of {all}"),
                highlighted: |number| format!("{number} highlighted"),
                none_available: "All groups are selected.",
                none_selected: "No groups selected yet.",
                no_match: "No group matches the filter.",
            }
        };
    }
    match kind {
        GroupType::Administrator => words!(
            "Administrator Groups",
            "administrator groups",
            "Administrator groups"
        ),
        GroupType::Sales => words!("Sales Groups", "sales groups", "Sales groups"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_and_nouns_agree() {
        assert_eq!(count(1, "user", "users"), "1 user");
        assert_eq!(count(1_204, "user", "users"), "1,204 users");
        assert_eq!(count(1_000_000, "user", "users"), "1,000,000 users");
    }

    #[test]
    fn a_change_is_said_in_one_line() {
        let difference = FormDifference {
            fields: vec![Field::Name],
            groups_added: 2,
            groups_removed: 1,
        };
        assert_eq!(
            changes(&difference),
            "2 groups added, 1 removed, name changed"
        );
        let difference = FormDifference {
            fields: vec![],
            groups_added: 0,
            groups_removed: 1,
        };
        assert_eq!(changes(&difference), "1 group removed");
    }

    #[test]
    fn a_fault_says_which_character() {
        assert!(
            fault_kind(FaultKind::ClientId(ClientIdFault::BadCharacter(' '))).contains("a blank")
        );
        assert!(fault_kind(FaultKind::BadCharacter('\u{202e}')).contains("U+202E"));
    }
}
