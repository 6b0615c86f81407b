//! Showing a masked value in full.

use rocket::get;
use rocket::serde::json::{Json, Value};
use serde_json::json;

use super::RecordContext;
use crate::error::Result;
use crate::ids::RecordId;
use crate::records::reveal as revealing;

#[get("/records/<object>/<id>/reveal/<field>")]
pub async fn reveal(object: &str, id: i64, field: String, context: RecordContext) -> Result<Json<Value>> {
    let id = RecordId(id);
    let value = context.write(object, Some(id), move |engine, tx, object| revealing::reveal(tx, engine, object, id, &field)).await?;
    Ok(Json(json!({ "value": value })))
}
