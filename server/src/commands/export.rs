//! `integration-users export [FILE]`

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use domain::Caller;
use service::Service;
use service::transfer::{ExportProblem, ExportReport};
use tempfile::NamedTempFile;

use super::{CommandError, counted, open_existing, seconds, words};
use crate::settings::Settings;

/// Writes everything to the file (none: standard output) and says how much on standard error.
pub async fn run(settings: &Settings, file: Option<PathBuf>) -> Result<(), CommandError> {
    let service = open_existing(settings).await?;
    let start = Instant::now();
    let (name, outcome) = match &file {
        Some(file) => (file.display().to_string(), to_file(&service, file).await),
        None => (
            "standard output".to_owned(),
            service
                .export(&Caller::System, BufWriter::new(io::stdout()))
                .await,
        ),
    };
    service.store().close().await;
    let report = outcome.map_err(|problem| match problem {
        ExportProblem::Stopped(problem) => {
            CommandError::of("the export was stopped", words(&problem))
        }
        ExportProblem::Unwritable(error) => {
            CommandError::of(format_args!("cannot write {name}"), error)
        }
    })?;
    let ExportReport { groups, users } = report;
    // Nobody reading it is no reason to fail.
    let _ = writeln!(
        io::stderr(),
        "Exported {} and {} to {name} in {}",
        counted(groups, "group", "groups"),
        counted(users, "integration user", "integration users"),
        seconds(start)
    );
    Ok(())
}

/// Beside the file first, readable for its owner only, and put in its place when it is whole and on disk: an export that
/// breaks off leaves what was there. A pipe or a device stays what it is, and is written to.
async fn to_file(service: &Service, file: &Path) -> Result<ExportReport, ExportProblem> {
    if fs::metadata(file).is_ok_and(|there| !there.is_file() && !there.is_dir()) {
        let there = fs::OpenOptions::new().write(true).open(file)?;
        return service.export(&Caller::System, BufWriter::new(there)).await;
    }
    let directory = match file.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let mut partial = NamedTempFile::new_in(directory)?;
    let report = service
        .export(&Caller::System, BufWriter::new(partial.as_file_mut()))
        .await?;
    partial.as_file().sync_all()?;
    partial.persist(file).map_err(|error| error.error)?;
    fs::File::open(directory)?.sync_all()?;
    Ok(report)
}
