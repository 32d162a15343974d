//! The question before unsaved changes are lost: by Cancel, Escape, a link, Back, or closing the tab.

use leptos::{ev, prelude::*, wasm_bindgen::JsCast, wasm_bindgen::closure::Closure};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use send_wrapper::SendWrapper;

use crate::{
    components::steps::{double, forget_double, go_on_back, is_doubled, undouble},
    text::use_text,
    ui::{
        button::{Button, Kind},
        dialog::Confirm,
    },
};

/// Leaves a panel: at once when nothing would be lost, else after asking. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Leaving {
    asking: RwSignal<bool>,
    /// Where a link wanted to go; else the list behind the panel.
    towards: RwSignal<Option<String>>,
    dirty: Signal<bool>,
    leave: Callback<()>,
    go: StoredValue<Callback<String>>,
}

impl Leaving {
    /// `dirty` says whether something would be lost, `leave` closes the panel.
    pub fn new(dirty: impl Into<Signal<bool>>, leave: impl Into<Callback<()>>) -> Self {
        let navigate = use_navigate();
        let leaving = Self {
            asking: RwSignal::new(false),
            towards: RwSignal::new(None),
            dirty: dirty.into(),
            leave: leave.into(),
            // In the place of the panel: Back does not lead to what was discarded.
            go: StoredValue::new(Callback::new(move |address: String| {
                let replace = NavigateOptions {
                    replace: true,
                    ..NavigateOptions::default()
                };
                navigate(&address, replace);
            })),
        };
        leaving.guard_the_tab();
        leaving.guard_back();
        leaving.guard_links();
        leaving
    }

    /// Asked to close.
    pub fn ask(self) {
        self.towards.set(None);
        if self.dirty.get_untracked() {
            self.asking.set(true);
        } else {
            self.leave.run(());
        }
    }

    fn is_dirty(self) -> bool {
        self.dirty.try_get_untracked() == Some(true)
    }

    /// The answer is to leave.
    fn discard(self) {
        self.asking.set(false);
        match self.towards.get_untracked() {
            Some(address) => {
                let go = self.go.get_value();
                undouble(move || {
                    // The panel may have closed meanwhile, as it was saved.
                    go.try_run(address);
                });
            }
            None => self.leave.run(()),
        }
    }

    /// Closing the tab or leaving the site asks too, in the browser's words.
    fn guard_the_tab(self) {
        Effect::new(move |_| {
            let handle = window_event_listener(ev::beforeunload, move |event| {
                if self.is_dirty() {
                    event.prevent_default();
                }
            });
            on_cleanup(move || handle.remove());
        });
    }

    /// Back cannot be refused. So a second entry of the same address is put on the history with the first change; Back then arrives
    /// at the panel's own address, where the question is asked, and the router sees no other page.
    fn guard_back(self) {
        Effect::new(move |_| {
            if self.dirty.get() && !is_doubled() {
                double();
            }
        });
        Effect::new(move |_| {
            let handle = window_event_listener(ev::popstate, move |_| {
                if !is_doubled() {
                    return;
                }
                if self.is_dirty() {
                    double();
                    self.ask();
                } else {
                    // What was entered is gone again.
                    go_on_back();
                }
            });
            on_cleanup(move || {
                handle.remove();
                forget_double();
            });
        });
    }

    /// A link inside the panel asks too. Seen on its way down, before the router follows it.
    fn guard_links(self) {
        Effect::new(move |_| {
            let pressed =
                Closure::<dyn FnMut(ev::MouseEvent)>::new(move |event: ev::MouseEvent| {
                    let target = event
                        .target()
                        .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
                    let link = target.and_then(|target| {
                        target
                            .closest("dialog a[href]:not([target])")
                            .ok()
                            .flatten()
                    });
                    let address = link.and_then(|link| link.get_attribute("href"));
                    if let Some(address) = address
                        .filter(|_| self.is_dirty() && !event.ctrl_key() && !event.meta_key())
                    {
                        event.prevent_default();
                        event.stop_propagation();
                        self.towards.set(Some(address));
                        self.asking.set(true);
                    }
                });
            let document = document();
            let listened = document.add_event_listener_with_callback_and_bool(
                "click",
                pressed.as_ref().unchecked_ref(),
                true,
            );
            let held = SendWrapper::new((document, pressed));
            on_cleanup(move || {
                let (document, pressed) = held.take();
                if listened.is_ok() {
                    let callback = pressed.as_ref().unchecked_ref();
                    document
                        .remove_event_listener_with_callback_and_bool("click", callback, true)
                        .unwrap_or_default();
                }
            });
        });
    }
}

/// The question, shown when needed.
#[component]
pub fn DiscardQuestion(
    /// Whose.
    leaving: Leaving,
) -> impl IntoView {
    let text = use_text();
    let stay = move || leaving.asking.set(false);
    let foot = move || {
        view! {
            <Button label=text.common.keep_editing on_press=stay/>
            <Button label=text.common.discard kind=Kind::Danger on_press=move || leaving.discard()/>
        }
    };
    view! {
        <Show when=move || leaving.asking.get()>
            <Confirm id="discard" title=text.common.discard_title on_close=stay foot>
                <p>{text.common.discard_text}</p>
            </Confirm>
        </Show>
    }
}
