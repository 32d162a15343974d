//! What the Import page says.

use domain::ImportCounts;

use super::Named;

/// Words of importing.
pub struct ImportText {
    /// What it is for.
    pub about: &'static str,
    /// The field that takes a file.
    pub choose: &'static str,
    /// Beneath it.
    pub drop: &'static str,
    /// Which files, and how large.
    pub forms: &'static str,
    /// To whoever has no script.
    pub no_script: &'static str,
    /// While a file is on its way.
    pub uploading: &'static str,
    /// While it is being checked.
    pub checking: &'static str,
    /// While it is being written.
    pub writing: &'static str,
    /// How much of it.
    pub percent: fn(u64) -> String,
    /// A file that is too large.
    pub too_large: &'static str,
    /// A file that is empty.
    pub empty: &'static str,
    /// A file that is not there any more.
    pub gone: &'static str,
    /// Heading of the faults.
    pub faulty: fn(u64) -> String,
    /// What to do about them.
    pub faulty_text: &'static str,
    /// Heading of the preview.
    pub ready: &'static str,
    /// That nothing has been written yet.
    pub ready_text: &'static str,
    /// When there is nothing to do.
    pub nothing_text: &'static str,
    /// Columns that were passed over.
    pub passed_over: Named,
    /// The group of buttons that choose a list.
    pub lists: &'static str,
    /// A list.
    pub new: fn(u64) -> String,
    /// A list.
    pub changed: fn(u64) -> String,
    /// A list.
    pub unchanged: fn(u64) -> String,
    /// A column.
    pub line: &'static str,
    /// A column.
    pub fault: &'static str,
    /// A column.
    pub key: &'static str,
    /// A column.
    pub what_changes: &'static str,
    /// Before the variable name of a group.
    pub group: Named,
    /// Which rows are shown.
    pub shown: fn(u64, u64, u64) -> String,
    /// Rows before.
    pub previous: &'static str,
    /// Rows after.
    pub next: &'static str,
    /// Writes it.
    pub import: &'static str,
    /// Chooses another file.
    pub another: &'static str,
    /// Heading of the end.
    pub done: &'static str,
    /// Heading when it was stopped.
    pub stopped: &'static str,
    /// Why, when the database failed.
    pub stopped_text: &'static str,
    /// Why, when somebody else changed something.
    pub late_text: fn(u64) -> String,
    /// What was written of groups.
    pub groups_done: fn(ImportCounts) -> String,
    /// What was written of users.
    pub users_done: fn(ImportCounts) -> String,
    /// Leads to the list.
    pub to_list: &'static str,
}
