//! How much memory a process holds.

use std::fs;

use anyhow::{Context, Result};

/// What a process holds in memory now, in KiB.
///
/// # Errors
/// Where there is no `/proc`.
pub fn resident(process: u32) -> Result<u64> {
    let path = format!("/proc/{process}/status");
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {path}"))?;
    parse(&text).with_context(|| format!("{path} says nothing of VmRSS"))
}

fn parse(status: &str) -> Option<u64> {
    value(status, "VmRSS:")
}

/// What the machine has, in GiB.
pub fn of_the_machine() -> Option<u64> {
    let text = fs::read_to_string("/proc/meminfo").ok()?;
    let kibibytes = value(&text, "MemTotal:")?;
    // A little of it is the kernel's and not told.
    Some((kibibytes + 512 * 1024) / (1024 * 1024))
}

fn value(text: &str, name: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse().ok()
}

/// Memory in the course of a measurement, in KiB.
#[derive(Debug, Default)]
pub struct Course(pub Vec<u64>);

impl Course {
    /// What the last third holds on average more than the second; the first third is for warming up.
    pub fn growth(&self) -> i64 {
        let third = self.0.len() / 3;
        if third == 0 {
            return 0;
        }
        let mean = |part: &[u64]| i64::try_from(part.iter().sum::<u64>() / part.len() as u64);
        let (second, last) = (
            mean(&self.0[third..2 * third]),
            mean(&self.0[self.0.len() - third..]),
        );
        last.unwrap_or(i64::MAX) - second.unwrap_or(0)
    }

    /// Whether it stayed as it was, but for what an allocator does: a hundredth, or 2 MiB.
    pub fn is_flat(&self) -> bool {
        let most = self.0.iter().max().copied().unwrap_or(0);
        self.growth() <= i64::try_from((most / 100).max(2048)).unwrap_or(i64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_is_found() {
        let status = "Name:\tx\nVmHWM:\t 9 kB\nVmRSS:\t  123456 kB\nThreads:\t4\n";
        assert_eq!(parse(status), Some(123_456));
        assert_eq!(parse("Name:\tx\n"), None);
    }

    #[test]
    fn warming_up_is_no_growth_but_growing_is() {
        let warm: Vec<u64> = [50_000, 80_000].into_iter().chain([100_000; 20]).collect();
        assert!(Course(warm).is_flat());
        let leak: Vec<u64> = (0..60).map(|second| 100_000 + 500 * second).collect();
        assert!(!Course(leak).is_flat());
        assert!(Course::default().is_flat());
    }
}
