//! `POST /api/import/upload`: takes a file, keeps it for a short time, and says by which name.
//!
//! The body is the file, as it is. What is asked about it afterwards are server functions (`app::api`).

use std::fs::File;
use std::io::{self, Write};

use app::api::Failure;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use domain::{Caller, MOST_IMPORT_BYTES, Permission, Problem};
use futures_util::StreamExt;
use tracing::{info, warn};

use crate::middleware::{RequestId, is_too_long};
use crate::sign_in::CurrentSession;
use crate::state::AppState;

/// Where a file is handed over.
pub const PATH: &str = app::paths::IMPORT_UPLOAD;

/// Takes the file. Nothing of it is in the database before somebody says so.
pub async fn upload(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    request: Request,
) -> Response {
    let id = request.extensions().get::<RequestId>().cloned();
    let session = request.extensions().get::<CurrentSession>().cloned();
    match take(&state, &caller, session, request.into_body()).await {
        Ok(name) => Json(name).into_response(),
        Err(Refused::TooLarge) => {
            (StatusCode::PAYLOAD_TOO_LARGE, Json(Failure::TooLarge)).into_response()
        }
        Err(Refused::Broken(error)) => {
            warn!(%error, "A file did not arrive");
            (StatusCode::BAD_REQUEST, Json(Failure::Unexpected)).into_response()
        }
        Err(Refused::Problem(mut problem)) => {
            if let Problem::Internal { request_id } = &mut problem {
                *request_id = id.map(|id| id.0).unwrap_or_default();
            }
            let status = StatusCode::from_u16(problem.http_status())
                .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            (status, Json(Failure::Problem(problem))).into_response()
        }
    }
}

enum Refused {
    TooLarge,
    Broken(axum::Error),
    Problem(Problem),
}

impl From<Problem> for Refused {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<io::Error> for Refused {
    fn from(error: io::Error) -> Self {
        warn!(%error, "There is no room for a file that is handed over");
        Self::Problem(Problem::Unavailable { retry_after: 60 })
    }
}

async fn take(
    state: &AppState,
    caller: &Caller,
    session: Option<CurrentSession>,
    body: Body,
) -> Result<String, Refused> {
    // Before a byte is read: whoever may not import hands nothing over.
    caller.require(Permission::ImportExport)?;
    let Some(CurrentSession(owner)) = session else {
        return Err(Problem::SignInNeeded.into());
    };
    let (file, bytes) = spool(body).await?;
    info!(bytes, by = ?caller.actor(), "Took a file to import");
    Ok(state
        .service
        .hold_import(caller, &owner, file, bytes)
        .await?)
}

/// The body in a file without a name that only we can read.
async fn spool(body: Body) -> Result<(File, u64), Refused> {
    let mut file = tempfile::tempfile()?;
    let mut bytes = 0_u64;
    let mut pieces = body.into_data_stream();
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(broken_off)?;
        bytes += piece.len() as u64;
        if bytes > MOST_IMPORT_BYTES {
            return Err(Refused::TooLarge);
        }
        // A piece is some kilobytes and goes to the memory of the system: that waits for nothing.
        file.write_all(&piece)?;
    }
    Ok((file, bytes))
}

/// The limit around all routes says so itself when a body without a length turns out too long.
fn broken_off(error: axum::Error) -> Refused {
    if is_too_long(&error) {
        Refused::TooLarge
    } else {
        Refused::Broken(error)
    }
}
