//! `/users/actions/bulkUpdate`: the status of many at once.

use domain::expression::parse_q;
use domain::{Problem, UserField};

use super::body::Reader;
use super::call::{Call, Reply};
use super::json::Json;
use super::requests::BulkUpdateRequest;
use crate::problem::Trouble;

/// Activate or inactivate every user that matches.
///
/// At most 100,000 users, in steps, all done when it answers. An empty `q` is refused: to change everybody, say so, for instance with `{partyId:{$gt:0}}`.
#[utoipa::path(
    post,
    path = "/users/actions/bulkUpdate",
    operation_id = "bulkUpdateUsers",
    tag = "Users",
    request_body = BulkUpdateRequest,
    responses((status = 204, description = "All that match have the status")),
)]
pub async fn update(call: Call) -> Result<Reply, Trouble> {
    let json = call.json()?;
    let mut reader = Reader::default();
    reader.object(&json);
    let nothing = Json::Null;
    let data = json.member("userData").unwrap_or(&nothing);
    let status = reader.needed_status(data, "/userData");
    let q = match json
        .member("criteria")
        .and_then(|criteria| criteria.member("q"))
    {
        Some(Json::Text(q)) if !q.trim().is_empty() => Some(q.as_str()),
        Some(Json::Text(_) | Json::Null) | None => {
            reader.missing("/criteria/q");
            None
        }
        Some(other) => {
            reader.wrong_type("/criteria/q", "a string", other);
            None
        }
    };
    let (q, status) = reader.finish(q.zip(status))?;
    let criteria = parse_q::<UserField>(q).map_err(Problem::from)?;
    call.state
        .service
        .bulk_set_status(&call.caller, &criteria, status)
        .await?;
    Ok(Reply::nothing())
}
