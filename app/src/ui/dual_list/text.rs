//! The words of a dual list, which the page brings.

use std::sync::Arc;

/// A sentence that depends on a number.
pub type CountText = Arc<dyn Fn(usize) -> String + Send + Sync>;

/// A button's texts that depend on a number.
pub type CountButtonText = Arc<dyn Fn(usize) -> ButtonText + Send + Sync>;

/// A sentence that depends on two numbers.
pub type PartText = Arc<dyn Fn(usize, usize) -> String + Send + Sync>;

/// What a button shows, and what it is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ButtonText {
    /// Shown beside the arrow.
    pub visible: String,
    /// The accessible name; must contain what is shown, so that who speaks to the computer can say what stands there.
    pub name: String,
}

/// All texts of one dual list. The examples are those of a list of administrator groups.
#[derive(Clone)]
pub struct DualListText {
    /// *Available Administrator Groups*: caption and accessible name of the list of what can be added.
    pub available: String,
    /// *Selected Administrator Groups*: the same of what is chosen.
    pub selected: String,
    /// *Filter available administrator groups*: accessible name of the field above.
    pub filter_available: String,
    /// *Filter selected administrator groups*.
    pub filter_selected: String,
    /// *Filter*: stands in a filter while it is empty.
    pub filter_placeholder: String,
    /// *Add selected*, called *Add selected administrator groups*.
    pub add_selected: ButtonText,
    /// *Remove selected*, called *Remove selected administrator groups*.
    pub remove_selected: ButtonText,
    /// *Add all 1,204*, called *Add all 1,204 administrator groups*: the number is what the filter shows.
    pub add_all: CountButtonText,
    /// *Remove all 3*, called *Remove all 3 administrator groups*.
    pub remove_all: CountButtonText,
    /// *3 groups added*: announced.
    pub added: CountText,
    /// *3 groups removed*: announced.
    pub removed: CountText,
    /// *12 of 60*: how many the filter shows of how many there are on that side.
    pub count: PartText,
    /// *3 highlighted*: how many of what is shown would move; announced when all are highlighted at once.
    pub highlighted: CountText,
    /// Stands in the list of what can be added when all are chosen.
    pub none_available: String,
    /// Stands there when there is nothing that could be.
    pub none_at_all: String,
    /// Stands in the list of what is chosen when nothing is.
    pub none_selected: String,
    /// Stands in a list of which the filter shows nothing.
    pub no_match: String,
}
