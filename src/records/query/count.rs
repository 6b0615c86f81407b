//! How many there are about: counted to a cap, and not again while nothing has changed.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use diesel::RunQueryDsl;
use diesel::sqlite::SqliteConnection;
use serde::Serialize;

use crate::db::Generations;
use crate::db::sql::{CappedCount, Predicate};
use crate::error::Result;

/// Beyond this a list says "more than".
pub const CAP: i64 = 10_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Count {
    pub count: i64,
    pub capped: bool,
}

/// Counts of the last moments. Valid while no table has changed; a commit of another process (the command line beside
/// a running server) is not noticed here, so nothing is kept for longer than two seconds.
#[derive(Default)]
pub struct Counts(Mutex<HashMap<(String, Predicate), (u64, Instant, Count)>>);

const KEPT_FOR: Duration = Duration::from_secs(2);
const KEPT_AT_MOST: usize = 500;

impl Counts {
    pub fn of(&self, conn: &mut SqliteConnection, generations: &Generations, table: &str, predicate: &Predicate) -> Result<Count> {
        // Read before counting: a commit in between makes the entry old rather than wrong.
        let generation = generations.current();
        let key = (table.to_owned(), predicate.clone());
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, since, count)) = kept.get(&key)
            && *at == generation
            && since.elapsed() < KEPT_FOR
        {
            return Ok(*count);
        }
        drop(kept);
        let found: i64 = CappedCount { table, predicate, cap: CAP }.get_result(conn)?;
        let count = Count { count: found.min(CAP), capped: found > CAP };
        kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT_AT_MOST {
            kept.clear();
        }
        kept.insert(key, (generation, Instant::now(), count));
        Ok(count)
    }
}
