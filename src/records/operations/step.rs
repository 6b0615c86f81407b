//! One record's way back.

use std::collections::BTreeSet;

use diesel::RunQueryDsl;

use super::counts::UndoCounts;
use super::kept::Kept;
use super::plan::{RecordKey, Reversal, UndoItem, UndoPlan, Undoable};
use super::store;
use crate::db::sql::{Predicate, Select};
use crate::db::{Row, Tx};
use crate::error::{Error, Reason, Result};
use crate::ids::RecordId;
use crate::model::{Object, Verb};
use crate::records::{Engine, read, write};

/// What is known while an operation is undone.
pub(super) struct RecordUndo<'a> {
    pub engine: &'a Engine,
    pub undoable: &'a Undoable,
    pub plan: &'a UndoPlan,
    /// The records that stay as they are.
    pub kept: &'a BTreeSet<RecordKey>,
    pub dry_run: bool,
}

impl RecordUndo<'_> {
    /// Counts the records that went back with this one, itself included, and returns what did not; an error is a fault. The changes
    /// belong to the operation that `tx` has joined, which is the undo.
    pub fn take(&self, tx: &mut Tx<'_>, item: &UndoItem, went: &mut UndoCounts) -> Result<Option<Kept>> {
        let before = store::newest_change(tx.conn)?;
        let taken = tx.attempt(|tx| self.go(tx, item));
        match taken {
            Ok(Some(kept)) if !kept.partly => Ok(Some(kept)),
            Ok(kept) => {
                let undo = tx.operation().ok_or_else(|| Error::internal("an undo belongs to no operation"))?;
                if item.reversal != Reversal::PutBack {
                    went.moved(store::moved_after(tx.conn, undo, before)?);
                    return Ok(kept);
                }
                if store::has_changed(tx.conn, &item.object.name, item.record, undo)? {
                    went.put_back(&item.object.name);
                    return Ok(kept);
                }
                let nothing = || Kept::new(tx.actor, &item.object, item.record, &Reason::new("undo.nothing"));
                Ok(kept.or_else(|| Some(nothing())))
            }
            Err(error) => Kept::of(tx.actor, &item.object, item.record, error).map(Some),
        }
    }

    fn go(&self, tx: &mut Tx<'_>, item: &UndoItem) -> Result<Option<Kept>> {
        let (object, id) = (&*item.object, item.record);
        let keep = |tx: &Tx<'_>, code: &'static str| Ok(Some(Kept::new(tx.actor, object, id, &Reason::new(code))));
        if item.causes.iter().any(|cause| self.kept.contains(cause)) {
            return keep(tx, "undo.cause");
        }
        let sight = self.engine.sight(tx.actor, object, &Verb::Read)?;
        if !read::exists(tx.conn, object, &Predicate::id(id.0).and(sight))? {
            return keep(tx, "undo.right");
        }
        let deleted = self.is_deleted(tx, object, id)?;
        let history = store::history(tx.conn, &object.name, id, item.first)?;
        let undo = tx.operation();
        let ours = history.last().is_some_and(|row| Some(row.operation()) == undo);
        let others = |verb: Option<&str>| {
            let mut others = history.iter().filter(|row| row.operation() != self.undoable.id && Some(row.operation()) != undo);
            others.any(|row| verb.is_none_or(|verb| row.verb == verb))
        };
        match item.reversal {
            // It went with what it hangs on, or before the undo broke off.
            Reversal::Delete if deleted && ours => Ok(None),
            Reversal::Restore if !deleted && ours => Ok(None),
            Reversal::Delete | Reversal::Restore if self.will_go_along(tx, item)? => Ok(None),
            Reversal::Delete if deleted => keep(tx, "undo.deleted"),
            Reversal::Delete if others(None) => Ok(Some(Kept::changed(tx.actor, object, id, &[]))),
            Reversal::Delete => match self.hangs(tx, object, id)? {
                Some(label) => Ok(Some(Kept::new(tx.actor, object, id, &Reason::new("undo.hangs").with("object", label)))),
                None => write::delete(tx, self.engine, object, id, None).map(|()| None),
            },
            Reversal::Restore if !deleted => keep(tx, "undo.restored"),
            Reversal::Restore if others(Some("delete")) => keep(tx, "undo.deleted"),
            Reversal::Restore => {
                write::restore(tx, self.engine, object, id)?;
                self.put_back(tx, item).map(|kept| kept.map(|kept| Kept { partly: true, ..kept }))
            }
            Reversal::PutBack if ours => Ok(None),
            Reversal::PutBack if deleted => keep(tx, "undo.deleted"),
            Reversal::PutBack => self.put_back(tx, item),
        }
    }

    fn is_deleted(&self, tx: &mut Tx<'_>, object: &Object, id: RecordId) -> Result<bool> {
        Ok(!read::exists(tx.conn, object, &Predicate::id(id.0).and(read::alive()))?)
    }

    /// In a preview of several steps what earlier ones did is undone by now; this one would go with its parent.
    fn will_go_along(&self, tx: &mut Tx<'_>, item: &UndoItem) -> Result<bool> {
        let parent = item.object.parent.as_deref().and_then(|link| item.object.field(link));
        let (true, Some(link)) = (self.dry_run, parent) else { return Ok(false) };
        let Some(target) = link.target.as_deref() else { return Ok(false) };
        let columns = [link.column()];
        let of = Predicate::id(item.record.0);
        let select = Select { table: item.object.table(), columns: &columns, predicate: &of, order: &[], limit: Some(1) };
        let rows: Vec<Row> = select.load(tx.conn)?;
        let Some(parent) = rows.first().and_then(|row| row.0[0].int()).map(RecordId) else { return Ok(false) };
        let same = self.plan.reversal(target, parent).is_some_and(|(reversal, _)| reversal == item.reversal);
        if !same || self.kept.contains(&(target.to_owned(), parent)) {
            return Ok(false);
        }
        let target = self.engine.object(target)?;
        Ok(self.is_deleted(tx, target, parent)? == (item.reversal == Reversal::Restore))
    }
}
