//! Showing masked values in full, and how often one may still do so today.

use rocket::serde::json::{Json, Value};
use rocket::{get, post};
use serde::Deserialize;
use serde_json::json;

use super::RecordContext;
use crate::error::Result;
use crate::http::Input;
use crate::ids::RecordId;
use crate::records::reveal::{self as revealing, RevealAllowance};

/// Which fields; all that are masked where none is named.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RevealRequest {
    #[serde(default)]
    fields: Option<Vec<String>>,
}

/// It changes what is left and what is logged, so it is no question that a link could ask.
#[post("/records/<object>/<id>/reveal", data = "<input>")]
pub async fn reveal(object: &str, id: i64, input: Input<RevealRequest>, context: RecordContext) -> Result<Json<Value>> {
    let (id, fields, asks) = (RecordId(id), input.into_inner().fields, context.clone());
    let values =
        context.write(object, Some(id), move |engine, tx, object| revealing::reveal(tx, engine, object, id, fields.as_deref())).await?;
    Ok(Json(json!({ "values": values, "allowance": left(asks).await? })))
}

#[get("/reveals")]
pub async fn allowance(context: RecordContext) -> Result<Json<RevealAllowance>> {
    left(context).await.map(Json)
}

async fn left(context: RecordContext) -> Result<RevealAllowance> {
    let RecordContext { db, engine, actor, .. } = context;
    db.read(move |reader| RevealAllowance::of(&engine, reader, &actor)).await
}
