//! English: inbound calls.

use super::super::InboundText;
use super::words::{count, number};

pub static INBOUND: InboundText = InboundText {
    about: "What client applications called, and what was refused and why. Days are counted in UTC.",
    period: "Period",
    days: |days| format!("{days} days"),
    user: "Integration user",
    totals: |accepted, refused, days| {
        let all = count(accepted.saturating_add(refused), "call", "calls");
        format!(
            "{all} in {days} days: {} accepted, {} refused",
            number(accepted),
            number(refused)
        )
    },
    number,
    chart: "Calls per day",
    chart_text: |accepted, refused, days| {
        format!(
            "Calls per day over {days} days: {} accepted, {} refused.",
            number(accepted),
            number(refused)
        )
    },
    busiest: |day, calls| {
        let calls = count(calls, "call", "calls");
        format!("The busiest day was {day} with {calls}.")
    },
    day_text: |day, accepted, refused| {
        format!(
            "{day}: {} accepted, {} refused",
            number(accepted),
            number(refused)
        )
    },
    numbers: "Numbers behind the chart",
    day: "Day",
    accepted: "Accepted",
    refused: "Refused",
    reasons: "Refused by reason",
    calls: |calls| count(calls, "call", "calls"),
    refusals: "Last refusals",
    no_refusals: "No call was refused.",
    time: "Time",
    client: "Client",
    reason: "Reason",
    detail: "Detail",
    no_client: "Not known",
    unknown: "Unknown clients",
    unknown_text: "These clients called with a good token, but no integration user has their client id. Create an integration user \
                   for those that should come in.",
    first_call: "First call",
    last_call: "Last call",
    number_of_calls: "Calls",
    create: "Create integration user",
    create_for: |client| format!("Create integration user for {client}"),
    none_title: "No calls yet",
    none_text: "In this period no application has called. Once one does, accepted and refused calls are counted here by day, and \
                each refusal says why.",
    none_user_title: "No calls from this integration user",
    none_user_text: "In this period it has not called. Choose a longer period, or check that the application calls the right address.",
    set_up: "Set up the identity provider",
    section: "Inbound calls",
    show_all: "Show all inbound calls of this integration user",
};
