//! How long the server takes for each query of the list, asked one after the other. Ours is asked as the browser asks while one types and
//! filters, by its server function; Django admin answers with a page whatever is asked.

use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::contender::{Contender, Kind};
use super::figures::{Figure, Part, Unit};
use super::load::one_by_one;
use super::stats;
use crate::step::say;

/// How often each is asked in a run at most, and for how long.
const TIMES: usize = 60;
const TIME: Duration = Duration::from_millis(800);

/// The server function of the list.
const LIST: &str = "/api/users/list";

/// A query of the list, and the same for Django admin where it has the same.
struct Query {
    name: &'static str,
    ours: Value,
    django: Option<&'static str>,
}

fn queries() -> Vec<Query> {
    let query = |name, ours, django| Query { name, ours, django };
    vec![
        query("first page", json!({}), Some("")),
        query("one search letter", json!({ "term": "a" }), Some("?q=a")),
        query(
            "search, two letters",
            json!({ "term": "er" }),
            Some("?q=er"),
        ),
        query("search, a word", json!({ "term": "acme" }), Some("?q=acme")),
        query(
            "search, part of a client id",
            json!({ "term": "7f3e" }),
            Some("?q=7f3e"),
        ),
        query(
            "search, nothing found",
            json!({ "term": "zzzzzz" }),
            Some("?q=zzzzzz"),
        ),
        query(
            "filter, status",
            json!({ "status": "Inactive" }),
            Some("?active__exact=0"),
        ),
        query(
            "filter, a group",
            json!({ "sales_groups": ["sales00001"] }),
            // It numbers what it is given.
            Some("?groups__id__exact=2"),
        ),
        query(
            "filter, never used",
            json!({ "used": "Never" }),
            Some("?last_used__isnull=True"),
        ),
        query(
            "search and filters",
            json!({ "term": "order", "status": "Active", "used": "Never" }),
            Some("?q=order&active__exact=1&last_used__isnull=True"),
        ),
        query(
            "sort by name",
            json!({ "sort": { "column": "Name", "direction": "Ascending" } }),
            Some("?o=2"),
        ),
    ]
}

/// The body of a call: what is asked, and nothing where nothing is.
fn body(asked: &Value) -> String {
    let mut query = json!({
        "term": null, "status": null, "administrator_groups": [], "sales_groups": [], "added": null, "used": null,
        "sort": { "column": "DateAdded", "direction": "Descending" }, "window": { "after": null, "rows": 50 },
    });
    for (name, value) in asked.as_object().into_iter().flatten() {
        query[name] = value.clone();
    }
    json!({ "query": query }).to_string()
}

/// All queries of all contenders.
///
/// # Errors
/// When one is refused.
pub fn measure(contenders: &[Contender], runs: usize) -> Result<Vec<Figure>> {
    let mut figures = Vec::new();
    for query in queries() {
        for contender in contenders {
            let request = match (contender.kind, query.django) {
                (Kind::Ours, _) => contender.call(LIST, &body(&query.ours)),
                (Kind::Django, Some(path)) => {
                    contender.get(&format!("/admin/users/integrationuser/{path}"), "")
                }
                (Kind::Django, None) => continue,
            };
            let ask = || {
                one_by_one(contender.address()?, &request, TIMES, TIME)
                    .with_context(|| format!("{} does not do \"{}\"", contender.who, query.name))
            };
            ask()?;
            let (mut p50, mut p99) = (Vec::new(), Vec::new());
            for _ in 0..runs {
                let mut took = ask()?;
                took.sort_by(f64::total_cmp);
                p50.push(stats::percentile(&took, 50));
                p99.push(stats::percentile(&took, 99));
            }
            for (percentile, runs) in [("p50", p50), ("p99", p99)] {
                figures.push(Figure {
                    part: Part::Lists,
                    what: format!("{}, {percentile}", query.name),
                    who: contender.who.clone(),
                    unit: Unit::Millis,
                    runs,
                });
            }
        }
        say(&format!("  {}", query.name));
    }
    Ok(figures)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::targets;

    #[test]
    fn what_is_not_asked_is_left_open() {
        let body: Value = serde_json::from_str(&body(&json!({ "term": "a" }))).expect("JSON");
        assert_eq!(body["query"]["term"], "a");
        assert_eq!(body["query"]["status"], Value::Null);
        assert_eq!(body["query"]["window"]["rows"], 50);
    }

    #[test]
    fn searches_and_filters_have_targets() {
        let with_target = queries()
            .iter()
            .filter(|query| targets::of(Part::Lists, &format!("{}, p50", query.name)).is_some())
            .count();
        assert_eq!(with_target, 7);
    }
}
