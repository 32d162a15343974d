//! The inline pictures: strokes on a 20 × 20 grid, drawn in the colour of the text around them.

use leptos::prelude::*;

/// What a picture shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Glyph {
    /// A plus sign: make something new.
    Add,
    /// A person's pulse line: what happened.
    Activity,
    /// An arrow towards the end of the line.
    ArrowEnd,
    /// An arrow towards the start of the line.
    ArrowStart,
    /// Two arrow heads towards the end of the line.
    ArrowsEnd,
    /// Two arrow heads towards the start of the line.
    ArrowsStart,
    /// A tick.
    Check,
    /// A small angle pointing down.
    ChevronDown,
    /// A small angle pointing to the end of the line.
    ChevronEnd,
    /// A cross: close, clear, remove.
    Close,
    /// Two sheets.
    Copy,
    /// A pencil.
    Edit,
    /// An exclamation mark in a triangle.
    Warning,
    /// An "i" in a circle.
    Info,
    /// Several persons.
    Groups,
    /// A key: a client that signs in.
    Key,
    /// A list of lines with a clock.
    History,
    /// A house.
    Home,
    /// An arrow through a gate.
    Inbound,
    /// Three lines.
    Menu,
    /// A crescent.
    Moon,
    /// Three dots in a row.
    More,
    /// A circle with a bar: switched off.
    Off,
    /// A circle with a tick: switched on.
    On,
    /// A magnifying glass.
    Search,
    /// A shield with a tick: vouched for.
    Shield,
    /// A door with an arrow leading out.
    SignOut,
    /// Arrow up: ascending.
    SortAscending,
    /// Arrow down: descending.
    SortDescending,
    /// Both: can be sorted.
    Sortable,
    /// A sun.
    Sun,
    /// A screen: as the system says.
    System,
    /// An arrow turning back.
    Undo,
    /// One person.
    User,
}

impl Glyph {
    /// The strokes, as SVG path data.
    const fn strokes(self) -> &'static str {
        match self {
            Self::Add => "M10 4v12M4 10h12",
            Self::Activity => "M2.5 10.5h3l2.5-6 4 11 2.5-5h3",
            Self::ArrowEnd => "M4 10h12M11.5 5.5 16 10l-4.5 4.5",
            Self::ArrowStart => "M16 10H4M8.5 5.5 4 10l4.5 4.5",
            Self::ArrowsEnd => "M5 5l5 5-5 5M10.5 5l5 5-5 5",
            Self::ArrowsStart => "M15 5l-5 5 5 5M9.5 5l-5 5 5 5",
            Self::Check => "M4 10.5l4 4 8-9",
            Self::ChevronDown => "M6 8l4 4 4-4",
            Self::ChevronEnd => "M8 6l4 4-4 4",
            Self::Close => "M5 5l10 10M15 5 5 15",
            Self::Copy => "M7.5 7.5h8v8h-8zM12.5 7.5v-3h-8v8h3",
            Self::Edit => "M12.5 4.5l3 3L7 16l-3.6.6L4 13zM10.8 6.2l3 3",
            Self::Warning => "M10 3.2 17.6 16.4H2.4zM10 8v4M10 14.1v.3",
            Self::Info => "M10 2.8a7.2 7.2 0 100 14.4 7.2 7.2 0 000-14.4M10 9.2v4.3M10 6.4v.3",
            Self::Groups => {
                "M7.3 9.3a2.9 2.9 0 100-5.8 2.9 2.9 0 000 5.8M2 16.3a5.3 5.3 0 0110.6 0M12.8 3.8a2.7 2.7 0 010 5.2M14.4 11.6a5 5 0 013.6 4.7"
            }
            Self::Key => {
                "M6.6 16.6a3.4 3.4 0 100-6.8 3.4 3.4 0 000 6.8M9 10.8l7.4-7.4M13.4 6.4l2.4 2.4M11.2 8.6l1.6 1.6"
            }
            Self::History => "M3.2 10a6.8 6.8 0 102-4.8L3.2 7.2M3.2 3.4v3.8H7M10 6.2V10l2.8 1.8",
            Self::Home => "M3 9.2 10 3.4l7 5.8M5 8v8.4h10V8M8.4 16.4v-4.6h3.2v4.6",
            Self::Inbound => "M12 3.5h4v13h-4M3 10h9M8.5 6.5 12 10l-3.5 3.5",
            Self::Menu => "M3 5.5h14M3 10h14M3 14.5h14",
            Self::Moon => "M16.4 11.8A6.9 6.9 0 018.2 3.6a6.9 6.9 0 108.2 8.2z",
            Self::More => "M4.6 10h.01M10 10h.01M15.4 10h.01",
            Self::Off => "M10 2.8a7.2 7.2 0 100 14.4 7.2 7.2 0 000-14.4M6.6 10h6.8",
            Self::On => "M10 2.8a7.2 7.2 0 100 14.4 7.2 7.2 0 000-14.4M6.7 10.3l2.3 2.3 4.3-4.9",
            Self::Search => "M8.8 14.4a5.6 5.6 0 100-11.2 5.6 5.6 0 000 11.2M12.9 12.9 17 17",
            Self::Shield => {
                "M10 2.8l6 2.2v4.6c0 3.7-2.5 6.3-6 7.6-3.5-1.3-6-3.9-6-7.6V5zM7.3 9.8l2 2 3.4-3.8"
            }
            Self::SignOut => "M8 3.5H4v13h4M8 10h9M13.5 6.5 17 10l-3.5 3.5",
            Self::SortAscending => "M10 16V4M5.5 8.5 10 4l4.5 4.5",
            Self::SortDescending => "M10 4v12M5.5 11.5 10 16l4.5-4.5",
            Self::Sortable => "M6.5 8 10 4.5 13.5 8M6.5 12l3.5 3.5 3.5-3.5",
            Self::Sun => {
                "M10 6.6a3.4 3.4 0 100 6.8 3.4 3.4 0 000-6.8M10 2v1.8M10 16.2V18M2 10h1.8M16.2 10H18M4.3 4.3l1.3 1.3M14.4 14.4l1.3 1.3M15.7 4.3l-1.3 1.3M5.6 14.4l-1.3 1.3"
            }
            Self::System => "M2.8 4h14.4v9.4H2.8zM7 16.6h6M10 13.4v3.2",
            Self::Undo => "M7.5 4 4 7.5 7.5 11M4 7.5h7.5a4.4 4.4 0 010 8.8H8",
            Self::User => "M10 9.6a3.2 3.2 0 100-6.4 3.2 3.2 0 000 6.4M3.8 16.8a6.2 6.2 0 0112.4 0",
        }
    }

    /// Whether the picture points along the line, so that a right-to-left page mirrors it.
    const fn follows_the_line(self) -> bool {
        matches!(
            self,
            Self::ArrowEnd
                | Self::ArrowStart
                | Self::ArrowsEnd
                | Self::ArrowsStart
                | Self::ChevronEnd
                | Self::Inbound
                | Self::SignOut
                | Self::Undo
        )
    }
}

/// A picture, always beside a text or inside something with a name of its own, hence hidden from assistive technology.
///
/// Class `icon`; `icon--mirrors` where right-to-left turns it round.
///
/// ```ignore
/// view! { <Icon glyph=Glyph::Search/> }
/// ```
#[component]
pub fn Icon(
    /// What it shows.
    glyph: Glyph,
) -> impl IntoView {
    let class = if glyph.follows_the_line() {
        "icon icon--mirrors"
    } else {
        "icon"
    };
    view! {
        <svg class=class viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false">
            <path d=glyph.strokes()></path>
        </svg>
    }
}
