//! From a request's body to a draft: every wrong field is named, nothing is guessed.

use serde_json::Value as Json;

use crate::error::{Error, Invalid, Reason, Result};
use crate::ids::RecordId;
use crate::model::{BESIDE, Context, Draft, Field, Line, Lines, Object, Value};

/// Reads a record: the fields of `input`, its lines, and why it may stand beside another of the same name.
pub fn record_from_json(object: &Object, input: &Json, context: &Context) -> Result<Draft> {
    let mut rest = input.clone();
    match rest.as_object_mut().and_then(|map| map.remove(BESIDE)) {
        None | Some(Json::Null) => fields_and_lines(object, &rest, context),
        Some(Json::String(reason)) => Ok(fields_and_lines(object, &rest, context)?.beside(reason)),
        Some(_) => Err(Error::rejected(BESIDE, "field.type")),
    }
}

fn fields_and_lines(object: &Object, input: &Json, context: &Context) -> Result<Draft> {
    if object.lines.is_empty() {
        return draft_from_json(&object.fields, input, context);
    }
    let Some(map) = input.as_object() else { return draft_from_json(&object.fields, input, context) };
    let (sets, fields): (serde_json::Map<_, _>, serde_json::Map<_, _>) =
        map.iter().map(|(name, given)| (name.clone(), given.clone())).partition(|(name, _)| object.line_set(name).is_some());
    let mut wrong = Vec::new();
    let mut draft = match draft_from_json(&object.fields, &Json::Object(fields), context) {
        Ok(draft) => draft,
        Err(Error::Rejected(found)) => {
            wrong = found;
            Draft::new()
        }
        Err(other) => return Err(other),
    };
    for (name, given) in &sets {
        if let Some(set) = object.line_set(name) {
            draft.put_lines(name.clone(), lines(set, given, context, &mut wrong));
        }
    }
    if wrong.is_empty() { Ok(draft) } else { Err(Error::Rejected(wrong)) }
}

fn lines(set: &Lines, given: &Json, context: &Context, wrong: &mut Vec<Invalid>) -> Vec<Line> {
    let Some(list) = given.as_array() else {
        wrong.push(Invalid::new(set.name.to_string(), "lines.shape"));
        return Vec::new();
    };
    // Before anything is made of them.
    if list.len() > set.max {
        wrong.push(Invalid::new(set.name.to_string(), "lines.limit").with("max", set.max).with("count", list.len()));
        return Vec::new();
    }
    list.iter().enumerate().map(|(nth, given)| line(set, nth, given, context, wrong)).collect()
}

fn line(set: &Lines, nth: usize, given: &Json, context: &Context, wrong: &mut Vec<Invalid>) -> Line {
    let mut line = Line::default();
    let at = |field: &str| format!("{}.{nth}.{field}", set.name);
    let Some(map) = given.as_object() else {
        wrong.push(Invalid::new(format!("{}.{nth}", set.name), "lines.shape"));
        return line;
    };
    for (name, given) in map {
        if name == "id" {
            match given.as_str().and_then(|id| id.parse().ok()) {
                Some(id) => line.id = Some(RecordId(id)),
                None if given.is_null() => {}
                None => wrong.push(Invalid::new(at(name), "lines.unknown")),
            }
            continue;
        }
        let Some(field) = set.field(name) else {
            wrong.push(Invalid::new(at(name), "field.unknown"));
            continue;
        };
        match if given.is_null() { Ok(Value::Null) } else { field.kind.parse(field, given, context) } {
            Ok(value) => line.put(name.clone(), value),
            Err(reason) => wrong.push(Invalid { field: at(name), reason, clash: None }),
        }
    }
    line
}

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
