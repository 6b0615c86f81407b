//! The bulk work as a job.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use super::BulkRequest;
use super::request::BulkChange;
use crate::actor::Language;
use crate::db::Tx;
use crate::error::{Error, Reason, Result};
use crate::i18n;
use crate::ids::{OperationId, RecordId};
use crate::jobs::{Job, JobRun, Lane, Progress};
use crate::model::Object;
use crate::records::dedupe::hits;
use crate::records::operations::{NewOperation, part_of};
use crate::records::{Engine, EngineHandle, audit_refusals, words_of};

/// Records that share a transaction.
const BATCH: usize = 100;

pub struct BulkJob {
    engine: Arc<EngineHandle>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct BulkInput {
    pub object: String,
    pub request: BulkRequest,
}

/// A record that was refused.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Refused {
    pub id: RecordId,
    pub code: String,
    pub message: String,
}

/// How many of the ids are done with, and how many of them were changed.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct BulkProgress {
    at: usize,
    done: u64,
    #[serde(default)]
    operation: Option<OperationId>,
}

impl BulkProgress {
    fn result(&self, failed: &[Refused]) -> Json {
        json!({ "done": self.done, "failed": failed, "operation": self.operation })
    }
}

impl BulkJob {
    pub fn new(engine: Arc<EngineHandle>) -> Self {
        Self { engine }
    }
}

impl Job for BulkJob {
    const KIND: &'static str = "bulk";
    const LANE: Lane = Lane::Short;
    type Input = BulkInput;

    fn run(&self, input: BulkInput, work: &mut JobRun<'_>) -> Result<Json> {
        let engine = self.engine.pin();
        let object = engine.object(&input.object)?.clone();
        let what = Arc::new(input.request.understand(&engine, work.actor, &object, work.db.now())?);
        let (ids, mut reached) = (input.request.ids, work.resume::<BulkProgress>()?);
        let mut failed: Vec<Refused> = work.notes()?;
        while reached.at < ids.len() {
            let batch = ids[reached.at..ids.len().min(reached.at + BATCH)].to_vec();
            let step = BulkStep { engine: engine.clone(), object: object.clone(), what: what.clone(), mark: work.mark(), total: ids.len() };
            let (after, refused) = work.db.write_blocking(work.actor, move |tx| step.take(tx, reached, &batch))?;
            reached = after;
            failed.extend(refused);
        }
        Ok(reached.result(&failed))
    }

    fn so_far(&self, work: &JobRun<'_>) -> Result<Option<Json>> {
        let (reached, failed): (BulkProgress, Vec<Refused>) = (work.resume()?, work.notes()?);
        Ok((reached.at > 0).then(|| reached.result(&failed)))
    }
}

struct BulkStep {
    engine: Arc<Engine>,
    object: Arc<Object>,
    what: Arc<BulkChange>,
    mark: Progress,
    total: usize,
}

impl BulkStep {
    fn take(&self, tx: &mut Tx<'_>, mut reached: BulkProgress, batch: &[RecordId]) -> Result<(BulkProgress, Vec<Refused>)> {
        let (mut refused, mut unseen) = (Vec::new(), Vec::new());
        let new = NewOperation::new(self.what.kind()).on(self.object.name.as_ref()).by(Some(self.mark.job()));
        let mut operation = reached.operation;
        part_of(tx, &mut operation, &new, |tx| {
            for id in batch {
                match tx.attempt(|tx| self.what.to(tx, &self.engine, &self.object, *id)) {
                    Ok(()) => reached.done += 1,
                    Err(error) => {
                        let error = self.counted(tx, *id, error);
                        if matches!(error, Error::NotFound(_) | Error::Forbidden(_)) {
                            unseen.push(*id);
                        }
                        refused.push(Refused::of(*id, error, tx.actor.language)?);
                    }
                }
                reached.at += 1;
            }
            Ok(())
        })?;
        reached.operation = operation;
        audit_refusals::unseen(tx, &self.object, &unseen)?;
        self.mark.set(tx, reached.at as u64, Some(self.total as u64), &reached, &refused)?;
        Ok((reached, refused))
    }
}

impl BulkStep {
    /// A refusal that tells of what is out of sight costs a look of the day's allowance here, too.
    fn counted(&self, tx: &mut Tx<'_>, id: RecordId, error: Error) -> Error {
        let BulkChange::Update(draft) = &*self.what else { return error };
        if !hits::is_told_by(&error) {
            return error;
        }
        tx.attempt(|tx| hits::count_refused(tx, &self.engine, &self.object, Some(id), draft)).err().unwrap_or(error)
    }
}

impl Refused {
    /// A fault is no refusal; it ends the job.
    pub fn of(id: RecordId, error: Error, language: Language) -> Result<Self> {
        let (code, message) = match &error {
            Error::Rejected(wrong) => {
                let said: Vec<_> = wrong.iter().map(|invalid| words_of(language, &invalid.reason)).collect();
                (error.code().to_owned(), i18n::clauses(language, &said))
            }
            Error::Refused(reason) | Error::Forbidden(reason) | Error::NotFound(reason) | Error::Conflict(reason) => {
                (reason.code.to_string(), words_of(language, reason))
            }
            Error::Stale(_) => (error.code().to_owned(), words_of(language, &Reason::new("record.stale"))),
            _ => return Err(error),
        };
        Ok(Self { id, code, message })
    }
}
