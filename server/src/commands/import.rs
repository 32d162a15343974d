//! `integration-users import FILE`

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};
use std::time::Instant;

use domain::Caller;
use indicatif::{ProgressBar, ProgressStyle};
use service::transfer::{ImportCounts, ImportProblem, ImportProgress, ImportReport, as_utf8};

use store::{Store, StoreError};

use super::{CommandError, counted, open, say, seconds, words};
use crate::settings::Settings;

/// So many users are indexed together.
const TOGETHER: u32 = 16_384;

/// Loads the file (none: standard input) and says what became of it; every fault gets a line of its own. With `index`, completes the
/// index of the search too.
pub async fn run(
    settings: &Settings,
    file: Option<PathBuf>,
    index: bool,
) -> Result<(), CommandError> {
    let name = file.as_ref().map_or_else(
        || "standard input".to_owned(),
        |file| file.display().to_string(),
    );
    let input = input(file.as_deref())
        .map_err(|error| CommandError::of(format_args!("cannot read {name}"), error))?;
    let bytes = input.metadata().map_or(0, |metadata| metadata.len());
    let service = open(settings).await?;
    let start = Instant::now();
    let bar = Bar::new(bytes);
    let outcome = service
        .import(
            &Caller::System,
            BufReader::with_capacity(256 * 1024, input),
            &mut |progress| bar.show(progress),
        )
        .await;
    let imported = seconds(start);
    let indexed = match &outcome {
        Ok(report) if index => complete_index(service.store(), report, &bar).await,
        _ => Ok(()),
    };
    bar.clear();
    let waits = service.store().has_search_backlog().await;
    service.store().close().await;
    match outcome {
        Ok(report) => {
            say(format_args!(
                "Imported {} from {name} in {}",
                report_words(&report),
                imported
            ));
            indexed.map_err(|error| {
                CommandError::of("cannot complete the index of the search", error)
            })?;
            if index {
                say(format_args!(
                    "The index of the search is complete after {}",
                    seconds(start)
                ));
            } else if waits.unwrap_or_default() {
                say(format_args!(
                    "They are found at once; a server completes the index of the search while it serves"
                ));
            }
            Ok(())
        }
        Err(problem) => Err(explain(&name, problem)),
    }
}

/// Indexes who waits, which may be more than came just now.
async fn complete_index(store: &Store, report: &ImportReport, bar: &Bar) -> Result<(), StoreError> {
    let total = report.users.created;
    let mut done = 0;
    bar.step("Indexing", done, total);
    let mut since = Instant::now();
    while store.index_some(TOGETHER).await? {
        done += u64::from(TOGETHER);
        bar.step("Indexing", done.min(total), total);
        store.let_others(&mut since).await;
    }
    Ok(())
}

/// The file, or what comes in, kept where it can be read twice: a file without a name that only we can read.
fn input(file: Option<&Path>) -> io::Result<File> {
    let Some(file) = file else {
        let mut spool = tempfile::tempfile()?;
        io::copy(&mut io::stdin().lock(), &mut spool)?;
        return as_utf8(spool);
    };
    as_utf8(File::open(file)?)
}

fn explain(name: &str, problem: ImportProblem) -> CommandError {
    match problem {
        ImportProblem::Faults { faults, done } => {
            let mut lines = String::new();
            for fault in &faults {
                // Writing to a text never fails.
                let _ = writeln!(lines, "{fault}");
            }
            // Nobody reading it is no reason to stop.
            let _ = io::Write::write_all(&mut io::stderr(), lines.as_bytes());
            let noun = if faults.len() == 1 { "fault" } else { "faults" };
            CommandError::Failed(format!(
                "{name}: {} {noun}; {}",
                faults.len(),
                done_words(&done)
            ))
        }
        ImportProblem::Stopped { problem, done } => CommandError::of(
            name,
            format_args!("{} {}", words(&problem), done_words(&done)),
        ),
        ImportProblem::Unreadable(error) => {
            CommandError::of(format_args!("cannot read {name}"), error)
        }
    }
}

fn done_words(done: &ImportReport) -> String {
    if done.groups.total() + done.users.total() == 0 {
        return "nothing was imported".to_owned();
    }
    format!(
        "{} had been imported before; importing again does the rest",
        report_words(done)
    )
}

fn report_words(report: &ImportReport) -> String {
    let part = |counts: &ImportCounts, one: &str, many: &str| {
        let total = counted(counts.total(), one, many);
        let ImportCounts {
            created,
            changed,
            unchanged,
        } = counts;
        format!("{total} ({created} created, {changed} changed, {unchanged} unchanged)")
    };
    format!(
        "{} and {}",
        part(&report.groups, "group", "groups"),
        part(&report.users, "integration user", "integration users")
    )
}

/// A bar on standard error, where that is a terminal; else nothing.
struct Bar {
    bar: ProgressBar,
    bytes: u64,
}

impl Bar {
    fn new(bytes: u64) -> Self {
        // Indicatif draws nothing where there is no terminal.
        let style = ProgressStyle::with_template("{msg:9} {wide_bar} {percent:>3} % {eta:>4}");
        let bar = ProgressBar::new(bytes)
            .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Self { bar, bytes }
    }

    fn show(&self, progress: ImportProgress) {
        let (message, done, total) = match progress {
            ImportProgress::Checking { bytes } => ("Checking", bytes, self.bytes),
            ImportProgress::Writing { done, total } => ("Writing", done, total),
        };
        self.step(message, done, total);
    }

    fn step(&self, message: &'static str, done: u64, total: u64) {
        if self.bar.message() != message {
            self.bar.reset();
            self.bar.set_message(message);
        }
        self.bar.set_length(total);
        self.bar.set_position(done);
    }

    fn clear(&self) {
        self.bar.finish_and_clear();
    }
}
