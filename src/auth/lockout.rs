//! The lockout, as a pure state machine. The moment is passed in; storing the state is somebody else's work.
//!
//! ```text
//!            reserve: failures + 1              third reserve: locked for step(locks), locks + 1
//!   (0) ───────────────────> (1) ──> (2) ───────────────────────────────> (3, locked) ── until reached ──> (0, locks kept)
//!    ^───────── success or unlock: everything forgotten ──────────────────────┘
//! ```
//!
//! An attempt is a failure until it has proved otherwise ([`Lockout::reserve`] comes before the password is looked at), so attempts that
//! run at the same time, or die half-way, cannot win an extra guess.
//!
//! A lock lasts its time of running ([`crate::db::running`]): a clock that is set ahead does not end it, and one that is set back does not
//! make it last for ever.

use chrono::{DateTime, Duration, Utc};

/// Failures that lock.
pub const ALLOWED: u32 = 3;
const FIRST_STEP: Duration = Duration::minutes(15);
/// The longest that a lock lasts.
pub const LONGEST: Duration = Duration::hours(24);
/// Failures are forgotten after so long.
const MEMORY: Duration = Duration::hours(24);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Lockout {
    /// Attempts since the last success that did not succeed, or have not yet.
    pub failures: u32,
    /// Locks since the last success: how far up the ladder.
    pub locks: u32,
    /// When the lock ends, if the clock is right: for showing.
    pub locked_until: Option<DateTime<Utc>>,
    /// When it does end: how long servers will have run, in milliseconds. None in a lock of an older version.
    pub runs_until: Option<i64>,
    pub tried_at: DateTime<Utc>,
    pub tried_running: i64,
}

/// What becomes of an attempt, and the state to be stored before anything else happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reservation {
    /// The password may be looked at.
    Try(Lockout),
    /// It may not; `locked_until` says how long.
    Locked(Lockout),
}

impl Lockout {
    /// `running`: how long servers have run on this database. Only that is gone by; what the clock says is noted for people.
    pub fn reserve(&self, now: DateTime<Utc>, running: i64) -> Reservation {
        let mut next = Self { tried_at: now, tried_running: running, ..*self };
        if let Some(until) = self.locked_until {
            let ends = self.runs_until.unwrap_or_else(|| running + millis((until - now).clamp(Duration::zero(), LONGEST)));
            if running < ends {
                next.runs_until = Some(ends);
                next.locked_until = Some(now + Duration::milliseconds(ends - running));
                return Reservation::Locked(next);
            }
            (next.locked_until, next.runs_until) = (None, None);
            next.failures = 0;
        } else if self.tried_running + millis(MEMORY) <= running {
            next.failures = 0;
        }
        next.failures += 1;
        if next.failures >= ALLOWED {
            let lasts = step(next.locks);
            (next.locked_until, next.runs_until) = (Some(now + lasts), Some(running + millis(lasts)));
            next.locks = next.locks.saturating_add(1);
        }
        Reservation::Try(next)
    }

    /// Everything is forgiven: the state after a success, or after an administrator unlocked it.
    pub fn success() -> Self {
        Self::default()
    }
}

fn millis(time: Duration) -> i64 {
    time.num_milliseconds()
}

/// 15 minutes, 30, 60, … up to [`LONGEST`].
fn step(locks: u32) -> Duration {
    FIRST_STEP.checked_mul(1 << locks.min(16)).map_or(LONGEST, |step| step.min(LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).unwrap() + Duration::minutes(minutes)
    }

    /// An attempt after so many minutes, by a clock that is right.
    fn attempt(state: &Lockout, minutes: i64) -> Reservation {
        state.reserve(at(minutes), minutes * 60_000)
    }

    fn fail(state: &Lockout, minutes: i64) -> Lockout {
        match attempt(state, minutes) {
            Reservation::Try(next) => next,
            Reservation::Locked(locked) => panic!("locked: {locked:?}"),
        }
    }

    fn is_locked(state: &Lockout, minutes: i64) -> bool {
        matches!(attempt(state, minutes), Reservation::Locked(_))
    }

    fn after_three(state: Lockout, minutes: i64) -> Lockout {
        (0..3).fold(state, |state, _| fail(&state, minutes))
    }

    #[test]
    fn the_third_failure_locks_for_a_quarter_of_an_hour() {
        let locked = after_three(Lockout::default(), 0);
        assert!(is_locked(&locked, 0) && is_locked(&locked, 14));
        let state = fail(&locked, 15);
        assert_eq!((state.failures, state.locks), (1, 1));
        assert!(!is_locked(&fail(&state, 15), 15));
    }

    #[test]
    fn each_lock_is_twice_as_long_up_to_a_day() {
        let mut state = Lockout::default();
        let mut now = 0;
        for minutes in [15, 30, 60, 120, 240, 480, 960, 1440, 1440, 1440] {
            state = after_three(state, now);
            assert!(is_locked(&state, now + minutes - 1), "{minutes}");
            now += minutes;
            assert!(!is_locked(&state, now), "{minutes}");
        }
    }

    #[test]
    fn success_forgets_the_ladder() {
        assert_eq!(Lockout::success(), Lockout::default());
        assert_eq!(after_three(Lockout::success(), 0).locked_until, Some(at(15)));
    }

    #[test]
    fn a_failure_is_forgotten_after_a_day_of_running() {
        let two = fail(&fail(&Lockout::default(), 0), 0);
        assert_eq!(fail(&two, 24 * 60 - 1).failures, 3);
        assert_eq!(fail(&two, 24 * 60).failures, 1);
        let Reservation::Try(next) = two.reserve(at(365 * 24 * 60), 60_000) else { panic!("locked") };
        assert_eq!(next.failures, 3, "the clock alone forgets nothing");
    }

    #[test]
    fn a_lock_of_an_older_version_lasts_as_long_as_it_would_have() {
        let locked = Lockout { runs_until: None, ..after_three(Lockout::default(), 0) };
        let Reservation::Locked(seen) = locked.reserve(at(5), 7) else { panic!("unlocked") };
        assert_eq!((seen.runs_until, seen.locked_until), (Some(7 + 600_000), Some(at(15))));
        let Reservation::Locked(seen) = locked.reserve(at(-365 * 24 * 60), 7) else { panic!("unlocked") };
        assert_eq!(seen.runs_until, Some(7 + LONGEST.num_milliseconds()), "and never for ever");
        assert!(matches!(locked.reserve(at(15), 7), Reservation::Try(_)));
    }

    proptest! {
        /// However attempts, time and clock jumps are mixed: between two successes no four guesses come without a lock between them, no
        /// lock is longer than the longest, and none ends before its time of running, whatever the clock said in between.
        #[test]
        fn three_guesses_and_then_a_lock(steps in prop::collection::vec((0i64..3000, -600_000i64..600_000), 1..200)) {
            let mut state = Lockout::default();
            let (mut running, mut guesses, mut ends) = (0, 0, None::<i64>);
            for (passed, clock) in steps {
                running += passed * 60_000;
                match state.reserve(at(clock), running) {
                    Reservation::Try(next) => {
                        prop_assert!(ends.is_none_or(|ends| running >= ends), "a lock became shorter");
                        if state.locked_until.is_some() || next.failures == 1 { guesses = 0 }
                        guesses += 1;
                        state = next;
                        ends = state.runs_until;
                    }
                    Reservation::Locked(next) => {
                        prop_assert_eq!(next.runs_until, ends);
                        state = next;
                    }
                }
                prop_assert!(guesses <= ALLOWED);
                prop_assert!(state.runs_until.is_none_or(|until| until <= running + LONGEST.num_milliseconds()));
                prop_assert_eq!(guesses == ALLOWED, state.locked_until.is_some());
            }
        }
    }
}
