//! Server functions: the way from the pages to the service. Bodies of a few lines; a rule in here would be in the wrong room.

mod account;
mod activity;
mod groups;
mod import;
mod inbound;
mod jobs;
mod live;
mod users;
mod wire;

use domain::Problem;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

pub use account::{SessionRow, end_session, sessions};
pub use activity::list_activity;
pub use groups::{create_group, get_group, group_choices, list_groups, update_group};
pub use import::{drop_import, look_at_import, look_at_rows, start_import};
pub use inbound::{
    Providers, check_token, identity_providers, limits_of_user, list_calls, set_call_limit,
};
pub use jobs::{JobRow, cancel_job, list_job_results, list_jobs, start_job, undo_job};
pub use live::{facet_again, list_again, newer_activity, user_again};
pub use users::{
    UserList, create_user, get_user, list_users, set_user_status, undo_user_status, update_user,
    user_facet,
};

/// Why an answer did not come: a problem the service names, or something on the way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Failure {
    /// The service says why.
    Problem(Problem),
    /// What was sent is larger than the server takes.
    TooLarge,
    /// The server cannot be reached.
    Unreachable,
    /// An answer came that is none of ours (a proxy's page, say).
    Unexpected,
}

impl FromServerFnError for Failure {
    type Encoder = wire::JsonText;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        #[cfg(feature = "ssr")]
        if matches!(
            error,
            ServerFnErrorErr::Args(_)
                | ServerFnErrorErr::MissingArg(_)
                | ServerFnErrorErr::Deserialization(_)
        ) {
            here::not_understood();
        }
        match error {
            ServerFnErrorErr::Request(_) | ServerFnErrorErr::Response(_) => Self::Unreachable,
            _ => Self::Unexpected,
        }
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&(crate::text::Language::default().text().failure)(self))
    }
}

impl std::error::Error for Failure {}

#[cfg(feature = "ssr")]
mod here {
    use domain::{Caller, Problem};
    use leptos::prelude::*;
    use leptos_axum::ResponseOptions;
    use service::Service;

    use super::Failure;
    use crate::RequestInfo;

    /// What was asked is no question: whoever asked is to blame, not the server.
    pub(super) fn not_understood() {
        if let Some(options) = use_context::<ResponseOptions>() {
            options.set_status(http::StatusCode::BAD_REQUEST);
        }
    }

    /// The service of this process.
    pub(super) fn service() -> Result<Service, Failure> {
        use_context::<Service>().ok_or(Failure::Unexpected)
    }

    /// Who asks; nobody, unless the server found a session.
    pub(super) fn caller() -> Caller {
        use_context::<Caller>().unwrap_or(Caller::Anonymous)
    }

    /// Hands an answer on; a problem also decides the HTTP status.
    pub(super) fn answer<T>(result: Result<T, Problem>) -> Result<T, Failure> {
        result.map_err(|mut problem| {
            if let Problem::Internal { request_id } = &mut problem {
                *request_id = use_context::<RequestInfo>()
                    .map(|info| info.request_id)
                    .unwrap_or_default();
            }
            if let Some(options) = use_context::<ResponseOptions>()
                && let Ok(status) = http::StatusCode::from_u16(problem.http_status())
            {
                options.set_status(status);
            }
            Failure::Problem(problem)
        })
    }
}

#[cfg(feature = "ssr")]
use here::{answer, caller, service};
