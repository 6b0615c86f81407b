//! How much may be read at once: files take turns for the memory that is set aside for reading them.
//!
//! A file takes many times its size while it is read, and any number of people may bring one in the same minute. What is looked into and
//! what is imported have room of their own, so that a long import keeps nobody from bringing a file. One or two large files fit in.

use std::sync::{Condvar, Mutex, PoisonError};
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
    taken: Mutex<u64>,
    left: Condvar,
}

/// Room that is given back when it is dropped.
#[must_use]
pub(super) struct Pass<'g> {
    gate: &'g Gate,
    weight: u64,
}

impl Gate {
    const fn new(room: u64) -> Self {
        Self { room, taken: Mutex::new(0), left: Condvar::new() }
    }

    /// Waits for room. Whatever takes all of it goes in alone.
    pub fn enter(&self, weight: u64, mut go_on: impl FnMut() -> Result<()>) -> Result<Pass<'_>> {
        let weight = weight.min(self.room);
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        while *taken + weight > self.room {
            (taken, _) = self.left.wait_timeout(taken, BEAT).unwrap_or_else(PoisonError::into_inner);
            if *taken + weight > self.room {
                drop(taken);
                go_on()?;
                taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
            }
        }
        *taken += weight;
        Ok(Pass { gate: self, weight })
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        *self.gate.taken.lock().unwrap_or_else(PoisonError::into_inner) -= self.weight;
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
        assert_eq!(*gate.taken.lock().unwrap(), 0);
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
