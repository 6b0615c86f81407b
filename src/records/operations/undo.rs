//! A batch of an undo: records in their order, each by itself.

use std::collections::BTreeSet;
use std::ops::Range;

use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use super::counts::UndoCounts;
use super::kept::Kept;
use super::plan::{RecordKey, Reversal, UndoPlan, Undoable};
use super::step::RecordUndo;
use super::{NewOperation, OperationKind, part_of, store};
use crate::actor::{Actor, Language};
use crate::audit::{self, Event, EventKind};
use crate::db::{Reader, Tx};
use crate::error::{Error, Result};
use crate::ids::{JobId, OperationId};
use crate::model::Refers;
use crate::records::{Engine, Titles, write};

/// How many of what stays are listed; all of them are counted.
const LISTED: usize = 100;

/// How far an undo has come.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct UndoReached {
    pub at: usize,
    /// What went back so far.
    pub went: UndoCounts,
    /// The operation that the undo is.
    pub undo: Option<OperationId>,
}

/// One undo under way.
pub(super) struct Undoing {
    pub undoable: Undoable,
    pub plan: UndoPlan,
    pub dry_run: bool,
    pub job: Option<JobId>,
    /// The records that stay as they are, as far as it has come.
    pub stays: BTreeSet<RecordKey>,
}

impl Undoing {
    /// Refuses what cannot be undone at all.
    pub fn new(engine: &Engine, reader: &mut Reader<'_>, actor: &Actor, id: OperationId, dry_run: bool) -> Result<Self> {
        Self::resume(engine, reader, actor, id, dry_run, None)
    }

    /// The same for an undo that has begun as the operation `own`.
    pub fn resume(
        engine: &Engine,
        reader: &mut Reader<'_>,
        actor: &Actor,
        id: OperationId,
        dry_run: bool,
        own: Option<OperationId>,
    ) -> Result<Self> {
        let mut undoable = Undoable::find(reader, actor, id, own)?;
        let plan = UndoPlan::new(engine, reader, &undoable)?;
        if undoable.kind == OperationKind::Save {
            // The first change of a save may only follow from it; what was saved comes first in the plan.
            undoable.object = plan.items.first().map(|item| item.object.name.to_string());
        }
        Ok(Self { undoable, plan, dry_run, job: None, stays: BTreeSet::new() })
    }

    pub fn total(&self) -> usize {
        self.plan.items.len()
    }

    /// What earlier steps left as it is.
    pub fn remember(&mut self, kept: &[Kept]) {
        self.stays.extend(kept.iter().filter(|kept| !kept.partly).map(|kept| (kept.object.clone(), kept.id)));
    }

    /// The next records. Of a preview nothing stands afterwards.
    pub fn batch(&mut self, tx: &mut Tx<'_>, engine: &Engine, mut reached: UndoReached, most: usize) -> Result<(UndoReached, Vec<Kept>)> {
        let next = reached.at..self.total().min(reached.at + most);
        let new =
            NewOperation { undoes: Some(self.undoable.id), object: self.undoable.object.clone(), ..NewOperation::new(OperationKind::Undo) };
        let new = new.by(self.job);
        let mut undo = reached.undo.or(self.undoable.begun);
        self.undoable.claim(tx, undo, self.job, self.dry_run)?;
        if let (0, Some(begun)) = (reached.at, undo) {
            // Fields that went back before it broke off are counted as they are passed.
            reached.went = UndoCounts::default();
            reached.went.moved(store::moved_after(tx.conn, begun, 0)?);
        }
        reached.at = next.end;
        let (mut went, mut kept) = (reached.went.clone(), Vec::new());
        let taken = tx.attempt(|tx| {
            part_of(tx, &mut undo, &new, |tx| {
                kept = self.all(tx, engine, next, &mut went)?;
                Ok(())
            })?;
            if self.dry_run { Err(Error::refused("undo.preview")) } else { Ok(()) }
        });
        match taken {
            Err(Error::Refused(reason)) if reason.code == "undo.preview" => {}
            taken => {
                taken?;
                reached.undo = undo;
            }
        }
        reached.went = went;
        title(tx, engine, &mut kept)?;
        if let Some(undo) = reached.undo.filter(|_| reached.at == self.total() && !self.dry_run) {
            let now = tx.now.timestamp_millis();
            tx.unaudited(|conn| Ok(store::finish(conn, undo, now)?))?;
            let event = Event::new(EventKind::OperationUndo).on("operation", self.undoable.id.0).with("kind", self.undoable.kind.name());
            audit::append(tx, event.with("undone", i64::try_from(reached.went.total()).unwrap_or(i64::MAX)))?;
        }
        Ok((reached, kept))
    }

    fn all(&mut self, tx: &mut Tx<'_>, engine: &Engine, next: Range<usize>, went: &mut UndoCounts) -> Result<Vec<Kept>> {
        let (mut kept, mut back) = (Vec::new(), Vec::new());
        for item in &self.plan.items[next] {
            let step = RecordUndo { engine, undoable: &self.undoable, plan: &self.plan, kept: &self.stays, dry_run: self.dry_run };
            let before = store::newest_change(tx.conn)?;
            let stays = step.take(tx, item, went)?;
            // Not what went back in an earlier batch.
            if item.reversal == Reversal::PutBack && store::newest_change(tx.conn)? != before {
                back.push(item);
            }
            if let Some(stays) = stays {
                if !stays.partly {
                    self.stays.insert(item.key());
                }
                kept.push(stays);
            }
        }
        // A value that came back may be one that followed from what is no longer there.
        for item in back {
            write::count_undone(tx, engine, &item.object, item.record)?;
        }
        Ok(kept)
    }

    /// As it is answered.
    pub fn answer(&self, engine: &Engine, language: Language, reached: &UndoReached, kept: &[Kept]) -> Json {
        let listed = &kept[..kept.len().min(LISTED)];
        let partly = kept.iter().filter(|kept| kept.partly).count();
        let counts = reached.went.shown(&engine.catalog, language, self.undoable.object.as_deref());
        json!({
            "operation": self.undoable.id, "kind": self.undoable.kind.name(), "dry_run": self.dry_run, "undo": reached.undo,
            "undone": reached.went.total(), "counts": counts, "kept": listed, "kept_total": kept.len(), "partly_total": partly,
        })
    }
}

/// What stays is named to those who see it.
fn title(tx: &mut Tx<'_>, engine: &Engine, kept: &mut [Kept]) -> Result<()> {
    let mut titles = Titles::default();
    for stays in kept.iter() {
        titles.want(Refers::Record, Some(&stays.object), stays.id.0);
    }
    titles.load(engine, tx.conn, tx.actor)?;
    for stays in kept.iter_mut() {
        stays.title = titles.title(Refers::Record, Some(&stays.object), stays.id.0).map(str::to_owned);
    }
    Ok(())
}
