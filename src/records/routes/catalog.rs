//! The catalog that one may see, in one's language.

use rocket::get;
use rocket::serde::json::{Json, Value};
use serde_json::json;

use super::Desk;
use crate::actor::Actor;
use crate::db::sql::Predicate;
use crate::error::{Error, Reason, Result};
use crate::model::{Object, Verb};
use crate::records::Engine;

#[get("/objects")]
pub fn objects(desk: Desk) -> Json<Vec<Value>> {
    Json(desk.engine.catalog.iter().filter_map(|object| describe(&desk.engine, &desk.actor, object)).collect())
}

#[get("/objects/<object>")]
pub fn object(object: &str, desk: Desk) -> Result<Json<Value>> {
    let found = desk.engine.object(object)?;
    describe(&desk.engine, &desk.actor, found)
        .map(Json)
        .ok_or_else(|| Error::NotFound(Reason::new("object.unknown").with("object", object)))
}

/// `None` for an object that the actor may not read at all.
fn describe(engine: &Engine, actor: &Actor, object: &Object) -> Option<Value> {
    let may: Vec<Verb> = object.verbs().into_iter().filter(|verb| engine.may(actor, object, verb)).collect();
    if !may.contains(&Verb::Read) {
        return None;
    }
    let reads = engine.fields(actor, object, &Verb::Read);
    let writes = engine.fields(actor, object, &Verb::Update);
    let fields: Vec<_> = object.fields.iter().filter(|f| reads.may_read(f)).map(|f| (f, writes.may_write(f))).collect();
    let related: Vec<Value> = engine
        .catalog
        .links_to(&object.name)
        .filter(|(other, _)| engine.may(actor, other, &Verb::Read))
        .map(|(other, field)| json!({ "object": other.name, "field": field.name, "label": other.label(actor.language) }))
        .collect();
    let mut description = object.describe(actor.language, &may, &fields, &related);
    for (shown, (field, _)) in description["fields"].as_array_mut().into_iter().flatten().zip(&fields) {
        let clear = reads.clear(field);
        if clear == Predicate::True {
            continue;
        }
        shown["masked"] = true.into();
        // What is clear nowhere can be asked for nowhere.
        if clear == Predicate::False {
            shown["ops"] = json!([]);
            shown["sortable"] = false.into();
            shown["searchable"] = false.into();
        }
    }
    Some(description)
}
