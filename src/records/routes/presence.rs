//! Who else has a record open, and who could have one.

use std::sync::Arc;

use rocket::serde::json::{Json, Value};
use rocket::{State, get, post};
use serde::Deserialize;
use serde_json::json;

use super::RecordContext;
use crate::error::Result;
use crate::http::input::Input;
use crate::ids::RecordId;
use crate::records::presence::{Doing, Presence, Present};
use crate::records::{audit_refusals, holders, read};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Beat {
    doing: Doing,
}

/// Tells that one has a record open, and asks who else has. It shows nothing of the record, so it is no look at it.
#[post("/records/<object>/<id>/presence", data = "<input>")]
pub async fn presence(
    object: &str,
    id: i64,
    input: Input<Beat>,
    context: RecordContext,
    presence: &State<Arc<Presence>>,
) -> Result<Json<Value>> {
    let (id, object) = (RecordId(id), context.engine.object(object)?.clone());
    let (engine, actor, asked) = (context.engine.clone(), context.actor.clone(), object.clone());
    let seen = context.take_turn(move |reader| read::demand(&engine, reader, &actor, &asked, id)).await;
    audit_refusals::refusals(&context.db, &context.actor, &object, Some(id), seen).await?;
    let Some(user) = context.actor.user else { return Ok(Json(json!({ "others": [] }))) };
    let who = Present { user, name: context.actor.name.clone(), doing: input.0.doing, seen: context.db.now() };
    let others = presence.tell(&object.name, id, who);
    let shown: Vec<Value> = others
        .iter()
        .map(|other| json!({ "user": { "id": other.user.to_string(), "title": &*other.name }, "editing": other.doing == Doing::Editing }))
        .collect();
    Ok(Json(json!({ "others": shown })))
}

/// Whom a record of the object can be given.
#[get("/objects/<object>/holders?<q>")]
pub async fn holding(object: &str, q: Option<String>, context: RecordContext) -> Result<Json<Value>> {
    let found = context.read(object, None, move |engine, reader, actor, object| holders::holders(engine, reader, actor, object, q)).await?;
    let shown: Vec<Value> = found
        .iter()
        .map(|user| json!({ "id": user.id.to_string(), "name": user.name, "department": user.department_link(), "active": true }))
        .collect();
    Ok(Json(json!({ "items": shown })))
}
