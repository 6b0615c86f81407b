//! The lockout, as a pure state machine. The moment is passed in; storing the state is somebody else's work.
//!
//! ```text
//!            reserve: failures + 1              third reserve: locked_until = now + step(locks), locks + 1
//!   (0) ───────────────────> (1) ──> (2) ───────────────────────────────> (3, locked) ── until reached ──> (0, locks kept)
//!    ^───────── success or unlock: everything forgotten ──────────────────────┘
//! ```
//!
//! An attempt is a failure until it has proved otherwise ([`Lockout::reserve`] comes before the password is looked at), so attempts that
//! run at the same time, or die half-way, cannot win an extra guess.

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
    pub locked_until: Option<DateTime<Utc>>,
    pub tried_at: DateTime<Utc>,
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
    pub fn reserve(&self, now: DateTime<Utc>) -> Reservation {
        let mut next = Self { tried_at: now, ..*self };
        if let Some(until) = self.locked_until {
            if now < until {
                // A clock that was set back would make the lock longer than any lock may be; it never makes it end sooner.
                next.locked_until = Some(until.min(now + LONGEST));
                return Reservation::Locked(next);
            }
            next.locked_until = None;
            next.failures = 0;
        } else if self.tried_at + MEMORY <= now {
            next.failures = 0;
        }
        next.failures += 1;
        if next.failures >= ALLOWED {
            next.locked_until = Some(now + step(next.locks));
            next.locks = next.locks.saturating_add(1);
        }
        Reservation::Try(next)
    }

    /// Everything is forgiven: the state after a success, or after an administrator unlocked it.
    pub fn success() -> Self {
        Self::default()
    }

    /// Until when nobody can sign in; `None` when one can.
    pub fn locked_at(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.locked_until.filter(|until| now < *until)
    }
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

    fn fail(state: &Lockout, minutes: i64) -> Lockout {
        match state.reserve(at(minutes)) {
            Reservation::Try(next) => next,
            Reservation::Locked(locked) => panic!("locked: {locked:?}"),
        }
    }

    fn is_locked(state: &Lockout, minutes: i64) -> bool {
        matches!(state.reserve(at(minutes)), Reservation::Locked(_))
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
    fn a_failure_is_forgotten_after_a_day() {
        let two = fail(&fail(&Lockout::default(), 0), 0);
        assert_eq!(fail(&two, 24 * 60 - 1).failures, 3);
        assert_eq!(fail(&two, 24 * 60).failures, 1);
    }

    #[test]
    fn a_clock_set_back_neither_unlocks_nor_locks_for_ever() {
        let year = 365 * 24 * 60;
        let locked = after_three(Lockout::default(), 0);
        let Reservation::Locked(state) = locked.reserve(at(-year)) else { panic!("unlocked") };
        assert_eq!(state.locked_until, Some(at(-year) + LONGEST));
        // The failures that were counted before the jump still count.
        let two = fail(&fail(&Lockout::default(), 0), 0);
        assert!(fail(&two, -year).locked_until.is_some());
    }

    proptest! {
        /// However attempts and clock jumps are mixed: between two successes no four guesses come without a lock between them, and
        /// no lock is longer than the longest.
        #[test]
        fn three_guesses_and_then_a_lock(steps in prop::collection::vec(-3000i64..3000, 1..200)) {
            let mut state = Lockout::default();
            let mut now = 0;
            let mut guesses = 0;
            for step in steps {
                now += step;
                match state.reserve(at(now)) {
                    Reservation::Try(next) => {
                        if state.locked_until.is_some() || next.failures == 1 { guesses = 0 }
                        guesses += 1;
                        state = next;
                    }
                    Reservation::Locked(next) => state = next,
                }
                prop_assert!(guesses <= ALLOWED);
                prop_assert!(state.locked_until.is_none_or(|until| until <= at(now) + LONGEST));
                prop_assert_eq!(guesses == ALLOWED, state.locked_until.is_some());
            }
        }
    }
}
