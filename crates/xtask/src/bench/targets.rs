//! What the figures should be: on two processors, with 100,000 integration users, of the optimised build, in one run.

use super::figures::{Figure, Part};

/// How our own contenders are called; the targets are for these.
pub const OURS: &str = "Integration Users";

/// A bound.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Target {
    bound: f64,
    /// Or at least.
    at_most: bool,
}

const fn at_most(bound: f64) -> Target {
    Target {
        bound,
        at_most: true,
    }
}

const fn at_least(bound: f64) -> Target {
    Target {
        bound,
        at_most: false,
    }
}

/// Which figure has which. What is measured is called the same where it is measured.
const TARGETS: &[(Part, &str, Target)] = &[
    (Part::Process, "start-up", at_most(100.0)),
    (Part::Process, "memory, idle", at_most(40.0)),
    (Part::Lists, "one search letter, p50", at_most(15.0)),
    (Part::Lists, "search, two letters, p50", at_most(15.0)),
    (Part::Lists, "search, a word, p50", at_most(15.0)),
    (
        Part::Lists,
        "search, part of a client id, p50",
        at_most(15.0),
    ),
    (Part::Lists, "filter, status, p50", at_most(10.0)),
    (Part::Lists, "filter, a group, p50", at_most(10.0)),
    (Part::Lists, "filter, never used, p50", at_most(10.0)),
    (Part::Pages, "pages", at_least(1000.0)),
    (Part::Pages, "pages, p99", at_most(60.0)),
    (Part::Browser, "cold load, interactive", at_most(300.0)),
    (Part::Browser, "cold load, bytes", at_most(250.0)),
    (Part::Browser, "repeat load, interactive", at_most(150.0)),
    (Part::Browser, "search, key to paint", at_most(100.0)),
    (Part::Browser, "filter, key to paint", at_most(80.0)),
    (Part::Browser, "edit panel with all groups", at_most(100.0)),
    (Part::Browser, "save", at_most(80.0)),
    // The next frame: 60 of them are a second, and the first may just have begun.
    (Part::Browser, "toggle", at_most(33.4)),
    (Part::Duallist, "10,000 groups, filter key", at_most(33.0)),
    (Part::Duallist, "10,000 groups, move all", at_most(50.0)),
];

/// The target of what is measured, if it has one.
pub fn of(part: Part, what: &str) -> Option<Target> {
    let mut found = TARGETS
        .iter()
        .filter(|(of, name, _)| (*of, *name) == (part, what));
    found.next().map(|(_, _, target)| *target)
}

impl Target {
    /// The bound itself.
    pub fn bound(self) -> f64 {
        self.bound
    }

    /// In words.
    pub fn words(self, unit: &str) -> String {
        let sign = if self.at_most { "≤" } else { "≥" };
        let bound = super::stats::number(self.bound);
        format!("{sign} {bound} {unit}")
    }

    /// Whether the median of a figure of ours meets it; nothing for those of others.
    pub fn met(self, figure: &Figure) -> Option<bool> {
        if !figure.who.starts_with(OURS) {
            return None;
        }
        let median = figure.spread()?.median;
        Some(if self.at_most {
            median <= self.bound
        } else {
            median >= self.bound
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::figures::Unit;

    fn figure(who: &str, run: f64) -> Figure {
        Figure {
            part: Part::Pages,
            what: "pages".to_owned(),
            who: who.to_owned(),
            unit: Unit::PerSecond,
            runs: vec![run],
        }
    }

    #[test]
    fn only_ours_are_judged() {
        let target = of(Part::Pages, "pages").expect("a target");
        assert_eq!(target.words("/s"), "≥ 1,000 /s");
        assert_eq!(
            target.met(&figure("Integration Users, SQLite", 999.0)),
            Some(false)
        );
        assert_eq!(target.met(&figure("Integration Users", 1000.0)), Some(true));
        assert_eq!(target.met(&figure("Django admin", 5000.0)), None);
        assert_eq!(of(Part::Pages, "something else"), None);
    }

    #[test]
    fn no_two_targets_are_for_one_thing() {
        for (at, (part, what, _)) in TARGETS.iter().enumerate() {
            let rest = &TARGETS[at + 1..];
            assert!(
                !rest
                    .iter()
                    .any(|(other, name, _)| (other, name) == (part, what)),
                "{what}"
            );
        }
    }
}
