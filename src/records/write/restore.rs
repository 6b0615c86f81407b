//! Out of the recycle bin, with what went along.

use diesel::RunQueryDsl;

use super::Writing;
use super::columns::{borrowed, stored};
use super::trace::changes;
use crate::audit::EventKind;
use crate::db::Row;
use crate::db::sql::{Column, Compare, Predicate, Select};
use crate::error::{Error, Reason, Result};
use crate::ids::RecordId;
use crate::model::{Draft, Object, Record, Value, Verb};
use crate::records::{dedupe, read, search};

impl Writing<'_, '_> {
    pub(super) fn restore(&mut self, object: &Object, id: RecordId) -> Result<()> {
        let sight = self.sight(object, &Verb::Restore)?;
        let deleted_at = Column::plain("deleted_at");
        let predicate = Predicate::id(id.0).and(Predicate::Empty(deleted_at.clone()).negate()).and(sight);
        let select =
            Select { table: object.table(), columns: std::slice::from_ref(&deleted_at), predicate: &predicate, order: &[], limit: Some(1) };
        let rows: Vec<Row> = select.load(self.tx.conn)?;
        let moment = rows.first().map(|r| r.0[0].clone()).ok_or_else(Error::not_found)?;
        let record = self.load(object, &predicate)?;
        if let Some(parent) = &object.parent {
            self.parent_stands(object, parent, &record)?;
        }
        self.undelete(object, &record, &moment)
    }

    pub(super) fn undelete(&mut self, object: &Object, record: &Record, moment: &Value) -> Result<()> {
        let draft: Draft = record.values.iter().filter(|(n, _)| object.field(n).is_some()).map(|(n, v)| (n.clone(), v.clone())).collect();
        dedupe::refuse_duplicates(self.tx, self.engine, object, Some(record.id), &draft)?;
        let columns = [("version", Value::Int(record.version + 1)), ("deleted_at", Value::Null), ("deleted_by", Value::Null)];
        let mut changed = Draft::new();
        object.rules.prepare(self, Some(record), &Verb::Restore, &mut changed)?;
        let custom = self.custom_of(object, record, &changed)?;
        let written = stored(object, &custom, &changed)?;
        let columns: Vec<_> = borrowed(&written).into_iter().chain(columns).collect();
        self.tx.update(object.table(), record.id, None, &columns)?;
        self.refresh_rollups(object, None, Some(record))?;
        object.rules.check(self, &changed, &record.with(&changed), &Verb::Restore)?;
        search::index(self.tx, object, record)?;
        self.record_change(object, record.id, &Verb::Restore, EventKind::RecordRestore, changes(object, Some(record), &changed))?;
        let together = Predicate::Compare(Column::plain("deleted_at"), Compare::Eq, moment.clone());
        self.for_each_child(object, record.id, &together, |work, child, record| work.undelete(child, record, moment))
    }

    pub(super) fn parent_stands(&mut self, object: &Object, parent: &str, record: &Record) -> Result<()> {
        let Some((field, target)) = object.field(parent).and_then(|f| Some((f, f.target.as_deref()?))) else { return Ok(()) };
        let Some(id) = record.get(&field.name).int() else { return Ok(()) };
        let target = self.engine.object(target)?;
        if read::exists(self.tx.conn, target, &Predicate::id(id).and(read::alive()))? {
            return Ok(());
        }
        Err(Error::Conflict(Reason::new("restore.parent_first").with("object", target.label(self.tx.actor.language))))
    }
}
