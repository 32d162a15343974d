//! What pages say of others' changes, in English.

use domain::{Actor, PAGE_ROWS, Status};

use super::words::{changes, items};
use crate::text::live::LiveText;

pub const LIVE: LiveText = LiveText {
    row_changed: |client, status| match status {
        Some(Status::Active) => format!("{client} was activated by someone else"),
        Some(Status::Inactive) => format!("{client} was inactivated by someone else"),
        None => format!("{client} was changed by someone else"),
    },
    rows_changed: |number| {
        let users = items(number, "integration user", "integration users");
        let were = if number == 1 { "was" } else { "were" };
        format!("{users} {were} changed by someone else")
    },
    new_users: |number| {
        let users = items(number, "new integration user", "new integration users");
        format!("{users} – Show")
    },
    new_entries: |number| {
        if number >= PAGE_ROWS as usize {
            return format!("{number} or more new entries – Show");
        }
        let entries = items(number, "new entry", "new entries");
        format!("{entries} – Show")
    },
    changed_by: |by| format!("Changed by {} just now", names(by)),
    changed_by_at: |by, moment| format!("Changed by {} on {moment} UTC", names(by)),
    what: |difference, status| {
        let status = status.map(|status| match status {
            Status::Active => "activated",
            Status::Inactive => "inactivated",
        });
        let fields = (!difference.is_empty()).then(|| changes(difference));
        let parts = status.map(str::to_owned).into_iter().chain(fields);
        parts.collect::<Vec<_>>().join(", ")
    },
    take_over: "Take over",
    took_over: "The panel now has their changes. What you entered is still there.",
    took_over_both: "The panel now has their changes, but for what you entered yourself. Save shows both.",
};

fn names(by: &[Actor]) -> String {
    let name = |actor: &Actor| match actor {
        Actor::Person(name) => name.clone(),
        Actor::Application(user) => format!("the application {user}"),
        Actor::System => "the operator".to_owned(),
    };
    match by {
        [] => "someone else".to_owned(),
        [one] => name(one),
        [one, two] => format!("{} and {}", name(one), name(two)),
        [one, rest @ ..] => format!("{} and {} others", name(one), rest.len()),
    }
}
