//! Search over everything one may see, and the recycle bin.

use rocket::get;
use rocket::serde::json::{Json, Value};
use serde_json::json;

use super::RecordContext;
use crate::error::Result;
use crate::http::QueryValue;
use crate::model::Verb;
use crate::records::recycle::BinQuery;
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

/// Of one object, or of all that one may restore.
#[get("/recycle-bin?<object>&<q>&<cursor>")]
pub async fn recycle_bin(object: Option<&str>, q: Option<String>, cursor: Option<String>, context: RecordContext) -> Result<Json<Value>> {
    let asked = BinQuery { cursor, q };
    let Some(name) = object.filter(|name| !name.is_empty()) else {
        let (engine, actor) = (context.engine.clone(), context.actor.clone());
        let mine = engine.catalog.iter().filter(|object| engine.may(&actor, object, &Verb::Restore));
        let objects: Vec<_> = mine.cloned().collect();
        return context.take_turn(move |reader| recycle::bin(&engine, reader, &actor, &objects, &asked)).await.map(Json);
    };
    let objects = vec![context.engine.object(name)?.clone()];
    context.read(name, None, move |engine, reader, actor, _| recycle::bin(engine, reader, actor, &objects, &asked)).await.map(Json)
}
