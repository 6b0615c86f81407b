//! Counting anew what records keep about those that hang on them, and what follows from that, where a migration asks for it. As
//! [`super::reindex`], it notes how far it came.

use diesel::RunQueryDsl;

use super::{Engine, rows, write};
use crate::db::sql::{Column, Compare, Order, Predicate, Select};
use crate::db::{Db, Row, Tx};
use crate::error::Result;
use crate::ids::RecordId;
use crate::model::Object;
use crate::people::settings;

/// `customer 1000`: the object and the number of its last record that is counted. There while there is something to do.
const RECOUNTED_TO: &str = "records.recounted_to";
const BATCH: i64 = 1000;

/// Does nothing in an app where all is counted.
pub fn recount(engine: &Engine, db: &Db) -> Result<()> {
    let Some(reached) = db.read_blocking(|reader| settings::get(reader.conn, RECOUNTED_TO))? else { return Ok(()) };
    let (at, mut last) = reached.split_once(' ').map_or(("", 0), |(object, last)| (object, last.parse().unwrap_or_default()));
    let done = engine.catalog.iter().position(|object| object.name == at).unwrap_or_default();
    for object in engine.catalog.iter().skip(done) {
        while object.figures().next().is_some() {
            let (engine, object) = (engine.clone(), object.clone());
            let reached = db.write_unaudited_blocking(move |tx| {
                let ids = next(tx, &object, last)?;
                ids.iter().try_for_each(|id| write::recount(tx, &engine, &object, *id))?;
                let reached = ids.last().map(|id| id.0);
                settings::set(tx, RECOUNTED_TO, &format!("{} {}", object.name, reached.unwrap_or(last)))?;
                Ok(reached)
            })?;
            let Some(reached) = reached else { break };
            tracing::info!(reached, "figures are counted again");
            last = reached;
        }
        last = 0;
    }
    db.write_unaudited_blocking(|tx| settings::remove(tx, RECOUNTED_TO))
}

fn next(tx: &mut Tx<'_>, object: &Object, last: i64) -> Result<Vec<RecordId>> {
    let id = Column::plain("id");
    let predicate = rows::alive().and(Predicate::Compare(id.clone(), Compare::Gt, last.into()));
    let order = [Order { column: id.clone(), descending: false }];
    let columns = [id];
    let select = Select { table: object.table(), columns: &columns, predicate: &predicate, order: &order, limit: Some(BATCH) };
    let rows: Vec<Row> = select.load(tx.conn)?;
    Ok(rows.iter().filter_map(|row| row.0.first()?.int()).map(RecordId).collect())
}
