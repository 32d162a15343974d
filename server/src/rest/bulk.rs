//! `/users/actions/bulkUpdate`: the status of many at once.

use domain::expression::parse_q;
use domain::{Problem, UserField};

use super::call::{Call, Reply};
use super::json::Json;
use super::requests::BulkUpdateRequest;
use crate::problem::{ProblemDetail, Trouble};

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
    let (json, mut reader) = call.json()?;
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
    let criteria = match q.map(parse_q::<UserField>).transpose() {
        Ok(criteria) => criteria,
        // Where nothing else is wrong, it is a problem of its own kind.
        Err(fault) if reader.is_faultless() => return Err(Problem::from(fault).into()),
        Err(fault) => {
            reader.add([ProblemDetail::of_query(fault)]);
            None
        }
    };
    let (criteria, status) = reader.finish(criteria.zip(status))?;
    call.state
        .service
        .bulk_set_status(&call.caller, &criteria, status)
        .await?;
    Ok(Reply::nothing())
}
