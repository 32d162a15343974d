//! Calls per day: the chart, and the table behind it.

use domain::DayCalls;
use leptos::prelude::*;

use crate::{
    text::use_text,
    ui::{
        chart::{Bar, StackedBars},
        fold::Fold,
        table::{Cell, CellKind, Header, Row, Table},
    },
};

/// How many of these calls were admitted, and how many refused.
pub fn totals(days: &[DayCalls]) -> (u64, u64) {
    days.iter().fold((0, 0), |(accepted, refused), day| {
        (
            u64::saturating_add(accepted, day.accepted),
            u64::saturating_add(refused, day.refused),
        )
    })
}

/// A figure with the bars, and the same numbers as a table that one may open.
#[component]
pub fn CallsChart(
    /// The id, unlike any other on the page.
    id: &'static str,
    /// The days, oldest first.
    days: Vec<DayCalls>,
) -> impl IntoView {
    let text = use_text();
    let words = text.inbound();
    let (accepted, refused) = totals(&days);
    let calls = |day: &DayCalls| day.accepted.saturating_add(day.refused);
    let mut label = (words.chart_text)(accepted, refused, days.len());
    if let Some(busiest) = days.iter().max_by_key(|day| calls(day))
        && calls(busiest) > 0
    {
        label.push(' ');
        label.push_str(&(words.busiest)(&busiest.day.to_string(), calls(busiest)));
    }
    let bars = days
        .iter()
        .map(|day| {
            let name = day.day.to_string();
            Bar {
                title: (words.day_text)(&name, day.accepted, day.refused),
                label: name,
                lower: day.accepted,
                upper: day.refused,
            }
        })
        .collect::<Vec<_>>();
    let caption = format!("{id}-caption");
    let labelled = caption.clone();
    let head = move || {
        view! {
            <Header label=words.day/>
            <Header label=words.accepted/>
            <Header label=words.refused/>
        }
    };
    // The newest day first: it is the one that is looked for.
    let rows = days
        .into_iter()
        .rev()
        .map(|day| {
            view! {
                <Row>
                    <Cell label=words.day kind=CellKind::Main><span class="num">{day.day.to_string()}</span></Cell>
                    <Cell label=words.accepted kind=CellKind::Quiet>{(words.number)(day.accepted)}</Cell>
                    <Cell label=words.refused kind=CellKind::Quiet>{(words.number)(day.refused)}</Cell>
                </Row>
            }
        })
        .collect_view();
    view! {
        <figure class="calls" aria-labelledby=labelled>
            <figcaption class="calls__caption" id=caption>{words.chart}</figcaption>
            <StackedBars id label lower=words.accepted upper=words.refused bars number=words.number/>
            <Fold label=words.numbers>
                <Table label=words.chart head class="table--days">{rows}</Table>
            </Fold>
        </figure>
    }
    .into_any()
}
