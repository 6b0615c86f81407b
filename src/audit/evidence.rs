//! Evidence that leaves the app: one event with the proof that it is in the log that a signed checkpoint vouches for.
//!
//! Whoever holds the public key can check it without the log, without Kedun and without trusting whoever hands it over: recompute the leaf
//! from the fields (see [`super::stored`]), climb the proof to the root, compare with the checkpoint, check its signature.

use std::ops::Range;

use diesel::QueryResult;
use diesel::sqlite::SqliteConnection;

use super::checkpoint::Checkpoint;
use super::merkle::{Frontier, Hash};
use super::note::{NoteError, NoteVerifier};
use super::proof;
use super::store;
use super::stored::StoredEvent;
use crate::error::{Error, Result};

/// One event, its way up to a root, and the note that is signed over that root.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    pub event: StoredEvent,
    /// Hashes beside the way, lowest first; the leaf's index is seq − 1.
    pub proof: Vec<Hash>,
    pub checkpoint: String,
}

/// Why evidence proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoProof {
    #[error(transparent)]
    Note(#[from] NoteError),
    #[error("the event is not in the log that the checkpoint vouches for")]
    NotIncluded,
}

/// Evidence for an event under the first checkpoint that covers it; `None` when there is no such event or no such checkpoint yet.
pub fn evidence(conn: &mut SqliteConnection, seq: u64) -> Result<Option<Evidence>> {
    let Some(event) = store::event(conn, store::number(seq))? else { return Ok(None) };
    let covering = store::checkpoints_after(conn, seq.saturating_sub(1), 1)?.pop();
    let (Some(checkpoint), Some(index)) = (covering, seq.checked_sub(1)) else { return Ok(None) };
    let size = u64::try_from(checkpoint.size).map_err(Error::internal)?;
    let proof = proof::inclusion(index, size, &mut |range| range_root(conn, range))?;
    Ok(Some(Evidence { event, proof, checkpoint: checkpoint.note }))
}

/// The proof that the log of `new` events continues the log of `old`.
pub fn consistency(conn: &mut SqliteConnection, old: u64, new: u64) -> Result<Vec<Hash>> {
    Ok(proof::consistency(old, new, &mut |range| range_root(conn, range))?)
}

impl Evidence {
    /// Checks everything that can be checked from outside.
    pub fn verify(&self, verifier: &NoteVerifier) -> Result<Checkpoint, NoProof> {
        let checkpoint = Checkpoint::open(&self.checkpoint, verifier)?;
        let index = u64::try_from(self.event.seq - 1).map_err(|_| NoProof::NotIncluded)?;
        let leaf = self.event.computed_leaf();
        if proof::verify_inclusion(&leaf, index, checkpoint.size(), &self.proof, checkpoint.root()) {
            Ok(checkpoint)
        } else {
            Err(NoProof::NotIncluded)
        }
    }
}

/// The root over a range of stored leaves, read piece by piece.
fn range_root(conn: &mut SqliteConnection, range: Range<u64>) -> QueryResult<Hash> {
    const PIECE: u64 = 10_000;
    let mut frontier = Frontier::default();
    let mut start = range.start;
    while start < range.end {
        let end = range.end.min(start + PIECE);
        for leaf in store::leaves(conn, start, end)? {
            let leaf = leaf.try_into().map_err(|_| diesel::result::Error::DeserializationError("a leaf is not 32 bytes".into()))?;
            frontier.append(leaf);
        }
        start = end;
    }
    Ok(frontier.root())
}

#[cfg(test)]
mod tests {
    use super::super::log::sign;
    use super::super::testing::{at, empty, fill, lin, signer, verifier};
    use super::*;

    #[test]
    fn every_covered_event_can_be_proved_outside() {
        let mut conn = empty();
        fill(&mut conn, 20);
        sign(&mut conn, &lin(), at(20), &signer()).unwrap();
        fill(&mut conn, 11);
        sign(&mut conn, &lin(), at(40), &signer()).unwrap();
        fill(&mut conn, 1);
        for seq in 1..=33 {
            let evidence = evidence(&mut conn, seq).unwrap().unwrap();
            let checkpoint = evidence.verify(&verifier()).unwrap();
            assert_eq!(checkpoint.size(), if seq <= 21 { 21 } else { 33 });
            let mut forged = evidence.clone();
            forged.event.login = "wu".into();
            assert_eq!(forged.verify(&verifier()), Err(NoProof::NotIncluded));
        }
        assert_eq!(evidence(&mut conn, 34).unwrap(), None, "not yet covered");
        assert_eq!(evidence(&mut conn, 0).unwrap(), None);
        assert_eq!(evidence(&mut conn, 99).unwrap(), None);
    }

    #[test]
    fn two_checkpoints_are_shown_to_be_one_history() {
        let mut conn = empty();
        fill(&mut conn, 20);
        let old = Checkpoint::open(&sign(&mut conn, &lin(), at(20), &signer()).unwrap(), &verifier()).unwrap();
        fill(&mut conn, 30);
        let new = Checkpoint::open(&sign(&mut conn, &lin(), at(60), &signer()).unwrap(), &verifier()).unwrap();
        let proof = consistency(&mut conn, old.size(), new.size()).unwrap();
        assert!(proof::verify_consistency(old.size(), old.root(), new.size(), new.root(), &proof));
        assert!(!proof::verify_consistency(old.size(), new.root(), new.size(), new.root(), &proof));
    }
}
