//! A chart of days: bars of two parts, the second on top of the first.
//!
//! Drawn by the server as SVG with lengths in percent, so that it fits any width without script and without a style attribute, which
//! the content security policy forbids.

use leptos::prelude::*;

/// One bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// What stands below it: the day.
    pub label: String,
    /// What it says, shown on hovering.
    pub title: String,
    /// The lower part.
    pub lower: u64,
    /// The part on top of it, which is hatched.
    pub upper: u64,
}

/// Hundredths of a percent of the height that even the smallest number gets, so that it can be seen.
const LEAST: u64 = 150;
/// The whole, in hundredths of a percent.
const WHOLE: u64 = 10_000;

/// The bars, a scale and a legend. To assistive technology it is one picture with the text `label`; put the numbers into a table beside it.
///
/// Classes `chart`, `chart__legend`, `chart__key--lower|upper`, `chart__frame`, `chart__scale`, `chart__plot`, `chart__grid`,
/// `chart__day`, `chart__lower`, `chart__upper`, `chart__days`.
///
/// ```ignore
/// view! { <StackedBars id="calls" label=sentence lower=text.accepted upper=text.refused bars number=text.number/> }
/// ```
#[component]
pub fn StackedBars(
    /// The id, unlike any other on the page.
    #[prop(into)]
    id: String,
    /// The chart in words.
    label: String,
    /// What the lower part is, for the legend.
    lower: &'static str,
    /// What the upper part is, for the legend.
    upper: &'static str,
    /// The bars, in order.
    bars: Vec<Bar>,
    /// Writes a number.
    number: fn(u64) -> String,
) -> impl IntoView {
    let top = nice_top(
        bars.iter()
            .map(|bar| bar.lower.saturating_add(bar.upper))
            .max()
            .unwrap_or_default(),
    );
    let days = some_labels(&bars)
        .into_iter()
        .map(|label| view! { <span>{label}</span> })
        .collect_view();
    let hatch = format!("{id}-hatch");
    let fill = format!("url(#{hatch})");
    let slot = WHOLE / (bars.len().max(1) as u64);
    let bars = bars
        .into_iter()
        .zip(0_u64..)
        .map(|(bar, at)| one_bar(bar, at * slot, slot, top, fill.clone()))
        .collect_view();
    let grid = [0, WHOLE / 2, WHOLE]
        .map(|y| view! { <line class="chart__grid" x1="0" x2="100%" y1=percent(y) y2=percent(y)/> })
        .collect_view();
    view! {
        <div class="chart">
            <ul class="chart__legend">
                <li class="chart__key chart__key--lower">{lower}</li>
                <li class="chart__key chart__key--upper">{upper}</li>
            </ul>
            <div class="chart__frame">
                <div class="chart__scale" aria-hidden="true">
                    <span>{number(top)}</span>
                    <span>{number(top / 2)}</span>
                    <span>{number(0)}</span>
                </div>
                <svg class="chart__plot" id=id role="img" aria-label=label width="100%" height="100%" focusable="false">
                    <defs>
                        <pattern id=hatch width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                            <rect class="chart__upper-ground" width="6" height="6"/>
                            <line class="chart__upper-line" x1="1" x2="1" y1="0" y2="6"/>
                        </pattern>
                    </defs>
                    {grid}
                    {bars}
                </svg>
                <div class="chart__days" aria-hidden="true">{days}</div>
            </div>
        </div>
    }
    .into_any()
}

fn one_bar(bar: Bar, x: u64, slot: u64, top: u64, fill: String) -> impl IntoView {
    let (lower, upper) = heights(bar.lower, bar.upper, top);
    let (left, width) = (percent(x + slot / 8), percent(slot * 3 / 4));
    let upper_part = (upper > 0).then(|| {
        view! {
            <rect class="chart__upper" fill=fill x=left.clone() width=width.clone() y=percent(WHOLE - lower - upper) height=percent(upper)/>
        }
    });
    let lower_part = (lower > 0).then(|| {
        view! { <rect class="chart__lower" x=left width=width y=percent(WHOLE - lower) height=percent(lower)/> }
    });
    view! {
        <g class="chart__day">
            <title>{bar.title}</title>
            <rect class="chart__column" x=percent(x) width=percent(slot) y="0" height="100%"/>
            {lower_part}
            {upper_part}
        </g>
    }
}

/// The heights of both parts, in hundredths of a percent of the whole; together never more than that.
fn heights(lower: u64, upper: u64, top: u64) -> (u64, u64) {
    let height = |value: u64| {
        if value == 0 {
            return 0;
        }
        let exact = u128::from(value) * u128::from(WHOLE) / u128::from(top.max(1));
        u64::try_from(exact).unwrap_or(WHOLE).clamp(LEAST, WHOLE)
    };
    let (lower, upper) = (height(lower), height(upper));
    if lower + upper <= WHOLE {
        (lower, upper)
    } else if lower >= upper {
        (WHOLE - upper, upper)
    } else {
        (lower, WHOLE - lower)
    }
}

/// The end of the scale: the next of 2, 4, 10, 20, 40, 100 …, all of which have a whole half.
fn nice_top(most: u64) -> u64 {
    let mut power = 1_u64;
    loop {
        for step in [2, 4, 10] {
            let top = power.saturating_mul(step);
            if top >= most {
                return top;
            }
        }
        power = power.saturating_mul(10);
    }
}

/// The first, the middle and the last label: more would not fit on a narrow screen.
fn some_labels(bars: &[Bar]) -> Vec<String> {
    let at = |at: usize| bars.get(at).map(|bar| bar.label.clone());
    let last = bars.len().saturating_sub(1);
    [at(0), at(last / 2), at(last)]
        .into_iter()
        .flatten()
        .collect()
}

/// `12.34%`
fn percent(hundredths: u64) -> String {
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_ends_at_a_number_with_a_whole_half() {
        for (most, top) in [
            (0, 2),
            (1, 2),
            (3, 4),
            (5, 10),
            (11, 20),
            (21, 40),
            (41, 100),
            (1_204, 2_000),
        ] {
            assert_eq!(nice_top(most), top, "{most}");
        }
        assert_eq!(nice_top(u64::MAX), u64::MAX);
    }

    #[test]
    fn both_parts_are_seen_and_stay_inside() {
        assert_eq!(heights(1, 1, 2), (5_000, 5_000));
        assert_eq!(heights(0, 0, 2), (0, 0));
        assert_eq!(heights(1, 0, 1_000_000), (LEAST, 0));
        assert_eq!(heights(1_000_000, 1, 1_000_000), (WHOLE - LEAST, LEAST));
        assert_eq!(percent(1_205), "12.05%");
    }
}
