//! The four buttons between the lists.

use leptos::prelude::*;

use super::{Dual, state::Side, text::ButtonText};
use crate::ui::icon::{Glyph, Icon};

/// *Add selected*, *Add all*, *Remove selected*, *Remove all*. One that has nothing to do says `aria-disabled` and keeps the focus.
#[component]
pub fn Buttons(
    /// The dual list they belong to.
    dual: Dual,
) -> impl IntoView {
    let highlighted = move |side| dual.read(side, |state| state.pane(side).highlighted_shown());
    let shown = move |side| dual.read(side, |state| state.pane(side).shown().len());
    let (available, selected) = (Side::Available, Side::Selected);
    view! {
        <div class="dual__buttons">
            <MoveButton
                glyph=Glyph::ArrowEnd
                text=Memo::new(move |_| dual.text(|text| text.add_selected.clone()))
                idle=Memo::new(move |_| highlighted(available) == 0)
                press=move || dual.move_highlighted(available, false)
            />
            <MoveButton
                glyph=Glyph::ArrowsEnd
                text=Memo::new(move |_| { let count = shown(available); dual.text(|text| (text.add_all)(count)) })
                idle=Memo::new(move |_| shown(available) == 0)
                press=move || dual.move_all(available)
            />
            <MoveButton
                glyph=Glyph::ArrowStart
                text=Memo::new(move |_| dual.text(|text| text.remove_selected.clone()))
                idle=Memo::new(move |_| highlighted(selected) == 0)
                press=move || dual.move_highlighted(selected, false)
            />
            <MoveButton
                glyph=Glyph::ArrowsStart
                text=Memo::new(move |_| { let count = shown(selected); dual.text(|text| (text.remove_all)(count)) })
                idle=Memo::new(move |_| shown(selected) == 0)
                press=move || dual.move_all(selected)
            />
        </div>
    }
}

/// One of the four.
#[component]
fn MoveButton<P>(
    /// The arrow.
    glyph: Glyph,
    /// What it shows and what it is called.
    text: Memo<ButtonText>,
    /// There is nothing to do.
    idle: Memo<bool>,
    /// Called when pressed and not idle.
    press: P,
) -> impl IntoView
where
    P: Fn() + Send + Sync + 'static,
{
    view! {
        <button
            type="button"
            class="dual__button"
            aria-label=move || text.with(|text| text.name.clone())
            aria-disabled=move || idle.get().then_some("true")
            on:click=move |_| if !idle.get_untracked() { press() }
        >
            <span class="dual__button-text">{move || text.with(|text| text.visible.clone())}</span>
            <Icon glyph/>
        </button>
    }
}
