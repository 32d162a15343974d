//! What the Inbound Calls page, the section of the Edit panel and the refusals say.

use super::Named;

/// Why a call was refused, for administrators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RefusalText {
    /// In a few words.
    pub name: &'static str,
    /// What an administrator can do about it.
    pub advice: &'static str,
}

/// Words of the Inbound Calls page.
pub struct InboundText {
    /// What the page is for.
    pub about: &'static str,
    /// The name of the choice of days.
    pub period: &'static str,
    /// One choice of it.
    pub days: fn(u16) -> String,
    /// The chip of the filter by user.
    pub user: &'static str,
    /// How many calls there were: accepted, refused, in so many days.
    pub totals: fn(u64, u64, u16) -> String,
    /// A number with its thousands grouped.
    pub number: fn(u64) -> String,
    /// Heading of the chart and name of its table.
    pub chart: &'static str,
    /// The chart in words: accepted, refused, days.
    pub chart_text: fn(u64, u64, usize) -> String,
    /// A sentence after it: the busiest day and its calls.
    pub busiest: fn(&str, u64) -> String,
    /// One day of the chart: accepted, refused.
    pub day_text: fn(&str, u64, u64) -> String,
    /// Opens the table behind the chart.
    pub numbers: &'static str,
    /// Column header.
    pub day: &'static str,
    /// Legend and column header.
    pub accepted: &'static str,
    /// Legend and column header.
    pub refused: &'static str,
    /// Heading and name of the list of reasons.
    pub reasons: &'static str,
    /// So many calls.
    pub calls: fn(u64) -> String,
    /// Heading and name of the table of refusals.
    pub refusals: &'static str,
    /// Where there are none.
    pub no_refusals: &'static str,
    /// Column header.
    pub time: &'static str,
    /// Column header.
    pub client: &'static str,
    /// Column header.
    pub reason: &'static str,
    /// Column header.
    pub detail: &'static str,
    /// In the place of a client that is not known.
    pub no_client: &'static str,
    /// Heading and name of the table of clients that no integration user has.
    pub unknown: &'static str,
    /// What they are.
    pub unknown_text: &'static str,
    /// Column header.
    pub first_call: &'static str,
    /// Column header.
    pub last_call: &'static str,
    /// Column header.
    pub number_of_calls: &'static str,
    /// Link of an unknown client, as shown.
    pub create: &'static str,
    /// The same with the client, its accessible name.
    pub create_for: Named,
    /// Empty state.
    pub none_title: &'static str,
    /// Its explanation.
    pub none_text: &'static str,
    /// Empty state of one user.
    pub none_user_title: &'static str,
    /// Its explanation.
    pub none_user_text: &'static str,
    /// Leads to the Identity Provider page.
    pub set_up: &'static str,
    /// The section in the Edit panel.
    pub section: &'static str,
    /// Leads from there to the page, filtered by the user.
    pub show_all: &'static str,
}
