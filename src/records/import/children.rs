//! What hangs on an imported record: written with it, and never twice.

use super::match_key::siblings_called;
use super::plan::{Child, OnDuplicate};
use super::scope::importable;
use crate::db::Tx;
use crate::db::sql::{Compare, Predicate};
use crate::error::{Error, Invalid, Result};
use crate::ids::RecordId;
use crate::model::{Draft, Value};
use crate::records::{Engine, read, write as door};

/// A child that stands there already is not doubled. Where it stands with other values, an update changes it; else the row is refused,
/// since these values would be lost.
pub(super) fn write(
    tx: &mut Tx<'_>,
    engine: &Engine,
    child: &Child,
    parent: RecordId,
    draft: &Draft,
    on_duplicate: OnDuplicate,
) -> Result<()> {
    let object = &child.object;
    let known_by = object.known_by.as_ref().unwrap_or(&object.title);
    let standing = match (object.field(&child.link), object.field(known_by), draft.given(known_by)) {
        (Some(link), Some(title), Some(value)) => {
            let siblings = Predicate::Compare(link.column(), Compare::Eq, parent.into()).and(read::alive());
            siblings_called(tx, object, title, value, siblings)?
        }
        _ => Vec::new(),
    };
    let mut same = Vec::new();
    for id in &standing {
        let record = door::record(tx, engine, object, *id)?;
        if draft.iter().all(|(name, value)| record.get(name) == value) {
            same.push(*id);
        }
    }
    if !same.is_empty() {
        return Ok(());
    }
    match standing[..] {
        _ if object.known_by.is_none() => {}
        [] => {}
        [id] if on_duplicate == OnDuplicate::Update => {
            importable(tx, engine, object, id)?;
            door::update(tx, engine, object, id, None, draft.clone())?;
            return importable(tx, engine, object, id);
        }
        [_] => {
            let title = draft.given(known_by).and_then(Value::text).map(crate::i18n::short).unwrap_or_default();
            return Err(Error::Rejected(vec![Invalid::new(known_by.to_string(), "duplicate.exists").with("title", title)]));
        }
        _ => return Err(Error::rejected(known_by.to_string(), "import.match_several")),
    }
    let id = door::create(tx, engine, object, draft.clone().set(child.link.clone(), Value::from(parent)))?;
    importable(tx, engine, object, id)
}
