//! From rows to what the API answers, with the titles of everything they point to.

use serde_json::{Map, Value as Json};

use super::links::Titles;
use crate::clock::{from_millis, rfc3339};
use crate::db::Row;
use crate::db::sql::Column;
use crate::ids::RecordId;
use crate::model::{Field, Object, Record, Refers, Value};

/// A record as the API shows it.
pub type Shown = Json;

/// What every record has besides its fields, in the order in which it is selected after them.
const SYSTEM: [&str; 6] = ["id", "version", "created_at", "created_by", "updated_at", "updated_by"];

/// The columns to select for showing `fields`.
pub(super) fn columns(fields: &[&Field]) -> Vec<Column> {
    fields.iter().map(|f| f.column()).chain(SYSTEM.into_iter().map(Column::plain)).collect()
}

/// The record in a row selected with [`columns`].
pub(super) fn record(fields: &[&Field], row: &Row) -> Record {
    let int = |name: &str| {
        let at = fields.len() + SYSTEM.iter().position(|s| *s == name).unwrap_or_default();
        row.0.get(at).and_then(Value::int).unwrap_or_default()
    };
    let values = fields.iter().zip(&row.0).map(|(f, v)| (f.name.clone(), v.clone()));
    let system = SYSTEM.iter().zip(&row.0[fields.len()..]).map(|(name, v)| ((*name).into(), v.clone()));
    Record { id: RecordId(int("id")), version: int("version"), values: values.chain(system).collect() }
}

/// Gathers what the rows point to, so that titles are asked for once per table.
pub(super) fn collect(fields: &[&Field], rows: &[Row], titles: &mut Titles) {
    for row in rows {
        for (field, value) in fields.iter().zip(&row.0) {
            if let Some(id) = value.int() {
                titles.want(field.kind.refers(), field.target.as_deref(), id);
            }
        }
        for at in [3, 5] {
            if let Some(Value::Int(id)) = row.0.get(fields.len() + at) {
                titles.want(Refers::User, None, *id);
            }
        }
    }
}

pub(super) fn show(_: &Object, fields: &[&Field], row: &Row, titles: &Titles) -> Shown {
    let mut shown = Map::with_capacity(fields.len() + SYSTEM.len());
    let system = &row.0[fields.len()..];
    let number = |at: usize| system.get(at).and_then(Value::int);
    shown.insert("id".into(), number(0).unwrap_or_default().to_string().into());
    shown.insert("version".into(), number(1).into());
    for (field, value) in fields.iter().zip(&row.0) {
        shown.insert(field.name.to_string(), shown_value(field, value, titles));
    }
    let moment = |at| number(at).map(|ms| rfc3339(from_millis(ms)));
    let person = |at| number(at).map(|id| titles.link(Refers::User, None, id));
    shown.insert("created_at".into(), moment(2).into());
    shown.insert("created_by".into(), person(3).into());
    shown.insert("updated_at".into(), moment(4).into());
    shown.insert("updated_by".into(), person(5).into());
    Json::Object(shown)
}

pub(super) fn shown_value(field: &Field, value: &Value, titles: &Titles) -> Json {
    match (field.kind.refers(), value) {
        (Refers::Nothing, _) | (_, Value::Null | Value::Text(_)) => field.kind.json(field, value),
        (refers, Value::Int(id)) => titles.link(refers, field.target.as_deref(), *id),
    }
}
