//! What follows others' changes, in a part of its own.

#[cfg(feature = "hydrate")]
use leptos::task::spawn_local;
use leptos::{
    prelude::*,
    wasm_split::{SplitLoaderError, wasm_split},
};

use crate::{components::user_list::UserListState, live::Live};

#[wasm_split(live, fallible, wasm_split_path = leptos::wasm_split)]
fn begin_stream(live: Live, owner: Owner) -> Result<(), SplitLoaderError> {
    owner.with(|| live.begin());
    Ok(())
}

#[wasm_split(live, fallible, wasm_split_path = leptos::wasm_split)]
fn begin_to_follow(list: UserListState, owner: Owner) -> Result<(), SplitLoaderError> {
    owner.with(|| list.follow());
    Ok(())
}

/// Has the pages told of others' changes, once the browser has nothing better to do.
pub fn tell_live(live: Live) {
    // Where it cannot be fetched pages are as they were when they came.
    when_idle(move |owner| async move { drop(begin_stream(live, owner).await) });
}

/// Has the list follow others' changes, likewise.
pub fn follow_list(list: UserListState) {
    when_idle(move |owner| async move { drop(begin_to_follow(list, owner).await) });
}

#[cfg(feature = "hydrate")]
fn when_idle<F: Future<Output = ()> + 'static>(begin: impl FnOnce(Owner) -> F + 'static) {
    let owner = Owner::current().expect("components have an owner");
    let begin = std::cell::Cell::new(Some(begin));
    request_idle_callback(move || {
        if let Some(begin) = begin.take() {
            spawn_local(begin(owner.clone()));
        }
    });
}

#[cfg(not(feature = "hydrate"))]
fn when_idle<F: Future<Output = ()> + 'static>(_begin: impl FnOnce(Owner) -> F + 'static) {}
