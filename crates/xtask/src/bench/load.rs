//! Load: so many connections that are kept open, each asking again as soon as it has its answer.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};

/// How long an answer may take before the measurement is given up.
const PATIENCE: Duration = Duration::from_secs(30);

/// Room for an answer at first; it grows.
const BUFFER: usize = 16 * 1024;

/// More than any answer that is measured.
const MOST: usize = 64 * 1024 * 1024;

/// What is asked, and how.
pub struct Load<'a> {
    /// Whom.
    pub address: SocketAddr,
    /// Whole requests; each connection begins at another one and goes round.
    pub requests: &'a [Vec<u8>],
    /// How many connections.
    pub connections: usize,
}

/// What was measured.
#[derive(Clone, Copy, Debug)]
pub struct Measured {
    /// Answers per second, only those with 200.
    pub per_second: f64,
    /// Half of the answers came within this time.
    pub p50: Duration,
    /// 99 of 100 did.
    pub p99: Duration,
    /// Answers other than 200.
    pub others: u64,
}

impl Load<'_> {
    /// Asks for so long without measuring, then for so long with it.
    ///
    /// # Errors
    /// When a connection breaks, or what comes back is not HTTP.
    pub fn run(&self, warm_up: Duration, time: Duration) -> Result<Measured> {
        let together = Barrier::new(self.connections);
        let all = thread::scope(|scope| {
            let workers: Vec<_> = (0..self.connections)
                .map(|number| {
                    let together = &together;
                    scope.spawn(move || self.ask(number, together, warm_up, time))
                })
                .collect();
            join(workers)
        })?;
        Ok(measured(all, time))
    }

    /// Asks each request once, as fast as the connections do, without warming up.
    ///
    /// # Errors
    /// As [`Load::run`].
    pub fn each_once(&self) -> Result<Measured> {
        let together = Barrier::new(self.connections);
        let share = self.requests.len().div_ceil(self.connections).max(1);
        let began = Instant::now();
        let all = thread::scope(|scope| {
            let workers: Vec<_> = (0..self.connections)
                .map(|number| {
                    let together = &together;
                    scope.spawn(move || {
                        let connection = Connection::open(self.address);
                        together.wait();
                        let mut connection = connection?;
                        let mut worker = Worker::default();
                        for request in self.requests.chunks(share).nth(number).unwrap_or_default() {
                            worker.exchange(&mut connection, request)?;
                        }
                        Ok(worker)
                    })
                })
                .collect();
            join(workers)
        })?;
        Ok(measured(all, began.elapsed()))
    }

    fn ask(
        &self,
        number: usize,
        together: &Barrier,
        warm_up: Duration,
        time: Duration,
    ) -> Result<Worker> {
        let connection = Connection::open(self.address);
        // Also when it has failed: the others wait here.
        together.wait();
        let mut connection = connection?;
        let begin = Instant::now() + warm_up;
        let end = begin + time;
        let mut worker = Worker::default();
        let stride = self.requests.len() / self.connections;
        let round = self.requests.iter().cycle().skip(number * stride);
        for request in round {
            let asked = Instant::now();
            if asked >= end {
                break;
            }
            if asked >= begin {
                worker.exchange(&mut connection, request)?;
            } else {
                connection.exchange(request)?;
            }
        }
        Ok(worker)
    }
}

/// What one connection has seen.
#[derive(Default)]
struct Worker {
    /// Microseconds.
    times: Vec<u32>,
    others: u64,
}

impl Worker {
    fn exchange(&mut self, connection: &mut Connection, request: &[u8]) -> Result<()> {
        let asked = Instant::now();
        let status = connection.exchange(request)?;
        let micros = u32::try_from(asked.elapsed().as_micros()).unwrap_or(u32::MAX);
        if status == 200 {
            self.times.push(micros);
        } else {
            self.others += 1;
        }
        Ok(())
    }
}

fn join(workers: Vec<thread::ScopedJoinHandle<'_, Result<Worker>>>) -> Result<Vec<Worker>> {
    workers
        .into_iter()
        .map(|worker| {
            worker
                .join()
                .map_err(|_| anyhow!("a connection has panicked"))?
        })
        .collect()
}

fn measured(all: Vec<Worker>, time: Duration) -> Measured {
    let others = all.iter().map(|worker| worker.others).sum();
    let mut times: Vec<u32> = all.into_iter().flat_map(|worker| worker.times).collect();
    times.sort_unstable();
    Measured {
        per_second: count(times.len()) / time.as_secs_f64(),
        p50: percentile(&times, 50),
        p99: percentile(&times, 99),
        others,
    }
}

struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    fn open(address: SocketAddr) -> Result<Self> {
        let stream =
            TcpStream::connect(address).with_context(|| format!("nobody answers at {address}"))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Self {
            stream,
            buffer: vec![0; BUFFER],
        })
    }

    /// Sends a request, reads the whole answer and gives its status.
    fn exchange(&mut self, request: &[u8]) -> Result<u16> {
        self.stream.write_all(request)?;
        let mut filled = 0;
        loop {
            if filled == self.buffer.len() {
                if filled >= MOST {
                    bail!("the answer is over {MOST} bytes");
                }
                self.buffer.resize(filled * 2, 0);
            }
            let read = self
                .stream
                .read(&mut self.buffer[filled..])
                .with_context(|| format!("no whole answer within {} s", PATIENCE.as_secs()))?;
            if read == 0 {
                bail!("the connection was closed");
            }
            filled += read;
            let answer = &self.buffer[..filled];
            if let Some(head) = Head::of(answer)
                && head.is_whole(answer)
            {
                return Ok(head.status);
            }
        }
    }
}

/// Sends one request after the other over one connection, up to a number and a time, but at least three; gives the
/// milliseconds of each answer.
///
/// # Errors
/// When one is not answered with 200.
pub fn one_by_one(
    address: SocketAddr,
    request: &[u8],
    times: usize,
    time: Duration,
) -> Result<Vec<f64>> {
    let mut connection = Connection::open(address)?;
    let mut took = Vec::with_capacity(times);
    let end = Instant::now() + time;
    while took.len() < 3 || (took.len() < times && Instant::now() < end) {
        let asked = Instant::now();
        let status = connection.exchange(request)?;
        took.push(asked.elapsed().as_secs_f64() * 1000.0);
        if status != 200 {
            bail!("{address} answers {status}");
        }
    }
    Ok(took)
}

/// What is known of an answer once its head is there.
#[derive(Debug, PartialEq, Eq)]
struct Head {
    status: u16,
    /// Of head and body; nothing for a body that comes in pieces.
    length: Option<usize>,
}

impl Head {
    fn of(bytes: &[u8]) -> Option<Self> {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
        let head = std::str::from_utf8(&bytes[..end]).ok()?;
        let status = head.get(9..12)?.parse().ok()?;
        let header = |wanted: &str| {
            head.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                name.eq_ignore_ascii_case(wanted).then(|| value.trim())
            })
        };
        let chunked = header("transfer-encoding").is_some_and(|coding| coding == "chunked");
        let body: usize = header("content-length")
            .and_then(|length| length.parse().ok())
            .unwrap_or(0);
        Some(Self {
            status,
            length: (!chunked).then_some(end + 4 + body),
        })
    }

    /// Whether all of the answer is there. As one is asked for at a time, pieces end with the last bytes that came.
    fn is_whole(&self, answer: &[u8]) -> bool {
        self.length.map_or_else(
            || answer.ends_with(b"\r\n0\r\n\r\n"),
            |length| length <= answer.len(),
        )
    }
}

/// The time within which so many of 100 came.
fn percentile(sorted: &[u32], percent: usize) -> Duration {
    let at = (sorted.len() * percent / 100).min(sorted.len().saturating_sub(1));
    Duration::from_micros(u64::from(sorted.get(at).copied().unwrap_or(0)))
}

/// Counts here are far below 2^52.
#[expect(
    clippy::cast_precision_loss,
    reason = "no count of ours reaches 2^52, up to which this is exact"
)]
pub fn count(number: usize) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_are_read() {
        let answer = b"HTTP/1.1 403 Forbidden\r\ncontent-length: 5\r\n\r\nhello";
        assert_eq!(
            Head::of(answer),
            Some(Head {
                status: 403,
                length: Some(answer.len())
            })
        );
        assert_eq!(Head::of(b"HTTP/1.1 200 OK\r\nContent-"), None);
    }

    #[test]
    fn answers_end_with_their_length_or_their_last_piece() {
        let whole = |answer: &[u8]| Head::of(answer).expect("a head").is_whole(answer);
        assert!(whole(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"));
        assert!(!whole(b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nok"));
        let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        assert!(!whole(format!("{head}2\r\nok\r\n").as_bytes()));
        assert!(whole(format!("{head}2\r\nok\r\n0\r\n\r\n").as_bytes()));
    }

    #[test]
    fn percentiles_are_of_what_is_there() {
        let times: Vec<u32> = (1..=100).collect();
        assert_eq!(percentile(&times, 50), Duration::from_micros(51));
        assert_eq!(percentile(&times, 99), Duration::from_micros(100));
        assert_eq!(percentile(&[], 99), Duration::ZERO);
    }
}
