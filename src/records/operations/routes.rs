//! Asking for an undo, or for a look at what it would do.

use std::sync::Arc;

use rocket::http::Status;
use rocket::serde::json::Json;
use rocket::{Route, State, post, routes as list};
use serde_json::{Value, json};

use super::OperationKind;
use super::job::{OperationUndoInput, OperationUndoJob};
use super::undo::{UndoReached, Undoing};
use crate::actor::{Actor, Language};
use crate::db::Db;
use crate::error::Result;
use crate::http::QueryValue;
use crate::i18n;
use crate::ids::OperationId;
use crate::jobs::Jobs;
use crate::records::{Engine, PinnedEngine};

/// As many records go back while one waits; more are a job.
const AT_ONCE: usize = 200;

/// What was put back, or the job that does it.
pub type UndoAnswer = (Status, Json<Value>);

/// For mounting at `/api`.
pub fn routes() -> Vec<Route> {
    list![undo]
}

#[post("/operations/<id>/undo?<dry_run>")]
async fn undo(
    id: OperationId,
    dry_run: QueryValue<bool>,
    actor: Actor,
    db: &State<Db>,
    engine: PinnedEngine,
    jobs: &State<Jobs>,
) -> Result<UndoAnswer> {
    answer(id, dry_run.read("dry_run")?.unwrap_or(false), actor, db, &engine, jobs).await
}

/// Undoes an operation, or says what that would do.
pub async fn answer(id: OperationId, dry_run: bool, actor: Actor, db: &Db, engine: &Arc<Engine>, jobs: &Jobs) -> Result<UndoAnswer> {
    let (asker, app) = (actor.clone(), engine.clone());
    let (kind, total) = db
        .read(move |reader| {
            let undoing = Undoing::new(&app, reader, &asker, id, dry_run)?;
            Ok((undoing.undoable.kind, undoing.total()))
        })
        .await?;
    if total > AT_ONCE {
        let input = OperationUndoInput { operation: id, dry_run };
        let job = jobs.submit::<OperationUndoJob>(&actor, title(kind, dry_run, actor.language), &input).await?;
        return Ok((Status::Accepted, Json(json!({ "job": job }))));
    }
    let (app, asker) = (engine.clone(), actor.clone());
    let done = db.write(&actor, move |tx| {
        // Looked at again: what was read a moment ago may have been undone by now.
        let mut undoing = Undoing::new(&app, &mut tx.reader(), &asker, id, dry_run)?;
        let most = undoing.total();
        let (reached, kept) = undoing.batch(tx, &app, UndoReached::default(), most)?;
        Ok(undoing.answer(&app, asker.language, &reached, &kept))
    });
    Ok((Status::Ok, Json(done.await?)))
}

fn title(kind: OperationKind, dry_run: bool, language: Language) -> String {
    let what = i18n::text(language, &format!("operations.kinds.{}", kind.name())).into_owned();
    i18n::fill(language, if dry_run { "operations.preview" } else { "operations.undo" }, &[("what", what)])
}
