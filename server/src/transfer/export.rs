//! `POST /admin/users/integration-users/export` with the form `format=csv&…`: the list as its address shows it, as a file;
//! or, with `partyNumber` once or more, the users of these numbers. It is in the activity log, so it is no GET: another site
//! must not have it written.

use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::{RawForm, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::{Caller, ExportFormat, MOST_NAMED_USERS, PartyNumber, Problem, UserListQuery};
use futures_util::{StreamExt, stream};
use service::transfer::{ListExport, Selection};
use tracing::error;

use crate::state::AppState;

/// Where the list is written out.
pub const PATH: &str = app::paths::EXPORT;

/// The parameter that names a user; it may be there many times.
const PARTY_NUMBER: &str = "partyNumber";

/// Writes the list out, piece by piece as it is fetched by the browser. What the service refuses is a bare status, which
/// gets its words further outside.
pub async fn export(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    RawForm(form): RawForm,
) -> Response {
    let pairs: Vec<(String, String)> = url::form_urlencoded::parse(&form).into_owned().collect();
    let Some(asked) = asked(&pairs) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let (selection, format) = asked;
    match begin(&state, &caller, selection, format).await {
        Ok(answer) => answer,
        Err(problem) => StatusCode::from_u16(problem.http_status())
            .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
            .into_response(),
    }
}

/// What the parameters ask for; none when they name no form, or too many users.
fn asked(pairs: &[(String, String)]) -> Option<(Selection, ExportFormat)> {
    let format = pairs.iter().find(|(name, _)| name == "format");
    let format = ExportFormat::from_word(&format?.1)?;
    let numbers: Vec<PartyNumber> = pairs
        .iter()
        .filter(|(name, _)| name == PARTY_NUMBER)
        .map(|(_, number)| PartyNumber::new(number.as_str()))
        .collect();
    if numbers.len() > MOST_NAMED_USERS {
        return None;
    }
    if !numbers.is_empty() {
        return Some((Selection::Named(numbers), format));
    }
    let pairs = pairs
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()));
    let query = UserListQuery::from_pairs(pairs).from_top();
    Some((Selection::Matching(query), format))
}

async fn begin(
    state: &AppState,
    caller: &Caller,
    selection: Selection,
    format: ExportFormat,
) -> Result<Response, Problem> {
    let mut export = state.service.export_list(caller, selection, format).await?;
    // The first piece before the answer begins, so that a database that fails is a status and not half a file.
    let first = export.advance().await?.unwrap_or_default();
    let day = state.service.now().day().to_string();
    let name = format!("integration-users-{day}.{}", format.word());
    let kind = match format {
        ExportFormat::Csv => "text/csv; charset=utf-8; header=present",
        ExportFormat::Ndjson => "application/x-ndjson",
    };
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (
            header::CONTENT_DISPOSITION,
            disposition.unwrap_or(HeaderValue::from_static("attachment")),
        ),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, Body::from_stream(pieces(first, export))).into_response())
}

/// The pieces as they come. One that fails breaks the connection off, so that nobody takes half a list for the whole.
fn pieces(
    first: Vec<u8>,
    export: ListExport,
) -> impl futures_util::Stream<Item = Result<Bytes, std::io::Error>> {
    stream::unfold((Some(first), Some(export)), |(first, export)| async move {
        if let Some(first) = first {
            return Some((Ok(Bytes::from(first)), (None, export)));
        }
        let mut export = export?;
        match export.advance().await {
            Ok(Some(piece)) => Some((Ok(Bytes::from(piece)), (None, Some(export)))),
            Ok(None) => None,
            Err(problem) => {
                error!(?problem, "An export broke off");
                let broken = std::io::Error::other("the export broke off");
                Some((Err(broken), (None, None)))
            }
        }
    })
    // Compressing asks once more after the end.
    .fuse()
}
