//! How fast the list, its counts and its facets are, and how long a start takes, with as many integration users as wanted:
//!
//! ```sh
//! cargo run --release -p service --example million -- fill  sqlite://million.db 1000000 5000
//! cargo run --release -p service --example million -- lists sqlite://million.db sql
//! cargo run --release -p service --example million -- lists sqlite://million.db memory
//! cargo run --release -p service --example million -- start sqlite://million.db
//! ```
//!
//! `sql` asks the database alone, `memory` has the registry of the gate loaded first, as a server has. The same with
//! `postgres://…`.

mod data;
mod queries;

use std::error::Error;
use std::fs::File;
use std::io::{BufReader, BufWriter, Seek};
use std::time::{Duration, Instant};

use domain::{Caller, Timestamp};
use gate::Gate;
use service::{Clock, Service, SystemClock};
use store::{DatabaseUrl, OpenOptions, Store};

/// So many users are indexed together.
const TOGETHER: u32 = 16_384;

type Outcome = Result<(), Box<dyn Error>>;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Outcome {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["fill", url, users, groups] => {
            let size = data::Size {
                users: users.parse()?,
                groups: groups.parse()?,
            };
            fill(url, size).await
        }
        ["lists", url, way @ ("sql" | "memory")] => {
            let service = open(url).await?;
            if *way == "memory" {
                service
                    .load_gate()
                    .await
                    .map_err(|why| format!("{why:?}"))?;
                // As a server does: out of touch for long, memory is not asked.
                let follower = service.clone();
                tokio::spawn(async move { follower.follow_gate(std::future::pending()).await });
            }
            queries::measure(&service).await
        }
        ["start", url] => start(url).await,
        _ => Err("fill URL USERS GROUPS | lists URL sql|memory | start URL".into()),
    }
}

async fn open(url: &str) -> Result<Service, Box<dyn Error>> {
    let url: DatabaseUrl = url.parse()?;
    let mut options = OpenOptions::new(SystemClock.now());
    options.wait = Duration::from_mins(1);
    let store = Store::open(&url, &options).await?;
    Ok(Service::with_system_clock(store).with_gate(Gate::closed()))
}

/// Makes the data and imports them.
async fn fill(url: &str, size: data::Size) -> Outcome {
    let service = open(url).await?;
    let mut file: File = tempfile::tempfile()?;
    let begun = Instant::now();
    data::write(size, &mut BufWriter::new(&file))?;
    println!(
        "made {} bytes in {:?}",
        file.stream_position()?,
        begun.elapsed()
    );
    file.rewind()?;
    let begun = Instant::now();
    let report = service
        .import(&Caller::System, BufReader::new(file), &mut |_| {})
        .await
        .map_err(|why| format!("{why:?}"))?;
    println!("imported {report:?} in {:?}", begun.elapsed());
    let begun = Instant::now();
    while service.store().index_some(TOGETHER).await? {}
    println!("indexed in {:?}", begun.elapsed());
    service.store().close().await;
    Ok(())
}

/// What a start does before the gate is exact.
async fn start(url: &str) -> Outcome {
    let begun = Instant::now();
    let service = open(url).await?;
    println!("open after {:?}, {}", begun.elapsed(), memory());
    service
        .load_gate()
        .await
        .map_err(|why| format!("{why:?}"))?;
    println!(
        "gate exact after {:?}, {} users, {}",
        begun.elapsed(),
        service.gate().registry().len(),
        memory()
    );
    Ok(())
}

/// What this process has in memory, in the words of the system.
fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let lines = status.lines().filter(|line| {
        line.starts_with("VmHWM") || line.starts_with("VmRSS") || line.starts_with("Rss")
    });
    lines
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect::<Vec<_>>()
        .join(", ")
}

/// Now.
fn now() -> Timestamp {
    SystemClock.now()
}
