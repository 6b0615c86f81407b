//! Asking for an export.

use rocket::http::Status;
use rocket::serde::json::Json;
use rocket::{Route, State, post, routes as list};
use serde_json::{Value, json};

use super::{ExportJob, ExportRequest};
use crate::actor::Actor;
use crate::audit::{self, Event, EventKind, Outcome};
use crate::db::Db;
use crate::error::{Error, Result};
use crate::http::Input;
use crate::i18n;
use crate::jobs::Jobs;
use crate::records::PinnedEngine;

/// For mounting at `/api`.
pub fn routes() -> Vec<Route> {
    list![start]
}

/// What may not be exported, or not be asked so, is refused at once and not by a failed job.
#[post("/exports", data = "<request>")]
async fn start(
    request: Input<ExportRequest>,
    actor: Actor,
    db: &State<Db>,
    engine: PinnedEngine,
    jobs: &State<Jobs>,
) -> Result<(Status, Json<Value>)> {
    let request = request.into_inner();
    let object = engine.object(&request.object)?.clone();
    let title = i18n::fill(actor.language, "export.title", &[("object", object.many(actor.language))]);
    let (engine, asker, asked) = (engine.clone(), actor.clone(), object.clone());
    let granted = db.read(move |reader| {
        request.fields(&engine, &asker, &asked)?;
        request.predicate(&engine, reader, &asker, &asked)?;
        Ok(request)
    });
    let granted = granted.await;
    if matches!(granted, Err(Error::Forbidden(_))) {
        let event = Event::new(EventKind::ExportStart).outcome(Outcome::Refused).object(object.name.to_string());
        db.write(&actor, move |tx| audit::append(tx, event).map(drop)).await?;
    }
    let request = granted?;
    let job = jobs.submit::<ExportJob>(&actor, title, &request).await?;
    Ok((Status::Accepted, Json(json!({ "job": job }))))
}
