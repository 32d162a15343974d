//! Short messages about what has just been done, or could not be done.

use std::{cell::RefCell, time::Duration};

use leptos::{ev, leptos_dom::helpers::TimeoutHandle, prelude::*, wasm_bindgen::JsCast};
use web_sys::HtmlElement;

use super::{
    dom,
    icon::{Glyph, Icon},
};

/// The key that leads to the newest message from anywhere on the page. No browser has a use for it, as they have for F6 and for letters
/// with Alt, and no screen reader.
const KEY: &str = "F8";

thread_local! {
    // What had the focus before it came to the messages. Of the browser, and so of one thread: on the server nothing is ever in here.
    static BEFORE: RefCell<Option<HtmlElement>> = const { RefCell::new(None) };
}

/// How long a message stays; long enough to read it and reach its action.
const STAY: Duration = Duration::from_secs(10);

/// How many messages show at a time; others wait their turn.
const SHOWN: usize = 3;

/// What a message is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tone {
    Done,
    Failed,
}

/// A message, with an action perhaps.
#[derive(Clone)]
struct Toast {
    number: u64,
    tone: Tone,
    text: String,
    action: Option<(String, Callback<()>)>,
    /// Whose last change it is, where the action holds for that only.
    about: Option<String>,
}

/// The messages. One for the application, given by [`provide_toasts`].
#[derive(Clone, Copy)]
pub struct Toasts {
    list: RwSignal<Vec<Toast>>,
    next: StoredValue<u64>,
}

impl Toasts {
    /// Says what was done.
    pub fn done(&self, text: impl Into<String>) {
        self.push(Tone::Done, text.into(), None, None);
    }

    /// Says what was done with something and offers an action, such as "Undo", for as long as that is the last thing
    /// that was done with it. Choosing it takes the message away.
    pub fn done_about(
        &self,
        about: impl Into<String>,
        text: impl Into<String>,
        action: impl Into<String>,
        on_action: Callback<()>,
    ) {
        let about = about.into();
        self.outdate(&about);
        let action = (action.into(), on_action);
        self.push(Tone::Done, text.into(), Some(action), Some(about));
    }

    /// Takes away what was said about something with an action: something else was done with it.
    pub fn outdate(&self, about: &str) {
        self.list
            .try_update(|list| list.retain(|toast| toast.about.as_deref() != Some(about)));
    }

    /// Says what could not be done, as an alert. It stays until dismissed.
    pub fn failed(&self, text: impl Into<String>) {
        self.push(Tone::Failed, text.into(), None, None);
    }

    /// As [`Toasts::failed`], with an action such as "Try again".
    pub fn failed_with(
        &self,
        text: impl Into<String>,
        action: impl Into<String>,
        on_action: Callback<()>,
    ) {
        let action = (action.into(), on_action);
        self.push(Tone::Failed, text.into(), Some(action), None);
    }

    /// Takes all messages away.
    pub fn clear(&self) {
        self.list.set(Vec::new());
    }

    fn push(
        &self,
        tone: Tone,
        text: String,
        action: Option<(String, Callback<()>)>,
        about: Option<String>,
    ) {
        let number = self.next.try_update_value(|next| {
            *next += 1;
            *next
        });
        let Some(number) = number else {
            return;
        };
        self.list.try_update(|list| {
            list.push(Toast {
                number,
                tone,
                text,
                action,
                about,
            });
        });
    }

    fn remove(&self, number: u64) {
        self.list
            .try_update(|list| list.retain(|toast| toast.number != number));
    }

    /// Gives the focus to the newest message that offers something, or else to the newest. Says whether it has it now: there may be
    /// none, or a dialog above.
    fn reach(&self) -> bool {
        let newest = self.list.with_untracked(|list| {
            let mut shown = list.iter().take(SHOWN).rev();
            let offering = shown.clone().find(|toast| toast.action.is_some());
            offering.or_else(|| shown.next()).map(|toast| toast.number)
        });
        let message = newest.and_then(|number| dom::by_id(&id_of(number)));
        let Some(button) = message.and_then(|message| dom::reachable(&message).into_iter().next())
        else {
            return false;
        };
        dom::focus(&button);
        dom::focused().is_some_and(|focused| focused == button)
    }

    /// Those of this tone among the ones whose turn it is.
    fn showing(&self, tone: Tone) -> Vec<Toast> {
        self.list.with(|list| {
            list.iter()
                .take(SHOWN)
                .filter(|toast| toast.tone == tone)
                .cloned()
                .collect()
        })
    }
}

/// Makes the messages and gives them to all components below.
pub fn provide_toasts() -> Toasts {
    let toasts = Toasts {
        list: RwSignal::default(),
        next: StoredValue::new(0),
    };
    provide_context(toasts);
    toasts
}

/// The application's messages. Without [`provide_toasts`] above, what is said goes nowhere.
#[must_use]
pub fn use_toasts() -> Toasts {
    use_context().unwrap_or_else(provide_toasts)
}

/// Where the messages stand. Once in the application, at its end.
///
/// What was done is in an element with the role `status`, what failed in one with the role `alert`; both are there from the start, so that
/// assistive technology watches them. A message stays ten seconds, longer while the pointer or the focus is on it. F8 leads to the newest
/// from anywhere on the page; Escape, the action and the cross give the focus back to where it was.
///
/// Classes `toasts`, `toast`, `toast--failed`, `toast__text`, `toast__key`, `toast__action`, `toast__dismiss`.
///
/// ```ignore
/// view! { <ToastRegion dismiss_label=text.dismiss key_hint=text.to_message/> }
/// ```
#[component]
pub fn ToastRegion(
    /// The accessible name of a message's cross.
    #[prop(into)]
    dismiss_label: Signal<String>,
    /// Tells which key leads to a message, for screen readers; others see the key.
    key_hint: fn(&str) -> String,
) -> impl IntoView {
    let toasts = use_toasts();
    Effect::new(move |_| {
        let handle = window_event_listener(ev::keydown, move |event| {
            if event.key() == KEY && is_alone(&event) && toasts.reach() {
                event.prevent_default();
            }
        });
        on_cleanup(move || handle.remove());
    });
    let entered = move |event: ev::FocusEvent| {
        let before = event
            .related_target()
            .and_then(|before| before.dyn_into::<HtmlElement>().ok());
        // From one message to the next it is still the same.
        if let Some(before) = before.filter(|before| !is_inside(before)) {
            BEFORE.set(Some(before));
        }
    };
    let escape = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" {
            event.prevent_default();
            event.stop_propagation();
            give_back();
        }
    };
    view! {
        <div class="toasts" on:focusin=entered on:keydown=escape>
            <div role="alert">
                <For each=move || toasts.showing(Tone::Failed) key=|toast| toast.number let:toast>
                    <Message toast dismiss_label key_hint/>
                </For>
            </div>
            <div role="status" aria-live="polite">
                <For each=move || toasts.showing(Tone::Done) key=|toast| toast.number let:toast>
                    <Message toast dismiss_label key_hint/>
                </For>
            </div>
        </div>
    }
    .into_any()
}

/// Whether no other key is held down.
fn is_alone(event: &ev::KeyboardEvent) -> bool {
    !(event.shift_key() || event.ctrl_key() || event.alt_key() || event.meta_key())
}

fn id_of(number: u64) -> String {
    format!("message-{number}")
}

/// Whether the element is in a message.
fn is_inside(element: &HtmlElement) -> bool {
    dom::matches(element, ".toasts *")
}

/// Gives the focus back to what had it before it came to the messages, or, if that is gone, to the main part of the page.
fn give_back() {
    let before = BEFORE.take();
    if dom::focused().is_some_and(|focused| !is_inside(&focused)) {
        return;
    }
    if let Some(before) = before.filter(|before| before.is_connected()) {
        dom::focus_in_place(&before);
    }
    // It may be switched off or out of sight by now.
    if dom::focused().is_none_or(|focused| is_inside(&focused)) {
        dom::focus_main();
    }
}

#[component]
fn Message(
    toast: Toast,
    dismiss_label: Signal<String>,
    key_hint: fn(&str) -> String,
) -> impl IntoView {
    let toasts = use_toasts();
    let Toast {
        number,
        tone,
        text,
        action,
        about: _,
    } = toast;
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let stop = move || {
        if let Some(timer) = timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    };
    let start = move || {
        stop();
        if tone == Tone::Done {
            timer.set_value(set_timeout_with_handle(move || toasts.remove(number), STAY).ok());
        }
    };
    Effect::new(move |_| start());
    on_cleanup(stop);
    // By the pointer and by the focus: it stays as long as either is on it.
    let holders = StoredValue::new(0);
    let hold = move || {
        holders.update_value(|holders| *holders += 1);
        stop();
    };
    let let_go = move || {
        let left = holders.try_update_value(|holders| {
            *holders = (*holders - 1).max(0);
            *holders
        });
        if left == Some(0) {
            start();
        }
    };
    let action = action.map(|(label, on_action)| {
        let press = move |_| {
            // As long as it is there to be given back by.
            give_back();
            toasts.remove(number);
            on_action.run(());
        };
        view! {
            <span class="toast__key">
                <span class="visually-hidden">{key_hint(KEY)}</span>
                <kbd aria-hidden="true">{KEY}</kbd>
            </span>
            <button class="toast__action" type="button" on:click=press>{label}</button>
        }
    });
    let dismiss = move |_| {
        give_back();
        toasts.remove(number);
    };
    view! {
        <div
            class="toast"
            id=id_of(number)
            class:toast--failed=tone == Tone::Failed
            on:pointerenter=move |_| hold()
            on:pointerleave=move |_| let_go()
            on:focusin=move |_| hold()
            on:focusout=move |_| let_go()
        >
            <Icon glyph=if tone == Tone::Done { Glyph::Check } else { Glyph::Warning }/>
            <span class="toast__text">{text}</span>
            {action}
            <button
                class="toast__dismiss"
                type="button"
                aria-label=move || dismiss_label.get()
                title=move || dismiss_label.get()
                on:click=dismiss
            >
                <Icon glyph=Glyph::Close/>
            </button>
        </div>
    }
    .into_any()
}
