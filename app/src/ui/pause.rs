//! Waits until the keys rest before something is asked for.

use std::time::Duration;

use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};

/// How long the keys rest: shorter than the pause between two keys of most people, so that what is seen keeps up.
const REST: Duration = Duration::from_millis(40);

/// Does something once nobody has typed for a moment; only the last of what was asked for is done. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Pause {
    waiting: StoredValue<Option<TimeoutHandle>>,
}

impl Pause {
    /// Of the component around: with it, what waits is gone.
    pub fn here() -> Self {
        let pause = Self {
            waiting: StoredValue::new(None),
        };
        on_cleanup(move || pause.stop());
        pause
    }

    /// Does this in a moment, instead of what was to be done before.
    pub fn then(self, what: impl FnOnce() + 'static) {
        self.stop();
        self.waiting
            .set_value(set_timeout_with_handle(what, REST).ok());
    }

    /// Does not do what was to be done.
    pub fn stop(self) {
        if let Some(handle) = self.waiting.try_update_value(Option::take).flatten() {
            handle.clear();
        }
    }
}
