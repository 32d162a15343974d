//! Words of the limit of calls, in the Edit panel.

use domain::CallLimits;

/// The limit of calls of one integration user.
pub struct LimitText {
    /// The section.
    pub section: &'static str,
    /// What holds now, and what that means.
    pub is: fn(&CallLimits) -> String,
    /// Beneath a field: what holds where it is empty.
    pub usually: fn(u32) -> String,
    /// Saves it.
    pub save: &'static str,
    /// It was saved.
    pub saved: fn(&CallLimits) -> String,
}
