//! The fields of one record that get their former values, as many as go.

use super::former::{Former, former};
use super::kept::{Kept, label};
use super::plan::UndoItem;
use super::step::RecordUndo;
use super::store::{self, HistoryRow};
use super::ways::{FormerWay, WayFinder, fallen};
use crate::db::Tx;
use crate::error::{Error, Invalid, Reason, Result};
use crate::i18n;
use crate::model::{Draft, Object, Record, Value, Verb};
use crate::records::write::{self, PutBackPart};
use crate::records::{shares, timeline};

/// What stays of a record, and why.
#[derive(Default)]
struct Staying {
    /// Changed since.
    changed: Vec<FormerWay>,
    /// Refused by the door, or without a way back.
    wrong: Vec<Invalid>,
    /// Falls with what stays.
    fallen: Vec<FormerWay>,
}

impl RecordUndo<'_> {
    pub(super) fn put_back(&self, tx: &mut Tx<'_>, item: &UndoItem) -> Result<Option<Kept>> {
        let (object, id) = (&*item.object, item.record);
        let now = write::record(tx, self.engine, object, id)?;
        let finder = WayFinder::new(tx.conn, object, id, self.undoable)?;
        let (mut staying, mut back) = (Staying::default(), Vec::new());
        for former in self.formers(tx, item, &now)? {
            match finder.way(former) {
                Ok(way) if way.former.value.is_none() => staying.changed.push(way),
                Ok(way) => back.push(way),
                Err(wrong) => staying.wrong.push(wrong),
            }
        }
        if let Some(refused) = self.is_not_done_again(tx, item, &finder, &back)? {
            return Ok(Some(refused));
        }
        staying.fallen = fallen(&mut back, &staying.changed);
        while !back.is_empty() {
            match tx.attempt(|tx| write::put_back(tx, self.engine, object, id, parts(&back))) {
                Ok(()) => break,
                Err(Error::Rejected(refused)) if back.iter().any(|way| refused.iter().any(|wrong| way.former.is_meant(wrong))) => {
                    let meant = |way: &FormerWay| refused.iter().any(|wrong| way.former.is_meant(wrong));
                    let (stays, rest): (Vec<_>, Vec<_>) = back.into_iter().partition(meant);
                    back = rest;
                    staying.fallen.extend(fallen(&mut back, &stays));
                    staying.wrong.extend(refused);
                }
                Err(error) => return Kept::of(tx.actor, object, id, error).map(Some),
            }
        }
        if back.iter().any(|way| object.owner.as_ref() == Some(&way.former.name)) {
            let ended = shares::ended(tx.conn, object, id, self.undoable.id)?;
            shares::put_back(tx, object, id, &ended)?;
        }
        if !back.is_empty() && staying.changed.iter().any(|way| way.is_computed) {
            let after = write::record(tx, self.engine, object, id)?;
            staying.changed.retain(|way| !way.is_computed || after.get(&way.former.name) == now.get(&way.former.name));
        }
        Ok(staying.kept(tx, object, item).map(|kept| Kept { partly: !back.is_empty(), ..kept }))
    }

    fn formers(&self, tx: &mut Tx<'_>, item: &UndoItem, now: &Record) -> Result<Vec<Former>> {
        let undo = tx.operation();
        let history = store::history(tx.conn, &item.object.name, item.record, item.first)?;
        let parsed = |row: HistoryRow| {
            let changes = timeline::parse_changes(&Value::Text(row.changes.clone()));
            (row, changes)
        };
        let history: Vec<_> = history.into_iter().filter(|row| Some(row.operation()) != undo).map(parsed).collect();
        Ok(former(&item.object, &history, self.undoable.id, now))
    }

    /// An act looks at the record before it agrees, and what it was told is not kept: it is done anew only to the record that it saw.
    fn is_not_done_again(&self, tx: &mut Tx<'_>, item: &UndoItem, finder: &WayFinder<'_>, back: &[FormerWay]) -> Result<Option<Kept>> {
        let again = back.iter().filter(|way| way.again).find_map(|way| match &way.verb {
            Verb::Act(action) => Some(action.clone()),
            _ => None,
        });
        let Some(action) = again else { return Ok(None) };
        let (object, id, from) = (&*item.object, item.record, finder.first().unwrap_or_default());
        let known: Vec<_> = self.undoable.chain.iter().copied().chain(tx.operation()).collect();
        if !store::is_touched_by_others(tx.conn, &object.name, id, from, &known)? {
            return Ok(None);
        }
        let reason = Reason::new("undo.act_again").with("action", object.action_label(&action, tx.actor.language));
        Ok(Some(Kept::new(tx.actor, object, id, &reason)))
    }
}

impl Staying {
    fn kept(self, tx: &Tx<'_>, object: &Object, item: &UndoItem) -> Option<Kept> {
        let (actor, language) = (tx.actor, tx.actor.language);
        let labels = |ways: &[FormerWay]| ways.iter().map(|way| label(object, &way.former.name, language)).collect::<Vec<_>>();
        let mut all = Vec::new();
        if !self.changed.is_empty() {
            all.push(Kept::changed(actor, object, item.record, &labels(&self.changed)));
        }
        if !self.wrong.is_empty() {
            all.push(Kept::refused(actor, object, item.record, &self.wrong));
        }
        if !self.fallen.is_empty() {
            let fields = i18n::listed(language, &labels(&self.fallen));
            all.push(Kept::new(actor, object, item.record, &Reason::new("undo.fields_fallen").with("fields", fields)));
        }
        let messages: Vec<_> = all.iter().map(|kept| kept.message.clone()).collect();
        all.into_iter().next().map(|first| Kept { message: i18n::clauses(language, &messages), ..first })
    }
}

impl Former {
    /// Of a line an error names its place: `lines.3.price`.
    fn is_meant(&self, wrong: &Invalid) -> bool {
        wrong.field.split('.').next() == Some(self.name.as_ref())
    }
}

/// By the right that each field needs.
fn parts(back: &[FormerWay]) -> Vec<PutBackPart> {
    let mut parts: Vec<PutBackPart> = Vec::new();
    for way in back {
        let nth = parts.iter().position(|part| part.verb == way.verb && part.again == way.again).unwrap_or_else(|| {
            parts.push(PutBackPart { verb: way.verb.clone(), again: way.again, draft: Draft::new() });
            parts.len() - 1
        });
        way.former.fill(&mut parts[nth].draft);
    }
    parts
}
