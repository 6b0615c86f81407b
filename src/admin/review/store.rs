//! The typed queries of reviews, and the only place that writes their tables.

#![expect(clippy::disallowed_methods, reason = "this module's own door to its tables")]

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sqlite::SqliteConnection;

use crate::audit::{self, EventKind};
use crate::error::Result;
use crate::ids::UserId;
use crate::people::schema::user;

diesel::table! {
    review (id) {
        id -> BigInt,
        started_at -> BigInt,
        started_by -> Nullable<BigInt>,
        due_on -> Text,
        expires_on -> Text,
        signed_at -> Nullable<BigInt>,
        signed_by -> Nullable<BigInt>,
        reminded_on -> Nullable<Text>,
        over_running -> Nullable<BigInt>,
    }
}

diesel::table! {
    review_item (review_id, user_id, role) {
        review_id -> BigInt,
        user_id -> BigInt,
        role -> Text,
        used -> Text,
        unused -> Text,
        decision -> Nullable<Text>,
        decided_at -> Nullable<BigInt>,
        decided_by -> Nullable<BigInt>,
    }
}

diesel::table! {
    grant_use (user_id, object, verb) {
        user_id -> BigInt,
        object -> Text,
        verb -> Text,
        day -> Text,
    }
}

diesel::allow_tables_to_appear_in_same_query!(review, review_item);

#[derive(Debug, Clone, Queryable)]
pub(super) struct Review {
    pub id: i64,
    pub started_at: i64,
    pub started_by: Option<i64>,
    pub due_on: String,
    pub expires_on: String,
    pub signed_at: Option<i64>,
    pub signed_by: Option<i64>,
    pub reminded_on: Option<String>,
    /// How long servers had run when it was first found to have run out.
    pub over_running: Option<i64>,
}

#[derive(Debug, Clone, Queryable)]
pub(super) struct Item {
    pub review: i64,
    pub user: UserId,
    pub role: String,
    pub used: String,
    pub unused: String,
    pub decision: Option<String>,
    pub decided_at: Option<i64>,
    pub decided_by: Option<i64>,
}

pub(super) fn reviews(conn: &mut SqliteConnection) -> QueryResult<Vec<Review>> {
    review::table.order(review::id.desc()).load(conn)
}

pub(super) fn find(conn: &mut SqliteConnection, id: i64) -> QueryResult<Option<Review>> {
    review::table.find(id).first(conn).optional()
}

pub(super) fn open(conn: &mut SqliteConnection) -> QueryResult<Option<Review>> {
    review::table.filter(review::signed_at.is_null()).first(conn).optional()
}

pub(super) fn items(conn: &mut SqliteConnection, id: i64) -> QueryResult<Vec<Item>> {
    review_item::table.filter(review_item::review_id.eq(id)).order((review_item::user_id, review_item::role)).load(conn)
}

pub(super) fn item(conn: &mut SqliteConnection, id: i64, user: UserId, role: &str) -> QueryResult<Option<Item>> {
    review_item::table.find((id, user.0, role)).first(conn).optional()
}

pub(super) fn start(
    conn: &mut SqliteConnection,
    now: DateTime<Utc>,
    by: Option<UserId>,
    due: NaiveDate,
    expires: NaiveDate,
) -> QueryResult<i64> {
    let values = (
        review::started_at.eq(now.timestamp_millis()),
        review::started_by.eq(by.map(|user| user.0)),
        review::due_on.eq(due.to_string()),
        review::expires_on.eq(expires.to_string()),
    );
    diesel::insert_into(review::table).values(values).returning(review::id).get_result(conn)
}

pub(super) fn add_item(conn: &mut SqliteConnection, id: i64, user: UserId, role: &str, used: &str, unused: &str) -> QueryResult<()> {
    let values = (
        review_item::review_id.eq(id),
        review_item::user_id.eq(user.0),
        review_item::role.eq(role),
        review_item::used.eq(used),
        review_item::unused.eq(unused),
    );
    diesel::insert_into(review_item::table).values(values).execute(conn)?;
    Ok(())
}

pub(super) fn decide(conn: &mut SqliteConnection, item: &Item, decision: &str, now: DateTime<Utc>, by: Option<UserId>) -> QueryResult<()> {
    let values = (
        review_item::decision.eq(decision),
        review_item::decided_at.eq(now.timestamp_millis()),
        review_item::decided_by.eq(by.map(|user| user.0)),
    );
    diesel::update(review_item::table.find((item.review, item.user.0, &item.role))).set(values).execute(conn)?;
    Ok(())
}

/// As if nobody had decided about it yet.
pub(super) fn reopen(conn: &mut SqliteConnection, item: &Item) -> QueryResult<()> {
    let nothing =
        (review_item::decision.eq(None::<String>), review_item::decided_at.eq(None::<i64>), review_item::decided_by.eq(None::<i64>));
    diesel::update(review_item::table.find((item.review, item.user.0, &item.role))).set(nothing).execute(conn)?;
    Ok(())
}

pub(super) fn sign(conn: &mut SqliteConnection, id: i64, now: DateTime<Utc>, by: Option<UserId>) -> QueryResult<()> {
    let values = (review::signed_at.eq(now.timestamp_millis()), review::signed_by.eq(by.map(|user| user.0)));
    diesel::update(review::table.find(id)).set(values).execute(conn)?;
    Ok(())
}

pub(super) fn reminded(conn: &mut SqliteConnection, id: i64, on: NaiveDate) -> QueryResult<()> {
    diesel::update(review::table.find(id)).set(review::reminded_on.eq(on.to_string())).execute(conn)?;
    Ok(())
}

/// Notes that a review was found to have run out, or that this was wrong.
pub(super) fn found_over(conn: &mut SqliteConnection, id: i64, running: Option<i64>) -> QueryResult<()> {
    diesel::update(review::table.find(id)).set(review::over_running.eq(running)).execute(conn)?;
    Ok(())
}

/// Notes that a right was used on a day; a later day replaces an earlier one.
pub(super) fn note_use(conn: &mut SqliteConnection, user: UserId, object: &str, verb: &str, day: &str) -> QueryResult<()> {
    let values = (grant_use::user_id.eq(user.0), grant_use::object.eq(object), grant_use::verb.eq(verb), grant_use::day.eq(day));
    diesel::replace_into(grant_use::table).values(values).execute(conn)?;
    Ok(())
}

/// What somebody ever used: object, verb and the last day.
pub(super) fn uses(conn: &mut SqliteConnection, user: UserId) -> QueryResult<Vec<(String, String, String)>> {
    grant_use::table.filter(grant_use::user_id.eq(user.0)).select((grant_use::object, grant_use::verb, grant_use::day)).load(conn)
}

/// When each active person was made, and last signed in.
pub(super) fn last_seen(conn: &mut SqliteConnection) -> Result<Vec<(UserId, i64, Option<i64>)>> {
    let people: Vec<(UserId, i64)> = user::table.filter(user::active.eq(true)).select((user::id, user::created_at)).load(conn)?;
    let mut all = Vec::with_capacity(people.len());
    for (id, made) in people {
        let last = audit::last_at(conn, id, EventKind::SessionStart)?;
        all.push((id, made, last));
    }
    Ok(all)
}

pub(super) fn first_person(conn: &mut SqliteConnection) -> QueryResult<Option<i64>> {
    user::table.select(diesel::dsl::min(user::created_at)).first(conn)
}
