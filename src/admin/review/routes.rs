//! Reviews over HTTP.

use rocket::response::status::{Created, NoContent};
use rocket::serde::json::{Json, Value};
use rocket::{Route, State, get, post, put, routes as list};
use serde::Deserialize;
use serde_json::json;

use super::{Decision, decide, report, schedule};
use crate::audit::{self, Event, EventKind};
use crate::db::{Db, Tx};
use crate::error::{Error, Result};
use crate::http::Input;
use crate::ids::UserId;
use crate::jobs::Download;
use crate::mail::{About, Mail};
use crate::people::AccessAdmin;
use crate::records::PinnedEngine;

pub fn routes() -> Vec<Route> {
    list![all, start, one, decide_one, sign, file, stale, set_schedule]
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Decided {
    user: UserId,
    role: String,
    /// None takes back what was decided.
    decision: Option<Decision>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Schedule {
    every_months: u32,
}

#[get("/reviews")]
async fn all(admin: AccessAdmin, db: &State<Db>, engine: PinnedEngine) -> Result<Json<Value>> {
    let engine = engine.clone();
    db.for_long_reads().read(move |reader| report::all(&engine, reader, &admin.0)).await.map(Json)
}

#[post("/reviews")]
async fn start(admin: AccessAdmin, db: &State<Db>, engine: PinnedEngine, mail: &State<Mail>) -> Result<Created<Json<Value>>> {
    let (engine, mail) = (engine.clone(), mail.inner().clone());
    // What was done a moment ago is evidence, too.
    let today = report::today(&engine, db.now());
    let uses = engine.take_uses(today);
    if !uses.is_empty() {
        db.write_unaudited(move |tx| super::note_uses(tx, &uses, today)).await?;
    }
    let begin = move |tx: &mut Tx<'_>| {
        let id = super::start(tx, &engine.catalog, report::today(&engine, tx.now))?;
        schedule::tell(tx, &mail, About::ReviewStart)?;
        Ok(id)
    };
    let id = db.write(&admin.0, begin).await?;
    Ok(Created::new(format!("/api/reviews/{id}")).body(Json(json!({ "id": id.to_string() }))))
}

#[get("/reviews/<id>")]
async fn one(id: i64, admin: AccessAdmin, db: &State<Db>, engine: PinnedEngine) -> Result<Json<Value>> {
    let engine = engine.clone();
    db.for_long_reads().read(move |reader| report::one(&engine, reader, &admin.0, id)).await.map(Json)
}

#[post("/reviews/<id>/items", data = "<input>")]
async fn decide_one(id: i64, admin: AccessAdmin, db: &State<Db>, input: Input<Decided>) -> Result<NoContent> {
    let Decided { user, role, decision } = input.into_inner();
    db.write(&admin.0, move |tx| decide::decide(tx, id, user, &role, decision)).await.map(|()| NoContent)
}

#[post("/reviews/<id>/sign")]
async fn sign(id: i64, admin: AccessAdmin, db: &State<Db>, engine: PinnedEngine) -> Result<NoContent> {
    let catalog = engine.catalog.clone();
    db.write(&admin.0, move |tx| decide::sign(tx, &catalog, id)).await.map(|()| NoContent)
}

/// The result as a workbook. That it leaves the app is in the log before its first byte does.
#[get("/reviews/<id>/file")]
async fn file(id: i64, admin: AccessAdmin, db: &State<Db>, engine: PinnedEngine) -> Result<Download> {
    let (engine, asker) = (engine.clone(), admin.0.clone());
    let file = db.for_long_reads().read(move |reader| report::file(&engine, reader, &asker, id)).await?;
    db.write(&admin.0, move |tx| audit::append(tx, Event::new(EventKind::FileRead).on("review", id)).map(drop)).await?;
    Ok(file.into())
}

#[get("/reviews/stale-accounts")]
async fn stale(admin: AccessAdmin, db: &State<Db>, engine: PinnedEngine) -> Result<Json<Value>> {
    let engine = engine.clone();
    db.for_long_reads().read(move |reader| report::stale(&engine, reader, &admin.0)).await.map(Json)
}

#[put("/reviews/schedule", data = "<input>")]
async fn set_schedule(admin: AccessAdmin, db: &State<Db>, input: Input<Schedule>) -> Result<NoContent> {
    let months = input.into_inner().every_months;
    if months > 12 {
        return Err(Error::rejected("every_months", "review.months"));
    }
    db.write(&admin.0, move |tx| schedule::set_every(tx, months)).await.map(|()| NoContent)
}
