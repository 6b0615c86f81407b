//! Room on the disk, and what happens when there is none.
//!
//! A file of a few megabytes (`kedun.reserve`) keeps some room for what must go on: signing in and out, which is written down like everything
//! else. When a write fails for want of room, or little is left, the app is read-only: other writes are refused before they are tried, and
//! each of the few that are let through takes as much of the reserve as it may need. Once there is room again for the whole reserve and
//! something to spare, it is filled up and everybody may write.
//!
//! What this module must never do: let an act pass whose event could not be written.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use rustix::fs::{FallocateFlags, fallocate, statvfs};
use rustix::io::Errno;

use crate::error::{Error, Result};

const RESERVE: &str = "kedun.reserve";
/// The reserve, in bytes: a sixteenth of the disk, within these.
const MOST: u64 = 16 << 20;
const LEAST: u64 = 256 << 10;
/// What one write takes of it at a time, as a part of the whole.
const PORTIONS: u64 = 4;

/// Whether a write may be done when everything else has to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Urgency {
    Usual,
    /// Signing in and out.
    Essential,
}

/// Of the disk on which the data lies, in bytes.
#[derive(Debug, Clone, Copy)]
pub struct DiskRoom {
    pub free: u64,
    pub total: u64,
}

pub(super) struct DiskSpace {
    directory: PathBuf,
    is_out: AtomicBool,
    /// The size of the reserve that is kept; none where nobody asked for one: a command keeps no room.
    kept: Mutex<Option<u64>>,
}

impl DiskSpace {
    pub fn new(directory: &Path) -> Self {
        Self { directory: directory.to_owned(), is_out: AtomicBool::new(false), kept: Mutex::default() }
    }

    pub fn is_out(&self) -> bool {
        self.is_out.load(Ordering::Acquire)
    }

    /// Keeps a reserve from now on.
    pub fn guard(&self) -> io::Result<()> {
        let disk = statvfs(&self.directory)?;
        *self.kept() = Some((disk.f_blocks.saturating_mul(disk.f_frsize) / 16).clamp(LEAST, MOST));
        self.look();
        Ok(())
    }

    /// Refuses a write when there is no room, and sees to it that one which cannot wait finds some. While there is none, it works with
    /// files: for threads that may wait.
    pub fn admit(&self, urgency: Urgency) -> Result<()> {
        if !self.is_out() {
            return Ok(());
        }
        self.look();
        match urgency {
            _ if !self.is_out() => Ok(()),
            Urgency::Usual => Err(Error::NoSpace),
            Urgency::Essential => self.release().map_err(Error::from),
        }
    }

    /// A write failed: whether for want of room, and then in those words. From now on the app is read-only.
    pub fn judge(&self, error: Error) -> Error {
        // SQLite says "disk I/O error" when the memory that connections share cannot grow.
        let looks_so =
            |text: String| text.contains("disk I/O error") && self.free().is_ok_and(|free| free.is_some_and(|free| free < LEAST));
        let error = match error {
            Error::Internal(fault) if looks_so(fault.cause.to_string()) => Error::NoSpace,
            other => other,
        };
        if matches!(error, Error::NoSpace) && self.kept().is_some() && !self.is_out.swap(true, Ordering::AcqRel) {
            tracing::error!(directory = %self.directory.display(), "the disk is full; until there is room again nothing is saved");
        }
        error
    }

    /// Looks whether there is room again, or hardly any left. Cheap enough to be asked every few seconds, from a thread that may wait: it
    /// may fill the reserve. Where a file system does not say how much it has, only a write that fails tells that it is full, and only a
    /// reserve that could be filled that it no longer is.
    pub fn look(&self) {
        let kept = self.kept();
        let Some(size) = *kept else { return };
        let looked = self.free().and_then(|free| {
            let (held, portion) = (self.held(), size / PORTIONS);
            let has = |room: u64| free.is_none_or(|free| free.saturating_add(held) >= size + room);
            if self.is_out() {
                if has(2 * portion) {
                    self.fill(size)?;
                    self.is_out.store(false, Ordering::Release);
                    tracing::info!("there is room on the disk again");
                }
            } else if held < size && has(portion) {
                self.fill(size)?;
            } else if free.is_some_and(|free| free < portion) {
                self.is_out.store(true, Ordering::Release);
                tracing::error!(directory = %self.directory.display(), "hardly any room is left on the disk; until there is more nothing is saved");
            }
            Ok(())
        });
        if let Err(error) = looked {
            tracing::warn!(%error, "the room on the disk could not be looked at");
        }
    }

    /// Gives a portion of the reserve back to the disk, where it has less than that free.
    fn release(&self) -> io::Result<()> {
        let kept = self.kept();
        let Some(portion) = kept.map(|size| size / PORTIONS) else { return Ok(()) };
        let held = self.held();
        if held > 0 && self.free()?.is_none_or(|free| free < portion) {
            OpenOptions::new().write(true).open(self.path())?.set_len(held.saturating_sub(portion))?;
        }
        Ok(())
    }

    /// Takes the whole reserve from the disk. Blocks are asked for by name: a file with holes would keep nothing.
    fn fill(&self, size: u64) -> io::Result<()> {
        let mut file = OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(self.path())?;
        let filled = match fallocate(&file, FallocateFlags::empty(), 0, size) {
            Err(error) if knows_no_reserving(error) => write_out(&mut file, size),
            reserved => reserved.map_err(io::Error::from),
        };
        filled.inspect_err(|_| drop(file.set_len(0)))
    }

    pub fn room(&self) -> io::Result<DiskRoom> {
        let disk = statvfs(&self.directory)?;
        Ok(DiskRoom { free: disk.f_bavail * disk.f_frsize, total: disk.f_blocks * disk.f_frsize })
    }

    /// Bytes; none where the file system does not say: one without any blocks (some in user space, some over the net) counts none.
    fn free(&self) -> io::Result<Option<u64>> {
        let disk = statvfs(&self.directory)?;
        Ok(free_of(disk.f_blocks, disk.f_bavail, disk.f_frsize))
    }

    fn held(&self) -> u64 {
        std::fs::metadata(self.path()).map_or(0, |file| file.len())
    }

    fn path(&self) -> PathBuf {
        self.directory.join(RESERVE)
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, Option<u64>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn free_of(blocks: u64, available: u64, size: u64) -> Option<u64> {
    (blocks > 0).then(|| available.saturating_mul(size))
}

/// Whether blocks cannot be asked for on this file system at all. A disk that is full, or fails, is no such one: what it has not got for
/// the asking it has not got for writing.
fn knows_no_reserving(error: Errno) -> bool {
    error == Errno::OPNOTSUPP || error == Errno::NOSYS
}

/// Where the file system knows no reserving: bytes that nothing can make smaller.
fn write_out(file: &mut File, size: u64) -> io::Result<()> {
    file.set_len(0)?;
    let piece: Vec<u8> = (0..1 << 16).map(|_| rand::random()).collect();
    for _ in 0..size.div_ceil(piece.len() as u64) {
        file.write_all(&piece)?;
    }
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_keeps_no_reserve_and_refuses_nothing() {
        let directory = tempfile::tempdir().unwrap();
        let space = DiskSpace::new(directory.path());
        space.look();
        assert!(matches!(space.judge(Error::NoSpace), Error::NoSpace));
        assert!(!space.is_out() && space.admit(Urgency::Usual).is_ok());
        assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0);
    }

    #[test]
    fn only_what_knows_no_reserving_is_written_full() {
        assert!(knows_no_reserving(Errno::OPNOTSUPP) && knows_no_reserving(Errno::NOSYS));
        for failed in [Errno::NOSPC, Errno::DQUOT, Errno::IO, Errno::FBIG, Errno::ROFS] {
            assert!(!knows_no_reserving(failed), "{failed}");
        }
    }

    #[test]
    fn a_disk_that_does_not_say_what_it_has_is_not_taken_for_full() {
        assert_eq!((free_of(0, 0, 4096), free_of(10, 0, 4096), free_of(10, 2, 4096)), (None, Some(0), Some(8192)));
        assert_eq!(free_of(u64::MAX, u64::MAX, 4096), Some(u64::MAX));
    }

    #[test]
    fn a_full_disk_is_read_only_until_there_is_room_for_the_reserve() {
        let directory = tempfile::tempdir().unwrap();
        let space = DiskSpace::new(directory.path());
        space.guard().unwrap();
        let held = space.held();
        assert!((LEAST..=MOST).contains(&held));
        let other = Error::internal("something else");
        assert!(matches!(space.judge(other), Error::Internal(_)) && !space.is_out());
        // This disk has room: the next look finds it.
        assert!(matches!(space.judge(Error::NoSpace), Error::NoSpace) && space.is_out());
        assert!(space.admit(Urgency::Usual).is_ok() && !space.is_out());
        std::fs::remove_file(space.path()).unwrap();
        space.look();
        assert_eq!(space.held(), held, "what somebody deleted is kept again");
    }
}
