//! Tells people who do not see the page what has just changed on it.

use leptos::prelude::*;

/// Says texts to assistive technology. One for the application, given by [`provide_announcer`].
#[derive(Clone, Copy)]
pub struct Announcer {
    text: RwSignal<String>,
    regions: RwSignal<Vec<u32>>,
}

impl Announcer {
    /// Says the text once what is being read has ended. The same text twice is said twice.
    pub fn say(&self, text: impl Into<String>) {
        let mut text = text.into();
        // A live region speaks only when it changes: an invisible blank makes the second of two equal texts another one.
        if self.text.with_untracked(|before| *before == text) {
            text.push('\u{a0}');
        }
        self.text.set(text);
    }
}

/// Makes the announcer and gives it to all components below.
pub fn provide_announcer() -> Announcer {
    let announcer = Announcer {
        text: RwSignal::default(),
        regions: RwSignal::default(),
    };
    provide_context(announcer);
    announcer
}

/// The application's announcer. Without [`provide_announcer`] above, what is said goes nowhere.
#[must_use]
pub fn use_announcer() -> Announcer {
    use_context().unwrap_or_else(provide_announcer)
}

/// Where the announcer's texts stand, unseen. The application has one, and every modal dialog its own, because all outside
/// of a modal dialog is silent; only the innermost holds the text.
///
/// Class `visually-hidden`.
///
/// ```ignore
/// view! { <LiveRegion/> }
/// ```
#[component]
pub fn LiveRegion() -> impl IntoView {
    let Announcer { text, regions } = use_announcer();
    let own = RwSignal::new(None::<u32>);
    Effect::new(move |_| {
        let number = regions.with_untracked(|all| all.iter().max().map_or(0, |last| last + 1));
        // What was said before is not said again because another region took over.
        text.set(String::new());
        regions.update(|all| all.push(number));
        own.set(Some(number));
    });
    on_cleanup(move || {
        if let Some(number) = own.try_get_untracked().flatten() {
            text.try_set(String::new());
            regions.try_update(|all| all.retain(|region| *region != number));
        }
    });
    let shown = move || {
        let innermost = regions.with(|all| all.last().copied());
        if own.get() == innermost {
            text.get()
        } else {
            String::new()
        }
    };
    view! { <div class="visually-hidden" aria-live="polite" aria-atomic="true">{shown}</div> }
}
