//! The typed queries of emergency access, and the only place that writes its table.

#![expect(clippy::disallowed_methods, reason = "this module's own door to its table")]

use chrono::{DateTime, Duration, Utc};
use diesel::prelude::*;
use diesel::sqlite::SqliteConnection;

use crate::access::break_glass;
use crate::ids::UserId;

#[derive(Queryable)]
pub(super) struct EmergencyRow {
    pub id: i64,
    pub user_id: i64,
    pub reason: String,
    pub asked_at: i64,
    pub approved_by: Option<i64>,
    pub until: Option<i64>,
    /// Names of objects as a JSON array; all that is business where there is none.
    pub objects: Option<String>,
    pub minutes: i64,
}

/// What waits for an answer, and what is going on.
pub(super) fn open(conn: &mut SqliteConnection, now: DateTime<Utc>, waits: Duration) -> QueryResult<Vec<EmergencyRow>> {
    let going_on = break_glass::until.gt(now.timestamp_millis());
    let waiting = break_glass::until.is_null().and(break_glass::asked_at.gt((now - waits).timestamp_millis()));
    break_glass::table
        .filter(break_glass::ended_at.is_null())
        .filter(going_on.assume_not_null().or(waiting))
        .select((
            break_glass::id,
            break_glass::user_id,
            break_glass::reason,
            break_glass::asked_at,
            break_glass::approved_by,
            break_glass::until,
            break_glass::objects,
            break_glass::minutes,
        ))
        .order(break_glass::id.desc())
        .load(conn)
}

pub(super) fn asked_since(conn: &mut SqliteConnection, user: UserId, since: DateTime<Utc>) -> QueryResult<bool> {
    let asked = break_glass::table.filter(break_glass::user_id.eq(user.0)).filter(break_glass::asked_at.gt(since.timestamp_millis()));
    diesel::select(diesel::dsl::exists(asked)).get_result(conn)
}

pub(super) struct NewEmergency<'a> {
    pub user: UserId,
    pub reason: &'a str,
    pub objects: Option<String>,
    pub minutes: i64,
}

pub(super) fn insert(conn: &mut SqliteConnection, new: &NewEmergency<'_>, now: DateTime<Utc>) -> QueryResult<i64> {
    let values = (
        (break_glass::user_id.eq(new.user.0), break_glass::reason.eq(new.reason), break_glass::asked_at.eq(now.timestamp_millis())),
        (break_glass::objects.eq(&new.objects), break_glass::minutes.eq(new.minutes)),
    );
    diesel::insert_into(break_glass::table).values(values).returning(break_glass::id).get_result(conn)
}

pub(super) fn approve(conn: &mut SqliteConnection, id: i64, by: UserId, until: DateTime<Utc>) -> QueryResult<()> {
    let values = (break_glass::approved_by.eq(by.0), break_glass::until.eq(until.timestamp_millis()));
    diesel::update(break_glass::table.find(id)).set(values).execute(conn)?;
    Ok(())
}

pub(super) fn end(conn: &mut SqliteConnection, id: i64, by: Option<UserId>, now: DateTime<Utc>) -> QueryResult<()> {
    let values = (break_glass::ended_at.eq(now.timestamp_millis()), break_glass::ended_by.eq(by.map(|user| user.0)));
    diesel::update(break_glass::table.find(id)).set(values).execute(conn)?;
    Ok(())
}
