//! The program by itself: how fast it starts, how much memory it holds, and how fast it loads a file.

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use super::contender::Contender;
use super::figures::{Figure, Part, Unit};
use super::load::count;
use super::targets::OURS;
use super::{memory, pages};
use crate::http;
use crate::postgres::Postgres;
use crate::served::{self, Served};

/// How long it rests before its memory counts as idle.
const REST: Duration = Duration::from_secs(2);

/// A page that everybody may see.
const SIGN_IN: &str = "/sign-in";

/// How long it is under load.
const LOAD: Duration = Duration::from_secs(10);

/// The most loads of a file: each is long, and they differ little.
const MOST_IMPORTS: usize = 3;

/// Start-up to the first page and until the gate knows all users, and memory soon after, of a database that is there.
///
/// # Errors
/// When it does not start.
pub fn measure(
    binary: &Path,
    file: &Path,
    runs: usize,
    loaded: &[Contender],
) -> Result<Vec<Figure>> {
    let directory = tempfile::tempdir()?;
    let settings = served::settings(directory.path(), []);
    served::import(binary, &settings, file)?;
    let (mut starts, mut complete, mut idle) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..runs {
        let began = Instant::now();
        let served = Served::serve(binary, settings.clone(), None)?;
        let page = format!("{}{SIGN_IN}", served.origin);
        if http::get(&page, &[])?.status != 200 {
            bail!("it serves, but no page");
        }
        starts.push(pages::millis(began.elapsed()));
        served.wait_until_ready()?;
        complete.push(pages::millis(began.elapsed()));
        thread::sleep(REST);
        idle.push(mebibytes(memory::resident(served.id())?));
    }
    let sqlite = format!("{OURS}, SQLite");
    let mut figures = vec![
        figure(Part::Process, "start-up", &sqlite, Unit::Millis, starts),
        figure(
            Part::Process,
            "start-up, gate complete",
            &sqlite,
            Unit::Millis,
            complete,
        ),
        figure(
            Part::Process,
            "memory, idle",
            &sqlite,
            Unit::Mebibytes,
            idle,
        ),
    ];
    for contender in loaded {
        let most = under_load(contender)?;
        figures.push(figure(
            Part::Process,
            "memory, rendering pages",
            &contender.who,
            Unit::Mebibytes,
            vec![most],
        ));
    }
    Ok(figures)
}

/// The most memory that it holds while it renders pages for 32 connections.
fn under_load(contender: &Contender) -> Result<f64> {
    thread::scope(|scope| {
        let loading = scope.spawn(|| pages::load_ours(contender, LOAD));
        let mut most = 0;
        while !loading.is_finished() {
            most = most.max(memory::resident(contender.served.id())?);
            thread::sleep(Duration::from_millis(200));
        }
        match loading.join() {
            Ok(measured) => measured.map(|_| mebibytes(most)),
            Err(_) => bail!("the load has panicked"),
        }
    })
}

/// A command that loads a file.
type Import = fn(&Path, &[(String, String)], &Path) -> Result<()>;

/// Users a second, into new databases.
///
/// # Errors
/// When a file is refused.
pub fn imports(
    binary: &Path,
    file: &Path,
    users: u64,
    runs: usize,
    postgres: &Postgres,
) -> Result<Vec<Figure>> {
    let mut figures = Vec::new();
    let users = count(usize::try_from(users).unwrap_or(usize::MAX));
    let only = "integration users";
    for (database, what, import) in [
        ("SQLite", only, served::import_only as Import),
        (
            "SQLite",
            "integration users, their index complete",
            served::import,
        ),
        // Its index is complete in any case.
        ("PostgreSQL", only, served::import_only),
    ] {
        let mut rates = Vec::new();
        for run in 0..runs.min(MOST_IMPORTS) {
            let directory = tempfile::tempdir()?;
            let url = match database {
                "PostgreSQL" => Some(postgres.database(&format!("import{run}"))?),
                _ => None,
            };
            let environment = url.iter().map(|url| ("IU_DATABASE_URL", url.as_str()));
            let settings = served::settings(directory.path(), environment);
            let began = Instant::now();
            import(binary, &settings, file)?;
            rates.push(users / began.elapsed().as_secs_f64());
        }
        let who = format!("{OURS}, {database}");
        figures.push(figure(Part::Import, what, &who, Unit::PerSecond, rates));
    }
    Ok(figures)
}

fn figure(part: Part, what: &str, who: &str, unit: Unit, runs: Vec<f64>) -> Figure {
    Figure {
        part,
        what: what.to_owned(),
        who: who.to_owned(),
        unit,
        runs,
    }
}

/// KiB as MiB.
fn mebibytes(kibibytes: u64) -> f64 {
    count(usize::try_from(kibibytes).unwrap_or(usize::MAX)) / 1024.0
}
