//! One of the two lists: what its filter shows, what is highlighted, which option is active. Options go by their rank,
//! the place they have in the order of all labels.

use super::{bits::BitSet, items::Items};

/// Where the active option goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// To the option before.
    Previous,
    /// To the option after.
    Next,
    /// Up by so many.
    PageUp(usize),
    /// Down by so many.
    PageDown(usize),
    /// To the first shown.
    First,
    /// To the last shown.
    Last,
}

/// Filters kept for the way back: whoever deletes what was typed gets the earlier answers without a search.
const LEVELS: usize = 24;

/// Keystrokes further apart than this begin a new word, in milliseconds.
const TYPING_PAUSE: f64 = 700.0;

/// The state of one list.
#[derive(Debug)]
pub struct Pane {
    /// What is typed (folded), under the shorter texts it grew from, each with all options of both lists that hold it.
    levels: Vec<(String, BitSet)>,
    /// Ranks shown, ascending.
    shown: Vec<u32>,
    /// Highlighted ranks; all of this list, but not all of them need be shown.
    highlighted: BitSet,
    active: Option<u32>,
    /// What was highlighted last: ranges begin here.
    anchor: Option<u32>,
    /// Where the range began that Shift is extending.
    pivot: Option<u32>,
    typed: String,
    typed_at: f64,
}

impl Pane {
    /// A list over `ranks` options, with nothing typed and nothing shown yet: [`Pane::show`] must follow.
    pub fn new(ranks: usize) -> Self {
        Self {
            levels: vec![(String::new(), BitSet::full(ranks))],
            shown: Vec::new(),
            highlighted: BitSet::empty(ranks),
            active: None,
            anchor: None,
            pivot: None,
            typed: String::new(),
            typed_at: f64::NEG_INFINITY,
        }
    }

    /// The folded text of the filter.
    pub fn needle(&self) -> &str {
        self.levels.last().map_or("", |(needle, _)| needle)
    }

    /// Searches for `needle`, among the options that an earlier, shorter text left if there was one.
    pub fn search(&mut self, needle: &str, items: &Items) {
        while self.levels.len() > 1 && !needle.contains(self.needle()) {
            self.levels.pop();
        }
        if needle == self.needle() {
            return;
        }
        if self.levels.len() >= LEVELS {
            self.levels.remove(1);
        }
        if let Some((_, among)) = self.levels.last() {
            let found = items.haystack().matches(needle, among);
            self.levels.push((needle.to_owned(), found));
        }
    }

    /// Shows what the filter leaves of `members`. The active option stays the same or, if it is gone, becomes the one
    /// that followed it.
    pub fn show(&mut self, members: &BitSet) {
        if let Some((_, found)) = self.levels.last() {
            let mut visible = found.clone();
            visible.keep(members);
            self.shown.clear();
            // Ranks come from a vector whose length fits, see `Items`.
            self.shown
                .extend(visible.iter().filter_map(|rank| u32::try_from(rank).ok()));
        }
        self.highlighted.keep(members);
        self.pivot = None;
        self.active = self.active.and_then(|active| {
            let next = self.shown.partition_point(|rank| *rank < active);
            self.shown.get(next).or(self.shown.last()).copied()
        });
    }

    /// Ranks shown, ascending.
    pub fn shown(&self) -> &[u32] {
        &self.shown
    }

    /// Where `rank` stands among what is shown.
    pub fn position(&self, rank: u32) -> Option<usize> {
        self.shown.binary_search(&rank).ok()
    }

    /// The active option.
    pub fn active(&self) -> Option<u32> {
        self.active
    }

    /// Where the active option stands among what is shown.
    pub fn active_position(&self) -> Option<usize> {
        self.active.and_then(|rank| self.position(rank))
    }

    /// Whether `rank` is highlighted.
    pub fn is_highlighted(&self, rank: u32) -> bool {
        self.highlighted.contains(rank as usize)
    }

    /// All that is highlighted, shown or not.
    #[cfg(test)]
    pub fn highlighted(&self) -> &BitSet {
        &self.highlighted
    }

    /// How many highlighted options the filter shows.
    pub fn highlighted_shown(&self) -> usize {
        self.levels
            .last()
            .map_or(0, |(_, found)| self.highlighted.common(found))
    }

    /// The highlighted options that the filter shows.
    pub fn highlight_to_move(&self) -> BitSet {
        let mut ranks = self.highlighted.clone();
        if let Some((_, found)) = self.levels.last() {
            ranks.keep(found);
        }
        ranks
    }

    /// Makes an option active if none is: the first highlighted one shown, else the first.
    pub fn ensure_active(&mut self) {
        if self.active.is_none() {
            let highlighted = self.shown.iter().find(|rank| self.is_highlighted(**rank));
            self.active = highlighted.or(self.shown.first()).copied();
        }
    }

    /// Makes `rank` active without highlighting it.
    pub fn activate(&mut self, rank: Option<u32>) {
        self.active = rank;
        self.pivot = None;
    }

    /// Moves the active option; with `extend`, highlights from where extending began up to it.
    pub fn step(&mut self, step: Step, extend: bool) {
        let Some(last) = self.shown.len().checked_sub(1) else {
            return;
        };
        let position = self.active_position();
        let target = match (step, position) {
            (Step::Last, _) => last,
            (Step::Previous, Some(at)) => at.saturating_sub(1),
            (Step::PageUp(rows), Some(at)) => at.saturating_sub(rows),
            (Step::Next, Some(at)) => (at + 1).min(last),
            (Step::PageDown(rows), Some(at)) => (at + rows).min(last),
            (Step::First, _) | (_, None) => 0,
        };
        if extend {
            self.extend_to(position.unwrap_or(target), target);
        } else {
            self.activate(self.shown.get(target).copied());
        }
    }

    /// Highlights from the pivot (at first: `from`) to `target` and nothing of what the range held before beyond it.
    fn extend_to(&mut self, from: usize, target: usize) {
        let pivot = match self.pivot.and_then(|rank| self.position(rank)) {
            Some(pivot) => {
                self.highlight_range(pivot, from, false);
                pivot
            }
            None => from,
        };
        self.highlight_range(pivot, target, true);
        self.pivot = self.shown.get(pivot).copied();
        self.anchor = self.pivot;
        self.active = self.shown.get(target).copied();
    }

    fn highlight_range(&mut self, one: usize, other: usize, on: bool) {
        for rank in &self.shown[one.min(other)..=one.max(other)] {
            self.highlighted.put(*rank as usize, on);
        }
    }

    /// Highlights `rank` or takes its highlight away; it becomes active.
    pub fn toggle(&mut self, rank: u32) {
        self.highlighted
            .put(rank as usize, !self.is_highlighted(rank));
        self.anchor = Some(rank);
        self.activate(Some(rank));
    }

    /// Highlights `rank` alone; it becomes active.
    pub fn highlight_only(&mut self, rank: u32) {
        self.highlighted.clear();
        self.highlighted.put(rank as usize, true);
        self.anchor = Some(rank);
        self.activate(Some(rank));
    }

    /// Highlights everything from the last highlighted option to `rank`; unless `add`, nothing else stays highlighted.
    pub fn highlight_up_to(&mut self, rank: u32, add: bool) {
        let Some(target) = self.position(rank) else {
            return;
        };
        let from = self
            .anchor
            .or(self.active)
            .and_then(|rank| self.position(rank))
            .unwrap_or(target);
        if !add {
            self.highlighted.clear();
        }
        self.highlight_range(from, target, true);
        self.activate(Some(rank));
        self.pivot = self.shown.get(from).copied();
        self.anchor = self.pivot;
    }

    /// Highlights all that is shown, or, if all of it is highlighted, none of it.
    pub fn toggle_all(&mut self) {
        let on = self.highlighted_shown() < self.shown.len();
        if let Some(last) = self.shown.len().checked_sub(1) {
            self.highlight_range(0, last, on);
        }
        self.pivot = None;
    }

    /// Whether somebody is in the middle of typing at `now`: a blank then belongs to what is typed.
    pub fn is_typing(&self, now: f64) -> bool {
        !self.typed.is_empty() && now - self.typed_at <= TYPING_PAUSE
    }

    /// Takes a typed letter (folded) at `now`, in milliseconds: the next option whose label begins with what was typed
    /// becomes active. The same letter again and again goes through all that begin with it.
    pub fn type_ahead(&mut self, letter: &str, now: f64, items: &Items) {
        if letter.is_empty() {
            // A mark of its own, as keyboards for Thai or Arabic have them: labels are compared without.
            return;
        }
        if now - self.typed_at > TYPING_PAUSE {
            self.typed.clear();
        }
        self.typed_at = now;
        self.typed.push_str(letter);
        let repeated = self.typed.len() > letter.len()
            && self.typed == letter.repeat(self.typed.len() / letter.len());
        let prefix = if repeated { letter } else { &self.typed };
        let begin = self
            .shown
            .partition_point(|rank| items.folded(*rank) < prefix);
        let count =
            self.shown[begin..].partition_point(|rank| items.folded(*rank).starts_with(prefix));
        if count == 0 {
            return;
        }
        let goes_on = repeated || self.typed == letter;
        let target = match self.active_position() {
            Some(at) if (begin..begin + count).contains(&at) => {
                begin + (at - begin + usize::from(goes_on)) % count
            }
            _ => begin,
        };
        self.activate(self.shown.get(target).copied());
    }

    /// The same filter, highlight and active option over other options; `rank_of` says where each went.
    #[must_use]
    pub fn carried_over(&self, items: &Items, rank_of: impl Fn(u32) -> Option<u32>) -> Self {
        let mut pane = Self::new(items.len());
        pane.search(self.needle(), items);
        for rank in self
            .highlighted
            .iter()
            .filter_map(|rank| rank_of(u32::try_from(rank).ok()?))
        {
            pane.highlighted.put(rank as usize, true);
        }
        pane.active = self.active.and_then(&rank_of);
        pane.anchor = self.anchor.and_then(&rank_of);
        pane
    }
}
