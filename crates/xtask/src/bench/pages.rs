//! How many list pages a second the server renders for 32 connections at once.

use std::time::Duration;

use anyhow::{Context, Result};

use super::contender::{Contender, Kind};
use super::figures::{Figure, Part, Unit};
use super::load::{Load, Measured, count};
use crate::http;
use crate::step::say;

const CONNECTIONS: usize = 32;
const WARM_UP: Duration = Duration::from_secs(1);
const TIME: Duration = Duration::from_secs(4);
/// How many different pages: too many for what the server keeps of those it has written.
const ALL_OVER: usize = 200;

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
    let ask = |contender, what, paths: &[String], headers| Asking {
        what,
        contender,
        requests: paths
            .iter()
            .map(|path| Contender::get(contender, path, headers))
            .collect(),
    };
    let mut asking = Vec::new();
    for contender in contenders {
        let (first, all_over) = match contender.kind {
            Kind::Ours => (OURS, one_after_the_other(contender)?),
            Kind::Django => (
                DJANGO,
                (1..=ALL_OVER)
                    .map(|page| format!("{DJANGO}?p={page}"))
                    .collect(),
            ),
        };
        let first = [first.to_owned()];
        asking.push(ask(contender, "pages", &first, ""));
        if matches!(contender.kind, Kind::Ours) {
            asking.push(ask(contender, "compressed pages", &first, COMPRESSED));
        }
        asking.push(ask(contender, "pages all over the list", &all_over, ""));
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

/// The addresses of pages of ours, each found in the one before.
fn one_after_the_other(contender: &Contender) -> Result<Vec<String>> {
    let mut paths = vec![OURS.to_owned()];
    while paths.len() < ALL_OVER {
        let url = format!("{}{}", contender.served.origin, paths[paths.len() - 1]);
        let page = http::get(&url, &[("Cookie", &contender.cookie)])?;
        let Some(after) = next(&page.body) else {
            break;
        };
        paths.push(format!("{OURS}?after={after}"));
    }
    Ok(paths)
}

/// Where the next page begins, as the page says it to browsers without script.
fn next(page: &str) -> Option<&str> {
    let (_, rest) = page.split_once("name=\"after\" value=\"")?;
    rest.split('"').next()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_is_found_in_the_form() {
        let page = r#"<form><input type="hidden" name="after" value="12~34"><!><button>Load more</button>"#;
        assert_eq!(next(page), Some("12~34"));
        assert_eq!(next("<p>No more</p>"), None);
    }
}
