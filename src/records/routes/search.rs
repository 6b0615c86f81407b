//! Search over everything one may see, and the recycle bin.

use rocket::get;
use rocket::serde::json::{Json, Value};
use serde_json::json;

use super::Desk;
use crate::error::Result;
use crate::model::Verb;
use crate::records::{find as finding, recycle, witness};

#[get("/search?<q>&<limit>")]
pub async fn search(q: Option<String>, limit: Option<usize>, desk: Desk) -> Result<Json<Value>> {
    let (q, limit) = (q.unwrap_or_default(), limit.unwrap_or(5).clamp(1, 20));
    let Desk { db, engine, actor } = desk;
    let (watched, asker, catalog) = (engine.is_watched(&actor), actor.clone(), engine.catalog.clone());
    let groups = db.read(move |reader| finding::everywhere(&engine, reader, &actor, &q, limit)).await?;
    if watched {
        for object in groups.iter().filter_map(|group| catalog.get(group["object"].as_str()?)) {
            witness::look(&db, &asker, object, None).await?;
        }
    }
    Ok(Json(json!({ "groups": groups })))
}

#[get("/recycle-bin?<object>&<cursor>")]
pub async fn recycle_bin(object: Option<&str>, cursor: Option<String>, desk: Desk) -> Result<Json<Value>> {
    let first = desk.engine.catalog.iter().find(|o| desk.engine.may(&desk.actor, o, &Verb::Restore)).map(|o| o.name.clone());
    let object = object.map(str::to_owned).or(first.map(|name| name.into_owned())).unwrap_or_default();
    desk.read(&object, None, move |engine, reader, actor, object| recycle::bin(engine, reader, actor, object, cursor.as_deref()))
        .await
        .map(Json)
}
