//! What each page says: home, lists, filters, and words that all share.

use super::Named;

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
    pub setup: &'static str,
    /// Region and breadcrumb.
    pub account: &'static str,
    /// Page and link.
    pub integration_users: &'static str,
    /// Page and link.
    pub groups: &'static str,
    /// Page and link.
    pub activity: &'static str,
    /// Page and link.
    pub inbound_calls: &'static str,
    /// Page and link.
    pub identity_provider: &'static str,
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
    /// Over a page whose program cannot be fetched.
    pub waiting: &'static str,
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
    /// In a toast: which key leads to it.
    pub to_message: Named,
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
    /// What a Viewer finds where others create.
    pub look_only_title: &'static str,
    /// Its explanation.
    pub look_only_text: &'static str,
    /// A moment that never came.
    pub never: &'static str,
    /// Nothing in a field.
    pub empty_value: &'static str,
    /// A moment with the zone it is in, which is always UTC.
    pub moment: Named,
    /// Characters used of those allowed.
    pub characters: fn(usize, usize) -> String,
    /// A number with its thousands grouped.
    pub number: fn(u64) -> String,
}

/// Words of Admin Home.
pub struct HomeText {
    /// What Integration Users is for.
    pub integration_users: &'static str,
    /// What Groups is for.
    pub groups: &'static str,
    /// What Activity is for.
    pub activity: &'static str,
    /// What Inbound Calls is for.
    pub inbound_calls: &'static str,
    /// What Identity Provider is for.
    pub identity_provider: &'static str,
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
    /// The same for whoever may not.
    pub view: &'static str,
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
    /// The page that imports, and the link to it.
    pub import: &'static str,
    /// The menu of the list.
    pub export: &'static str,
    /// Its choices.
    pub export_csv: &'static str,
    /// Its choices.
    pub export_ndjson: &'static str,
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
    /// Why a change of a user's status was not undone.
    pub not_undone: Named,
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
    /// The same for whoever creates none.
    pub none_text_viewer: &'static str,
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
