//! What pages say of others' changes.

use domain::{Actor, FormDifference, Status};

use super::Count;

/// Words for what others change while a page is open.
pub struct LiveText {
    /// Announced: a row changed, perhaps its status.
    pub row_changed: fn(&str, Option<Status>) -> String,
    /// Announced: so many rows changed.
    pub rows_changed: Count,
    /// A button: so many new integration users are not shown yet.
    pub new_users: Count,
    /// A button: so many new entries are not shown yet; as many as a page has may be more.
    pub new_entries: Count,
    /// In the panel: who changed the user just now.
    pub changed_by: fn(&[Actor]) -> String,
    /// The same a while later: who, and when.
    pub changed_by_at: fn(&[Actor], &str) -> String,
    /// What they changed: fields and groups, the status.
    pub what: fn(&FormDifference, Option<Status>) -> String,
    /// A button: takes their changes into the panel.
    pub take_over: &'static str,
    /// Said when that was done.
    pub took_over: &'static str,
    /// Said when that was done and both changed the same field.
    pub took_over_both: &'static str,
}
