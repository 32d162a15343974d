//! Brute force on signing in: so many attempts a minute from one address, and so many from all together.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Attempts a minute from one address (IPv6: one network of 64 bits, for that is what one subscriber gets).
pub const PER_ADDRESS: u32 = 10;
/// Attempts a minute from all addresses together.
pub const OVERALL: u32 = 100;
/// The same for setting out to the identity provider. Behind a proxy all browsers have one address.
pub const STARTS_PER_ADDRESS: u32 = 120;
/// The same from all addresses together: less than the store keeps in the ten minutes that an attempt may take.
pub const STARTS_OVERALL: u32 = 600;

/// Counts attempts in token buckets: a bucket holds a minute's worth and fills evenly. Attempts that succeed are
/// given back, as they are no brute force, and so are those that fail for a reason of ours. The address is that of the
/// connection; `X-Forwarded-For` is not believed.
#[derive(Debug)]
pub struct SignInLimiter {
    per_address: u32,
    buckets: Mutex<Buckets>,
}

#[derive(Debug)]
struct Buckets {
    overall: Bucket,
    by_address: HashMap<IpAddr, Bucket>,
}

#[derive(Clone, Copy, Debug)]
struct Bucket {
    most: f64,
    left: f64,
    at: Instant,
}

impl Bucket {
    fn full(most: u32, at: Instant) -> Self {
        let most = f64::from(most);
        Self {
            most,
            left: most,
            at,
        }
    }

    fn refill(&mut self, now: Instant) {
        let minutes = now.saturating_duration_since(self.at).as_secs_f64() / 60.0;
        self.left = (self.left + minutes * self.most).min(self.most);
        self.at = now;
    }

    /// How long until there is one again; none when there is one.
    fn wait(&self) -> Option<Duration> {
        (self.left < 1.0).then(|| Duration::from_secs_f64((1.0 - self.left) * 60.0 / self.most))
    }
}

impl SignInLimiter {
    /// Full buckets, for attempts.
    pub fn new(now: Instant) -> Self {
        Self::of(PER_ADDRESS, OVERALL, now)
    }

    /// Full buckets, for setting out to the identity provider: no guess at anything, but each costs a row for a while.
    pub fn of_starts(now: Instant) -> Self {
        Self::of(STARTS_PER_ADDRESS, STARTS_OVERALL, now)
    }

    fn of(per_address: u32, overall: u32, now: Instant) -> Self {
        let buckets = Buckets {
            overall: Bucket::full(overall, now),
            by_address: HashMap::new(),
        };
        Self {
            per_address,
            buckets: Mutex::new(buckets),
        }
    }

    /// Takes one attempt.
    ///
    /// # Errors
    /// How long to wait, at least a second, when there were too many; such an attempt is not counted.
    pub fn take(&self, address: IpAddr, now: Instant) -> Result<(), Duration> {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        buckets.overall.refill(now);
        // Full ones say nothing. The overall bucket bounds how many others there can be.
        buckets.by_address.retain(|_, bucket| {
            bucket.refill(now);
            bucket.left < bucket.most
        });
        let overall = buckets.overall.wait();
        let address = network(address);
        let mut bucket = buckets
            .by_address
            .get(&address)
            .copied()
            .unwrap_or(Bucket::full(self.per_address, now));
        if let Some(wait) = overall.max(bucket.wait()) {
            return Err(wait.max(Duration::from_secs(1)));
        }
        bucket.left -= 1.0;
        buckets.by_address.insert(address, bucket);
        buckets.overall.left -= 1.0;
        Ok(())
    }

    /// Gives an attempt back that succeeded, or was not judged at all.
    pub fn give_back(&self, address: IpAddr) {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        buckets.overall.left = (buckets.overall.left + 1.0).min(buckets.overall.most);
        if let Some(bucket) = buckets.by_address.get_mut(&network(address)) {
            bucket.left = (bucket.left + 1.0).min(bucket.most);
        }
    }
}

fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(last: u8) -> IpAddr {
        IpAddr::from([192, 0, 2, last])
    }

    #[test]
    fn the_eleventh_attempt_from_an_address_waits() {
        let start = Instant::now();
        let limiter = SignInLimiter::new(start);
        for _ in 0..PER_ADDRESS {
            assert_eq!(limiter.take(address(1), start), Ok(()));
        }
        let wait = limiter.take(address(1), start).expect_err("too many");
        assert_eq!(wait.as_secs(), 6);
        assert_eq!(limiter.take(address(2), start), Ok(()));
        assert_eq!(
            limiter.take(address(1), start + Duration::from_millis(6_001)),
            Ok(())
        );
        assert!(
            limiter
                .take(address(1), start + Duration::from_millis(6_002))
                .is_err()
        );
    }

    #[test]
    fn all_addresses_together_have_a_limit_too() {
        let start = Instant::now();
        let limiter = SignInLimiter::new(start);
        for last in 0..u8::try_from(OVERALL).expect("small") {
            assert_eq!(limiter.take(address(last), start), Ok(()));
        }
        assert!(limiter.take(address(200), start).is_err());
    }

    #[test]
    fn success_is_not_counted() {
        let start = Instant::now();
        let limiter = SignInLimiter::new(start);
        for _ in 0..50 {
            assert_eq!(limiter.take(address(1), start), Ok(()));
            limiter.give_back(address(1));
        }
    }

    #[test]
    fn addresses_of_one_ipv6_network_count_as_one() {
        let of = |text: &str| network(text.parse().expect("an address"));
        assert_eq!(of("2001:db8::1"), of("2001:db8::ffff:1"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
        assert_eq!(of("::ffff:192.0.2.1"), address(1));
    }
}
