//! What an operation did, record by record, and in which order it is undone.

use std::collections::HashMap;
use std::sync::Arc;

use diesel::sqlite::SqliteConnection;

use super::OperationKind;
use super::store::{self, ChangeRow, OperationRow};
use crate::actor::Actor;
use crate::db::sql::{Column, Compare, Predicate};
use crate::db::{Reader, Tx};
use crate::error::{Error, Reason, Result};
use crate::ids::{JobId, OperationId, RecordId};
use crate::jobs;
use crate::model::{Catalog, Object};
use crate::records::{Engine, read};

/// An operation, and what has undone it as far as it came.
#[derive(Debug, Clone)]
pub(super) struct Undoable {
    pub id: OperationId,
    pub kind: OperationKind,
    pub object: Option<String>,
    /// An undo that broke off, to be gone on with.
    pub begun: Option<OperationId>,
    /// This operation, what it put back where it is an undo itself, and so on to what was done in the first place.
    pub chain: Vec<OperationId>,
}

/// The way back for one record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reversal {
    /// It was made, or came back from the recycle bin.
    Delete,
    Restore,
    PutBack,
}

#[derive(Debug, Clone)]
pub(super) struct UndoItem {
    pub object: Arc<Object>,
    pub record: RecordId,
    pub reversal: Reversal,
    /// The operation's first change of it.
    pub first: i64,
    /// The records whose acts it only followed from.
    pub causes: Vec<RecordKey>,
}

pub(super) type RecordKey = (String, RecordId);

/// Everything that an operation did, parents before what hangs on them, what followed last. Always the same for the same operation.
pub(super) struct UndoPlan {
    pub items: Vec<UndoItem>,
    reversals: HashMap<RecordKey, (Reversal, i64)>,
    /// The operation's first change of all.
    pub begins: i64,
}

impl Undoable {
    /// The actor's own, done with, and not undone yet but by `own`, an undo that goes on.
    pub fn find(reader: &mut Reader<'_>, actor: &Actor, id: OperationId, own: Option<OperationId>) -> Result<Self> {
        let conn = &mut *reader.conn;
        let not_found = || Error::NotFound(Reason::new("undo.unknown"));
        let row = match store::find(conn, id)? {
            Some(row) => row,
            None => {
                let first = store::first_of_save(conn, id)?.ok_or_else(not_found)?;
                let kind = OperationKind::Save.name().to_owned();
                store::OperationRow {
                    id,
                    kind,
                    user_id: first.user_id,
                    job_id: None,
                    object: Some(first.object),
                    undoes: None,
                    finished_at: None,
                }
            }
        };
        if actor.user.is_none() || row.user_id != actor.user {
            return Err(not_found());
        }
        let kind = OperationKind::parse(&row.kind).ok_or_else(not_found)?;
        if kind.is_handover() {
            return Err(Error::Conflict(Reason::new("undo.handover")));
        }
        if let Some(job) = row.job_id
            && jobs::state(conn, job)?.is_some_and(jobs::State::is_open)
        {
            return Err(Error::Conflict(Reason::new("undo.running")));
        }
        let begun = match store::undo_of(conn, id)? {
            Some(undo) if Some(undo.id) != own => {
                claimable(conn, &undo, None)?;
                Some(undo.id)
            }
            undo => undo.map(|undo| undo.id),
        };
        let mut chain = vec![id];
        let mut undoes = row.undoes;
        while let Some(former) = undoes {
            chain.push(former);
            undoes = store::find(conn, former)?.and_then(|row| row.undoes);
        }
        Ok(Self { id, kind, object: row.object, begun, chain })
    }

    /// In the transaction of the step itself: whether the undo is still this job's to do, or nobody's who asks at once.
    pub fn claim(&self, tx: &mut Tx<'_>, own: Option<OperationId>, job: Option<JobId>, dry_run: bool) -> Result<()> {
        let Some(undo) = store::undo_of(tx.conn, self.id)? else { return Ok(()) };
        if Some(undo.id) != own {
            return Err(done_by(&undo));
        }
        claimable(tx.conn, &undo, job)?;
        if undo.job_id != job && !dry_run {
            tx.unaudited(|conn| Ok(store::set_job(conn, undo.id, job)?))?;
        }
        Ok(())
    }

    /// What did it in the first place.
    pub fn origin(&self) -> OperationId {
        self.chain.last().copied().unwrap_or(self.id)
    }
}

/// Whether an undo that has begun may be gone on with by a job, or by somebody who waits.
fn claimable(conn: &mut SqliteConnection, undo: &OperationRow, by: Option<JobId>) -> Result<()> {
    if undo.finished_at.is_some() || store::undo_of(conn, undo.id)?.is_some() {
        return Err(done_by(undo));
    }
    match undo.job_id.filter(|job| Some(*job) != by).map(|job| jobs::state(conn, job)).transpose()?.flatten() {
        Some(state) if state.is_open() => Err(Error::Conflict(Reason::new("undo.running"))),
        _ => Ok(()),
    }
}

fn done_by(undo: &OperationRow) -> Error {
    Error::Conflict(Reason::new("undo.done").with("undone_by", undo.id))
}

impl UndoPlan {
    pub fn new(engine: &Engine, reader: &mut Reader<'_>, undoable: &Undoable) -> Result<Self> {
        let changes = all_changes(reader.conn, undoable.id)?;
        let mut followed = followed(&changes);
        if undoable.origin() != undoable.id {
            // What an undo put back by itself had followed from the same act.
            for (key, causes) in self::followed(&all_changes(reader.conn, undoable.origin())?) {
                followed.entry(key).or_insert(causes);
            }
        }
        let mut items = Self::items(engine, reader, &changes, &mut followed)?;
        let depth = |item: &UndoItem| depth(&engine.catalog, &item.object);
        items.sort_by_cached_key(|item| (!item.causes.is_empty(), item.reversal != Reversal::Delete, depth(item), item.first));
        let reversals = items.iter().map(|item| (item.key(), (item.reversal, item.first))).collect();
        let begins = changes.first().map_or(i64::MAX, |change| change.id);
        Ok(Self { items, reversals, begins })
    }

    fn items(
        engine: &Engine,
        reader: &mut Reader<'_>,
        changes: &[ChangeRow],
        followed: &mut HashMap<RecordKey, Vec<RecordKey>>,
    ) -> Result<Vec<UndoItem>> {
        let rows = by_record(changes);
        let mut items = Vec::with_capacity(rows.len());
        for (key, rows) in rows {
            let (object, record) = (engine.object(&key.0)?.clone(), key.1);
            let own: Vec<&ChangeRow> = rows.iter().map(|n| &changes[*n]).collect();
            let Some(reversal) = reversal(reader, &object, &own)? else { continue };
            let causes = followed.remove(&key).unwrap_or_default();
            items.push(UndoItem { object, record, reversal, first: own[0].id, causes });
        }
        Ok(items)
    }

    /// How one of the operation's records goes back, and its first change.
    pub fn reversal(&self, object: &str, record: RecordId) -> Option<(Reversal, i64)> {
        self.reversals.get(&(object.to_owned(), record)).copied()
    }
}

impl UndoItem {
    pub fn key(&self) -> RecordKey {
        (self.object.name.to_string(), self.record)
    }
}

/// What the changes of one record come to; none where it was made and deleted by the same operation.
fn reversal(reader: &mut Reader<'_>, object: &Object, own: &[&ChangeRow]) -> Result<Option<Reversal>> {
    let is_new = match own[0].verb.as_str() {
        "create" => true,
        // What the app made in somebody's wake: its first change, at the moment of its making.
        "follow" if !store::has_past(reader.conn, &object.name, own[0].record_id, own[0].id)? => {
            let made = Predicate::Compare(Column::plain("created_at"), Compare::Eq, own[0].at.into());
            read::exists(reader.conn, object, &Predicate::id(own[0].record_id.0).and(made))?
        }
        _ => false,
    };
    let mut moves = own.iter().map(|change| change.verb.as_str()).filter(|verb| matches!(*verb, "delete" | "restore"));
    let first = moves.next();
    let last = moves.next_back().or(first);
    Ok(match (is_new, first, last) {
        (true, _, Some("delete")) => None,
        (true, ..) | (false, Some("restore"), Some("restore")) => Some(Reversal::Delete),
        (false, Some("delete"), Some("delete")) => Some(Reversal::Restore),
        (false, ..) => Some(Reversal::PutBack),
    })
}

/// The operation's changes, the one that numbers a save among them.
fn all_changes(conn: &mut SqliteConnection, id: OperationId) -> Result<Vec<ChangeRow>> {
    let mut changes = store::changes_of(conn, id)?;
    changes.splice(0..0, store::first_of_save(conn, id)?);
    Ok(changes)
}

fn by_record(changes: &[ChangeRow]) -> HashMap<RecordKey, Vec<usize>> {
    let mut rows: HashMap<RecordKey, Vec<usize>> = HashMap::new();
    for (n, change) in changes.iter().enumerate() {
        rows.entry((change.object.clone(), change.record_id)).or_default().push(n);
    }
    rows
}

/// The records that only followed from acts, each with the records that those acts were done to.
fn followed(changes: &[ChangeRow]) -> HashMap<RecordKey, Vec<RecordKey>> {
    let causes = causes(changes);
    let only = |rows: &Vec<usize>| rows.iter().all(|n| changes[*n].verb == "follow");
    let of = |rows: Vec<usize>| rows.iter().filter_map(|n| causes[*n].clone()).collect();
    by_record(changes).into_iter().filter(|(_, rows)| only(rows)).map(|(key, rows)| (key, of(rows))).collect()
}

/// The door writes down what follows before the act that it follows from.
fn causes(changes: &[ChangeRow]) -> Vec<Option<RecordKey>> {
    let mut cause = None;
    let mut causes: Vec<Option<RecordKey>> = changes
        .iter()
        .rev()
        .map(|change| {
            if change.verb != "follow" {
                cause = Some((change.object.clone(), change.record_id));
            }
            cause.clone()
        })
        .collect();
    causes.reverse();
    causes
}

/// How many records an object's stands below.
fn depth(catalog: &Catalog, object: &Object) -> usize {
    let parent = object.parent.as_deref().and_then(|link| object.field(link)).and_then(|field| field.target.as_deref());
    match parent.and_then(|name| catalog.get(name)).filter(|parent| parent.name != object.name) {
        Some(parent) => 1 + depth(catalog, parent),
        None => 0,
    }
}
