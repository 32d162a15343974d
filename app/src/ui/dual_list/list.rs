//! One list with its caption, filter and count.

use leptos::{ev, html, prelude::*, wasm_bindgen::JsCast};
use web_sys::Element;

use super::{
    Dual,
    keyboard::{Command, Keys, command},
    mouse::{click, double_click, drag_over, drag_start, drop_here, leaves},
    row::option_row,
    state::{DualState, Side},
};
use crate::ui::{
    dom,
    virtual_list::{VirtualRows, VirtualScroll},
};

/// The caption, the filter, the listbox, what stands there when it is empty, and the count.
#[component]
pub fn List(
    /// The dual list it belongs to.
    dual: Dual,
    /// Which of the two it is.
    side: Side,
) -> impl IntoView {
    let (caption, list) = (dual.id(side, "caption"), dual.id(side, "list"));
    let (count, empty) = (dual.id(side, "count"), dual.id(side, "empty"));
    let title = dual.text(|text| match side {
        Side::Available => text.available.clone(),
        Side::Selected => text.selected.clone(),
    });
    let described_by = format!("{count} {empty}");
    let over = RwSignal::new(false);
    let dragging_here = move || dual.dragged.get() == Some(side.other());
    let highlighted = move || {
        let highlighted = dual.read(side, |state| state.pane(side).highlighted_shown());
        (highlighted > 0).then(|| dual.text(|text| (text.highlighted)(highlighted)))
    };
    view! {
        <div class="dual__side">
            <span class="dual__caption" id=caption.clone()>{title}</span>
            <Filter dual side list=list.clone() count=count.clone()/>
            <div
                class="dual__frame"
                class:dual__frame--open=dragging_here
                class:dual__frame--target=move || over.get() && dragging_here()
                on:dragover=move |event| drag_over(dual, side, over, &event)
                on:dragleave=move |event| if leaves(&event) { over.set(false) }
                on:drop=move |event| drop_here(dual, side, over, &event)
            >
                <Options dual side id=list labelled_by=caption described_by/>
                <p class="dual__empty" id=empty>{move || nothing_shown(dual, side)}</p>
            </div>
            <p class="dual__status">
                <span class="dual__count" id=count>{move || dual.count(side)}</span>
                <span class="dual__highlighted">{highlighted}</span>
            </p>
        </div>
    }
}

/// Why the list is empty, if it is.
fn nothing_shown(dual: Dual, side: Side) -> Option<String> {
    let (shown, total, of_both) = dual.read(side, |state| {
        let total = state.total(side);
        let of_both = total + state.total(side.other());
        (state.pane(side).shown().len(), total, of_both)
    });
    (shown == 0).then(|| {
        dual.text(|text| match side {
            _ if total > 0 => text.no_match.clone(),
            Side::Available if of_both == 0 => text.none_at_all.clone(),
            Side::Available => text.none_available.clone(),
            Side::Selected => text.none_selected.clone(),
        })
    })
}

/// The field that narrows the list.
#[component]
fn Filter(
    /// The dual list it belongs to.
    dual: Dual,
    /// Which list it narrows.
    side: Side,
    /// The id of that list.
    list: String,
    /// The id of what says how many are shown.
    count: String,
) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let (name, placeholder) = dual.text(|text| {
        let name = match side {
            Side::Available => &text.filter_available,
            Side::Selected => &text.filter_selected,
        };
        (name.clone(), text.filter_placeholder.clone())
    });
    // What was typed before the page came alive counts too.
    Effect::new(move |_| {
        if let Some(input) = input.get() {
            dual.filter(side, &input.value());
        }
    });
    let keydown = move |event: ev::KeyboardEvent| {
        let Some(input) = input.get_untracked().filter(|_| !event.is_composing()) else {
            return;
        };
        match event.key().as_str() {
            // It would send the form around.
            "Enter" => event.prevent_default(),
            "Escape" if !input.value().is_empty() => {
                event.prevent_default();
                event.stop_propagation();
                input.set_value("");
                dual.filter(side, "");
            }
            "ArrowDown" => {
                event.prevent_default();
                if let Some(list) = dual.scroll(side).viewport().get_untracked() {
                    dom::focus(&list);
                }
            }
            _ => {}
        }
    };
    view! {
        <input
            node_ref=input
            type="text"
            class="dual__filter"
            id=dual.id(side, "filter")
            aria-label=name
            aria-controls=list
            aria-describedby=count
            placeholder=placeholder
            autocomplete="off"
            spellcheck="false"
            on:input=move |event| dual.filter(side, &event_target_value(&event))
            on:keydown=keydown
        />
    }
}

/// The listbox itself.
#[component]
fn Options(
    /// The dual list it belongs to.
    dual: Dual,
    /// Which of the two it is.
    side: Side,
    /// Its id.
    id: String,
    /// The id of its caption.
    labelled_by: String,
    /// The ids of what says how many are shown, and why none.
    described_by: String,
) -> impl IntoView {
    let scroll = dual.scroll(side);
    let active = Memo::new(move |_| {
        let (key, position) = dual.read(side, |state| {
            let pane = state.pane(side);
            let rank = pane.active()?;
            Some((state.items().option(rank)?.key, pane.position(rank)?))
        })?;
        // It may only name an option that is in the document.
        scroll.is_rendered(position).then(|| dual.id(side, key))
    });
    let focused = move |event: ev::FocusEvent| {
        dual.change(side, |state| state.pane_mut(side).ensure_active());
        // Not while the mouse is about to choose another one.
        if event
            .target()
            .and_then(|target| target.dyn_into().ok())
            .is_some_and(|list: Element| dom::matches(&list, ":focus-visible"))
        {
            reveal_active(dual, side, scroll);
        }
    };
    view! {
        <div
            node_ref=scroll.viewport()
            class="dual__list"
            role="listbox"
            id=id
            tabindex="0"
            aria-multiselectable="true"
            aria-labelledby=labelled_by
            aria-describedby=described_by
            aria-activedescendant=move || active.get()
            on:scroll=move |_| scroll.scrolled()
            on:focus=focused
            on:keydown=move |event| press_key(dual, side, &event)
            on:click=move |event| click(dual, side, &event)
            on:dblclick=move |event| double_click(dual, side, &event)
            on:dragstart=move |event| drag_start(dual, side, &event)
            on:dragend=move |_| dual.dragged.set(None)
        >
            <VirtualRows scroll row=move |position| option_row(dual, side, position)/>
        </div>
    }
}

fn reveal_active(dual: Dual, side: Side, scroll: VirtualScroll) {
    if let Some(position) = dual
        .state
        .with_value(|state| state.pane(side).active_position())
    {
        scroll.reveal(position);
    }
}

fn press_key(dual: Dual, side: Side, event: &ev::KeyboardEvent) {
    let key = event.key();
    let control = event.ctrl_key() || event.meta_key();
    let keys = Keys {
        key: &key,
        shift: event.shift_key(),
        control,
        alt: event.alt_key(),
    };
    let scroll = dual.scroll(side);
    let Some(command) = command(keys, scroll.rows_per_page()) else {
        return;
    };
    event.prevent_default();
    if command == Command::Move {
        dual.move_highlighted(side, true);
    } else {
        dual.change(side, |state| {
            obey(state, side, command, dual.fold, event.time_stamp());
        });
    }
    if command == Command::ToggleAll {
        let count = dual
            .state
            .with_value(|state| state.pane(side).highlighted_shown());
        dual.say(dual.text(|text| (text.highlighted)(count)));
    } else {
        reveal_active(dual, side, scroll);
    }
}

fn obey(
    state: &mut DualState,
    side: Side,
    command: Command<'_>,
    fold: fn(&str) -> String,
    now: f64,
) {
    let (pane, items) = state.pane_and_items(side);
    match command {
        Command::Go { step, extend } => pane.step(step, extend),
        Command::Toggle if pane.is_typing(now) => pane.type_ahead(" ", now, items),
        Command::Toggle => {
            pane.ensure_active();
            pane.active().into_iter().for_each(|rank| pane.toggle(rank));
        }
        Command::ExtendToActive => pane
            .active()
            .into_iter()
            .for_each(|rank| pane.highlight_up_to(rank, true)),
        Command::ToggleAll => pane.toggle_all(),
        Command::Type(letter) => pane.type_ahead(&fold(letter), now, items),
        Command::Move => {}
    }
}
