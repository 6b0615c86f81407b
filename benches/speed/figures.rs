//! Times of single requests, and what is said of them.

use std::time::{Duration, Instant};

/// How long each measurement lasts at least, and how many requests at most.
pub const LASTS: Duration = Duration::from_secs(4);
pub const AT_MOST: usize = 20_000;
/// Requests before the clock runs, for each connection.
pub const WARM_UP: usize = 20;

#[derive(Debug, Clone, Default)]
pub struct Figures {
    pub count: usize,
    pub p50: Duration,
    pub p95: Duration,
    pub per_second: f64,
}

impl Figures {
    /// Of all requests of all connections, made within `wall`.
    pub fn of(mut times: Vec<Duration>, wall: Duration) -> Self {
        times.sort_unstable();
        let at = |share: usize| times.get(times.len() * share / 100).copied().unwrap_or_default();
        Self { count: times.len(), p50: at(50), p95: at(95), per_second: times.len() as f64 / wall.as_secs_f64().max(f64::EPSILON) }
    }
}

/// Goes on until time or count are up; `f` is told the round.
fn repeat(most: usize, mut f: impl FnMut(usize)) -> Vec<Duration> {
    (0..WARM_UP).for_each(&mut f);
    let (since, mut times) = (Instant::now(), Vec::new());
    while since.elapsed() < LASTS && times.len() < most {
        let begun = Instant::now();
        f(WARM_UP + times.len());
        times.push(begun.elapsed());
    }
    times
}

/// The same on so many threads at once; `make` prepares each one's work.
pub fn together<F: FnMut(usize) + Send>(connections: usize, most: usize, make: impl Fn(usize) -> F) -> Figures {
    let workers: Vec<F> = (0..connections).map(make).collect();
    let per_worker: Vec<(Vec<Duration>, Duration)> = std::thread::scope(|scope| {
        let handles: Vec<_> = workers
            .into_iter()
            .map(|worker| {
                scope.spawn(move || {
                    let times = repeat(most, worker);
                    let busy = times.iter().sum();
                    (times, busy)
                })
            })
            .collect();
        handles.into_iter().map(|handle| handle.join().expect("a worker")).collect()
    });
    let wall = per_worker.iter().map(|(_, busy)| *busy).max().unwrap_or_default();
    Figures::of(per_worker.into_iter().flat_map(|(times, _)| times).collect(), wall)
}
