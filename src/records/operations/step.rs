//! One record's way back.

use std::collections::BTreeSet;

use diesel::RunQueryDsl;

use super::former::{Former, FormerValue, former};
use super::kept::{Kept, label};
use super::plan::{RecordKey, Reversal, UndoItem, UndoPlan, Undoable};
use super::store::{self, HistoryRow};
use crate::db::sql::{Column, Compare, Predicate, Select};
use crate::db::{Row, Tx};
use crate::error::{Error, Invalid, Reason, Result};
use crate::ids::RecordId;
use crate::model::{Draft, Field, Object, Value, Verb};
use crate::records::{Engine, read, timeline, write};

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
    /// How many records went back with this one, itself included, and what did not; an error is a fault. The changes belong to the
    /// operation that `tx` has joined, which is the undo.
    pub fn take(&self, tx: &mut Tx<'_>, item: &UndoItem) -> Result<(u64, Option<Kept>)> {
        let before = store::newest_change(tx.conn)?;
        let taken = tx.attempt(|tx| self.go(tx, item));
        match taken {
            Ok(Some(kept)) if !kept.partly => Ok((0, Some(kept))),
            Ok(kept) => {
                let moved = tx.operation().map(|undo| store::moved_after(tx.conn, undo, before)).transpose()?.unwrap_or_default();
                let went = if item.reversal == Reversal::PutBack { 1 } else { moved };
                Ok((went.unsigned_abs(), kept))
            }
            Err(error) => Ok((0, Some(Kept::of(tx.actor, &item.object, item.record, error)?))),
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

    /// Gives fields their former values, as many as go.
    fn put_back(&self, tx: &mut Tx<'_>, item: &UndoItem) -> Result<Option<Kept>> {
        let (object, id) = (&*item.object, item.record);
        let undo = tx.operation();
        let history = store::history(tx.conn, &object.name, id, item.first)?.into_iter().filter(|row| Some(row.operation()) != undo);
        let parsed = |row: HistoryRow| {
            let changes = timeline::parse_changes(&Value::Text(row.changes.clone()));
            (row, changes)
        };
        let history: Vec<_> = history.map(parsed).collect();
        let now = write::record(tx, self.engine, object, id)?;
        let former = former(object, &history, self.undoable.id, &now);
        let (stay, mut back): (Vec<Former>, Vec<Former>) = former.into_iter().partition(|former| former.value.is_none());
        let mut wrong: Vec<Invalid> = Vec::new();
        while !back.is_empty() {
            match tx.attempt(|tx| write::put_back(tx, self.engine, object, id, parts(&back))) {
                Ok(()) => break,
                Err(Error::Rejected(refused)) if back.iter().any(|former| refused.iter().any(|wrong| former.is_meant(wrong))) => {
                    back.retain(|former| !refused.iter().any(|wrong| former.is_meant(wrong)));
                    wrong.extend(refused);
                }
                Err(error) => return Kept::of(tx.actor, object, id, error).map(Some),
            }
        }
        let mut kept = (!wrong.is_empty()).then(|| Kept::refused(tx.actor, object, id, &wrong));
        if !stay.is_empty() {
            let label = |former: &Former| label(object, &former.name, tx.actor.language);
            let changed = Kept::changed(tx.actor, object, id, &stay.iter().map(label).collect::<Vec<_>>());
            kept = Some(match kept {
                Some(refused) => Kept { message: format!("{}；{}", changed.message, refused.message), ..changed },
                None => changed,
            });
        }
        Ok(kept.map(|kept| Kept { partly: !back.is_empty(), ..kept }))
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

    /// The first thing that hangs on a record and did not come with it, or was changed since.
    fn hangs(&self, tx: &mut Tx<'_>, object: &Object, id: RecordId) -> Result<Option<String>> {
        let catalog = self.engine.catalog.clone();
        for (child, link) in catalog.links_to(&object.name) {
            for record in self.pointing(tx, child, link, id)? {
                let is_part = child.parent.as_ref() == Some(&link.name);
                if !self.came_along(tx, child, record)? || (is_part && self.hangs(tx, child, record)?.is_some()) {
                    return Ok(Some(child.label(tx.actor.language)));
                }
            }
        }
        Ok(None)
    }

    fn pointing(&self, tx: &mut Tx<'_>, child: &Object, link: &Field, id: RecordId) -> Result<Vec<RecordId>> {
        let points = Predicate::Compare(link.column(), Compare::Eq, id.0.into()).and(read::alive());
        let columns = [Column::plain("id")];
        let rows: Vec<Row> =
            Select { table: child.table(), columns: &columns, predicate: &points, order: &[], limit: None }.load(tx.conn)?;
        Ok(rows.iter().filter_map(|row| row.0[0].int()).map(RecordId).collect())
    }

    /// Made by the same operation, and as it left it.
    fn came_along(&self, tx: &mut Tx<'_>, object: &Object, id: RecordId) -> Result<bool> {
        let Some((Reversal::Delete, first)) = self.plan.reversal(&object.name, id) else { return Ok(false) };
        let history = store::history(tx.conn, &object.name, id, first)?;
        Ok(history.iter().all(|row| row.operation() == self.undoable.id || Some(row.operation()) == tx.operation()))
    }
}

impl Former {
    /// Of a line an error names its place: `lines.3.price`.
    fn is_meant(&self, wrong: &Invalid) -> bool {
        wrong.field.split('.').next() == Some(self.name.as_ref())
    }
}

/// By the right that each field needs.
fn parts(back: &[Former]) -> Vec<(Verb, Draft)> {
    let mut parts: Vec<(Verb, Draft)> = Vec::new();
    for former in back {
        let verb = match former.verb.as_str() {
            "create" | "update" | "undo" => Verb::Update,
            // What the rules did besides.
            "follow" | "delete" | "restore" => Verb::FOLLOW,
            action => Verb::Act(action.to_owned().into()),
        };
        let nth = parts.iter().position(|(known, _)| *known == verb).unwrap_or_else(|| {
            parts.push((verb, Draft::new()));
            parts.len() - 1
        });
        match &former.value {
            Some(FormerValue::Field(value)) => parts[nth].1.put(former.name.clone(), value.clone()),
            Some(FormerValue::Lines(lines)) => parts[nth].1.put_lines(former.name.clone(), lines.clone()),
            None => {}
        }
    }
    parts
}
