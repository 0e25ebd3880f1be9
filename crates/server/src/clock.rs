//! Time, identities and chance: the only file that may ask the system for them.
//!
//! Everything else receives instants, ids and random bytes as arguments, so that a test decides them (STYLE, section 2).
#![expect(clippy::disallowed_methods, reason = "this is the file that the lint sends everybody to")]

use std::{
    fmt,
    path::PathBuf,
    sync::{Arc, Mutex},
};

use jiff::{Timestamp, Unit};
use uuid::{ContextV7, Uuid};

/// Names a file with an RFC 3339 instant that is "now" as long as the service runs. For tests of the built program only.
pub const TEST_CLOCK: &str = "TILKE_TEST_CLOCK";

/// Tells the time and makes ids and random bytes. Cheap to clone; clones share the time that a test sets.
#[derive(Clone)]
pub struct Clock(Arc<Parts>);

struct Parts {
    source: Source,
    /// Counts within one millisecond, so that ids of one process order as they were made.
    ids: Mutex<ContextV7>,
}

enum Source {
    System,
    File(PathBuf),
    Set(Mutex<Timestamp>),
}

impl Clock {
    /// The clock of the machine.
    pub fn system() -> Self {
        Self::of(Source::System)
    }

    /// The clock of the machine, or the file that [`TEST_CLOCK`] names.
    pub fn from_environment() -> Self {
        match std::env::var_os(TEST_CLOCK) {
            Some(path) => Self::of(Source::File(path.into())),
            None => Self::system(),
        }
    }

    /// A clock that stands still until [`Clock::set`].
    pub fn standing(at: Timestamp) -> Self {
        Self::of(Source::Set(Mutex::new(at)))
    }

    fn of(source: Source) -> Self {
        Self(Arc::new(Parts { source, ids: Mutex::new(ContextV7::new()) }))
    }

    /// Moves a standing clock.
    ///
    /// # Panics
    /// When the clock is not a standing one: only a test may set the time.
    pub fn set(&self, at: Timestamp) {
        match &self.0.source {
            Source::Set(now) => *now.lock().expect("no panic while holding the time") = at,
            Source::System | Source::File(_) => panic!("only a standing clock can be set"),
        }
    }

    /// Now, to the microsecond, which is what both stores keep.
    pub fn now(&self) -> Timestamp {
        let now = match &self.0.source {
            Source::System => Timestamp::now(),
            Source::File(path) => std::fs::read_to_string(path)
                .ok()
                .and_then(|text| text.trim().parse().ok())
                .unwrap_or_else(Timestamp::now),
            Source::Set(now) => *now.lock().expect("no panic while holding the time"),
        };
        // Towards the past: what was promised "until now" must not begin in the future.
        now.round(jiff::TimestampRound::new().smallest(Unit::Microsecond).mode(jiff::RoundMode::Trunc))
            .expect("microseconds divide a day")
    }

    /// A new UUIDv7, later in order than every one that this process made before.
    pub fn new_id(&self) -> Uuid {
        let now = self.now();
        let seconds = u64::try_from(now.as_second()).unwrap_or(0);
        let nanoseconds = u32::try_from(now.subsec_nanosecond()).unwrap_or(0);
        let ids = self.0.ids.lock().expect("no panic while making an id");
        Uuid::new_v7(uuid::Timestamp::from_unix(&*ids, seconds, nanoseconds))
    }

    /// Bytes that nobody can guess.
    ///
    /// # Panics
    /// When the operating system has no randomness, in which case nothing secret can be made at all.
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
        bytes
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Clock({})", self.now())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_made_at_one_instant_keep_their_order() {
        let clock = Clock::standing("2026-09-01T09:00:00Z".parse().unwrap());
        let ids: Vec<_> = (0..1000).map(|_| clock.new_id()).collect();
        assert!(ids.is_sorted());
        assert_eq!(ids.iter().collect::<std::collections::HashSet<_>>().len(), 1000);
    }

    #[test]
    fn the_clock_counts_microseconds() {
        let clock = Clock::standing("2026-09-01T09:00:00.123456789Z".parse().unwrap());
        assert_eq!(clock.now().to_string(), "2026-09-01T09:00:00.123456Z");
    }

    #[test]
    fn a_set_clock_is_set_for_all_its_clones() {
        let clock = Clock::standing("2026-09-01T09:00:00Z".parse().unwrap());
        let other = clock.clone();
        clock.set("2026-10-01T09:00:00Z".parse().unwrap());
        assert_eq!(other.now().to_string(), "2026-10-01T09:00:00Z");
    }
}
