//! All words of the interface: one typed catalogue, a language each. A missing word does not compile.

mod en;
mod plain;

use domain::{Action, Fault, FaultKind, Field, GroupType, Problem, Status};
use leptos::prelude::*;

pub use plain::{PlainText, PlainWords};

use crate::api::Failure;

/// A sentence that depends on a number.
pub type Count = fn(usize) -> String;
/// A sentence with a name in it.
pub type Named = fn(&str) -> String;

/// A language of the interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English.
    #[default]
    English,
}

/// Which way lines run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextDirection {
    /// As in English.
    LeftToRight,
    /// As in Arabic and Hebrew.
    RightToLeft,
}

impl TextDirection {
    /// The value of the `dir` attribute.
    pub const fn attribute(self) -> &'static str {
        match self {
            Self::LeftToRight => "ltr",
            Self::RightToLeft => "rtl",
        }
    }
}

impl Language {
    /// Its words.
    pub const fn text(self) -> &'static Text {
        match self {
            Self::English => &en::TEXT,
        }
    }
}

/// The words in the language of this request or page; English where nothing says otherwise.
pub fn use_text() -> &'static Text {
    use_context::<Language>().unwrap_or_default().text()
}

/// The whole catalogue.
pub struct Text {
    /// The language tag (BCP 47).
    pub tag: &'static str,
    /// Which way lines run.
    pub direction: TextDirection,
    /// On every page.
    pub app: AppText,
    /// Words that many pages share.
    pub common: CommonText,
    /// Admin Home.
    pub home: HomeText,
    /// The Integration Users page.
    pub users: UsersText,
    /// Its filter chips.
    pub filters: FiltersText,
    /// The Create and Edit panels.
    pub panel: PanelText,
    /// The dual list of one kind of group.
    pub dual: fn(GroupType) -> DualText,
    /// The Groups page.
    pub groups: GroupsText,
    /// The Activity page.
    pub activity: ActivityText,
    /// Signing in and the sessions page.
    pub account: AccountText,
    /// A status in a word.
    pub status: fn(Status) -> &'static str,
    /// A kind of group in a word.
    pub group_type: fn(GroupType) -> &'static str,
    /// What was done, in words, for the filter and the log.
    pub action: fn(Action) -> &'static str,
    /// A field's label, as the form names it.
    pub field: fn(Field) -> &'static str,
    /// What is wrong with a field.
    pub fault: fn(&Fault) -> String,
    /// Why something did not work and what to do.
    pub problem: fn(&Problem) -> String,
    /// The same for failures of the way to the server.
    pub failure: fn(&Failure) -> String,
    /// What is wrong with a text, apart from the field.
    pub fault_kind: fn(FaultKind) -> String,
}

/// Words on every page.
pub struct AppText {
    /// The product's name.
    pub name: &'static str,
    /// Home and the root of the breadcrumb.
    pub home: &'static str,
    /// A page's title in the browser.
    pub page_title: Named,
    /// The name of the navigation landmark.
    pub navigation: &'static str,
    /// The name of the breadcrumb landmark.
    pub breadcrumb: &'static str,
    /// Leads to the main landmark.
    pub skip_to_content: &'static str,
    /// Opens and closes the navigation on small screens.
    pub menu: &'static str,
    /// Region and breadcrumb.
    pub users: &'static str,
    /// Region and breadcrumb.
    pub monitoring: &'static str,
    /// Region and breadcrumb.
    pub account: &'static str,
    /// Page and link.
    pub integration_users: &'static str,
    /// Page and link.
    pub groups: &'static str,
    /// Page and link.
    pub activity: &'static str,
    /// Page and link.
    pub sessions: &'static str,
    /// Ends the session.
    pub sign_out: &'static str,
    /// The name of the theme switch.
    pub theme: &'static str,
    /// Its choices.
    pub theme_light: &'static str,
    /// Its choices.
    pub theme_dark: &'static str,
    /// Its choices.
    pub theme_system: &'static str,
    /// The name of the toast region.
    pub messages: &'static str,
    /// Heading of an unknown address.
    pub not_found: &'static str,
    /// Its explanation.
    pub not_found_text: &'static str,
    /// Leads home from there.
    pub back_home: &'static str,
}

/// Words that many pages share.
pub struct CommonText {
    /// A button.
    pub cancel: &'static str,
    /// A button.
    pub close: &'static str,
    /// A button.
    pub save: &'static str,
    /// While saving.
    pub saving: &'static str,
    /// A button.
    pub create: &'static str,
    /// The same as shown in the list's head.
    pub create_shown: &'static str,
    /// While creating.
    pub creating: &'static str,
    /// A button of toasts.
    pub undo: &'static str,
    /// A button of toasts.
    pub dismiss: &'static str,
    /// A button of error states.
    pub retry: &'static str,
    /// A button of filters.
    pub apply: &'static str,
    /// A button.
    pub clear_all: &'static str,
    /// Empties a search field.
    pub clear_search: &'static str,
    /// The button of lists.
    pub load_more: &'static str,
    /// While loading.
    pub loading: &'static str,
    /// Leads to the top of a long list.
    pub first_page: &'static str,
    /// Beside fields that may stay empty.
    pub optional: &'static str,
    /// Something did not work.
    pub failed: &'static str,
    /// Heading of the question about unsaved changes.
    pub discard_title: &'static str,
    /// The question.
    pub discard_text: &'static str,
    /// Its buttons.
    pub discard: &'static str,
    /// Its buttons.
    pub keep_editing: &'static str,
    /// A moment that never came.
    pub never: &'static str,
    /// Nothing in a field.
    pub empty_value: &'static str,
    /// Characters used of those allowed.
    pub characters: fn(usize, usize) -> String,
}

/// Words of Admin Home.
pub struct HomeText {
    /// What Integration Users is for.
    pub integration_users: &'static str,
    /// What Groups is for.
    pub groups: &'static str,
    /// What Activity is for.
    pub activity: &'static str,
}

/// Words of the Integration Users page.
pub struct UsersText {
    /// The name of the search field.
    pub search: &'static str,
    /// How many match.
    pub count: fn(u64) -> String,
    /// How many of them are shown, announced after loading more.
    pub shown: fn(usize, u64) -> String,
    /// Column headers.
    pub client_id: &'static str,
    /// Column headers.
    pub name: &'static str,
    /// Column headers.
    pub status: &'static str,
    /// Column headers.
    pub administrator_groups: &'static str,
    /// Column headers.
    pub sales_groups: &'static str,
    /// Column headers.
    pub last_used: &'static str,
    /// Column headers.
    pub date_added: &'static str,
    /// Column headers.
    pub actions: &'static str,
    /// The row's menu button.
    pub actions_for: Named,
    /// Menu items.
    pub edit: &'static str,
    /// Menu items and buttons.
    pub activate: &'static str,
    /// Menu items and buttons.
    pub inactivate: &'static str,
    /// While inactivating.
    pub inactivating: &'static str,
    /// Menu items.
    pub copy_client_id: &'static str,
    /// Menu items.
    pub view_activity: &'static str,
    /// So many more groups than shown.
    pub more_groups: fn(u32) -> String,
    /// Title of the question.
    pub inactivate_title: Named,
    /// What it means.
    pub inactivate_text: &'static str,
    /// When the client last called.
    pub last_called: Named,
    /// That it never did.
    pub never_called: &'static str,
    /// Toasts.
    pub inactivated: Named,
    /// Toasts.
    pub activated: Named,
    /// Toasts.
    pub created: Named,
    /// Toasts.
    pub saved: Named,
    /// Toasts.
    pub copied: Named,
    /// Toasts.
    pub copy_failed: &'static str,
    /// Empty state without any user.
    pub none_title: &'static str,
    /// Its explanation.
    pub none_text: &'static str,
    /// Empty state when nothing matches.
    pub no_match_title: &'static str,
    /// Its explanation.
    pub no_match_text: &'static str,
    /// Above a list that does not begin at the top.
    pub continued: &'static str,
}

/// Words of the filter chips.
pub struct FiltersText {
    /// The name of the group of chips.
    pub filters: &'static str,
    /// A chip.
    pub status: &'static str,
    /// A chip.
    pub administrator_group: &'static str,
    /// A chip.
    pub sales_group: &'static str,
    /// A chip.
    pub date_added: &'static str,
    /// A chip.
    pub last_used: &'static str,
    /// The name of a chip's remove button.
    pub remove: Named,
    /// The name of the field that narrows a list of groups.
    pub find_group: &'static str,
    /// No group has that in its name.
    pub no_group: &'static str,
    /// Leads to the page with all groups, without script.
    pub show_groups: &'static str,
    /// One choice of every chip: no filter.
    pub any: &'static str,
    /// In the last so many days.
    pub last_days: fn(i64) -> String,
    /// Not in the last so many days.
    pub not_in_last_days: fn(i64) -> String,
    /// Never used.
    pub never: &'static str,
    /// Label of a date field.
    pub from: &'static str,
    /// Label of a date field.
    pub to: &'static str,
    /// A range as a chip shows it, either end may be open.
    pub range: fn(Option<&str>, Option<&str>) -> String,
    /// The first of several groups and how many more.
    pub and_more: fn(&str, usize) -> String,
}

/// Words of the Create and Edit panels.
pub struct PanelText {
    /// Title.
    pub create_title: &'static str,
    /// Title.
    pub edit_title: &'static str,
    /// Under the client id.
    pub client_id_hint: &'static str,
    /// A section with the number of what is selected.
    pub section: fn(&str, usize) -> String,
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
    /// An empty list.
    pub none_available: &'static str,
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
    /// Older entries.
    pub older: &'static str,
    /// Newest entries.
    pub newest: &'static str,
}

/// Words of signing in and sessions.
pub struct AccountText {
    /// Heading.
    pub sign_in: &'static str,
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
