//! From fields to columns, and back.

use diesel::RunQueryDsl;
use serde_json::{Map, Value as Json};

use super::Writing;
use crate::db::Row;
use crate::db::sql::{Column, Order, Predicate, Select};
use crate::error::{Error, Result};
use crate::model::{Draft, Field, Object, Place, Record, Value};
use crate::records::show;

impl Writing<'_, '_> {
    pub(super) fn load(&mut self, object: &Object, predicate: &Predicate) -> Result<Record> {
        self.load_some(object, predicate, 1)?.pop().ok_or_else(Error::not_found)
    }

    /// Whole records by number, for the app's own eyes.
    pub(super) fn load_some(&mut self, object: &Object, predicate: &Predicate, limit: i64) -> Result<Vec<Record>> {
        let fields: Vec<&Field> = object.fields.iter().collect();
        let columns = show::columns(&fields);
        let order = [Order { column: Column::plain("id"), descending: false }];
        let rows: Vec<Row> =
            Select { table: object.table(), columns: &columns, predicate, order: &order, limit: Some(limit) }.load(self.tx.conn)?;
        let mut records: Vec<Record> = rows.iter().map(|row| show::record(&fields, row)).collect();
        if !object.lines.is_empty() {
            for record in &mut records {
                record.lines = self.lines_of(object, record.id)?;
            }
        }
        Ok(records)
    }

    /// The JSON column as it stands, where the draft changes anything in it: what is not in the draft stays, values of fields that nobody
    /// describes any more among them.
    pub(super) fn custom_of(&mut self, object: &Object, before: &Record, draft: &Draft) -> Result<Map<String, Json>> {
        if !draft.names().any(|name| object.field(name).is_some_and(|field| field.place == Place::Custom)) {
            return Ok(Map::new());
        }
        let (columns, predicate) = ([Column::plain("custom")], Predicate::id(before.id.0));
        let select = Select { table: object.table(), columns: &columns, predicate: &predicate, order: &[], limit: Some(1) };
        let rows: Vec<Row> = select.load(self.tx.conn)?;
        let text = rows.first().and_then(|row| row.0[0].text()).ok_or_else(Error::not_found)?;
        Ok(serde_json::from_str(text)?)
    }
}

/// Column names and values for what is in the draft, along with what is kept beside them.
pub(super) fn stored(object: &Object, custom: &Map<String, Json>, draft: &Draft) -> Result<Vec<(String, Value)>> {
    let mut columns = Vec::with_capacity(draft.iter().count() + 4);
    let mut custom = custom.clone();
    let mut custom_changed = false;
    for (name, value) in draft.iter() {
        // Nothing is dropped without a word: whoever wants to write an unknown field has made a mistake.
        let field = object.field(name).ok_or_else(|| Error::internal(format!("{} has no field {name}", object.name)))?;
        match field.place {
            Place::Column => columns.push((field.column_name().into_owned(), value.clone())),
            Place::Custom => {
                custom_changed = true;
                custom.insert(name.to_string(), plain_json(value));
            }
        }
        columns.extend(field.companions(value).map(|(column, value)| (column.into_owned(), value)));
    }
    if custom_changed {
        columns.push(("custom".into(), Json::Object(custom).to_string().into()));
    }
    Ok(columns)
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
