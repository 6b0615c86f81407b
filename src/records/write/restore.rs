//! Out of the recycle bin, with what went along.

use diesel::RunQueryDsl;

use super::Writing;
use super::cascade::Cascade;
use super::columns::{borrowed, stored};
use super::trace::changes;
use crate::audit::EventKind;
use crate::db::Row;
use crate::db::sql::{Column, Compare, Predicate, Select};
use crate::error::{Error, Reason, Result};
use crate::i18n::short;
use crate::ids::RecordId;
use crate::model::{Draft, Field, Object, OnDelete, Record, Refers, Value, Verb};
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
        let mut cascade = Cascade::default();
        self.undelete(object, &record, &moment, &mut cascade)?;
        for (object, id) in cascade.moved {
            self.links_stand(&object, id)?;
        }
        self.settle(cascade.stale)
    }

    fn undelete(&mut self, object: &Object, record: &Record, moment: &Value, cascade: &mut Cascade) -> Result<()> {
        let draft: Draft = record.values.iter().filter(|(n, _)| object.field(n).is_some()).map(|(n, v)| (n.clone(), v.clone())).collect();
        dedupe::refuse_return(self.tx, self.engine, object, record.id, &draft)?;
        let columns = [("version", Value::Int(record.version + 1)), ("deleted_at", Value::Null), ("deleted_by", Value::Null)];
        let mut changed = Draft::new();
        object.rules.prepare(self, Some(record), &Verb::Restore, &mut changed)?;
        let custom = self.custom_of(object, record, &changed)?;
        let written = stored(object, &custom, &changed)?;
        let columns: Vec<_> = borrowed(&written).into_iter().chain(columns).collect();
        self.tx.update(object.table(), record.id, None, &columns)?;
        let after = record.with(&changed);
        self.refresh_about(object, &after, cascade)?;
        // Its own figures, too: nobody kept them while it lay in the bin.
        cascade.stale.insert((object.name.clone(), record.id));
        search::index(self.tx, &self.engine.catalog, object, &after)?;
        object.rules.check(self, &changed, &after, &Verb::Restore)?;
        self.record_change(object, record.id, &Verb::Restore, EventKind::RecordRestore, changes(object, Some(record), &changed))?;
        if relied_on(object).next().is_some() {
            cascade.moved.push((self.engine.object(&object.name)?.clone(), record.id));
        }
        let together = Predicate::Compare(Column::plain("deleted_at"), Compare::Eq, moment.clone());
        self.for_each_child(object, record.id, &together, |work, child, record| work.undelete(child, record, moment, cascade))
    }

    fn parent_stands(&mut self, object: &Object, parent: &str, record: &Record) -> Result<()> {
        let Some((field, target)) = object.field(parent).and_then(|f| Some((f, f.target.as_deref()?))) else { return Ok(()) };
        let Some(id) = record.get(&field.name).int() else { return Ok(()) };
        let target = self.engine.object(target)?;
        if read::exists(self.tx.conn, target, &Predicate::id(id).and(read::alive()))? {
            return Ok(());
        }
        Err(Error::Conflict(Reason::new("restore.parent_first").with("object", target.one(self.tx.actor.language))))
    }

    /// Nothing comes back that relies on what is still in the bin: it could not have been left without it, either.
    fn links_stand(&mut self, object: &Object, id: RecordId) -> Result<()> {
        let record = self.load(object, &Predicate::id(id.0))?;
        for (field, target) in relied_on(object) {
            let Some(pointed) = record.get(&field.name).int() else { continue };
            let target = self.engine.object(target)?.clone();
            if read::exists(self.tx.conn, &target, &Predicate::id(pointed).and(read::alive()))? {
                continue;
            }
            let language = self.tx.actor.language;
            let seen = Predicate::id(pointed).and(self.engine.rows(self.tx.actor, &target, &Verb::Read)?);
            let title = target.field(&target.title).map_or(Column::plain("id"), Field::column);
            let select = Select { table: target.table(), columns: &[title], predicate: &seen, order: &[], limit: Some(1) };
            let rows: Vec<Row> = select.load(self.tx.conn)?;
            let name = rows.first().and_then(|row| row.0[0].text().map(short));
            let reason = Reason::new(if name.is_some() { "restore.link_first_named" } else { "restore.link_first" });
            let reason = reason.with("object", target.one(language)).with("own", object.one(language));
            return Err(Error::Conflict(reason.with("record", name.unwrap_or_default())));
        }
        Ok(())
    }
}

/// The links without which a record cannot be, each with the object that it leads to. What it hangs on is looked at before it comes back.
fn relied_on(object: &Object) -> impl Iterator<Item = (&Field, &str)> {
    let relies = |field: &&Field| (field.on_delete == OnDelete::Restrict || field.required) && object.parent.as_ref() != Some(&field.name);
    let links = object.fields.iter().filter(|field| field.kind.refers() == Refers::Record).filter(relies);
    links.filter_map(|field| Some((field, field.target.as_deref()?)))
}
