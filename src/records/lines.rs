//! The lines of a record as they are read: which columns, in which order, and what somebody sees of them.

use diesel::RunQueryDsl;
use serde_json::{Map, Value as Json, json};

use super::links::Titles;
use super::{Engine, rows as records, show};
use crate::actor::Actor;
use crate::db::sql::{Column, Compare, Name, Order, Predicate, Select};
use crate::db::{Reader, Row};
use crate::error::Result;
use crate::ids::RecordId;
use crate::model::{Field, Line, Lines, Object, Value, Verb};

/// The rows of one record's lines, each with its number and then its fields, in their order.
pub(super) fn rows(conn: &mut diesel::sqlite::SqliteConnection, object: &Object, set: &Lines, id: RecordId) -> Result<Vec<Row>> {
    let columns: Vec<Column> = [Column::plain("id")].into_iter().chain(set.fields.iter().map(Field::column)).collect();
    let predicate = Predicate::Compare(Column::Plain(record_column(object)), Compare::Eq, id.into());
    let order = ["position", "id"].map(|column| Order { column: Column::plain(column), descending: false });
    Ok(Select { table: &set.table, columns: &columns, predicate: &predicate, order: &order, limit: None }.load(conn)?)
}

/// The column by which a line belongs to its record.
pub(super) fn record_column(object: &Object) -> Name {
    format!("{}_id", object.name).into()
}

/// A line as its row has it.
pub(super) fn line(set: &Lines, row: &Row) -> Line {
    let values = set.fields.iter().zip(row.0.iter().skip(1)).map(|(field, value)| (field.short().to_owned().into(), value.clone()));
    Line { id: row.0.first().and_then(Value::int).map(RecordId), values: values.collect() }
}

/// How somebody sees the fields of a set on one record, in the order of its fields.
pub(super) fn visibility(
    engine: &Engine,
    conn: &mut diesel::sqlite::SqliteConnection,
    actor: &Actor,
    object: &Object,
    set: &Lines,
    id: RecordId,
) -> Result<Vec<super::mask::Visibility>> {
    use super::mask::Visibility;
    let rights = engine.fields(actor, object, &Verb::Read);
    let mut holds = |rows: &Predicate| match rows {
        Predicate::True => Ok(true),
        Predicate::False => Ok(false),
        rows => records::exists(conn, object, &Predicate::id(id.0).and(rows.clone())),
    };
    let mut all = Vec::with_capacity(set.fields.len());
    for field in &set.fields {
        all.push(match rights.guarded(field) {
            None => Visibility::Clear,
            Some(guarded) if holds(&guarded.clear)? => Visibility::Clear,
            Some(guarded) if holds(&guarded.masked)? => Visibility::Masked,
            Some(_) => Visibility::Hidden,
        });
    }
    Ok(all)
}

/// All lines of a record as the API shows them, by the name of their set.
pub(super) fn shown(engine: &Engine, reader: &mut Reader<'_>, actor: &Actor, object: &Object, id: RecordId) -> Result<Map<String, Json>> {
    use super::mask::Visibility;
    let mut all = Map::new();
    for set in &object.lines {
        let seen = visibility(engine, reader.conn, actor, object, set, id)?;
        let rows = rows(reader.conn, object, set, id)?;
        let mut titles = Titles::default();
        for row in &rows {
            for ((field, value), _) in
                set.fields.iter().zip(row.0.iter().skip(1)).zip(&seen).filter(|(_, seen)| **seen == Visibility::Clear)
            {
                value.int().into_iter().for_each(|id| titles.want(field.kind.refers(), field.target.as_deref(), id));
            }
        }
        titles.load(engine, reader.conn, actor)?;
        let lines = rows.iter().map(|row| {
            let mut shown = Map::new();
            shown.insert("id".into(), json!(row.0.first().and_then(Value::int).unwrap_or_default().to_string()));
            for ((field, value), seen) in set.fields.iter().zip(row.0.iter().skip(1)).zip(&seen) {
                let value = match seen {
                    Visibility::Clear => show::value(field, value, &titles),
                    Visibility::Masked if !value.is_null() => show::value(field, &Value::Masked(field.kind.mask(field, value)), &titles),
                    Visibility::Masked => Json::Null,
                    Visibility::Hidden => continue,
                };
                shown.insert(field.short().to_owned(), value);
            }
            Json::Object(shown)
        });
        all.insert(set.name.to_string(), lines.collect());
    }
    Ok(all)
}
