//! Words of a file that become options before its rows are written. They stay when the import is undone: others may have chosen them by
//! then.

use std::sync::Arc;

use super::plan::{ImportColumns, ImportPlan};
use crate::actor::Actor;
use crate::db::{Db, Tx};
use crate::error::{Error, Result};
use crate::records::options::Options;
use crate::records::{Engine, EngineHandle};

/// The engine that knows the options that the plan adds.
pub fn with_options(handle: &EngineHandle, db: &Db, actor: &Actor, plan: &ImportPlan) -> Result<Arc<Engine>> {
    let engine = handle.pin();
    if plan.dry_run || plan.columns.values().all(|rules| rules.options.is_empty()) {
        return Ok(engine);
    }
    let missing = ImportColumns::new(&engine, actor, plan, &plan.headings())?.missing_options(&engine, actor, db.now());
    if missing.is_empty() {
        return Ok(engine);
    }
    let add = move |tx: &mut Tx<'_>| {
        for (object, name, word) in &missing {
            let field = object.field(name).ok_or_else(Error::not_found)?;
            Options::of(tx, &engine, object, field)?.add(word)?;
        }
        Ok(())
    };
    db.write_blocking(actor, add)?;
    handle.read_options(db)?;
    Ok(handle.pin())
}
