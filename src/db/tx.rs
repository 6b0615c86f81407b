//! What a piece of work holds while it reads or writes.

use std::panic::{AssertUnwindSafe, catch_unwind};

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sqlite::SqliteConnection;

use super::changes::TableChanges;
use super::sql::{Delete, Insert, Name, SearchCommand, Update};
use super::value::Value;
use crate::actor::Actor;
use crate::error::{Error, Result};
use crate::ids::{OperationId, RecordId};

/// A read-only connection and the moment of asking.
pub struct Reader<'a> {
    pub conn: &'a mut SqliteConnection,
    pub now: DateTime<Utc>,
    /// How many commits had been acknowledged when this picture was taken; none inside a write, whose picture is nobody else's.
    pub generation: Option<u64>,
    pub(super) changes: &'a TableChanges,
}

impl Reader<'_> {
    /// Whether none of these tables has changed since what is kept of them was read, but for what other processes do. Within a write
    /// nothing that is kept stands.
    pub fn stands<'t>(&self, read_at: u64, tables: impl Iterator<Item = &'t str>) -> bool {
        self.generation.is_some() && self.changes.none_since(read_at, tables)
    }
}

/// The only thing that can change data: the writer's connection, in somebody's name, at one moment.
pub struct Tx<'a> {
    pub conn: &'a mut SqliteConnection,
    pub actor: &'a Actor,
    pub now: DateTime<Utc>,
    /// How long servers have run on this database by now, in milliseconds ([`super::running`]).
    pub running: i64,
    changes: &'a TableChanges,
    operation: Option<OperationId>,
    audited: bool,
    /// Rows changed that need no trace: undone ones, and book-keeping.
    excused: i64,
    before_commit: Vec<BeforeCommit>,
    after_commit: Vec<Box<dyn FnOnce() + Send>>,
}

/// What is written last, and into which table.
pub(super) struct BeforeCommit {
    pub table: Name,
    pub write: LastWrite,
}

type LastWrite = Box<dyn FnOnce(&mut SqliteConnection) -> Result<()> + Send>;

/// What a piece of work leaves to be done.
pub(super) struct Rest {
    /// Before the commit, which its error undoes.
    pub before_commit: Vec<BeforeCommit>,
    /// Once the commit is on disk.
    pub after_commit: Vec<Box<dyn FnOnce() + Send>>,
}

/// Whether a change must leave an audit event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trail {
    Required,
    None,
}

diesel::define_sql_function! {
    /// The number of the row that this connection inserted last.
    fn last_insert_rowid() -> BigInt;
}

diesel::define_sql_function! {
    /// Rows changed on this connection since it was opened.
    fn total_changes() -> BigInt;
}

impl<'a> Tx<'a> {
    fn new(
        conn: &'a mut SqliteConnection,
        actor: &'a Actor,
        (now, running): (DateTime<Utc>, i64),
        changes: &'a TableChanges,
        operation: Option<OperationId>,
    ) -> Self {
        Self {
            conn,
            actor,
            now,
            running,
            changes,
            operation,
            audited: false,
            excused: 0,
            before_commit: Vec::new(),
            after_commit: Vec::new(),
        }
    }

    /// Runs `f`; after an error, a panic or a change without a trace nothing of it may stand, and the caller sees to that.
    pub(super) fn run<T>(
        conn: &mut SqliteConnection,
        actor: &Actor,
        now: (DateTime<Utc>, i64),
        (trail, watched): (Trail, &TableChanges),
        f: impl FnOnce(&mut Tx<'_>) -> Result<T>,
    ) -> Result<(T, Rest)> {
        let before = changes(conn)?;
        let mut tx = Tx::new(conn, actor, now, watched, None);
        let value = caught(|| f(&mut tx))?;
        let (audited, excused, rest) = (tx.audited, tx.excused, Rest { before_commit: tx.before_commit, after_commit: tx.after_commit });
        if trail == Trail::Required && !audited && (!rest.before_commit.is_empty() || changes(conn)? != before + excused) {
            return Err(Error::internal("a change without an audit event was undone"));
        }
        Ok((value, rest))
    }

    /// Runs `f` in a savepoint of its own: an error or a panic undoes what it did, and nothing else of this piece of work.
    pub fn attempt<T>(&mut self, f: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        let (actor, now, watched, operation, before) =
            (self.actor, (self.now, self.running), self.changes, self.operation, changes(self.conn)?);
        let outcome = self.conn.transaction(|conn| {
            let mut tx = Tx::new(conn, actor, now, watched, operation);
            let value = caught(|| f(&mut tx))?;
            Ok::<_, Error>((value, tx.operation, tx.audited, tx.excused, tx.before_commit, tx.after_commit))
        });
        match outcome {
            Ok((value, operation, audited, excused, before_commit, after_commit)) => {
                self.operation = operation;
                self.audited |= audited;
                self.excused += excused;
                self.before_commit.extend(before_commit);
                self.after_commit.extend(after_commit);
                Ok(value)
            }
            Err(error) => {
                // SQLite goes on counting what was undone.
                self.excused += changes(self.conn)? - before;
                Err(error)
            }
        }
    }

    /// Rows changed so far, by whomever: whether a step that failed had written anything is told by comparing.
    pub fn changes(&mut self) -> Result<i64> {
        changes(self.conn)
    }

    /// Book-keeping beside an audited change: how far a job has come. It needs no trace of its own.
    pub fn unaudited<T>(&mut self, f: impl FnOnce(&mut SqliteConnection) -> Result<T>) -> Result<T> {
        let before = changes(self.conn)?;
        let value = f(self.conn)?;
        self.excused += changes(self.conn)? - before;
        Ok(value)
    }

    /// Notes how long servers have run: what goes by it is not to run anew after a crash.
    pub fn note_running_time(&mut self) -> Result<()> {
        let now = self.running;
        self.unaudited(|conn| Ok(super::running::note(conn, now)?))
    }

    /// The operation that this piece of work belongs to; none before its first change.
    pub fn operation(&self) -> Option<OperationId> {
        self.operation
    }

    /// What changes from here on is part of this operation.
    pub fn join(&mut self, operation: OperationId) {
        self.operation = Some(operation);
    }

    /// Reads what this piece of work has written so far.
    pub fn reader(&mut self) -> Reader<'_> {
        Reader { conn: self.conn, now: self.now, generation: None, changes: self.changes }
    }

    /// Called by `audit::append` alone: this piece of work has left its trace.
    pub fn mark_audited(&mut self) {
        self.audited = true;
    }

    /// Writes to `table` behind everything else, in the order in which it was asked for; its error undoes this piece of work.
    ///
    /// Full-text tables are written so: each savepoint and each statement with a trigger makes them write themselves out, which is
    /// cheap only while they have nothing to write. (`db::writer` says what comes of errors.)
    pub fn before_commit(&mut self, table: Name, f: impl FnOnce(&mut SqliteConnection) -> Result<()> + Send + 'static) {
        self.before_commit.push(BeforeCommit { table, write: Box::new(f) });
    }

    /// Runs once the commit is on disk; never when it is undone.
    pub fn after_commit(&mut self, f: impl FnOnce() + Send + 'static) {
        self.after_commit.push(Box::new(f));
    }

    /// Inserts one row and returns its number.
    #[expect(clippy::disallowed_methods, reason = "the door itself")]
    pub fn insert(&mut self, table: &str, columns: &[(&str, Value)]) -> Result<RecordId> {
        Insert { table, columns }.execute(self.conn)?;
        Ok(RecordId(diesel::select(last_insert_rowid()).get_result(self.conn)?))
    }

    /// Merges pieces of a full-text table of about one size, so many of them, and writes up to `pages`; `false` when nothing was left to
    /// merge. The table says the same afterwards.
    #[expect(clippy::disallowed_methods, reason = "the door itself")]
    pub fn merge_search(&mut self, table: &str, pieces: Option<i64>, pages: i64) -> Result<bool> {
        if let Some(number) = pieces {
            SearchCommand { table, command: "usermerge", number }.execute(self.conn)?;
        }
        let before = self.changes()?;
        SearchCommand { table, command: "merge", number: pages }.execute(self.conn)?;
        // The command itself counts as one.
        Ok(self.changes()? - before > 1)
    }

    /// Takes one row away, of a table whose rows have no life of their own.
    #[expect(clippy::disallowed_methods, reason = "the door itself")]
    pub fn delete(&mut self, table: &str, id: RecordId) -> Result<()> {
        Delete { table, id: id.0 }.execute(self.conn)?;
        Ok(())
    }

    /// Changes one row; `false` when it is not there at that version.
    #[expect(clippy::disallowed_methods, reason = "the door itself")]
    pub fn update(&mut self, table: &str, id: RecordId, version: Option<i64>, columns: &[(&str, Value)]) -> Result<bool> {
        Ok(Update { table, id: id.0, version, columns }.execute(self.conn)? == 1)
    }
}

/// A panic becomes an error here, inside the savepoint: Diesel ends one on an error and leaves it standing on a panic, and whoever
/// comes next would end the wrong one.
pub(super) fn caught<T>(f: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(f)).unwrap_or_else(|_| Err(Error::internal("a write panicked and was undone")))
}

fn changes(conn: &mut SqliteConnection) -> Result<i64> {
    Ok(diesel::select(total_changes()).get_result(conn)?)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use diesel::RunQueryDsl;

    use super::super::sql::{Column, Predicate, Select};
    use super::super::{DatabaseKey, Db, Mode, Row};
    use super::*;
    use crate::clock::SystemClock;

    fn open(directory: &std::path::Path, mode: Mode) -> Db {
        Db::open(directory, &DatabaseKey::new([7; 32]), mode, 1, Arc::new(SystemClock)).unwrap()
    }

    fn put(tx: &mut Tx<'_>, name: &str) -> Result<()> {
        tx.insert("setting", &[("name", name.into()), ("value", "".into())]).map(drop)
    }

    #[test]
    fn a_panic_in_an_attempt_undoes_the_attempt_and_nothing_else() {
        let directory = tempfile::tempdir().unwrap();
        let db = open(directory.path(), Mode::Create);
        db.write_unaudited_blocking(|tx| {
            put(tx, "before")?;
            let failed = tx.attempt(|tx| put(tx, "within").map(|()| panic!("a rule goes wrong")));
            assert!(matches!(failed, Result::<()>::Err(Error::Internal(_))));
            put(tx, "behind")
        })
        .unwrap();
        let lost: Result<()> = db.write_unaudited_blocking(|tx| {
            put(tx, "lost")?;
            panic!("the whole goes wrong")
        });
        assert!(lost.is_err());
        db.write_unaudited_blocking(|tx| put(tx, "later")).unwrap();
        drop(db);
        let names = open(directory.path(), Mode::Open).read_blocking(|reader| {
            let select =
                Select { table: "setting", columns: &[Column::plain("name")], predicate: &Predicate::True, order: &[], limit: None };
            Ok(select.load::<Row>(reader.conn)?.into_iter().filter_map(|row| row.0[0].text().map(str::to_owned)).collect::<Vec<_>>())
        });
        let mut names = names.unwrap();
        names.sort();
        assert_eq!(names, ["before", "behind", "later"]);
    }
}
