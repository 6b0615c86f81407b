//! What the app keeps beside what people write: figures about children, without a version, a history or an event of their own.

use diesel::RunQueryDsl;

use super::Writing;
use super::columns::{borrowed, stored};
use crate::db::Row;
use crate::db::sql::{Aggregate, AggregateFunction, Column, Compare, Predicate};
use crate::error::{Error, Result};
use crate::ids::RecordId;
use crate::model::{Draft, Field, Fold, Object, Record, Rollup, Value, filter};
use crate::records::read;

impl Writing<'_, '_> {
    /// Writes derived fields of a record, whoever has it open.
    pub(super) fn derive(&mut self, object: &Object, id: RecordId, draft: &Draft) -> Result<()> {
        if let Some(name) = draft.names().find(|name| object.field(name).is_none_or(|field| !field.derived)) {
            return Err(Error::internal(format!("{}.{name} is not derived", object.name)));
        }
        let columns = stored(object, &serde_json::Map::new(), draft)?;
        self.tx.update(object.table(), id, None, &borrowed(&columns)).map(drop)
    }

    /// Refreshes the figures that others keep about a record which was made, changed, deleted or brought back.
    pub(super) fn refresh_rollups(&mut self, child: &Object, before: Option<&Record>, after: Option<&Record>) -> Result<()> {
        let catalog = self.engine.catalog.clone();
        for (object, field, rollup) in catalog.rollups_of(&child.name) {
            let parent = |record: Option<&Record>| record.and_then(|record| record.get(&rollup.link).int());
            let (former, next) = (parent(before), parent(after));
            for id in [former, next.filter(|_| next != former)].into_iter().flatten() {
                self.refresh_rollup(object, field, rollup, child, RecordId(id))?;
            }
        }
        Ok(())
    }

    fn refresh_rollup(&mut self, object: &Object, field: &Field, rollup: &Rollup, child: &Object, id: RecordId) -> Result<()> {
        let link = child.field(&rollup.link).ok_or_else(|| Error::internal("a figure follows a link that is not there"))?;
        let mut counted = Predicate::Compare(link.column(), Compare::Eq, id.into()).and(read::alive());
        if let Some(json) = &rollup.filter {
            let context = self.engine.context(self.tx.actor, self.tx.now);
            let open = |_: &Object, _: &Field| Predicate::True;
            counted = counted.and(filter::parse(json, child, &self.engine.catalog, &context, &open, &|_| Ok(Predicate::True))?);
        }
        let function = match rollup.fold {
            Fold::Count => AggregateFunction::Count,
            Fold::Sum => AggregateFunction::Sum,
            Fold::Min => AggregateFunction::Min,
            Fold::Max => AggregateFunction::Max,
        };
        let column = child.field(&rollup.of).map_or_else(|| Column::Plain(rollup.of.clone()), Field::column);
        let rows: Vec<Row> = Aggregate { table: child.table(), function, column: &column, predicate: &counted }.load(self.tx.conn)?;
        let value = rows.into_iter().next().and_then(|row| row.0.into_iter().next()).unwrap_or(Value::Null);
        self.derive(object, id, &Draft::new().set(field.name.clone(), value))
    }
}
