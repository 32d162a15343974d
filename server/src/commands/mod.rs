//! One file per command.

mod export;
mod import;
mod serve;
mod sign_in_link;

use std::fmt::Display;
use std::io::{self, Write};
use std::time::Instant;

use domain::Problem;
use service::{Clock, Service, SystemClock};
use store::{OpenOptions, Store};

use crate::command_line::Task;
use crate::settings::{Faults, Settings};

/// Why a command did not do what was asked; shown as it is.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// The settings are wrong or too few.
    #[error(transparent)]
    Settings(#[from] Faults),
    /// Anything else, in words.
    #[error("{0}")]
    Failed(String),
}

impl CommandError {
    fn of(what: impl Display, why: impl Display) -> Self {
        Self::Failed(format!("{what}: {why}"))
    }
}

/// Does what was asked for.
///
/// # Errors
/// [`CommandError`], whose text is for the operator.
pub async fn run(task: Task, settings: Settings) -> Result<(), CommandError> {
    match task {
        Task::Serve => serve::run(settings).await,
        Task::Import { file, index } => import::run(&settings, file, index).await,
        Task::Export(file) => export::run(&settings, file).await,
        Task::SignInLink => sign_in_link::run(&settings).await,
    }
}

/// Opens the database, making it if it is not there.
async fn open(settings: &Settings) -> Result<Service, CommandError> {
    let store = Store::open(&settings.database_url, &OpenOptions::new(SystemClock.now())).await;
    let store = store.map_err(|error| {
        CommandError::of(format_args!("cannot open {}", settings.database_url), error)
    })?;
    Ok(Service::with_system_clock(store))
}

/// Opens a database that is there: a new one would have nothing to export and no server to sign in to, and nobody would
/// notice that it is not the one that was meant.
async fn open_existing(settings: &Settings) -> Result<Service, CommandError> {
    let url = &settings.database_url;
    if url.file().is_some_and(|file| !file.exists()) {
        return Err(CommandError::of(
            format_args!("cannot open {url}"),
            "there is no such file. Check IU_DATABASE_URL; a path without / in front begins in the working directory",
        ));
    }
    open(settings).await
}

/// So many, with the right noun.
fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// A line on standard output, at once, also into a pipe. Nobody reading it is no reason to stop.
fn say(line: impl Display) {
    let mut out = io::stdout().lock();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

/// A problem in words for the operator, who is the one to look into it; what the log says stands right above.
fn words(problem: &Problem) -> String {
    match problem {
        Problem::Unavailable { .. } => {
            "The database cannot be reached or written to now; the log above says why. Check IU_DATABASE_URL and the \
             database, then run the command again."
                .to_owned()
        }
        Problem::Internal { .. } => {
            "Something is wrong with the database or the program; the log above says what."
                .to_owned()
        }
        other => (app::text::Language::default().text().problem)(other),
    }
}

/// How long it took, for people.
fn seconds(start: Instant) -> String {
    format!("{:.1} s", start.elapsed().as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operator_is_not_sent_to_the_operator() {
        let request_id = String::new();
        for problem in [
            Problem::Internal { request_id },
            Problem::Unavailable { retry_after: 5 },
        ] {
            let said = words(&problem);
            assert!(said.contains("the log above says"), "{said}");
            assert!(!said.contains("operator"), "{said}");
        }
        assert_eq!(words(&Problem::NotFound), "This does not exist.");
    }
}
