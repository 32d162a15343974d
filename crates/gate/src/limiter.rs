//! How often a client may call. Only clients with good tokens are counted, so that there are never more than the identity
//! providers know.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};

use domain::Timestamp;

use crate::registry::Rate;

/// What holds where nothing is configured.
pub const DEFAULT_RATE: Rate = Rate {
    per_second: 100,
    burst: 200,
};

/// Above so many those are looked for that need not be remembered.
const TIDY_ABOVE: usize = 1_024;
const NANOS: i128 = 1_000_000_000;

/// Token buckets, each kept as the moment at which it is full again (the generic cell rate algorithm): one number for a
/// client, and none for one that has not called for a while.
#[derive(Debug)]
pub struct Limiter<Who> {
    buckets: Mutex<Buckets<Who>>,
}

#[derive(Debug)]
struct Buckets<Who> {
    /// Nanoseconds.
    full_at: HashMap<Who, i128>,
    tidy_above: usize,
}

impl<Who> Default for Limiter<Who> {
    fn default() -> Self {
        let buckets = Buckets {
            full_at: HashMap::new(),
            tidy_above: 0,
        };
        Self {
            buckets: Mutex::new(buckets),
        }
    }
}

impl<Who: Eq + Hash> Limiter<Who> {
    /// Takes one call.
    ///
    /// # Errors
    /// After how many seconds to come again, at least one; such a call is not counted.
    pub fn take(&self, who: Who, rate: Rate, now: Timestamp) -> Result<(), u32> {
        let now = i128::from(now.micros()) * 1_000;
        let interval = NANOS / i128::from(rate.per_second.max(1));
        let room = interval * i128::from(rate.burst.max(1));
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        buckets.tidy(now);
        let full_at = buckets.full_at.entry(who).or_insert(now);
        // Longer than a whole bucket takes: the clock was set back, or the limit was another one.
        if *full_at < now || *full_at > now + room {
            *full_at = now;
        }
        let wait = *full_at + interval - room - now;
        if wait > 0 {
            let seconds = (wait + NANOS - 1) / NANOS;
            return Err(u32::try_from(seconds).unwrap_or(u32::MAX));
        }
        *full_at += interval;
        Ok(())
    }
}

impl<Who: Eq + Hash> Buckets<Who> {
    /// Forgets full buckets when there are twice as many as were left the last time.
    fn tidy(&mut self, now: i128) {
        if self.full_at.len() > self.tidy_above.max(TIDY_ABOVE) {
            self.full_at.retain(|_, full_at| *full_at > now);
            self.tidy_above = self.full_at.len() * 2;
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::PartyId;

    use super::*;

    const START: Timestamp = Timestamp::from_micros(1_780_000_000_000_000);
    const ONE: PartyId = PartyId(1);

    fn after(millis: i64) -> Timestamp {
        Timestamp::from_micros(START.micros() + millis * 1_000)
    }

    #[test]
    fn so_many_at_once_and_then_so_many_a_second() {
        let limiter = Limiter::default();
        for call in 0..200 {
            assert_eq!(limiter.take(ONE, DEFAULT_RATE, START), Ok(()), "{call}");
        }
        assert_eq!(limiter.take(ONE, DEFAULT_RATE, START), Err(1));
        assert_eq!(limiter.take(PartyId(2), DEFAULT_RATE, START), Ok(()));
        assert_eq!(limiter.take(ONE, DEFAULT_RATE, after(9)), Err(1));
        assert_eq!(limiter.take(ONE, DEFAULT_RATE, after(10)), Ok(()));
        assert_eq!(limiter.take(ONE, DEFAULT_RATE, after(10)), Err(1));
        let later = after(60_000);
        let admitted = (0..500).filter(|_| limiter.take(ONE, DEFAULT_RATE, later).is_ok());
        assert_eq!(
            admitted.count(),
            200,
            "a bucket holds no more than the burst"
        );
    }

    #[test]
    fn a_slow_client_hears_how_long_to_wait() {
        let limiter = Limiter::default();
        let rate = Rate {
            per_second: 1,
            burst: 1,
        };
        assert_eq!(limiter.take(ONE, rate, START), Ok(()));
        assert_eq!(limiter.take(ONE, rate, START), Err(1));
        assert_eq!(limiter.take(ONE, rate, after(1_000)), Ok(()));
        let never = Rate {
            per_second: 0,
            burst: 0,
        };
        assert_eq!(
            limiter.take(PartyId(3), never, START),
            Ok(()),
            "zero is read as one"
        );
    }

    #[test]
    fn a_clock_that_is_set_back_locks_nobody_out() {
        let limiter = Limiter::default();
        assert_eq!(limiter.take(ONE, DEFAULT_RATE, after(3_600_000)), Ok(()));
        assert_eq!(limiter.take(ONE, DEFAULT_RATE, START), Ok(()));
    }

    #[test]
    fn those_who_are_gone_are_forgotten() {
        let limiter = Limiter::default();
        for second in 0..100 {
            for party in 0..1_000 {
                let party = PartyId(second * 1_000 + party);
                assert_eq!(
                    limiter.take(party, DEFAULT_RATE, after(second * 1_000)),
                    Ok(())
                );
            }
        }
        let left = limiter.buckets.lock().expect("a lock").full_at.len();
        assert!(left <= 3 * TIDY_ABOVE, "{left}");
    }
}
