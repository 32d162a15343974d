//! Load: so many connections that are kept open, each asking again as soon as it has its answer.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};

/// How long an answer may take before the measurement is given up.
const PATIENCE: Duration = Duration::from_secs(10);

/// More than any answer that is measured.
const BUFFER: usize = 16 * 1024;

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
    /// Answers per second.
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
            workers
                .into_iter()
                .map(|worker| {
                    worker
                        .join()
                        .map_err(|_| anyhow!("a connection has panicked"))?
                })
                .collect::<Result<Vec<_>>>()
        })?;
        let mut times: Vec<u32> = Vec::new();
        let mut others = 0;
        for worker in all {
            times.extend(worker.times);
            others += worker.others;
        }
        times.sort_unstable();
        Ok(Measured {
            per_second: count(times.len()) / time.as_secs_f64(),
            p50: percentile(&times, 50),
            p99: percentile(&times, 99),
            others,
        })
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
            let status = connection.exchange(request)?;
            if asked >= begin {
                let micros = u32::try_from(asked.elapsed().as_micros()).unwrap_or(u32::MAX);
                worker.times.push(micros);
                worker.others += u64::from(status != 200);
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
            let read = self.stream.read(&mut self.buffer[filled..])?;
            if read == 0 {
                bail!("the connection was closed, or the answer is over {BUFFER} bytes");
            }
            filled += read;
            if let Some(answer) = Head::of(&self.buffer[..filled])
                && answer.length <= filled
            {
                return Ok(answer.status);
            }
        }
    }
}

/// What is known of an answer once its head is there.
#[derive(Debug, PartialEq, Eq)]
struct Head {
    status: u16,
    /// Of head and body.
    length: usize,
}

impl Head {
    fn of(bytes: &[u8]) -> Option<Self> {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
        let head = std::str::from_utf8(&bytes[..end]).ok()?;
        let status = head.get(9..12)?.parse().ok()?;
        let body = head
            .lines()
            .find_map(|line| {
                let (name, value) = line.split_once(':')?;
                name.eq_ignore_ascii_case("content-length")
                    .then(|| value.trim().parse().ok())
                    .flatten()
            })
            .unwrap_or(0);
        Some(Self {
            status,
            length: end + 4 + body,
        })
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
                length: answer.len()
            })
        );
        assert_eq!(Head::of(b"HTTP/1.1 200 OK\r\nContent-"), None);
    }

    #[test]
    fn percentiles_are_of_what_is_there() {
        let times: Vec<u32> = (1..=100).collect();
        assert_eq!(percentile(&times, 50), Duration::from_micros(51));
        assert_eq!(percentile(&times, 99), Duration::from_micros(100));
        assert_eq!(percentile(&[], 99), Duration::ZERO);
    }
}
