//! Tables that become cards on narrow screens.
//!
//! The roles are written out because a table whose parts are laid out otherwise (as cards) loses them in some browsers.

use leptos::prelude::*;

use super::{
    icon::{Glyph, Icon},
    query_button::QueryButton,
};

/// Which way a column is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Smallest first.
    Ascending,
    /// Largest first.
    Descending,
}

/// A table with a name, a head that stays in sight, and rows of [`Row`] and [`Cell`].
///
/// Below 640 px each row is a card, and the head becomes a strip of the sort buttons.
///
/// Classes `table-frame`, `table`, `table__head`.
///
/// ```ignore
/// view! {
///     <Table label=text.integration_users head=move || view! { <SortHeader …/> <Header label=text.groups/> }>
///         <For …><Row><Cell label=text.name>{name}</Cell></Row></For>
///     </Table>
/// }
/// ```
#[component]
pub fn Table(
    /// The accessible name.
    #[prop(into)]
    label: Signal<String>,
    /// The header cells, in order.
    #[prop(into)]
    head: ViewFn,
    /// Whether newer rows are on their way while the old ones still show.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// An additional class, for column widths.
    #[prop(optional, into)]
    class: Option<String>,
    /// The rows.
    children: Children,
) -> impl IntoView {
    let class = class.map_or_else(|| "table".to_owned(), |class| format!("table {class}"));
    let head = untrack(move || head.run());
    view! {
        <div class="table-frame">
            <table
                class=class
                role="table"
                aria-label=move || label.get()
                aria-busy=move || busy.get().then_some("true")
            >
                <thead class="table__head" role="rowgroup">
                    <tr role="row">{head}</tr>
                </thead>
                <tbody role="rowgroup">{children()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// A header cell of a column that is not sorted by.
///
/// Classes `header`, `header--end` for actions.
#[component]
pub fn Header(
    /// The column's name.
    #[prop(into)]
    label: Signal<String>,
    /// Whether the name is for assistive technology only.
    #[prop(optional)]
    hidden_label: bool,
) -> impl IntoView {
    let class = if hidden_label { "visually-hidden" } else { "" };
    view! {
        <th class="header" role="columnheader" scope="col">
            <span class=class>{move || label.get()}</span>
        </th>
    }
}

/// A header cell whose button sorts. It works without script.
///
/// Classes `header header--sortable`, `header__sort`.
///
/// ```ignore
/// view! { <SortHeader label=text.name direction=Signal::derive(move || sorted_by(Name)) href=by_name/> }
/// ```
#[component]
pub fn SortHeader(
    /// The column's name, which is the button's.
    #[prop(into)]
    label: Signal<String>,
    /// How it is sorted now, if by this column.
    #[prop(into)]
    direction: Signal<Option<Direction>>,
    /// The address of the view after pressing.
    #[prop(into)]
    href: Signal<String>,
) -> impl IntoView {
    let sorted = move || {
        direction.get().map(|direction| match direction {
            Direction::Ascending => "ascending",
            Direction::Descending => "descending",
        })
    };
    let arrow = move || {
        let glyph = match direction.get() {
            Some(Direction::Ascending) => Glyph::SortAscending,
            Some(Direction::Descending) => Glyph::SortDescending,
            None => Glyph::Sortable,
        };
        view! { <Icon glyph/> }
    };
    view! {
        <th class="header header--sortable" role="columnheader" scope="col" aria-sort=move || sorted().unwrap_or("none")>
            <QueryButton href class="header__sort">
                <span>{move || label.get()}</span>
                {arrow}
            </QueryButton>
        </th>
    }
    .into_any()
}

/// A row.
///
/// Classes `row`, `row--new` while `highlighted` (just made: a tint that fades), `row--busy`.
#[component]
pub fn Row(
    /// Whether it has just been made or changed.
    #[prop(optional, into)]
    highlighted: Signal<bool>,
    /// Whether a request about it is under way.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Its cells.
    children: Children,
) -> impl IntoView {
    view! {
        <tr
            class="row"
            // It may be asked once more when its list is gone and another is on its way.
            class:row--new=move || highlighted.try_get().unwrap_or_default()
            class:row--busy=move || busy.get()
            aria-busy=move || busy.get().then_some("true")
            role="row"
        >
            {children()}
        </tr>
    }
}

/// How a cell is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CellKind {
    /// Ordinary text, cut off with dots.
    #[default]
    Text,
    /// What the row is about: stays in sight, heads the card.
    Main,
    /// Quieter, digits of equal width: times and counts.
    Quiet,
    /// The menu at the end.
    Actions,
    /// The check box at the start.
    Select,
}

/// A cell. Its column's name shows beside it on cards.
///
/// Classes `cell`, `cell--main|quiet|actions|select`. For ids use `<a class="id" title=id>`, for texts that somebody wrote [`CellText`], for links
/// with such a text the class `cell__link` and `dir="auto"`.
#[component]
pub fn Cell(
    /// The column's name, shown on cards.
    #[prop(optional, into)]
    label: MaybeProp<String>,
    /// How it is set.
    #[prop(optional)]
    kind: CellKind,
    /// The whole text, as tooltip, where it may be cut off.
    #[prop(optional, into)]
    title: MaybeProp<String>,
    /// What it shows.
    children: Children,
) -> impl IntoView {
    let class = match kind {
        CellKind::Text => "cell",
        CellKind::Main => "cell cell--main",
        CellKind::Quiet => "cell cell--quiet",
        CellKind::Actions => "cell cell--actions",
        CellKind::Select => "cell cell--select",
    };
    view! {
        <td class=class role="cell" data-label=move || label.get() title=move || title.get()>
            {children()}
        </td>
    }
}

/// A text that is cut off where there is no room for it, with all of it on hovering; a dash where there is none.
///
/// It runs the way its own letters do, so that it is cut at its end whichever way the page runs.
///
/// Class `cell__text`.
#[component]
pub fn CellText(
    /// The text.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    if text.is_empty() {
        // For the eye only: an empty cell is read out as such.
        return view! { <span class="muted" aria-hidden="true">"—"</span> }.into_any();
    }
    view! { <bdi class="cell__text" dir="auto" title=text.clone()>{text.clone()}</bdi> }.into_any()
}
