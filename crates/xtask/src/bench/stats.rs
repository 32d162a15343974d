//! Several runs of the same measurement, in one line.

use std::fmt;
use std::time::Duration;

use super::load::Measured;

/// The middle of several numbers, and how far they lie apart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// The one in the middle.
    pub median: f64,
    least: f64,
    most: f64,
}

impl Spread {
    /// Of these numbers; nothing of none.
    pub fn of(numbers: impl IntoIterator<Item = f64>) -> Option<Self> {
        let mut numbers: Vec<f64> = numbers.into_iter().collect();
        numbers.sort_by(f64::total_cmp);
        Some(Self {
            median: *numbers.get(numbers.len() / 2)?,
            least: *numbers.first()?,
            most: *numbers.last()?,
        })
    }
}

impl fmt::Display for Spread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Whole numbers for what is counted in thousands, thousandths for times and ratios.
        let digits = if self.median < 100.0 { 3 } else { 0 };
        write!(
            f,
            "{:.digits$} ({:.digits$} … {:.digits$})",
            self.median, self.least, self.most
        )
    }
}

/// All runs of one thing.
pub struct Row {
    /// What was measured.
    pub name: &'static str,
    /// Its runs.
    pub runs: Vec<Measured>,
}

impl Row {
    /// Answers per second.
    pub fn per_second(&self) -> Option<Spread> {
        Spread::of(self.runs.iter().map(|run| run.per_second))
    }

    fn times(&self, which: impl Fn(&Measured) -> Duration) -> Option<Spread> {
        Spread::of(
            self.runs
                .iter()
                .map(|run| which(run).as_secs_f64() * 1000.0),
        )
    }

    /// A line of the table.
    pub fn line(&self) -> String {
        let shown = |spread: Option<Spread>| spread.map_or_else(String::new, |s| s.to_string());
        format!(
            "| {:<24} | {:>26} | {:>22} | {:>22} |",
            self.name,
            shown(self.per_second()),
            shown(self.times(|run| run.p50)),
            shown(self.times(|run| run.p99)),
        )
    }
}

/// The head of the table.
pub const HEAD: &str = "\
| Median (least … most)    |                 per second |               p50 (ms) |               p99 (ms) |
|--------------------------|---------------------------:|-----------------------:|-----------------------:|";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_one_counts() {
        let spread = Spread::of([3.0, 1.0, 20.0]).expect("three numbers");
        assert_eq!(spread.to_string(), "3.000 (1.000 … 20.000)");
        assert_eq!(
            Spread::of([41_000.4]).expect("a number").to_string(),
            "41000 (41000 … 41000)"
        );
        assert_eq!(Spread::of([]), None);
    }
}
