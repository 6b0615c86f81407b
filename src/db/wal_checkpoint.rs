//! Folds the journal into the file, beside the writer: whoever saves need not wait for pages that others have saved.
//!
//! SQLite would do that in the middle of a commit. It still does when the journal has grown very long, because only the writer can
//! begin it anew; most of it is folded in by then.

use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use diesel::sqlite::SqliteConnection;

use super::connection;

/// How long commits gather before they are folded in.
const GATHER: Duration = Duration::from_millis(500);

/// The thread that folds; it ends when this is dropped.
pub(super) struct Folding {
    commits: Option<SyncSender<()>>,
    handle: Option<JoinHandle<()>>,
}

impl Folding {
    /// Without a thread the writer does all of it.
    pub fn start(conn: SqliteConnection) -> Self {
        let (commits, heard) = sync_channel(1);
        let handle = thread::Builder::new().name("fold".into()).spawn(move || fold(conn, &heard));
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

fn fold(mut conn: SqliteConnection, commits: &Receiver<()>) {
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
        match connection::fold(&mut conn) {
            Ok(all) => again = !all,
            Err(error) => {
                again = false;
                tracing::warn!(%error, "the journal could not be folded in");
            }
        }
    }
}
