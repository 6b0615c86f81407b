//! From a request's body to a draft: every wrong field is named, nothing is guessed.

use serde_json::Value as Json;

use crate::error::{Error, Invalid, Reason, Result};
use crate::model::{Context, Draft, Field, Value};

/// Reads the fields of `input`. Names that are no fields are refused, so that a typing error does not pass as success.
pub fn draft_from_json(fields: &[Field], input: &Json, context: &Context) -> Result<Draft> {
    let Some(map) = input.as_object() else { return Err(Error::Refused(Reason::new("request.malformed").with("what", "{…}"))) };
    let mut draft = Draft::new();
    let mut wrong = Vec::new();
    for (name, given) in map {
        let Some(field) = fields.iter().find(|f| f.name == *name) else {
            wrong.push(Invalid::new(name.clone(), "field.unknown"));
            continue;
        };
        let value = if given.is_null() { Ok(Value::Null) } else { field.kind.parse(field, given, context) };
        match value {
            Ok(value) => draft.put(field.name.clone(), value),
            Err(reason) => wrong.push(Invalid { field: name.clone(), reason, clash: None }),
        }
    }
    if wrong.is_empty() { Ok(draft) } else { Err(Error::Rejected(wrong)) }
}
