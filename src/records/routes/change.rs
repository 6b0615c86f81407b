//! Changing records. The answer to a change is the record as it stands afterwards.

use rocket::response::status::{Created, NoContent};
use rocket::serde::json::{Json, Value};
use rocket::{delete, patch, post};

use super::RecordContext;
use super::look::Tagged;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::http::IfMatch;
use crate::http::input::Input;
use crate::ids::RecordId;
use crate::model::Object;
use crate::records::{Engine, read, write};

/// The record as the writer may see it; without sight of it (handed on to somebody else) only its number.
fn as_it_stands(engine: &Engine, tx: &mut Tx<'_>, object: &Object, id: RecordId) -> Result<Value> {
    let actor = tx.actor;
    match read::one(engine, &mut tx.reader(), actor, object, id) {
        Err(Error::NotFound(_) | Error::Forbidden(_)) => Ok(serde_json::json!({ "id": id.to_string() })),
        other => other,
    }
}

#[post("/records/<object>", data = "<input>")]
pub async fn create(object: &str, input: Input<Value>, context: RecordContext) -> Result<Created<Json<Value>>> {
    let place = format!("/api/records/{object}/");
    let draft = context.draft(&context.engine.object(object)?.fields, &input.0)?;
    let shown = context
        .write(object, None, move |engine, tx, object| {
            let id = write::create(tx, engine, object, draft)?;
            as_it_stands(engine, tx, object, id)
        })
        .await?;
    let place = format!("{place}{}", shown["id"].as_str().unwrap_or_default());
    Ok(Created::new(place).body(Json(shown)))
}

#[patch("/records/<object>/<id>", data = "<input>")]
pub async fn update(object: &str, id: i64, context: RecordContext, seen: IfMatch, input: Input<Value>) -> Result<Tagged> {
    let id = RecordId(id);
    let draft = context.draft(&context.engine.object(object)?.fields, &input.0)?;
    context
        .write(object, Some(id), move |engine, tx, object| {
            write::update(tx, engine, object, id, Some(seen.0), draft)?;
            as_it_stands(engine, tx, object, id)
        })
        .await
        .map(Tagged)
}

#[delete("/records/<object>/<id>")]
pub async fn delete(object: &str, id: i64, context: RecordContext, seen: IfMatch) -> Result<NoContent> {
    let id = RecordId(id);
    context.write(object, Some(id), move |engine, tx, object| write::delete(tx, engine, object, id, Some(seen.0))).await?;
    Ok(NoContent)
}

#[post("/records/<object>/<id>/actions/<action>", data = "<input>")]
pub async fn act(object: &str, id: i64, action: String, input: Input<Value>, context: RecordContext) -> Result<Tagged> {
    let id = RecordId(id);
    let fields = context.engine.object(object)?.action(&action).map(|a| a.input.as_slice()).unwrap_or_default();
    let draft = context.draft(fields, &input.0)?;
    context
        .write(object, Some(id), move |engine, tx, object| {
            write::act(tx, engine, object, id, &action, draft)?;
            as_it_stands(engine, tx, object, id)
        })
        .await
        .map(Tagged)
}

#[post("/recycle-bin/<object>/<id>/restore")]
pub async fn restore(object: &str, id: i64, context: RecordContext) -> Result<Json<Value>> {
    let id = RecordId(id);
    context
        .write(object, Some(id), move |engine, tx, object| {
            write::restore(tx, engine, object, id)?;
            as_it_stands(engine, tx, object, id)
        })
        .await
        .map(Json)
}
