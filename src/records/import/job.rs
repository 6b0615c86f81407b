//! The import as a job.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::plan::ImportPlan;
use super::report::{ImportProgress, ImportReport};
use super::run::{Start, go};
use super::upload;
use crate::error::Result;
use crate::jobs::{Job, JobRun, Lane};
use crate::records::EngineHandle;

pub struct ImportJob {
    engine: Arc<EngineHandle>,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct ImportInput {
    /// The uploaded file.
    pub import: i64,
    pub plan: ImportPlan,
}

impl ImportJob {
    pub fn new(engine: Arc<EngineHandle>) -> Self {
        Self { engine }
    }
}

impl Job for ImportJob {
    const KIND: &'static str = "import";
    const LANE: Lane = Lane::Long;
    type Input = ImportInput;

    fn run(&self, input: ImportInput, work: &mut JobRun<'_>) -> Result<Json> {
        let actor = work.actor.clone();
        let brought = work.db.read_blocking(|reader| upload::brought(reader.conn, work.files, &actor, input.import))?;
        let mut sheet = upload::open(brought.file.bytes, &brought.file.name)?;
        let reached: ImportProgress = work.resume()?;
        let start = Start { file_name: &brought.file.name, mark: Some(work.mark()), reached, told: work.notes()? };
        // Each batch stores its own progress.
        let report = go(&self.engine.pin(), work.db, work.actor, &mut sheet, input.plan, start, &mut |_| {})?;
        work.keep_all(report.rejects.clone().into_iter().chain(report.skips.clone()))?;
        Ok(report.to_result())
    }

    fn so_far(&self, work: &JobRun<'_>) -> Result<Option<Json>> {
        let counts: ImportProgress = work.resume()?;
        let report = ImportReport::of(counts, work.notes()?);
        Ok((counts.line > 0).then(|| report.to_result()))
    }
}
