//! The typed queries of operations, and the only place that writes their table.

#![expect(clippy::disallowed_methods, reason = "this module's own door to its table")]

use diesel::prelude::*;
use diesel::sqlite::SqliteConnection;

use super::NewOperation;
use crate::ids::{JobId, OperationId, RecordId, UserId};

diesel::table! {
    operation (id) {
        id -> BigInt,
        kind -> Text,
        user_id -> Nullable<BigInt>,
        at -> BigInt,
        job_id -> Nullable<BigInt>,
        object -> Nullable<Text>,
        undoes -> Nullable<BigInt>,
        finished_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    record_change (id) {
        id -> BigInt,
        object -> Text,
        record_id -> BigInt,
        at -> BigInt,
        user_id -> Nullable<BigInt>,
        verb -> Text,
        changes -> Text,
        operation_id -> Nullable<BigInt>,
    }
}

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = operation)]
pub(super) struct OperationRow {
    pub id: OperationId,
    pub kind: String,
    pub user_id: Option<UserId>,
    pub job_id: Option<JobId>,
    pub object: Option<String>,
    pub undoes: Option<OperationId>,
    /// When an undo came to its end.
    pub finished_at: Option<i64>,
}

/// That an operation was undone.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = operation)]
pub(super) struct UndoRow {
    #[diesel(select_expression = operation::undoes.assume_not_null())]
    pub undoes: OperationId,
    #[diesel(column_name = id)]
    pub undo: OperationId,
    pub finished_at: Option<i64>,
}

/// That a record was changed, without what.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = record_change)]
pub(super) struct ChangeRow {
    pub id: i64,
    pub object: String,
    pub record_id: RecordId,
    pub at: i64,
    pub user_id: Option<UserId>,
    pub verb: String,
}

/// One change of one record, with what.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = record_change)]
pub(super) struct HistoryRow {
    pub id: i64,
    pub verb: String,
    pub changes: String,
    pub operation_id: Option<OperationId>,
}

impl HistoryRow {
    /// The first change of a save is its number.
    pub fn operation(&self) -> OperationId {
        self.operation_id.unwrap_or(OperationId(self.id))
    }
}

pub(super) fn open(conn: &mut SqliteConnection, new: &NewOperation, user: Option<UserId>, at: i64) -> QueryResult<OperationId> {
    let values = (
        operation::kind.eq(new.kind.name()),
        operation::user_id.eq(user),
        operation::at.eq(at),
        operation::job_id.eq(new.job),
        operation::object.eq(&new.object),
        operation::undoes.eq(new.undoes),
    );
    diesel::insert_into(operation::table).values(values).returning(operation::id).get_result(conn)
}

pub(super) fn forget(conn: &mut SqliteConnection, id: OperationId) -> QueryResult<()> {
    diesel::delete(operation::table.find(id)).execute(conn)?;
    Ok(())
}

/// Whether it has changed nothing.
pub(super) fn is_empty(conn: &mut SqliteConnection, id: OperationId) -> QueryResult<bool> {
    let any = diesel::dsl::exists(record_change::table.filter(record_change::operation_id.eq(id)));
    Ok(!diesel::select(any).get_result::<bool>(conn)?)
}

pub(super) fn find(conn: &mut SqliteConnection, id: OperationId) -> QueryResult<Option<OperationRow>> {
    operation::table.find(id).select(OperationRow::as_select()).first(conn).optional()
}

/// An undo is gone on with by this job, or by none.
pub(super) fn set_job(conn: &mut SqliteConnection, id: OperationId, job: Option<JobId>) -> QueryResult<()> {
    diesel::update(operation::table.find(id)).set(operation::job_id.eq(job)).execute(conn)?;
    Ok(())
}

/// An undo has come to its end.
pub(super) fn finish(conn: &mut SqliteConnection, id: OperationId, at: i64) -> QueryResult<()> {
    diesel::update(operation::table.find(id)).set(operation::finished_at.eq(at)).execute(conn)?;
    Ok(())
}

/// The operation that put this one back.
pub(super) fn undo_of(conn: &mut SqliteConnection, id: OperationId) -> QueryResult<Option<OperationRow>> {
    operation::table.filter(operation::undoes.eq(id)).select(OperationRow::as_select()).first(conn).optional()
}

/// Those of several numbers that have a row.
pub(super) fn all(conn: &mut SqliteConnection, ids: &[OperationId]) -> QueryResult<Vec<OperationRow>> {
    operation::table.filter(operation::id.eq_any(ids)).select(OperationRow::as_select()).load(conn)
}

/// What undid one of several operations, as far as it came.
pub(super) fn undos_of(conn: &mut SqliteConnection, ids: &[OperationId]) -> QueryResult<Vec<UndoRow>> {
    operation::table.filter(operation::undoes.eq_any(ids)).select(UndoRow::as_select()).load(conn)
}

/// What a job did.
pub fn of_job(conn: &mut SqliteConnection, job: JobId) -> QueryResult<Option<OperationId>> {
    operation::table.filter(operation::job_id.eq(job)).select(operation::id).first(conn).optional()
}

/// The first change of a save.
pub(super) fn first_of_save(conn: &mut SqliteConnection, id: OperationId) -> QueryResult<Option<ChangeRow>> {
    let first = record_change::table.find(id).filter(record_change::operation_id.is_null());
    first.select(ChangeRow::as_select()).first(conn).optional()
}

/// The changes that bear an operation's number, in their order.
pub(super) fn changes_of(conn: &mut SqliteConnection, id: OperationId) -> QueryResult<Vec<ChangeRow>> {
    let bear = record_change::table.filter(record_change::operation_id.eq(id));
    bear.order(record_change::id).select(ChangeRow::as_select()).load(conn)
}

/// What happened to a record, from a change on.
pub(super) fn history(conn: &mut SqliteConnection, object: &str, record: RecordId, from: i64) -> QueryResult<Vec<HistoryRow>> {
    let of = record_change::table.filter(record_change::object.eq(object).and(record_change::record_id.eq(record)));
    of.filter(record_change::id.ge(from)).order(record_change::id).select(HistoryRow::as_select()).load(conn)
}

/// What an operation did to a record.
pub(super) fn history_within(conn: &mut SqliteConnection, object: &str, record: RecordId, id: OperationId) -> QueryResult<Vec<HistoryRow>> {
    let of = record_change::table.filter(record_change::object.eq(object).and(record_change::record_id.eq(record)));
    let within = record_change::operation_id.eq(id).or(record_change::id.eq(id.0).and(record_change::operation_id.is_null()));
    of.filter(within).order(record_change::id).select(HistoryRow::as_select()).load(conn)
}

/// Whether anything but these operations changed a record, from a change on.
pub(super) fn is_touched_by_others(
    conn: &mut SqliteConnection,
    object: &str,
    record: RecordId,
    from: i64,
    known: &[OperationId],
) -> QueryResult<bool> {
    let save = record_change::operation_id.is_null().and(record_change::id.ne_all(known.iter().map(|id| id.0)));
    let other = record_change::operation_id.ne_all(known);
    let of = record_change::table.filter(record_change::object.eq(object).and(record_change::record_id.eq(record)));
    diesel::select(diesel::dsl::exists(of.filter(record_change::id.ge(from)).filter(save.or(other)))).get_result(conn)
}

/// Whether an operation changed a record.
pub(super) fn has_changed(conn: &mut SqliteConnection, object: &str, record: RecordId, id: OperationId) -> QueryResult<bool> {
    let of = record_change::table.filter(record_change::object.eq(object).and(record_change::record_id.eq(record)));
    diesel::select(diesel::dsl::exists(of.filter(record_change::operation_id.eq(id)))).get_result(conn)
}

/// Whether anything happened to a record before a change.
pub(super) fn has_past(conn: &mut SqliteConnection, object: &str, record: RecordId, before: i64) -> QueryResult<bool> {
    let of = record_change::table.filter(record_change::object.eq(object).and(record_change::record_id.eq(record)));
    diesel::select(diesel::dsl::exists(of.filter(record_change::id.lt(before)))).get_result(conn)
}

/// The number of the newest change of all.
pub(super) fn newest_change(conn: &mut SqliteConnection) -> QueryResult<i64> {
    Ok(record_change::table.select(diesel::dsl::max(record_change::id)).first::<Option<i64>>(conn)?.unwrap_or_default())
}

/// How many records an operation has deleted or restored after a change: the object, the verb, the number.
pub(super) fn moved_after(conn: &mut SqliteConnection, id: OperationId, after: i64) -> QueryResult<Vec<(String, String, i64)>> {
    let bear = record_change::table.filter(record_change::operation_id.eq(id).and(record_change::id.gt(after)));
    let moved = bear.filter(record_change::verb.eq_any(["delete", "restore"])).group_by((record_change::object, record_change::verb));
    moved.select((record_change::object, record_change::verb, diesel::dsl::count_star())).load(conn)
}
