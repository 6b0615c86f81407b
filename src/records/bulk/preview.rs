//! What bulk work would mean, told before it is asked for: what goes along with the records, and whether the asker would still see them.
//!
//! What hangs on the records is counted. The rest is found out by doing it and undoing it, so what is said is what would happen.

use std::sync::Arc;

use diesel::RunQueryDsl;
use diesel::sqlite::SqliteConnection;
use serde::Serialize;

use super::request::{BulkChange, BulkRequest, TakesAlong};
use crate::actor::Actor;
use crate::db::sql::{CappedCount, Column, Predicate, Select};
use crate::db::{Row, Tx};
use crate::error::{Error, Result};
use crate::ids::RecordId;
use crate::model::{Object, Verb};
use crate::records::{Engine, read};

/// As many are tried; the writer waits meanwhile.
const TRIED: usize = 50;
/// By this a trial is undone.
const UNDONE: &str = "bulk.preview";
/// Of more than so many nobody wants to know how many they are.
const COUNTED: i64 = 100_000;

#[derive(Debug, Serialize)]
pub struct BulkPreview {
    /// What goes along with them, as far as the asker sees it; the most first.
    along: Vec<GoesAlong>,
    /// How many of the records were tried.
    tried: usize,
    /// Of these, those that the asker would no longer see.
    out_of_sight: usize,
    /// Of these, those with which it cannot be done.
    refused: usize,
}

#[derive(Debug, Serialize)]
struct GoesAlong {
    object: String,
    /// What so many of them are called within a sentence.
    called: String,
    count: i64,
}

pub(super) fn preview(
    tx: &mut Tx<'_>,
    engine: &Engine,
    object: &Object,
    request: &BulkRequest,
    change: &BulkChange,
) -> Result<BulkPreview> {
    let along = match change.takes_along(object) {
        Some(takes) => along(tx.conn, engine, tx.actor, object, request.ids.clone(), takes)?,
        None => Vec::new(),
    };
    let tried = &request.ids[..request.ids.len().min(TRIED)];
    let (mut out_of_sight, mut refused) = (0, 0);
    let trial = tx.attempt(|tx| {
        for id in tried {
            match tx.attempt(|tx| change.to(tx, engine, object, *id)) {
                Ok(()) if change.is_seen_after() && !sees(tx, engine, object, *id)? => out_of_sight += 1,
                Ok(()) => {}
                Err(
                    Error::Rejected(_)
                    | Error::Refused(_)
                    | Error::Forbidden(_)
                    | Error::NotFound(_)
                    | Error::Conflict(_)
                    | Error::Stale(_),
                ) => refused += 1,
                Err(fault) => return Err(fault),
            }
        }
        Err::<(), _>(Error::refused(UNDONE))
    });
    match trial {
        Err(Error::Refused(reason)) if reason.code == UNDONE => {}
        other => other?,
    }
    Ok(BulkPreview { along, tried: tried.len(), out_of_sight, refused })
}

fn sees(tx: &mut Tx<'_>, engine: &Engine, object: &Object, id: RecordId) -> Result<bool> {
    let seen = Predicate::id(id.0).and(read::alive()).and(engine.rows(tx.actor, object, &Verb::Read)?);
    read::exists(tx.conn, object, &seen)
}

/// What hangs on these records, at whatever depth.
fn along(
    conn: &mut SqliteConnection,
    engine: &Engine,
    actor: &Actor,
    object: &Object,
    ids: Vec<RecordId>,
    takes: TakesAlong,
) -> Result<Vec<GoesAlong>> {
    let mut found: Vec<(Arc<Object>, i64)> = Vec::new();
    let mut above = vec![(object.name.clone(), ids)];
    while let Some((name, ids)) = above.pop() {
        let ids: Vec<_> = ids.into_iter().map(|id| id.0.into()).collect();
        for (child, link) in engine.catalog.links_to(&name) {
            let hangs = child.parent.as_ref() == Some(&link.name) && (takes == TakesAlong::All || child.owner.is_none());
            if !hangs || ids.is_empty() {
                continue;
            }
            let of_them = Predicate::In(link.column(), ids.clone()).and(read::alive()).and(engine.rows(actor, child, &Verb::Read)?);
            let count: i64 = CappedCount { table: child.table(), predicate: &of_them, cap: COUNTED }.get_result(conn)?;
            match found.iter_mut().find(|(known, _)| known.name == child.name) {
                Some((_, sum)) => *sum += count,
                None => found.push((child.clone(), count)),
            }
            if count > 0 && engine.catalog.links_to(&child.name).any(|(below, link)| below.parent.as_ref() == Some(&link.name)) {
                above.push((child.name.clone(), numbers(conn, child, &of_them)?));
            }
        }
    }
    found.retain(|(_, count)| *count > 0);
    found.sort_by_key(|(_, count)| -count);
    let shown = found.into_iter().map(|(object, count)| GoesAlong {
        object: object.name.to_string(),
        called: object.counted(actor.language, count.unsigned_abs()),
        count,
    });
    Ok(shown.collect())
}

fn numbers(conn: &mut SqliteConnection, object: &Object, which: &Predicate) -> Result<Vec<RecordId>> {
    let columns = [Column::plain("id")];
    let rows: Vec<Row> =
        Select { table: object.table(), columns: &columns, predicate: which, order: &[], limit: Some(COUNTED) }.load(conn)?;
    Ok(rows.iter().filter_map(|row| row.0[0].int()).map(RecordId).collect())
}
