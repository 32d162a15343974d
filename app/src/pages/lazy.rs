//! Pages whose code the browser fetches when they are needed, so that the first load of the list carries the list and not everything.
//!
//! Four parts: the panels over the list, the pages about groups, all that is looked at now and then, and what follows others' changes,
//! which is no page and comes last. Each part is one file for the browser (and one more for what two of them share), because every part costs a request.

#[cfg(feature = "hydrate")]
mod first;
#[expect(
    clippy::unnecessary_wraps,
    reason = "what is in a part fails when the part cannot be fetched"
)]
mod follow;

use leptos::prelude::*;
use leptos::wasm_split::{SplitLoaderError, wasm_split};
use leptos_router::LazyRoute;

use super::{
    ActivityPage, CreateGroupPanel, CreateUserPanel, EditGroupPanel, EditUserPanel, GroupsPage,
    IdentityProviderPage, ImportPage, InboundCallsPage, SessionsPage,
};
use crate::{components::later::Missing, ui::idle::when_idle};
#[cfg(feature = "hydrate")]
pub use first::parts_of_page;
pub use follow::{follow_jobs, follow_list, tell_live};

/// A route, the part of the program that it is in, the function that fetches the part, the one that makes the view, and its component.
macro_rules! lazy_pages {
    ($($(#[$about:meta])* $route:ident in $part:ident: $fetch:ident, $view:ident => $page:ident,)*) => {$(
        #[wasm_split($part, fallible, wasm_split_path = leptos::wasm_split, preload($fetch))]
        fn $view() -> Result<AnyView, SplitLoaderError> {
            Ok(view! { <$page/> }.into_any())
        }

        $(#[$about])*
        pub struct $route;

        impl LazyRoute for $route {
            fn data() -> Self {
                Self
            }

            /// Awaited before one goes to the page. When it is taken over from the server its part is there (see `first`).
            async fn preload() {
                // If it cannot be fetched, the view says so.
                let _ = $fetch().await;
            }

            async fn view(_route: Self) -> AnyView {
                // The page names the part in its head, and the browser has it as early as the program itself.
                #[cfg(feature = "ssr")]
                leptos::prefetch_lazy_fn_on_server(stringify!($part));
                $view().await.unwrap_or_else(|_| view! { <Missing/> }.into_any())
            }
        }
    )*};
}

lazy_pages! {
    /// The panel that creates an integration user.
    CreateUserRoute in user_panels: fetch_create_user_panel, create_user_panel => CreateUserPanel,
    /// The panel that edits one.
    EditUserRoute in user_panels: fetch_edit_user_panel, edit_user_panel => EditUserPanel,
    /// The list of groups.
    GroupsRoute in groups: fetch_groups_page, groups_page => GroupsPage,
    /// The panel that creates a group.
    CreateGroupRoute in groups: fetch_create_group_panel, create_group_panel => CreateGroupPanel,
    /// The panel that edits one.
    EditGroupRoute in groups: fetch_edit_group_panel, edit_group_panel => EditGroupPanel,
    /// Who changed what.
    ActivityRoute in monitoring: fetch_activity_page, activity_page => ActivityPage,
    /// Who calls, and who was refused.
    InboundCallsRoute in monitoring: fetch_inbound_calls_page, inbound_calls_page => InboundCallsPage,
    /// What a file would change, and changing it.
    ImportRoute in monitoring: fetch_import_page, import_page => ImportPage,
    /// How tokens are verified.
    IdentityProviderRoute in monitoring: fetch_identity_provider_page, identity_provider_page => IdentityProviderPage,
    /// Where one is signed in.
    SessionsRoute in monitoring: fetch_sessions_page, sessions_page => SessionsPage,
}

/// Fetches the panels over the list as soon as the browser has nothing better to do: they are what is opened next, and then they
/// are there at once, even when the server is not.
pub fn fetch_user_panels() {
    when_idle(|| async {
        // Tried again when a panel is opened.
        let _ = fetch_create_user_panel().await;
    });
}
