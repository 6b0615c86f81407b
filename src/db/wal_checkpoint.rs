//! Folds the journal into the file, beside the writer: whoever saves need not wait for pages that others have saved.
//!
//! SQLite would do that in the middle of a commit. It still does when the journal has grown very long; most of it is folded in by then.
//! The writer begins the journal anew when nobody reads from it. While somebody always does, it would grow for ever, so beyond
//! twice its bound it is emptied here: new readers need the file alone by then, and the last old one is waited for, briefly.

use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use diesel::sqlite::SqliteConnection;

use super::connection::{self, Folded};

/// How long commits gather before they are folded in.
const GATHER: Duration = Duration::from_millis(500);
/// After a reader did not go away in time: everybody who saves has waited for it.
const PAUSE: Duration = Duration::from_secs(10);

/// The pages after which the writer folds the journal in by itself, 64 MB.
pub(super) const BOUND: i64 = 16_000;

/// The thread that folds; it ends when this is dropped.
pub(super) struct Folding {
    commits: Option<SyncSender<()>>,
    handle: Option<JoinHandle<()>>,
}

impl Folding {
    /// Without a thread the writer does all of it. `bound` in pages.
    pub fn start(conn: SqliteConnection, bound: i64) -> Self {
        let (commits, heard) = sync_channel(1);
        let journal = Journal { conn, bound, try_from: None };
        let handle = thread::Builder::new().name("fold".into()).spawn(move || fold(journal, &heard));
        Self {
            commits: Some(commits),
            handle: handle.inspect_err(|error| tracing::warn!(%error, "the journal is folded by the writer")).ok(),
        }
    }

    pub fn committed(&self) {
        // One that is waiting already stands for this commit, too.
        let _ = self.commits.as_ref().map(|commits| commits.try_send(()));
    }
}

impl Drop for Folding {
    fn drop(&mut self) {
        drop(self.commits.take());
        if let Some(handle) = self.handle.take() {
            let _ = handle.join();
        }
    }
}

struct Journal {
    conn: SqliteConnection,
    bound: i64,
    /// When emptying it is worth the next attempt.
    try_from: Option<Instant>,
}

impl Journal {
    fn fold(&mut self) -> diesel::QueryResult<Folded> {
        let folded = connection::fold(&mut self.conn)?;
        if folded.pages < 2 * self.bound || self.try_from.is_some_and(|at| Instant::now() < at) {
            return Ok(folded);
        }
        let emptied = connection::empty_journal(&mut self.conn)?;
        self.try_from = (!emptied.all).then(|| Instant::now() + PAUSE);
        Ok(emptied)
    }
}

fn fold(mut journal: Journal, commits: &Receiver<()>) {
    // What a reader held up is tried again, whether or not anything new is saved.
    let mut again = false;
    while again || commits.recv().is_ok() {
        let until = Instant::now() + GATHER;
        loop {
            match commits.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(()) => {}
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
        match journal.fold() {
            Ok(folded) => again = !folded.all,
            Err(error) => {
                again = false;
                tracing::warn!(%error, "the journal could not be folded in");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use diesel::Connection;
    use diesel::connection::SimpleConnection;

    use super::super::Mode;
    use super::super::connection::{ConnectionRole, DatabaseKey, open_folder, open_writer, set_up, uri};
    use super::*;

    /// Pages of the journal after which it is to be emptied, small enough to be reached at once.
    const SMALL: i64 = 50;

    #[test]
    fn steady_readers_cannot_make_the_journal_grow_for_ever() {
        let directory = tempfile::tempdir().unwrap();
        let (path, key) = (directory.path().join("x.db"), DatabaseKey::new([7; 32]));
        let mut writer = open_writer(&path, &key, Mode::Create).unwrap();
        writer.batch_execute("CREATE TABLE t (x BLOB)").unwrap();
        let mut journal = Journal { conn: open_folder(&path, &key).unwrap(), bound: SMALL, try_from: None };
        let reader = || {
            let mut conn = SqliteConnection::establish(&uri(&path).unwrap()).unwrap();
            set_up(&mut conn, &key, ConnectionRole::Reader).unwrap();
            conn
        };
        // One of the two always reads, as requests that overlap do.
        let (mut one, mut other) = (reader(), reader());
        let read = |conn: &mut SqliteConnection| conn.batch_execute("BEGIN; SELECT count(*) FROM t;").unwrap();
        read(&mut one);
        let (mut longest, wal, is_over) = (0, path.with_extension("db-wal"), AtomicBool::new(false));
        thread::scope(|scope| {
            scope.spawn(|| {
                while !is_over.load(Ordering::Relaxed) {
                    read(&mut other);
                    one.batch_execute("COMMIT").unwrap();
                    std::mem::swap(&mut one, &mut other);
                }
            });
            for _ in 0..40 {
                writer.batch_execute("INSERT INTO t SELECT randomblob(100000)").unwrap();
                longest = longest.max(std::fs::metadata(&wal).map_or(0, |wal| wal.len()));
                journal.try_from = None;
                journal.fold().unwrap();
            }
            is_over.store(true, Ordering::Relaxed);
        });
        assert!(longest > 2 * SMALL as u64 * 4096, "it never was long enough to be emptied: {longest}");
        assert!(longest < 6 * SMALL as u64 * 4096, "it grew to {longest}");
    }

    #[test]
    fn a_reader_that_stays_is_not_waited_for_again_and_again() {
        let directory = tempfile::tempdir().unwrap();
        let (path, key) = (directory.path().join("x.db"), DatabaseKey::new([7; 32]));
        let mut writer = open_writer(&path, &key, Mode::Create).unwrap();
        writer.batch_execute("CREATE TABLE t (x BLOB); INSERT INTO t SELECT randomblob(1000000)").unwrap();
        let mut journal = Journal { conn: open_folder(&path, &key).unwrap(), bound: SMALL, try_from: None };
        let mut reader = SqliteConnection::establish(&uri(&path).unwrap()).unwrap();
        set_up(&mut reader, &key, ConnectionRole::Reader).unwrap();
        reader.batch_execute("BEGIN; SELECT count(*) FROM t;").unwrap();
        writer.batch_execute("INSERT INTO t SELECT randomblob(1000000)").unwrap();
        assert!(!journal.fold().unwrap().all);
        assert!(journal.try_from.is_some());
        reader.batch_execute("COMMIT").unwrap();
        journal.try_from = None;
        assert!(journal.fold().unwrap().all && journal.try_from.is_none());
        assert_eq!(std::fs::metadata(path.with_extension("db-wal")).unwrap().len(), 0);
    }
}
