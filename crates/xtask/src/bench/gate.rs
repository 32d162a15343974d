//! `cargo xtask bench gate`: calls through the gate with RS256 tokens, beside a bare axum route.

use std::fs;
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use clap::Args;
use serde_json::Value;

use super::figures::{Figure, Part, Unit};
use super::load::{Load, Measured, count};
use super::memory::{self, Course};
use super::pages::millis;
use super::stats::{HEAD, Row};
use super::targets::OURS;
use super::{Built, SEED};
use crate::idp::{self, Idp};
use crate::paths::Profile;
use crate::served::Served;
use crate::step::{Outcome, Report, say};
use crate::{data, http, sh};

/// What the gate must reach of the bare route.
const ENOUGH: f64 = 0.5;

/// How long it is asked before it counts.
const WARM_UP: Duration = Duration::from_secs(2);

/// How long the tokens are good: longer than any run.
const TOKEN_SECONDS: u32 = 6 * 3600;

/// Where both are asked.
const PATH: &str = "/inbound/whoami";

/// How many groups the users are spread over.
const GROUPS: u32 = 200;

/// How many tokens are new in a run at most: each takes the identity provider a while to sign.
const FRESH: usize = 2_000;

/// What can be said to `bench gate`.
#[derive(Args)]
pub struct GateArgs {
    /// How many integration users are registered
    #[arg(long, default_value_t = 100_000)]
    users: u32,
    /// How many of them call; each may make only so many calls a second
    #[arg(long, default_value_t = 2_000)]
    callers: u32,
    /// How many connections are open at a time
    #[arg(long, default_value_t = 32)]
    connections: usize,
    /// How often each is measured
    #[arg(long, default_value_t = 5)]
    runs: usize,
    /// How long each run takes, in seconds
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    /// How long memory is watched under load, in seconds
    #[arg(long, default_value_t = 60)]
    watch: u64,
    #[command(flatten)]
    built: Built,
}

/// What was measured.
pub struct Gauged {
    bare: Row,
    /// Tokens that have called before, as those of real clients mostly have.
    known: Row,
    /// Every token the first time.
    fresh: Row,
    course: Course,
}

/// Measures and prints a table.
///
/// # Errors
/// When something cannot be built or started, when a call is refused, or the result is not good enough.
pub fn run(report: &mut Report, args: &GateArgs) -> Result<()> {
    let gauged = gauge(report, args)?;
    conclude(args, &gauged)
}

/// As a part of the whole: figures.
///
/// # Errors
/// As [`run`], but for the result.
pub fn part(report: &mut Report, built: &Built, users: u32, runs: usize) -> Result<Vec<Figure>> {
    let args = GateArgs {
        users,
        callers: users.min(2_000),
        connections: 32,
        runs,
        seconds: 4,
        watch: 60,
        built: built.clone(),
    };
    let gauged = gauge(report, &args)?;
    let sqlite = format!("{OURS}, SQLite");
    let bare = "bare axum route".to_owned();
    let mut figures = Vec::new();
    for (row, who, prefix) in [
        (&gauged.bare, &bare, "calls"),
        (&gauged.known, &sqlite, "calls"),
        (&gauged.fresh, &sqlite, "calls, each token new"),
    ] {
        let mut add = |what: String, unit, of: fn(&Measured) -> f64| {
            figures.push(Figure {
                part: Part::Gate,
                what,
                who: who.clone(),
                unit,
                runs: row.runs.iter().map(of).collect(),
            });
        };
        add(prefix.to_owned(), Unit::PerSecond, |run| run.per_second);
        add(format!("{prefix}, p50"), Unit::Millis, |run| {
            millis(run.p50)
        });
        add(format!("{prefix}, p99"), Unit::Millis, |run| {
            millis(run.p99)
        });
    }
    let mut memory = |what: &str, kibibytes: Option<&u64>| {
        let kibibytes = kibibytes.copied().unwrap_or(0);
        figures.push(Figure {
            part: Part::Gate,
            what: what.to_owned(),
            who: sqlite.clone(),
            unit: Unit::Mebibytes,
            runs: vec![count(usize::try_from(kibibytes).unwrap_or(usize::MAX)) / 1024.0],
        });
    };
    memory("memory after a minute of calls", gauged.course.0.last());
    memory("memory at most", gauged.course.0.iter().max());
    Ok(figures)
}

fn gauge(report: &mut Report, args: &GateArgs) -> Result<Gauged> {
    if args.callers == 0 || args.callers > args.users || args.connections == 0 || args.runs == 0 {
        bail!("there must be connections and runs, and no more callers than users");
    }
    let binary = args.built.program(report)?;
    let bare = build_bare(report, args.built.profile())?;
    let idp = idp::start(report)?;
    let (gate, bare, requests, fresh) = report.need("Servers, users and tokens", || {
        let directory = tempfile::tempdir()?;
        let file = directory.path().join("users.ndjson");
        let mut ndjson = Vec::new();
        data::write(&mut ndjson, u64::from(args.users), GROUPS, SEED)?;
        fs::write(&file, &ndjson)?;
        // The gate's own measure of how often one client may call is not what is measured here.
        let more = [("IU_GATE_RATE", "1000000"), ("IU_GATE_BURST", "1000000")];
        let gate = Served::start(&binary, &[&file], idp.environment().into_iter().chain(more))?;
        let bare = Served::plain(&mut sh::command(&bare))?;
        let ndjson = String::from_utf8_lossy(&ndjson);
        let callers = usize::try_from(args.callers)?;
        let requests = requests(callers, &ndjson, &idp, &gate)?;
        // Every mint makes other tokens, also for the same clients.
        let fresh =
            (0..args.runs).map(|_| self::requests(callers.min(FRESH), &ndjson, &idp, &gate));
        let fresh = fresh.collect::<Result<Vec<_>>>()?;
        Ok((Outcome::Done, (gate, bare, requests, fresh)))
    })?;
    let [bare, known, fresh] = report.need("Calls", || {
        Ok((
            Outcome::Done,
            measure(args, &bare, &gate, &requests, &fresh)?,
        ))
    })?;
    let course = report.need("Memory under load", || {
        Ok((Outcome::Done, watch(args, &gate, &requests)?))
    })?;
    Ok(Gauged {
        bare,
        known,
        fresh,
        course,
    })
}

fn build_bare(report: &mut Report, profile: Profile) -> Result<PathBuf> {
    report.need("The bare route", || {
        let mut cargo = sh::cargo();
        cargo.args(["build", "--package", "server", "--example", "bare"]);
        if profile == Profile::Release {
            cargo.arg("--release");
        }
        sh::run(&mut cargo)?;
        let name = format!("bare{}", std::env::consts::EXE_SUFFIX);
        let program = profile.binary().with_file_name("examples").join(name);
        Ok((Outcome::Done, program))
    })
}

/// The client ids of those who are active, from the file that is loaded.
fn clients(ndjson: &str) -> Vec<String> {
    ndjson
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .map(|mut line| line["integrationUser"].take())
        .filter(|user| user["status"]["value"] != 0)
        .filter_map(|user| user["oauthClientId"].as_str().map(str::to_owned))
        .collect()
}

/// A whole request for each caller; the callers are spread over all users.
fn requests(callers: usize, ndjson: &str, idp: &Idp, gate: &Served) -> Result<Vec<Vec<u8>>> {
    let active = clients(ndjson);
    let step = (active.len() / callers).max(1);
    let clients: Vec<String> = active.into_iter().step_by(step).take(callers).collect();
    let tokens = idp.mint(&clients, TOKEN_SECONDS)?;
    let first = tokens.first().context("there is no token")?;
    let answer = http::get(
        &format!("{}{PATH}", gate.origin),
        &[("Authorization", &format!("Bearer {first}"))],
    )?;
    if answer.status != 200 {
        bail!("the gate answers {}: {}", answer.status, answer.body);
    }
    let host = gate.address()?;
    Ok(tokens
        .iter()
        .map(|token| {
            format!("GET {PATH} HTTP/1.1\r\nHost: {host}\r\nAccept: application/json\r\nAuthorization: Bearer {token}\r\n\r\n")
                .into_bytes()
        })
        .collect())
}

/// All by turns, so that what else the machine does falls on all.
fn measure(
    args: &GateArgs,
    bare: &Served,
    gate: &Served,
    requests: &[Vec<u8>],
    fresh: &[Vec<Vec<u8>>],
) -> Result<[Row; 3]> {
    let time = Duration::from_secs(args.seconds);
    let load = |server: &Served, requests| -> Result<Load<'_>> {
        Ok(Load {
            address: server.address()?,
            requests,
            connections: args.connections,
        })
    };
    let mut rows = ["bare axum route", "gate, RS256", "gate, each token new"].map(|name| Row {
        name,
        runs: Vec::new(),
    });
    for (run, fresh) in fresh.iter().enumerate() {
        rows[0].runs.push(load(bare, requests)?.run(WARM_UP, time)?);
        rows[1].runs.push(load(gate, requests)?.run(WARM_UP, time)?);
        rows[2].runs.push(load(gate, fresh)?.each_once()?);
        let others: u64 = rows.iter().map(|row| row.runs[run].others).sum();
        if others > 0 {
            bail!("{others} calls were not answered with 200");
        }
        let said: Vec<String> = rows
            .iter()
            .map(|row| format!("{} {:.0}/s", row.name, row.runs[run].per_second))
            .collect();
        say(&format!("  run {}: {}", run + 1, said.join(", ")));
    }
    Ok(rows)
}

/// Memory of the gate, once a second, while it is under load.
fn watch(args: &GateArgs, gate: &Served, requests: &[Vec<u8>]) -> Result<Course> {
    let load = Load {
        address: gate.address()?,
        requests,
        connections: args.connections,
    };
    thread::scope(|scope| {
        let loading = scope.spawn(|| load.run(Duration::ZERO, Duration::from_secs(args.watch)));
        let mut course = Course::default();
        while !loading.is_finished() {
            course.0.push(memory::resident(gate.id())?);
            thread::sleep(Duration::from_secs(1));
        }
        match loading.join() {
            Ok(measured) => measured.map(|_| course),
            Err(_) => bail!("the load has panicked"),
        }
    })
}

fn conclude(args: &GateArgs, gauged: &Gauged) -> Result<()> {
    let Gauged {
        bare,
        known: gate,
        fresh,
        course,
    } = gauged;
    println!(
        "{} integration users registered, {} of them calling over {} connections; {} runs of {} s each, by turns",
        args.users, args.callers, args.connections, args.runs, args.seconds
    );
    println!("{HEAD}\n{}\n{}\n{}", bare.line(), gate.line(), fresh.line());
    let ratio = match (gate.per_second(), bare.per_second()) {
        (Some(gate), Some(bare)) => gate.median / bare.median,
        _ => 0.0,
    };
    println!("The gate reaches {ratio:.2} of the bare route; {ENOUGH} is asked for.");
    let mib = |kib: u64| format!("{}.{} MiB", kib / 1024, kib % 1024 * 10 / 1024);
    println!(
        "Memory over {} s under load: {} at first, {} at last, {} at most; {}.",
        args.watch,
        mib(course.0.first().copied().unwrap_or(0)),
        mib(course.0.last().copied().unwrap_or(0)),
        mib(course.0.iter().max().copied().unwrap_or(0)),
        if course.is_flat() { "flat" } else { "growing" }
    );
    if ratio < ENOUGH {
        bail!("the gate reaches only {ratio:.2} of the bare route");
    }
    if !course.is_flat() {
        bail!(
            "memory grows by {} KiB within a third of the time",
            course.growth()
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_who_are_inactive_do_not_call() {
        let mut ndjson = Vec::new();
        data::write(&mut ndjson, 1_000, 10, SEED).expect("memory");
        let clients = clients(&String::from_utf8(ndjson).expect("text"));
        assert!((800..1_000).contains(&clients.len()), "{}", clients.len());
        let line = r#"{"integrationUser":{"oauthClientId":"a","status":{"value":0}}}"#;
        assert_eq!(self::clients(line), [""; 0]);
        let line = r#"{"integrationUser":{"oauthClientId":"a"}}"#;
        assert_eq!(self::clients(line), ["a"]);
    }
}
