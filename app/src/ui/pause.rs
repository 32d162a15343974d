//! What typing asks for: at once after a rest, else when the keys rest again.

use std::time::Duration;

use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};

/// How long the keys rest: shorter than the pause between two keys of most people, so that what is seen keeps up.
const REST: Duration = Duration::from_millis(40);

/// What is to be done once the keys rest.
type Waiting = Box<dyn FnOnce() + Send + Sync>;

/// Does at once what the first key after a rest asks for, and what the keys right behind it ask for when nobody has typed for a moment; of
/// those only the last. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Pause {
    waiting: StoredValue<Option<Waiting>>,
    /// Runs while the keys do not rest.
    rest: StoredValue<Option<TimeoutHandle>>,
}

impl Pause {
    /// Of the component around: with it, what waits is gone.
    pub fn here() -> Self {
        let pause = Self {
            waiting: StoredValue::new(None),
            rest: StoredValue::new(None),
        };
        on_cleanup(move || {
            pause.stop();
            pause.hush();
        });
        pause
    }

    /// Does this now or in a moment, instead of what was to be done before.
    pub fn then(self, what: impl FnOnce() + Send + Sync + 'static) {
        let rested = !self.hush();
        if rested {
            what();
        } else {
            self.waiting.set_value(Some(Box::new(what)));
        }
        // What was done may have been to leave.
        let rest = set_timeout_with_handle(move || self.rested(), REST).ok();
        self.rest.try_set_value(rest);
    }

    /// Does not do what was to be done.
    pub fn stop(self) {
        self.waiting.try_set_value(None);
    }

    /// The keys rest.
    fn rested(self) {
        self.rest.try_set_value(None);
        if let Some(what) = self.waiting.try_update_value(Option::take).flatten() {
            what();
        }
    }

    /// Whether somebody typed a moment ago; that moment is over.
    fn hush(self) -> bool {
        let rest = self.rest.try_update_value(Option::take).flatten();
        rest.map(|handle| handle.clear()).is_some()
    }
}
