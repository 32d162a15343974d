//! One option as it stands in a list.

use leptos::{either::Either, prelude::*};

use super::{
    Dual,
    mark::{Piece, pieces},
    state::{DualState, Side},
};

/// What a row depends on: as long as it stays the same, nothing of the row is made anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Face {
    rank: u32,
    position: usize,
    count: usize,
    highlighted: bool,
    active: bool,
    /// Other labels or other marks in them.
    look: u32,
}

impl Face {
    fn read(state: &DualState, side: Side, position: usize) -> Option<Self> {
        let pane = state.pane(side);
        let rank = *pane.shown().get(position)?;
        Some(Self {
            rank,
            position,
            count: pane.shown().len(),
            highlighted: pane.is_highlighted(rank),
            active: pane.active() == Some(rank),
            look: state.look(side),
        })
    }
}

/// The words of a row.
struct Words {
    id: String,
    label: String,
    label_pieces: Vec<Piece>,
    secondary: Option<Vec<Piece>>,
}

impl Words {
    fn read(dual: Dual, side: Side, rank: u32) -> Option<Self> {
        dual.state.with_value(|state| {
            let (option, needle) = (state.items().option(rank)?, state.pane(side).needle());
            Some(Self {
                id: dual.id(side, option.key),
                label: option.label.clone(),
                label_pieces: pieces(&option.label, needle, dual.fold),
                secondary: option
                    .secondary
                    .as_ref()
                    .map(|secondary| pieces(&secondary.text, needle, dual.fold)),
            })
        })
    }
}

/// The option at a position, if the list has so many.
pub fn option_row(dual: Dual, side: Side, position: Memo<usize>) -> impl IntoView {
    let face = Memo::new(move |_| {
        let position = position.get();
        dual.read(side, |state| Face::read(state, side, position))
    });
    move || {
        let face = face.get()?;
        Some(row(face, Words::read(dual, side, face.rank)?))
    }
}

fn row(face: Face, words: Words) -> impl IntoView {
    let secondary_id = format!("{}-more", words.id);
    let described_by = words.secondary.as_ref().map(|_| secondary_id.clone());
    view! {
        <div
            class=if face.active { "dual__option dual__option--active" } else { "dual__option" }
            role="option"
            id=words.id
            draggable="true"
            title=words.label.clone()
            data-rank=face.rank.to_string()
            aria-label=words.label
            aria-describedby=described_by
            aria-selected=if face.highlighted { "true" } else { "false" }
            aria-setsize=face.count.to_string()
            aria-posinset=(face.position + 1).to_string()
        >
            <span class="dual__label" dir="auto">{marked(words.label_pieces)}</span>
            {words
                .secondary
                .map(|pieces| view! { <span class="dual__secondary" id=secondary_id dir="auto">{marked(pieces)}</span> })}
        </div>
    }
}

fn marked(pieces: Vec<Piece>) -> Vec<impl IntoView> {
    let mark = |piece: Piece| {
        if piece.found {
            Either::Left(view! { <mark>{piece.text}</mark> })
        } else {
            Either::Right(piece.text)
        }
    };
    pieces.into_iter().map(mark).collect()
}
