//! The options as the page gives them, and the set of keys it gets back.

use std::sync::Arc;

/// What an option is known by outside the list: any number of the page's choosing that tells options apart.
pub type DualKey = i64;

/// One thing that can stand in either list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DualOption {
    /// What the page knows it by; unique among the options.
    pub key: DualKey,
    /// What is read, and the accessible name.
    pub label: String,
    /// The label without case and accents, by the same function as the list's `fold`: the order, and what filters find.
    pub folded: String,
    /// A second line, such as a variable name; filters find it too.
    pub secondary: Option<Secondary>,
}

/// The second line of an option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secondary {
    /// What is read.
    pub text: String,
    /// The same without case and accents.
    pub folded: String,
}

impl DualOption {
    /// An option of one line.
    pub fn new(key: DualKey, label: impl Into<String>, folded: impl Into<String>) -> Self {
        Self {
            key,
            label: label.into(),
            folded: folded.into(),
            secondary: None,
        }
    }

    /// The same option with a second line.
    #[must_use]
    pub fn with_secondary(mut self, text: impl Into<String>, folded: impl Into<String>) -> Self {
        self.secondary = Some(Secondary {
            text: text.into(),
            folded: folded.into(),
        });
        self
    }
}

/// A set of keys: one sorted allocation, shared by its clones, so that handing 50,000 around costs nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeySet(Arc<[DualKey]>);

impl KeySet {
    /// How many keys.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// No key.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The keys, ascending.
    pub fn iter(&self) -> impl Iterator<Item = DualKey> + '_ {
        self.0.iter().copied()
    }
}

impl FromIterator<DualKey> for KeySet {
    fn from_iter<I: IntoIterator<Item = DualKey>>(keys: I) -> Self {
        let mut keys: Vec<DualKey> = keys.into_iter().collect();
        keys.sort_unstable();
        keys.dedup();
        Self(keys.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_is_what_is_in_it_not_how_it_came() {
        let set = KeySet::from_iter([3, 1, 3, 2]);
        assert_eq!(set, KeySet::from_iter([1, 2, 3]));
        assert_eq!(set.len(), 3);
        assert_eq!(set.iter().collect::<Vec<_>>(), [1, 2, 3]);
        assert!(KeySet::default().is_empty());
    }
}
