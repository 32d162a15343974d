//! Which address leads where.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::OnceLock;
use std::task::{Context, Poll};

use app::paths;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use domain::Caller;
use leptos::context::{provide_context, use_context};
use leptos::nonce::Nonce;
use leptos::prelude::ArcStoredValue;
use leptos::{WasmSplitManifest, server_fn};
use leptos_axum::{AxumRouteListing, LeptosRoutes, generate_route_list};
use tower::Service;

use crate::gate::{Asked, Door};
use crate::middleware::{self, RequestId};
use crate::sign_in::{self, CurrentSession};
use crate::state::AppState;
use crate::{assets, gate, health, live, rest, theme, transfer};

/// The whole server. Cheap to clone.
#[derive(Clone)]
pub struct Front {
    door: Door,
    rest: Router,
}

impl Front {
    /// The gate, and everything else.
    pub fn new(state: &AppState) -> Self {
        Self::with(state, router(state))
    }

    /// The gate, and this instead of everything else.
    pub fn with(state: &AppState, rest: Router) -> Self {
        Self {
            door: Door::new(state),
            rest,
        }
    }
}

impl Service<Request> for Front {
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        // As a router is.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        match Asked::of(request.uri().path()) {
            Some(asked) => {
                let answer = self.door.clone().answer(asked, request);
                Box::pin(async move { Ok(answer.await) })
            }
            None => Box::pin(self.rest.call(request)),
        }
    }
}

/// Pages, server functions, files, signing in, health; everything wrapped by [`middleware`].
fn router(state: &AppState) -> Router {
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
    let pages = router
        .leptos_routes_with_context(state, page_routes(), context, shell)
        .fallback(not_found)
        .with_state(state.clone());
    middleware::wrap(pages, state)
}

/// Every address and method there is but those of [`rest`], which has a list of its own, for the test that says who may
/// do what: `("GET", "/admin")`.
pub fn addresses(state: &AppState) -> Vec<(&'static str, String)> {
    let own = own_routes(state).into_iter().map(|(path, _)| {
        let method = match path.as_str() {
            paths::SIGN_IN_LINK
            | paths::SIGN_OUT
            | transfer::upload::PATH
            | transfer::export::PATH => "POST",
            _ => "GET",
        };
        (method, path)
    });
    let inbound = [("any", gate::VERIFY), ("GET", gate::WHOAMI)]
        .map(|(method, path)| (method, path.to_owned()));
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
    own.chain(inbound).chain(pages).chain(functions).collect()
}

fn own_routes(state: &AppState) -> Vec<(String, MethodRouter<AppState>)> {
    let mut routes = vec![
        ("/health".to_owned(), get(health::health)),
        ("/ready".to_owned(), get(health::ready)),
        (
            format!("{}/{{token}}", paths::SIGN_IN_LINK),
            get(sign_in::show_link),
        ),
        (paths::SIGN_IN_LINK.to_owned(), post(sign_in::redeem_link)),
        (
            paths::ORGANISATION_SIGN_IN.to_owned(),
            get(sign_in::oidc::start),
        ),
        (
            paths::ORGANISATION_CALLBACK.to_owned(),
            get(sign_in::oidc::callback),
        ),
        (paths::SIGN_OUT.to_owned(), post(sign_in::sign_out)),
        (rest::docs::PATH.to_owned(), get(rest::docs::page)),
        (live::PATH.to_owned(), get(live::stream)),
        (
            transfer::upload::PATH.to_owned(),
            post(transfer::upload::upload),
        ),
        (
            transfer::export::PATH.to_owned(),
            post(transfer::export::export),
        ),
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
    provide_context(parts_of_program(state));
}

/// What lets a page name the parts of the program that it needs in its head, so that they come together with the main module
/// and not after it. Leptos would read this from a file; ours are inside the program.
fn parts_of_program(state: &AppState) -> WasmSplitManifest {
    static PARTS: OnceLock<WasmSplitManifest> = OnceLock::new();
    PARTS
        .get_or_init(|| {
            let root = format!("/{}", state.options.site_pkg_dir);
            WasmSplitManifest(ArcStoredValue::new((
                root,
                assets::parts(),
                // Leptos would name the script that fetches parts here, but without the nonce that the policy asks for. The main
                // script, which the head names anyway, brings it.
                format!("{}.js", assets::NAME),
            )))
        })
        .clone()
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
