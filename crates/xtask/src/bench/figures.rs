//! What was measured: figures with their runs, and what they should be.

use anyhow::{Context, Result};
use clap::ValueEnum;
use serde_json::{Value, json};

use super::stats::Spread;

/// A part of the whole that can be measured by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// Start-up, and memory idle and under load
    Process,
    /// Loading users from a file
    Import,
    /// Server time of each query of the list
    Lists,
    /// Rendered pages a second at 32 connections
    Pages,
    /// Calls through the gate, beside a bare route
    Gate,
    /// Loading, searching, filtering, editing and saving in a real browser
    Browser,
    /// The two lists of groups with up to 50,000 of them, in a real browser
    Duallist,
}

impl Part {
    /// All of them, in the order in which they are measured and shown.
    pub const ALL: [Self; 7] = [
        Self::Process,
        Self::Import,
        Self::Lists,
        Self::Pages,
        Self::Gate,
        Self::Browser,
        Self::Duallist,
    ];

    /// As in `--only`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Process => "process",
            Self::Import => "import",
            Self::Lists => "lists",
            Self::Pages => "pages",
            Self::Gate => "gate",
            Self::Browser => "browser",
            Self::Duallist => "duallist",
        }
    }

    /// As a heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::Process => "Start-up and memory",
            Self::Import => "Import",
            Self::Lists => "Queries of the list, at the server",
            Self::Pages => "List pages at 32 connections",
            Self::Gate => "The gate",
            Self::Browser => "In the browser",
            Self::Duallist => "The two lists of groups",
        }
    }
}

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Milliseconds.
    Millis,
    /// Thousands of bytes.
    Kilobytes,
    /// So many a second.
    PerSecond,
    /// 2^20 bytes.
    Mebibytes,
    /// Just so many.
    Count,
}

impl Unit {
    const ALL: [Self; 5] = [
        Self::Millis,
        Self::Kilobytes,
        Self::PerSecond,
        Self::Mebibytes,
        Self::Count,
    ];

    /// As it stands behind a number.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Millis => "ms",
            Self::Kilobytes => "kB",
            Self::PerSecond => "/s",
            Self::Mebibytes => "MiB",
            Self::Count => "of all",
        }
    }

    fn of(sign: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|unit| unit.sign() == sign)
    }
}

/// All runs of one measurement of one contender.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// Which part it belongs to.
    pub part: Part,
    /// What was measured.
    pub what: String,
    /// Of whom.
    pub who: String,
    /// In what.
    pub unit: Unit,
    /// One number for each run.
    pub runs: Vec<f64>,
}

impl Figure {
    /// The middle of its runs, and how far they lie apart.
    pub fn spread(&self) -> Option<Spread> {
        Spread::of(self.runs.iter().copied())
    }
}

/// What one part was measured with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// How many integration users there were.
    pub users: u64,
    /// How many groups.
    pub groups: u32,
    /// How often it was measured.
    pub runs: usize,
    /// How many processors the machine has.
    pub processors: usize,
    /// How much memory it has, in GiB.
    pub memory: u64,
}

/// All figures there are.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Results {
    stamps: Vec<(Part, Stamp)>,
    figures: Vec<Figure>,
}

impl Results {
    /// Takes the figures of a part; those that were there go.
    pub fn take(&mut self, part: Part, stamp: Stamp, figures: Vec<Figure>) {
        self.stamps.retain(|(other, _)| *other != part);
        self.figures.retain(|figure| figure.part != part);
        self.stamps.push((part, stamp));
        self.figures.extend(figures);
    }

    /// What a part was measured with, if it was.
    pub fn stamp(&self, part: Part) -> Option<&Stamp> {
        let mut of = self.stamps.iter().filter(|(other, _)| *other == part);
        of.next().map(|(_, stamp)| stamp)
    }

    /// The figures of a part, in the order in which they came.
    pub fn of(&self, part: Part) -> Vec<&Figure> {
        let of = self.figures.iter();
        of.filter(|figure| figure.part == part).collect()
    }

    /// As JSON, to be kept beside the page.
    pub fn to_json(&self) -> Value {
        let parts = Part::ALL.into_iter().filter_map(|part| {
            let stamp = self.stamp(part)?;
            let figures: Vec<Value> = self
                .of(part)
                .into_iter()
                .map(|figure| {
                    json!({
                        "what": figure.what, "who": figure.who, "unit": figure.unit.sign(),
                        "runs": figure.runs.iter().map(|run| rounded(*run)).collect::<Vec<_>>(),
                    })
                })
                .collect();
            Some(json!({
                "part": part.word(), "users": stamp.users, "groups": stamp.groups, "runs": stamp.runs,
                "processors": stamp.processors, "memory": stamp.memory, "figures": figures,
            }))
        });
        Value::Array(parts.collect())
    }

    /// From that.
    ///
    /// # Errors
    /// When it is something else.
    pub fn from_json(value: &Value) -> Result<Self> {
        let mut results = Self::default();
        for part in value.as_array().context("this is no list of parts")? {
            let word = part["part"].as_str().unwrap_or_default();
            let (which, stamp) = Part::ALL
                .into_iter()
                .find(|part| part.word() == word)
                .zip(stamp_of(part))
                .with_context(|| format!("the part {word:?} cannot be read"))?;
            let figures = part["figures"].as_array().into_iter().flatten();
            let figures: Option<Vec<Figure>> =
                figures.map(|figure| figure_of(which, figure)).collect();
            let figures = figures.with_context(|| format!("a figure of {word} cannot be read"))?;
            results.take(which, stamp, figures);
        }
        Ok(results)
    }
}

/// Thousandths are enough, and keep what is written short.
fn rounded(number: f64) -> f64 {
    (number * 1000.0).round() / 1000.0
}

fn stamp_of(part: &Value) -> Option<Stamp> {
    Some(Stamp {
        users: part["users"].as_u64()?,
        groups: u32::try_from(part["groups"].as_u64()?).ok()?,
        runs: usize::try_from(part["runs"].as_u64()?).ok()?,
        processors: usize::try_from(part["processors"].as_u64()?).ok()?,
        memory: part["memory"].as_u64()?,
    })
}

fn figure_of(part: Part, figure: &Value) -> Option<Figure> {
    let runs = figure["runs"].as_array()?.iter();
    Some(Figure {
        part,
        what: figure["what"].as_str()?.to_owned(),
        who: figure["who"].as_str()?.to_owned(),
        unit: Unit::of(figure["unit"].as_str()?)?,
        runs: runs.map(Value::as_f64).collect::<Option<_>>()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    pub fn some() -> Results {
        let stamp = Stamp {
            users: 2_000,
            groups: 50,
            runs: 3,
            processors: 2,
            memory: 24,
        };
        let figure = |what: &str, runs: &[f64]| Figure {
            part: Part::Pages,
            what: what.to_owned(),
            who: "Integration Users, SQLite".to_owned(),
            unit: Unit::PerSecond,
            runs: runs.to_vec(),
        };
        let mut results = Results::default();
        let figures = vec![figure("pages", &[1.0, 3.0, 2.5]), figure("others", &[])];
        results.take(Part::Pages, stamp, figures);
        results
    }

    #[test]
    fn what_is_kept_is_read_again() {
        let results = some();
        let read = Results::from_json(&results.to_json()).expect("it can be read");
        assert_eq!(read, results);
        assert!(Results::from_json(&json!({})).is_err());
        assert!(Results::from_json(&json!([{ "part": "nothing" }])).is_err());
    }

    #[test]
    fn a_part_that_is_measured_again_replaces_itself_alone() {
        let mut results = some();
        let stamp = results.stamp(Part::Pages).expect("a stamp").clone();
        results.take(Part::Lists, stamp.clone(), Vec::new());
        results.take(Part::Pages, Stamp { runs: 9, ..stamp }, Vec::new());
        assert_eq!(results.of(Part::Pages), Vec::<&Figure>::new());
        assert_eq!(results.stamp(Part::Pages).map(|stamp| stamp.runs), Some(9));
        assert_eq!(results.stamp(Part::Lists).map(|stamp| stamp.runs), Some(3));
    }
}
