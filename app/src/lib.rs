//! The administration pages: rendered by the server first, taken over by the browser after (Leptos SSR and hydration).
//!
//! `pages` has a file per address and composes; `components` know the domain; `ui` does not; `api` holds the server
//! functions; `text` holds all words; `paths` all addresses.

// The types of nested views grow with the page.
#![recursion_limit = "512"]

pub mod api;
pub mod components;
pub mod live;
pub mod pages;
pub mod paths;
pub mod text;
pub mod ui;

mod me;

use leptos::{nonce::use_nonce, prelude::*};
use leptos_meta::{MetaTags, Title, provide_meta_context};
use leptos_router::{
    Lazy, SsrMode,
    components::{ParentRoute, Redirect, Route, Router, Routes},
    path,
};

pub use me::{Me, SignInWays};
#[cfg(feature = "hydrate")]
pub use pages::lazy::parts_of_page;
use pages::{
    AdminShell, HomePage, NotFoundPage, SignInPage, UsersPage,
    lazy::{
        ActivityRoute, CreateGroupRoute, CreateUserRoute, EditGroupRoute, EditUserRoute,
        GroupsRoute, IdentityProviderRoute, ImportRoute, InboundCallsRoute, SessionsRoute,
    },
};
use text::{Language, use_text};
use ui::{
    announcer::{LiveRegion, provide_announcer},
    theme::Theme,
    toast::{ToastRegion, provide_toasts},
};

/// The mark (User Timing) that tells from when on the page answers to its reader.
pub const AWAKE: &str = "hydrated";

/// What the server tells the pages of the request at hand.
#[derive(Clone, Default)]
pub struct RequestInfo {
    /// The same that the answer's `X-Request-Id` header has.
    pub request_id: String,
    /// Scheme, host and port at which browsers and applications reach this server.
    pub origin: String,
    /// From the cookie.
    pub theme: Theme,
    /// The secret of the session's cookie, which the sessions page needs to tell this session from others. Stays on the server.
    pub session_token: Option<String>,
    /// Whether one can sign in at the organisation's identity provider.
    pub organisation: bool,
    /// The entry of the activity log from which on the page is to be told of changes.
    pub live_position: i64,
}

/// Where the style of all pages is.
pub fn style_address(options: &LeptosOptions) -> String {
    format!("/{}/{}.css", options.site_pkg_dir, options.output_name)
}

/// What a page does for itself until the program has taken over (see [`AWAKE`]).
///
/// Back and Forward within a page that was reloaded change its address and nothing else: the browser leaves the rest to the program, and nobody
/// would hear of it; the page would go on showing what it was asked for before. So it is asked for again. A step to a place within the page is none
/// of these. Where the program cannot be loaded, the page says so in these words.
fn before_awake(not_loaded: &str) -> String {
    let words = serde_json::Value::from(not_loaded);
    format!(
        "{{const here=()=>location.pathname+location.search,at=here(),\
         awake=()=>performance.getEntriesByName(\"{AWAKE}\").length;\
         addEventListener(\"popstate\",()=>{{if(here()!==at&&!awake())location.reload()}});\
         addEventListener(\"unhandledrejection\",()=>{{if(awake())return;\
         const p=document.createElement(\"p\");p.className=\"notice notice--error notice--waiting\";\
         p.setAttribute(\"role\",\"alert\");document.body.append(p);p.textContent={words}}},{{once:true}})}}"
    )
}

/// The document around the application.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let text = use_text();
    let theme = use_context::<RequestInfo>().unwrap_or_default().theme;
    let style = style_address(&options);
    view! {
        <!DOCTYPE html>
        <html lang=text.tag dir=text.direction.attribute() data-theme=theme.attribute()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="robots" content="noindex"/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="stylesheet" href=style/>
                <script nonce=use_nonce()>{before_awake(Language::default().plain().not_loaded)}</script>
                <HydrationScripts options/>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

/// The application: its addresses.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_toasts();
    provide_announcer();
    if let Some(info) = use_context::<RequestInfo>() {
        provide_context(info.theme);
    }
    let text = use_text();
    provide_context(Me::shared());
    provide_context(SignInWays::shared());
    provide_context(live::Since::shared());
    view! {
        <Title text=text.app.name/>
        <Router>
            <Routes fallback=NotFoundPage>
                <Route path=path!("/") view=|| view! { <Redirect path=paths::HOME/> }/>
                <Route path=path!("/sign-in") view=SignInPage ssr=SsrMode::Async/>
                <ParentRoute path=path!("/admin") view=AdminShell ssr=SsrMode::Async>
                    <Route path=path!("") view=HomePage/>
                    <Route path=path!("users/integration-users/import") view={Lazy::<ImportRoute>::new()}/>
                    <ParentRoute path=path!("users/integration-users") view=UsersPage>
                        <Route path=path!("") view=|| ()/>
                        <Route path=path!("new") view={Lazy::<CreateUserRoute>::new()}/>
                        <Route path=path!(":party_number") view={Lazy::<EditUserRoute>::new()}/>
                    </ParentRoute>
                    <ParentRoute path=path!("users/groups") view={Lazy::<GroupsRoute>::new()}>
                        <Route path=path!("") view=|| ()/>
                        <Route path=path!("new") view={Lazy::<CreateGroupRoute>::new()}/>
                        <Route path=path!(":variable_name") view={Lazy::<EditGroupRoute>::new()}/>
                    </ParentRoute>
                    <Route path=path!("monitoring/activity") view={Lazy::<ActivityRoute>::new()}/>
                    <Route path=path!("monitoring/inbound-calls") view={Lazy::<InboundCallsRoute>::new()}/>
                    <Route path=path!("setup/identity-provider") view={Lazy::<IdentityProviderRoute>::new()}/>
                    <Route path=path!("account/sessions") view={Lazy::<SessionsRoute>::new()}/>
                </ParentRoute>
            </Routes>
        </Router>
        <ToastRegion dismiss_label=text.common.dismiss key_hint=text.common.to_message/>
        <LiveRegion/>
    }
}
