//! What the Edit panel says of a user beside the fields.

use domain::{IntegrationUser, Status};
use leptos::prelude::*;

use crate::{
    components::user_table::{Moment, StatusBadge},
    text::use_text,
};

/// What the panel shows and does not change.
#[component]
pub(super) fn Facts(
    /// Whom.
    user: IntegrationUser,
    /// Its status as it is now. No signal: these facts may be asked once more when what made one is gone.
    status: impl Fn() -> Status + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let text = use_text();
    let fact = |name: &'static str, value: AnyView| view! { <div class="facts__item"><dt>{name}</dt><dd>{value}</dd></div> };
    view! {
        <dl class="facts">
            {fact(text.users.status, (move || view! { <StatusBadge status=status()/> }).into_any())}
            {fact(text.panel().party_number, view! { <span class="id">{user.party_number.to_string()}</span> }.into_any())}
            {fact(text.users.date_added, view! { <Moment moment=Some(user.date_added)/> }.into_any())}
            {fact(text.users.last_used, view! { <Moment moment=user.last_used/> }.into_any())}
        </dl>
    }
}
