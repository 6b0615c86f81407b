//! The export as a job. Taken up again it starts anew: half a file is of no use to anybody.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::rights::ExportRights;
use super::{ExportRequest, run};
use crate::actor::Actor;
use crate::error::{Error, Result};
use crate::jobs::{Job, JobRun, Lane};
use crate::model::Verb;
use crate::records::EngineHandle;

/// As many records are written in a moment.
const FEW: usize = 1000;

pub struct ExportJob {
    engine: Arc<EngineHandle>,
}

impl ExportJob {
    pub fn new(engine: Arc<EngineHandle>) -> Self {
        Self { engine }
    }
}

impl Job for ExportJob {
    const KIND: &'static str = "export";
    const LANE: Lane = Lane::Long;
    type Input = ExportRequest;

    fn lane(request: &ExportRequest) -> Lane {
        if request.ids.as_ref().is_some_and(|ids| ids.len() <= FEW) { Lane::Short } else { Self::LANE }
    }

    fn may_take(&self, request: ExportRequest, stored: &Json, actor: &Actor) -> Result<()> {
        let engine = self.engine.pin();
        let object = engine.object(&request.object)?;
        engine.demand(actor, object, &Verb::Export)?;
        // A file of an older version does not say under which rights it was made.
        let stand = ExportRights::deserialize(stored).is_ok_and(|then| then.stand(&engine, actor, &request, object).unwrap_or(false));
        if stand { Ok(()) } else { Err(Error::forbidden("export.rights_changed")) }
    }

    fn run(&self, request: ExportRequest, work: &mut JobRun<'_>) -> Result<Json> {
        let (db, actor) = (work.db, work.actor);
        let mut draft = work.files.create()?;
        let exported = run(&self.engine.pin(), db, actor, &request, &mut draft, &mut |done, total| work.progress(done, Some(total)))?;
        let (mark, rights, rows) = (work.mark(), exported.rights, exported.rows);
        db.write_unaudited_blocking(move |tx| mark.set(tx, rows, Some(rows), &rights, &[] as &[()]))?;
        let shown = json!({ "rows": exported.rows, "file": exported.name });
        work.keep_sealed(draft, exported.name, exported.media_type)?;
        Ok(shown)
    }
}
