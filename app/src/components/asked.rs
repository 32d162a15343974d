//! What is asked of the server when a section is first opened, and not before.

use std::future::Future;

use leptos::{prelude::*, task::spawn_local};

use crate::api::Failure;

/// An answer that comes when somebody wants to see it.
pub struct Asked<T: Send + Sync + 'static> {
    /// The answer, once it is there.
    pub answer: RwSignal<Option<Result<T, Failure>>>,
    /// Asks (again).
    pub ask: Callback<()>,
}

impl<T: Clone + Send + Sync + 'static> Asked<T> {
    /// Asks when the section is first opened. It is no resource: the server, which opens nothing, never asks.
    pub fn when_opened<F>(
        open: RwSignal<bool>,
        question: impl Fn() -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<T, Failure>> + 'static,
    {
        let answer = RwSignal::new(None);
        let ask = Callback::new(move |()| {
            answer.set(None);
            let asked = question();
            spawn_local(async move {
                let came = asked.await;
                // Nobody waits any more once the panel is gone.
                let _ = answer.try_set(Some(came));
            });
        });
        Effect::watch(
            move || open.get(),
            move |open, _, _| {
                if *open && answer.with_untracked(Option::is_none) {
                    ask.run(());
                }
            },
            false,
        );
        Self { answer, ask }
    }
}
