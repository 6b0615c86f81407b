//! The routes of the wizard (docs/API.md).

use rocket::http::Status;
use rocket::serde::json::Json;
use rocket::{Route, State, get, post, routes as list};
use serde_json::{Value, json};

use super::holdings::{self, Holdings};
use super::job::{HandoverInput, HandoverJob};
use super::plan::{HandoverRequest, Preview};
use super::undo::{self, UndoInput, UndoJob};
use crate::db::Db;
use crate::error::{Error, Result};
use crate::http::Input;
use crate::i18n;
use crate::ids::{HandoverId, UserId};
use crate::jobs::Jobs;
use crate::people::{UserAdmin, users};
use crate::records::PinnedEngine;

/// For mounting at `/api`.
pub fn routes() -> Vec<Route> {
    list![show, preview, start, take_back]
}

/// What somebody has.
#[get("/users/<id>/holdings")]
async fn show(id: UserId, admin: UserAdmin, db: &State<Db>, engine: PinnedEngine) -> Result<Json<Holdings>> {
    let (engine, language) = (engine.clone(), admin.0.language);
    db.read(move |reader| holdings::holdings(reader, &engine.catalog, engine.zone, id, language)).await.map(Json)
}

/// What a handover would move to whom; nothing is written.
#[post("/users/<id>/handover/preview", data = "<request>")]
async fn preview(
    id: UserId,
    request: Input<HandoverRequest>,
    admin: UserAdmin,
    db: &State<Db>,
    engine: PinnedEngine,
) -> Result<Json<Preview>> {
    let (engine, actor, request) = (engine.clone(), admin.0, request.into_inner());
    let look = db.read(move |reader| {
        let plan = request.plan(reader.conn, &engine.catalog, &actor, id)?;
        plan.preview(reader.conn, actor.language)
    });
    look.await.map(Json)
}

/// Hands over, as a job.
#[post("/users/<id>/handover", data = "<request>")]
async fn start(
    id: UserId,
    request: Input<HandoverRequest>,
    admin: UserAdmin,
    db: &State<Db>,
    engine: PinnedEngine,
    jobs: &State<Jobs>,
) -> Result<(Status, Json<Value>)> {
    let (engine, actor, request) = (engine.clone(), admin.0.clone(), request.into_inner());
    let asked = request.clone();
    let name = db.read(move |reader| Ok(asked.plan(reader.conn, &engine.catalog, &actor, id)?.from.name));
    let title = i18n::fill(admin.0.language, "handover.title", &[("name", name.await?)]);
    let input = HandoverInput { user: id, request };
    let job = jobs.submit_if::<HandoverJob>(&admin.0, title, &input, |tx| undo::nothing_under_way(tx.conn)).await?;
    Ok((Status::Accepted, Json(json!({ "job": job }))))
}

/// Takes a handover back, as a job.
#[post("/handovers/<id>/undo")]
async fn take_back(id: HandoverId, admin: UserAdmin, db: &State<Db>, jobs: &State<Jobs>) -> Result<(Status, Json<Value>)> {
    let name = db.read(move |reader| {
        let row = undo::undoable(reader.conn, id, reader.now)?;
        Ok(users::find(reader.conn, row.user_id)?.ok_or_else(Error::not_found)?.name)
    });
    let title = i18n::fill(admin.0.language, "handover.undo", &[("name", name.await?)]);
    let input = UndoInput { handover: id };
    let job = jobs.submit_if::<UndoJob>(&admin.0, title, &input, |tx| undo::nothing_under_way(tx.conn)).await?;
    Ok((Status::Accepted, Json(json!({ "job": job }))))
}
