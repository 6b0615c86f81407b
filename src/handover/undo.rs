//! Taking a handover back, as a job: what still belongs to the heir goes back, what changed hands since stays where it is.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use diesel::sqlite::SqliteConnection;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use super::job::still_permitted;
use super::staff::{self, StaffChange};
use super::store::{self, HandoverRow};
use super::{HandoverJob, UNDO};
use crate::audit::{self, Event, EventKind};
use crate::clock::from_millis;
use crate::db::Tx;
use crate::error::{Error, Reason, Result};
use crate::ids::{HandoverId, OperationId, RecordId};
use crate::jobs::{Job, JobRun, Lane, Progress};
use crate::model::Verb;
use crate::people::Administration;
use crate::records::bulk::Refused;
use crate::records::operations::{NewOperation, OperationKind, part_of};
use crate::records::shares::{self, Share};
use crate::records::{Engine, EngineHandle, owned, write};

/// Records that share a transaction.
const BATCH: i64 = 100;

pub struct UndoJob {
    engine: Arc<EngineHandle>,
    administration: Arc<dyn Administration>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct UndoInput {
    pub handover: HandoverId,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct UndoProgress {
    begun: bool,
    over: bool,
    object: String,
    last: i64,
    total: u64,
    seen: u64,
    /// Records that went back, and those that had changed hands.
    back: u64,
    left: u64,
    /// The same of superiors and leaders.
    staff: u64,
    staff_left: u64,
    #[serde(default)]
    operation: Option<OperationId>,
}

impl UndoJob {
    pub fn new(engine: Arc<EngineHandle>, administration: Arc<dyn Administration>) -> Self {
        Self { engine, administration }
    }
}

impl UndoProgress {
    fn result(&self, failed: &[Refused]) -> Json {
        json!({ "back": self.back, "left": self.left, "staff": self.staff, "staff_left": self.staff_left, "failed": failed })
    }
}

/// The handover, when it can be undone.
pub(super) fn undoable(conn: &mut SqliteConnection, id: HandoverId, now: DateTime<Utc>) -> Result<HandoverRow> {
    let row = store::find(conn, id)?.ok_or_else(Error::not_found)?;
    if row.undone_at.is_some() {
        return Err(Error::Conflict(Reason::new("handover.undone")));
    }
    if now >= from_millis(row.created_at) + UNDO {
        return Err(Error::Conflict(Reason::new("handover.over").with("days", UNDO.num_days())));
    }
    Ok(row)
}

/// Refuses to move the same records from two sides.
pub(super) fn nothing_under_way(conn: &mut SqliteConnection) -> Result<()> {
    if store::is_under_way(conn, [HandoverJob::KIND, UndoJob::KIND])? {
        return Err(Error::Conflict(Reason::new("handover.running")));
    }
    Ok(())
}

impl Job for UndoJob {
    const KIND: &'static str = "handover_undo";
    const LANE: Lane = Lane::Long;
    type Input = UndoInput;

    fn run(&self, input: UndoInput, work: &mut JobRun<'_>) -> Result<Json> {
        let (engine, mut reached) = (self.engine.pin(), work.resume::<UndoProgress>()?);
        while !reached.over {
            still_permitted(work, &*self.administration)?;
            let step = UndoStep { engine: engine.clone(), handover: input.handover, mark: work.mark() };
            reached = work.db.write_blocking(work.actor, move |tx| step.take(tx, reached))?;
        }
        Ok(reached.result(&work.notes()?))
    }

    fn so_far(&self, work: &JobRun<'_>) -> Result<Option<Json>> {
        let (reached, failed): (UndoProgress, Vec<Refused>) = (work.resume()?, work.notes()?);
        Ok(reached.begun.then(|| reached.result(&failed)))
    }
}

struct UndoStep {
    engine: Arc<Engine>,
    handover: HandoverId,
    mark: Progress,
}

impl UndoStep {
    fn take(&self, tx: &mut Tx<'_>, mut reached: UndoProgress) -> Result<UndoProgress> {
        let row = undoable(tx.conn, self.handover, tx.now)?;
        if !reached.begun {
            reached.begun = true;
            reached.total = store::moved(tx.conn, row.id)?.iter().map(|(_, _, count)| count.unsigned_abs()).sum();
            audit::append(tx, Event::new(EventKind::HandoverUndo).on("user", row.user_id.0).with("handover", row.id.0))?;
        }
        let mut refused = Vec::new();
        let batch = store::records_after(tx.conn, row.id, (&reached.object, RecordId(reached.last)), BATCH)?;
        if batch.is_empty() {
            self.finish(tx, &row, &mut reached)?;
        }
        let new = NewOperation::new(OperationKind::HandoverUndo).by(Some(self.mark.job()));
        let mut operation = reached.operation;
        part_of(tx, &mut operation, &new, |tx| {
            for (name, record, to, ended) in batch {
                let object = self.engine.object(&name)?.clone();
                let back = tx.attempt(|tx| {
                    if !owned::is_of(tx.conn, &object, record, to)? {
                        return Ok(false);
                    }
                    write::hand_over(tx, &self.engine, &object, record, &Verb::TAKE_BACK, Some(row.user_id))?;
                    shares::put_back(tx, &object, record, &serde_json::from_str::<Vec<Share>>(&ended)?).map(|()| true)
                });
                match back {
                    Ok(true) => reached.back += 1,
                    Ok(false) => reached.left += 1,
                    Err(error) => refused.push(Refused::of(record, error, tx.actor.language)?),
                }
                (reached.object, reached.last, reached.seen) = (name, record.0, reached.seen + 1);
            }
            Ok(())
        })?;
        reached.operation = operation;
        self.mark.set(tx, reached.seen, Some(reached.total), &reached, &refused)?;
        Ok(reached)
    }

    /// Superiors and leaders last. Nothing is enabled again by itself: that is a decision of its own.
    fn finish(&self, tx: &mut Tx<'_>, row: &HandoverRow, reached: &mut UndoProgress) -> Result<()> {
        let steps: Vec<StaffChange> = serde_json::from_str(&row.staff)?;
        (reached.staff, reached.staff_left) = staff::take_back(tx, &steps)?;
        reached.over = true;
        let now = tx.now.timestamp_millis();
        tx.unaudited(|conn| Ok(store::set_undone(conn, row.id, now)?))
    }
}
