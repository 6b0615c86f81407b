//! One server per data directory: a lock that the operating system frees when the process ends, however it ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// Held for as long as the server runs.
#[derive(Debug)]
pub struct DirectoryLock(File);

impl DirectoryLock {
    /// `Ok(None)` when another process holds the directory.
    pub fn acquire(directory: &Path) -> std::io::Result<Option<Self>> {
        let file = OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(directory.join("kedun.lock"))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self(file))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}

impl Drop for DirectoryLock {
    /// Closing is not enough: a process that another thread is just starting holds the same open file for a moment longer.
    fn drop(&mut self) {
        if let Err(error) = self.0.unlock() {
            tracing::warn!(%error, "the lock of the data directory is freed only by closing it");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    #[test]
    fn it_is_free_at_once_whatever_other_threads_start() {
        let directory = tempfile::tempdir().unwrap();
        std::thread::scope(|scope| {
            let others = scope.spawn(|| (0..100).for_each(|_| assert!(Command::new("true").status().unwrap().success())));
            while !others.is_finished() {
                assert!(DirectoryLock::acquire(directory.path()).unwrap().is_some());
            }
        });
    }

    #[test]
    fn there_is_one_at_a_time() {
        let directory = tempfile::tempdir().unwrap();
        let first = DirectoryLock::acquire(directory.path()).unwrap();
        assert!(first.is_some() && DirectoryLock::acquire(directory.path()).unwrap().is_none());
        drop(first);
        assert!(DirectoryLock::acquire(directory.path()).unwrap().is_some());
    }
}
