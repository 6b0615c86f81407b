//! Time comes in as an argument. Only this file reads the machine's clock.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use chrono::{DateTime, Utc};

pub trait Clock: Send + Sync {
    fn now(&self) -> DateTime<Utc>;

    /// Milliseconds that have passed since some moment of this process, whatever the machine's clock was set to meanwhile.
    fn running(&self) -> i64;
}

/// The machine's clock.
#[derive(Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }

    fn running(&self) -> i64 {
        static START: OnceLock<Instant> = OnceLock::new();
        i64::try_from(START.get_or_init(Instant::now).elapsed().as_millis()).unwrap_or(i64::MAX)
    }
}

/// A clock that stands still until told otherwise: tests and the demo company live by it.
#[derive(Debug, Clone)]
pub struct FixedClock {
    moment: Arc<AtomicI64>,
    running: Arc<AtomicI64>,
}

impl FixedClock {
    pub fn at(moment: DateTime<Utc>) -> Self {
        Self { moment: Arc::new(AtomicI64::new(moment.timestamp_millis())), running: Arc::default() }
    }

    /// Time passes.
    pub fn advance(&self, by: chrono::Duration) {
        self.jump(by);
        self.running.fetch_add(by.num_milliseconds().max(0), Ordering::SeqCst);
    }

    /// The clock is set, and no time passes.
    pub fn jump(&self, by: chrono::Duration) {
        self.moment.fetch_add(by.num_milliseconds(), Ordering::SeqCst);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> DateTime<Utc> {
        from_millis(self.moment.load(Ordering::SeqCst))
    }

    fn running(&self) -> i64 {
        self.running.load(Ordering::SeqCst)
    }
}

/// Milliseconds since 1970, as the database keeps moments. Out of range reads as 1970.
pub fn from_millis(millis: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(millis).unwrap_or_default()
}

/// RFC 3339 with milliseconds, as every answer writes moments.
pub fn rfc3339(moment: DateTime<Utc>) -> String {
    moment.to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
}
