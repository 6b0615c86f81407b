//! The log's queries. The only place that writes its tables, and it only ever adds.

use diesel::prelude::*;
use diesel::sqlite::SqliteConnection;

use super::append::{AddEvent, MoveHead};
use super::merkle::Frontier;
use super::schema::{audit_checkpoint, audit_event, audit_head};
use super::stored::StoredEvent;

/// The one row of `audit_head`.
const HEAD: i64 = 1;

/// The right edge after the last event, and the one at the last checkpoint.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Head {
    pub now: Frontier,
    pub signed: Frontier,
}

/// A checkpoint as it is stored: still to be verified.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable)]
#[diesel(table_name = audit_checkpoint)]
pub(super) struct StoredCheckpoint {
    pub size: i64,
    /// Milliseconds since 1970, UTC.
    pub at: i64,
    pub note: String,
}

pub(super) fn head(conn: &mut SqliteConnection) -> QueryResult<Head> {
    let (size, frontier, signed_size, signed_frontier) = audit_head::table
        .find(HEAD)
        .select((audit_head::size, audit_head::frontier, audit_head::signed_size, audit_head::signed_frontier))
        .get_result::<(i64, Vec<u8>, i64, Vec<u8>)>(conn)?;
    Ok(Head { now: edge(size, &frontier)?, signed: edge(signed_size, &signed_frontier)? })
}

fn edge(size: i64, bytes: &[u8]) -> QueryResult<Frontier> {
    u64::try_from(size)
        .ok()
        .and_then(|size| Frontier::from_bytes(size, bytes))
        .ok_or_else(|| diesel::result::Error::DeserializationError("the head of the audit log is damaged".into()))
}

/// Adds one event and moves the head behind it; the log grows by one or not at all.
#[expect(clippy::disallowed_methods, reason = "the log's own door")]
pub(super) fn insert_event(conn: &mut SqliteConnection, event: &StoredEvent, after: &Frontier) -> QueryResult<()> {
    AddEvent(event).execute(conn)?;
    let moved = MoveHead { size: event.seq, frontier: &after.to_bytes() }.execute(conn)?;
    if moved == 1 {
        Ok(())
    } else {
        Err(diesel::result::Error::QueryBuilderError("the head of the audit log is not before this event".into()))
    }
}

/// Adds a checkpoint over everything up to now.
#[expect(clippy::disallowed_methods, reason = "the log's own door")]
pub(super) fn insert_checkpoint(conn: &mut SqliteConnection, checkpoint: &StoredCheckpoint, signed: &Frontier) -> QueryResult<()> {
    diesel::insert_into(audit_checkpoint::table).values(checkpoint).execute(conn)?;
    diesel::update(audit_head::table.find(HEAD))
        .set((audit_head::signed_size.eq(number(signed.size())), audit_head::signed_frontier.eq(signed.to_bytes())))
        .execute(conn)?;
    Ok(())
}

pub(super) fn event(conn: &mut SqliteConnection, seq: i64) -> QueryResult<Option<StoredEvent>> {
    audit_event::table.find(seq).select(StoredEvent::as_select()).first(conn).optional()
}

pub(super) fn last_event(conn: &mut SqliteConnection) -> QueryResult<Option<StoredEvent>> {
    audit_event::table.order(audit_event::seq.desc()).select(StoredEvent::as_select()).first(conn).optional()
}

/// The newest event of one of these kinds.
pub(super) fn last_of(conn: &mut SqliteConnection, kinds: &[&str]) -> QueryResult<Option<StoredEvent>> {
    let of_kind = audit_event::table.filter(audit_event::kind.eq_any(kinds));
    of_kind.order(audit_event::seq.desc()).select(StoredEvent::as_select()).first(conn).optional()
}

/// Events in order of their number, a piece at a time: nobody ever loads the whole log.
/// When somebody last did a thing of a kind.
pub(super) fn last_at(conn: &mut SqliteConnection, user: i64, kind: &str) -> QueryResult<Option<i64>> {
    let theirs = audit_event::table.filter(audit_event::user_id.eq(user).and(audit_event::kind.eq(kind)));
    theirs.order(audit_event::seq.desc()).select(audit_event::at).first(conn).optional()
}

pub(super) fn events_after(conn: &mut SqliteConnection, seq: u64, limit: i64) -> QueryResult<Vec<StoredEvent>> {
    audit_event::table
        .filter(audit_event::seq.gt(number(seq)))
        .order(audit_event::seq)
        .limit(limit)
        .select(StoredEvent::as_select())
        .load(conn)
}

/// The stored leaves of `start..end`, counted from 0, in order.
pub(super) fn leaves(conn: &mut SqliteConnection, start: u64, end: u64) -> QueryResult<Vec<Vec<u8>>> {
    audit_event::table
        .filter(audit_event::seq.gt(number(start)).and(audit_event::seq.le(number(end))))
        .order(audit_event::seq)
        .select(audit_event::leaf)
        .load(conn)
}

pub(super) fn checkpoints_after(conn: &mut SqliteConnection, size: u64, limit: i64) -> QueryResult<Vec<StoredCheckpoint>> {
    let later = audit_checkpoint::table.filter(audit_checkpoint::size.gt(number(size)));
    later.order(audit_checkpoint::size).limit(limit).load(conn)
}

pub(super) fn last_checkpoint(conn: &mut SqliteConnection) -> QueryResult<Option<StoredCheckpoint>> {
    audit_checkpoint::table.order(audit_checkpoint::size.desc()).first(conn).optional()
}

/// A size or a seq as SQLite keeps it. Beyond 2^63 events there are none.
pub(super) fn number(size: u64) -> i64 {
    i64::try_from(size).unwrap_or(i64::MAX)
}
