//! What a person waits for, measured inside the page of a real browser by `end2end/bench`.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use super::contender::{self, Contender, Kind};
use super::figures::{Figure, Part, Unit};
use crate::step::{Outcome, Report};
use crate::{browser, data, paths, sh};

/// How many groups the list that one chooses from has.
const SIZES: [u32; 4] = [500, 2_000, 10_000, 50_000];

/// As many users as a page has rows are enough there.
const FEW_USERS: u64 = 100;

/// Everything but the two lists of groups.
///
/// # Errors
/// When the script fails, or the page does not do what it should.
pub fn measure(
    contender: &Contender,
    runs: usize,
    browser: Option<&PathBuf>,
) -> Result<Vec<Figure>> {
    let procedure = match contender.kind {
        Kind::Ours => "ours",
        Kind::Django => "django",
    };
    let subject = json!({
        "procedure": procedure, "origin": contender.served.origin, "cookie": contender.cookie, "runs": runs,
    });
    run(Part::Browser, &contender.who, &subject, browser)
}

/// The two lists of groups at each size, on servers of their own.
///
/// # Errors
/// As [`measure`].
pub fn dual_lists(
    report: &mut Report,
    binary: &Path,
    seed: u64,
    runs: usize,
    browser: Option<&PathBuf>,
) -> Result<Vec<Figure>> {
    let mut figures = Vec::new();
    for size in SIZES {
        let directory = tempfile::tempdir()?;
        let file = directory.path().join("groups.ndjson");
        // Every other group is of the kind that is chosen from.
        data::write(
            &mut std::fs::File::create(&file).map(std::io::BufWriter::new)?,
            FEW_USERS,
            size * 2,
            seed,
        )?;
        let server = contender::ours(report, "SQLite", binary, &file, None)?;
        let subject = json!({
            "procedure": "duallist", "origin": server.served.origin, "cookie": server.cookie, "runs": runs, "groups": size,
        });
        figures.extend(report.need(&format!("{size} groups in the browser"), || {
            let figures = run(Part::Duallist, &server.who, &subject, browser)?;
            Ok((Outcome::Done, figures))
        })?);
    }
    Ok(figures)
}

fn run(part: Part, who: &str, subject: &Value, browser: Option<&PathBuf>) -> Result<Vec<Figure>> {
    let mut node = sh::command("node");
    node.current_dir(paths::end2end())
        .arg("bench/main.mjs")
        .arg(subject.to_string())
        .stderr(Stdio::inherit());
    if let Some(browser) = browser {
        node.env(browser::VARIABLE, browser);
    }
    let said = sh::output(&mut node)?;
    let figures = read(part, who, &said)?;
    if figures.is_empty() {
        bail!("the browser measured nothing");
    }
    Ok(figures)
}

/// Lines of JSON, one for each measurement; those of one name are the runs of one figure.
fn read(part: Part, who: &str, said: &str) -> Result<Vec<Figure>> {
    let mut figures: Vec<Figure> = Vec::new();
    for line in said.lines() {
        let line: Value = serde_json::from_str(line).with_context(|| line.to_owned())?;
        let (what, value) = line["what"]
            .as_str()
            .zip(line["value"].as_f64())
            .with_context(|| format!("{line} is no measurement"))?;
        let known = figures.iter_mut().find(|figure| figure.what == what);
        if let Some(figure) = known {
            figure.runs.push(value);
            continue;
        }
        let unit = if line["unit"] == Unit::Kilobytes.sign() {
            Unit::Kilobytes
        } else {
            Unit::Millis
        };
        figures.push(Figure {
            part,
            what: what.to_owned(),
            who: who.to_owned(),
            unit,
            runs: vec![value],
        });
    }
    Ok(figures)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_of_one_name_are_one_figure() {
        let said = "{\"what\":\"a\",\"unit\":\"ms\",\"value\":1.5}\n{\"what\":\"b\",\"unit\":\"kB\",\"value\":2}\n\
                    {\"what\":\"a\",\"unit\":\"ms\",\"value\":3}\n";
        let figures = read(Part::Browser, "x", said).expect("figures");
        assert_eq!(figures.len(), 2);
        assert_eq!(figures[0].runs, [1.5, 3.0]);
        assert_eq!(figures[1].unit, Unit::Kilobytes);
        assert!(read(Part::Browser, "x", "oops").is_err());
        assert!(read(Part::Browser, "x", "{\"what\":\"a\",\"value\":null}").is_err());
    }
}
