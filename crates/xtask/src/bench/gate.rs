//! `cargo xtask bench gate`: calls through the gate with RS256 tokens, beside a bare axum route.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use clap::Args;

use super::load::{Load, Measured};
use super::memory::{self, Course};
use super::stats::{HEAD, Row};
use crate::idp::{self, Idp};
use crate::paths::{self, Profile};
use crate::served::Served;
use crate::step::{Outcome, Report, say};
use crate::{http, server, sh};

/// What the gate must reach of the bare route.
const ENOUGH: f64 = 0.5;

/// How long it is asked before it counts.
const WARM_UP: Duration = Duration::from_secs(2);

/// How long the tokens are good: longer than any run.
const TOKEN_SECONDS: u32 = 6 * 3600;

/// Where both are asked.
const PATH: &str = "/inbound/whoami";

/// How many groups the users are spread over.
const GROUPS: u64 = 200;

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
}

/// Measures and prints a table.
///
/// # Errors
/// When something cannot be built or started, when a call is refused, or the result is not good enough.
pub fn run(report: &mut Report, args: &GateArgs) -> Result<()> {
    if args.callers == 0 || args.callers > args.users || args.connections == 0 || args.runs == 0 {
        bail!("there must be connections and runs, and no more callers than users");
    }
    let binary = server::build_all(report, Profile::Release)?;
    let bare = build_bare(report)?;
    let idp = idp::start(report)?;
    let (gate, bare, requests) = report.need("Servers, users and tokens", || {
        let directory = tempfile::tempdir()?;
        let file = directory.path().join("users.ndjson");
        fs::write(&file, users(args.users))?;
        // The gate's own measure of how often one client may call is not what is measured here.
        let more = [("IU_GATE_RATE", "1000000"), ("IU_GATE_BURST", "1000000")];
        let gate = Served::start(&binary, &[&file], idp.environment().into_iter().chain(more))?;
        let bare = Served::plain(&mut sh::command(&bare))?;
        let requests = requests(args, &idp, &gate)?;
        Ok((Outcome::Done, (gate, bare, requests)))
    })?;
    let (bare, through) = report.need("Calls", || {
        Ok((Outcome::Done, measure(args, &bare, &gate, &requests)?))
    })?;
    let course = report.need("Memory under load", || {
        Ok((Outcome::Done, watch(args, &gate, &requests)?))
    })?;
    conclude(args, &bare, &through, &course)
}

fn build_bare(report: &mut Report) -> Result<PathBuf> {
    report.need("The bare route", || {
        let mut cargo = sh::cargo();
        cargo.args([
            "build",
            "--package",
            "server",
            "--example",
            "bare",
            "--release",
        ]);
        sh::run(&mut cargo)?;
        let name = format!("bare{}", std::env::consts::EXE_SUFFIX);
        Ok((
            Outcome::Done,
            paths::target().join("release/examples").join(name),
        ))
    })
}

/// As many integration users as are asked for, always the same, in groups that are spread over them.
fn users(count: u32) -> String {
    let mut text = String::new();
    for group in 0..GROUPS {
        let kind = if group % 10 == 0 {
            "Administrator"
        } else {
            "Sales"
        };
        let _ = writeln!(
            text,
            r#"{{"group":{{"variableName":"bench{group}","label":"Bench {group:03}","type":"{kind}"}}}}"#
        );
    }
    for number in 0..count {
        let groups: Vec<String> = (0..3)
            .map(|nth| mixed(u64::from(number) * 3 + nth) % GROUPS)
            .map(|group| format!(r#"{{"variableName":"bench{group}"}}"#))
            .collect();
        let _ = writeln!(
            text,
            r#"{{"integrationUser":{{"oauthClientId":"{}","firstName":"Bench {number:06}","groups":{{"items":[{}]}}}}}}"#,
            client_id(number),
            groups.join(",")
        );
    }
    text
}

/// 32 hexadecimal digits, as identity providers issue them.
fn client_id(number: u32) -> String {
    let seed = u64::from(number) * 2;
    format!("{:016x}{:016x}", mixed(seed), mixed(seed + 1))
}

/// The mixer of `SplitMix64`: well mixed, and the same everywhere and always.
fn mixed(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A whole request for each caller; the callers are spread over all users.
fn requests(args: &GateArgs, idp: &Idp, gate: &Served) -> Result<Vec<Vec<u8>>> {
    let step = args.users / args.callers;
    let clients: Vec<String> = (0..args.callers).map(|nth| client_id(nth * step)).collect();
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

/// Both by turns, so that what else the machine does falls on both.
fn measure(
    args: &GateArgs,
    bare: &Served,
    gate: &Served,
    requests: &[Vec<u8>],
) -> Result<(Row, Row)> {
    let time = Duration::from_secs(args.seconds);
    let load = |server: &Served| -> Result<Measured> {
        let measured = Load {
            address: server.address()?,
            requests,
            connections: args.connections,
        }
        .run(WARM_UP, time)?;
        if measured.others > 0 {
            bail!("{} calls were not answered with 200", measured.others);
        }
        Ok(measured)
    };
    let (mut bare_runs, mut gate_runs) = (Vec::new(), Vec::new());
    for run in 1..=args.runs {
        bare_runs.push(load(bare)?);
        gate_runs.push(load(gate)?);
        say(&format!(
            "  run {run}: bare {:.0}/s, gate {:.0}/s",
            bare_runs[run - 1].per_second,
            gate_runs[run - 1].per_second
        ));
    }
    Ok((
        Row {
            name: "bare axum route",
            runs: bare_runs,
        },
        Row {
            name: "gate, RS256",
            runs: gate_runs,
        },
    ))
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

fn conclude(args: &GateArgs, bare: &Row, gate: &Row, course: &Course) -> Result<()> {
    println!(
        "{} integration users registered, {} of them calling over {} connections; {} runs of {} s each, by turns",
        args.users, args.callers, args.connections, args.runs, args.seconds
    );
    println!("{HEAD}\n{}\n{}", bare.line(), gate.line());
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
    fn users_are_always_the_same_and_differ_from_one_another() {
        assert_eq!(users(3), users(3));
        let ids: std::collections::HashSet<String> = (0..10_000).map(client_id).collect();
        assert_eq!(ids.len(), 10_000);
        assert!(ids.iter().all(|id| id.len() == 32));
        for line in users(2).lines() {
            let _: serde_json::Value = serde_json::from_str(line).expect("JSON");
        }
    }

    #[test]
    fn the_file_holds_groups_and_users() {
        assert_eq!(users(5).lines().count(), 205);
    }
}
