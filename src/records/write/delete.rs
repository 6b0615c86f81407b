//! Into the recycle bin, with what hangs on it.

use diesel::RunQueryDsl;

use super::columns::{borrowed, stored};
use super::trace::changes;
use super::{ExpectedVersion, Writing};
use crate::audit::EventKind;
use crate::db::Row;
use crate::db::sql::{Column, Compare, Predicate, Select};
use crate::error::{Error, Reason, Result};
use crate::i18n::{listed, short};
use crate::ids::RecordId;
use crate::model::{Draft, Field, Object, OnDelete, Record, Value, Verb};
use crate::records::{read, search};

impl Writing<'_, '_> {
    pub(super) fn delete(&mut self, object: &Object, id: RecordId, seen: ExpectedVersion) -> Result<()> {
        let sight = self.sight(object, &Verb::Delete)?;
        let before = self.before(object, id, read::alive().and(sight), seen)?;
        self.soft_delete(object, &before)
    }

    /// The record and what hangs on it go together, stamped with the same moment, and come back together.
    pub(super) fn soft_delete(&mut self, object: &Object, before: &Record) -> Result<()> {
        self.not_held_back(object, before)?;
        let mut draft = Draft::new();
        object.rules.prepare(self, Some(before), &Verb::Delete, &mut draft)?;
        let custom = self.custom_of(object, before, &draft)?;
        let written = stored(object, &custom, &draft)?;
        let now = Value::from(self.tx.now);
        let columns = [("version", Value::Int(before.version + 1)), ("deleted_at", now), ("deleted_by", Value::from(self.tx.actor.user))];
        let columns: Vec<_> = borrowed(&written).into_iter().chain(columns).collect();
        self.tx.update(object.table(), before.id, None, &columns)?;
        self.refresh_rollups(object, Some(before), None)?;
        object.rules.check(self, &draft, &before.with(&draft), &Verb::Delete)?;
        search::forget(self.tx, object, before.id)?;
        self.record_change(object, before.id, &Verb::Delete, EventKind::RecordDelete, changes(object, Some(before), &draft))?;
        let alive = read::alive();
        self.for_each_child(object, before.id, &alive, |work, child, record| work.soft_delete(child, record))
    }

    /// What points to a record by a link that restricts keeps it where it is; the refusal names what stands in the way.
    fn not_held_back(&mut self, object: &Object, before: &Record) -> Result<()> {
        let catalog = self.engine.catalog.clone();
        let language = self.tx.actor.language;
        for (other, field) in catalog.links_to(&object.name).filter(|(_, field)| field.on_delete == OnDelete::Restrict) {
            let points = Predicate::Compare(field.column(), Compare::Eq, before.id.into()).and(read::alive());
            if !read::exists(self.tx.conn, other, &points)? {
                continue;
            }
            let seen = points.clone().and(self.engine.rows(self.tx.actor, other, &Verb::Read)?);
            let title = other.field(&other.title).map_or(Column::plain("id"), Field::column);
            let select = Select { table: other.table(), columns: &[title], predicate: &seen, order: &[], limit: Some(3) };
            let rows: Vec<Row> = select.load(self.tx.conn)?;
            let names: Vec<_> = rows.iter().filter_map(|row| row.0[0].text().map(short)).collect();
            let code = if names.is_empty() { "delete.held" } else { "delete.held_by" };
            let reason = Reason::new(code).with("object", other.label(language)).with("records", listed(language, &names));
            return Err(Error::Conflict(reason));
        }
        Ok(())
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
