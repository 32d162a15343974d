//! What the two lists do, without a browser.

use std::sync::Arc;

use super::{
    keys::{DualKey, DualOption, KeySet},
    pane::Step,
    state::{
        DualState,
        Side::{self, Available, Selected},
    },
};

const LABELS: [&str; 8] = [
    "EMEA Sales",
    "APAC Sales",
    "EMEA Service",
    "Japan",
    "Éire",
    "Nordics",
    "EMEA Direct",
    "Brazil",
];

fn fold(text: &str) -> String {
    text.to_lowercase().replace('é', "e")
}

fn options(labels: &[&str]) -> Arc<[DualOption]> {
    (1..)
        .zip(labels)
        .map(|(key, label)| DualOption::new(key, *label, fold(label)))
        .collect()
}

fn keys(keys: &[DualKey]) -> KeySet {
    keys.iter().copied().collect()
}

fn lists(selected: &[DualKey]) -> DualState {
    DualState::new(options(&LABELS), &keys(selected))
}

fn label(state: &DualState, rank: u32) -> String {
    state
        .items()
        .option(rank)
        .map(|option| option.label.clone())
        .unwrap_or_default()
}

fn shown(state: &DualState, side: Side) -> Vec<String> {
    state
        .pane(side)
        .shown()
        .iter()
        .map(|rank| label(state, *rank))
        .collect()
}

fn highlighted(state: &DualState, side: Side) -> Vec<String> {
    state
        .pane(side)
        .highlighted()
        .iter()
        .filter_map(|rank| Some(label(state, u32::try_from(rank).ok()?)))
        .collect()
}

fn active(state: &DualState, side: Side) -> Option<String> {
    state.pane(side).active().map(|rank| label(state, rank))
}

fn rank(state: &DualState, wanted: &str) -> u32 {
    (0..99)
        .find(|rank| label(state, *rank) == wanted)
        .unwrap_or_default()
}

fn toggle(state: &mut DualState, side: Side, wanted: &[&str]) {
    for label in wanted {
        let rank = rank(state, label);
        state.pane_mut(side).toggle(rank);
    }
}

#[test]
fn both_lists_are_sorted_by_label() {
    let state = lists(&[8, 2]);
    assert_eq!(
        shown(&state, Available),
        [
            "Éire",
            "EMEA Direct",
            "EMEA Sales",
            "EMEA Service",
            "Japan",
            "Nordics"
        ]
    );
    assert_eq!(shown(&state, Selected), ["APAC Sales", "Brazil"]);
    assert_eq!((state.total(Available), state.total(Selected)), (6, 2));
}

#[test]
fn a_filter_ignores_case_and_accents_and_can_be_taken_back_letter_by_letter() {
    let mut state = lists(&[]);
    let mut typed = |needle: &str| {
        state.filter(Available, needle);
        shown(&state, Available)
    };
    assert_eq!(
        typed("e"),
        [
            "APAC Sales",
            "Éire",
            "EMEA Direct",
            "EMEA Sales",
            "EMEA Service"
        ]
    );
    assert_eq!(typed("emea s"), ["EMEA Sales", "EMEA Service"]);
    assert_eq!(typed("emea ser"), ["EMEA Service"]);
    assert_eq!(typed("emea serx"), [""; 0]);
    assert_eq!(typed("emea s"), ["EMEA Sales", "EMEA Service"]);
    assert_eq!(typed("jap"), ["Japan"]);
    assert_eq!(typed("").len(), 8);
}

#[test]
fn what_is_highlighted_and_shown_moves_and_the_rest_stays_highlighted() {
    let mut state = lists(&[]);
    toggle(
        &mut state,
        Available,
        &["Japan", "EMEA Sales", "EMEA Direct"],
    );
    state.filter(Available, "emea");
    assert_eq!(state.move_highlighted(Available, false), 2);
    assert_eq!(*state.selected(), keys(&[1, 7]));
    assert_eq!(
        shown(&state, Available),
        ["EMEA Service"],
        "the filter survives"
    );
    state.filter(Available, "");
    assert_eq!(highlighted(&state, Available), ["Japan"]);
    assert!(highlighted(&state, Selected).is_empty());
}

#[test]
fn after_a_move_the_next_option_is_active() {
    let mut state = lists(&[]);
    let emea = rank(&state, "EMEA Sales");
    state.pane_mut(Available).activate(Some(emea));
    assert_eq!(state.move_highlighted(Available, true), 1);
    assert_eq!(active(&state, Available).as_deref(), Some("EMEA Service"));
    state.pane_mut(Available).step(Step::Last, false);
    state.move_highlighted(Available, true);
    assert_eq!(
        active(&state, Available).as_deref(),
        Some("Japan"),
        "or the last, if there is none after it"
    );
    for _ in 0..9 {
        state.move_highlighted(Available, true);
    }
    assert_eq!(active(&state, Available), None);
    assert_eq!(state.total(Selected), 8);
}

#[test]
fn nothing_highlighted_moves_nothing_unless_the_active_option_may() {
    let mut state = lists(&[1]);
    state.pane_mut(Available).ensure_active();
    assert_eq!(state.move_highlighted(Available, false), 0);
    assert_eq!(*state.selected(), keys(&[1]));
}

#[test]
fn all_means_all_that_the_filter_shows() {
    let mut state = lists(&[4]);
    state.filter(Available, "emea");
    assert_eq!(state.move_all(Available), 3);
    assert_eq!(*state.selected(), keys(&[1, 3, 4, 7]));
    assert_eq!(state.move_all(Selected), 4);
    assert!(state.selected().is_empty());
    assert_eq!(state.move_all(Selected), 0);
}

#[test]
fn keys_without_an_option_survive_every_move() {
    let mut state = lists(&[99, 1]);
    state.move_all(Selected);
    assert_eq!(*state.selected(), keys(&[99]));
    state.move_all(Available);
    assert_eq!(state.selected().len(), 9);
}

#[test]
fn arrows_stop_at_the_ends() {
    let mut state = lists(&[]);
    let mut go = |step| {
        state.pane_mut(Available).step(step, false);
        state.pane(Available).active_position()
    };
    assert_eq!(
        go(Step::Next),
        Some(0),
        "the first key finds the first option"
    );
    assert_eq!(go(Step::Previous), Some(0));
    assert_eq!(go(Step::PageDown(3)), Some(3));
    assert_eq!(go(Step::PageDown(30)), Some(7));
    assert_eq!(go(Step::Next), Some(7));
    assert_eq!(go(Step::PageUp(5)), Some(2));
    assert_eq!(go(Step::First), Some(0));
    assert_eq!(go(Step::Last), Some(7));
    assert!(state.pane(Available).highlighted().is_empty());
}

#[test]
fn shift_extends_and_takes_back_what_it_extended() {
    let mut state = lists(&[]);
    let pane = state.pane_mut(Available);
    pane.step(Step::PageDown(1), false);
    pane.step(Step::PageDown(3), false);
    pane.step(Step::Next, true);
    pane.step(Step::Next, true);
    pane.step(Step::Previous, true);
    assert_eq!(
        highlighted(&state, Available),
        ["EMEA Direct", "EMEA Sales"]
    );
    state.pane_mut(Available).step(Step::First, true);
    assert_eq!(
        highlighted(&state, Available),
        ["APAC Sales", "Brazil", "Éire", "EMEA Direct"]
    );
}

#[test]
fn shift_and_space_highlight_from_the_last_highlighted_option() {
    let mut state = lists(&[]);
    toggle(&mut state, Available, &["Brazil"]);
    let pane = state.pane_mut(Available);
    pane.step(Step::PageDown(2), false);
    let active = pane.active().unwrap_or_default();
    pane.highlight_up_to(active, true);
    assert_eq!(pane.highlighted().len(), 3);
}

#[test]
fn clicks_highlight_one_more_or_a_range() {
    let mut state = lists(&[]);
    let at = |state: &DualState, position: usize| state.pane(Available).shown()[position];
    let (second, fourth, sixth) = (at(&state, 1), at(&state, 3), at(&state, 5));
    let pane = state.pane_mut(Available);
    pane.highlight_only(second);
    pane.toggle(sixth);
    assert_eq!(pane.highlighted().iter().collect::<Vec<_>>(), [1, 5]);
    pane.highlight_up_to(fourth, false);
    assert_eq!(pane.highlighted().iter().collect::<Vec<_>>(), [3, 4, 5]);
    pane.highlight_only(second);
    assert_eq!(pane.highlighted().iter().collect::<Vec<_>>(), [1]);
}

#[test]
fn all_or_none_are_highlighted_of_what_is_shown() {
    let mut state = lists(&[]);
    toggle(&mut state, Available, &["Japan"]);
    state.filter(Available, "emea");
    state.pane_mut(Available).toggle_all();
    assert_eq!(state.pane(Available).highlighted_shown(), 3);
    state.pane_mut(Available).toggle_all();
    assert_eq!(highlighted(&state, Available), ["Japan"]);
}

#[test]
fn typing_goes_to_the_next_label_that_begins_so() {
    let mut state = lists(&[]);
    let mut typed = |letter: &str, now: f64| {
        let (pane, items) = state.pane_and_items(Available);
        pane.type_ahead(letter, now, items);
        active(&state, Available).unwrap_or_default()
    };
    assert_eq!(typed("e", 0.0), "Éire");
    assert_eq!(typed("e", 100.0), "EMEA Direct", "the same letter goes on");
    assert_eq!(typed("e", 200.0), "EMEA Sales");
    assert_eq!(typed("j", 2_000.0), "Japan");
    assert_eq!(typed("x", 4_000.0), "Japan");
    assert_eq!(typed("e", 6_000.0), "Éire");
    assert_eq!(typed("m", 6_100.0), "EMEA Direct");
    assert_eq!(
        typed("e", 6_200.0),
        "EMEA Direct",
        "another letter narrows and stays where it can"
    );
    assert_eq!(
        typed("", 6_300.0),
        "EMEA Direct",
        "a mark alone, of which nothing is left, is passed over"
    );
}

#[test]
fn the_owner_may_change_what_is_selected() {
    let mut state = lists(&[1]);
    let same = options(&LABELS);
    toggle(&mut state, Available, &["Japan"]);
    state.filter(Available, "an");
    state.take(&same, &keys(&[2]));
    assert_eq!(shown(&state, Available), ["Japan"]);
    assert_eq!(highlighted(&state, Available), ["Japan"]);
    assert_eq!(shown(&state, Selected), ["APAC Sales"]);
    assert!(!state.differs(&same, &keys(&[2])));
    assert!(state.differs(&same, &keys(&[])));
}

#[test]
fn other_options_keep_the_highlight_by_key() {
    let mut state = lists(&[1, 5]);
    toggle(&mut state, Available, &["Japan", "Nordics"]);
    let fewer: Arc<[DualOption]> = options(&LABELS)
        .iter()
        .filter(|option| option.key != 6 && option.key != 5)
        .cloned()
        .collect();
    state.take(&fewer, &keys(&[1, 5]));
    assert_eq!(highlighted(&state, Available), ["Japan"]);
    assert_eq!(shown(&state, Selected), ["EMEA Sales"]);
    assert_eq!(*state.selected(), keys(&[1, 5]));
}

#[test]
fn fifty_thousand_options_come_back_as_they_went() {
    let labels: Vec<String> = (0..50_000)
        .map(|n| format!("Region {} group {n}", n % 97))
        .collect();
    let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
    let mut state = DualState::new(options(&labels), &KeySet::default());
    state.filter(Available, "region 13 ");
    let shown = state.pane(Available).shown().len();
    assert_eq!(
        shown,
        labels
            .iter()
            .filter(|label| label.contains("Region 13 "))
            .count()
    );
    assert_eq!(state.move_all(Available), shown);
    state.filter(Available, "");
    assert_eq!(state.pane(Available).shown().len(), 50_000 - shown);
    state.move_all(Available);
    assert_eq!(state.selected().len(), 50_000);
    state.move_all(Selected);
    assert!(state.selected().is_empty());
}
