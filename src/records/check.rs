//! What saving would say, without saving: for forms that warn while one types.

use serde_json::{Value as Json, json};

use super::dedupe::{self, Duplicate, Others};
use super::{Engine, body, candidates, links, read};
use crate::actor::Actor;
use crate::db::Reader;
use crate::db::sql::Predicate;
use crate::error::{Error, Invalid, Result};
use crate::ids::RecordId;
use crate::model::{Object, Verb};

/// What was found about a draft.
pub struct CheckFindings {
    pub duplicates: Vec<Duplicate>,
    /// The duplicates that the asker sees, as they are told.
    pub shown: Vec<Json>,
    /// Records that are called much the same.
    pub candidates: Vec<Json>,
    pub wrong: Vec<Invalid>,
}

/// Duplicates and wrong values of a draft; required fields are not yet missed.
pub fn check(
    engine: &Engine,
    reader: &mut Reader<'_>,
    actor: &Actor,
    object: &Object,
    input: &Json,
    others: Others,
) -> Result<CheckFindings> {
    if !engine.may(actor, object, &Verb::Update) {
        engine.demand(actor, object, &Verb::Create)?;
    }
    let mut input = input.clone();
    let own = input.as_object_mut().and_then(|map| map.remove("id")).and_then(|id| id.as_str()?.parse().ok()).map(RecordId);
    let context = engine.context(actor, reader.now);
    let (draft, wrong) = match body::record_from_json(object, &input, &context) {
        Ok(draft) => (draft, Vec::new()),
        Err(Error::Rejected(wrong)) => {
            // The right fields are still looked up, so that one typing error does not hide a duplicate.
            if let Some(map) = input.as_object_mut() {
                // A line that cannot be read takes its whole set along.
                let name = |field: &str| field.split('.').next().unwrap_or_default().to_owned();
                wrong.iter().for_each(|w| drop(map.remove(&name(&w.field))));
            }
            (body::record_from_json(object, &input, &context)?, wrong)
        }
        Err(other) => return Err(other),
    };
    // The record that is being changed is no duplicate of itself; of one that is not theirs to change nobody learns what is in it.
    let own = match own {
        Some(id) if read::exists(reader.conn, object, &Predicate::id(id.0).and(engine.rows(actor, object, &Verb::Update)?))? => Some(id),
        _ => None,
    };
    let duplicates = dedupe::among(reader.conn, engine, actor, object, own, &draft, others)?;
    let mut shown = Vec::new();
    for duplicate in duplicates.iter().filter(|duplicate| duplicate.seen) {
        let (owner, last_contact) = candidates::about(engine, reader, actor, object, duplicate.record)?;
        let link = links::ShownLink { id: duplicate.record.to_string(), title: duplicate.title.as_deref() };
        shown.push(json!({ "field": duplicate.field, "link": link, "owner": owner, "last_contact": last_contact }));
    }
    let told = |candidate: &Json| duplicates.iter().any(|known| known.seen && candidate["id"] == known.record.to_string());
    let mut candidates = candidates::candidates(engine, reader, actor, object, own, &draft)?;
    candidates.retain(|candidate| !told(candidate));
    Ok(CheckFindings { duplicates, shown, candidates, wrong })
}
