//! Later, when the browser has nothing better to do.

#[cfg(feature = "hydrate")]
use leptos::{prelude::*, reactive::spawn_local_scoped_with_cancellation};

/// Begins `task` once the browser has nothing better to do, with the owner of now; given up when that is gone before. Does nothing on the
/// server.
#[cfg(feature = "hydrate")]
pub fn when_idle<F: Future<Output = ()> + 'static>(task: impl FnOnce() -> F + 'static) {
    let Some(owner) = Owner::current() else {
        return;
    };
    let task = std::cell::Cell::new(Some(task));
    let begin = move || {
        if let Some(task) = task.take() {
            owner.with(|| spawn_local_scoped_with_cancellation(task()));
        }
    };
    if super::dom::tells_idle() {
        request_idle_callback(begin);
    } else {
        // Safari says nothing of the kind.
        set_timeout(begin, std::time::Duration::from_millis(100));
    }
}

/// The same on the server: nothing.
#[cfg(not(feature = "hydrate"))]
pub fn when_idle<F: Future<Output = ()> + 'static>(_task: impl FnOnce() -> F + 'static) {}
