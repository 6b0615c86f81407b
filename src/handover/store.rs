//! The typed queries of this module, and the only place that writes its tables.

#![expect(clippy::disallowed_methods, reason = "this module's own door to its tables")]

use diesel::prelude::*;
use diesel::sqlite::SqliteConnection;

use crate::ids::{HandoverId, RecordId, UserId};

diesel::table! {
    handover (id) {
        id -> BigInt,
        user_id -> BigInt,
        staff -> Text,
        created_at -> BigInt,
        created_by -> Nullable<BigInt>,
        undone_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    handover_record (handover_id, object, record_id) {
        handover_id -> BigInt,
        object -> Text,
        record_id -> BigInt,
        to_id -> Nullable<BigInt>,
        shares -> Text,
    }
}

diesel::table! {
    record_team (object, record_id, user_id) {
        object -> Text,
        record_id -> BigInt,
        user_id -> BigInt,
        until -> Nullable<Text>,
    }
}

diesel::table! {
    job (id) {
        id -> BigInt,
        kind -> Text,
        state -> Text,
    }
}

/// How many past handovers are shown.
const SHOWN: i64 = 10;

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = handover)]
pub(super) struct HandoverRow {
    pub id: HandoverId,
    pub user_id: UserId,
    pub staff: String,
    pub created_at: i64,
    pub created_by: Option<UserId>,
    pub undone_at: Option<i64>,
}

pub(super) fn begin(conn: &mut SqliteConnection, user: UserId, by: Option<UserId>, now: i64) -> QueryResult<HandoverId> {
    let values = (handover::user_id.eq(user), handover::created_at.eq(now), handover::created_by.eq(by));
    diesel::insert_into(handover::table).values(values).returning(handover::id).get_result(conn)
}

pub(super) fn set_staff(conn: &mut SqliteConnection, id: HandoverId, staff: &str) -> QueryResult<()> {
    diesel::update(handover::table.find(id)).set(handover::staff.eq(staff)).execute(conn)?;
    Ok(())
}

pub(super) fn set_undone(conn: &mut SqliteConnection, id: HandoverId, now: i64) -> QueryResult<()> {
    diesel::update(handover::table.find(id)).set(handover::undone_at.eq(now)).execute(conn)?;
    Ok(())
}

pub(super) fn find(conn: &mut SqliteConnection, id: HandoverId) -> QueryResult<Option<HandoverRow>> {
    handover::table.find(id).select(HandoverRow::as_select()).first(conn).optional()
}

pub(super) fn handovers_of(conn: &mut SqliteConnection, user: UserId) -> QueryResult<Vec<HandoverRow>> {
    let of = handover::table.filter(handover::user_id.eq(user)).order(handover::id.desc()).limit(SHOWN);
    of.select(HandoverRow::as_select()).load(conn)
}

/// A record that changed hands, and the shares that ended with that.
pub(super) fn remember(
    conn: &mut SqliteConnection,
    id: HandoverId,
    (object, record): (&str, RecordId),
    to: Option<UserId>,
    shares: &str,
) -> QueryResult<()> {
    let key = (handover_record::handover_id.eq(id), handover_record::object.eq(object), handover_record::record_id.eq(record));
    let values = (key, handover_record::to_id.eq(to), handover_record::shares.eq(shares));
    diesel::insert_into(handover_record::table).values(values).execute(conn)?;
    Ok(())
}

/// What went to whom: object, heir, how many.
pub(super) fn moved(conn: &mut SqliteConnection, id: HandoverId) -> QueryResult<Vec<(String, Option<UserId>, i64)>> {
    let of = handover_record::table.filter(handover_record::handover_id.eq(id));
    let grouped = of.group_by((handover_record::object, handover_record::to_id));
    grouped
        .select((handover_record::object, handover_record::to_id, diesel::dsl::count_star()))
        .order((handover_record::object, handover_record::to_id))
        .load(conn)
}

/// A record that changed hands: of which object, to whom, and what ended.
pub(super) type Moved = (String, RecordId, Option<UserId>, String);

/// The next records behind one, by object and number.
pub(super) fn records_after(
    conn: &mut SqliteConnection,
    id: HandoverId,
    (object, record): (&str, RecordId),
    limit: i64,
) -> QueryResult<Vec<Moved>> {
    let behind = handover_record::object.gt(object).or(handover_record::object.eq(object).and(handover_record::record_id.gt(record)));
    let of = handover_record::table.filter(handover_record::handover_id.eq(id)).filter(behind);
    of.order((handover_record::object, handover_record::record_id))
        .select((handover_record::object, handover_record::record_id, handover_record::to_id, handover_record::shares))
        .limit(limit)
        .load(conn)
}

/// Forgets what can no longer be undone; that it happened stays.
pub(super) fn forget(conn: &mut SqliteConnection, made_before: i64) -> QueryResult<()> {
    let old = handover::table.filter(handover::created_at.lt(made_before)).select(handover::id);
    diesel::delete(handover_record::table.filter(handover_record::handover_id.eq_any(old))).execute(conn)?;
    Ok(())
}

pub(super) fn shared_with(conn: &mut SqliteConnection, user: UserId, today: &str) -> QueryResult<i64> {
    let stands = record_team::until.is_null().or(record_team::until.ge(today));
    record_team::table.filter(record_team::user_id.eq(user)).filter(stands).count().get_result(conn)
}

/// Whether a job of one of the kinds waits or is under way.
pub(super) fn is_under_way(conn: &mut SqliteConnection, kinds: [&str; 2]) -> QueryResult<bool> {
    let open = job::table.filter(job::kind.eq_any(kinds)).filter(job::state.eq_any(["queued", "running"]));
    diesel::select(diesel::dsl::exists(open)).get_result(conn)
}

diesel::allow_tables_to_appear_in_same_query!(handover, handover_record);
