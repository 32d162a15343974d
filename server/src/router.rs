//! Which address leads where.

use std::sync::OnceLock;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, any, get, post};
use domain::Caller;
use leptos::context::{provide_context, use_context};
use leptos::nonce::Nonce;
use leptos::server_fn;
use leptos_axum::{AxumRouteListing, LeptosRoutes, generate_route_list};

use crate::middleware::{self, RequestId};
use crate::sign_in::{self, CurrentSession};
use crate::state::AppState;
use crate::{assets, gate, health, live, rest, theme};

/// The whole server: pages, server functions, files, signing in, health; everything wrapped by [`middleware`].
pub fn router(state: &AppState) -> Router {
    let mut router = Router::<AppState>::new();
    for (path, handlers) in own_routes(state) {
        router = router.route(&path, handlers);
    }
    for (path, handler) in rest::routes() {
        router = router.route(&path, handler);
    }
    let shell = {
        let options = state.options.clone();
        move || app::shell(options.clone())
    };
    let context = {
        let state = state.clone();
        move || provide_request(&state)
    };
    let router = router
        .leptos_routes_with_context(state, page_routes(), context, shell)
        .fallback(not_found)
        .with_state(state.clone());
    middleware::wrap(router, state)
}

/// Every address and method there is but those of [`rest`], which has a list of its own, for the test that says who may
/// do what: `("GET", "/admin")`.
pub fn addresses(state: &AppState) -> Vec<(&'static str, String)> {
    let own = own_routes(state).into_iter().map(|(path, _)| {
        let method = match path.as_str() {
            "/sign-in/link" | "/sign-out" => "POST",
            gate::VERIFY => "any",
            _ => "GET",
        };
        (method, path)
    });
    let pages = page_routes()
        .into_iter()
        .map(|page| ("GET", page.path().to_owned()));
    let functions = server_fn::axum::server_fn_paths().map(|(path, method)| {
        let method = if method == Method::POST {
            "POST"
        } else {
            "(not POST)"
        };
        (method, path.to_owned())
    });
    own.chain(pages).chain(functions).collect()
}

fn own_routes(state: &AppState) -> Vec<(String, MethodRouter<AppState>)> {
    let mut routes = vec![
        ("/health".to_owned(), get(health::health)),
        ("/ready".to_owned(), get(health::ready)),
        ("/sign-in/link/{token}".to_owned(), get(sign_in::show_link)),
        ("/sign-in/link".to_owned(), post(sign_in::redeem_link)),
        ("/sign-in/oidc".to_owned(), get(sign_in::oidc::start)),
        (
            "/sign-in/oidc/callback".to_owned(),
            get(sign_in::oidc::callback),
        ),
        ("/sign-out".to_owned(), post(sign_in::sign_out)),
        (rest::docs::PATH.to_owned(), get(rest::docs::page)),
        (gate::VERIFY.to_owned(), any(gate::verify)),
        (gate::WHOAMI.to_owned(), get(gate::whoami)),
        (live::PATH.to_owned(), get(live::stream)),
        ("/pkg/{*file}".to_owned(), get(assets::serve)),
    ];
    routes.extend(
        state
            .root_files()
            .iter()
            .map(|file| (file.clone(), get(assets::serve))),
    );
    routes
}

/// The addresses of the application, found once per process: while Leptos looks for them, no resource of any request
/// loads (it switches a global), so a page rendered meanwhile would never be done.
fn page_routes() -> Vec<AxumRouteListing> {
    static ROUTES: OnceLock<Vec<AxumRouteListing>> = OnceLock::new();
    ROUTES.get_or_init(|| generate_route_list(app::App)).clone()
}

/// What the pages and server functions of the application find in their context.
fn provide_request(state: &AppState) {
    provide_context(state.service.clone());
    let Some(parts) = use_context::<Parts>() else {
        return;
    };
    let extensions = &parts.extensions;
    provide_context(
        extensions
            .get::<Caller>()
            .cloned()
            .unwrap_or(Caller::Anonymous),
    );
    if let Some(nonce) = extensions.get::<Nonce>() {
        // Instead of the one that Leptos made: this one is in the header already.
        provide_context(nonce.clone());
    }
    provide_context(request_info(state, &parts));
}

fn request_info(state: &AppState, parts: &Parts) -> app::RequestInfo {
    let id = parts.extensions.get::<RequestId>();
    let session = parts.extensions.get::<CurrentSession>();
    app::RequestInfo {
        request_id: id.map(|id| id.0.clone()).unwrap_or_default(),
        origin: state.public.origin().to_owned(),
        theme: theme::of(&parts.headers),
        session_token: session.map(|session| session.0.clone()),
        organisation: state.oidc.is_some(),
        live_position: state.service.live_position(),
    }
}

/// The application's page for an unknown address; the status is 404 whatever the page says.
async fn not_found(State(state): State<AppState>, request: Request) -> Response {
    let path = request.uri().path();
    if rest::is_rest(path) {
        return rest::not_found(&state, &request);
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD)
        || path.starts_with("/api/")
        || gate::is_gate(path)
    {
        return StatusCode::NOT_FOUND.into_response();
    }
    let options = state.options.clone();
    let render = leptos_axum::render_app_async_with_context(
        move || provide_request(&state),
        move || app::shell(options.clone()),
    );
    let mut answer = render(request).await.into_response();
    *answer.status_mut() = StatusCode::NOT_FOUND;
    answer
}
