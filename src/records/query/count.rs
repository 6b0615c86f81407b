//! How many there are about: counted to a cap, and not again while nothing has changed of what they rest on.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use diesel::sqlite::SqliteConnection;
use diesel::{QueryResult, RunQueryDsl};
use serde::Serialize;

use super::{ListRows, page, scope};
use crate::db::sql::{CappedCount, CountMerged, Name, Predicate};
use crate::db::{Reader, Value};
use crate::error::Result;

/// Beyond this a list says "more than".
pub const CAP: i64 = 10_000;

/// Of what a search finds, so many are remembered for the page; with more it is sooner searched once more.
const FEW: usize = 500;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Count {
    pub count: i64,
    pub capped: bool,
}

impl Count {
    fn capped(found: i64) -> Self {
        Self { count: found.min(CAP), capped: found > CAP }
    }
}

/// Counts of the last moments. Valid while nothing has been saved in the tables that decide about them; a commit of another process (the command line beside
/// a running server) is not noticed here, so nothing is kept for longer than two seconds.
#[derive(Default)]
pub struct Counts(Mutex<HashMap<CountKey, CachedCount>>);

/// The table and which of its rows.
type CountKey = (String, Predicate);

struct CachedCount {
    /// The generation in which it was counted.
    read_at: u64,
    since: Instant,
    /// The other tables that decide about it.
    through: BTreeSet<Name>,
    count: Count,
}

impl CachedCount {
    fn stands(&self, reader: &Reader<'_>, table: &str) -> bool {
        let tables = self.through.iter().map(|name| &**name).chain([table]);
        reader.stands(self.read_at, tables)
    }
}

const KEPT_FOR: Duration = Duration::from_secs(2);
const KEPT_AT_MOST: usize = 500;

impl Counts {
    pub fn of(&self, reader: &mut Reader<'_>, rows: &ListRows<'_>) -> Result<Count> {
        if let Some(known) = self.known(reader, rows) {
            return Ok(known);
        }
        let count = Count::capped(count(reader.conn, rows)?);
        self.keep(reader, rows, count);
        Ok(count)
    }

    /// The same, and where they are few that a search finds, which: to look for them costs more than all else, and is done once.
    pub fn and_found(&self, reader: &mut Reader<'_>, rows: &ListRows<'_>) -> Result<(Count, Option<Vec<Value>>)> {
        let many = |known: Count| known.count > FEW as i64;
        if !scope::is_searched(rows.predicate) || self.known(reader, rows).is_some_and(many) {
            return Ok((self.of(reader, rows)?, None));
        }
        let found = page::ids(reader.conn, rows, CAP + 1)?;
        let count = Count::capped(found.len() as i64);
        self.keep(reader, rows, count);
        Ok((count, Some(found).filter(|_| !many(count))))
    }

    fn known(&self, reader: &Reader<'_>, rows: &ListRows<'_>) -> Option<Count> {
        let key = (rows.table.to_owned(), rows.predicate.clone());
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = kept.get(&key).filter(|known| known.since.elapsed() < KEPT_FOR && known.stands(reader, rows.table));
        known.map(|known| known.count)
    }

    fn keep(&self, reader: &Reader<'_>, rows: &ListRows<'_>, count: Count) {
        let Some(read_at) = reader.generation else { return };
        let mut through = BTreeSet::new();
        rows.predicate.tables(&mut through);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT_AT_MOST {
            kept.clear();
        }
        let key = (rows.table.to_owned(), rows.predicate.clone());
        kept.insert(key, CachedCount { read_at, since: Instant::now(), through, count });
    }
}

fn count(conn: &mut SqliteConnection, rows: &ListRows<'_>) -> QueryResult<i64> {
    let &ListRows { table, predicate, run, ref scope } = rows;
    let Some(branches) = scope.as_ref().and_then(|scope| scope.counted(predicate)) else {
        return run.of(CappedCount { table, predicate, cap: CAP }).get_result(conn);
    };
    run.of(CountMerged { table, branches: &branches, cap: CAP }).get_result(conn)
}

#[cfg(test)]
mod tests {
    use diesel::connection::SimpleConnection;

    use super::*;
    use crate::db::sql::{Column, Run, SearchMatch};
    use crate::records::testing::Fixture;

    fn rows<'a>(table: &'a str, predicate: &'a Predicate) -> ListRows<'a> {
        ListRows { table, predicate, run: Run::Often, scope: None }
    }

    fn add(app: &Fixture, many: i64) {
        let sql = format!(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {many}) \
             INSERT INTO customer (name, created_at, updated_at) SELECT 'x', 0, 0 FROM n"
        );
        app.db.write_unaudited_blocking(move |tx| Ok(tx.conn.batch_execute(&sql)?)).unwrap();
    }

    #[test]
    fn a_count_stands_while_other_tables_change_and_not_when_its_own_do() {
        let app = Fixture::new();
        add(&app, 1);
        let counts = Counts::default();
        // Contacts of customers that are alive: it rests on both tables.
        let alive = Predicate::Empty(Column::plain("deleted_at"));
        let through = Predicate::Through(Column::plain("customer_id"), "customer".into(), Box::new(alive));
        let count = || app.db.read_blocking(|reader| counts.of(reader, &rows("contact", &through))).unwrap().count;
        let write = |sql: &'static str| app.db.write_unaudited_blocking(move |tx| Ok(tx.conn.batch_execute(sql)?)).unwrap();
        let insert = "INSERT INTO contact (customer_id, name, created_at, updated_at) VALUES (1, 'x', 0, 0)";
        write(insert);
        assert_eq!(count(), 1);
        let stands = || {
            let kept = counts.0.lock().unwrap();
            let known = &kept[&("contact".to_owned(), through.clone())];
            app.db.read_blocking(|reader| Ok(known.stands(reader, "contact"))).unwrap()
        };
        write("INSERT OR REPLACE INTO setting (name, value) VALUES ('x', 'y')");
        assert!(stands(), "another table has nothing to do with it");
        write(insert);
        assert!(!stands());
        assert_eq!(count(), 2);
        assert!(stands());
        write("INSERT OR REPLACE INTO setting (name, value) VALUES ('x', 'z')");
        assert!(stands());
        write("UPDATE customer SET deleted_at = 1");
        assert_eq!(count(), 0);
        write("UPDATE customer SET deleted_at = NULL");
        assert_eq!(count(), 2);
        write("DELETE FROM contact WHERE id = 1");
        assert_eq!(count(), 1);
    }

    #[test]
    fn nothing_that_is_kept_counts_within_a_write() {
        let app = Fixture::new();
        let counts = Counts::default();
        let count = |reader: &mut Reader<'_>| counts.of(reader, &rows("customer", &Predicate::True)).unwrap().count;
        assert_eq!(app.db.read_blocking(|reader| Ok(count(reader))).unwrap(), 0);
        add(&app, 3);
        assert_eq!(app.db.read_blocking(|reader| Ok(count(reader))).unwrap(), 3);
    }

    #[test]
    fn a_search_tells_which_it_found_where_they_are_few() {
        let app = Fixture::new();
        let (counts, all) = (Counts::default(), Predicate::True);
        let found = Predicate::Match(SearchMatch { table: "customer_search".into(), query: "\"xx\"".into(), among: None });
        let look = |what| app.db.read_blocking(|reader| counts.and_found(reader, &rows("customer", what))).unwrap();
        let add = |many| {
            add(&app, many);
            let index = "INSERT OR REPLACE INTO customer_search (rowid, tokens, personal, scope) SELECT id, 'xx', '', '' FROM customer";
            app.db.write_unaudited_blocking(|tx| Ok(tx.conn.batch_execute(index)?)).unwrap();
        };
        assert_eq!(look(&found), (Count { count: 0, capped: false }, Some(Vec::new())));
        add(3);
        assert_eq!(look(&found), (Count { count: 3, capped: false }, Some([1, 2, 3].map(Value::Int).into())));
        assert_eq!(look(&all), (Count { count: 3, capped: false }, None));
        add(FEW as i64);
        for _ in 0..2 {
            assert_eq!(look(&found), (Count { count: 3 + FEW as i64, capped: false }, None));
        }
    }

    #[test]
    fn more_than_ten_thousand_are_not_counted_to_the_end() {
        let app = Fixture::new();
        let counts = Counts::default();
        let all = rows("customer", &Predicate::True);
        let count = || app.db.read_blocking(|reader| counts.of(reader, &all)).unwrap();
        assert_eq!(count(), Count { count: 0, capped: false });
        add(&app, CAP);
        assert_eq!(count(), Count { count: CAP, capped: false });
        add(&app, 1);
        assert_eq!(count(), Count { count: CAP, capped: true });
    }
}
