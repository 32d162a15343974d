//! Several runs of the same measurement, in one line.

use std::fmt;
use std::time::Duration;

use super::load::Measured;

/// The middle of several numbers, and how far they lie apart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// The one in the middle.
    pub median: f64,
    /// The smallest.
    pub least: f64,
    /// The largest.
    pub most: f64,
}

/// The number below which so many of 100 are, of sorted ones.
pub fn percentile(sorted: &[f64], percent: usize) -> f64 {
    let at = (sorted.len() * percent / 100).min(sorted.len().saturating_sub(1));
    sorted.get(at).copied().unwrap_or(0.0)
}

/// A number for people: three digits that say something, thousands apart.
pub fn number(number: f64) -> String {
    let digits = match number.abs() {
        size if size >= 100.0 => 0,
        size if size >= 10.0 => 1,
        size if size >= 1.0 => 2,
        _ => 3,
    };
    let text = format!("{number:.digits$}");
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let fraction = fraction.trim_end_matches('0');
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0
            && digit.is_ascii_digit()
            && (whole.len() - at).is_multiple_of(3)
            && !grouped.ends_with('-')
        {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if fraction.is_empty() {
        grouped
    } else {
        format!("{grouped}.{fraction}")
    }
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
    fn numbers_are_for_people() {
        let shown = [
            0.0,
            0.1234,
            1.5,
            12.34,
            100.4,
            1_000.0,
            1_234_567.8,
            -1_234.0,
        ]
        .map(number);
        assert_eq!(
            shown,
            [
                "0",
                "0.123",
                "1.5",
                "12.3",
                "100",
                "1,000",
                "1,234,568",
                "-1,234"
            ]
        );
    }

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
