//! Collections: what is asked for, and the envelope around what comes (`docs/rest-api.md`).

use domain::expression::{QueryField, parse_order, parse_q};
use domain::{Collection, Problem, Slice};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::call::{Call, Reply};
use super::parameters::Paging;
use super::representation::Link;
use super::view::View;
use crate::problem::{ProblemDetail, Trouble};

/// Some of a collection.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Envelope<T> {
    /// In the order that was asked for.
    items: Vec<T>,
    /// How many these are.
    #[schema(minimum = 0)]
    count: usize,
    /// Whether more follow.
    has_more: bool,
    /// At most so many were asked for.
    #[schema(minimum = 1, maximum = 1000)]
    limit: u32,
    /// So many were passed over.
    #[schema(minimum = 0)]
    offset: u64,
    /// How many there are in all, with `totalResults=true`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0)]
    total_results: Option<u64>,
    /// This part, the next one and the one before.
    #[serde(skip_serializing_if = "Option::is_none")]
    links: Option<Vec<Link>>,
}

/// What a query asks for: the collection, and how its items look. Every fault of it at once.
pub fn asked<F: QueryField>(
    call: &Call,
    members: &'static [&'static str],
) -> Result<(Collection<F>, View), Trouble> {
    let mut faults = Vec::new();
    let paging = Paging::read(&call.parameters, &mut faults);
    let view = View::read(&call.parameters, members, &mut faults);
    let order = call.parameters.get("orderby", &mut faults);
    let order = order.map(parse_order::<F>).transpose();
    let filter = call.parameters.get("q", &mut faults);
    let filter = filter
        .filter(|q| !q.trim().is_empty())
        .map(parse_q::<F>)
        .transpose();
    // Where nothing else is wrong, that of `q` or `orderby` is a problem of its own kind.
    let (filter, order) = match (filter, order, faults.is_empty()) {
        (Ok(filter), Ok(order), true) => (filter, order.unwrap_or_default()),
        (Err(fault), Ok(_), true) => return Err(Problem::from(fault).into()),
        (Ok(_), Err(fault), true) => return Err(fault.of_order().into()),
        (filter, order, _) => {
            faults.extend(filter.err().map(ProblemDetail::of_query));
            faults.extend(order.err().map(ProblemDetail::of_order));
            return Err(Trouble::faults(faults));
        }
    };
    let collection = Collection {
        filter,
        order,
        limit: paging.limit,
        offset: paging.offset,
        total: paging.total,
    };
    Ok((collection, view))
}

/// How one thing is to look.
pub fn viewed(call: &Call, members: &'static [&'static str]) -> Result<View, Trouble> {
    let mut faults = Vec::new();
    let view = View::read(&call.parameters, members, &mut faults);
    if faults.is_empty() {
        Ok(view)
    } else {
        Err(Trouble::faults(faults))
    }
}

/// The answer: the items as they are to look, within their envelope.
pub fn reply<T, R: Serialize>(
    call: &Call,
    view: &View,
    (limit, offset): (u32, u64),
    slice: &Slice<T>,
    id: &str,
    shape: impl Fn(&T) -> R,
) -> Result<Reply, Trouble> {
    let items: Vec<Value> = slice
        .items
        .iter()
        .map(|item| view.pick(&shape(item), id))
        .collect::<Result<_, _>>()?;
    let at = |offset: u64| {
        let query = call
            .parameters
            .with(&[("offset", offset.to_string()), ("limit", limit.to_string())]);
        format!("{}?{query}", call.address())
    };
    let mut links = vec![("self", at(offset))];
    if slice.has_more {
        links.push(("next", at(offset.saturating_add(u64::from(limit)))));
    }
    if offset > 0 {
        links.push(("prev", at(offset.saturating_sub(u64::from(limit)))));
    }
    Reply::json(&Envelope {
        count: items.len(),
        items,
        has_more: slice.has_more,
        limit,
        offset,
        total_results: slice.total,
        links: view.whole_links(links),
    })
}
