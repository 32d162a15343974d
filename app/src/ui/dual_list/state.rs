//! Both lists together: which option stands in which, and how options move. Plain data and functions, no browser.

use std::sync::Arc;

use super::{
    bits::BitSet,
    items::Items,
    keys::{DualKey, DualOption, KeySet},
    pane::Pane,
};

/// One of the two lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// What can be added.
    Available,
    /// What is chosen.
    Selected,
}

impl Side {
    /// The list across.
    pub fn other(self) -> Self {
        match self {
            Self::Available => Self::Selected,
            Self::Selected => Self::Available,
        }
    }
}

/// Everything the dual list knows.
#[derive(Debug)]
pub struct DualState {
    items: Items,
    /// Ranks of each side; together they are all ranks.
    members: [BitSet; 2],
    panes: [Pane; 2],
    /// Selected keys that no option has: not shown, never lost.
    strays: Vec<DualKey>,
    selected: KeySet,
    looks: [u32; 2],
}

impl DualState {
    /// Lists over `options`, of which `selected` stand on the selected side.
    pub fn new(options: Arc<[DualOption]>, selected: &KeySet) -> Self {
        let items = Items::new(options);
        let ranks = items.len();
        let mut state = Self {
            members: [BitSet::full(ranks), BitSet::empty(ranks)],
            panes: [Pane::new(ranks), Pane::new(ranks)],
            strays: Vec::new(),
            selected: KeySet::default(),
            looks: [0; 2],
            items,
        };
        state.place(selected);
        state
    }

    /// The options in their order.
    pub fn items(&self) -> &Items {
        &self.items
    }

    /// One list.
    pub fn pane(&self, side: Side) -> &Pane {
        &self.panes[side as usize]
    }

    /// One list, to change what is highlighted or active.
    pub fn pane_mut(&mut self, side: Side) -> &mut Pane {
        &mut self.panes[side as usize]
    }

    /// One list to change, and the options to look things up in.
    pub fn pane_and_items(&mut self, side: Side) -> (&mut Pane, &Items) {
        (&mut self.panes[side as usize], &self.items)
    }

    /// Another number whenever the labels of a side, or the marks in them, are other ones.
    pub fn look(&self, side: Side) -> u32 {
        self.looks[side as usize]
    }

    /// How many options a side holds, whatever its filter shows.
    pub fn total(&self, side: Side) -> usize {
        self.members[side as usize].len()
    }

    /// Everything selected, shown or not.
    pub fn selected(&self) -> &KeySet {
        &self.selected
    }

    /// Whether the owner's options or selection are other ones than these.
    pub fn differs(&self, options: &Arc<[DualOption]>, selected: &KeySet) -> bool {
        !self.items.are(options) || self.selected != *selected
    }

    /// Takes the owner's options and selection; filters, highlights and the active options stay as far as they can.
    pub fn take(&mut self, options: &Arc<[DualOption]>, selected: &KeySet) {
        if !self.items.are(options) {
            let items = Items::new(Arc::clone(options));
            let rank_of = |rank| items.rank(self.items.option(rank)?.key);
            self.panes = [Side::Available, Side::Selected]
                .map(|side| self.pane(side).carried_over(&items, rank_of));
            self.items = items;
            self.looks = self.looks.map(|look| look.wrapping_add(1));
        }
        self.place(selected);
    }

    /// Narrows or widens what a list shows to the options that hold `needle` (folded).
    pub fn filter(&mut self, side: Side, needle: &str) {
        let (pane, items) = self.pane_and_items(side);
        pane.search(needle, items);
        self.looks[side as usize] = self.looks[side as usize].wrapping_add(1);
        self.show(side);
    }

    /// Moves the highlighted options that the filter shows, or, with `or_active` and none of them, the active one.
    /// Answers how many moved.
    pub fn move_highlighted(&mut self, from: Side, or_active: bool) -> usize {
        let mut moving = self.pane(from).highlight_to_move();
        if let (true, true, Some(active)) = (or_active, moving.is_empty(), self.pane(from).active())
        {
            moving.put(active as usize, true);
        }
        self.move_over(from, &moving)
    }

    /// Moves everything that the filter shows. Answers how many moved.
    pub fn move_all(&mut self, from: Side) -> usize {
        let mut moving = BitSet::empty(self.items.len());
        for rank in self.pane(from).shown() {
            moving.put(*rank as usize, true);
        }
        self.move_over(from, &moving)
    }

    fn move_over(&mut self, from: Side, moving: &BitSet) -> usize {
        let moved = moving.common(&self.members[from as usize]);
        if moved > 0 {
            self.members[from as usize].remove(moving);
            self.members[from.other() as usize].flip(moving);
            self.selected = self.collect_selected();
            self.show(Side::Available);
            self.show(Side::Selected);
        }
        moved
    }

    fn place(&mut self, selected: &KeySet) {
        let mut chosen = BitSet::empty(self.items.len());
        self.strays.clear();
        for key in selected.iter() {
            match self.items.rank(key) {
                Some(rank) => chosen.put(rank as usize, true),
                None => self.strays.push(key),
            }
        }
        let mut rest = BitSet::full(self.items.len());
        rest.remove(&chosen);
        self.members = [rest, chosen];
        self.selected = selected.clone();
        self.show(Side::Available);
        self.show(Side::Selected);
    }

    fn collect_selected(&self) -> KeySet {
        let chosen = &self.members[Side::Selected as usize];
        let keys = self.items.keys().iter();
        let known = keys
            .filter(|(_, rank)| chosen.contains(*rank as usize))
            .map(|(key, _)| *key);
        known.chain(self.strays.iter().copied()).collect()
    }

    fn show(&mut self, side: Side) {
        self.panes[side as usize].show(&self.members[side as usize]);
    }
}
