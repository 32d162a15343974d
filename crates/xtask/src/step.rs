//! Steps: each says what it does and how long it took, and the whole ends with a table.

use std::fmt::Write as _;
use std::io::{IsTerminal, stderr};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Error, Result, anyhow};

use crate::sh::{Counts, TestsFailed};

/// How many failed tests the end names; what is beyond is in the output above.
const MOST_NAMES: usize = 30;

/// How a step ended when it did not fail.
pub enum Outcome {
    /// It did its work.
    Done,
    /// Nothing had changed, or what it fetches is there.
    Fresh,
    /// It ran tests.
    Tests(Counts),
}

struct Row {
    name: String,
    time: Duration,
    failed: bool,
    note: String,
    counts: Counts,
    /// Tests that failed.
    names: Vec<String>,
}

/// All steps of a command so far.
pub struct Report {
    start: Instant,
    rows: Vec<Row>,
    table: bool,
}

impl Report {
    /// An empty report; the clock starts now.
    pub fn new() -> Self {
        Self {
            start: Instant::now(),
            rows: Vec::new(),
            table: false,
        }
    }

    /// Print the table of all steps at the end, even if all went well.
    pub fn with_table(&mut self) {
        self.table = true;
    }

    /// Runs a step that the following ones need: its failure ends the command.
    ///
    /// # Errors
    /// Those of `work`.
    pub fn need<T>(
        &mut self,
        name: &str,
        work: impl FnOnce() -> Result<(Outcome, T)>,
    ) -> Result<T> {
        say(&format!("{} {name}", paint("1;36", "▸")));
        let start = Instant::now();
        let result = work();
        let time = start.elapsed();
        let mut names = Vec::new();
        let (failed, note, counts) = match &result {
            Ok((Outcome::Done, _)) => (false, String::new(), Counts::default()),
            Ok((Outcome::Fresh, _)) => (false, "nothing to do".to_owned(), Counts::default()),
            Ok((Outcome::Tests(counts), _)) => (false, counts.to_string(), *counts),
            Err(error) => {
                let mut counts = Counts::default();
                if let Some(tests) = error.downcast_ref::<TestsFailed>() {
                    counts = tests.counts;
                    names.clone_from(&tests.names);
                }
                (true, format!("{error:#}"), counts)
            }
        };
        let took = seconds(time);
        match (failed, note.is_empty()) {
            (true, _) => say(&format!("{} {name}  {took}\n  {note}", paint("1;31", "✗"))),
            (_, true) => say(&format!("{} {name}  {took}", paint("1;32", "✓"))),
            _ => say(&format!("{} {name} ({note})  {took}", paint("1;32", "✓"))),
        }
        self.rows.push(Row {
            name: name.to_owned(),
            time,
            failed,
            note,
            counts,
            names,
        });
        match result {
            Ok((_, value)) => Ok(value),
            Err(error) => Err(anyhow!("{name}: {error:#}")),
        }
    }

    /// Runs a step whose failure is kept while the others go on; says whether it succeeded.
    pub fn check(&mut self, name: &str, work: impl FnOnce() -> Result<Outcome>) -> bool {
        self.need(name, || work().map(|outcome| (outcome, ())))
            .is_ok()
    }

    /// Says in the table that a step did not run, which is a failure too.
    pub fn skipped(&mut self, name: &str, why: &str) {
        say(&format!("{} {name}: {why}", paint("1;31", "✗")));
        self.rows.push(Row {
            name: name.to_owned(),
            time: Duration::ZERO,
            failed: true,
            note: why.to_owned(),
            counts: Counts::default(),
            names: Vec::new(),
        });
    }

    /// The exit code of the command, after the table.
    pub fn finish(&self) -> ExitCode {
        let failed = self.rows.iter().any(|row| row.failed);
        if self.table || failed {
            say(&self.summary());
        }
        if failed {
            ExitCode::FAILURE
        } else {
            ExitCode::SUCCESS
        }
    }

    /// Says what ended the command, after the table if there is one.
    pub fn abandon(&self, error: &Error) {
        if self.table {
            say(&self.summary());
        }
        say(&format!("{} {error:#}", paint("1;31", "error:")));
    }

    fn summary(&self) -> String {
        let width = self
            .rows
            .iter()
            .map(|row| row.name.chars().count())
            .max()
            .unwrap_or(0);
        let mut text = String::from("\n");
        let mut total = Counts::default();
        for row in &self.rows {
            total.add(row.counts);
            let mark = if row.failed { "FAILED" } else { "ok" };
            let note = row.note.lines().next().unwrap_or_default();
            let line = format!(
                "{mark:<6}  {:<width$}  {:>8}  {note}",
                row.name,
                seconds(row.time)
            );
            let _ = writeln!(text, "{}", line.trim_end());
        }
        text.push('\n');
        for name in self.rows.iter().flat_map(|row| &row.names).take(MOST_NAMES) {
            let _ = writeln!(text, "failed: {name}");
        }
        let failed = self.rows.iter().filter(|row| row.failed).count();
        let _ = writeln!(
            text,
            "steps: {} passed, {failed} failed in {}",
            self.rows.len() - failed,
            seconds(self.start.elapsed())
        );
        if total != Counts::default() {
            let _ = write!(text, "tests: {total}");
        }
        text
    }
}

/// Says a line of our own; the programs we start share standard output, so ours goes to standard error.
pub fn say(line: &str) {
    eprintln!("{}", line.trim_end());
}

fn paint(code: &str, text: &str) -> String {
    if stderr().is_terminal() {
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    } else {
        text.to_owned()
    }
}

fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_names_what_failed_and_adds_up_the_tests() {
        let mut report = Report::new();
        assert!(report.check("Rust", || Ok(Outcome::Tests(Counts {
            passed: 3,
            failed: 0,
            skipped: 1
        }))));
        assert!(report.check("Browser", || Ok(Outcome::Tests(Counts {
            passed: 2,
            failed: 0,
            skipped: 0
        }))));
        assert!(!report.check("Lines", || Err(anyhow!("one file is too long"))));
        let text = report.summary();
        assert!(text.contains("FAILED  Lines"), "{text}");
        assert!(text.contains("one file is too long"), "{text}");
        assert!(text.contains("steps: 2 passed, 1 failed"), "{text}");
        assert!(
            text.contains("tests: 5 passed, 0 failed, 1 skipped"),
            "{text}"
        );
    }
}
