//! Records that somebody who is typing a name may mean, though they are not called quite the same.
//!
//! Only what the asker sees is offered, and of it what they see: the search stays within their sight, and finds by names alone.

use super::mask::VisibleFields;
use super::{Engine, ListQuery, query, read, search};
use crate::actor::Actor;
use crate::db::Reader;
use crate::db::sql::Predicate;
use crate::error::Result;
use crate::ids::RecordId;
use crate::model::{Draft, Field, Fold, Indexed, Object, Record, Shape, Verb};
use crate::text::similar;
use serde_json::{Value as Json, json};

/// As many are offered.
const MOST: usize = 5;
/// As many are compared, the newest first.
const COMPARED: usize = 100;

/// The records that a draft's names may mean, the likest first.
pub(super) fn candidates(
    engine: &Engine,
    reader: &mut Reader<'_>,
    actor: &Actor,
    object: &Object,
    own: Option<RecordId>,
    draft: &Draft,
) -> Result<Vec<Json>> {
    let rights = engine.fields(actor, object, &Verb::Read);
    let names: Vec<&Field> = object
        .fields
        .iter()
        .filter(|field| field.indexed == Some(Indexed::Name) && !field.is_personal() && rights.clear(field) == Predicate::True)
        .collect();
    let typed: Vec<String> = names.iter().filter_map(|field| draft.given(&field.name)?.text()).map(similar::core).collect();
    let typed: Vec<&String> = typed.iter().filter(|core| core.chars().count() >= 2).collect();
    if typed.is_empty() || !engine.may(actor, object, &Verb::Read) {
        return Ok(Vec::new());
    }
    let shown: Vec<&Field> = names.iter().copied().chain(beside(object)).collect();
    let seen = VisibleFields::new(shown, &rights);
    let mut found: Vec<(f64, Record, Json)> = Vec::new();
    for core in &typed {
        for part in similar::telling_parts(core) {
            let within = read::wanted(engine, reader, actor, object, &ListQuery::default(), &Verb::Read)?;
            let within = own.iter().fold(within, |within, own| within.and(Predicate::id(own.0).negate()));
            let predicate = search::matching(engine, object, &part, within, &Predicate::False);
            let sort = query::Sort::parse(Some("-id"), object, |_| true)?;
            let rows = query::ListRows::of(&engine.catalog, object, &predicate);
            let (mut rows, _) = query::load(reader.conn, &rows, &seen.columns(), &sort, None, COMPARED, false)?;
            seen.mask(&mut rows);
            let answers = read::show_all(engine, reader, actor, &seen.fields, &rows)?;
            for (row, answer) in rows.iter().zip(answers) {
                let record = super::show::record(&seen.fields, row);
                if found.iter().all(|(_, known, _)| known.id != record.id) {
                    let likest = names.iter().filter_map(|field| record.get(&field.name).text()).map(similar::core);
                    let likest = likest.map(|name| similar::likeness(core, &name)).fold(0.0, f64::max);
                    found.push((likest, record, answer));
                }
            }
        }
    }
    found.retain(|(likeness, ..)| *likeness >= similar::ALIKE);
    found.sort_by(|(one, a, _), (other, b, _)| other.total_cmp(one).then(b.id.cmp(&a.id)));
    found.truncate(MOST);
    Ok(found.into_iter().map(|(_, record, answer)| offered(object, &record, &answer)).collect())
}

/// What is told beside the name: whose it is, and when it was last heard of.
fn beside(object: &Object) -> impl Iterator<Item = &Field> {
    object.owner.as_deref().and_then(|owner| object.field(owner)).into_iter().chain(last_heard(object))
}

/// The figure that says when something was last done about it.
fn last_heard(object: &Object) -> Option<&Field> {
    object.figures().find(|(field, rollup)| rollup.fold == Fold::Max && field.kind.shape() == Shape::Moment).map(|(field, _)| field)
}

/// What a record that the asker sees has to say of itself beside its name.
pub(super) fn about(engine: &Engine, reader: &mut Reader<'_>, actor: &Actor, object: &Object, id: RecordId) -> Result<(Json, Json)> {
    let seen = VisibleFields::new(beside(object), &engine.fields(actor, object, &Verb::Read));
    let mut row = read::raw(engine, reader, actor, object, id, &seen)?;
    seen.mask(std::slice::from_mut(&mut row));
    let answer = read::show_all(engine, reader, actor, &seen.fields, std::slice::from_ref(&row))?.pop().unwrap_or_default();
    Ok((member(object.owner.as_deref(), &answer), member(last_heard(object).map(|field| &*field.name), &answer)))
}

fn offered(object: &Object, record: &Record, answer: &Json) -> Json {
    json!({
        "id": record.id.to_string(), "title": answer.get(&*object.title).cloned().unwrap_or_default(),
        "owner": member(object.owner.as_deref(), answer), "last_contact": member(last_heard(object).map(|field| &*field.name), answer),
    })
}

/// What is masked or hidden tells nothing here.
fn member(name: Option<&str>, answer: &Json) -> Json {
    let value = name.and_then(|name| answer.get(name)).filter(|value| value.get("masked").is_none());
    value.cloned().unwrap_or_default()
}
