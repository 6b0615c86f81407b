//! How many there are about: counted to a cap, and not again while nothing has changed.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use diesel::sqlite::SqliteConnection;
use diesel::{QueryResult, RunQueryDsl};
use serde::Serialize;

use super::ListRows;
use crate::db::Reader;
use crate::db::sql::{CappedCount, CountMerged, Predicate};
use crate::error::Result;

/// Beyond this a list says "more than".
pub const CAP: i64 = 10_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Count {
    pub count: i64,
    pub capped: bool,
}

/// Counts of the last moments. Valid while nothing has been saved since; a commit of another process (the command line beside
/// a running server) is not noticed here, so nothing is kept for longer than two seconds.
#[derive(Default)]
pub struct Counts(Mutex<HashMap<CountKey, CachedCount>>);

/// The table and which of its rows.
type CountKey = (String, Predicate);
/// The generation in which it was counted, when, and what came of it.
type CachedCount = (u64, Instant, Count);

const KEPT_FOR: Duration = Duration::from_secs(2);
const KEPT_AT_MOST: usize = 500;

impl Counts {
    pub fn of(&self, reader: &mut Reader<'_>, rows: &ListRows<'_>) -> Result<Count> {
        let key = (rows.table.to_owned(), rows.predicate.clone());
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, since, count)) = kept.get(&key)
            && Some(*at) == reader.generation
            && since.elapsed() < KEPT_FOR
        {
            return Ok(*count);
        }
        drop(kept);
        let found = count(reader.conn, rows)?;
        let count = Count { count: found.min(CAP), capped: found > CAP };
        let Some(generation) = reader.generation else { return Ok(count) };
        kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT_AT_MOST {
            kept.clear();
        }
        kept.insert(key, (generation, Instant::now(), count));
        Ok(count)
    }
}

fn count(conn: &mut SqliteConnection, rows: &ListRows<'_>) -> QueryResult<i64> {
    let &ListRows { table, predicate, ref scope } = rows;
    let Some(branches) = scope.as_ref().and_then(|scope| scope.counted(predicate)) else {
        return CappedCount { table, predicate, cap: CAP }.get_result(conn);
    };
    CountMerged { table, branches: &branches, cap: CAP }.get_result(conn)
}

#[cfg(test)]
mod tests {
    use diesel::connection::SimpleConnection;

    use super::*;
    use crate::records::testing::Fixture;

    fn add(app: &Fixture, many: i64) {
        let sql = format!(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {many}) \
             INSERT INTO customer (name, created_at, updated_at) SELECT 'x', 0, 0 FROM n"
        );
        app.db.write_unaudited_blocking(move |tx| Ok(tx.conn.batch_execute(&sql)?)).unwrap();
    }

    #[test]
    fn more_than_ten_thousand_are_not_counted_to_the_end() {
        let app = Fixture::new();
        let counts = Counts::default();
        let all = ListRows { table: "customer", predicate: &Predicate::True, scope: None };
        let count = || app.db.read_blocking(|reader| counts.of(reader, &all)).unwrap();
        assert_eq!(count(), Count { count: 0, capped: false });
        add(&app, CAP);
        assert_eq!(count(), Count { count: CAP, capped: false });
        add(&app, 1);
        assert_eq!(count(), Count { count: CAP, capped: true });
    }
}
