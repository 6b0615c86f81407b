//! Into the recycle bin, with what hangs on it.

use diesel::RunQueryDsl;

use super::cascade::Cascade;
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
    /// The record and what hangs on it go together, stamped with the same moment, and come back together.
    pub(super) fn delete(&mut self, object: &Object, id: RecordId, seen: ExpectedVersion) -> Result<()> {
        let sight = self.sight(object, &Verb::Delete)?;
        let before = self.before(object, id, read::alive().and(sight), seen)?;
        let mut cascade = Cascade::default();
        self.soft_delete(object, &before, &mut cascade)?;
        for (object, id) in cascade.moved {
            self.not_held_back(&object, id, |other| other.parent.is_some())?;
        }
        self.settle(cascade.stale)
    }

    fn soft_delete(&mut self, object: &Object, before: &Record, cascade: &mut Cascade) -> Result<()> {
        // What hangs on nothing goes with nothing. Of the rest nobody can tell before all has gone that goes along.
        self.not_held_back(object, before.id, |other| other.parent.is_none())?;
        let mut draft = Draft::new();
        object.rules.prepare(self, Some(before), &Verb::Delete, &mut draft)?;
        let custom = self.custom_of(object, before, &draft)?;
        let written = stored(object, &custom, &draft)?;
        let now = Value::from(self.tx.now);
        let columns = [("version", Value::Int(before.version + 1)), ("deleted_at", now), ("deleted_by", Value::from(self.tx.actor.user))];
        let columns: Vec<_> = borrowed(&written).into_iter().chain(columns).collect();
        self.tx.update(object.table(), before.id, None, &columns)?;
        self.refresh_about(object, before, cascade)?;
        object.rules.check(self, &draft, &before.with(&draft), &Verb::Delete)?;
        search::forget(self.tx, object, before.id)?;
        self.record_change(object, before.id, &Verb::Delete, EventKind::RecordDelete, changes(object, Some(before), &draft))?;
        if self.engine.catalog.links_to(&object.name).any(|(_, field)| field.on_delete == OnDelete::Restrict) {
            cascade.moved.push((self.engine.object(&object.name)?.clone(), before.id));
        }
        self.for_each_child(object, before.id, &read::alive(), |work, child, record| work.soft_delete(child, record, cascade))
    }

    /// What points to a record by a link that restricts keeps it where it is; the refusal names what stands in the way.
    fn not_held_back(&mut self, object: &Object, id: RecordId, asked: impl Fn(&Object) -> bool) -> Result<()> {
        let catalog = self.engine.catalog.clone();
        let language = self.tx.actor.language;
        let links = catalog.links_to(&object.name);
        for (other, field) in links.filter(|(other, field)| field.on_delete == OnDelete::Restrict && asked(other)) {
            let points = Predicate::Compare(field.column(), Compare::Eq, id.into()).and(read::alive());
            if !read::exists(self.tx.conn, other, &points)? {
                continue;
            }
            let seen = points.clone().and(self.engine.rows(self.tx.actor, other, &Verb::Read)?);
            let title = other.field(&other.title).map_or(Column::plain("id"), Field::column);
            let select = Select { table: other.table(), columns: &[title], predicate: &seen, order: &[], limit: Some(3) };
            let rows: Vec<Row> = select.load(self.tx.conn)?;
            let names: Vec<_> = rows.iter().filter_map(|row| row.0[0].text().map(short)).collect();
            let code = if names.is_empty() { "delete.held" } else { "delete.held_by" };
            let reason = Reason::new(code).with("object", other.many(language)).with("records", listed(language, &names));
            return Err(Error::Conflict(reason));
        }
        Ok(())
    }
}
