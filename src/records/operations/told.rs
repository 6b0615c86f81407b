//! What became of operations since: which were undone, and which their own may undo. For a page at once.

use std::collections::HashMap;

use diesel::sqlite::SqliteConnection;
use serde_json::{Value as Json, json};

use super::{OperationKind, store};
use crate::actor::Actor;
use crate::error::Result;
use crate::ids::OperationId;
use crate::jobs::JobView;

/// Of each operation that was undone the undo, the undo of that, and so on.
type Undos = HashMap<OperationId, Vec<OperationId>>;

/// One that broke off can be gone on with, so it has undone nothing for good.
fn undos(conn: &mut SqliteConnection, operations: &[OperationId]) -> Result<Undos> {
    let (mut known, mut next) = (HashMap::new(), operations.to_vec());
    while !next.is_empty() {
        let found = store::undos_of(conn, &next)?;
        next = found.iter().map(|row| row.undo).collect();
        known.extend(found.into_iter().map(|row| (row.undoes, (row.undo, row.finished_at.is_some()))));
    }
    let chain = |operation: OperationId| {
        let (mut chain, mut last, mut is_over) = (Vec::new(), operation, true);
        while let Some(&(undo, finished)) = known.get(&last) {
            chain.push(undo);
            (last, is_over) = (undo, finished);
        }
        if !is_over {
            chain.pop();
        }
        chain
    };
    Ok(operations.iter().map(|operation| (*operation, chain(*operation))).collect())
}

/// Beside what a job did: by which numbers that was undone.
pub fn tell_jobs(conn: &mut SqliteConnection, jobs: &mut [JobView]) -> Result<()> {
    let did: Vec<_> = jobs.iter().map(|job| job.result.as_ref().and_then(done_by)).collect();
    let undos = undos(conn, &did.iter().copied().flatten().collect::<Vec<_>>())?;
    for (job, operation) in jobs.iter_mut().zip(did) {
        if let (Some(result), Some(operation)) = (&mut job.result, operation) {
            result["undos"] = json!(undos[&operation]);
        }
    }
    Ok(())
}

/// The operation that a job was: of an undo its own number, not that of what it put back.
fn done_by(result: &Json) -> Option<OperationId> {
    let number = if result.get("undone").is_some() { &result["undo"] } else { &result["operation"] };
    number.as_str()?.parse().ok()
}

/// Beside each change on a page of a timeline: by which number its operation was undone, and whether the reader may undo it.
pub fn tell_timeline(conn: &mut SqliteConnection, actor: &Actor, page: &mut Json) -> Result<()> {
    let number = |entry: &Json| entry["operation"].as_str().and_then(|id| id.parse::<OperationId>().ok());
    let Some(entries) = page["items"].as_array_mut() else { return Ok(()) };
    let numbers: Vec<_> = entries.iter().filter_map(number).collect();
    let (undos, rows) = (undos(conn, &numbers)?, store::all(conn, &numbers)?);
    for entry in entries {
        let Some(operation) = number(entry) else { continue };
        let is_own = match rows.iter().find(|row| row.id == operation) {
            Some(row) => row.user_id == actor.user && !OperationKind::parse(&row.kind).is_none_or(OperationKind::is_handover),
            // A save has no row; all of it is one person's.
            None => entry["by"]["id"].as_str().and_then(|id| id.parse().ok()) == actor.user,
        };
        let undone_by = undos[&operation].first();
        entry["may_undo"] = json!(is_own && actor.user.is_some() && undone_by.is_none());
        entry["undone_by"] = json!(undone_by);
    }
    Ok(())
}
