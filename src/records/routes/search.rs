//! Search over everything one may see, and the recycle bin.

use rocket::get;
use rocket::serde::json::{Json, Value};
use serde_json::json;

use super::RecordContext;
use crate::error::Result;
use crate::http::QueryValue;
use crate::model::Verb;
use crate::records::{audit_refusals, global_search, recycle};

#[get("/search?<q>&<limit>")]
pub async fn search(q: Option<String>, limit: QueryValue<usize>, context: RecordContext) -> Result<Json<Value>> {
    let (q, limit) = (q.unwrap_or_default(), limit.read("limit")?.unwrap_or(5).clamp(1, 20));
    let (engine, actor) = (context.engine.clone(), context.actor.clone());
    let groups = context.take_turn(move |reader| global_search::everywhere(&engine, reader, &actor, &q, limit)).await?;
    if context.engine.is_watched(&context.actor) {
        for object in groups.iter().filter_map(|group| context.engine.catalog.get(group["object"].as_str()?)) {
            audit_refusals::look(&context.db, &context.actor, object, None).await?;
        }
    }
    Ok(Json(json!({ "groups": groups })))
}

#[get("/recycle-bin?<object>&<cursor>")]
pub async fn recycle_bin(object: Option<&str>, cursor: Option<String>, context: RecordContext) -> Result<Json<Value>> {
    let first = context.engine.catalog.iter().find(|o| context.engine.may(&context.actor, o, &Verb::Restore)).map(|o| o.name.clone());
    let object = object.map(str::to_owned).or(first.map(|name| name.into_owned())).unwrap_or_default();
    context
        .read(&object, None, move |engine, reader, actor, object| recycle::bin(engine, reader, actor, object, cursor.as_deref()))
        .await
        .map(Json)
}
