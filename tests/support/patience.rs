//! Waiting for what is awaited, not for time.

use std::thread;
use std::time::{Duration, Instant};

/// Asks again and again until there is an answer, for as long as a busy machine may need.
#[track_caller]
pub fn eventually<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + Duration::from_secs(60);
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(Instant::now() < end, "{what} never came");
        pause(Duration::from_millis(5));
    }
}

/// Lets a moment pass.
pub fn pause(time: Duration) {
    let end = Instant::now() + time;
    while let Some(left) = end.checked_duration_since(Instant::now()).filter(|left| !left.is_zero()) {
        thread::park_timeout(left);
    }
}
