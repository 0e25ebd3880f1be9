//! How often one address or one account may do something.
//!
//! Each kind of doing has its own count, kept in memory: a node that starts again forgets, which favours the visitor.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    net::IpAddr,
    num::NonZeroU32,
    time::Duration,
};

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter, clock::Clock as _};

use crate::problem::Problem;

/// A kind of doing that is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rate {
    /// Any request of one address. A first view of the map asks for some sixty tiles at once.
    Request,
    /// A write of one address.
    Write,
    /// A write of one account.
    AccountWrite,
    /// An attempt to sign in, of one address or for one account.
    SignIn,
    /// Something that makes us send a mail to a stranger's choice of address.
    Mail,
    /// A new account of one address.
    SignUp,
}

/// All counts.
#[derive(Debug)]
pub struct Limits {
    on: bool,
    counts: [DefaultKeyedRateLimiter<u64>; 6],
}

/// Turns the counting off, for tests of the built program: `TILKE_RATE_LIMITS=off`.
pub const SWITCH: &str = "TILKE_RATE_LIMITS";

impl Rate {
    /// `(at once, again one every so long)`
    const fn quota(self) -> (u32, Duration) {
        match self {
            // 50 a second in the long run: a person who drags the map does not reach it, a copying program does.
            Rate::Request => (600, Duration::from_millis(20)),
            Rate::Write => (60, Duration::from_secs(1)),
            // A lively discussion is a comment every few seconds; a flood is more.
            Rate::AccountWrite => (20, Duration::from_secs(3)),
            Rate::SignIn => (10, Duration::from_secs(30)),
            Rate::Mail => (5, Duration::from_secs(300)),
            Rate::SignUp => (10, Duration::from_secs(120)),
        }
    }

    const ALL: [Rate; 6] = [Rate::Request, Rate::Write, Rate::AccountWrite, Rate::SignIn, Rate::Mail, Rate::SignUp];
}

impl Limits {
    /// Counting from nothing.
    pub fn new() -> Self {
        let counts = Rate::ALL.map(|rate| {
            let (burst, period) = rate.quota();
            let quota = Quota::with_period(period).expect("periods are not zero");
            RateLimiter::dashmap(quota.allow_burst(NonZeroU32::new(burst).expect("bursts are not zero")))
        });
        Self { on: true, counts }
    }

    /// Counting, unless the environment says otherwise.
    pub fn from_environment() -> Self {
        let on = std::env::var_os(SWITCH).is_none_or(|value| value != "off");
        Self { on, ..Self::new() }
    }

    /// Counts one doing of somebody; refused with `too-many-requests` when it is one too many.
    pub fn count(&self, rate: Rate, somebody: impl Hash) -> Result<(), Problem> {
        if !self.on {
            return Ok(());
        }
        let mut hasher = DefaultHasher::new();
        somebody.hash(&mut hasher);
        let limiter = &self.counts[rate as usize];
        limiter.check_key(&hasher.finish()).map_err(|refused| {
            let wait = refused.wait_time_from(governor::clock::DefaultClock::default().now());
            // Rounded up: who waits as long as told is let in.
            let seconds = wait.as_secs() + 1;
            metrics::counter!("tilke_refused_by_rate_total", "rate" => format!("{rate:?}")).increment(1);
            Problem::new("too-many-requests").with("retry_after", seconds).retry_after(seconds)
        })
    }

    /// Forgets those who have rested long enough. To be called from time to time.
    pub fn forget(&self) {
        for limiter in &self.counts {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::new()
    }
}

/// Whom an address counts as: one IPv4 address, or one /64 of IPv6, which is what one household gets.
pub fn household(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6((v6.to_bits() & !u128::from(u64::MAX)).into()),
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_too_many_is_refused_and_told_when_to_come_back() {
        let limits = Limits::new();
        for _ in 0..5 {
            limits.count(Rate::Mail, "aigul@example.org").unwrap();
        }
        let refused = limits.count(Rate::Mail, "aigul@example.org").unwrap_err();
        assert_eq!(refused.code(), "too-many-requests");
        limits.count(Rate::Mail, "nurlan@example.org").unwrap();
        limits.count(Rate::SignIn, "aigul@example.org").unwrap();
    }

    #[test]
    fn addresses_of_one_household_count_as_one() {
        let same = |one: &str, other: &str| household(one.parse().unwrap()) == household(other.parse().unwrap());
        assert!(same("2001:db8:1:2::1", "2001:db8:1:2:ffff::9"));
        assert!(!same("2001:db8:1:2::1", "2001:db8:1:3::1"));
        assert!(same("192.0.2.1", "::ffff:192.0.2.1"));
        assert!(!same("192.0.2.1", "192.0.2.2"));
    }
}
