//! What the list's page shows only once somebody acts. Its code is in the part of the program that holds the panels, which comes when the
//! browser has nothing better to do.

#![expect(
    clippy::unnecessary_wraps,
    reason = "what is in a part fails when the part cannot be fetched"
)]

use domain::{JobKind, UserSummary};
use leptos::{
    prelude::*,
    wasm_split::{SplitLoaderError, wasm_split},
};

use super::{
    failure::FailureNotice,
    filter_bar::ChipState,
    filter_forms::ChipCriteria,
    jobs::{AllJobs, DockedJobs},
    selection::{GroupsQuestion, InactivateMany, SelectionActions},
    user_actions::{InactivateQuestion, UserActions},
};
use crate::api::Failure;

/// What is shown.
#[derive(Clone)]
pub enum Piece {
    /// The question before this user is shut out.
    Inactivate(UserSummary, UserActions),
    /// What can be done to who is selected.
    SelectionActions,
    /// What is asked before a bulk change.
    SelectionQuestion(JobKind),
    /// Bulk changes at the foot of the page.
    DockedJobs,
    /// All bulk changes of the last day.
    AllJobs,
    /// The criteria of a filter.
    Criteria(ChipState),
}

#[wasm_split(user_panels, fallible, wasm_split_path = leptos::wasm_split)]
fn fetched(piece: Piece) -> Result<AnyView, SplitLoaderError> {
    Ok(match piece {
        Piece::Inactivate(row, actions) => view! { <InactivateQuestion row actions/> }.into_any(),
        Piece::SelectionActions => view! { <SelectionActions/> }.into_any(),
        Piece::SelectionQuestion(JobKind::Inactivate) => view! { <InactivateMany/> }.into_any(),
        Piece::SelectionQuestion(kind) => view! { <GroupsQuestion kind/> }.into_any(),
        Piece::DockedJobs => view! { <DockedJobs/> }.into_any(),
        Piece::AllJobs => view! { <AllJobs/> }.into_any(),
        Piece::Criteria(chip) => view! { <ChipCriteria chip/> }.into_any(),
    })
}

/// Shows it as soon as its code is here.
#[component]
pub fn Later(
    /// What.
    piece: Piece,
) -> impl IntoView {
    Suspend::new(async move {
        fetched(piece)
            .await
            .unwrap_or_else(|_| view! { <Missing/> }.into_any())
    })
}

/// The criteria of a filter: written by the server, so that they work without script, and left as they are until their code has come.
#[cfg(feature = "hydrate")]
#[component]
pub fn Criteria(
    /// Of which chip.
    chip: ChipState,
) -> impl IntoView {
    use crate::ui::{idle::when_idle, take_over::take_over};

    let place = NodeRef::<leptos::html::Div>::new();
    place.on_load(move |place| {
        when_idle(move || async move {
            // Where it cannot be fetched, they go on working as they do without script.
            if let Ok(criteria) = fetched(Piece::Criteria(chip)).await {
                take_over(&place, || criteria);
            }
        });
    });
    // Nothing in it: what is there is passed over.
    view! { <div class="popover__criteria" node_ref=place></div> }
}

/// The same on the server.
#[cfg(not(feature = "hydrate"))]
#[component]
pub fn Criteria(
    /// Of which chip.
    chip: ChipState,
) -> impl IntoView {
    view! { <div class="popover__criteria"><ChipCriteria chip/></div> }
}

/// Instead of what could not be fetched.
#[component]
pub fn Missing() -> impl IntoView {
    let again = || {
        // Without a window there is nobody who could press.
        let _ = window().location().reload();
    };
    view! { <FailureNotice failure=Failure::Unreachable on_retry=again/> }
}
