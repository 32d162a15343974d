//! What selecting many users and changing them together says.

use domain::{Action, Job, JobKind, JobOutcome};

use super::{Count, Named};

/// Words of the selection, its tool bar, and the bulk changes.
pub struct BulkText {
    /// The check box of a row.
    pub select: Named,
    /// The check box of the head.
    pub select_all: &'static str,
    /// The name of the tool bar.
    pub toolbar: &'static str,
    /// How many are selected.
    pub selected: fn(u64) -> String,
    /// Announced when that changes.
    pub selected_announced: fn(u64) -> String,
    /// Announced when nobody is selected any more.
    pub cleared: &'static str,
    /// Selects beyond the rows that are loaded.
    pub select_matching: fn(u64) -> String,
    /// That all are.
    pub all_selected: fn(u64) -> String,
    /// Button.
    pub add_to_groups: &'static str,
    /// Button.
    pub remove_from_groups: &'static str,
    /// Button.
    pub clear: &'static str,
    /// Title of the question before many are shut out.
    pub inactivate_title: fn(u64) -> String,
    /// What it means.
    pub inactivate_text: &'static str,
    /// Title of the panel that asks for groups.
    pub groups_title: fn(JobKind, u64) -> String,
    /// So many groups are chosen.
    pub chosen: Count,
    /// There are more groups than are shown.
    pub more_groups: Count,
    /// The button that opens the bulk changes, and the title of the panel.
    pub jobs: &'static str,
    /// Under the title.
    pub jobs_about: &'static str,
    /// Announced when one begins.
    pub begun: fn(&Job) -> String,
    /// What a bulk change does.
    pub title: fn(&Job) -> String,
    /// Who began it, when.
    pub by: fn(&str, &str) -> String,
    /// How far it is.
    pub progress: fn(&Job) -> String,
    /// What came of it.
    pub outcome: fn(&Job) -> String,
    /// The server that was at it is gone.
    pub interrupted: &'static str,
    /// Stops it: shown, and the name.
    pub cancel: (&'static str, fn(&Job) -> String),
    /// Undoes it: the name.
    pub undo: fn(&Job) -> String,
    /// Takes it out of sight.
    pub dismiss: fn(&Job) -> String,
    /// Opens the list of those that were not changed.
    pub results: &'static str,
    /// How many those are.
    pub not_changed: Count,
    /// Why one was not.
    pub reason: fn(JobOutcome) -> &'static str,
    /// Who did what, in the activity log.
    pub sentence: fn(&str, Action, JobKind, u64) -> String,
}
