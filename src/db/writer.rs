//! The single writer: a thread that owns the one connection which may change anything.

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
type WriteJob = Box<dyn FnOnce(&mut SqliteConnection, DateTime<Utc>, Isolation) -> Done + Send>;

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
    say: Box<dyn FnOnce(bool) + Send>,
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
    pub fn start(conn: SqliteConnection, folding: Folding, clock: Arc<dyn Clock>) -> Self {
        let (queue, jobs) = sync_channel::<WriteJob>(QUEUE);
        let commits = Arc::new(AtomicU64::new(0));
        let counter = commits.clone();
        let handle = thread::Builder::new().name("writer".into()).spawn(move || work(conn, &folding, &jobs, &*clock, &counter));
        // Without a writer every submit answers with an error, so nothing is acknowledged by mistake.
        let handle = handle.inspect_err(|error| tracing::error!(%error, "the writer could not be started")).ok();
        Self { thread: Arc::new(Thread { queue: Some(queue), handle }), commits }
    }

    fn queue(&self) -> Result<&SyncSender<WriteJob>> {
        self.thread.queue.as_ref().ok_or_else(gone)
    }

    pub fn generation(&self) -> u64 {
        self.commits.load(Ordering::SeqCst)
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
    let job: WriteJob = Box::new(move |conn, now, room| {
        let done = match room {
            Isolation::Transaction => Tx::run(conn, &actor, now, trail, f),
            Isolation::Savepoint => conn.transaction(|conn| Tx::run(conn, &actor, now, trail, f)),
        };
        let stands = done.is_ok();
        let (done, before_commit) = match done {
            Ok((value, rest)) => (Ok((value, rest.after_commit)), rest.before_commit),
            Err(error) => (Err(error), Vec::new()),
        };
        let say = Box::new(move |committed| {
            let answer = match done {
                Ok((value, after_commit)) if committed => {
                    after_commit.into_iter().for_each(|f| f());
                    Ok(value)
                }
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

fn work(mut conn: SqliteConnection, folding: &Folding, jobs: &Receiver<WriteJob>, clock: &dyn Clock, commits: &AtomicU64) {
    while let Ok(first) = jobs.recv() {
        let mut batch: Vec<Done> = Vec::new();
        let outcome = conn.immediate_transaction(|conn| {
            batch.push(first(conn, clock.now(), Isolation::Transaction));
            if batch.iter().any(|done| !done.stands) {
                return Err(Undone::Alone);
            }
            ensure_open(conn)?;
            while batch.len() < BATCH
                && let Ok(job) = jobs.try_recv()
            {
                batch.push(job(conn, clock.now(), Isolation::Savepoint));
                ensure_open(conn)?;
            }
            batch.iter_mut().flat_map(|done| std::mem::take(&mut done.before_commit)).try_for_each(|last| caught(|| last(conn)))?;
            Ok(())
        });
        if let Err(Undone::Commit(error)) = &outcome {
            tracing::error!(%error, "a commit failed");
        }
        // With a savepoint left open nothing has been committed, and nothing ever will be: better no process than one that says "saved".
        let status = AnsiTransactionManager::transaction_manager_status_mut(&mut conn);
        if !matches!(status.transaction_depth(), Ok(None)) {
            tracing::error!("a transaction was left open; the process ends so that nothing is acknowledged that is not saved");
            std::process::abort();
        }
        commits.fetch_add(1, Ordering::SeqCst);
        folding.committed();
        batch.into_iter().for_each(|done| (done.say)(outcome.is_ok()));
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
