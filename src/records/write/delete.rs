//! Into the recycle bin, with what hangs on it.

use super::{ExpectedVersion, Writing};
use crate::audit::EventKind;
use crate::db::sql::{Compare, Predicate};
use crate::error::Result;
use crate::ids::RecordId;
use crate::model::{Object, Record, Value, Verb};
use crate::records::{read, search};

impl Writing<'_, '_> {
    pub(super) fn delete(&mut self, object: &Object, id: RecordId, seen: ExpectedVersion) -> Result<()> {
        let sight = self.sight(object, &Verb::Delete)?;
        let before = self.before(object, id, read::alive().and(sight), seen)?;
        self.soft_delete(object, &before)
    }

    /// The record and what hangs on it go together, stamped with the same moment, and come back together.
    pub(super) fn soft_delete(&mut self, object: &Object, before: &Record) -> Result<()> {
        let now = Value::from(self.tx.now);
        let columns = [("version", Value::Int(before.version + 1)), ("deleted_at", now), ("deleted_by", Value::from(self.tx.actor.user))];
        self.tx.update(object.table(), before.id, None, &columns)?;
        search::forget(self.tx, object, before.id)?;
        self.record_change(object, before.id, &Verb::Delete, EventKind::RecordDelete, Vec::new())?;
        let alive = read::alive();
        self.for_each_child(object, before.id, &alive, |work, child, record| work.soft_delete(child, record))
    }

    pub(super) fn for_each_child(
        &mut self,
        object: &Object,
        id: RecordId,
        which: &Predicate,
        mut f: impl FnMut(&mut Self, &Object, &Record) -> Result<()>,
    ) -> Result<()> {
        let catalog = self.engine.catalog.clone();
        for (child, field) in catalog.links_to(&object.name).filter(|(child, field)| child.parent.as_ref() == Some(&field.name)) {
            let hangs = Predicate::Compare(field.column(), Compare::Eq, id.0.into()).and(which.clone());
            for record in self.load_all(child, &hangs)? {
                f(self, child, &record)?;
            }
        }
        Ok(())
    }
}
