//! Bulk changes.

use domain::{Job, JobRequest, JobResults, PartyId};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::{Failure, wire::Json};
#[cfg(feature = "ssr")]
use super::{answer, caller, service};

/// A bulk change as the pages show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobRow {
    /// The job.
    pub job: Job,
    /// Whether the server that was at it is gone.
    pub interrupted: bool,
}

/// The bulk changes of the last day, newest first.
#[server(prefix = "/api", endpoint = "jobs/list", input = Json, output = Json)]
pub async fn list_jobs() -> Result<Vec<JobRow>, Failure> {
    let service = service()?;
    let jobs = answer(service.jobs(&caller()).await)?;
    let now = service.now();
    let row = |job: Job| JobRow {
        interrupted: job.is_interrupted(now),
        job,
    };
    Ok(jobs.into_iter().map(row).collect())
}

/// Begins one.
#[server(prefix = "/api", endpoint = "jobs/start", input = Json, output = Json)]
pub async fn start_job(request: JobRequest) -> Result<Job, Failure> {
    answer(service()?.start_job(&caller(), &request).await)
}

/// Begins the reverse of one.
#[server(prefix = "/api", endpoint = "jobs/undo", input = Json, output = Json)]
pub async fn undo_job(number: i64) -> Result<Job, Failure> {
    answer(service()?.undo_job(&caller(), number).await)
}

/// Stops one.
#[server(prefix = "/api", endpoint = "jobs/cancel", input = Json, output = Json)]
pub async fn cancel_job(number: i64) -> Result<Job, Failure> {
    answer(service()?.cancel_job(&caller(), number).await)
}

/// Whom one did not change, and why.
#[server(prefix = "/api", endpoint = "jobs/results", input = Json, output = Json)]
pub async fn list_job_results(number: i64, after: Option<PartyId>) -> Result<JobResults, Failure> {
    answer(service()?.job_results(&caller(), number, after).await)
}
