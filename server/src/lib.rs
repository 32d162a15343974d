//! The server: command line, configuration, router, middleware, sessions. It only translates between HTTP or the
//! terminal and the service; rules are in the service, pages in the application.

// The types of the application's nested views come through here.
#![recursion_limit = "512"]

mod assets;
pub mod command_line;
mod commands;
pub mod gate;
mod health;
pub mod listener;
pub mod live;
mod logging;
pub mod middleware;
mod pages;
pub mod problem;
pub mod rest;
pub mod router;
pub mod settings;
pub mod sign_in;
pub mod state;
mod theme;
mod transfer;

use std::ffi::OsString;
use std::process::ExitCode;

use command_line::Invocation;
pub use commands::CommandError;
use settings::Settings;

/// The program: reads the command line and the settings, and does what was asked. The exit code is 0 when it worked, 1
/// when it did not, 2 when the command line or a setting is wrong.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let invocation = match Invocation::read(arguments) {
        Ok(invocation) => invocation,
        Err(error) => {
            // Clap says itself what is wrong, or prints the help.
            let _ = error.print();
            return if error.use_stderr() {
                ExitCode::from(2)
            } else {
                ExitCode::SUCCESS
            };
        }
    };
    let settings = Settings::read(&|flag| invocation.flag(flag), &|variable| {
        std::env::var_os(variable)
    });
    let outcome = settings.map_err(CommandError::from).and_then(|settings| {
        logging::start(&settings.log);
        start(invocation, settings)
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(CommandError::Settings(faults)) => {
            complain(&faults);
            ExitCode::from(2)
        }
        Err(CommandError::Failed(why)) => {
            complain(&why);
            ExitCode::FAILURE
        }
    }
}

fn start(invocation: Invocation, settings: Settings) -> Result<(), CommandError> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| CommandError::Failed(format!("cannot start: {error}")))?;
    let outcome = runtime.block_on(commands::run(invocation.task, settings));
    // What was not finished in time is not waited for.
    runtime.shutdown_background();
    outcome
}

fn complain(what: &dyn std::fmt::Display) {
    use std::io::Write as _;
    for line in what.to_string().lines() {
        let _ = writeln!(std::io::stderr(), "integration-users: {line}");
    }
}
