//! How many may listen at once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// So many streams one session may have open: a browser keeps one for each tab in sight.
pub const PER_SESSION: usize = 16;
/// So many streams a process keeps open.
pub const TOTAL: usize = 2_000;

/// Counts who listens, by session.
#[derive(Clone, Debug, Default)]
pub(super) struct Seats(Arc<Mutex<HashMap<String, usize>>>);

/// Why there is no seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Taken {
    BySession,
    ByAll,
}

/// Is free again when dropped.
#[derive(Debug)]
pub(super) struct Seat {
    seats: Seats,
    session: String,
}

impl Seats {
    pub(super) fn take(&self, session: &str) -> Result<Seat, Taken> {
        // Nothing can be half done in there: each change is one step.
        let mut by_session = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if by_session.values().sum::<usize>() >= TOTAL {
            return Err(Taken::ByAll);
        }
        let taken = by_session.entry(session.to_owned()).or_default();
        if *taken >= PER_SESSION {
            return Err(Taken::BySession);
        }
        *taken += 1;
        Ok(Seat {
            seats: self.clone(),
            session: session.to_owned(),
        })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut by_session = self.seats.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(taken) = by_session.get_mut(&self.session) {
            *taken -= 1;
            if *taken == 0 {
                by_session.remove(&self.session);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seats_are_bounded_and_come_back() {
        let seats = Seats::default();
        let mut taken: Vec<Seat> = (0..PER_SESSION)
            .map(|_| seats.take("one").expect("a seat"))
            .collect();
        assert_eq!(seats.take("one").expect_err("none"), Taken::BySession);
        taken.pop();
        taken.push(seats.take("one").expect("a seat"));
        let others: Vec<Seat> = (PER_SESSION..TOTAL)
            .map(|at| seats.take(&at.to_string()).expect("a seat"))
            .collect();
        assert_eq!(seats.take("another").expect_err("none"), Taken::ByAll);
        drop((taken, others));
        assert!(seats.0.lock().expect("a lock").is_empty());
    }
}
