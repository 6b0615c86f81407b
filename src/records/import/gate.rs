//! How much may be read at once: files take turns for the memory that is set aside for reading them.
//!
//! A file takes many times its size while it is read, and any number of people may bring one in the same minute. What is looked into and
//! what is imported have room of their own, so that a long import keeps nobody from bringing a file. One or two large files fit in.
//!
//! They go in in the order in which they came: were whatever fits let in first, a large file would wait for as long as small ones come.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::error::{Error, Result};

/// For files that are looked into while somebody waits.
pub(super) static LOOKS: Gate = Gate::new(ROOM);

/// For files that are being imported.
pub(super) static IMPORTS: Gate = Gate::new(ROOM);

/// Bytes. The largest file that is read at all takes about as much.
const ROOM: u64 = 110 << 20;

/// Even a small file keeps the processor busy while somebody looks into it: two at a time.
pub(super) const LEAST_LOOK: u64 = ROOM / 2;

/// How long a request waits for its turn.
const PATIENCE: Duration = Duration::from_secs(20);

/// How often whoever waits asks whether to go on waiting.
const BEAT: Duration = Duration::from_millis(500);

pub(super) struct Gate {
    room: u64,
    state: Mutex<GateState>,
    left: Condvar,
}

#[derive(Debug)]
struct GateState {
    taken: u64,
    /// Who waits, by number, in the order in which they came.
    waiting: VecDeque<u64>,
    next: u64,
}

/// Room that is given back when it is dropped.
#[must_use]
pub(super) struct Pass<'g> {
    gate: &'g Gate,
    weight: u64,
}

/// Somebody's turn, given up when it is dropped, also by whoever no longer wants to wait.
struct GateTurn<'g> {
    gate: &'g Gate,
    number: u64,
}

impl Gate {
    const fn new(room: u64) -> Self {
        let state = GateState { taken: 0, waiting: VecDeque::new(), next: 0 };
        Self { room, state: Mutex::new(state), left: Condvar::new() }
    }

    /// Waits for its turn, and then for room. Whatever takes all of it goes in alone.
    pub fn enter(&self, weight: u64, mut go_on: impl FnMut() -> Result<()>) -> Result<Pass<'_>> {
        let weight = weight.min(self.room);
        let turn = self.line_up();
        let mut state = self.state();
        loop {
            if state.waiting.front() == Some(&turn.number) && state.taken + weight <= self.room {
                state.taken += weight;
                drop(state);
                return Ok(Pass { gate: self, weight });
            }
            let beat;
            (state, beat) = self.left.wait_timeout(state, BEAT).unwrap_or_else(PoisonError::into_inner);
            if beat.timed_out() {
                drop(state);
                go_on()?;
                state = self.state();
            }
        }
    }

    fn line_up(&self) -> GateTurn<'_> {
        let mut state = self.state();
        let number = state.next;
        state.next += 1;
        state.waiting.push_back(number);
        GateTurn { gate: self, number }
    }

    fn state(&self) -> MutexGuard<'_, GateState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for GateTurn<'_> {
    fn drop(&mut self) {
        self.gate.state().waiting.retain(|number| *number != self.number);
        self.gate.left.notify_all();
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        self.gate.state().taken -= self.weight;
        self.gate.left.notify_all();
    }
}

/// For as long as somebody waits for an answer.
pub(super) fn patience() -> impl FnMut() -> Result<()> {
    let began = Instant::now();
    move || if began.elapsed() < PATIENCE { Ok(()) } else { Err(Error::refused("import.busy")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_waits_until_something_has_left() {
        let gate = Gate::new(10);
        let full = || Err(Error::refused("import.busy"));
        let first = gate.enter(6, full).unwrap();
        let second = gate.enter(4, full).unwrap();
        assert_eq!(gate.enter(1, full).map(drop).unwrap_err().code(), "import.busy");
        drop(first);
        let third = gate.enter(5, full).unwrap();
        assert!(gate.enter(99, full).is_err(), "what is larger than the room waits for all of it");
        drop((second, third));
        drop(gate.enter(99, full).unwrap());
        assert_eq!(gate.state().taken, 0);
        assert!(gate.state().waiting.is_empty(), "whoever gave up stands in nobody's way");
    }

    #[test]
    fn a_large_file_is_not_overtaken_by_small_ones_that_come_later() {
        let gate = Gate::new(10);
        let small = gate.enter(4, || Ok(())).unwrap();
        let order = Mutex::new(Vec::new());
        std::thread::scope(|scope| {
            let (gate, order) = (&gate, &order);
            let go_in = |name: &'static str, weight: u64| {
                scope.spawn(move || {
                    let pass = gate.enter(weight, || Ok(())).unwrap();
                    order.lock().unwrap().push(name);
                    drop(pass);
                })
            };
            let wait_for = |count: usize| {
                while gate.state().waiting.len() < count {
                    std::thread::yield_now();
                }
            };
            let large = go_in("large", 9);
            wait_for(1);
            let later = go_in("small", 4);
            wait_for(2);
            assert!(order.lock().unwrap().is_empty(), "there would be room for the small one, but it is not its turn");
            drop(small);
            large.join().unwrap();
            later.join().unwrap();
            assert_eq!(*order.lock().unwrap(), ["large", "small"]);
        });
    }

    #[test]
    fn whoever_waits_goes_in_as_soon_as_there_is_room() {
        let gate = Gate::new(10);
        let first = gate.enter(10, || Ok(())).unwrap();
        std::thread::scope(|scope| {
            let waits = scope.spawn(|| gate.enter(10, || Ok(())).map(drop));
            drop(first);
            waits.join().unwrap().unwrap();
        });
    }
}
