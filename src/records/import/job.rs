//! The import as a job.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::mark::ImportMark;
use super::new_options::with_options;
use super::plan::{ImportColumns, ImportPlan};
use super::report::ImportReport;
use super::run::{Start, go};
use super::told::{RowError, ToldRows};
use super::{gate, upload};
use crate::actor::Actor;
use crate::error::{Error, Result};
use crate::jobs::{Job, JobRun, Lane};
use crate::model::Verb;
use crate::records::EngineHandle;
use crate::sheet::SheetChoice;

pub struct ImportJob {
    engine: Arc<EngineHandle>,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct ImportInput {
    /// The uploaded file.
    pub import: i64,
    pub plan: ImportPlan,
    /// How the file is read.
    #[serde(default)]
    pub reading: SheetChoice,
}

/// What a batch had to say; before batches said it as one, one thing about a row.
#[derive(Deserialize)]
#[serde(untagged)]
enum ImportNote {
    OfBatch(Vec<RowError>),
    OfRow(RowError),
}

fn told(work: &JobRun<'_>) -> Result<ToldRows> {
    let notes: Vec<ImportNote> = work.notes()?;
    let of_note = |note| match note {
        ImportNote::OfBatch(told) => told,
        ImportNote::OfRow(told) => vec![told],
    };
    Ok(notes.into_iter().flat_map(of_note).collect())
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
        let engine = self.engine.pin();
        let fit = upload::fit(brought.file.bytes, &brought.file.name)?;
        let _pass = gate::IMPORTS.enter(fit.weight(), || work.is_wanted())?;
        let mut sheet = upload::read(fit, &engine, &actor, engine.object(&brought.object)?, &input.reading)?;
        // Only for a file that can be read.
        let engine = with_options(&self.engine, work.db, &actor, &input.plan)?;
        let ImportMark { counts: reached, left_out } = work.resume()?;
        let start = Start { file_name: &brought.file.name, mark: Some(work.mark()), reached, told: told(work)?, left_out };
        // Each batch stores its own progress.
        let report = go(&engine, work.db, work.actor, &mut sheet, input.plan, start, &mut |_| {})?;
        // The file is not needed any more, and what is kept of it is sealed beside it.
        drop(sheet);
        let result = report.to_result();
        work.keep_all(report.rejects.into_iter().chain(report.skips).chain(report.taken_file))?;
        Ok(result)
    }

    /// What stands in the file is in the fields that were imported, with reasons that speak of the records there are.
    fn may_take(&self, input: ImportInput, _stored: &Json, actor: &Actor) -> Result<()> {
        let (engine, plan) = (self.engine.pin(), input.plan);
        engine.demand(actor, engine.object(&plan.object)?, &Verb::Import)?;
        ImportColumns::new(&engine, actor, &plan, &plan.headings()).map(drop).map_err(|_| Error::forbidden("import.rights_changed"))
    }

    fn so_far(&self, work: &JobRun<'_>) -> Result<Option<Json>> {
        let ImportMark { counts, .. } = work.resume()?;
        Ok(if counts.line > 0 { Some(ImportReport::of(counts, told(work)?).to_result()) } else { None })
    }
}
