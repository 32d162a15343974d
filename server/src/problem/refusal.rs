//! What a caller is told whom the gate does not admit (`docs/gate.md`): enough to do something about it, and nothing by
//! which an outsider could tell an unknown client from an inactive one.

use ::gate::Refused;
use axum::http::{HeaderValue, header};
use domain::{Problem, Refusal};

use super::Trouble;
use super::kinds;

const MALFORMED: &str = "Bearer error=\"invalid_request\"";
const INVALID: &str = "Bearer error=\"invalid_token\"";
const INSUFFICIENT: &str = "Bearer error=\"insufficient_scope\"";

/// The problem of a refused call. `closed` is whether no provider is configured.
pub fn refusal(refused: Refused, closed: bool) -> Trouble {
    let (trouble, challenge) = match refused.refusal {
        // It says by itself how to come in.
        Refusal::NoCredentials => (Trouble::from(Problem::SignInNeeded), None),
        Refusal::MalformedRequest => (Trouble::of(&kinds::MALFORMED_CREDENTIALS), Some(MALFORMED)),
        Refusal::UnknownClient | Refusal::Inactive => (Trouble::of(&kinds::NOT_ADMITTED), None),
        Refusal::MissingScope => (
            Trouble::of(&kinds::INSUFFICIENT_SCOPE)
                .detail("The access token lacks a scope that this system expects."),
            Some(INSUFFICIENT),
        ),
        Refusal::MissingGroup => (
            Trouble::of(&kinds::INSUFFICIENT_SCOPE)
                .detail("The integration user is not in a group that is needed here."),
            Some(INSUFFICIENT),
        ),
        Refusal::TooManyCalls => (Trouble::of(&kinds::TOO_MANY_CALLS), None),
        Refusal::KeysUnavailable if closed => (Trouble::of(&kinds::NO_PROVIDER), None),
        Refusal::KeysUnavailable => (Trouble::of(&kinds::KEYS_UNAVAILABLE), None),
        Refusal::OutOfTouch => (Trouble::of(&kinds::UNAVAILABLE), None),
        _ => (Trouble::of(&kinds::INVALID_TOKEN), Some(INVALID)),
    };
    let trouble = match challenge {
        Some(challenge) => {
            let challenge = HeaderValue::from_static(challenge);
            trouble.header(header::WWW_AUTHENTICATE, challenge)
        }
        None => trouble,
    };
    // Whoever is to come again hears when.
    let wait = match refused.refusal {
        Refusal::TooManyCalls => Some(1),
        Refusal::KeysUnavailable | Refusal::OutOfTouch => Some(5),
        _ => None,
    };
    match refused.retry_after.or(wait) {
        Some(seconds) => trouble.header(header::RETRY_AFTER, seconds),
        None => trouble,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Status and code stand in two places, the gate's and the kinds'; they must say the same of every refusal.
    #[test]
    fn every_refusal_has_the_status_that_the_gate_says() {
        let public = "http://127.0.0.1:3000".parse().expect("an address");
        for known in Refusal::ALL {
            for closed in [false, true] {
                let refused = Refused {
                    refusal: known,
                    retry_after: None,
                };
                let answer = refusal(refused, closed).answer(&public, "/inbound/verify", "");
                assert_eq!(answer.status().as_u16(), known.http_status(), "{known:?}");
                let waits = answer.headers().contains_key(header::RETRY_AFTER);
                assert_eq!(waits, matches!(answer.status().as_u16(), 429 | 503));
                let challenged = answer.headers().contains_key(header::WWW_AUTHENTICATE);
                let admitted = matches!(known, Refusal::UnknownClient | Refusal::Inactive);
                let asks = matches!(answer.status().as_u16(), 400 | 401 | 403);
                assert_eq!(challenged, asks && !admitted, "{known:?}");
            }
        }
    }
}
