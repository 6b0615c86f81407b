//! Asking for an export.

use std::sync::Arc;

use rocket::http::Status;
use rocket::serde::json::Json;
use rocket::{Route, State, post, routes as list};
use serde_json::{Value, json};

use super::{ExportJob, Request};
use crate::actor::Actor;
use crate::db::Db;
use crate::error::Result;
use crate::http::Input;
use crate::jobs::Jobs;
use crate::records::Engine;
use crate::words;

/// For mounting at `/api`.
pub fn routes() -> Vec<Route> {
    list![start]
}

/// What may not be exported, or not be asked so, is refused at once and not by a failed job.
#[post("/exports", data = "<request>")]
async fn start(
    request: Input<Request>,
    actor: Actor,
    db: &State<Db>,
    engine: &State<Arc<Engine>>,
    jobs: &State<Jobs>,
) -> Result<(Status, Json<Value>)> {
    let request = request.into_inner();
    let object = engine.object(&request.object)?.clone();
    request.fields(engine, &actor, &object)?;
    let title = words::fill(actor.language, "export.title", &[("object", object.label(actor.language))]);
    let (engine, asker) = (engine.inner().clone(), actor.clone());
    let request = db
        .read(move |reader| {
            request.predicate(&engine, reader, &asker, &object)?;
            Ok(request)
        })
        .await?;
    let job = jobs.submit::<ExportJob>(&actor, title, &request).await?;
    Ok((Status::Accepted, Json(json!({ "job": job }))))
}
