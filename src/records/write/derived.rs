//! What the app keeps beside what people write: figures about children, without a version, a history or an event of their own.
//!
//! What goes into the recycle bin with all that hangs on it keeps the figures that it had; a record that comes back has them counted anew.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Writing;
use super::columns::{borrowed, stored};
use crate::db::sql::Predicate;
use crate::error::{Error, Result};
use crate::ids::RecordId;
use crate::model::{Draft, Field, Name, Object, Record, Rollup};
use crate::records::figures::figure;
use crate::records::read;

impl Writing<'_, '_> {
    /// Writes derived fields of a record, whoever has it open.
    fn derive(&mut self, object: &Object, id: RecordId, draft: &Draft) -> Result<()> {
        if let Some(name) = draft.names().find(|name| object.field(name).is_none_or(|field| !field.derived)) {
            return Err(Error::internal(format!("{}.{name} is not derived", object.name)));
        }
        let columns = stored(object, &serde_json::Map::new(), draft)?;
        self.tx.update(object.table(), id, None, &borrowed(&columns)).map(drop)
    }

    /// Refreshes the figures that others keep about a record which was made or changed.
    pub(super) fn refresh_rollups(&mut self, child: &Object, before: Option<&Record>, after: &Record) -> Result<()> {
        let catalog = self.engine.catalog.clone();
        let mut kept = BTreeSet::new();
        for (object, field, rollup) in catalog.rollups_of(&child.name) {
            let parent = |record: Option<&Record>| record.and_then(|record| record.get(&rollup.link).int());
            let (former, next) = (parent(before), parent(Some(after)));
            for id in [former, next.filter(|_| next != former)].into_iter().flatten() {
                let value = figure(self.tx, self.engine, rollup, RecordId(id))?;
                self.derive(object, RecordId(id), &Draft::new().set(field.name.clone(), value))?;
                kept.insert((object.name.clone(), id));
            }
        }
        for (keeper, id) in kept {
            let keeper = self.engine.object(&keeper)?.clone();
            if read::exists(self.tx.conn, &keeper, &Predicate::id(id).and(read::alive()))? {
                keeper.rules.counted(self, RecordId(id))?;
            }
        }
        Ok(())
    }

    /// The records that keep figures about one.
    pub(super) fn keepers(&self, child: &Object, record: &Record) -> Vec<(Name, RecordId)> {
        let keeps =
            |(object, _, rollup): (&Arc<Object>, &Field, &Rollup)| Some((object.name.clone(), RecordId(record.get(&rollup.link).int()?)));
        self.engine.catalog.rollups_of(&child.name).filter_map(keeps).collect()
    }

    /// Counts all figures of a record anew, unless it lies in the recycle bin.
    pub(super) fn refresh_figures(&mut self, object: &Object, id: RecordId) -> Result<()> {
        let stands = Predicate::id(id.0).and(read::alive());
        if object.figures().next().is_none() || !read::exists(self.tx.conn, object, &stands)? {
            return Ok(());
        }
        let mut draft = Draft::new();
        for (field, rollup) in object.figures() {
            draft.put(field.name.clone(), figure(self.tx, self.engine, rollup, id)?);
        }
        self.derive(object, id, &draft)?;
        object.rules.counted(self, id)
    }
}
