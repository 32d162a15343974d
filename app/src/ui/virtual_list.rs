//! A long list of which only the rows in sight are in the document.
//!
//! All rows have the same height, which the style sheet decides and which is measured, so it may depend on the width of the list
//! or the size of the text. The scroll bar is that of the whole list. Browsers lay out about 16 million pixels: half a million rows.
//!
//! On the server, and until the browser has measured, the first rows stand in the ordinary flow, without any style of their own.

use std::ops::Range;

use super::dom;
use leptos::{
    html,
    prelude::*,
    wasm_bindgen::{JsCast, closure::Closure},
};
use web_sys::{HtmlElement, ResizeObserver, js_sys::Array};

/// Rows in the document before anything is measured: enough for the tallest list of ours.
const UNMEASURED_ROWS: usize = 20;

/// Rows kept above and below what is in sight, so that a fast scroll shows no gap.
const OVERSCAN: usize = 4;

/// The first row moves by so many at once: most small scrolls change nothing in the document.
const SNAP: usize = 4;

/// What is known of the list's place on the screen, in CSS pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Measure {
    viewport: f64,
    row: f64,
}

impl Measure {
    fn is_known(self) -> bool {
        self.viewport > 0.0 && self.row > 0.0
    }

    /// The rows to have in the document for `count` rows scrolled down by `top`.
    fn window(self, count: usize, top: f64) -> Range<usize> {
        if !self.is_known() {
            return 0..count.min(UNMEASURED_ROWS);
        }
        let length = (rows(self.viewport / self.row) + 1 + 2 * OVERSCAN + SNAP).min(count);
        let start = rows(top / self.row).saturating_sub(OVERSCAN) / SNAP * SNAP;
        let start = start.min(count - length);
        start..start + length
    }

    /// Where to scroll so that the row at `position` is in sight, by the shortest way from `top`.
    fn top_to_show(self, position: usize, top: f64) -> f64 {
        let (begin, end) = (pixels(position) * self.row, pixels(position + 1) * self.row);
        top.min(begin).max(end - self.viewport)
    }
}

/// A number of pixels' worth of rows, rounded down; never negative.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "casting a float saturates, which is what is wanted"
)]
fn rows(count: f64) -> usize {
    count as usize
}

/// A number of rows as a factor for pixels.
#[expect(clippy::cast_precision_loss, reason = "no list has 2^52 rows")]
fn pixels(count: usize) -> f64 {
    count as f64
}

/// The state of one list: where it is scrolled to and which rows are in the document.
///
/// The owner puts [`viewport`](Self::viewport) and [`scrolled`](Self::scrolled) on the element that scrolls, and [`VirtualRows`] into it.
#[derive(Clone, Copy)]
pub struct VirtualScroll {
    count: Signal<usize>,
    viewport: NodeRef<html::Div>,
    canvas: NodeRef<html::Div>,
    rows: NodeRef<html::Div>,
    measure: RwSignal<Measure>,
    top: RwSignal<f64>,
    window: Memo<Range<usize>>,
}

impl VirtualScroll {
    /// A list of `count` rows, scrolled to its beginning.
    pub fn new(count: impl Into<Signal<usize>>) -> Self {
        let count = count.into();
        let measure = RwSignal::new(Measure::default());
        let top = RwSignal::new(0.0);
        let window = Memo::new(move |_| measure.get().window(count.get(), top.get()));
        let scroll = Self {
            count,
            viewport: NodeRef::new(),
            canvas: NodeRef::new(),
            rows: NodeRef::new(),
            measure,
            top,
            window,
        };
        scroll.keep_measured();
        scroll.keep_placed();
        scroll
    }

    /// For the element that scrolls.
    pub fn viewport(&self) -> NodeRef<html::Div> {
        self.viewport
    }

    /// To be called when that element was scrolled.
    pub fn scrolled(&self) {
        if let Some(viewport) = self.viewport.get_untracked() {
            self.top.set(f64::from(viewport.scroll_top()));
        }
    }

    /// Scrolls as little as needed to bring the row at `position` into sight.
    pub fn reveal(&self, position: usize) {
        let measure = self.measure.get_untracked();
        if measure.is_known() && position < self.count.get_untracked() {
            self.scroll_to(measure.top_to_show(position, self.top.get_untracked()));
        }
    }

    /// Scrolls to the beginning.
    pub fn rewind(&self) {
        self.scroll_to(0.0);
    }

    /// The first row in sight, and how far it is scrolled out; nothing while the list stands at its beginning, or is not yet measured.
    pub fn first_in_sight(&self) -> Option<(usize, f64)> {
        let (measure, top) = (self.measure.get_untracked(), self.top.get_untracked());
        (measure.is_known() && top > 0.0).then(|| {
            let first = rows(top / measure.row);
            (first, top - pixels(first) * measure.row)
        })
    }

    /// Scrolls so that the row at `position` is the first in sight, scrolled out by `offset`.
    pub fn place(&self, position: usize, offset: f64) {
        let row = self.measure.get_untracked().row;
        self.scroll_to(pixels(position) * row + offset);
    }

    /// How many whole rows are in sight; at least one.
    pub fn rows_per_page(&self) -> usize {
        let measure = self.measure.get_untracked();
        if measure.is_known() {
            rows(measure.viewport / measure.row).max(1)
        } else {
            1
        }
    }

    /// Whether the row at `position` is in the document. Follows changes.
    pub fn is_rendered(&self, position: usize) -> bool {
        self.window.with(|window| window.contains(&position))
    }

    fn scroll_to(&self, top: f64) {
        let measure = self.measure.get_untracked();
        let Some(viewport) = self.viewport.get_untracked() else {
            return;
        };
        let end = pixels(self.count.get_untracked()) * measure.row - measure.viewport;
        let top = top.min(end).max(0.0);
        if (self.top.get_untracked() - top).abs() < f64::EPSILON {
            return;
        }
        // The list may just have grown: it must be tall enough before it can be scrolled there.
        self.stretch(measure);
        viewport.set_scroll_top(f64_to_pixel(top));
        self.top.set(top);
    }

    fn stretch(&self, measure: Measure) {
        if let Some(canvas) = self.canvas.get_untracked() {
            set_style(
                &canvas,
                "height",
                &dom::pixels(pixels(self.count.get_untracked()) * measure.row),
            );
        }
    }

    /// Gives the canvas its full height and puts the rows where they belong, whenever either changes.
    fn keep_placed(self) {
        Effect::new(move |_| {
            let measure = self.measure.get();
            let start = self.window.with(|window| window.start);
            self.count.track();
            if let (true, Some(rows)) = (measure.is_known(), self.rows.get()) {
                self.stretch(measure);
                set_style(
                    &rows,
                    "transform",
                    &format!("translateY({})", dom::pixels(pixels(start) * measure.row)),
                );
            }
        });
    }

    /// Measures once the list is on the screen, and again whenever its size changes.
    fn keep_measured(self) {
        let watch = StoredValue::new_local(None::<Watch>);
        Effect::new(move |_| {
            let Some(viewport) = self.viewport.get() else {
                return;
            };
            watch.set_value(Watch::new(&viewport, move || self.remeasure()));
        });
        // Rows that come into an empty list are the first to be measured.
        Effect::new(move |_| {
            if self.count.get() > 0 && !self.measure.get_untracked().is_known() {
                request_animation_frame(move || self.remeasure());
            }
        });
    }

    fn remeasure(self) {
        let (Some(Some(viewport)), Some(Some(rows))) = (
            self.viewport.try_get_untracked(),
            self.rows.try_get_untracked(),
        ) else {
            return;
        };
        let shown = rows.child_element_count();
        let before = self.measure.get_untracked();
        let row = if shown == 0 {
            before.row
        } else {
            rows.get_bounding_client_rect().height() / f64::from(shown)
        };
        let measure = Measure {
            viewport: f64::from(viewport.client_height()),
            row,
        };
        // A list inside something folded away has no size: what was measured before still holds when it comes back.
        if measure.is_known() && measure != before {
            self.measure.set(measure);
            self.top.set(f64::from(viewport.scroll_top()));
        }
    }
}

/// The browser scrolls by whole pixels here.
#[expect(
    clippy::cast_possible_truncation,
    reason = "casting a float saturates, which is what is wanted"
)]
fn f64_to_pixel(top: f64) -> i32 {
    top.round() as i32
}

/// Through the object model, which the content security policy allows, unlike style attributes in the page's source.
fn set_style(element: &HtmlElement, property: &str, value: &str) {
    element
        .style()
        .set_property(property, value)
        .unwrap_or_default();
}

/// Calls back when an element's size changes, until dropped.
struct Watch {
    observer: ResizeObserver,
    _callback: Closure<dyn FnMut(Array)>,
}

impl Watch {
    fn new(element: &HtmlElement, mut changed: impl FnMut() + 'static) -> Option<Self> {
        let callback = Closure::<dyn FnMut(Array)>::new(move |_| changed());
        let observer = ResizeObserver::new(callback.as_ref().unchecked_ref()).ok()?;
        observer.observe(element);
        Some(Self {
            observer,
            _callback: callback,
        })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// The rows in sight, to stand inside the scrolling element.
///
/// Row elements are reused by their place in the window: scrolling and changes of what is listed only rewrite what differs.
/// `row` is called once for each place in the window, with the position that stands there at the time; for an instant that may be a
/// position the list no longer has, for which it should show nothing. Each row is one element of the one height all rows have.
///
/// Classes `virtual__canvas` (as tall as the whole list), `virtual__rows`.
///
/// ```ignore
/// let scroll = VirtualScroll::new(count);
/// view! {
///     <div role="listbox" node_ref=scroll.viewport() on:scroll=move |_| scroll.scrolled()>
///         <VirtualRows scroll row=move |position| view! { <div role="option">{position}</div> }/>
///     </div>
/// }
/// ```
#[component]
pub fn VirtualRows<F, V>(
    /// The list.
    scroll: VirtualScroll,
    /// Gives the row for a place, following its position.
    row: F,
) -> impl IntoView
where
    F: Fn(Memo<usize>) -> V + Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let start = Memo::new(move |_| scroll.window.with(|window| window.start));
    let length = Memo::new(move |_| scroll.window.with(Range::len));
    view! {
        <div class="virtual__canvas" role="none" node_ref=scroll.canvas>
            <div class="virtual__rows" role="none" node_ref=scroll.rows>
                <For
                    each=move || 0..length.get()
                    key=|place| *place
                    children=move |place| row(Memo::new(move |_| start.get() + place))
                />
            </div>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MEASURE: Measure = Measure {
        viewport: 320.0,
        row: 40.0,
    };

    #[test]
    fn everything_in_sight_is_in_the_window() {
        for count in [0, 1, 7, 8, 9, 30, 50_000] {
            let end = (pixels(count) * MEASURE.row - MEASURE.viewport).max(0.0);
            for top in [0.0, 1.0, 39.9, 40.0, 400.0, end / 2.0, end] {
                let window = MEASURE.window(count, top.min(end));
                let (first, last) = (
                    rows(top.min(end) / 40.0),
                    rows((top.min(end) + 319.0) / 40.0),
                );
                assert!(
                    window.start <= first && window.end >= count.min(last + 1),
                    "{count} rows at {top}: {window:?}"
                );
                assert!(window.len() <= 8 + 1 + 2 * OVERSCAN + SNAP && window.end <= count);
            }
        }
    }

    #[test]
    fn a_place_beyond_the_end_shows_the_last_rows() {
        assert_eq!(MEASURE.window(100, 1e9).end, 100);
    }

    #[test]
    fn before_measuring_the_first_rows_are_there() {
        assert_eq!(Measure::default().window(50_000, 0.0), 0..UNMEASURED_ROWS);
        assert_eq!(Measure::default().window(3, 0.0), 0..3);
    }

    #[test]
    fn a_row_is_brought_into_sight_by_the_shortest_way() {
        for (position, from, to) in [
            (0, 0.0, 0.0),
            (7, 0.0, 0.0),
            (8, 0.0, 40.0),
            (3, 400.0, 120.0),
            (12, 400.0, 400.0),
        ] {
            assert!(
                (MEASURE.top_to_show(position, from) - to).abs() < f64::EPSILON,
                "{position} from {from}"
            );
        }
    }
}
