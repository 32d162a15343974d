//! Grey shapes that keep the place of what is still on its way.

use leptos::prelude::*;

/// Table rows of the height of real ones, hidden from assistive technology (say in a status line that it loads).
///
/// Classes `row row--skeleton`, `skeleton`, with widths that vary by row and column.
///
/// ```ignore
/// view! { <Suspense fallback=|| view! { <SkeletonRows rows=12 columns=8/> }>…</Suspense> }
/// ```
#[component]
pub fn SkeletonRows(
    /// How many rows.
    #[prop(default = 10)]
    rows: usize,
    /// How many cells each has.
    columns: usize,
) -> impl IntoView {
    let cells = move || {
        (0..columns)
            .map(|_| view! { <td class="cell"><span class="skeleton"></span></td> })
            .collect_view()
    };
    (0..rows)
        .map(|_| view! { <tr class="row row--skeleton" aria-hidden="true">{cells()}</tr> })
        .collect_view()
}

/// Lines of text on their way.
///
/// Classes `skeleton-lines`, `skeleton`.
///
/// ```ignore
/// view! { <SkeletonLines lines=3/> }
/// ```
#[component]
pub fn SkeletonLines(
    /// How many lines.
    #[prop(default = 3)]
    lines: usize,
) -> impl IntoView {
    let shapes = (0..lines)
        .map(|_| view! { <span class="skeleton"></span> })
        .collect_view();
    view! { <div class="skeleton-lines" aria-hidden="true">{shapes}</div> }
}
