//! A field's value as people read it.

use super::links::Titles;
use crate::model::{Context, Field, Refers, Value};

/// A value in words; null stays null, so that the console can show that there was nothing.
pub(super) fn words(field: &Field, value: &Value, titles: &Titles, context: &Context) -> Option<String> {
    match (field.kind.refers(), value) {
        (_, Value::Null) => None,
        (_, Value::Masked(mask)) => Some(mask.clone()),
        (Refers::Nothing, value) => Some(field.kind.words(field, value, context)),
        (refers, Value::Int(id)) => {
            Some(titles.title(refers, field.target.as_deref(), *id).map_or_else(|| format!("#{id}"), str::to_owned))
        }
        (_, Value::Text(text)) => Some(text.clone()),
    }
}
