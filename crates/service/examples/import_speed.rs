//! Scratch.
use domain::{Caller, Timestamp};
use service::Service;
use std::fs::File;
use std::io::BufReader;
use std::time::Instant;
use store::{DatabaseUrl, OpenOptions, Store};

#[tokio::main]
async fn main() {
    let file = std::env::args().nth(1).unwrap();
    let runs: usize = std::env::args().nth(2).map_or(1, |n| n.parse().unwrap());
    for _ in 0..runs {
        let dir =
            tempfile::tempdir_in(std::env::var("SPEED_DIR").unwrap_or("/tmp".into())).unwrap();
        let url = match std::env::var("SPEED_PG") {
            Ok(url) => url.parse().unwrap(),
            Err(_) => DatabaseUrl::sqlite(dir.path().join("x.db")),
        };
        let store = Store::open(&url, &OpenOptions::new(Timestamp::default()))
            .await
            .unwrap();
        let service = Service::with_system_clock(store);
        let start = Instant::now();
        let mut last = Instant::now();
        let report = service
            .import(
                &Caller::System,
                BufReader::with_capacity(256 * 1024, File::open(&file).unwrap()),
                &mut |p| {
                    if last.elapsed().as_millis() > 900 {
                        last = Instant::now();
                        eprintln!("{:.1} {p:?}", start.elapsed().as_secs_f64());
                    }
                },
            )
            .await
            .unwrap();
        let t = start.elapsed().as_secs_f64();
        service.store().close().await;
        println!(
            "{report:?}: {t:.2} s, {:.0} users/s; closed after {:.2}",
            report.users.total() as f64 / t,
            start.elapsed().as_secs_f64()
        );
    }
}
