//! The typed queries of the outbox, and the only place that writes its table.

#![expect(clippy::disallowed_methods, reason = "this floor's own door to its table")]

use diesel::prelude::*;
use diesel::sqlite::SqliteConnection;

use crate::ids::UserId;

diesel::table! {
    mail (id) {
        id -> BigInt,
        message_id -> Text,
        user_id -> BigInt,
        address -> Text,
        about -> Text,
        subject -> Text,
        body -> Text,
        attempts -> BigInt,
        next_at -> BigInt,
        created_at -> BigInt,
        ended_at -> Nullable<BigInt>,
    }
}

#[derive(Insertable)]
#[diesel(table_name = mail)]
pub(super) struct NewMail<'a> {
    pub message_id: &'a str,
    pub user_id: UserId,
    pub address: &'a str,
    pub about: &'a str,
    pub subject: &'a str,
    pub body: &'a str,
    pub next_at: i64,
    pub created_at: i64,
}

#[derive(Clone, Queryable, Selectable)]
#[diesel(table_name = mail)]
pub(super) struct MailRow {
    pub id: i64,
    pub message_id: String,
    pub user_id: i64,
    pub address: String,
    pub about: String,
    pub subject: String,
    pub body: String,
    pub attempts: i64,
    pub created_at: i64,
}

pub(super) fn insert(conn: &mut SqliteConnection, new: &NewMail<'_>) -> QueryResult<()> {
    diesel::insert_into(mail::table).values(new).execute(conn)?;
    Ok(())
}

/// What is due, in the order in which it was queued.
pub(super) fn due(conn: &mut SqliteConnection, now: i64, limit: i64) -> QueryResult<Vec<MailRow>> {
    let due = mail::table.filter(mail::ended_at.is_null()).filter(mail::next_at.le(now));
    due.order(mail::id).limit(limit).select(MailRow::as_select()).load(conn)
}

pub(super) fn next_at(conn: &mut SqliteConnection) -> QueryResult<Option<i64>> {
    mail::table.filter(mail::ended_at.is_null()).select(diesel::dsl::min(mail::next_at)).first(conn)
}

/// What was refused or not taken at least once and is tried again.
pub(super) fn tried_in_vain(conn: &mut SqliteConnection) -> QueryResult<i64> {
    mail::table.filter(mail::ended_at.is_null()).filter(mail::attempts.gt(0)).count().get_result(conn)
}

/// Sent or given up: what it said is forgotten.
pub(super) fn end(conn: &mut SqliteConnection, id: i64, now: i64) -> QueryResult<()> {
    diesel::update(mail::table.find(id)).set((mail::ended_at.eq(now), mail::body.eq(""))).execute(conn)?;
    Ok(())
}

pub(super) fn put_off(conn: &mut SqliteConnection, id: i64, next_at: i64) -> QueryResult<()> {
    diesel::update(mail::table.find(id)).set((mail::attempts.eq(mail::attempts + 1), mail::next_at.eq(next_at))).execute(conn)?;
    Ok(())
}

pub(super) fn withdraw(conn: &mut SqliteConnection, user: UserId, about: &str) -> QueryResult<()> {
    let waiting = mail::table.filter(mail::ended_at.is_null()).filter(mail::user_id.eq(user.0)).filter(mail::about.eq(about));
    diesel::delete(waiting).execute(conn)?;
    Ok(())
}

pub(super) fn forget(conn: &mut SqliteConnection, ended_before: i64) -> QueryResult<()> {
    diesel::delete(mail::table.filter(mail::ended_at.lt(ended_before))).execute(conn)?;
    Ok(())
}
