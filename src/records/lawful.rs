//! What may be done to a record in the state in which it is: lawful actions, and fields that are closed.

use std::collections::BTreeSet;

use crate::db::sql::Predicate;
use crate::error::{Error, Result};
use crate::model::{Catalog, Context, Field, Name, Object, Record, filter};

/// Whether anything of this depends on how a record stands.
pub(super) fn depends(object: &Object) -> bool {
    object.states.is_some() || !object.frozen.is_empty() || object.fields.iter().any(|field| field.writable_when.is_some())
}

/// The fields and sets of lines that cannot be written while the record is as it is. `record` has all its fields.
pub(super) fn closed(catalog: &Catalog, object: &Object, record: &Record, context: &Context) -> Result<BTreeSet<Name>> {
    let source = filter::RecordSource { object, record };
    let open = |_: &Object, _: &Field| Predicate::True;
    let holds = |json: &serde_json::Value| -> Result<bool> {
        let predicate = filter::parse(json, object, catalog, context, &open, &|_| Ok(Predicate::True))?;
        // `Catalog::check` lets no other filters in. What cannot be decided must not leave anything open.
        filter::decided(&predicate, &source).ok_or_else(|| Error::internal(format!("{} cannot say what is closed", object.name)))
    };
    let mut closed = BTreeSet::new();
    for frozen in &object.frozen {
        if holds(&frozen.when)? {
            let names = object.fields.iter().map(|field| &field.name).chain(object.lines.iter().map(|lines| &lines.name));
            closed.extend(names.filter(|name| !frozen.writable.contains(name)).cloned());
        }
    }
    for field in &object.fields {
        if let Some(json) = &field.writable_when
            && !holds(json)?
        {
            closed.insert(field.name.clone());
        }
    }
    Ok(closed)
}

/// The state of a record, where its object has states.
pub(super) fn state<'r>(object: &Object, record: &'r Record) -> Option<&'r str> {
    object.state_field().and_then(|field| record.get(&field.name).text())
}
