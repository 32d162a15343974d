//! `docs/performance.md`: tables and charts between markers; what stands outside of them is written by hand and stays.

use std::fmt::Write as _;
use std::fs;

use anyhow::{Context, Result};
use serde_json::Value;

use super::chart;
use super::figures::{Figure, Part, Results, Stamp, Unit};
use super::stats;
use super::targets;
use crate::paths;

/// The page.
pub const PAGE: &str = "docs/performance.md";

/// All figures behind it, each run.
const KEPT: &str = "docs/performance.json";

/// Puts what was measured into the page; parts that were not measured now stay as they were.
///
/// # Errors
/// When a file cannot be read or written, or the page has lost a marker.
pub fn write(measured: Vec<(Part, Stamp, Vec<Figure>)>) -> Result<()> {
    let kept = paths::root().join(KEPT);
    let mut results = match fs::read_to_string(&kept) {
        Ok(text) => Results::from_json(&serde_json::from_str::<Value>(&text)?)
            .with_context(|| format!("{KEPT} is not what was written there"))?,
        Err(_) => Results::default(),
    };
    for (part, stamp, figures) in measured {
        results.take(part, stamp, figures);
    }
    let page = paths::root().join(PAGE);
    let mut text = fs::read_to_string(&page).with_context(|| format!("cannot read {PAGE}"))?;
    for part in Part::ALL {
        let Some(stamp) = results.stamp(part) else {
            continue;
        };
        let figures = results.of(part);
        let mut body = caption(stamp);
        for unit in [Unit::PerSecond, Unit::Millis] {
            if let Some(svg) = chart::draw(part, unit, &charted(&figures)) {
                let name = format!("performance-{}-{}.svg", part.word(), file_word(unit));
                fs::write(paths::root().join("docs/img").join(&name), svg)?;
                let _ = write!(
                    body,
                    "\n![{}, {}; the numbers are in the table below](img/{name})\n",
                    part.title(),
                    unit.sign()
                );
            }
        }
        body.push('\n');
        body.push_str(&table(part, &figures));
        text = between(&text, part, &body)?;
    }
    fs::write(&page, text)?;
    fs::write(
        &kept,
        serde_json::to_string_pretty(&results.to_json())? + "\n",
    )?;
    Ok(())
}

/// Medians of single answers say more than the slowest of them, and a chart of all is too long to be read.
fn charted<'a>(figures: &[&'a Figure]) -> Vec<&'a Figure> {
    figures
        .iter()
        .filter(|figure| figure.part != Part::Lists || !figure.what.ends_with(", p99"))
        .copied()
        .collect()
}

fn file_word(unit: Unit) -> &'static str {
    match unit {
        Unit::Millis => "time",
        Unit::Kilobytes => "size",
        Unit::PerSecond => "rate",
        Unit::Mebibytes => "memory",
        Unit::Count => "count",
    }
}

fn caption(stamp: &Stamp) -> String {
    format!(
        "{} integration users, {} groups; {} runs; {} processors, {} GiB of memory.\n",
        grouped(stamp.users),
        grouped(u64::from(stamp.groups)),
        stamp.runs,
        stamp.processors,
        stamp.memory
    )
}

/// Up to thousands of millions, all of which are exact.
fn grouped(number: u64) -> String {
    stats::number(super::load::count(
        usize::try_from(number).unwrap_or(usize::MAX),
    ))
}

/// A row for each thing, a column for each contender; a median with its spread in each cell.
pub fn table(part: Part, figures: &[&Figure]) -> String {
    let mut whos: Vec<&str> = Vec::new();
    let mut whats: Vec<&str> = Vec::new();
    for figure in figures {
        if !whos.contains(&figure.who.as_str()) {
            whos.push(&figure.who);
        }
        if !whats.contains(&figure.what.as_str()) {
            whats.push(&figure.what);
        }
    }
    let mut text = String::from("| | Target |");
    for who in &whos {
        let _ = write!(text, " {who} |");
    }
    text.push_str("\n|---|---:|");
    text.push_str(&"---:|".repeat(whos.len()));
    text.push('\n');
    for what in whats {
        let of = |who: &str| {
            figures
                .iter()
                .find(|figure| figure.what == what && figure.who == who)
        };
        let Some(unit) = whos
            .iter()
            .find_map(|who| of(who))
            .map(|figure| figure.unit)
        else {
            continue;
        };
        let target = targets::of(part, what);
        let words = target
            .map(|target| target.words(unit.sign()))
            .unwrap_or_default();
        let _ = write!(text, "| {what} | {words} |");
        for who in &whos {
            let _ = write!(
                text,
                " {} |",
                of(who)
                    .map(|figure| cell(figure, target))
                    .unwrap_or_default()
            );
        }
        text.push('\n');
    }
    text
}

fn cell(figure: &Figure, target: Option<targets::Target>) -> String {
    let Some(spread) = figure.spread() else {
        return String::new();
    };
    let mark = match target.and_then(|target| target.met(figure)) {
        Some(true) => " ✓",
        Some(false) => " ✗",
        None => "",
    };
    let median = stats::number(spread.median);
    let unit = figure.unit.sign();
    if figure.runs.len() == 1 {
        return format!("**{median}** {unit}{mark}");
    }
    format!(
        "**{median}** {unit}{mark} ({} … {})",
        stats::number(spread.least),
        stats::number(spread.most)
    )
}

/// The page with another text between the markers of a part.
fn between(page: &str, part: Part, body: &str) -> Result<String> {
    let begin = format!("<!-- figures of {}: begin -->\n", part.word());
    let end = format!("<!-- figures of {}: end -->", part.word());
    let (before, rest) = page
        .split_once(&begin)
        .with_context(|| format!("{PAGE} has no line {}", begin.trim_end()))?;
    let (_, after) = rest
        .split_once(&end)
        .with_context(|| format!("{PAGE} has no line {end}"))?;
    Ok(format!("{before}{begin}\n{body}\n{end}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(what: &str, who: &str, unit: Unit, runs: &[f64]) -> Figure {
        Figure {
            part: Part::Pages,
            what: what.to_owned(),
            who: who.to_owned(),
            unit,
            runs: runs.to_vec(),
        }
    }

    #[test]
    fn the_table_has_a_cell_for_each_and_judges_ours() {
        let figures = [
            figure(
                "pages",
                "Integration Users, SQLite",
                Unit::PerSecond,
                &[1_200.0, 1_100.0, 1_300.0],
            ),
            figure("pages", "Django admin, SQLite", Unit::PerSecond, &[20.0]),
            figure(
                "pages, p99",
                "Integration Users, SQLite",
                Unit::Millis,
                &[61.0],
            ),
        ];
        let figures: Vec<&Figure> = figures.iter().collect();
        assert_eq!(
            table(Part::Pages, &figures),
            "| | Target | Integration Users, SQLite | Django admin, SQLite |\n\
             |---|---:|---:|---:|\n\
             | pages | ≥ 1,000 /s | **1,200** /s ✓ (1,100 … 1,300) | **20** /s |\n\
             | pages, p99 | ≤ 60 ms | **61** ms ✗ |  |\n"
        );
    }

    #[test]
    fn what_is_written_by_hand_stays() {
        let page = "Mine.\n<!-- figures of gate: begin -->\nold\n<!-- figures of gate: end -->\nMine too.\n";
        let new = between(page, Part::Gate, "new\n").expect("markers");
        assert!(new.starts_with("Mine.\n") && new.ends_with("\nMine too.\n"));
        assert!(new.contains("\nnew\n") && !new.contains("old"));
        assert_eq!(between(&new, Part::Gate, "new\n").expect("markers"), new);
        assert!(between("nothing", Part::Gate, "").is_err());
    }

    #[test]
    fn the_page_has_a_place_for_every_part() {
        let page = fs::read_to_string(paths::root().join(PAGE)).expect("the page");
        for part in Part::ALL {
            assert!(between(&page, part, "").is_ok(), "{}", part.word());
        }
    }
}
