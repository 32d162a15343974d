//! What panels, groups, the log and sign-in say.

use domain::Action;

use super::{Count, Named};

/// Words of the Create and Edit panels.
pub struct PanelText {
    /// Title.
    pub create_title: &'static str,
    /// Title.
    pub edit_title: &'static str,
    /// Under the client id.
    pub client_id_hint: &'static str,
    /// An export that the server answered with something else than a file, or not at all.
    pub not_exported: &'static str,
    /// Where there is no script, in the panels of groups too.
    pub needs_script: &'static str,
    /// A section with the number of what is selected.
    pub section: fn(&str, usize) -> String,
    /// Instead of groups, where there are none.
    pub no_groups: &'static str,
    /// Labels of facts.
    pub party_number: &'static str,
    /// Labels of facts.
    pub login: &'static str,
    /// What has changed, in one line.
    pub changes: fn(&domain::FormDifference) -> String,
    /// Nothing has.
    pub no_changes: &'static str,
    /// Leads to the user that has the client id.
    pub show_taken: &'static str,
    /// Title of the question.
    pub conflict_title: &'static str,
    /// What happened.
    pub conflict_text: &'static str,
    /// Column headers.
    pub conflict_field: &'static str,
    /// Column headers.
    pub conflict_theirs: &'static str,
    /// Column headers.
    pub conflict_mine: &'static str,
    /// Beside a field of which the two versions are not alike.
    pub conflict_differs: &'static str,
    /// Buttons.
    pub use_theirs: &'static str,
    /// Buttons.
    pub keep_mine: &'static str,
    /// Said when theirs were taken over.
    pub took_theirs: &'static str,
    /// The user of the address is not there.
    pub missing_title: &'static str,
    /// Its explanation.
    pub missing_text: &'static str,
}

/// Words of one dual list.
pub struct DualText {
    /// The noun as a title: Administrator Groups.
    pub title: &'static str,
    /// The section's name: Administrator groups.
    pub section: &'static str,
    /// The name of the left list.
    pub available: &'static str,
    /// The name of the right list.
    pub selected: &'static str,
    /// Filter fields.
    pub filter_available: &'static str,
    /// Filter fields.
    pub filter_selected: &'static str,
    /// In an empty filter.
    pub filter: &'static str,
    /// Buttons: shown and name.
    pub add_selected: (&'static str, &'static str),
    /// Buttons: shown and name.
    pub remove_selected: (&'static str, &'static str),
    /// Buttons: shown and name.
    pub add_all: fn(usize) -> (String, String),
    /// Buttons: shown and name.
    pub remove_all: fn(usize) -> (String, String),
    /// Announced.
    pub added: Count,
    /// Announced.
    pub removed: Count,
    /// Shown of all.
    pub count: fn(usize, usize) -> String,
    /// Announced.
    pub highlighted: Count,
    /// An empty list: all groups are in the other.
    pub none_available: &'static str,
    /// An empty list: there are no groups.
    pub none_at_all: &'static str,
    /// An empty list.
    pub none_selected: &'static str,
    /// A filter without match.
    pub no_match: &'static str,
}

/// Words of the Groups page.
pub struct GroupsText {
    /// The name of the search field.
    pub search: &'static str,
    /// How many match.
    pub count: fn(u64) -> String,
    /// Column headers and labels.
    pub label: &'static str,
    /// Column headers and labels.
    pub variable_name: &'static str,
    /// Column headers and labels.
    pub kind: &'static str,
    /// Column headers.
    pub members: &'static str,
    /// Labels.
    pub description: &'static str,
    /// Beside a built-in group.
    pub built_in: &'static str,
    /// Panel titles.
    pub create_title: &'static str,
    /// Panel titles.
    pub edit_title: &'static str,
    /// Under the variable name.
    pub variable_name_hint: &'static str,
    /// Where it cannot be changed.
    pub fixed_hint: &'static str,
    /// In the panel of a built-in group.
    pub read_only: &'static str,
    /// Leads to the users of a group.
    pub show_members: Count,
    /// Toasts.
    pub created: Named,
    /// Toasts.
    pub saved: Named,
    /// Somebody else saved meanwhile: the label and the description as they are now.
    pub theirs: fn(&str, &str) -> String,
    /// Filter: both kinds.
    pub all_kinds: &'static str,
    /// Empty state.
    pub none_title: &'static str,
    /// Its explanation.
    pub none_text: &'static str,
    /// The group of the address is not there.
    pub missing_title: &'static str,
    /// Its explanation.
    pub missing_text: &'static str,
}

/// Words of the Activity page.
pub struct ActivityText {
    /// The name of the list.
    pub list: &'static str,
    /// Label of the filter.
    pub action: &'static str,
    /// Choice of the filter.
    pub any_action: &'static str,
    /// Label of the filter by user.
    pub user: &'static str,
    /// What stands in for a filter value.
    pub user_hint: &'static str,
    /// The program itself.
    pub system: &'static str,
    /// Who did what to whom.
    pub sentence: fn(&str, Action, &str) -> String,
    /// The label of a field in the difference, by the wire's name.
    pub field: fn(&str) -> String,
    /// Groups that were added.
    pub groups_added: &'static str,
    /// Groups that were removed.
    pub groups_removed: &'static str,
    /// Reads a value out before and after: an arrow, with words for screen readers.
    pub became: &'static str,
    /// So many entries are shown.
    pub shown: Count,
    /// Empty state.
    pub none_title: &'static str,
    /// Its explanation.
    pub none_text: &'static str,
    /// Empty state when nothing matches.
    pub no_match_title: &'static str,
    /// Its explanation.
    pub no_match_text: &'static str,
    /// Older entries.
    pub older: &'static str,
    /// Newest entries.
    pub newest: &'static str,
}

/// Words of signing in and sessions.
pub struct AccountText {
    /// Heading.
    pub sign_in: &'static str,
    /// A link where the session has ended: that page, in another tab.
    pub sign_in_again: &'static str,
    /// A button: at the identity provider.
    pub organisation: &'static str,
    /// Where that leads.
    pub organisation_text: &'static str,
    /// How to get a link, where that is for emergencies.
    pub how_without: &'static str,
    /// How to get a link.
    pub how: &'static str,
    /// The command.
    pub command: &'static str,
    /// How long it holds.
    pub how_long: &'static str,
    /// Why the last try did not work, by the code in the address.
    pub refused: fn(&str) -> Option<&'static str>,
    /// What the sessions page is for.
    pub sessions_text: &'static str,
    /// Column headers.
    pub started: &'static str,
    /// Column headers.
    pub last_seen: &'static str,
    /// Marks the session at hand.
    pub this_session: &'static str,
    /// A button.
    pub end_session: Named,
    /// The same as shown.
    pub end: &'static str,
    /// Toast.
    pub ended: &'static str,
    /// Column header.
    pub session: &'static str,
}
