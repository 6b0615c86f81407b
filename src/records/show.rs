//! From rows to what the API answers, with the titles of everything they point to.

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value as Json;

use super::links::Titles;
use crate::clock::{from_millis, rfc3339};
use crate::db::Row;
use crate::db::sql::Column;
use crate::ids::RecordId;
use crate::model::{Field, Record, Refers, Value};

/// A record as the API shows it.
pub type Shown = Json;

/// What every record has besides its fields, in the order in which it is selected after them.
const SYSTEM: [&str; 6] = ["id", "version", "created_at", "created_by", "updated_at", "updated_by"];

/// The columns to select for showing `fields`.
pub(super) fn columns(fields: &[&Field]) -> Vec<Column> {
    fields.iter().map(|f| f.column()).chain(SYSTEM.into_iter().map(Column::plain)).collect()
}

/// How many they are.
pub(super) fn width(fields: &[&Field]) -> usize {
    fields.len() + SYSTEM.len()
}

/// The record in a row selected with [`columns`].
pub(super) fn record(fields: &[&Field], row: &Row) -> Record {
    let int = |name: &str| {
        let at = fields.len() + SYSTEM.iter().position(|s| *s == name).unwrap_or_default();
        row.0.get(at).and_then(Value::int).unwrap_or_default()
    };
    let values = fields.iter().zip(&row.0).map(|(f, v)| (f.name.clone(), v.clone()));
    let system = SYSTEM.iter().zip(&row.0[fields.len()..]).map(|(name, v)| ((*name).into(), v.clone()));
    Record { id: RecordId(int("id")), version: int("version"), values: values.chain(system).collect(), lines: Default::default() }
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

/// A value that is there but not shown.
#[derive(serde::Serialize)]
struct Mask<'a> {
    masked: &'a str,
}

/// One value as the API shows it.
pub(super) fn value(field: &Field, value: &Value, titles: &Titles) -> Json {
    match (field.kind.refers(), value) {
        (_, Value::Masked(mask)) => serde_json::json!({ "masked": mask }),
        (Refers::Nothing, _) | (_, Value::Null | Value::Text(_)) => field.kind.json(field, value).into(),
        (refers, Value::Int(id)) => serde_json::to_value(titles.link(refers, field.target.as_deref(), *id)).unwrap_or_default(),
    }
}

/// A row written out field by field: a list has many, and a tree of values for each would cost more than finding them.
pub(super) struct Written<'a> {
    pub fields: &'a [&'a Field],
    pub row: &'a Row,
    pub titles: &'a Titles,
}

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let system = self.row.0.get(self.fields.len()..).unwrap_or_default();
        let number = |at: usize| system.get(at).and_then(Value::int);
        let moment = |at| number(at).map(|ms| rfc3339(from_millis(ms)));
        let person = |at| number(at).map(|id| self.titles.link(Refers::User, None, id));
        let mut map = serializer.serialize_map(Some(self.fields.len() + SYSTEM.len()))?;
        map.serialize_entry("id", &number(0).unwrap_or_default().to_string())?;
        map.serialize_entry("version", &number(1))?;
        for (field, value) in self.fields.iter().zip(&self.row.0) {
            match (field.kind.refers(), value) {
                (_, Value::Masked(mask)) => map.serialize_entry(&field.name, &Mask { masked: mask })?,
                (Refers::Nothing, _) | (_, Value::Null | Value::Text(_)) => {
                    map.serialize_entry(&field.name, &field.kind.json(field, value))?;
                }
                (refers, Value::Int(id)) => map.serialize_entry(&field.name, &self.titles.link(refers, field.target.as_deref(), *id))?,
            }
        }
        map.serialize_entry("created_at", &moment(2))?;
        map.serialize_entry("created_by", &person(3))?;
        map.serialize_entry("updated_at", &moment(4))?;
        map.serialize_entry("updated_by", &person(5))?;
        map.end()
    }
}
