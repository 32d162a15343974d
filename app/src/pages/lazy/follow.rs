//! What follows others' changes, in a part of its own.

use leptos::wasm_split::{SplitLoaderError, wasm_split};

use crate::{
    components::{jobs::JobsState, user_list::UserListState},
    live::Live,
    ui::idle::when_idle,
};

#[wasm_split(live, fallible, wasm_split_path = leptos::wasm_split)]
fn begin_stream(live: Live) -> Result<(), SplitLoaderError> {
    live.begin();
    Ok(())
}

#[wasm_split(live, fallible, wasm_split_path = leptos::wasm_split)]
fn begin_to_follow(list: UserListState) -> Result<(), SplitLoaderError> {
    list.follow();
    Ok(())
}

#[wasm_split(user_panels, fallible, wasm_split_path = leptos::wasm_split)]
fn begin_to_follow_jobs(jobs: JobsState) -> Result<(), SplitLoaderError> {
    jobs.follow();
    Ok(())
}

/// Has the pages told of others' changes, once the browser has nothing better to do.
pub fn tell_live(live: Live) {
    // Where it cannot be fetched pages are as they were when they came.
    when_idle(move || async move { drop(begin_stream(live).await) });
}

/// Has the list follow others' changes, likewise.
pub fn follow_list(list: UserListState) {
    when_idle(move || async move { drop(begin_to_follow(list).await) });
}

/// Has the list know of bulk changes, likewise.
pub fn follow_jobs(jobs: JobsState) {
    when_idle(move || async move { drop(begin_to_follow_jobs(jobs).await) });
}
