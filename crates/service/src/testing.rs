//! A clock that stands still until it is moved, and ids that count: tests that never wait and never differ.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use domain::Timestamp;

use crate::{Clock, Ids, NoRandomness};

/// Stands still until it is moved.
#[derive(Debug)]
pub struct FixedClock(AtomicI64);

impl FixedClock {
    /// Stands at this moment.
    pub fn at(moment: Timestamp) -> Self {
        Self(AtomicI64::new(moment.micros()))
    }

    /// Moves on (negative: back).
    pub fn forward(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(Ordering::SeqCst))
    }
}

/// Counts: every call gives other bytes, every run gives the same ones.
#[derive(Debug, Default)]
pub struct CountingIds(AtomicU64);

impl Ids for CountingIds {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        let mut count = self.0.fetch_add(1, Ordering::SeqCst);
        // In digits to the base of 62, for that many characters a party number knows.
        for byte in bytes.iter_mut().rev() {
            *byte = u8::try_from(count % 62).unwrap_or_default();
            count /= 62;
        }
        Ok(())
    }
}
