//! What a figure about a record's children comes to, counted from the rows.

use diesel::RunQueryDsl;

use super::{Engine, rows};
use crate::db::sql::{Aggregate, AggregateFunction, Column, Compare, Predicate};
use crate::db::{Row, Tx};
use crate::error::{Error, Result};
use crate::ids::RecordId;
use crate::model::{Field, Fold, Object, Rollup, Value, filter};

/// The figure about one record as it is now, for the app's own eyes.
pub(super) fn figure(tx: &mut Tx<'_>, engine: &Engine, rollup: &Rollup, id: RecordId) -> Result<Value> {
    let child = engine.object(&rollup.child)?;
    let link = child.field(&rollup.link).ok_or_else(|| Error::internal("a figure follows a link that is not there"))?;
    let mut counted = Predicate::Compare(link.column(), Compare::Eq, id.into()).and(rows::alive());
    if let Some(json) = &rollup.filter {
        let context = engine.context(tx.actor, tx.now);
        let open = |_: &Object, _: &Field| Predicate::True;
        counted = counted.and(filter::parse(json, child, &engine.catalog, &context, &open, &|_| Ok(Predicate::True))?);
    }
    let function = match rollup.fold {
        Fold::Count => AggregateFunction::Count,
        Fold::Sum => AggregateFunction::Sum,
        Fold::Min => AggregateFunction::Min,
        Fold::Max => AggregateFunction::Max,
    };
    let column = child.field(&rollup.of).map_or_else(|| Column::Plain(rollup.of.clone()), Field::column);
    let found: Vec<Row> = Aggregate { table: child.table(), function, column: &column, predicate: &counted }.load(tx.conn)?;
    Ok(found.into_iter().next().and_then(|row| row.0.into_iter().next()).unwrap_or(Value::Null))
}
