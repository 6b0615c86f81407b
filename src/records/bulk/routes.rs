//! Asking for bulk work.

use rocket::http::Status;
use rocket::serde::json::Json;
use rocket::{Route, State, post, routes as list};
use serde_json::{Value, json};

use super::job::{BulkInput, BulkJob};
use super::preview::BulkPreview;
use super::{BulkRequest, preview};
use crate::actor::{Actor, Language};
use crate::db::Db;
use crate::error::Result;
use crate::http::Input;
use crate::i18n;
use crate::jobs::Jobs;
use crate::model::Object;
use crate::records::{PinnedEngine, audit_refusals};

/// For mounting at `/api`.
pub fn routes() -> Vec<Route> {
    list![start, look]
}

/// What it would mean; nothing of it stands afterwards.
#[post("/records/<object>/bulk/preview", data = "<request>")]
async fn look(object: &str, request: Input<BulkRequest>, actor: Actor, db: &State<Db>, engine: PinnedEngine) -> Result<Json<BulkPreview>> {
    let (object, request) = (engine.object(object)?.clone(), request.into_inner());
    let understood = request.understand(&engine, &actor, &object, db.now());
    let change = audit_refusals::refusals(db, &actor, &object, None, understood).await?;
    let engine = engine.clone();
    db.write(&actor, move |tx| preview::preview(tx, &engine, &object, &request, &change)).await.map(Json)
}

#[post("/records/<object>/bulk", data = "<request>")]
async fn start(
    object: &str,
    request: Input<BulkRequest>,
    actor: Actor,
    db: &State<Db>,
    engine: PinnedEngine,
    jobs: &State<Jobs>,
) -> Result<(Status, Json<Value>)> {
    let (object, request) = (engine.object(object)?, request.into_inner());
    let understood = request.understand(&engine, &actor, object, db.now());
    audit_refusals::refusals(db, &actor, object, None, understood).await?;
    let title = title(object, &request, actor.language);
    let input = BulkInput { object: object.name.to_string(), request };
    let job = jobs.submit::<BulkJob>(&actor, title, &input).await?;
    Ok((Status::Accepted, Json(json!({ "job": job }))))
}

fn title(object: &Object, request: &BulkRequest, language: Language) -> String {
    let key = match request.action.as_str() {
        fixed @ ("update" | "delete" | "restore") => format!("bulk.{fixed}"),
        action => format!("objects.{}.actions.{action}", object.name),
    };
    let args = [
        ("action", i18n::text(language, &key).into_owned()),
        ("count", request.ids.len().to_string()),
        ("object", object.counted(language, request.ids.len() as u64)),
    ];
    i18n::fill(language, "bulk.title", &args)
}
