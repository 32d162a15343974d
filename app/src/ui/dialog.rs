//! Modal dialogs: a panel that slides in from the end side, and a question in the middle.
//!
//! A dialog is open as long as it is mounted: the owner shows it with `<Show>` or by its route, and closes it by taking it away. Being
//! asked to close (Escape, the cross, Cancel) only calls `on_close`: the owner may first ask whether changes are to be lost.

use leptos::{ev, html, prelude::*, wasm_bindgen::JsCast};
use web_sys::{Element, HtmlDialogElement, HtmlElement, Node};

use super::{
    announcer::LiveRegion,
    dom,
    icon::{Glyph, Icon},
};

/// A panel from the end side of the page, for forms. Below 640 px it fills the screen. Head and foot stay, the body scrolls.
///
/// Server-rendered it is `<dialog open>`, so that a deep link shows it at once; in the browser it becomes modal where it stands. The
/// focus goes to the element with `autofocus`, else to the first field; Tab stays inside; after closing, the focus returns to what had it before, or to the
/// element with the id `return_focus` if that has gone or there was none.
///
/// Classes `panel`, `panel__head`, `panel__title`, `panel__subtitle`, `panel__body`, `panel__foot`.
///
/// ```ignore
/// view! {
///     <Panel id="edit" title=text.edit_user close_label=text.close close_href=paths::users() on_close=leave
///         foot=move || view! { <Button label=text.cancel on_press=leave/> <Button label=text.save kind=Kind::Primary on_press=save/> }>
///         <TextField …/>
///     </Panel>
/// }
/// ```
#[component]
pub fn Panel(
    /// The id, unlike any other on the page.
    #[prop(into)]
    id: String,
    /// The heading and accessible name.
    #[prop(into)]
    title: Signal<String>,
    /// The accessible name of the cross.
    #[prop(into)]
    close_label: Signal<String>,
    /// Where the cross leads without script; with script it calls `on_close`.
    #[prop(optional, into)]
    close_href: Option<String>,
    /// Called when asked to close. Nothing has been closed yet.
    #[prop(into)]
    on_close: Callback<()>,
    /// The id of what gets the focus afterwards if what had it before has gone.
    #[prop(optional, into)]
    return_focus: Option<String>,
    /// A line under the heading.
    #[prop(optional, into)]
    subtitle: MaybeProp<String>,
    /// The buttons at the foot, and what else belongs there. If they submit a form in the body, give them its id as attribute `form`.
    #[prop(optional, into)]
    foot: ViewFn,
    /// The body.
    children: Children,
) -> impl IntoView {
    let node_ref = NodeRef::<html::Dialog>::new();
    make_modal(node_ref, return_focus);
    let foot = untrack(move || foot.run());
    let title_id = format!("{id}-title");
    let cross = match close_href {
        Some(href) => view! {
            <a
                class="icon-button"
                href=href
                aria-label=move || close_label.get()
                title=move || close_label.get()
                on:click=move |event| {
                    event.prevent_default();
                    on_close.run(());
                }
            >
                <Icon glyph=Glyph::Close/>
            </a>
        }
        .into_any(),
        None => view! {
            <button
                class="icon-button"
                type="button"
                aria-label=move || close_label.get()
                title=move || close_label.get()
                on:click=move |_| on_close.run(())
            >
                <Icon glyph=Glyph::Close/>
            </button>
        }
        .into_any(),
    };
    view! {
        <dialog
            node_ref=node_ref
            class="dialog panel"
            id=id
            open=open_on_the_server()
            aria-labelledby=title_id.clone()
            on:keydown=move |event| keyed(node_ref, &event, on_close)
            on:cancel=move |event| asked_to_cancel(node_ref, &event, on_close)
            on:close=move |event| closed_by_itself(node_ref, &event, on_close)
        >
            <header class="panel__head">
                <div class="panel__heading">
                    <h2 class="panel__title" id=title_id.clone()>{move || title.get()}</h2>
                    {move || subtitle.get().map(|text| view! { <p class="panel__subtitle">{text}</p> })}
                </div>
                {cross}
            </header>
            <div class="panel__body">{children()}</div>
            <footer class="panel__foot">{foot}</footer>
            <LiveRegion/>
        </dialog>
    }
    .into_any()
}

/// A question in the middle of the page, with its answers at the foot.
///
/// The body is the description that is read together with the title. Put `autofocus` on the answer that should have the focus; without one the
/// first button has it, so put the harmless answer first in the document (the style sheet keeps document order).
///
/// Classes `confirm`, `confirm--wide`, `confirm__title`, `confirm__body`, `confirm__foot`.
///
/// ```ignore
/// view! {
///     <Show when=move || asking.get()>
///         <Confirm id="inactivate" title=question on_close=move |()| asking.set(false)
///             foot=move || view! { <Button label=text.cancel …/> <Button label=text.inactivate kind=Kind::Danger …/> }>
///             <p>{text.refused_at_once}</p>
///         </Confirm>
///     </Show>
/// }
/// ```
#[component]
pub fn Confirm(
    /// The id, unlike any other on the page.
    #[prop(into)]
    id: String,
    /// The question: heading and accessible name.
    #[prop(into)]
    title: Signal<String>,
    /// Called when asked to close. Nothing has been closed yet.
    #[prop(into)]
    on_close: Callback<()>,
    /// The id of what gets the focus afterwards if what had it before has gone.
    #[prop(optional, into)]
    return_focus: Option<String>,
    /// For comparisons: wider.
    #[prop(optional)]
    wide: bool,
    /// The answers.
    #[prop(into)]
    foot: ViewFn,
    /// What one should know before answering.
    children: Children,
) -> impl IntoView {
    let node_ref = NodeRef::<html::Dialog>::new();
    make_modal(node_ref, return_focus);
    let foot = untrack(move || foot.run());
    let title_id = format!("{id}-title");
    let body_id = format!("{id}-body");
    view! {
        <dialog
            node_ref=node_ref
            class="dialog confirm"
            class:confirm--wide=wide
            id=id
            open=open_on_the_server()
            aria-labelledby=title_id.clone()
            aria-describedby=body_id.clone()
            on:keydown=move |event| keyed(node_ref, &event, on_close)
            on:cancel=move |event| asked_to_cancel(node_ref, &event, on_close)
            on:close=move |event| closed_by_itself(node_ref, &event, on_close)
        >
            <h2 class="confirm__title" id=title_id.clone()>{move || title.get()}</h2>
            <div class="confirm__body" id=body_id.clone()>{children()}</div>
            <footer class="confirm__foot">{foot}</footer>
            <LiveRegion/>
        </dialog>
    }
    .into_any()
}

/// Only the server writes `open`: in the browser the dialog opens by `showModal`, and an attribute written by hand would make that fail.
const fn open_on_the_server() -> bool {
    !dom::IN_BROWSER
}

/// Opens the dialog as soon as it is in the document, and gives the focus back when it is taken away.
fn make_modal(node_ref: NodeRef<html::Dialog>, return_focus: Option<String>) {
    // On the server there is nothing to open, and what belongs to one thread must not be made at all.
    if !dom::IN_BROWSER {
        return;
    }
    let opener = StoredValue::new_local(None::<HtmlElement>);
    Effect::new(move |shown: Option<bool>| {
        let Some(dialog) = node_ref.get() else {
            return false;
        };
        if shown != Some(true) {
            opener.set_value(dom::focused().filter(|focused| !dialog.contains(Some(focused))));
            open_when_connected(dialog, FRAMES_TO_CONNECT);
        }
        true
    });
    on_cleanup(move || {
        let opener = opener.try_update_value(Option::take).flatten();
        // The dialog leaves the document after this, and only then can anything outside of it take the focus.
        request_animation_frame(move || {
            // Something else may have taken the focus on purpose meanwhile.
            if dom::focused().is_some() {
                return;
            }
            let opener = opener.filter(|opener| opener.is_connected());
            let target = opener.or_else(|| dom::by_id(return_focus.as_deref()?));
            if let Some(target) = target {
                dom::focus(&target);
            }
        });
    });
}

/// How many frames a dialog may take to get into the document, where alone it can be made modal: what stands in a
/// boundary of suspense is made before it is put there.
const FRAMES_TO_CONNECT: u32 = 120;

/// Opens the dialog once it is in the document. One that was taken away again meanwhile never gets there.
fn open_when_connected(dialog: HtmlDialogElement, frames_left: u32) {
    if dialog.is_connected() {
        // Somebody may be typing already in one that the server sent open: the next letter belongs where they are.
        let focused = dom::focused().filter(|focused| dialog.contains(Some(focused)));
        show_modally(&dialog);
        match focused {
            Some(focused) => dom::focus(&focused),
            None => place_focus(&dialog),
        }
    } else if frames_left > 0 {
        request_animation_frame(move || open_when_connected(dialog, frames_left - 1));
    }
}

/// Makes the dialog modal. One that the server sent open is closed first, in the same breath, and does not slide in again.
fn show_modally(dialog: &HtmlDialogElement) {
    if dom::matches(dialog, ":modal") {
        // That of another panel, whose place this one has taken: it is modal still, and has lost the attribute with all others.
        dialog.set_open(true);
        return;
    }
    if dialog.has_attribute("open") {
        dialog
            .class_list()
            .add_1("dialog--still")
            .unwrap_or_default();
        dialog.remove_attribute("open").unwrap_or_default();
    }
    if dialog.show_modal().is_err() {
        // Not modal is better than not there.
        dialog.set_open(true);
    }
}

/// Gives the focus to what asks for it, else to the first field, else to the first button after the cross.
fn place_focus(dialog: &HtmlDialogElement) {
    let asking = dom::all(dialog, "[autofocus]");
    let reachable = dom::reachable(dialog);
    let is_field = |element: &&HtmlElement| dom::matches(element, "input, textarea, select");
    let in_head = |element: &&HtmlElement| !dom::matches(element, ".panel__head *");
    let target = asking
        .first()
        .or_else(|| reachable.iter().find(is_field))
        .or_else(|| reachable.iter().find(in_head))
        .or_else(|| reachable.first());
    match target {
        Some(target) => dom::focus(target),
        None => dom::focus(dialog),
    }
}

/// Whether the event comes from this dialog itself and not from another inside of it.
fn is_own(dialog: &HtmlDialogElement, event: &ev::Event) -> bool {
    let Some(target) = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
    else {
        return false;
    };
    let nearest = target.closest("dialog").unwrap_or_default();
    nearest.is_some_and(|nearest| {
        let own: &Node = dialog;
        own.is_same_node(Some(&nearest))
    })
}

/// Escape asks to close, Tab stays inside.
fn keyed(node_ref: NodeRef<html::Dialog>, event: &ev::KeyboardEvent, on_close: Callback<()>) {
    let Some(dialog) = node_ref.get_untracked() else {
        return;
    };
    if event.default_prevented() || event.is_composing() || !is_own(&dialog, event) {
        return;
    }
    match event.key().as_str() {
        // A popup inside goes first, by the browser.
        "Escape" if dom::all(&dialog, ":popover-open").is_empty() => {
            event.prevent_default();
            on_close.run(());
        }
        "Tab" => wrap_tab(&dialog, event),
        _ => {}
    }
}

/// From the last element Tab goes to the first, from the first Shift+Tab goes to the last.
fn wrap_tab(dialog: &HtmlDialogElement, event: &ev::KeyboardEvent) {
    let reachable = dom::reachable(dialog);
    let (Some(first), Some(last)) = (reachable.first(), reachable.last()) else {
        event.prevent_default();
        return;
    };
    let (edge, other) = if event.shift_key() {
        (first, last)
    } else {
        (last, first)
    };
    if dom::focused().is_none_or(|focused| focused == *edge || !dialog.contains(Some(&focused))) {
        event.prevent_default();
        dom::focus(other);
    }
}

/// The browser's own way to dismiss (a gesture on phones) asks too.
fn asked_to_cancel(node_ref: NodeRef<html::Dialog>, event: &ev::Event, on_close: Callback<()>) {
    if node_ref
        .get_untracked()
        .is_some_and(|dialog| is_own(&dialog, event))
    {
        event.prevent_default();
        on_close.run(());
    }
}

/// Browsers close a dialog at the second request although the first was refused. Then it is shown again, and the owner asked.
fn closed_by_itself(node_ref: NodeRef<html::Dialog>, event: &ev::Event, on_close: Callback<()>) {
    let Some(dialog) = node_ref.get_untracked() else {
        return;
    };
    if is_own(&dialog, event) && dialog.is_connected() && !dialog.open() {
        show_modally(&dialog);
        on_close.run(());
    }
}
