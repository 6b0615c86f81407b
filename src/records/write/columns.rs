//! From fields to columns, and back.

use diesel::RunQueryDsl;
use serde_json::{Map, Value as Json};

use super::Writing;
use crate::db::Row;
use crate::db::sql::{Predicate, Select};
use crate::error::{Error, Result};
use crate::model::{Draft, Field, Object, Place, Record, Value};
use crate::records::show;

impl Writing<'_, '_> {
    pub(super) fn load(&mut self, object: &Object, predicate: &Predicate) -> Result<Record> {
        self.load_all(object, predicate)?.pop().ok_or_else(Error::not_found)
    }

    /// Whole records, for the app's own eyes.
    pub(super) fn load_all(&mut self, object: &Object, predicate: &Predicate) -> Result<Vec<Record>> {
        let fields: Vec<&Field> = object.fields.iter().collect();
        let columns = show::columns(&fields);
        let rows: Vec<Row> = Select { table: object.table(), columns: &columns, predicate, order: &[], limit: None }.load(self.tx.conn)?;
        Ok(rows.iter().map(|row| show::record(&fields, row)).collect())
    }

    /// The JSON column as it stands, so that what is not in the draft stays.
    pub(super) fn custom_of(&self, object: &Object, before: &Record) -> Map<String, Json> {
        let custom = object.fields.iter().filter(|f| f.place == Place::Custom);
        custom.map(|f| (f.name.to_string(), plain_json(before.get(&f.name)))).filter(|(_, v)| !v.is_null()).collect()
    }
}

/// Column names and values for what is in the draft, the keys of the duplicate check along.
pub(super) fn stored(object: &Object, custom: &Map<String, Json>, draft: &Draft) -> Vec<(String, Value)> {
    let mut columns = Vec::with_capacity(draft.iter().count() + 4);
    let mut custom = custom.clone();
    let mut custom_changed = false;
    for (name, value) in draft.iter() {
        let Some(field) = object.field(name) else { continue };
        match field.place {
            Place::Column => columns.push((field.column_name().into_owned(), value.clone())),
            Place::Custom => {
                custom_changed = true;
                custom.insert(name.to_string(), plain_json(value));
            }
        }
        if let Some(key_column) = field.duplicate.as_ref().filter(|c| **c != field.column_name()) {
            columns.push((key_column.to_string(), field.kind.duplicate_key(value).into()));
        }
    }
    if custom_changed {
        columns.push(("custom".into(), Json::Object(custom).to_string().into()));
    }
    columns
}

pub(super) fn borrowed(columns: &[(String, Value)]) -> Vec<(&str, Value)> {
    columns.iter().map(|(name, value)| (name.as_str(), value.clone())).collect()
}

pub(super) fn plain_json(value: &Value) -> Json {
    match value {
        Value::Null | Value::Masked(_) => Json::Null,
        Value::Int(i) => (*i).into(),
        Value::Text(t) => t.as_str().into(),
    }
}
