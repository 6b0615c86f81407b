//! What a value of each kind of field looks like, going out and coming in.

use serde_json::{Value as Json, json};

use super::shapes::{about, flag, id, link, list, moment, named, or_null, shape, text};
use crate::actor::Language;
use crate::model::{Field, Shape};

const DECIMAL: &str = "^-?[0-9]+(\\.[0-9]+)?$";

/// As an answer shows it. Every field may be empty.
pub fn shown(field: &Field, language: Language) -> Json {
    let schema = match field.kind.shape() {
        Shape::Choices if field.open => list(text()),
        Shape::Choices => list(choice(field)),
        Shape::Choice => choice(field),
        Shape::Link => link(),
        Shape::Money => named("Money"),
        Shape::Decimal => json!({ "type": "string", "pattern": DECIMAL }),
        Shape::Flag => flag(),
        Shape::Date => json!({ "type": "string", "format": "date" }),
        Shape::Moment => moment(),
        Shape::Email => json!({ "type": "string", "format": "email" }),
        Shape::Url => json!({ "type": "string", "format": "uri" }),
        Shape::Text => text(),
    };
    labelled(or_null(schema), field, language)
}

/// As a request may give it; null empties the field. Kinds that people type take more than they show: `2016年3月4日`, `12.5万`.
pub fn given(field: &Field, language: Language) -> Json {
    let chosen = |schema| about(schema, &format!("{}: {}", if field.open { "Such as" } else { "One of" }, values(field).join(", ")));
    let schema = match field.kind.shape() {
        Shape::Choices => chosen(list(text())),
        Shape::Choice => chosen(text()),
        Shape::Link => {
            let schema = json!({ "anyOf": [id(), shape([("id", id())])] });
            field.target.as_deref().map_or(schema.clone(), |target| about(schema, &format!("The id of a {target}.")))
        }
        Shape::Money => json!({ "anyOf": [decimal(), shape([("amount", decimal()), ("currency?", text())])] }),
        Shape::Decimal => decimal(),
        Shape::Flag => flag(),
        Shape::Date | Shape::Moment => text(),
        Shape::Email | Shape::Url | Shape::Text => limited(field),
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
