//! The handover as a job.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use super::plan::{HandoverPlan, HandoverRequest, Move, link};
use super::{UNDO, staff, store};
use crate::audit::{self, Event, EventKind};
use crate::auth::accounts;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::{HandoverId, OperationId, RecordId, UserId};
use crate::jobs::{Job, JobRun, Lane, Progress};
use crate::model::Verb;
use crate::people::{AdminRight, Administration, UserChange, users};
use crate::records::bulk::Refused;
use crate::records::operations::{NewOperation, OperationKind, part_of};
use crate::records::{Engine, EngineHandle, owned, shares, write};

/// Records that share a transaction.
const BATCH: i64 = 100;

pub struct HandoverJob {
    engine: Arc<EngineHandle>,
    administration: Arc<dyn Administration>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct HandoverInput {
    pub user: UserId,
    pub request: HandoverRequest,
}

/// How far it has come: in which part, behind which record, at which turn.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct HandoverProgress {
    handover: Option<HandoverId>,
    part: usize,
    last: i64,
    turn: u64,
    done: u64,
    total: u64,
    #[serde(default)]
    operation: Option<OperationId>,
}

impl HandoverJob {
    pub fn new(engine: Arc<EngineHandle>, administration: Arc<dyn Administration>) -> Self {
        Self { engine, administration }
    }

    /// What has moved so far, from what is on disk.
    fn result(&self, work: &JobRun<'_>, reached: &HandoverProgress) -> Result<Json> {
        let failed: Vec<Refused> = work.notes()?;
        let (engine, language, id) = (self.engine.pin(), work.actor.language, reached.handover.unwrap_or(HandoverId(0)));
        let moved = work.db.read_blocking(move |reader| {
            let mut moved = Vec::new();
            for (object, to, count) in store::moved(reader.conn, id)? {
                let object = engine.object(&object)?;
                let to = link(reader.conn, to)?;
                moved.push(Move {
                    object: object.name.clone(),
                    label: object.counted(language, count.unsigned_abs()),
                    to,
                    count: count.unsigned_abs(),
                });
            }
            Ok(moved)
        })?;
        Ok(json!({ "handover": reached.handover, "moved": moved, "failed": failed }))
    }
}

impl Job for HandoverJob {
    const KIND: &'static str = "handover";
    const LANE: Lane = Lane::Long;
    type Input = HandoverInput;

    fn run(&self, input: HandoverInput, work: &mut JobRun<'_>) -> Result<Json> {
        let (engine, mut reached) = (self.engine.pin(), work.resume::<HandoverProgress>()?);
        let step = |reached: HandoverProgress, work: &mut JobRun<'_>| {
            let step = HandoverStep { engine: engine.clone(), input: input.clone(), mark: work.mark() };
            work.db.write_blocking(work.actor, move |tx| step.take(tx, reached))
        };
        let mut goes_on = true;
        while goes_on {
            still_permitted(work, &*self.administration)?;
            (reached, goes_on) = step(reached, work)?;
        }
        self.result(work, &reached)
    }

    fn so_far(&self, work: &JobRun<'_>) -> Result<Option<Json>> {
        let reached = work.resume::<HandoverProgress>()?;
        reached.handover.map(|_| self.result(work, &reached)).transpose()
    }
}

/// The write door asks nobody about a handover, so each step does: days may lie between asking and doing.
pub(super) fn still_permitted(work: &JobRun<'_>, administration: &dyn Administration) -> Result<()> {
    work.db.read_blocking(|reader| administration.keep_up(reader))?;
    if administration.may(work.actor, AdminRight::Users) { Ok(()) } else { Err(Error::forbidden("access.forbidden")) }
}

struct HandoverStep {
    engine: Arc<Engine>,
    input: HandoverInput,
    mark: Progress,
}

impl HandoverStep {
    /// One batch; `false` when there is none left. The heirs are looked at again each time.
    fn take(&self, tx: &mut Tx<'_>, mut reached: HandoverProgress) -> Result<(HandoverProgress, bool)> {
        let plan = self.input.request.clone().plan(tx.conn, &self.engine.catalog, tx.actor, self.input.user)?;
        let mut refused = Vec::new();
        let goes_on = match (reached.handover, plan.parts.get(reached.part)) {
            (None, _) => {
                reached.total = plan.total(tx.conn)?;
                reached.handover = Some(begin(tx, &plan)?);
                true
            }
            (Some(_), None) => return Ok((reached, false)),
            (Some(id), Some(part)) => {
                let batch = owned::after(tx.conn, &part.object, plan.from.id, RecordId(reached.last), BATCH)?;
                if batch.is_empty() {
                    reached = HandoverProgress { part: reached.part + 1, last: 0, turn: 0, ..reached };
                }
                let new = NewOperation::new(OperationKind::Handover).by(Some(self.mark.job()));
                let mut operation = reached.operation;
                part_of(tx, &mut operation, &new, |tx| {
                    for record in batch {
                        let (to, _) = part.heirs[part.turn(reached.turn)];
                        let moved = tx.attempt(|tx| {
                            let ending = shares::ending(tx.conn, &part.object, record, Some(plan.from.id), to)?;
                            write::hand_over(tx, &self.engine, &part.object, record, &Verb::HAND_OVER, to)?;
                            let shares = serde_json::to_string(&ending)?;
                            Ok(store::remember(tx.conn, id, (&part.object.name, record), to, &shares)?)
                        });
                        match moved {
                            Ok(()) => reached.done += 1,
                            Err(error) => refused.push(Refused::of(record, error, tx.actor.language)?),
                        }
                        reached = HandoverProgress { last: record.0, turn: reached.turn + 1, ..reached };
                    }
                    Ok(())
                })?;
                reached.operation = operation;
                true
            }
        };
        self.mark.set(tx, reached.done, Some(reached.total), &reached, &refused)?;
        Ok((reached, goes_on))
    }
}

/// Everything that could refuse the whole comes here, before the first record moves.
fn begin(tx: &mut Tx<'_>, plan: &HandoverPlan) -> Result<HandoverId> {
    let now = tx.now.timestamp_millis();
    store::forget(tx.conn, (tx.now - UNDO).timestamp_millis())?;
    let id = store::begin(tx.conn, plan.from.id, tx.actor.user, now)?;
    let steps = staff::replace(tx, plan)?;
    store::set_staff(tx.conn, id, &serde_json::to_string(&steps)?)?;
    if plan.request.disable && users::find(tx.conn, plan.from.id)?.ok_or_else(Error::not_found)?.active {
        accounts::update(tx, plan.from.id, &UserChange { active: Some(false), ..UserChange::default() })?;
    }
    let event = Event::new(EventKind::HandoverStart).on("user", plan.from.id.0).with("handover", id.0);
    let heirs = plan.parts.iter().flat_map(|part| &part.heirs).filter_map(|(to, _)| *to);
    audit::append(tx, heirs.fold(event, |event, heir| event.with("heir", heir.0)))?;
    Ok(id)
}
