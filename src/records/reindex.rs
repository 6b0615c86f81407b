//! Filling again from the records what is kept beside them (full-text tables, sort keys): all of it where a migration or a restore left it
//! empty, and the full-text tables of what hangs on a record that changed hands.
//!
//! It goes through the records by number, a batch at a time, and notes after each how far it came: an app that is closed meanwhile
//! goes on there when it is opened next.

use diesel::RunQueryDsl;

use super::{Engine, rows, search, show};
use crate::db::sql::{Column, Compare, Order, Predicate, Select};
use crate::db::{Db, Row, Tx};
use crate::error::Result;
use crate::ids::RecordId;
use crate::model::{Catalog, Field, Name, Object, Value};
use crate::people::settings;

/// `customer 1000`: the object and the number of its last record that is filled in. There while there is something to do.
const FILLED_TO: &str = "records.filled_to";
const BATCH: i64 = 2000;

/// Does nothing in an app where nothing is missing.
pub fn reindex(engine: &Engine, db: &Db) -> Result<()> {
    let Some(filled) = db.read_blocking(|reader| settings::get(reader.conn, FILLED_TO))? else { return Ok(()) };
    let (at, mut last) = filled.split_once(' ').map_or(("", 0), |(object, last)| (object, last.parse().unwrap_or_default()));
    let done = engine.catalog.iter().position(|object| object.name == at).unwrap_or_default();
    for object in engine.catalog.iter().skip(done) {
        loop {
            let (catalog, object) = (engine.catalog.clone(), object.clone());
            let reached = db.write_unaudited_blocking(move |tx| {
                let reached = batch(tx, &catalog, &object, Predicate::True, last)?.last().map(|id| id.0);
                settings::set(tx, FILLED_TO, &format!("{} {}", object.name, reached.unwrap_or(last)))?;
                Ok(reached)
            })?;
            let Some(reached) = reached else { break };
            tracing::info!(reached, "search index and sort keys are filled again");
            last = reached;
        }
        last = 0;
    }
    db.write_unaudited_blocking(|tx| settings::remove(tx, FILLED_TO))
}

/// What hangs on a record that has changed hands bears the new owner's token, at every depth; what has an owner of its own stays as it is.
pub(super) fn below(tx: &mut Tx<'_>, catalog: &Catalog, object: &Object, id: RecordId) -> Result<()> {
    let hanging: Vec<_> = catalog.links_to(&object.name).filter(|(child, link)| child.parent.as_ref() == Some(&link.name)).collect();
    for (child, link) in hanging.into_iter().filter(|(child, _)| child.owner.is_none()) {
        let hangs = Predicate::Compare(link.column(), Compare::Eq, id.0.into()).and(rows::alive());
        let mut last = 0;
        loop {
            let reached = batch(tx, catalog, child, hangs.clone(), last)?;
            for &record in &reached {
                below(tx, catalog, child, record)?;
            }
            let Some(record) = reached.last() else { break };
            last = record.0;
        }
    }
    Ok(())
}

/// The next of the rows behind `last`; returns their numbers.
fn batch(tx: &mut Tx<'_>, catalog: &Catalog, object: &Object, which: Predicate, last: i64) -> Result<Vec<RecordId>> {
    let fields: Vec<&Field> = object.fields.iter().collect();
    let (mut columns, id) = (show::columns(&fields), Column::plain("id"));
    columns.push(Column::plain("deleted_at"));
    let predicate = which.and(Predicate::Compare(id.clone(), Compare::Gt, last.into()));
    let order = [Order { column: id, descending: false }];
    let rows: Vec<Row> =
        Select { table: object.table(), columns: &columns, predicate: &predicate, order: &order, limit: Some(BATCH) }.load(tx.conn)?;
    let mut reached = Vec::with_capacity(rows.len());
    for row in &rows {
        let record = show::record(&fields, row);
        // What is in the recycle bin is not found, but may come back.
        if row.0.last().is_some_and(Value::is_null) {
            search::index(tx, catalog, object, &record)?;
        }
        let kept: Vec<(Name, Value)> = fields.iter().flat_map(|field| field.companions(record.get(&field.name))).collect();
        if !kept.is_empty() {
            let kept: Vec<(&str, Value)> = kept.iter().map(|(column, value)| (&**column, value.clone())).collect();
            tx.update(object.table(), record.id, None, &kept)?;
        }
        reached.push(record.id);
    }
    Ok(reached)
}

#[cfg(test)]
mod tests {
    use diesel::connection::SimpleConnection;
    use serde_json::json;

    use super::*;
    use crate::records::testing::Fixture;
    use crate::records::{ListQuery, draft_from_json, write};

    #[test]
    fn what_a_migration_emptied_is_found_again() {
        let app = Fixture::new();
        let customer = app.engine.object("customer").unwrap().clone();
        let (engine, object) = (app.engine.clone(), customer.clone());
        app.db
            .write_blocking(&app.admin, move |tx| {
                let draft = draft_from_json(
                    &object.fields,
                    &json!({ "name": "恒通贸易", "mobile": "13800001234" }),
                    &engine.context(tx.actor, tx.now),
                )?;
                write::create(tx, &engine, &object, draft).map(drop)
            })
            .unwrap();
        let found = |q: &str| {
            let asked = ListQuery { q: Some(q.to_owned()), ..ListQuery::default() };
            app.db
                .read_blocking(|reader| crate::records::read::list(&app.engine, reader, &app.admin, &customer, &asked))
                .unwrap()
                .0
                .contains("恒通贸易")
        };
        assert!(found("恒通") && found("00001234"));
        // As each of the migrations asks for it that leave something to be filled.
        const MIGRATIONS: [&str; 2] = [
            include_str!("../../migrations/20261130000400_name_sort/up.sql"),
            include_str!("../../migrations/20261130000500_scope_owner/up.sql"),
        ];
        for migration in MIGRATIONS {
            let asks = migration.split(';').find(|statement| statement.contains("INTO setting")).unwrap();
            let empty = "INSERT INTO customer_search (customer_search) VALUES ('delete-all'); UPDATE customer SET name_sort = ''";
            app.db.write_unaudited_blocking(move |tx| Ok(tx.conn.batch_execute(&format!("{empty}; {asks}"))?)).unwrap();
            assert!(!found("恒通"));
            reindex(&app.engine, &app.db).unwrap();
            assert!(found("恒通") && found("00001234"));
            assert_eq!(app.db.read_blocking(|reader| settings::get(reader.conn, FILLED_TO)).unwrap(), None);
        }
        let (columns, predicate) = ([Column::plain("name_sort")], Predicate::True);
        let select = Select { table: "customer", columns: &columns, predicate: &predicate, order: &[], limit: None };
        let rows: Vec<Row> = app.db.read_blocking(|reader| Ok(select.load(reader.conn)?)).unwrap();
        assert_eq!(rows[0].0, [Value::from("heng2恒tong1通mao4贸yi4易")]);
    }
}
