//! From what went wrong below to the one problem that both doors answer with. Details stay here, in the log.

use domain::Problem;
use store::StoreError;
use tracing::{error, warn};

use crate::NoRandomness;

/// After so many seconds it is worth trying again when the database is not available.
const RETRY_AFTER_SECONDS: u32 = 5;

/// Turns errors from below into problems, on the way logging what only we should know.
pub(crate) trait OrProblem<T> {
    fn or_problem(self) -> Result<T, Problem>;
}

impl<T> OrProblem<T> for Result<T, StoreError> {
    fn or_problem(self) -> Result<T, Problem> {
        self.map_err(|error| from_store(&error))
    }
}

impl<T> OrProblem<T> for Result<T, NoRandomness> {
    fn or_problem(self) -> Result<T, Problem> {
        self.map_err(|error| {
            error!(%error, "No random bytes to make an id or token of");
            internal()
        })
    }
}

fn from_store(error: &StoreError) -> Problem {
    match error {
        StoreError::Unavailable(reason) => {
            warn!(reason, "The database is not available");
            Problem::Unavailable {
                retry_after: RETRY_AFTER_SECONDS,
            }
        }
        StoreError::Full(reason) => {
            warn!(reason, "The disk of the database is full");
            Problem::StorageFull {
                retry_after: RETRY_AFTER_SECONDS,
            }
        }
        StoreError::ClientIdTaken { party_number } => Problem::ClientIdTaken {
            party_number: party_number.clone(),
        },
        StoreError::VariableNameTaken => Problem::VariableNameTaken,
        StoreError::UnknownGroups(groups) => Problem::UnknownGroups(groups.clone()),
        StoreError::UnknownLogins(logins) => Problem::UnknownLogins(logins.clone()),
        StoreError::NotFound => Problem::NotFound,
        // Users are answered with their present state where they are changed; what is left are groups.
        StoreError::Changed { .. } => Problem::GroupChangedMeanwhile,
        StoreError::ReadOnlyGroup => Problem::ReadOnlyGroup,
        StoreError::BadRow { table, column, id } => {
            error!(table, column, id, "A stored row is not readable");
            internal()
        }
        StoreError::Other(source) => {
            error!(
                error = source.as_ref() as &dyn std::error::Error,
                "The database answered with an error"
            );
            internal()
        }
    }
}

/// The id of the request is put in by the doors, who know it.
pub(crate) fn internal() -> Problem {
    Problem::Internal {
        request_id: String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_we_should_know_is_in_no_problem() {
        let secret = "password hunter2";
        for error in [
            StoreError::Other(secret.into()),
            StoreError::BadRow {
                table: "integration_user",
                column: "status",
                id: secret.to_owned(),
            },
            StoreError::Unavailable(secret.to_owned()),
            StoreError::Full(secret.to_owned()),
        ] {
            let problem = Err::<(), _>(error).or_problem().expect_err("a problem");
            assert!(!format!("{problem:?}").contains("hunter2"));
        }
    }
}
