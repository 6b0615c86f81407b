//! The views that people keep, over HTTP.

use rocket::response::status::{Created, NoContent};
use rocket::serde::json::{Json, Value};
use rocket::{delete, get, patch, post};

use super::RecordContext;
use crate::error::Result;
use crate::http::{IfMatch, Input};
use crate::records::views::{self, NewView, ViewUpdate};

#[get("/objects/<object>/views")]
pub(super) async fn list(object: &str, context: RecordContext) -> Result<Json<Value>> {
    context.read(object, None, views::list).await.map(Json)
}

#[post("/objects/<object>/views", data = "<new>")]
pub(super) async fn create(object: &str, context: RecordContext, new: Input<NewView>) -> Result<Created<Json<Value>>> {
    let new = new.into_inner();
    let place = format!("/api/objects/{object}/views");
    let made = context.write(object, None, move |engine, tx, object| views::create(tx, engine, object, new)).await?;
    Ok(Created::new(format!("{place}/{}", made["id"].as_str().unwrap_or_default())).body(Json(made)))
}

#[patch("/objects/<object>/views/<id>", data = "<update>")]
pub(super) async fn update(object: &str, id: i64, context: RecordContext, seen: IfMatch, update: Input<ViewUpdate>) -> Result<Json<Value>> {
    let (seen, update) = (seen.version()?, update.into_inner());
    context.write(object, None, move |engine, tx, object| views::update(tx, engine, object, id, seen, update)).await.map(Json)
}

#[delete("/objects/<object>/views/<id>")]
pub(super) async fn delete(object: &str, id: i64, context: RecordContext) -> Result<NoContent> {
    context.write(object, None, move |engine, tx, object| views::delete(tx, engine, object, id)).await.map(|()| NoContent)
}

/// Gives a deleted one back.
#[post("/objects/<object>/views/<id>/restore")]
pub(super) async fn restore(object: &str, id: i64, context: RecordContext) -> Result<Json<Value>> {
    context.write(object, None, move |engine, tx, object| views::restore(tx, engine, object, id)).await.map(Json)
}
