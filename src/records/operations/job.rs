//! A large undo, or its preview, as a job.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use super::kept::Kept;
use super::undo::{UndoReached, Undoing};
use crate::error::Result;
use crate::ids::OperationId;
use crate::jobs::{Job, JobRun, Lane};
use crate::records::EngineHandle;

/// Records that share a transaction.
const BATCH: usize = 100;

pub struct OperationUndoJob {
    engine: Arc<EngineHandle>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct OperationUndoInput {
    pub operation: OperationId,
    pub dry_run: bool,
}

impl OperationUndoJob {
    pub fn new(engine: Arc<EngineHandle>) -> Self {
        Self { engine }
    }
}

impl Job for OperationUndoJob {
    const KIND: &'static str = "undo";
    const LANE: Lane = Lane::Long;
    type Input = OperationUndoInput;

    fn run(&self, input: OperationUndoInput, work: &mut JobRun<'_>) -> Result<Json> {
        let (mut reached, mut kept): (UndoReached, Vec<Kept>) = (work.resume()?, work.notes()?);
        let actor = work.actor;
        let (pinned, begun) = (self.engine.pin(), reached.undo);
        let engine = &pinned;
        let mut undoing = work.db.read_blocking(|reader| Undoing::resume(engine, reader, actor, input.operation, input.dry_run, begun))?;
        undoing.job = Some(work.mark().job());
        undoing.remember(&kept);
        while reached.at < undoing.total() {
            let (engine, mark) = (pinned.clone(), work.mark());
            let step = work.db.write_blocking(work.actor, move |tx| {
                let (reached, kept) = undoing.batch(tx, &engine, reached, BATCH)?;
                let (done, total) = (reached.at as u64, Some(undoing.total() as u64));
                // A preview has written nothing, so there is nothing to go on from: taken up again, it starts anew.
                match undoing.dry_run {
                    true => mark.set::<Kept>(tx, done, total, &json!({}), &[])?,
                    false => mark.set(tx, done, total, &reached, &kept)?,
                }
                Ok((undoing, reached, kept))
            })?;
            (undoing, reached) = (step.0, step.1);
            kept.extend(step.2);
        }
        Ok(undoing.answer(engine, actor.language, &reached, &kept))
    }

    fn so_far(&self, work: &JobRun<'_>) -> Result<Option<Json>> {
        let (reached, kept): (UndoReached, Vec<Kept>) = (work.resume()?, work.notes()?);
        Ok((reached.at > 0).then(|| json!({ "undo": reached.undo, "undone": reached.went.total(), "kept_total": kept.len() })))
    }
}
