//! Asking once for much that happened.

use std::time::Duration;

use futures::channel::oneshot;
use leptos::{prelude::*, task::spawn_local};

use super::Live;

/// From the first news until the page asks: more may come with it.
const GATHER: Duration = Duration::from_millis(120);
/// From one answer to the next question.
const REST: Duration = Duration::from_millis(400);
/// After a failure; longer each time.
const FIRST_PAUSE: Duration = Duration::from_secs(2);
/// The longest of these.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// A question that is asked soon: once, however often it is wanted meanwhile, and not while this page changes something
/// itself, for then the answer might be its own change. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Soon {
    live: Live,
    wanted: StoredValue<bool>,
    asking: StoredValue<bool>,
}

impl Soon {
    /// Nothing is asked yet.
    pub fn new(live: Live) -> Self {
        Self {
            live,
            wanted: StoredValue::new(false),
            asking: StoredValue::new(false),
        }
    }

    /// Asks once more when what is under way is done.
    pub fn again(self) {
        self.wanted.try_set_value(true);
    }

    /// Asks soon. The question says whether it was answered; else it is asked again, later and later.
    pub fn ask<F>(self, question: impl Fn() -> F + 'static)
    where
        F: Future<Output = bool> + 'static,
    {
        self.wanted.try_set_value(true);
        if self.asking.try_get_value() != Some(false) {
            return;
        }
        self.asking.set_value(true);
        spawn_local(async move {
            let (mut wait, mut pause) = (GATHER, FIRST_PAUSE);
            // Once the page is left there is nothing to be wanted any more.
            while self.wanted.try_get_value() == Some(true) {
                pass(wait).await;
                if self.live.changes_itself() {
                    wait = GATHER;
                    continue;
                }
                if self.wanted.try_set_value(false).is_some() {
                    return;
                }
                if question().await {
                    (wait, pause) = (REST, FIRST_PAUSE);
                } else {
                    self.wanted.try_set_value(true);
                    wait = pause;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
            }
            self.asking.try_set_value(false);
        });
    }
}

async fn pass(time: Duration) {
    let (sender, passed) = oneshot::channel::<()>();
    set_timeout(
        move || {
            // Nobody waits any more when the page is gone.
            let _ = sender.send(());
        },
        time,
    );
    let _ = passed.await;
}
