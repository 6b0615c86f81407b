//! The single writer: a thread that owns the one connection which may change anything.

use std::collections::HashSet;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

use chrono::{DateTime, Utc};
use diesel::Connection;
use diesel::connection::{AnsiTransactionManager, TransactionManager};
use diesel::sqlite::SqliteConnection;
use rocket::tokio::sync::oneshot;

use super::bounded::BoundedConnection;
use super::changes::TableChanges;
use super::running::RunningTime;
use super::space::DiskSpace;
use super::sql::Name;
use super::tx::{BeforeCommit, Trail, Tx, caught};
use super::wal_checkpoint::Folding;
use crate::actor::Actor;
use crate::clock::Clock;
use crate::error::{Error, Result};

/// How many pieces of work share one commit at most.
const BATCH: usize = 64;
/// How many may wait before callers have to.
const QUEUE: usize = 1024;

/// Work to be done in the transaction.
type WriteJob = Box<dyn FnOnce(&mut SqliteConnection, DateTime<Utc>, Isolation, &mut Shared<'_>) -> Done + Send>;

/// What the pieces of work of one commit share.
struct Shared<'a> {
    changes: &'a TableChanges,
    /// Tables whose writing has failed at the end of a commit, where it undid everybody.
    suspect: &'a HashSet<Name>,
    /// Tables that have been written to in this commit and were in order.
    proven: HashSet<Name>,
    space: &'a DiskSpace,
    /// How long servers have run by now.
    running: i64,
}

/// What became of a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CommitOutcome {
    Saved,
    Failed,
    NoSpace,
}

impl Shared<'_> {
    /// Writes at once, within the piece of work that is undone if it fails, what goes to a table that nobody has tried in this commit.
    /// What can wait for the end of the commit is returned: by then the table has been found to be in order.
    fn write(&mut self, conn: &mut SqliteConnection, last: Vec<BeforeCommit>) -> Result<Vec<BeforeCommit>> {
        let (wait, now): (Vec<_>, Vec<_>) =
            last.into_iter().partition(|last| self.proven.contains(&last.table) && !self.suspect.contains(&last.table));
        for BeforeCommit { table, write } in now {
            caught(|| write(conn))?;
            self.proven.insert(table);
        }
        Ok(wait)
    }
}

/// What a piece of work has to itself, to be undone when it fails.
///
/// A savepoint copies every page that is touched under it, and every later statement looks through the copies: with a thousand rows that
/// is most of the time. The first of a batch does without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Isolation {
    Transaction,
    Savepoint,
}

struct Done {
    stands: bool,
    before_commit: Vec<BeforeCommit>,
    /// Tells whoever waits; needs to know whether the commit is on disk.
    say: Box<dyn FnOnce(CommitOutcome) + Send>,
}

/// Why nothing of a batch stands.
enum Undone {
    /// Its first piece of work failed, and there was no other yet.
    Alone,
    Commit(Error),
}

impl From<Error> for Undone {
    fn from(error: Error) -> Self {
        Self::Commit(error)
    }
}

impl From<diesel::result::Error> for Undone {
    fn from(error: diesel::result::Error) -> Self {
        Self::Commit(error.into())
    }
}

#[derive(Clone)]
pub(super) struct WriteThread {
    thread: Arc<Thread>,
    commits: Arc<AtomicU64>,
    changes: TableChanges,
}

/// The thread, and the way to it. When the last one that knows it goes, it closes the database; that is waited for, so that a
/// process which ends in good order leaves one whole file behind, without a journal.
struct Thread {
    queue: Option<SyncSender<WriteJob>>,
    handle: Option<JoinHandle<()>>,
}

impl Drop for Thread {
    fn drop(&mut self) {
        drop(self.queue.take());
        // The last one may be a piece of work itself.
        if let Some(handle) = self.handle.take().filter(|handle| handle.thread().id() != thread::current().id()) {
            let _ = handle.join();
        }
    }
}

impl WriteThread {
    pub fn start(
        conn: BoundedConnection,
        folding: Folding,
        clock: Arc<dyn Clock>,
        (changes, space, running): (TableChanges, Arc<DiskSpace>, RunningTime),
    ) -> Self {
        let (queue, jobs) = sync_channel::<WriteJob>(QUEUE);
        let commits = Arc::new(AtomicU64::new(0));
        let mut writer =
            Writer { conn, folding, clock, commits: commits.clone(), changes: changes.clone(), suspect: HashSet::new(), space, running };
        let handle = thread::Builder::new().name("writer".into()).spawn(move || {
            while let Ok(first) = jobs.recv() {
                writer.batch(first, &jobs);
            }
        });
        // Without a writer every submit answers with an error, so nothing is acknowledged by mistake.
        let handle = handle.inspect_err(|error| tracing::error!(%error, "the writer could not be started")).ok();
        Self { thread: Arc::new(Thread { queue: Some(queue), handle }), commits, changes }
    }

    fn queue(&self) -> Result<&SyncSender<WriteJob>> {
        self.thread.queue.as_ref().ok_or_else(gone)
    }

    pub fn generation(&self) -> u64 {
        self.commits.load(Ordering::SeqCst)
    }

    pub fn changes(&self) -> &TableChanges {
        &self.changes
    }

    pub async fn submit<T, F>(&self, actor: Actor, trail: Trail, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    {
        let (job, answer) = prepare(actor, trail, f);
        let mut waiting = Some(job);
        if let Err(refused) = self.queue()?.try_send(waiting.take().ok_or_else(gone)?) {
            let job = match refused {
                std::sync::mpsc::TrySendError::Full(job) => job,
                std::sync::mpsc::TrySendError::Disconnected(_) => return Err(gone()),
            };
            let queue = self.queue()?.clone();
            rocket::tokio::task::spawn_blocking(move || queue.send(job)).await.map_err(Error::internal)?.map_err(|_| gone())?;
        }
        answer.await.map_err(|_| busy())?
    }

    pub fn submit_blocking<T, F>(&self, actor: Actor, trail: Trail, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    {
        let (job, answer) = prepare(actor, trail, f);
        self.queue()?.send(job).map_err(|_| gone())?;
        answer.blocking_recv().map_err(|_| busy())?
    }
}

fn gone() -> Error {
    Error::internal("the writer has stopped")
}

/// It was taken and not even begun.
fn busy() -> Error {
    Error::internal(io::Error::new(io::ErrorKind::ResourceBusy, "another process kept the database to itself; nothing was saved"))
}

fn prepare<T, F>(actor: Actor, trail: Trail, f: F) -> (WriteJob, oneshot::Receiver<Result<T>>)
where
    T: Send + 'static,
    F: FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
{
    let (say, hear) = oneshot::channel();
    let job: WriteJob = Box::new(move |conn, now, room, shared| {
        let run = |conn: &mut SqliteConnection| {
            let (value, rest) = Tx::run(conn, &actor, (now, shared.running), (trail, shared.changes), f)?;
            Ok::<_, Error>((value, rest.after_commit, shared.write(conn, rest.before_commit)?))
        };
        let done = match room {
            Isolation::Transaction => run(conn),
            Isolation::Savepoint => conn.transaction(run),
        };
        let stands = done.is_ok();
        let (done, before_commit) = match done {
            Ok((value, after_commit, before_commit)) => (Ok((value, after_commit)), before_commit),
            Err(error) => (Err(shared.space.judge(error)), Vec::new()),
        };
        let say = Box::new(move |outcome| {
            let answer = match done {
                Ok((value, after_commit)) if outcome == CommitOutcome::Saved => {
                    after_commit.into_iter().for_each(|f| f());
                    Ok(value)
                }
                Ok(_) if outcome == CommitOutcome::NoSpace => Err(Error::NoSpace),
                Ok(_) => Err(Error::internal("the commit failed; nothing was saved")),
                Err(error) => Err(error),
            };
            // Nobody listens any more when the request was dropped; the work stands all the same.
            let _ = say.send(answer);
        });
        Done { stands, before_commit, say }
    });
    (job, hear)
}

/// What the thread works with.
struct Writer {
    conn: BoundedConnection,
    folding: Folding,
    clock: Arc<dyn Clock>,
    commits: Arc<AtomicU64>,
    changes: TableChanges,
    suspect: HashSet<Name>,
    space: Arc<DiskSpace>,
    running: RunningTime,
}

impl Writer {
    /// Does what waits, and commits it once.
    fn batch(&mut self, first: WriteJob, jobs: &Receiver<WriteJob>) {
        let mut batch: Vec<Done> = Vec::new();
        let clock = &*self.clock;
        let running = self.running.now();
        let mut shared = Shared { changes: &self.changes, suspect: &self.suspect, proven: HashSet::new(), space: &self.space, running };
        let mut failed = None;
        let conn = self.conn.conn();
        let outcome = conn.immediate_transaction(|conn| {
            batch.push(first(conn, clock.now(), Isolation::Transaction, &mut shared));
            if batch.iter().any(|done| !done.stands) {
                return Err(Undone::Alone);
            }
            ensure_open(conn)?;
            while batch.len() < BATCH
                && let Ok(job) = jobs.try_recv()
            {
                batch.push(job(conn, clock.now(), Isolation::Savepoint, &mut shared));
                ensure_open(conn)?;
            }
            let mut last = batch.iter_mut().flat_map(|done| std::mem::take(&mut done.before_commit));
            last.try_for_each(|last| caught(|| (last.write)(conn)).inspect_err(|_| failed = Some(last.table)))?;
            Ok(())
        });
        // From now on whoever writes there is on their own.
        self.suspect.extend(failed);
        let outcome = match outcome {
            Ok(()) => CommitOutcome::Saved,
            Err(Undone::Alone) => CommitOutcome::Failed,
            Err(Undone::Commit(error)) => match self.space.judge(error) {
                Error::NoSpace => CommitOutcome::NoSpace,
                // Where the disk is full SQLite may have undone everything under one piece of work.
                _ if self.space.is_out() => CommitOutcome::NoSpace,
                error => {
                    tracing::error!(%error, "a commit failed");
                    CommitOutcome::Failed
                }
            },
        };
        // With a savepoint left open nothing has been committed, and nothing ever will be: better no process than one that says "saved".
        let status = AnsiTransactionManager::transaction_manager_status_mut(conn);
        if !matches!(status.transaction_depth(), Ok(None)) {
            tracing::error!("a transaction was left open; the process ends so that nothing is acknowledged that is not saved");
            std::process::abort();
        }
        self.conn.trim();
        // What was read before this commit and kept is old by the time anybody is told of it.
        let number = self.commits.load(Ordering::SeqCst) + 1;
        self.changes.committed(number);
        self.commits.store(number, Ordering::SeqCst);
        self.folding.committed();
        batch.into_iter().for_each(|done| (done.say)(outcome));
    }
}

/// SQLite undoes a whole transaction by itself when the disk fails under a statement; what was done before is gone then, and what came
/// after would be committed on its own.
fn ensure_open(conn: &mut SqliteConnection) -> Result<()> {
    match AnsiTransactionManager::transaction_manager_status_mut(conn).transaction_depth() {
        Ok(Some(depth)) if depth.get() == 1 => Ok(()),
        _ => Err(Error::internal("the transaction was undone under its work")),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use diesel::connection::SimpleConnection;
    use rocket::tokio::{self, runtime::Runtime};

    use super::super::sql::{CappedCount, Predicate};
    use super::super::{DatabaseKey, Db, Mode, Tx};
    use super::*;
    use crate::clock::SystemClock;
    use diesel::RunQueryDsl;

    fn put(tx: &mut Tx<'_>, name: &'static str, table: &'static str) -> Result<()> {
        tx.insert("setting", &[("name", name.into()), ("value", "".into())])?;
        tx.before_commit(table.into(), move |conn| Ok(conn.batch_execute(&format!("INSERT INTO {table} VALUES (1)"))?));
        Ok(())
    }

    fn open(directory: &std::path::Path) -> Db {
        let db = Db::open(directory, &DatabaseKey::new([7; 32]), Mode::Create, 1, Arc::new(SystemClock)).unwrap();
        let tables = "CREATE TABLE good (x); CREATE TABLE fragile (x)";
        db.write_unaudited_blocking(|tx| Ok(tx.conn.batch_execute(tables)?)).unwrap();
        db
    }

    /// Four pieces of work in one commit: the first holds the writer until the others wait.
    fn together(db: &Db, tables: [&'static str; 4]) -> [bool; 4] {
        let (go, wait) = channel();
        let work = |name: &'static str, table| db.write_unaudited(move |tx| put(tx, name, table));
        let first = db.write_unaudited(move |tx| {
            wait.recv().map_err(Error::internal)?;
            put(tx, "1", tables[0])
        });
        let done = Runtime::new().unwrap().block_on(async {
            let (second, third, fourth) = (work("2", tables[1]), work("3", tables[2]), work("4", tables[3]));
            tokio::join!(biased; first, second, third, fourth, async move { go.send(()).unwrap() })
        });
        [done.0.is_ok(), done.1.is_ok(), done.2.is_ok(), done.3.is_ok()]
    }

    fn count(db: &Db, table: &str) -> i64 {
        let count = CappedCount { table, predicate: &Predicate::True, cap: 100 };
        db.read_blocking(|reader| Ok(count.get_result(reader.conn)?)).unwrap()
    }

    #[test]
    fn a_table_that_cannot_be_written_undoes_those_who_write_there_and_nobody_else() {
        let directory = tempfile::tempdir().unwrap();
        let db = open(directory.path());
        let commits = db.writer.commits.load(Ordering::SeqCst);
        assert_eq!(together(&db, ["good", "missing", "good", "missing"]), [true, false, true, false]);
        assert_eq!(db.writer.commits.load(Ordering::SeqCst), commits + 1, "they were to share a commit");
        assert_eq!((count(&db, "setting"), count(&db, "good")), (2, 2));
    }

    #[test]
    fn a_table_that_breaks_between_two_writes_undoes_one_commit_at_most() {
        let directory = tempfile::tempdir().unwrap();
        let db = open(directory.path());
        // The second row is one too many: the table was in order for the first piece of work, and is not for the next.
        let limit =
            "CREATE TRIGGER one BEFORE INSERT ON fragile WHEN (SELECT count(*) FROM fragile) > 0 BEGIN SELECT raise(ABORT, 'full'); END";
        db.write_unaudited_blocking(move |tx| Ok(tx.conn.batch_execute(limit)?)).unwrap();
        assert_eq!(together(&db, ["fragile", "fragile", "good", "good"]), [false; 4]);
        assert_eq!(count(&db, "setting"), 0);
        assert_eq!(together(&db, ["fragile", "fragile", "good", "good"]), [true, false, true, true]);
        assert_eq!((count(&db, "setting"), count(&db, "fragile"), count(&db, "good")), (3, 1, 2));
    }
}
