//! Time and randomness are given to the use cases, never taken by them: the one place where the real ones come from.

use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{Login, PartyNumber, Timestamp};

use crate::Service;

/// Tells the time.
pub trait Clock: Send + Sync + 'static {
    /// This moment.
    fn now(&self) -> Timestamp;
}

/// Gives randomness, out of which names and tokens are made.
pub trait Ids: Send + Sync + 'static {
    /// Fills the bytes.
    ///
    /// # Errors
    /// [`NoRandomness`] when the operating system has none to give, which on the systems we run on happens before
    /// its random generator is seeded only.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness>;
}

/// The operating system gave no random bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the operating system gives no random bytes")]
pub struct NoRandomness;

/// The clock of the machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        // A clock before 1970 counts as 1970: nothing better can be done with it here.
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        Timestamp::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
    }
}

impl Service {
    /// This moment, for what is only shown.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }
}

/// The random generator of the operating system.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemIds;

impl Ids for SystemIds {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        getrandom::fill(bytes).map_err(|_| NoRandomness)
    }
}

/// A name for a new integration user in addresses.
pub(crate) fn party_number(ids: &dyn Ids) -> Result<PartyNumber, NoRandomness> {
    let mut bytes = [0; 11];
    ids.fill(&mut bytes)?;
    Ok(PartyNumber::from_random(bytes))
}

/// The login of a new integration user.
pub(crate) fn login(ids: &dyn Ids) -> Result<Login, NoRandomness> {
    let mut bytes = [0; 16];
    ids.fill(&mut bytes)?;
    Ok(Login::from_random(u128::from_be_bytes(bytes)))
}

/// 256 random bits in base64url without padding (RFC 4648 §5): 43 characters.
pub(crate) fn token(ids: &dyn Ids) -> Result<String, NoRandomness> {
    let mut bytes = [0; 32];
    ids.fill(&mut bytes)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// A short public name: 48 bits in base64url, 8 characters.
pub(crate) fn short_id(ids: &dyn Ids) -> Result<String, NoRandomness> {
    let mut bytes = [0; 6];
    ids.fill(&mut bytes)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_has_43_characters_that_need_no_escaping_and_no_two_are_alike() {
        let one = token(&SystemIds).expect("randomness");
        assert_eq!(one.len(), 43);
        assert!(
            one.bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        );
        assert_ne!(token(&SystemIds), Ok(one));
        assert_ne!(login(&SystemIds), login(&SystemIds));
        assert_ne!(party_number(&SystemIds), party_number(&SystemIds));
    }

    #[test]
    fn the_clock_of_the_machine_is_past_2025() {
        assert!(SystemClock.now().rfc3339().as_str() > "2025");
    }
}
