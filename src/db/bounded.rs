//! A connection whose appetite is bounded: how many prepared statements it keeps, and how long a read may take.
//!
//! Diesel keeps every statement that it may keep, for as long as the connection lives. What may differ from request to request is never
//! kept ([`super::sql::Run`]); the rest is finite, but long: each sort of each list with each choice of columns. Beyond a bound all are
//! thrown away, and those in use are back after their next run.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use diesel::connection::{CacheSize, Connection, InstrumentationEvent};
use diesel::serialize::{IsNull, Output, ToSql};
use diesel::sql_types::Bool;
use diesel::sqlite::{Sqlite, SqliteConnection};

use crate::error::{Error, Reason, Result};

/// How many prepared statements a connection keeps. One takes about 25 kB.
pub(super) const MOST_STATEMENTS: usize = 256;

diesel::define_sql_function! {
    /// True until the deadline of the read; then it ends the statement.
    fn within_deadline() -> Bool;
}

/// What the SQL function answers.
#[derive(Debug)]
struct InTime(bool);

impl ToSql<Bool, Sqlite> for InTime {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> diesel::serialize::Result {
        if !self.0 {
            return Err("the read took longer than it may".into());
        }
        out.set_value(1);
        Ok(IsNull::No)
    }
}

/// When the read that runs now has to be over.
#[derive(Debug, Clone, Default)]
struct Deadline(Arc<Mutex<Option<Instant>>>);

impl Deadline {
    fn set(&self, at: Option<Instant>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = at;
    }

    fn is_over(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_some_and(|at| Instant::now() >= at)
    }
}

pub(super) struct BoundedConnection {
    conn: SqliteConnection,
    prepared: Arc<AtomicUsize>,
    deadline: Deadline,
}

impl BoundedConnection {
    /// The connection has its key already: no statement about that may come by here.
    pub fn new(mut conn: SqliteConnection) -> diesel::QueryResult<Self> {
        let (prepared, deadline) = (Arc::<AtomicUsize>::default(), Deadline::default());
        let (counter, asked) = (prepared.clone(), deadline.clone());
        conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
            if matches!(event, InstrumentationEvent::CacheQuery { .. }) {
                counter.fetch_add(1, Ordering::Relaxed);
            }
        });
        within_deadline_utils::register_nondeterministic_impl(&conn, move || InTime(!asked.is_over()))?;
        Ok(Self { conn, prepared, deadline })
    }

    /// Runs `f`, whose statements of the kind [`Run::Long`](super::sql::Run::Long) end when its time is up.
    pub fn run<T>(&mut self, limit: Option<Duration>, f: impl FnOnce(&mut SqliteConnection) -> Result<T>) -> Result<T> {
        self.deadline.set(limit.map(|limit| Instant::now() + limit));
        let answer = f(&mut self.conn);
        let late = self.deadline.is_over();
        self.deadline.set(None);
        self.trim();
        match (answer, limit) {
            (Err(Error::Internal(_)), Some(limit)) if late => {
                Err(Error::Refused(Reason::new("read.too_long").with("seconds", limit.as_secs())))
            }
            (answer, _) => answer,
        }
    }

    /// Throws the prepared statements away when there are too many.
    pub fn trim(&mut self) {
        if self.prepared.load(Ordering::Relaxed) > MOST_STATEMENTS {
            self.conn.set_prepared_statement_cache_size(CacheSize::Disabled);
            self.conn.set_prepared_statement_cache_size(CacheSize::Unbounded);
            self.prepared.store(0, Ordering::Relaxed);
        }
    }

    /// How many prepared statements it keeps.
    #[cfg(test)]
    pub fn statements(&self) -> usize {
        self.prepared.load(Ordering::Relaxed)
    }

    pub fn conn(&mut self) -> &mut SqliteConnection {
        &mut self.conn
    }
}

#[cfg(test)]
mod tests {
    use diesel::RunQueryDsl;
    use diesel::connection::SimpleConnection;

    use super::super::sql::{CappedCount, Column, Compare, Order, Predicate, Run, Select};
    use super::super::{DatabaseKey, Db, Mode, Row, Value};
    use super::*;
    use crate::clock::SystemClock;

    const COLUMNS: [&str; 8] = ["id", "login", "name", "active", "department_id", "preferences", "created_at", "updated_at"];

    fn open(directory: &std::path::Path) -> Db {
        Db::open(directory, &DatabaseKey::new([7; 32]), Mode::Create, 1, Arc::new(SystemClock)).unwrap()
    }

    /// What the one reading connection keeps.
    fn kept(db: &Db) -> usize {
        db.readers.get().unwrap().statements()
    }

    /// A list of people as somebody may have set it up: one of 8 × 256 × 2.
    fn list(db: &Db, n: usize, predicate: &Predicate, run: Run) {
        let columns: Vec<Column> =
            (0..8).filter(|i| n >> i & 1 == 1).map(|i| Column::plain(COLUMNS[i])).chain([Column::plain("id")]).collect();
        let order = [Order { column: Column::plain(COLUMNS[n >> 8 & 7]), descending: n >> 11 & 1 == 1 }];
        let select = Select { table: "user", columns: &columns, predicate, order: &order, limit: Some(50) };
        db.read_blocking(|reader| Ok(run.of(select).load::<Row>(reader.conn)?)).unwrap();
    }

    #[test]
    fn thousands_of_lists_leave_a_bounded_number_of_statements() {
        let directory = tempfile::tempdir().unwrap();
        let db = open(directory.path());
        for n in 0..4096 {
            list(&db, n, &Predicate::True, Run::Often);
            assert!(kept(&db) <= MOST_STATEMENTS, "after {n}");
        }
    }

    #[test]
    fn a_filter_that_somebody_made_up_is_not_kept() {
        let directory = tempfile::tempdir().unwrap();
        let db = open(directory.path());
        list(&db, 1, &Predicate::True, Run::Often);
        let before = kept(&db);
        for n in 0..4096 {
            list(&db, n, &Predicate::Compare(Column::plain("created_at"), Compare::Gt, Value::Int(1)), Run::Once);
        }
        assert_eq!(kept(&db), before);
    }

    #[test]
    fn lists_of_any_length_share_a_statement() {
        let directory = tempfile::tempdir().unwrap();
        let db = open(directory.path());
        list(&db, 1, &Predicate::True, Run::Often);
        let before = kept(&db);
        for length in 1..2000 {
            list(&db, 1, &Predicate::In(Column::plain("id"), (0..length).map(Value::Int).collect()), Run::Often);
        }
        assert!(kept(&db) <= before + 5, "{} statements", kept(&db) - before);
    }

    #[test]
    fn a_long_read_ends_at_its_deadline_and_the_connection_goes_on() {
        let directory = tempfile::tempdir().unwrap();
        let db = open(directory.path());
        let many = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) \
                    INSERT INTO user (login, name, password_hash, created_at, updated_at) SELECT 'u' || i, 'x', '-', 0, 0 FROM n";
        db.write_unaudited_blocking(|tx| Ok(tx.conn.batch_execute(many)?)).unwrap();
        let late = Db { limit: Some(Duration::ZERO), ..db.for_long_reads() };
        let count = |db: &Db, run: Run| {
            let wanted = Predicate::Compare(Column::plain("name"), Compare::Eq, Value::from("x"));
            db.read_blocking(|reader| {
                Ok(run.of(CappedCount { table: "user", predicate: &wanted, cap: 5000 }).get_result::<i64>(reader.conn)?)
            })
        };
        assert_eq!(count(&late, Run::Long).unwrap_err().code(), "read.too_long");
        assert_eq!(count(&db.for_long_reads(), Run::Long).unwrap(), 1000);
        assert_eq!(count(&db, Run::Long).unwrap(), 1000, "requests have no deadline");
        assert_eq!(count(&late, Run::Often).unwrap(), 1000, "what is short is not asked");
    }
}
