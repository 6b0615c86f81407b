//! One at a time, and not for ever: making a policy set of a text that somebody has just written is the most work that one request can
//! ask for. Whoever comes meanwhile waits for a moment, and a few of them at most: each keeps a connection for long reads.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::error::{PolicyError, PolicyProblem};

/// How long a set may take to be made, and how long somebody waits for their turn.
const LONGEST: Duration = Duration::from_secs(10);
/// How many may wait.
const MOST_WAITING: usize = 2;

#[derive(Default)]
pub(super) struct MakingTurns {
    state: Mutex<TurnState>,
    freed: Condvar,
}

#[derive(Default)]
struct TurnState {
    taken: bool,
    waiting: usize,
}

/// Held while a set is made; says until when it has to be done.
pub(super) struct MakingTurn<'a> {
    turns: &'a MakingTurns,
    pub until: TimeAllowed,
}

/// Until when work has to be done; for ever where nobody waits for it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct TimeAllowed(Option<Instant>);

impl TimeAllowed {
    pub fn of(time: Duration) -> Self {
        Self(Some(Instant::now() + time))
    }

    /// Asked between two steps, none of which takes long.
    pub fn check(self) -> Result<(), PolicyError> {
        if self.0.is_some_and(|until| Instant::now() >= until) { Err(plain(PolicyProblem::Slow)) } else { Ok(()) }
    }
}

impl MakingTurns {
    /// Waits for a turn, on a thread that may wait.
    pub fn enter(&self) -> Result<MakingTurn<'_>, PolicyError> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.taken {
            if state.waiting >= MOST_WAITING {
                return Err(plain(PolicyProblem::Busy));
            }
            state.waiting += 1;
            let waited = self.freed.wait_timeout_while(state, LONGEST, |state| state.taken);
            (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
            state.waiting -= 1;
            if state.taken {
                return Err(plain(PolicyProblem::Busy));
            }
        }
        state.taken = true;
        Ok(MakingTurn { turns: self, until: TimeAllowed::of(LONGEST) })
    }
}

impl Drop for MakingTurn<'_> {
    fn drop(&mut self) {
        self.turns.state.lock().unwrap_or_else(PoisonError::into_inner).taken = false;
        self.turns.freed.notify_one();
    }
}

fn plain(problem: PolicyProblem) -> PolicyError {
    PolicyError { policy: None, place: None, problem }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_begins_when_the_one_before_is_done_and_a_crowd_is_sent_away() {
        let turns = MakingTurns::default();
        let first = turns.enter().unwrap();
        std::thread::scope(|scope| {
            let waiting: Vec<_> = (0..MOST_WAITING).map(|_| scope.spawn(|| turns.enter().map(drop))).collect();
            while turns.state.lock().unwrap().waiting < MOST_WAITING {
                std::thread::yield_now();
            }
            assert_eq!(turns.enter().err().map(|error| error.problem), Some(PolicyProblem::Busy));
            drop(first);
            waiting.into_iter().for_each(|thread| thread.join().unwrap().unwrap());
        });
    }

    #[test]
    fn time_that_is_up_is_noticed_between_two_steps() {
        assert_eq!(TimeAllowed::of(Duration::ZERO).check().unwrap_err().problem, PolicyProblem::Slow);
        assert!(TimeAllowed::default().check().is_ok());
    }
}
