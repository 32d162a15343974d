//! English sentences that depend on something: numbers, faults, problems.

use domain::{
    Action, ClientIdFault, FaultKind, Field, FormDifference, GroupType, Problem, VariableNameFault,
};

use super::super::DualText;

/// `1,204`
pub(super) fn number(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// `1,204`, and the noun in the right number.
pub(super) fn count(counted: u64, one: &str, many: &str) -> String {
    format!(
        "{} {}",
        number(counted),
        if counted == 1 { one } else { many }
    )
}

/// `1,204`, of what is counted in memory.
pub(super) fn size(counted: usize) -> String {
    number(counted as u64)
}

pub(super) fn items(number: usize, one: &str, many: &str) -> String {
    count(number as u64, one, many)
}

pub(super) fn field(field: Field) -> &'static str {
    match field {
        Field::ClientId => "Client Id",
        Field::Name => "Name",
        Field::Email => "Contact email",
        Field::Description => "Description",
        Field::Groups => "Groups",
        Field::VariableName => "Variable name",
        Field::Label => "Label",
        Field::CallsPerSecond => "Calls a second",
        Field::CallsAtOnce => "Calls at once",
    }
}

/// The label of a field of the wire; one that is not known stands for itself.
pub(super) fn activity_field(name: &str) -> &str {
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
        "rateLimit" => "Rate limit",
        "selected" => "Selected",
        "changed" => "Changed",
        "alreadySo" => "So already",
        "changedMeanwhile" => "Changed by someone else meanwhile",
        "unknownGroup" => "A group did not exist any more",
        "notReached" => "Not reached",
        "undoes" => "Undoes bulk change number",
        "format" => "Format",
        other => other,
    }
}

pub(super) fn sentence(actor: &str, action: Action, subject: &str) -> String {
    match action {
        Action::Created => format!("{actor} created {subject}"),
        Action::Changed => format!("{actor} changed {subject}"),
        Action::Activated => format!("{actor} activated {subject}"),
        Action::Inactivated => format!("{actor} inactivated {subject}"),
        Action::Imported => format!("{actor} imported {subject}"),
        Action::Exported => format!("{actor} exported integration users: {subject}"),
        Action::SignedIn => format!("{actor} signed in"),
        Action::SignedOut => format!("{actor} signed out"),
        Action::Started => format!("{actor} began {subject}"),
        Action::Finished => format!("{subject} of {actor} ended"),
        Action::Cancelled => format!("{actor} cancelled {subject}"),
        Action::Failed => format!("{subject} of {actor} could not go on"),
    }
}

/// `2 groups added, 1 removed, name changed`
pub(super) fn changes(difference: &FormDifference) -> String {
    let mut parts = Vec::new();
    if difference.groups_added > 0 {
        parts.push(format!(
            "{} added",
            items(difference.groups_added, "group", "groups")
        ));
    }
    if difference.groups_removed > 0 {
        let noun = if difference.groups_added > 0 {
            size(difference.groups_removed)
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

pub(super) fn fault_kind(kind: FaultKind) -> String {
    match kind {
        FaultKind::Empty => "This is needed.".to_owned(),
        FaultKind::TooLong { most, chars } => {
            format!("At most {most} characters are allowed; this has {chars}.")
        }
        FaultKind::BadCharacter(c) => format!("{} is not allowed here.", capital(&visible(c))),
        FaultKind::LooksLikeSecret => {
            "This looks like it holds a secret or a token. These are never stored here.".to_owned()
        }
        FaultKind::NotAnEmail => {
            "This is not an email address. Write it like integrations@example.com.".to_owned()
        }
        FaultKind::NotANumber { least, most } => format!(
            "Enter a whole number from {} to {}.",
            number(u64::from(least)),
            number(u64::from(most))
        ),
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

pub(super) fn unexpected() -> String {
    "The server gave an answer that makes no sense here. Try again; nothing you entered is lost. If it stays, ask the operator."
        .to_owned()
}

pub(super) fn problem(problem: &Problem) -> String {
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
        Problem::UnknownLogins(logins) => {
            let logins: Vec<_> = logins.iter().map(domain::Login::as_str).collect();
            format!("No integration user has these logins: {}.", logins.join(", "))
        }
        #[cfg(feature = "ssr")]
        Problem::BadQuery { at, kind } => super::query::fault("q", *at, kind),
        #[cfg(feature = "ssr")]
        Problem::BadOrder { at, kind } => super::query::fault("orderby", *at, kind),
        // Applications are told; they do not come to a page.
        #[cfg(not(feature = "ssr"))]
        Problem::BadQuery { .. } | Problem::BadOrder { .. } => unexpected(),
        Problem::ChangedMeanwhile(_) | Problem::GroupChangedMeanwhile => {
            "Someone else changed this meanwhile. Reload to see the present state.".to_owned()
        }
        Problem::NothingSelected => {
            "There is nobody to change: nobody is selected, or nobody matches any more.".to_owned()
        }
        Problem::TooManyUsers { most } => format!(
            "At most {} integration users can be changed together. Narrow the selection by a filter.",
            number(*most)
        ),
        Problem::StillRunning => {
            "This bulk change is still under way. Wait for its end, or cancel it, and undo it then.".to_owned()
        }
        Problem::ReadOnlyGroup => "This group is built in and cannot be changed.".to_owned(),
        Problem::Unavailable { .. } => {
            "The database cannot be reached or written to now. Try again in a few seconds; nothing you entered is lost."
                .to_owned()
        }
        Problem::StorageFull { .. } => {
            "The disk of the database is full, so nothing can be saved until the operator has made room. Nothing you entered is lost."
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

pub fn dual(kind: GroupType) -> DualText {
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
                add_all: |all| {
                    let all = size(all);
                    (
                        format!("Add all {all}"),
                        format!(concat!("Add all {} ", $lower), all),
                    )
                },
                remove_all: |all| {
                    let all = size(all);
                    (
                        format!("Remove all {all}"),
                        format!(concat!("Remove all {} ", $lower), all),
                    )
                },
                added: |number| format!("{} added", items(number, "group", "groups")),
                removed: |number| format!("{} removed", items(number, "group", "groups")),
                count: |shown, all| format!("{} of {}", size(shown), size(all)),
                highlighted: |some| format!("{} highlighted", size(some)),
                none_available: "All groups are selected.",
                none_at_all: concat!("There are no ", $lower, " yet."),
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
    fn a_dual_list_groups_its_numbers() {
        let words = dual(GroupType::Sales);
        assert_eq!(
            (words.add_all)(50_000),
            (
                "Add all 50,000".to_owned(),
                "Add all 50,000 sales groups".to_owned()
            )
        );
        assert_eq!((words.remove_all)(1_000).0, "Remove all 1,000");
        assert_eq!((words.count)(999, 50_000), "999 of 50,000");
        assert_eq!((words.highlighted)(1_204), "1,204 highlighted");
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
