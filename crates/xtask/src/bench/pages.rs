//! How many list pages a second the server renders for 32 connections at once.

use std::time::Duration;

use anyhow::{Context, Result};

use super::contender::{Contender, Kind};
use super::figures::{Figure, Part, Unit};
use super::load::{Load, Measured, count};
use crate::step::say;

const CONNECTIONS: usize = 32;
const WARM_UP: Duration = Duration::from_secs(1);
const TIME: Duration = Duration::from_secs(4);

/// Where the list is.
pub const OURS: &str = "/admin/users/integration-users";
const DJANGO: &str = "/admin/users/integrationuser/";

/// What a browser says that it can read; gunicorn compresses nothing.
const COMPRESSED: &str = "Accept-Encoding: gzip, deflate, br\r\n";

/// A way of asking: what is asked of whom, under which name.
struct Asking<'a> {
    what: &'static str,
    contender: &'a Contender,
    requests: Vec<Vec<u8>>,
}

/// All contenders by turns.
///
/// # Errors
/// When one does not answer with pages.
pub fn measure(contenders: &[Contender], runs: usize) -> Result<Vec<Figure>> {
    let ask = |contender, what, path, headers| Asking {
        what,
        contender,
        requests: vec![Contender::get(contender, path, headers)],
    };
    let mut asking = Vec::new();
    for contender in contenders {
        match contender.kind {
            Kind::Ours => {
                asking.push(ask(contender, "pages", OURS, ""));
                asking.push(ask(contender, "compressed pages", OURS, COMPRESSED));
            }
            Kind::Django => asking.push(ask(contender, "pages", DJANGO, "")),
        }
    }
    let mut measured: Vec<Vec<Measured>> = asking.iter().map(|_| Vec::new()).collect();
    for _ in 0..runs {
        for (one, measured) in asking.iter().zip(&mut measured) {
            measured.push(load(one, TIME)?);
        }
    }
    let mut figures = Vec::new();
    for (one, measured) in asking.iter().zip(&measured) {
        let mut add = |what: String, unit, of: fn(&Measured) -> f64| {
            figures.push(Figure {
                part: Part::Pages,
                what,
                who: one.contender.who.clone(),
                unit,
                runs: measured.iter().map(of).collect(),
            });
        };
        add(one.what.to_owned(), Unit::PerSecond, |run| run.per_second);
        add(format!("{}, p50", one.what), Unit::Millis, |run| {
            millis(run.p50)
        });
        add(format!("{}, p99", one.what), Unit::Millis, |run| {
            millis(run.p99)
        });
        // An overloaded server may say that it is; that is told, and not in the figures of those who got their page.
        if measured.iter().any(|run| run.others > 0) {
            add(format!("{}, refused", one.what), Unit::Count, refused);
        }
        say(&format!("  {}: {}", one.contender.who, one.what));
    }
    Ok(figures)
}

/// Asks for pages of ours for so long.
///
/// # Errors
/// As [`measure`].
pub fn load_ours(contender: &Contender, time: Duration) -> Result<Measured> {
    let one = Asking {
        what: "pages",
        contender,
        requests: vec![contender.get(OURS, "")],
    };
    load(&one, time)
}

fn load(one: &Asking<'_>, time: Duration) -> Result<Measured> {
    Load {
        address: one.contender.address()?,
        requests: &one.requests,
        connections: CONNECTIONS,
    }
    .run(WARM_UP, time)
    .with_context(|| format!("{}, {}", one.contender.who, one.what))
}

fn refused(run: &Measured) -> f64 {
    count(usize::try_from(run.others).unwrap_or(usize::MAX))
}

/// As a number.
pub fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
