//! Holding the log against its hashes and signatures.
//!
//! [`verify`] recomputes every leaf from its row and the root from the leaves, and compares with the head, with every stored checkpoint and
//! with one that was kept outside. [`verify_tail`] does the same from the last checkpoint on, for every start of the server.
//! Both read piece by piece; run them inside one read transaction (`Db::read`), so that the log stands still meanwhile.

use std::collections::VecDeque;

use diesel::sqlite::SqliteConnection;

use super::checkpoint::Checkpoint;
use super::kind::EventKind;
use super::merkle::{Frontier, Hash};
use super::note::{NoteError, NoteVerifier};
use super::store::{self, StoredCheckpoint};
use super::stored::StoredEvent;

/// Rows read at a time.
const PIECE: i64 = 5_000;
/// How far a moved row is looked for.
const NEIGHBOURHOOD: i64 = 1_000;

/// A log that is what it always was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifyReport {
    /// Events in the log.
    pub events: u64,
    /// Events that were recomputed: all of them, or those since the last checkpoint.
    pub checked: u64,
    pub root: Hash,
    /// Stored checkpoints whose signature and root fit.
    pub checkpoints: u64,
}

/// The first thing that is wrong with the log.
#[derive(Debug, thiserror::Error)]
pub enum Finding {
    #[error("event {seq} was changed")]
    Changed { seq: u64 },
    #[error("an event was removed at {seq}")]
    Removed { seq: u64 },
    #[error("an event was inserted at {seq}")]
    Inserted { seq: u64 },
    #[error("event {from} was moved to {seq}")]
    Moved { seq: u64, from: u64 },
    /// The log ends too early: its own head or a stored checkpoint knew more events.
    #[error("the log was cut: event {seq} and what followed it are missing")]
    Cut { seq: u64 },
    /// The log is whole in itself, but shorter than a checkpoint that was kept outside.
    #[error("the log was rolled back: it ends before event {seq}, and a checkpoint over {size} events is known")]
    RolledBack { seq: u64, size: u64 },
    /// Rows and leaves agree with each other and not with what was signed (or with the head): somebody computed them anew.
    #[error("the log was rewritten somewhere between events {seq} and {to}")]
    Rewritten { seq: u64, to: u64 },
    #[error("the checkpoint over {size} events is not genuine: {cause}")]
    Checkpoint { size: u64, cause: NoteError },
    #[error("the checkpoint over {size} events is missing")]
    CheckpointMissing { size: u64 },
    #[error("the log cannot be read: {0}")]
    Storage(#[from] diesel::result::Error),
}

impl Finding {
    /// The first event concerned.
    pub fn seq(&self) -> Option<u64> {
        match *self {
            Self::Changed { seq }
            | Self::Removed { seq }
            | Self::Inserted { seq }
            | Self::Moved { seq, .. }
            | Self::Cut { seq }
            | Self::RolledBack { seq, .. }
            | Self::Rewritten { seq, .. }
            | Self::Checkpoint { size: seq, .. }
            | Self::CheckpointMissing { size: seq } => Some(seq),
            Self::Storage(_) => None,
        }
    }
}

/// Recomputes the whole log. `since` is a checkpoint that was kept outside the server; `progress` hears of (done, total) events.
pub fn verify(
    conn: &mut SqliteConnection,
    since: Option<&Checkpoint>,
    verifier: &NoteVerifier,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<VerifyReport, Finding> {
    Walk::from(Frontier::default(), since, verifier).run(conn, progress)
}

/// Recomputes the log from the last checkpoint on. Without any checkpoint, that is all of it.
pub fn verify_tail(conn: &mut SqliteConnection, verifier: &NoteVerifier) -> Result<VerifyReport, Finding> {
    let head = store::head(conn)?;
    let signed = head.signed.size();
    match store::last_checkpoint(conn)? {
        Some(last) => {
            let last = open(&last, verifier)?;
            if last.size() > head.now.size() {
                return Err(Finding::Cut { seq: head.now.size() + 1 });
            }
            // The stored edge is as good as the signature, because its root is the signed one.
            if last.size() != signed || *last.root() != head.signed.root() {
                return Err(Finding::Rewritten { seq: last.size().min(signed) + 1, to: head.now.size() });
            }
        }
        None if signed > 0 => return Err(Finding::CheckpointMissing { size: signed }),
        None => {}
    }
    Walk::from(head.signed, None, verifier).run(conn, &mut |_, _| {})
}

/// How far the log was found to be whole, and what of it was signed then.
#[derive(Debug, Clone)]
pub struct Verified(store::Head);

/// Does the long part of [`verify_tail`] where nobody has to wait for it, in a read transaction; [`verify_behind`] does the rest.
pub fn verify_ahead(conn: &mut SqliteConnection, verifier: &NoteVerifier) -> Result<Verified, Finding> {
    verify_tail(conn, verifier)?;
    Ok(Verified(store::head(conn)?))
}

/// Recomputes what came since; all of the tail when somebody else has signed in between.
pub(super) fn verify_behind(conn: &mut SqliteConnection, verifier: &NoteVerifier, verified: Verified) -> Result<VerifyReport, Finding> {
    if store::head(conn)?.signed != verified.0.signed {
        return verify_tail(conn, verifier);
    }
    Walk::from(verified.0.now, None, verifier).run(conn, &mut |_, _| {})
}

/// The way along the rows.
struct Walk<'a> {
    verifier: &'a NoteVerifier,
    since: Option<&'a Checkpoint>,
    /// The tree over the rows so far.
    edge: Frontier,
    start: u64,
    /// The size up to which a signature has confirmed the rows.
    confirmed: u64,
    /// Stored checkpoints ahead, in order, and how far they have been read.
    ahead: VecDeque<StoredCheckpoint>,
    read_to: u64,
    checkpoints: u64,
}

impl<'a> Walk<'a> {
    fn from(edge: Frontier, since: Option<&'a Checkpoint>, verifier: &'a NoteVerifier) -> Self {
        let start = edge.size();
        Self { verifier, since, edge, start, confirmed: start, ahead: VecDeque::new(), read_to: start, checkpoints: 0 }
    }

    fn run(mut self, conn: &mut SqliteConnection, progress: &mut dyn FnMut(u64, u64)) -> Result<VerifyReport, Finding> {
        // A head that cannot be read is told last: a row that is wrong says more.
        let head = store::head(conn).map(|head| head.now);
        let expected = head.as_ref().map_or(0, Frontier::size);
        loop {
            let rows = store::events_after(conn, self.edge.size(), PIECE)?;
            if rows.is_empty() {
                break;
            }
            for row in &rows {
                self.step(conn, row)?;
            }
            progress(self.edge.size(), expected.max(self.edge.size()));
        }
        self.finish(conn, &head?)
    }

    /// One row: its place, its leaf, and the checkpoints that were made when it was the last.
    fn step(&mut self, conn: &mut SqliteConnection, row: &StoredEvent) -> Result<(), Finding> {
        let seq = self.edge.size() + 1;
        if row.seq != store::number(seq) {
            return Err(Finding::Removed { seq });
        }
        let leaf = row.computed_leaf();
        if leaf[..] != row.leaf[..] {
            return Err(explain(conn, row)?);
        }
        self.edge.append(leaf);
        let has_checkpoint = self.checkpoint_here(conn)?;
        if row.kind == EventKind::CheckpointMake.name() && !has_checkpoint {
            return Err(Finding::CheckpointMissing { size: seq });
        }
        if let Some(since) = self.since.filter(|since| since.size() == seq) {
            self.confirm(since)?;
        }
        Ok(())
    }

    /// Verifies the stored checkpoint over exactly the rows so far, if there is one.
    fn checkpoint_here(&mut self, conn: &mut SqliteConnection) -> Result<bool, Finding> {
        let size = store::number(self.edge.size());
        if self.next_checkpoint(conn)? != Some(size) {
            return Ok(false);
        }
        if let Some(stored) = self.ahead.pop_front() {
            let checkpoint = open(&stored, self.verifier)?;
            self.confirm(&checkpoint)?;
            self.checkpoints += 1;
        }
        Ok(true)
    }

    /// The size of the next stored checkpoint. Each is read once.
    fn next_checkpoint(&mut self, conn: &mut SqliteConnection) -> Result<Option<i64>, Finding> {
        if self.ahead.is_empty() && self.read_to < u64::MAX {
            self.ahead = store::checkpoints_after(conn, self.read_to, PIECE)?.into();
            self.read_to = self.ahead.back().map_or(u64::MAX, |last| u64::try_from(last.size).unwrap_or(u64::MAX));
        }
        Ok(self.ahead.front().map(|next| next.size))
    }

    fn confirm(&mut self, checkpoint: &Checkpoint) -> Result<(), Finding> {
        if *checkpoint.root() != self.edge.root() {
            return Err(Finding::Rewritten { seq: self.confirmed + 1, to: checkpoint.size() });
        }
        self.confirmed = checkpoint.size();
        Ok(())
    }

    /// The end of the rows: is it the end of the log?
    fn finish(mut self, conn: &mut SqliteConnection, head: &Frontier) -> Result<VerifyReport, Finding> {
        let size = self.edge.size();
        if size < head.size() || self.next_checkpoint(conn)?.is_some() {
            return Err(Finding::Cut { seq: size + 1 });
        }
        if size > head.size() {
            return Err(Finding::Inserted { seq: head.size() + 1 });
        }
        if self.edge != *head {
            return Err(Finding::Rewritten { seq: self.confirmed + 1, to: size });
        }
        if let Some(since) = self.since.filter(|since| since.size() > size) {
            return Err(Finding::RolledBack { seq: size + 1, size: since.size() });
        }
        Ok(VerifyReport { events: size, checked: size - self.start, root: self.edge.root(), checkpoints: self.checkpoints })
    }
}

/// Reads a stored checkpoint and makes sure that it is what its row says.
fn open(stored: &StoredCheckpoint, verifier: &NoteVerifier) -> Result<Checkpoint, Finding> {
    let size = u64::try_from(stored.size).unwrap_or_default();
    match Checkpoint::open(&stored.note, verifier) {
        Ok(checkpoint) if checkpoint.size() == size => Ok(checkpoint),
        Ok(_) => Err(Finding::Checkpoint { size, cause: NoteError::NotACheckpoint }),
        Err(cause) => Err(Finding::Checkpoint { size, cause }),
    }
}

/// A row does not fit its leaf. If it would fit under another number, rows were moved along: then something was removed, inserted or exchanged.
fn explain(conn: &mut SqliteConnection, row: &StoredEvent) -> Result<Finding, Finding> {
    let seq = unsigned(row.seq);
    let Some(from) = original_seq(row) else { return Ok(Finding::Changed { seq }) };
    // The original still in its place means that this row is a copy, written over what was here.
    let is_copy = store::event(conn, from)?.is_some_and(|original| original.leaf == row.leaf);
    if is_copy {
        return Ok(Finding::Changed { seq });
    }
    if from < row.seq {
        return Ok(Finding::Inserted { seq: unsigned(from) });
    }
    let next = store::event(conn, row.seq + 1)?;
    let shifted = next.is_none_or(|next| original_seq(&next) == Some(from + 1));
    Ok(if shifted { Finding::Removed { seq } } else { Finding::Moved { seq, from: unsigned(from) } })
}

/// The number under which this row was hashed, if it is another one nearby.
fn original_seq(row: &StoredEvent) -> Option<i64> {
    let nearby = (row.seq - NEIGHBOURHOOD).max(1)..=row.seq.saturating_add(NEIGHBOURHOOD);
    nearby.filter(|seq| *seq != row.seq).find(|seq| row.leaf_at(*seq)[..] == row.leaf[..])
}

fn unsigned(seq: i64) -> u64 {
    u64::try_from(seq).unwrap_or_default()
}

#[cfg(test)]
#[path = "verify_tests.rs"]
mod tests;
