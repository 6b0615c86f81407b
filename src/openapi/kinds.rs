//! What a value of each kind of field looks like, going out and coming in.

use serde_json::{Value as Json, json};

use super::shapes::{about, flag, id, link, list, moment, named, or_null, shape, text};
use crate::actor::Language;
use crate::model::Field;

const DECIMAL: &str = "^-?[0-9]+(\\.[0-9]+)?$";

/// As an answer shows it. Every field may be empty.
pub fn shown(field: &Field, language: Language) -> Json {
    let schema = match field.kind.name() {
        "choices" if field.open => list(text()),
        "choices" => list(choice(field)),
        "choice" => choice(field),
        "link" | "user" | "department" => link(),
        "money" => named("Money"),
        "number" | "percent" => json!({ "type": "string", "pattern": DECIMAL }),
        "boolean" => flag(),
        "date" => json!({ "type": "string", "format": "date" }),
        "datetime" => moment(),
        "email" => json!({ "type": "string", "format": "email" }),
        "url" => json!({ "type": "string", "format": "uri" }),
        "text" | "long_text" | "phone" | "address" => text(),
        // A kind that this page does not know yet may be anything; a test says which one it is.
        _ => json!({}),
    };
    labelled(or_null(schema), field, language)
}

/// As a request may give it; null empties the field. Kinds that people type take more than they show: `2016年3月4日`, `12.5万`.
pub fn given(field: &Field, language: Language) -> Json {
    let schema = match field.kind.name() {
        "choices" => list(text()),
        "link" | "user" | "department" => json!({ "anyOf": [id(), shape([("id", id())])] }),
        "money" => json!({ "anyOf": [decimal(), shape([("amount", decimal()), ("currency?", text())])] }),
        "number" | "percent" => decimal(),
        "boolean" => flag(),
        "date" | "datetime" | "choice" => text(),
        _ => limited(field),
    };
    let schema = match (field.kind.name(), field.target.as_deref()) {
        ("link", Some(target)) => about(schema, &format!("The id of a {target}.")),
        ("choice" | "choices", _) => {
            about(schema, &format!("{}: {}", if field.open { "Such as" } else { "One of" }, values(field).join(", ")))
        }
        _ => schema,
    };
    labelled(or_null(schema), field, language)
}

fn labelled(mut schema: Json, field: &Field, language: Language) -> Json {
    schema["title"] = json!(field.label(language));
    schema
}

fn values(field: &Field) -> Vec<&str> {
    field.options.iter().map(|option| option.value.as_ref()).collect()
}

fn choice(field: &Field) -> Json {
    json!({ "type": "string", "enum": values(field) })
}

/// A decimal number; the text is exact.
fn decimal() -> Json {
    json!({ "type": ["string", "number"] })
}

fn limited(field: &Field) -> Json {
    match field.kind.max(field) {
        Some(max) => json!({ "type": "string", "maxLength": max }),
        None => text(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_of_the_house_has_a_schema() {
        let objects = crate::crm::objects();
        let fields = objects.iter().flat_map(|object| object.fields.iter().chain(object.actions.iter().flat_map(|action| &action.input)));
        let bare: Vec<&str> = fields.filter(|f| shown(f, Language::English)["anyOf"][0] == json!({})).map(|f| f.kind.name()).collect();
        assert!(bare.is_empty(), "kinds that src/openapi/kinds.rs does not know: {bare:?}");
    }
}
