use domain::CallLimits;

use super::super::limit::LimitText;
use super::words::{count, number};

pub static LIMIT: LimitText = LimitText {
    section: "Rate limit",
    is: |limits| {
        format!(
            "{} Calls beyond that are refused (429) until there is room again.",
            said(limits)
        )
    },
    usually: |usual| {
        format!(
            "Leave both empty for the usual {}.",
            number(u64::from(usual))
        )
    },
    save: "Save limit",
    saved: said,
};

fn said(limits: &CallLimits) -> String {
    let (whose, limit) = match limits.own {
        Some(own) => ("a limit of its own", own),
        None => ("the usual limit", limits.usual),
    };
    format!(
        "This client has {whose}: {} a second, and {} at once.",
        count(u64::from(limit.per_second), "call", "calls"),
        number(u64::from(limit.burst))
    )
}
