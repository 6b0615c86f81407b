//! What the console needs before it shows its first page, in one answer: who is here, and what there is.

use std::sync::Arc;

use rocket::serde::json::{Json, Value};
use rocket::{State, get};
use serde_json::json;

use crate::auth::{self, Auth};
use crate::config::Config;
use crate::db::Db;
use crate::error::Result;
use crate::records::routes::{RecordContext, objects_for};

/// In the language that somebody chose for themselves: their browser may ask for another before it knows.
#[get("/boot")]
pub async fn boot(mut context: RecordContext, db: &State<Db>, auth: &State<Auth>, config: &State<Arc<Config>>) -> Result<Json<Value>> {
    let session = auth::who(db, auth, config, context.actor.clone()).await?;
    if let Some(chosen) = session.language() {
        context.actor.language = chosen;
    }
    let objects = objects_for(context).await?;
    Ok(Json(json!({ "session": session, "objects": objects })))
}
