//! Duplicates: the same name or telephone after normalisation. Asked again inside the transaction that saves, so that
//! two people entering the same customer at the same time cannot both succeed.

use diesel::RunQueryDsl;
use diesel::sqlite::SqliteConnection;

use super::{Engine, read};
use crate::actor::Actor;
use crate::db::sql::{Column, Compare, Predicate, Select};
use crate::db::{Row, Tx};
use crate::error::{Clash, Error, Invalid, Result};
use crate::i18n::short;
use crate::ids::RecordId;
use crate::model::{Draft, Field, Object, Value, Verb};

/// One field whose value stands in another record already.
#[derive(Debug, Clone)]
pub struct Duplicate {
    pub field: String,
    pub record: RecordId,
    /// The other's title, when the actor may see it.
    pub title: Option<String>,
}

/// All duplicates of what a draft wants, the record itself left out.
pub fn duplicates(
    conn: &mut SqliteConnection,
    engine: &Engine,
    actor: &Actor,
    object: &Object,
    own: Option<RecordId>,
    draft: &Draft,
) -> Result<Vec<Duplicate>> {
    let mut found = Vec::new();
    for field in object.fields.iter().filter(|f| f.duplicate.is_some()) {
        let Some(key) = draft.get(&field.name).and_then(|v| field.kind.duplicate_key(v)) else { continue };
        let predicate = Predicate::Compare(key_column(field), Compare::Eq, Value::Text(key)).and(read::alive());
        // Two are enough: one may be the record itself.
        let columns = [Column::plain("id"), title_column(object)];
        let select = Select { table: object.table(), columns: &columns, predicate: &predicate, order: &[], limit: Some(2) };
        let rows: Vec<Row> = select.load(conn)?;
        let other = rows.iter().find(|row| row.0[0].int() != own.map(|o| o.0));
        if let Some(row) = other {
            let record = RecordId(row.0[0].int().unwrap_or_default());
            let shown = engine.rows(actor, object, &Verb::Read)?.and(engine.clear(actor, object, field));
            let visible = read::exists(conn, object, &Predicate::id(record.0).and(shown))?;
            let title = row.0[1].text().filter(|_| visible).map(short);
            found.push(Duplicate { field: field.name.to_string(), record, title });
        }
    }
    Ok(found)
}

/// The record that bears a number, if the actor sees that it does.
pub(super) fn numbered(
    conn: &mut SqliteConnection,
    engine: &Engine,
    actor: &Actor,
    object: &Object,
    field: &Field,
    number: &Value,
) -> Result<Option<RecordId>> {
    let shown = engine.rows(actor, object, &Verb::Read)?.and(engine.clear(actor, object, field)).and(read::alive());
    let predicate = Predicate::Compare(field.column(), Compare::Eq, number.clone()).and(shown);
    let columns = [Column::plain("id")];
    let select = Select { table: object.table(), columns: &columns, predicate: &predicate, order: &[], limit: Some(1) };
    let rows: Vec<Row> = select.load(conn)?;
    Ok(rows.first().and_then(|row| row.0.first()?.int()).map(RecordId))
}

pub(super) fn refuse_duplicates(tx: &mut Tx<'_>, engine: &Engine, object: &Object, own: Option<RecordId>, draft: &Draft) -> Result<()> {
    let found = duplicates(tx.conn, engine, tx.actor, object, own, draft)?;
    if found.is_empty() { Ok(()) } else { Err(Error::Rejected(found.into_iter().map(|d| invalid(object, d)).collect())) }
}

/// The refusal names the other record to those who may see it, and only that there is one to those who may not.
pub(super) fn invalid(object: &Object, duplicate: Duplicate) -> Invalid {
    match duplicate.title {
        Some(title) => Invalid {
            clash: Some(Box::new(Clash { object: object.name.to_string(), id: duplicate.record.0, title: title.clone() })),
            ..Invalid::new(duplicate.field, "duplicate.exists").with("title", title)
        },
        None => Invalid::new(duplicate.field, "duplicate.elsewhere"),
    }
}

fn key_column(field: &Field) -> Column {
    field.duplicate.clone().map_or_else(|| field.column(), Column::Plain)
}

fn title_column(object: &Object) -> Column {
    object.field(&object.title).map_or(Column::plain("id"), Field::column)
}
