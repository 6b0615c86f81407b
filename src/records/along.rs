//! What is made together with a record, in one write: a customer with its first contact. All of it, or nothing.
//!
//! A draft says it beside its fields: `"along": {"contact": {…}}`. Which objects may be made so is said by the object
//! ([`Object::along`]); that they hang on the new record, nobody needs to say.

use std::sync::Arc;

use serde_json::Value as Json;

use super::{Engine, write};
use crate::db::Tx;
use crate::error::{Error, Invalid, Result};
use crate::ids::RecordId;
use crate::model::{ALONG, Draft, Object};

/// A record that is made together with the one on which it hangs.
#[derive(Clone)]
pub struct Companion {
    pub object: Arc<Object>,
    pub draft: Draft,
}

/// The object of a companion, and what it is given, as it was told.
pub type GivenCompanion = (Arc<Object>, Json);

/// Parts what a new record is to hold from what is made together with it.
pub fn part(engine: &Engine, object: &Object, input: &Json) -> Result<(Json, Vec<GivenCompanion>)> {
    let mut own = input.clone();
    let along = match own.as_object_mut().and_then(|map| map.remove(ALONG)) {
        None | Some(Json::Null) => return Ok((own, Vec::new())),
        Some(Json::Object(map)) => map,
        Some(_) => return Err(Error::rejected(ALONG, "field.type")),
    };
    let known = |(name, given): (String, Json)| {
        if object.along.iter().any(|along| **along == name) {
            Ok((engine.object(&name)?.clone(), given))
        } else {
            Err(Error::rejected(format!("{ALONG}.{name}"), "field.unknown"))
        }
    };
    Ok((own, along.into_iter().filter(|(_, given)| !given.is_null()).map(known).collect::<Result<_>>()?))
}

/// What is wrong with a companion stands under its name: `along.contact.mobile`.
pub fn placed<T>(answer: Result<T>, object: &Object) -> Result<T> {
    answer.map_err(|error| match error {
        Error::Rejected(wrong) => {
            let place = |invalid: Invalid| Invalid { field: format!("{ALONG}.{}.{}", object.name, invalid.field), ..invalid };
            Error::Rejected(wrong.into_iter().map(place).collect())
        }
        other => other,
    })
}

/// Creates a record and what is made together with it.
pub fn create(tx: &mut Tx<'_>, engine: &Engine, object: &Object, draft: Draft, along: Vec<Companion>) -> Result<RecordId> {
    let id = write::create(tx, engine, object, draft)?;
    for Companion { object, mut draft } in along {
        let link = object.parent.clone().ok_or_else(|| Error::internal("what is made along hangs on nothing"))?;
        draft.put(link, id);
        placed(write::create(tx, engine, &object, draft), &object)?;
    }
    Ok(id)
}
