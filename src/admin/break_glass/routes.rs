//! Emergency access over HTTP.

use std::sync::Arc;

use rocket::response::status::{Created, NoContent};
use rocket::serde::json::{Json, Value};
use rocket::{Route, State, delete, get, post, routes as list};
use serde::Deserialize;
use serde_json::json;

use crate::actor::Actor;
use crate::db::Db;
use crate::error::Result;
use crate::http::Input;
use crate::mail::Mail;
use crate::people::{AccessAdmin, Administration};
use crate::records::PinnedEngine;

pub fn routes() -> Vec<Route> {
    list![open, ask, approve, end]
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EmergencyRequest {
    reason: String,
    /// Names of objects; all that is business where none are named.
    #[serde(default)]
    objects: Option<Vec<String>>,
    #[serde(default)]
    minutes: Option<i64>,
}

#[get("/break-glass")]
async fn open(actor: Actor, db: &State<Db>, engine: PinnedEngine, administration: &State<Arc<dyn Administration>>) -> Result<Json<Value>> {
    let (engine, administration) = (engine.clone(), Arc::clone(administration));
    db.read(move |reader| super::list(&engine, &*administration, reader, &actor)).await.map(Json)
}

#[post("/break-glass", data = "<input>")]
async fn ask(
    actor: Actor,
    db: &State<Db>,
    engine: PinnedEngine,
    mail: &State<Mail>,
    input: Input<EmergencyRequest>,
) -> Result<Created<Json<Value>>> {
    let (EmergencyRequest { reason, objects, minutes }, mail, engine) = (input.into_inner(), mail.inner().clone(), engine.clone());
    let asked = super::AskedEmergency::read(&engine, &reason, objects, minutes)?;
    let id = db.write(&actor, move |tx| super::ask(tx, &mail, &asked)).await?;
    Ok(Created::new("/api/break-glass").body(Json(json!({ "id": id.to_string() }))))
}

#[post("/break-glass/<id>/approve")]
async fn approve(id: i64, admin: AccessAdmin, db: &State<Db>, mail: &State<Mail>) -> Result<NoContent> {
    let mail = mail.inner().clone();
    db.write(&admin.0, move |tx| super::approve(tx, &mail, id)).await.map(|()| NoContent)
}

#[delete("/break-glass/<id>")]
async fn end(id: i64, actor: Actor, db: &State<Db>, administration: &State<Arc<dyn Administration>>) -> Result<NoContent> {
    let administration = Arc::clone(administration);
    db.write(&actor, move |tx| super::end(tx, &*administration, id)).await.map(|()| NoContent)
}
