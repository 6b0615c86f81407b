//! The catalog that one may see, in one's language.

use std::cmp::Reverse;
use std::collections::HashMap;

use rocket::get;
use rocket::serde::json::{Json, Value};
use serde_json::json;

use super::RecordContext;
use crate::access::{change, vocabulary};
use crate::db::sql::Predicate;
use crate::error::{Error, Reason, Result};
use crate::http::blocking;
use crate::i18n;
use crate::model::{Field, Object, Verb, View, filter};
use crate::records::query::Sort;

#[get("/objects")]
pub async fn objects(context: RecordContext) -> Result<Json<Vec<Value>>> {
    objects_for(context).await.map(Json)
}

/// The same for whoever answers more with it.
pub async fn objects_for(context: RecordContext) -> Result<Vec<Value>> {
    let asked = context.clone();
    let described = blocking(move || Ok(asked.engine.catalog.iter().filter_map(|object| describe(&asked, object)).collect())).await?;
    with_reasons(&context, described).await
}

#[get("/objects/<object>")]
pub async fn object(object: &str, context: RecordContext) -> Result<Json<Value>> {
    let found = context.engine.object(object)?.clone();
    let unknown = Error::NotFound(Reason::new("object.unknown").with("object", object));
    let asked = context.clone();
    let described = blocking(move || describe(&asked, &found).ok_or(unknown)).await?;
    with_reasons(&context, vec![described]).await?.pop().map(Json).ok_or_else(Error::not_found)
}

/// Where something is closed for now, the policies are called by their names. Nearly always nothing is, and nothing is read.
async fn with_reasons(context: &RecordContext, mut described: Vec<Value>) -> Result<Vec<Value>> {
    if described.iter().all(|object| object.get("closed").is_none()) {
        return Ok(described);
    }
    let language = context.actor.language;
    let names: HashMap<i64, String> =
        context.db.read(|reader| Ok(change::policies(reader.conn)?.into_iter().map(|policy| (policy.id, policy.name)).collect())).await?;
    for closed in described.iter_mut().filter_map(|object| object.get_mut("closed")?.as_array_mut()).flatten() {
        let numbers = closed["policies"].as_array().into_iter().flatten().filter_map(Value::as_i64);
        let quoted = |name: &String| i18n::fill(language, "access.why.policy", &[("name", name.clone())]);
        let policies: Vec<String> = numbers.filter_map(|id| names.get(&id)).map(quoted).collect();
        let args = [("verb", closed["label"].as_str().unwrap_or_default().to_owned()), ("policies", i18n::listed(language, &policies))];
        *closed = json!({ "verb": closed["verb"], "reason": i18n::fill(language, "access.closed.reason", &args) });
    }
    Ok(described)
}

/// What the actor may do, but not at this moment or from where they are.
fn closed(context: &RecordContext, object: &Object, may: &[Verb]) -> Vec<Value> {
    let RecordContext { engine, actor, .. } = context;
    let verbs = object.verbs().into_iter().filter(|verb| !may.contains(verb));
    let closed = verbs.filter_map(|verb| {
        let policies = engine.kept_from_for_now(actor, object, &verb);
        let label = vocabulary::verb_label(Some(object), &verb, actor.language);
        (!policies.is_empty()).then(|| json!({ "verb": verb.name(), "label": label, "policies": policies }))
    });
    closed.collect()
}

/// `None` for an object that the actor may not read at all.
fn describe(asked: &RecordContext, object: &Object) -> Option<Value> {
    let (engine, actor, now) = (&asked.engine, &asked.actor, asked.db.now());
    let may: Vec<Verb> = object.verbs().into_iter().filter(|verb| engine.may(actor, object, verb)).collect();
    if !may.contains(&Verb::Read) {
        return None;
    }
    let reads = engine.fields(actor, object, &Verb::Read);
    let writes = engine.fields(actor, object, &Verb::Update);
    let fields: Vec<_> = object.fields.iter().filter(|f| reads.may_read(f)).map(|f| (f, writes.may_write(f))).collect();
    let mut related: Vec<_> = engine
        .catalog
        .links_to(&object.name)
        .filter(|(other, _)| engine.may(actor, other, &Verb::Read))
        .map(|(other, field)| (object.zones.placement(&other.name), other, field))
        .collect();
    related.sort_by_key(|(placement, ..)| Reverse(placement.weight));
    let related: Vec<Value> = related
        .into_iter()
        .map(|(placement, other, field)| {
            json!({
                "object": other.name, "field": field.name, "label": other.label(actor.language), "icon": other.icon,
                "inline": placement.inline, "weight": placement.weight,
            })
        })
        .collect();
    let of_lines = object.lines.iter().flat_map(|set| &set.fields).filter(|f| reads.may_read(f)).map(|f| (f, writes.may_write(f)));
    let shown: Vec<_> = fields.iter().copied().chain(of_lines).collect();
    let mut description = object.describe(actor.language, &may, &shown, &related);
    if let Ok(sort) = Sort::parse(None, object, |field| engine.may_sort_by(actor, object, field)) {
        description["sort"] = sort.text.into();
    }
    for (shown, (field, _)) in description["fields"].as_array_mut().into_iter().flatten().zip(&fields) {
        shown["sortable"] = engine.may_sort_by(actor, object, field).into();
        if !engine.is_clear(actor, object, field) {
            shown["masked"] = true.into();
            shown["ops"] = json!([]);
            shown["searchable"] = (reads.clear(field) != Predicate::False && field.indexed.is_some()).into();
        }
    }
    let clear = |object: &Object, field: &Field| if engine.is_clear(actor, object, field) { Predicate::True } else { Predicate::False };
    let linked = |object: &Object| engine.demand(actor, object, &Verb::Read).map(|()| Predicate::True);
    let context = engine.context(actor, now);
    let offered = |view: &View| {
        filter::parse(&view.filter, object, &engine.catalog, &context, &clear, &linked).is_ok()
            && Sort::parse(view.sort.as_deref(), object, |field| engine.may_sort_by(actor, object, field)).is_ok()
    };
    let closed = closed(asked, object, &may);
    if !closed.is_empty() {
        description["closed"] = closed.into();
    }
    if let Some(views) = description["views"].as_array_mut() {
        views.retain(|shown| object.views.iter().any(|view| shown["name"] == *view.name && offered(view)));
    }
    Some(description)
}
