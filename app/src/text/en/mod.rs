//! English.

mod bulk;
mod import;
mod inbound;
mod limit;
mod live;
mod panels;
mod provider;
#[cfg(feature = "ssr")]
mod query;
mod refusals;
mod words;

use domain::{Action, FaultKind, GroupType, Status};

use super::{
    AccountText, AppText, CommonText, FiltersText, HomeText, Language, Text, TextDirection,
    UsersText,
};
use crate::api::Failure;
pub(super) use import::IMPORT;
pub(super) use inbound::INBOUND;
pub(super) use limit::LIMIT;
pub(super) use panels::{ACTIVITY, GROUPS, PANEL};
pub(super) use provider::{GUIDE, PROVIDER, TOKEN};
pub(super) use refusals::refusal;
pub(super) use words::dual;
use words::{count, fault_kind, field, number, problem};

pub static TEXT: Text = Text {
    language: Language::English,
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
        setup: "Setup",
        account: "Account",
        integration_users: "Integration Users",
        groups: "Groups",
        activity: "Activity",
        inbound_calls: "Inbound Calls",
        identity_provider: "Identity Provider",
        sessions: "Your sessions",
        sign_out: "Sign out",
        theme: "Colour theme",
        theme_light: "Light",
        theme_dark: "Dark",
        theme_system: "System",
        messages: "Messages",
        waiting: "The server cannot be reached, so nothing can be changed here yet. The page goes on trying.",
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
        to_message: |key| format!("{key} leads to this message"),
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
        look_only_title: "You may look at this, but not change it",
        look_only_text: "Only Administrators create and change integration users and groups.",
        never: "Never",
        empty_value: "none",
        moment: |moment| format!("{moment} UTC"),
        characters: |used, most| format!("{used} of {most} characters"),
        number,
    },
    home: HomeText {
        integration_users: "Which client applications may come in, and as what.",
        groups: "Administrator and sales groups that integration users belong to.",
        activity: "Who changed what, and when.",
        inbound_calls: "Which calls came in, and which were refused and why.",
        identity_provider: "Whose access tokens are accepted, how to register a client, and a check for tokens.",
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
        view: "View",
        activate: "Activate",
        inactivate: "Inactivate",
        inactivating: "Inactivating…",
        copy_client_id: "Copy client id",
        view_activity: "View activity",
        import: "Import",
        export: "Export",
        export_csv: "Table (CSV)",
        export_ndjson: "NDJSON",
        more_groups: |more| format!("and {} more", number(u64::from(more))),
        inactivate_title: |client| format!("Inactivate {client}?"),
        inactivate_text: "Calls from this client will be refused at once. You can activate it again at any time.",
        last_called: |when| format!("It last called on {when} UTC."),
        never_called: "It has never called.",
        inactivated: |client| format!("{client} is inactive"),
        activated: |client| format!("{client} is active"),
        not_undone: |client| {
            format!(
                "{client} was changed after that, so there is nothing to undo. The list shows it as it is now."
            )
        },
        created: |client| format!("{client} was created and is active"),
        saved: |client| format!("{client} was saved"),
        copied: |client| format!("{client} was copied"),
        copy_failed: "The browser did not allow copying.",
        none_title: "No integration users yet",
        none_text_viewer: "Nobody has created one yet.",
        none_text: "Register the calling application as a confidential client at your identity provider, then create an \
                    integration user with the client id you get there and choose its groups.",
        no_match_title: "Nothing matches",
        no_match_text: "No integration user has all of this. Try fewer filters or another search text.",
        continued: "The list goes on from an earlier page.",
    },
    bulk: bulk::BULK,
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
    live: live::LIVE,
    account: AccountText {
        sign_in: "Sign in",
        sign_in_again: "Open the sign-in page in a new tab",
        organisation: "Sign in with your organisation",
        organisation_text: "You are taken to your organisation's sign-in page and back here.",
        how_without: "When that does not work, an operator makes a sign-in link with",
        how: "Open a sign-in link in this browser. The server prints one when it starts; an operator makes another with",
        command: "integration-users sign-in-link",
        how_long: "A link works once, within ten minutes.",
        refused: |code| match code {
            "expired" | "used" | "link" => Some(
                "This link does not work any more: each works once, within ten minutes. Ask for a new one.",
            ),
            "limited" => Some("Too many attempts to sign in. Wait a minute and try again."),
            "ended" => Some("You are signed out."),
            "attempt" => Some(
                "This sign-in was begun in another browser, took longer than ten minutes, or was used before. Sign in again.",
            ),
            "denied" => {
                Some("Your organisation did not sign you in. Try again, or ask its help desk.")
            }
            "role" => Some(
                "You are signed in at your organisation, but not allowed here. Ask an administrator of Integration Users to let you in, or sign in there as somebody else.",
            ),
            "provider" => Some(
                "Your organisation's sign-in cannot be reached, or does not answer as it should. Try again in a moment; if it stays, ask the operator.",
            ),
            "answer" => Some(
                "The answer of your organisation's sign-in could not be verified, so you are not signed in. Try again; if it stays, ask the operator.",
            ),
            "organisation" => Some(
                "Signing in with your organisation is not set up here. Open a sign-in link instead.",
            ),
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
        Action::Exported => "Exported",
        Action::SignedIn => "Signed in",
        Action::SignedOut => "Signed out",
        Action::Started => "Bulk change began",
        Action::Finished => "Bulk change ended",
        Action::Cancelled => "Bulk change cancelled",
        Action::Failed => "Bulk change could not go on",
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
        Failure::TooLarge => {
            "That is more than 1 MiB, which is more than the server takes at once. Nothing was saved; shorten what you entered.".to_owned()
        }
        Failure::Unreachable => {
            "The server cannot be reached. Check the connection and try again; nothing you entered is lost.".to_owned()
        }
        Failure::Unexpected => words::unexpected(),
    }
    },
    fault_kind,
};
