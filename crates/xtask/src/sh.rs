//! Running other programs: capturing their output, showing it, or showing it while counting test results.

use std::error::Error;
use std::ffi::OsStr;
use std::fmt;
use std::io::{BufRead, BufReader, IsTerminal, Read, Write, stdout};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::paths;

/// How many tests a runner said it ran.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Counts {
    /// Those that passed, a flaky one among them.
    pub passed: u64,
    /// Those that failed.
    pub failed: u64,
    /// Those that did not run.
    pub skipped: u64,
}

impl Counts {
    /// Adds the counts of another runner.
    pub fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)?;
        if self.skipped > 0 {
            write!(f, ", {} skipped", self.skipped)
        } else {
            Ok(())
        }
    }
}

/// A test runner did not succeed; it may still have counted.
#[derive(Debug)]
pub struct TestsFailed {
    command: String,
    /// What it counted.
    pub counts: Counts,
    /// The tests that it named as failed.
    pub names: Vec<String>,
}

impl fmt::Display for TestsFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (`{}`)", self.counts, self.command)
    }
}

impl Error for TestsFailed {}

/// A command in the root of the workspace.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(paths::root());
    command
}

/// `cargo` of the toolchain in use, with what `cargo run` told us about ourselves taken away.
pub fn cargo() -> Command {
    let mut command = command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(|name| {
            name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")
        }) {
            command.env_remove(name);
        }
    }
    command
}

/// How a command reads, for messages.
pub fn words(command: &Command) -> String {
    let program = Path::new(command.get_program())
        .file_name()
        .unwrap_or(command.get_program());
    std::iter::once(program)
        .chain(command.get_args())
        .map(OsStr::to_string_lossy)
        .collect::<Vec<_>>()
        .join(" ")
}

/// Runs a command with its output shown.
///
/// # Errors
/// When it cannot be started or does not succeed.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("cannot start `{}`", words(command)))?;
    if !status.success() {
        bail!("`{}` failed ({status})", words(command));
    }
    Ok(())
}

/// Runs a command with its output shown, for so long at most.
///
/// # Errors
/// When it cannot be started, does not succeed or takes longer.
pub fn run_within(command: &mut Command, patience: Duration) -> Result<()> {
    let mut child = command
        .spawn()
        .with_context(|| format!("cannot start `{}`", words(command)))?;
    let end = Instant::now() + patience;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if Instant::now() >= end {
            child.kill()?;
            child.wait()?;
            bail!("`{}` took over {} s", words(command), patience.as_secs());
        }
        thread::sleep(Duration::from_millis(100));
    };
    if !status.success() {
        bail!("`{}` failed ({status})", words(command));
    }
    Ok(())
}

/// Runs a command and returns what it printed.
///
/// # Errors
/// When it cannot be started or does not succeed; what it said is in the message.
pub fn output(command: &mut Command) -> Result<String> {
    let output = command
        .output()
        .with_context(|| format!("cannot start `{}`", words(command)))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!(
            "`{}` failed ({})\n{}{}",
            words(command),
            output.status,
            text,
            said.trim_end()
        );
    }
    Ok(text)
}

/// Runs a test runner with its output shown, and returns the totals it printed.
///
/// # Errors
/// When it cannot be started or does not succeed.
pub fn tests(command: &mut Command) -> Result<Counts> {
    if stdout().is_terminal() {
        // They see a pipe, not the terminal behind us.
        command
            .env("CARGO_TERM_COLOR", "always")
            .env("FORCE_COLOR", "1");
    }
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start `{}`", words(command)))?;
    let out = child
        .stdout
        .take()
        .map(|pipe| thread::spawn(move || listen(pipe)));
    let err = child
        .stderr
        .take()
        .map(|pipe| thread::spawn(move || listen(pipe)));
    let status = child.wait()?;
    let mut counts = Counts::default();
    let mut names = Vec::new();
    for listener in [out, err].into_iter().flatten() {
        let (more, failed) = listener.join().unwrap_or_default();
        counts.add(more);
        names.extend(failed);
    }
    if status.success() {
        Ok(counts)
    } else {
        // Runners name a failure where it happens and once more at the end.
        names.sort();
        names.dedup();
        Err(TestsFailed {
            command: words(command),
            counts,
            names,
        }
        .into())
    }
}

/// Passes the output on, and returns the totals in it and the names of the tests that failed.
fn listen(pipe: impl Read) -> (Counts, Vec<String>) {
    let mut counts = Counts::default();
    let mut names = Vec::new();
    let mut reader = BufReader::new(pipe);
    let mut line = Vec::new();
    while reader
        .read_until(b'\n', &mut line)
        .is_ok_and(|length| length > 0)
    {
        let mut out = stdout().lock();
        // A closed terminal is no reason to stop the tests.
        let _ = out.write_all(&line).and_then(|()| out.flush());
        drop(out);
        let text = plain(&String::from_utf8_lossy(&line));
        counts.add(count_line(&text));
        names.extend(failed_test(&text));
        line.clear();
    }
    (counts, names)
}

/// The name of the test of which a line of a runner says that it failed.
fn failed_test(line: &str) -> Option<String> {
    let line = line.trim_end();
    let name = if let Some(test) = line
        .strip_prefix("test ")
        .and_then(|rest| rest.strip_suffix(" ... FAILED"))
    {
        test
    } else if let Some((_, test)) = line.split_once("] ").filter(|(start, _)| {
        let start = start.trim_start();
        start.starts_with("FAIL [") || start.starts_with("TIMEOUT [")
    }) {
        // nextest: `FAIL [   0.021s] (12/80) package test`
        test.trim_start_matches(|c: char| "(/) ".contains(c) || c.is_ascii_digit())
    } else {
        // Playwright: `  ✘   69 tests/x.spec.ts:120:3 › what › it does (5.6s)`
        let rest = line.trim_start().strip_prefix('✘')?.trim_start();
        let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        rest.rsplit_once(" (").map_or(rest, |(test, _)| test)
    };
    Some(name.trim().to_owned())
}

/// What one line of a test runner adds to the totals: cargo test, cargo nextest and Playwright each have their own words.
fn count_line(line: &str) -> Counts {
    let words: Vec<&str> = line
        .split_whitespace()
        .map(|word| word.trim_matches([',', ';', ':', '.']))
        .collect();
    let before = |name: &str| {
        words
            .windows(2)
            .filter(|pair| pair[1] == name)
            .filter_map(|pair| pair[0].parse::<u64>().ok())
            .sum::<u64>()
    };
    if line.starts_with("test result:") {
        return Counts {
            passed: before("passed"),
            failed: before("failed"),
            skipped: before("ignored"),
        };
    }
    if words.first() == Some(&"Summary") && line.contains(" run: ") {
        return Counts {
            passed: before("passed"),
            failed: before("failed"),
            skipped: before("skipped"),
        };
    }
    // Playwright: `  12 passed (3.2s)`, `  1 failed`, `  1 flaky`, `  2 did not run`, each a line of its own.
    let playwright = line.starts_with("  ")
        && words
            .first()
            .is_some_and(|word| word.parse::<u64>().is_ok());
    match words.get(1) {
        Some(&("passed" | "flaky")) if playwright && words.len() <= 3 => Counts {
            passed: before("passed") + before("flaky"),
            ..Counts::default()
        },
        Some(&"failed") if playwright && words.len() == 2 => Counts {
            failed: before("failed"),
            ..Counts::default()
        },
        Some(&"skipped") if playwright && words.len() == 2 => Counts {
            skipped: before("skipped"),
            ..Counts::default()
        },
        Some(&"did") if playwright && line.trim_end().ends_with("did not run") => Counts {
            skipped: before("did"),
            ..Counts::default()
        },
        _ => Counts::default(),
    }
}

/// The line without the escape sequences that colour it.
fn plain(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        if c == '\u{1b}' {
            // `ESC [ … letter`
            for c in chars.by_ref() {
                if c.is_ascii_alphabetic() {
                    break;
                }
            }
        } else {
            text.push(c);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(passed: u64, failed: u64, skipped: u64) -> Counts {
        Counts {
            passed,
            failed,
            skipped,
        }
    }

    #[test]
    fn totals_of_cargo_test_are_read() {
        let line = "test result: ok. 7 passed; 0 failed; 2 ignored; 0 measured; 0 filtered out; finished in 0.01s";
        assert_eq!(count_line(line), counts(7, 0, 2));
    }

    #[test]
    fn totals_of_nextest_are_read() {
        let line = "     Summary [   0.021s] 12 tests run: 11 passed (1 slow), 1 failed, 3 skipped";
        assert_eq!(count_line(line), counts(11, 1, 3));
    }

    #[test]
    fn totals_of_playwright_are_read() {
        assert_eq!(count_line("  12 passed (3.2s)"), counts(12, 0, 0));
        assert_eq!(count_line("  1 failed"), counts(0, 1, 0));
        assert_eq!(count_line("  2 flaky"), counts(2, 0, 0));
        assert_eq!(count_line("  4 did not run"), counts(0, 0, 4));
        assert_eq!(count_line("  3 failed to load resources"), counts(0, 0, 0));
    }

    #[test]
    fn tests_that_failed_are_named() {
        let name = |line: &str| failed_test(line);
        assert_eq!(
            name("test sh::tests::totals ... FAILED"),
            Some("sh::tests::totals".to_owned())
        );
        assert_eq!(name("test sh::tests::totals ... ok"), None);
        assert_eq!(
            name("        FAIL [   0.021s] ( 12/801) store::conformance users::made"),
            Some("store::conformance users::made".to_owned())
        );
        assert_eq!(name("        PASS [   0.021s] store users::made"), None);
        assert_eq!(
            name("  ✘   69 tests/gate.spec.ts:120:3 › a call › is refused (twice) (5.6s)"),
            Some("tests/gate.spec.ts:120:3 › a call › is refused (twice)".to_owned())
        );
        assert_eq!(
            name("  ✓   69 tests/gate.spec.ts:120:3 › a call (5.6s)"),
            None
        );
    }

    #[test]
    fn colours_do_not_hide_the_totals() {
        assert_eq!(
            plain("\u{1b}[32m  12 passed\u{1b}[39m\u{1b}[2m (3.2s)\u{1b}[22m"),
            "  12 passed (3.2s)"
        );
    }
}
