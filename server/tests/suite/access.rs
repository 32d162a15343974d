//! Who gets what: every address and every server function, with nobody, a Viewer and an Administrator. One that is
//! missing here fails the test, so that none is added without somebody thinking about who may use it.

use std::collections::BTreeSet;

use domain::{
    ActivityQuery, Facet, GroupForm, GroupListQuery, GroupType, InboundQuery, Role, Status,
    UserForm, UserListQuery,
};
use serde_json::{Value, json};

use super::site::{Answer, Site};

const FORM: &str = "application/x-www-form-urlencoded";

/// What nobody gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Nobody {
    /// Like everybody else.
    Same,
    /// To the Sign in page.
    SentToSignIn,
}

struct Page {
    /// As the router knows it.
    route: &'static str,
    /// An address of it.
    path: &'static str,
    nobody: Nobody,
    somebody: u16,
}

const fn page(route: &'static str, path: &'static str, nobody: Nobody, somebody: u16) -> Page {
    Page {
        route,
        path,
        nobody,
        somebody,
    }
}

const PAGES: &[Page] = &[
    page("/", "/", Nobody::SentToSignIn, 302),
    page("/sign-in", "/sign-in", Nobody::Same, 200),
    page(
        "/sign-in/link/{token}",
        "/sign-in/link/abc",
        Nobody::Same,
        200,
    ),
    page("/sign-in/oidc", "/sign-in/oidc", Nobody::Same, 303),
    page(
        "/sign-in/oidc/callback",
        "/sign-in/oidc/callback?code=a&state=b",
        Nobody::Same,
        303,
    ),
    page("/docs/api", "/docs/api", Nobody::Same, 200),
    page("/health", "/health", Nobody::Same, 200),
    page("/ready", "/ready", Nobody::Same, 200),
    page("/pkg/{*file}", "/pkg/no-such-file.js", Nobody::Same, 404),
    page("/admin", "/admin", Nobody::SentToSignIn, 200),
    page(
        "/admin/users/integration-users",
        "/admin/users/integration-users?q=acme",
        Nobody::SentToSignIn,
        200,
    ),
    page(
        "/admin/users/integration-users/new",
        "/admin/users/integration-users/new",
        Nobody::SentToSignIn,
        200,
    ),
    page(
        "/admin/users/integration-users/{party_number}",
        "/admin/users/integration-users/nobody",
        Nobody::SentToSignIn,
        404,
    ),
    page(
        "/admin/users/integration-users/import",
        "/admin/users/integration-users/import",
        Nobody::SentToSignIn,
        200,
    ),
    page(
        "/admin/users/groups",
        "/admin/users/groups",
        Nobody::SentToSignIn,
        200,
    ),
    page(
        "/admin/users/groups/new",
        "/admin/users/groups/new",
        Nobody::SentToSignIn,
        200,
    ),
    page(
        "/admin/users/groups/{variable_name}",
        "/admin/users/groups/userAdministrators",
        Nobody::SentToSignIn,
        200,
    ),
    page(
        "/admin/monitoring/activity",
        "/admin/monitoring/activity",
        Nobody::SentToSignIn,
        200,
    ),
    page(
        "/admin/monitoring/inbound-calls",
        "/admin/monitoring/inbound-calls?days=7",
        Nobody::SentToSignIn,
        200,
    ),
    page(
        "/admin/setup/identity-provider",
        "/admin/setup/identity-provider",
        Nobody::SentToSignIn,
        200,
    ),
    page(
        "/admin/account/sessions",
        "/admin/account/sessions",
        Nobody::SentToSignIn,
        200,
    ),
];

/// For applications, who come with an access token; what a token gets is in `gate.rs`. A session is nothing there.
const BEARER: &[(&str, &str)] = &[("any", "/inbound/verify"), ("GET", "/inbound/whoami")];

/// What is written out, where a file is handed over (`transfer.rs`), and the stream of changes (`live.rs`).
const FILES: &[(&str, &str)] = &[
    ("POST", "/admin/users/integration-users/export"),
    ("POST", "/api/import/upload"),
    ("GET", "/api/live"),
];

/// Posted forms; what they do is in `sign_in.rs`.
const FORMS: &[(&str, u16)] = &[("/sign-in/link", 303), ("/sign-out", 303)];

pub struct Function {
    pub path: &'static str,
    pub arguments: Value,
    pub viewer: u16,
    administrator: u16,
}

pub fn function(path: &'static str, arguments: Value, viewer: u16, administrator: u16) -> Function {
    Function {
        path,
        arguments,
        viewer,
        administrator,
    }
}

pub fn functions() -> Vec<Function> {
    let query = UserListQuery::default();
    let groups = GroupListQuery::default();
    let user = UserForm {
        client_id: "3f0c8a52f1e94d7bb1c5d9a04e6f7a8b".to_owned(),
        ..UserForm::default()
    };
    let group = GroupForm {
        variable_name: "emeaSales".to_owned(),
        label: "EMEA".to_owned(),
        kind: GroupType::Sales,
        description: String::new(),
    };
    let nobody = || json!({ "party_number": "nobody" });
    let mut functions = vec![
        function("/api/users/list", json!({ "query": query }), 200, 200),
        function(
            "/api/users/facet",
            json!({ "query": query, "facet": Facet::Status }),
            200,
            200,
        ),
        function("/api/users/get", nobody(), 404, 404),
        function("/api/users/create", json!({ "form": user }), 403, 200),
        function(
            "/api/users/update",
            json!({ "party_number": "nobody", "form": user, "seen": 1 }),
            403,
            404,
        ),
        function(
            "/api/users/set-status",
            json!({ "party_number": "nobody", "status": Status::Active }),
            403,
            404,
        ),
        function(
            "/api/users/undo-status",
            json!({ "party_number": "nobody", "status": Status::Active, "seen": 1 }),
            403,
            404,
        ),
        function("/api/groups/list", json!({ "query": groups }), 200, 200),
        function("/api/groups/choices", json!({}), 200, 200),
        function(
            "/api/groups/get",
            json!({ "variable_name": "nothing" }),
            404,
            404,
        ),
        function("/api/groups/create", json!({ "form": group }), 403, 200),
        function(
            "/api/groups/update",
            json!({ "variable_name": "nothing", "form": group, "seen": 1 }),
            403,
            404,
        ),
        function(
            "/api/activity/list",
            json!({ "query": ActivityQuery::default() }),
            200,
            200,
        ),
        function(
            "/api/inbound/calls",
            json!({ "query": InboundQuery::default() }),
            200,
            200,
        ),
        function("/api/inbound/providers", json!({}), 200, 200),
        function("/api/inbound/call-limits", nobody(), 404, 404),
        function(
            "/api/inbound/set-call-limit",
            json!({ "party_number": "nobody", "form": { "per_second": "", "burst": "" } }),
            403,
            404,
        ),
        function(
            "/api/inbound/check-token",
            json!({ "token": "none" }),
            200,
            200,
        ),
        function("/api/account/sessions", json!({}), 200, 200),
        function(
            "/api/account/end-session",
            json!({ "id": "nothing" }),
            404,
            404,
        ),
    ];
    functions.extend(super::access_functions::all());
    functions
}

#[tokio::test]
async fn every_address_is_listed_here() {
    let site = Site::new().await;
    let there: BTreeSet<(String, String)> = server::router::addresses(&site.state)
        .into_iter()
        .filter(|(_, path)| !site.state.root_files().contains(path))
        .map(|(method, path)| (method.to_owned(), path))
        .collect();
    let pages = PAGES.iter().map(|page| ("GET", page.route));
    let forms = FORMS.iter().map(|(path, _)| ("POST", *path));
    let functions = functions();
    let functions = functions.iter().map(|function| ("POST", function.path));
    let listed: BTreeSet<(String, String)> = pages
        .chain(forms)
        .chain(BEARER.iter().copied())
        .chain(FILES.iter().copied())
        .chain(functions)
        .map(|(method, path)| (method.to_owned(), path.to_owned()))
        .collect();
    assert_eq!(there, listed);
}

#[tokio::test]
async fn nobody_sees_only_what_is_for_everybody() {
    let site = Site::new().await;
    for page in PAGES {
        let answer = site.get(page.path, None).await;
        match page.nobody {
            Nobody::Same => assert_eq!(answer.status.as_u16(), page.somebody, "{}", page.path),
            Nobody::SentToSignIn => {
                assert_eq!(answer.status, 303, "{}", page.path);
                assert!(
                    answer.header("location").starts_with("/sign-in"),
                    "{}",
                    page.path
                );
                assert_eq!(answer.body, "", "{}", page.path);
            }
        }
    }
    for path in [
        "/admin/no/such/page",
        "/favicon.ico.bak",
        "/signin",
        "/Admin",
        "//admin",
        "/admin/",
        "/.env",
    ] {
        let answer = site.get(path, None).await;
        assert_eq!(answer.status, 303, "{path}");
    }
}

#[tokio::test]
async fn somebody_sees_the_pages() {
    let site = Site::new().await;
    for role in [Role::Viewer, Role::Administrator] {
        let cookie = site.session(role).await;
        for page in PAGES {
            let answer = site.get(page.path, Some(&cookie)).await;
            assert_eq!(
                answer.status.as_u16(),
                page.somebody,
                "{} as {role:?}",
                page.path
            );
        }
        let answer = site.get("/admin/no/such/page", Some(&cookie)).await;
        assert_eq!(answer.status, 404);
        assert!(
            answer.body.contains("There is no such page"),
            "{}",
            answer.body
        );
    }
}

#[tokio::test]
async fn every_server_function_asks_who_calls() {
    let site = Site::new().await;
    let viewer = site.session(Role::Viewer).await;
    let administrator = site.session(Role::Administrator).await;
    for function in functions() {
        let nobody = call(&site, &function, None).await;
        assert_eq!(
            nobody.status, 401,
            "{} as nobody: {}",
            function.path, nobody.body
        );
        assert!(
            nobody.body.contains("SignInNeeded"),
            "{}: {}",
            function.path,
            nobody.body
        );
        let seen = call(&site, &function, Some(&viewer)).await;
        assert_eq!(
            seen.status.as_u16(),
            function.viewer,
            "{} as Viewer: {}",
            function.path,
            seen.body
        );
        let done = call(&site, &function, Some(&administrator)).await;
        assert_eq!(
            done.status.as_u16(),
            function.administrator,
            "{} as Administrator: {}",
            function.path,
            done.body
        );
        let fetched = site.get(function.path, Some(&administrator)).await;
        assert_eq!(fetched.status, 405, "{} by GET", function.path);
    }
}

#[tokio::test]
async fn a_session_opens_no_door_for_applications() {
    let site = Site::new().await;
    let cookie = site.session(Role::Administrator).await;
    for (_, path) in BEARER {
        for cookie in [None, Some(cookie.as_str())] {
            let answer = site.get(path, cookie).await;
            assert_eq!(answer.status, 401, "{path}");
            assert_eq!(answer.header("www-authenticate"), "Bearer", "{path}");
        }
    }
}

#[tokio::test]
async fn posted_forms_are_open_to_all() {
    let site = Site::new().await;
    for (path, status) in FORMS {
        let answer = site.post(path, None, FORM, "token=x").await;
        assert_eq!(answer.status.as_u16(), *status, "{path}");
    }
}

async fn call(site: &Site, function: &Function, cookie: Option<&str>) -> Answer {
    let arguments = function.arguments.to_string();
    site.post(function.path, cookie, "application/json", &arguments)
        .await
}
