//! Short words for JSON schemas, so that a schema reads like the JSON that it describes.

use serde_json::{Map, Value as Json, json};

/// A reference to a schema of the document.
pub fn named(name: &str) -> Json {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// One of several schemas of the document, their names joined by `|`.
pub fn any_named(names: &str) -> Json {
    let all: Vec<Json> = names.split('|').map(named).collect();
    match all.as_slice() {
        [one] => one.clone(),
        _ => json!({ "anyOf": all }),
    }
}

/// An object with these members. A name that ends in `?` may be missing.
pub fn shape<const N: usize>(members: [(&str, Json); N]) -> Json {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for (name, schema) in members {
        let bare = name.trim_end_matches('?');
        properties.insert(bare.to_owned(), schema);
        if bare == name {
            required.push(bare);
        }
    }
    let mut shape = json!({ "type": "object", "properties": properties });
    if !required.is_empty() {
        shape["required"] = json!(required);
    }
    shape
}

/// An object as a request gives it: members that nobody knows are refused.
pub fn strict<const N: usize>(members: [(&str, Json); N]) -> Json {
    let mut shape = shape(members);
    shape["additionalProperties"] = json!(false);
    shape
}

pub fn list(items: Json) -> Json {
    json!({ "type": "array", "items": items })
}

/// An object whose keys are not known beforehand.
pub fn map(values: Json) -> Json {
    json!({ "type": "object", "additionalProperties": values })
}

pub fn or_null(schema: Json) -> Json {
    json!({ "anyOf": [schema, { "type": "null" }] })
}

pub fn one_of<'a>(values: impl IntoIterator<Item = &'a str>) -> Json {
    json!({ "type": "string", "enum": values.into_iter().collect::<Vec<_>>() })
}

pub fn exactly(value: &str) -> Json {
    json!({ "type": "string", "const": value })
}

pub fn text() -> Json {
    json!({ "type": "string" })
}

/// A number as a string of digits.
pub fn id() -> Json {
    json!({ "type": "string", "pattern": "^[0-9]+$" })
}

/// RFC 3339, in UTC.
pub fn moment() -> Json {
    json!({ "type": "string", "format": "date-time" })
}

pub fn flag() -> Json {
    json!({ "type": "boolean" })
}

pub fn count() -> Json {
    json!({ "type": "integer", "minimum": 0 })
}

pub fn link() -> Json {
    named("Link")
}

/// The same with words for people.
pub fn about(mut schema: Json, words: &str) -> Json {
    schema["description"] = json!(words);
    schema
}
