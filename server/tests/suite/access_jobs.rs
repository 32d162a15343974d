//! The server functions of bulk changes, for the table of who gets what.

use domain::{JobKind, JobRequest, PartyNumber, PickedUser, Selection};
use serde_json::json;

use super::access::{Function, function};

pub fn functions() -> Vec<Function> {
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
