//! The server functions of bulk changes, of imports and of what pages ask by themselves, for the table of who gets what.

use domain::{ImportList, JobKind, JobRequest, PartyNumber, PickedUser, Role, Selection};
use serde_json::json;

use super::access::{Function, function, functions};
use super::site::Site;

pub fn all() -> impl Iterator<Item = Function> {
    let live = super::live::functions();
    jobs().into_iter().chain(imports()).chain(live)
}

fn jobs() -> Vec<Function> {
    let request = JobRequest {
        kind: JobKind::Inactivate,
        groups: Vec::new(),
        selection: Selection::Picked(vec![PickedUser {
            party_number: PartyNumber::new("nobody"),
            version: 1,
        }]),
    };
    vec![
        function("/api/jobs/list", json!({}), 200, 200),
        function("/api/jobs/start", json!({ "request": request }), 403, 404),
        function("/api/jobs/undo", json!({ "number": 1 }), 403, 404),
        function("/api/jobs/cancel", json!({ "number": 1 }), 403, 404),
        function(
            "/api/jobs/results",
            json!({ "number": 1, "after": null }),
            404,
            404,
        ),
    ]
}

fn imports() -> Vec<Function> {
    vec![
        function("/api/import/stage", json!({ "id": "nothing" }), 403, 404),
        function(
            "/api/import/rows",
            json!({ "id": "nothing", "list": ImportList::New, "from": 0 }),
            403,
            404,
        ),
        function("/api/import/start", json!({ "id": "nothing" }), 403, 404),
        function("/api/import/drop", json!({ "id": "nothing" }), 403, 200),
    ]
}

#[tokio::test]
async fn nobody_is_told_what_is_wrong_with_a_question_and_others_are_to_blame_for_it() {
    let site = Site::new().await;
    let viewer = site.session(Role::Viewer).await;
    for Function { path, .. } in functions() {
        for (kind, body) in [
            ("application/json", ""),
            ("application/json", "{"),
            ("application/json", "[1]"),
            ("application/json", "{\"form\":{\"client_id\":\"\"}}"),
            ("text/plain", "hello"),
        ] {
            let nobody = site.post(path, None, kind, body).await;
            assert_eq!(nobody.status, 401, "{path} {body}: {}", nobody.body);
            assert!(nobody.body.contains("SignInNeeded"), "{}", nobody.body);
        }
        let somebody = site
            .post(path, Some(&viewer), "application/json", "{")
            .await;
        assert_eq!(somebody.status, 400, "{path}: {}", somebody.body);
    }
}
