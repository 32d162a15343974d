//! Metrics of the gate in the text format of Prometheus, on a listener of their own. There is no client id in them.

use std::fmt::Write as _;

use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;
use domain::{Refusal, Timestamp};
use service::Service;

const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// The one address of the metrics' listener: `GET /metrics`.
pub fn router(service: Service) -> Router {
    Router::new()
        .route("/metrics", get(metrics))
        .with_state(service)
}

async fn metrics(State(service): State<Service>) -> impl IntoResponse {
    let text = text(&service);
    ([(header::CONTENT_TYPE, CONTENT_TYPE)], text)
}

/// The whole text.
pub fn text(service: &Service) -> String {
    let (gate, now) = (service.gate(), service.now());
    let mut text = String::new();
    head(
        &mut text,
        "calls_total",
        "counter",
        "Inbound calls since the start, by how they ended.",
    );
    for (outcome, calls) in gate.ledger().totals() {
        let outcome = outcome.map_or("accepted", Refusal::word);
        sample(&mut text, "calls_total", &[("outcome", outcome)], calls);
    }
    head(
        &mut text,
        "ledger_dropped_total",
        "counter",
        "Entries about calls that were not kept, as too many waited to be written.",
    );
    sample(
        &mut text,
        "ledger_dropped_total",
        &[],
        gate.ledger().dropped(),
    );
    head(
        &mut text,
        "users",
        "gauge",
        "Integration users that the gate knows.",
    );
    sample(&mut text, "users", &[], gate.registry().len());
    head(
        &mut text,
        "in_touch_age_seconds",
        "gauge",
        "Seconds since what the gate knows was last known to be complete.",
    );
    if let Some(at) = gate.registry().last_in_touch() {
        sample(&mut text, "in_touch_age_seconds", &[], age(at, now));
    }
    head(
        &mut text,
        "hears_others",
        "gauge",
        "1 while PostgreSQL says by itself what other servers change; else it is asked twice a second.",
    );
    sample(
        &mut text,
        "hears_others",
        &[],
        u8::from(service.hears_others()),
    );
    let providers = gate.providers();
    let by_issuer =
        |text: &mut String, name: &str, value: &dyn Fn(&domain::ProviderState) -> Option<u64>| {
            for provider in &providers {
                let issuer = provider.issuers.first().map_or("", String::as_str);
                if let Some(value) = value(provider) {
                    sample(text, name, &[("issuer", issuer)], value);
                }
            }
        };
    head(
        &mut text,
        "keys",
        "gauge",
        "Keys of the identity provider that can be used.",
    );
    by_issuer(&mut text, "keys", &|provider| {
        u64::try_from(provider.keys.len()).ok()
    });
    head(
        &mut text,
        "keys_age_seconds",
        "gauge",
        "Seconds since the keys of the identity provider last came.",
    );
    by_issuer(&mut text, "keys_age_seconds", &|provider| {
        provider.fetched.map(|at| age(at, now))
    });
    head(
        &mut text,
        "keys_stale",
        "gauge",
        "1 while keys are used beyond their time because the identity provider does not answer.",
    );
    by_issuer(&mut text, "keys_stale", &|provider| {
        Some(u64::from(provider.stale))
    });
    text
}

fn age(at: Timestamp, now: Timestamp) -> u64 {
    let micros = now.micros().saturating_sub(at.micros());
    u64::try_from(micros / 1_000_000).unwrap_or(0)
}

fn head(text: &mut String, name: &str, kind: &str, help: &str) {
    // Writing to a text never fails.
    let _ = writeln!(
        text,
        "# HELP integration_users_gate_{name} {help}\n# TYPE integration_users_gate_{name} {kind}"
    );
}

fn sample(text: &mut String, name: &str, labels: &[(&str, &str)], value: impl std::fmt::Display) {
    let labels: Vec<String> = labels
        .iter()
        .map(|(name, value)| format!("{name}=\"{}\"", escaped(value)))
        .collect();
    let labels = if labels.is_empty() {
        String::new()
    } else {
        format!("{{{}}}", labels.join(","))
    };
    let _ = writeln!(text, "integration_users_gate_{name}{labels} {value}");
}

/// As a label's value is written: backslash, quote and line end escaped.
fn escaped(value: &str) -> String {
    value
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_escaped() {
        let mut text = String::new();
        sample(&mut text, "x", &[("issuer", "a\"b\\c\nd")], 1);
        assert_eq!(
            text,
            "integration_users_gate_x{issuer=\"a\\\"b\\\\c\\nd\"} 1\n"
        );
    }
}
