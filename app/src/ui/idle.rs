//! Later, when the browser has nothing better to do.

#[cfg(feature = "hydrate")]
use std::{cell::Cell, rc::Rc, time::Duration};

#[cfg(feature = "hydrate")]
use leptos::{prelude::*, reactive::spawn_local_scoped_with_cancellation};

/// After so long it is done though the browser has not said that it has nothing to do: one that draws all the time may never say so, nor may one
/// that has nothing to draw.
#[cfg(feature = "hydrate")]
const LATEST: Duration = Duration::from_secs(1);
/// The same for one that never says so: Safari.
#[cfg(feature = "hydrate")]
const UNASKED: Duration = Duration::from_millis(100);

/// Begins `task` once the browser has nothing better to do, at the latest in a second, with the owner of now; given up when that is gone before.
/// Does nothing on the server.
#[cfg(feature = "hydrate")]
pub fn when_idle<F: Future<Output = ()> + 'static>(task: impl FnOnce() -> F + 'static) {
    let Some(owner) = Owner::current() else {
        return;
    };
    let task = Rc::new(Cell::new(Some(task)));
    let begin = move || {
        if let Some(task) = task.take() {
            owner.with(|| spawn_local_scoped_with_cancellation(task()));
        }
    };
    let latest = if super::dom::tells_idle() {
        request_idle_callback(begin.clone());
        LATEST
    } else {
        UNASKED
    };
    set_timeout(begin, latest);
}

/// The same on the server: nothing.
#[cfg(not(feature = "hydrate"))]
pub fn when_idle<F: Future<Output = ()> + 'static>(_task: impl FnOnce() -> F + 'static) {}
