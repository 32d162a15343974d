//! `cargo xtask bench`: how fast, and how much of it. What is measured stands beside something to compare it with, in the same run.

mod browser;
mod chart;
mod contender;
mod django;
mod figures;
mod gate;
mod lists;
mod load;
mod memory;
mod page;
mod pages;
mod process;
mod stats;
mod targets;

use std::fs;
use std::io::BufWriter;
use std::path::PathBuf;
use std::thread;

use anyhow::{Result, bail};
use clap::{Args, Subcommand};

use self::contender::Contender;
use self::figures::{Figure, Part, Stamp};
use crate::paths::Profile;
use crate::postgres::{self, Postgres};
use crate::step::{Outcome, Report};
use crate::{data, node, server};

/// The same data every time.
const SEED: u64 = 1;

/// What can be said to `bench`.
#[derive(Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct BenchArgs {
    #[command(subcommand)]
    what: Option<What>,
    /// How many integration users there are
    #[arg(long, default_value_t = 100_000)]
    users: u32,
    /// How many groups
    #[arg(long, default_value_t = 2_500)]
    groups: u32,
    /// How often everything is measured
    #[arg(long, default_value_t = 5)]
    runs: usize,
    /// Only this part; can be given several times
    #[arg(long, value_name = "PART")]
    only: Vec<Part>,
    /// Leave out the comparison with Django admin
    #[arg(long)]
    without_django: bool,
    /// Put the figures into docs/performance.md; parts that are not measured now stay there as they are
    #[arg(long)]
    write: bool,
    #[command(flatten)]
    built: Built,
}

/// Which program is measured.
#[derive(Args, Clone)]
struct Built {
    /// Measure the unoptimised build, only to try this command out: the figures mean nothing
    #[arg(long)]
    dev: bool,
    /// Measure this program instead of building one
    #[arg(long, value_name = "FILE")]
    binary: Option<PathBuf>,
}

impl Built {
    fn profile(&self) -> Profile {
        Profile::of(!self.dev)
    }

    /// The program, built as far as that is needed.
    fn program(&self, report: &mut Report) -> Result<PathBuf> {
        match &self.binary {
            Some(binary) => Ok(binary.canonicalize()?),
            None => server::build_all(report, self.profile()),
        }
    }
}

#[derive(Subcommand)]
enum What {
    /// Calls through the gate over HTTP, beside a bare axum route; fails when the gate is too slow or its memory grows
    Gate(gate::GateArgs),
}

/// Measures and prints a table.
///
/// # Errors
/// When something cannot be built or started, or the result is not good enough.
pub fn run(report: &mut Report, args: &BenchArgs) -> Result<()> {
    match &args.what {
        Some(What::Gate(args)) => gate::run(report, args),
        None => whole(report, args),
    }
}

/// What the parts are measured with.
struct Scene<'a> {
    args: &'a BenchArgs,
    binary: PathBuf,
    file: PathBuf,
    /// Only where a part needs it.
    postgres: Option<Postgres>,
    contenders: Vec<Contender>,
    browser: Option<PathBuf>,
}

fn whole(report: &mut Report, args: &BenchArgs) -> Result<()> {
    report.with_table();
    if args.runs == 0 || args.users < 200 || args.groups < 2 {
        bail!("there must be a run, 200 integration users and two groups at least");
    }
    let wanted = |part: Part| args.only.is_empty() || args.only.contains(&part);
    let any = |parts: &[Part]| parts.iter().any(|part| wanted(*part));
    if args.write && args.built.dev {
        bail!("figures of the unoptimised build say nothing, so they are not written down");
    }
    let binary = args.built.program(report)?;
    let directory = tempfile::tempdir()?;
    let file = directory.path().join("users.ndjson");
    report.need("Generated integration users and groups", || {
        let mut out = BufWriter::new(fs::File::create(&file)?);
        data::write(&mut out, u64::from(args.users), args.groups, SEED)?;
        Ok((Outcome::Done, ()))
    })?;
    let mut scene = Scene {
        args,
        binary,
        file,
        postgres: None,
        contenders: Vec::new(),
        browser: None,
    };
    let compared = any(&[Part::Process, Part::Lists, Part::Pages, Part::Browser]);
    if compared || wanted(Part::Import) {
        scene.postgres = Some(postgres::start_careful(report)?);
    }
    if let Some(postgres) = scene.postgres.as_ref().filter(|_| compared) {
        let django = !args.without_django && any(&[Part::Lists, Part::Pages, Part::Browser]);
        scene.contenders = contender::all(report, &scene.binary, &scene.file, postgres, django)?;
    }
    if any(&[Part::Browser, Part::Duallist]) {
        node::ensure(report)?;
        scene.browser = crate::browser::ensure(report)?;
    }
    let mut measured = Vec::new();
    for part in Part::ALL.into_iter().filter(|part| wanted(*part)) {
        // What went wrong is said, and is a failure in the end; the other parts are measured all the same.
        let Ok(figures) = scene.measure(report, part) else {
            continue;
        };
        println!(
            "\n{}\n\n{}",
            part.title(),
            page::table(part, &figures.iter().collect::<Vec<_>>())
        );
        measured.push((part, scene.stamp(), figures));
    }
    if args.write {
        report.need(page::PAGE, || Ok((Outcome::Done, page::write(measured)?)))?;
    }
    Ok(())
}

impl Scene<'_> {
    fn measure(&self, report: &mut Report, part: Part) -> Result<Vec<Figure>> {
        let runs = self.args.runs;
        match part {
            Part::Process => step(report, part, || {
                let loaded: &[Contender] = self.contenders.get(..2).unwrap_or_default();
                process::measure(&self.binary, &self.file, runs, loaded)
            }),
            Part::Import => step(report, part, || {
                let Some(postgres) = &self.postgres else {
                    bail!("there is no PostgreSQL");
                };
                let users = u64::from(self.args.users);
                process::imports(&self.binary, &self.file, users, runs, postgres)
            }),
            Part::Lists => step(report, part, || lists::measure(&self.contenders, runs)),
            Part::Pages => step(report, part, || pages::measure(&self.contenders, runs)),
            Part::Gate => gate::part(report, &self.args.built, self.args.users, runs),
            Part::Browser => {
                let mut figures = Vec::new();
                for contender in &self.contenders {
                    let name = format!("{} in the browser", contender.who);
                    figures.extend(report.need(&name, || {
                        let browser = self.browser.as_ref();
                        Ok((Outcome::Done, browser::measure(contender, runs, browser)?))
                    })?);
                }
                Ok(figures)
            }
            Part::Duallist => {
                browser::dual_lists(report, &self.binary, SEED, runs, self.browser.as_ref())
            }
        }
    }

    fn stamp(&self) -> Stamp {
        Stamp {
            users: u64::from(self.args.users),
            groups: self.args.groups,
            runs: self.args.runs,
            processors: thread::available_parallelism().map_or(1, usize::from),
            memory: memory::of_the_machine().unwrap_or(0),
        }
    }
}

fn step(
    report: &mut Report,
    part: Part,
    work: impl FnOnce() -> Result<Vec<Figure>>,
) -> Result<Vec<Figure>> {
    report.need(part.title(), || Ok((Outcome::Done, work()?)))
}
