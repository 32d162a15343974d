//! The server functions of bulk changes, of imports and of what pages ask by themselves, for the table of who gets what.

use domain::{ImportList, JobKind, JobRequest, PartyNumber, PickedUser, Selection};
use serde_json::json;

use super::access::{Function, function};

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
