//! Refused calls in the log: the first ones of each minute with what is known of them, the others as one number. Who is
//! refused can call as often as they like, and the log must not grow with it; every call is in the counts and metrics.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use domain::Refusal;
use tracing::info;

/// So many lines of each reason are written in a minute.
pub const LINES_A_MINUTE: u32 = 10;
const MINUTE: Duration = Duration::from_mins(1);

/// What was said in this minute, and what was not.
#[derive(Debug, Default)]
pub struct RefusalLog {
    minute: Mutex<Minute>,
}

#[derive(Debug, Default)]
struct Minute {
    began: Option<Instant>,
    said: HashMap<Refusal, u32>,
    unsaid: HashMap<Refusal, u64>,
}

impl RefusalLog {
    /// Whether this refusal has a line of its own; else it is added up.
    pub fn may_say(&self, refusal: Refusal, now: Instant) -> bool {
        self.sum_up(now);
        let mut minute = self.minute.lock().unwrap_or_else(PoisonError::into_inner);
        minute.began.get_or_insert(now);
        let said = minute.said.entry(refusal).or_default();
        if *said < LINES_A_MINUTE {
            *said += 1;
            return true;
        }
        *minute.unsaid.entry(refusal).or_default() += 1;
        false
    }

    /// Writes what was not said, once the minute is over: one line for each reason.
    pub fn sum_up(&self, now: Instant) {
        for (refusal, calls) in self.take_unsaid(now) {
            info!(
                reason = refusal.word(),
                calls, "Refused more calls in the last minute"
            );
        }
    }

    fn take_unsaid(&self, now: Instant) -> HashMap<Refusal, u64> {
        let mut minute = self.minute.lock().unwrap_or_else(PoisonError::into_inner);
        let over = minute
            .began
            .is_some_and(|began| now.duration_since(began) >= MINUTE);
        if over {
            std::mem::take(&mut *minute).unsaid
        } else {
            HashMap::new()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_is_a_few_lines_and_a_number() {
        let (log, start) = (RefusalLog::default(), Instant::now());
        let said =
            |refusal, calls: u32, now| (0..calls).filter(|_| log.may_say(refusal, now)).count();
        assert_eq!(said(Refusal::BadSignature, 10_000, start), 10);
        assert_eq!(
            said(Refusal::Inactive, 3, start),
            3,
            "one reason does not hide another"
        );
        let later = start + Duration::from_secs(59);
        assert_eq!(said(Refusal::BadSignature, 5, later), 0);
        assert!(log.take_unsaid(later).is_empty(), "the minute goes on");
        let over = start + MINUTE;
        let unsaid = log.take_unsaid(over);
        assert_eq!(unsaid, HashMap::from([(Refusal::BadSignature, 9_995)]));
        assert_eq!(said(Refusal::BadSignature, 11, over), 10);
        assert_eq!(log.take_unsaid(over + MINUTE).len(), 1);
        assert!(log.take_unsaid(over + MINUTE * 2).is_empty());
    }
}
