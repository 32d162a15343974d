//! All options in the order both lists show them.

use std::sync::Arc;

use super::{
    keys::{DualKey, DualOption},
    search::Haystack,
};

/// The options, sorted by label once; a *rank* is a place in that order.
#[derive(Debug)]
pub struct Items {
    options: Arc<[DualOption]>,
    /// Rank to place among the options as given.
    order: Vec<u32>,
    /// Keys, ascending, each with its rank.
    keys: Vec<(DualKey, u32)>,
    haystack: Haystack,
}

impl Items {
    /// Sorts and lays out the options. More than `u32::MAX` cannot be shown; the rest is left out.
    pub fn new(options: Arc<[DualOption]>) -> Self {
        let sort_key = |index: &u32| {
            let option = &options[*index as usize];
            (option.folded.as_str(), option.label.as_str(), option.key)
        };
        let mut order: Vec<u32> = (0..u32::try_from(options.len()).unwrap_or(u32::MAX)).collect();
        order.sort_unstable_by(|a, b| sort_key(a).cmp(&sort_key(b)));
        let mut keys: Vec<(DualKey, u32)> = (0..)
            .zip(&order)
            .map(|(rank, index)| (options[*index as usize].key, rank))
            .collect();
        keys.sort_unstable();
        let haystack = Haystack::new(order.iter().map(|index| {
            let option = &options[*index as usize];
            (
                option.folded.as_str(),
                option
                    .secondary
                    .as_ref()
                    .map(|secondary| secondary.folded.as_str()),
            )
        }));
        Self {
            options,
            order,
            keys,
            haystack,
        }
    }

    /// How many options there are.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// These are the very options `options` points to.
    pub fn are(&self, options: &Arc<[DualOption]>) -> bool {
        Arc::ptr_eq(&self.options, options)
    }

    /// The option of that rank.
    pub fn option(&self, rank: u32) -> Option<&DualOption> {
        self.order
            .get(rank as usize)
            .and_then(|index| self.options.get(*index as usize))
    }

    /// The folded label of that rank.
    pub fn folded(&self, rank: u32) -> &str {
        self.option(rank).map_or("", |option| &option.folded)
    }

    /// The rank of the option known by `key`.
    pub fn rank(&self, key: DualKey) -> Option<u32> {
        self.keys
            .binary_search_by_key(&key, |(known, _)| *known)
            .ok()
            .map(|at| self.keys[at].1)
    }

    /// Keys, ascending, each with its rank.
    pub fn keys(&self) -> &[(DualKey, u32)] {
        &self.keys
    }

    /// The folded texts, by rank.
    pub fn haystack(&self) -> &Haystack {
        &self.haystack
    }
}
