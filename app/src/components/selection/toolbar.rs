//! What can be done to who is selected, and what is asked before.

use domain::JobKind;
use leptos::{ev, html, prelude::*};

use super::{SELECT_ALL, TOOLBAR, use_selection};
use crate::{
    components::{
        export_menu::ExportMenu,
        later::{Later, Piece},
    },
    text::{TextDirection, use_text},
    ui::{
        button::{Button, Kind},
        dialog::Confirm,
        dom,
    },
};

/// The tool bar, as soon as anybody is selected.
///
/// Classes `dock__bar`, `dock__count`, `dock__actions`.
#[component]
pub fn SelectionToolbar() -> impl IntoView {
    let selection = use_selection();
    let any = Memo::new(move |_| selection.count() > 0);
    view! { <Show when=move || any.get()><Later piece=Piece::SelectionActions/></Show> }
}

/// How many are selected, and what can be done to them.
#[component]
pub fn SelectionActions() -> impl IntoView {
    let text = use_text();
    let selection = use_selection();
    let bar = NodeRef::<html::Div>::new();
    let count = move || {
        if selection.everything.get() {
            (text.bulk.all_selected)(selection.total.get())
        } else {
            (text.bulk.selected)(selection.count())
        }
    };
    // Offered when all that is loaded is selected and there is more.
    let more = Memo::new(move |_| {
        let (picked, shown) = selection.of_shown();
        let total = selection.total.get();
        let offer = !selection.everything.get() && picked == shown && total > shown as u64;
        offer.then_some(total)
    });
    let ask = move |kind| selection.asking.set(Some(kind));
    view! {
        <div
            node_ref=bar
            class="dock__bar"
            id=TOOLBAR
            role="toolbar"
            aria-label=text.bulk.toolbar
            on:keydown=move |event| {
                let Some(bar) = bar.get_untracked() else {
                    return;
                };
                if !dom::all(&bar, ":popover-open").is_empty() {
                    // An open menu has keys of its own, also before it has the focus.
                } else if event.key() == "Escape" {
                    selection.clear();
                } else {
                    arrows(&bar, &event);
                }
            }
        >
            <p class="dock__count">
                <span>{count}</span>
                {move || {
                    more.get().map(|total| view! {
                        <button class="link-button" type="button" on:click=move |_| {
                            selection.select_everything();
                            // The button goes away under the focus: on to the first action.
                            request_animation_frame(move || {
                                let first = dom::by_id(TOOLBAR).and_then(|bar| dom::reachable(&bar).into_iter().next());
                                if let Some(first) = first.filter(|_| dom::focused().is_none()) {
                                    dom::focus(&first);
                                }
                            });
                        }>
                            {(text.bulk.select_matching)(total)}
                        </button>
                    })
                }}
            </p>
            <div class="dock__actions">
                <Button label=text.users.activate on_press=move || selection.start(JobKind::Activate, Vec::new())/>
                <Button label=text.users.inactivate on_press=move || ask(JobKind::Inactivate)/>
                <Button label=text.bulk.add_to_groups on_press=move || ask(JobKind::AddToGroups)/>
                <Button label=text.bulk.remove_from_groups on_press=move || ask(JobKind::RemoveFromGroups)/>
                <ExportMenu id="export-selected" which=move |()| selection.named()/>
                <Button label=text.bulk.clear kind=Kind::Ghost on_press=move || selection.clear()/>
            </div>
        </div>
    }
    .into_any()
}

/// Left, Right, Home and End go from button to button, as in every tool bar.
fn arrows(bar: &web_sys::Element, event: &ev::KeyboardEvent) {
    let buttons = dom::reachable(bar);
    let Some(focused) = dom::focused() else {
        return;
    };
    let Some(at) = buttons.iter().position(|button| *button == focused) else {
        return;
    };
    let last = buttons.len() - 1;
    let forward = use_text().direction == TextDirection::LeftToRight;
    let next = match event.key().as_str() {
        "Home" => 0,
        "End" => last,
        "ArrowRight" if forward => (at + 1).min(last),
        "ArrowLeft" if !forward => (at + 1).min(last),
        "ArrowRight" | "ArrowLeft" => at.saturating_sub(1),
        _ => return,
    };
    event.prevent_default();
    dom::focus(&buttons[next]);
}

/// What is asked before anything is done, if anything is.
#[component]
pub fn SelectionQuestions() -> impl IntoView {
    let selection = use_selection();
    move || {
        let asking = selection.asking.get();
        let asking = asking.filter(|kind| *kind != JobKind::Activate);
        asking.map(|kind| view! { <Later piece=Piece::SelectionQuestion(kind)/> })
    }
}

/// The question before those who are selected are shut out.
#[component]
pub fn InactivateMany() -> impl IntoView {
    let text = use_text();
    let selection = use_selection();
    let title = (text.bulk.inactivate_title)(untrack(move || selection.count()));
    let close = move || selection.asking.set(None);
    let foot = move || {
        view! {
            <Button label=text.common.cancel on_press=move || close()/>
            <Button
                label=text.users.inactivate
                kind=Kind::Danger
                on_press=move || selection.start(JobKind::Inactivate, Vec::new())
            />
        }
    };
    view! {
        <Confirm id="inactivate-many" title on_close=move || close() return_focus=SELECT_ALL foot>
            <p>{text.bulk.inactivate_text}</p>
        </Confirm>
    }
}
