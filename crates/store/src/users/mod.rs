//! Integration users: reading, listing, counting, writing.

mod backlog;
mod bulk;
mod collect;
mod compare;
mod facets;
mod hints;
mod import;
mod keys;
mod list;
mod matching;
mod plan;
mod read;
mod write;

pub use import::{Imported, NewUserIds, UserImport};
pub(crate) use keys::fill_keys;
pub(crate) use matching::push as push_condition;
pub(crate) use plan::Plan;
pub(crate) use read::{find, group_ref, load, select};
pub(crate) use write::KnownGroups;
pub use write::{NewUser, Updated, search_key};

const TABLE: &str = "integration_user";
const KEY: &str = "party_id";

/// A text folded for sorting.
pub(crate) fn sort_key(text: &str) -> String {
    let mut key = domain::fold(text);
    key.truncate(domain::sort_text(&key).len());
    key
}
