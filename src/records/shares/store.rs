//! The typed queries of shares, and the only place that writes their table.

#![expect(clippy::disallowed_methods, reason = "this module's own door to its table")]

use diesel::prelude::*;
use diesel::sqlite::SqliteConnection;

use super::{May, Share};
use crate::access::record_team;
use crate::db::Tx;
use crate::ids::{OperationId, RecordId, UserId};

diesel::table! {
    ended_share (operation_id, object, record_id, user_id) {
        operation_id -> BigInt,
        object -> Text,
        record_id -> BigInt,
        user_id -> BigInt,
        may -> Text,
        until -> Nullable<Text>,
        created_at -> BigInt,
        created_by -> Nullable<BigInt>,
    }
}

/// As its columns stand.
type StoredShare = (UserId, String, Option<String>, i64, Option<UserId>);

#[derive(Queryable)]
pub(in crate::records) struct ShownShare {
    pub user_id: i64,
    pub may: String,
    pub until: Option<String>,
}

/// Who shares a record on a day.
pub(in crate::records) fn team(conn: &mut SqliteConnection, object: &str, id: RecordId, today: &str) -> QueryResult<Vec<ShownShare>> {
    record_team::table
        .filter(record_team::object.eq(object).and(record_team::record_id.eq(id.0)))
        .filter(record_team::until.is_null().or(record_team::until.ge(today)))
        .select((record_team::user_id, record_team::may, record_team::until))
        .order(record_team::created_at)
        .load(conn)
}

/// All shares of a record, those that are over too.
pub(in crate::records) fn shares(conn: &mut SqliteConnection, object: &str, id: RecordId) -> QueryResult<Vec<Share>> {
    let of = record_team::table.filter(record_team::object.eq(object).and(record_team::record_id.eq(id.0)));
    let columns = (record_team::user_id, record_team::may, record_team::until, record_team::created_at, record_team::created_by);
    Ok(of.select(columns).load::<StoredShare>(conn)?.into_iter().map(share).collect())
}

fn share((user, may, until, at, by): StoredShare) -> Share {
    Share { user, may: if may == May::Write.name() { May::Write } else { May::Read }, until, at, by }
}

/// What an operation ended.
pub(in crate::records) fn ended(
    conn: &mut SqliteConnection,
    object: &str,
    id: RecordId,
    operation: OperationId,
) -> QueryResult<Vec<Share>> {
    let of = ended_share::table.filter(ended_share::object.eq(object).and(ended_share::record_id.eq(id.0)));
    let columns = (ended_share::user_id, ended_share::may, ended_share::until, ended_share::created_at, ended_share::created_by);
    let rows = of.filter(ended_share::operation_id.eq(operation)).select(columns).load::<StoredShare>(conn)?;
    Ok(rows.into_iter().map(share).collect())
}

/// Keeps what an operation ended; of what it ended twice, the last.
pub(in crate::records) fn keep_ended(
    tx: &mut Tx<'_>,
    object: &str,
    id: RecordId,
    operation: OperationId,
    ended: &[Share],
) -> QueryResult<()> {
    let row = |share: &Share| {
        (
            ended_share::operation_id.eq(operation),
            ended_share::object.eq(object.to_owned()),
            ended_share::record_id.eq(id.0),
            ended_share::user_id.eq(share.user),
            ended_share::may.eq(share.may.name()),
            ended_share::until.eq(share.until.clone()),
            ended_share::created_at.eq(share.at),
            ended_share::created_by.eq(share.by),
        )
    };
    for share in ended {
        diesel::replace_into(ended_share::table).values(row(share)).execute(tx.conn)?;
    }
    Ok(())
}

/// `false` where the record is shared with them anew.
pub(in crate::records) fn put_back(tx: &mut Tx<'_>, object: &str, id: RecordId, share: &Share) -> QueryResult<bool> {
    let values = (
        record_team::object.eq(object),
        record_team::record_id.eq(id.0),
        record_team::user_id.eq(share.user),
        record_team::may.eq(share.may.name()),
        record_team::until.eq(&share.until),
        record_team::created_at.eq(share.at),
        record_team::created_by.eq(share.by),
    );
    Ok(diesel::insert_or_ignore_into(record_team::table).values(values).execute(tx.conn)? > 0)
}

pub(in crate::records) fn put(
    tx: &mut Tx<'_>,
    object: &str,
    id: RecordId,
    user: UserId,
    may: &str,
    until: Option<&str>,
) -> QueryResult<()> {
    let values = (
        record_team::object.eq(object),
        record_team::record_id.eq(id.0),
        record_team::user_id.eq(user),
        record_team::may.eq(may),
        record_team::until.eq(until),
        record_team::created_at.eq(tx.now.timestamp_millis()),
        record_team::created_by.eq(tx.actor.user),
    );
    diesel::insert_into(record_team::table)
        .values(values)
        .on_conflict((record_team::object, record_team::record_id, record_team::user_id))
        .do_update()
        .set((record_team::may.eq(may), record_team::until.eq(until)))
        .execute(tx.conn)?;
    Ok(())
}

pub(in crate::records) fn remove(tx: &mut Tx<'_>, object: &str, id: RecordId, user: UserId) -> QueryResult<bool> {
    Ok(diesel::delete(record_team::table.find((object, id.0, user))).execute(tx.conn)? > 0)
}

diesel::table! {
    share_request (id) {
        id -> BigInt,
        object -> Text,
        record_id -> BigInt,
        user_id -> BigInt,
        asked_for -> Text,
        note -> Nullable<Text>,
        state -> Text,
        created_at -> BigInt,
        answered_at -> Nullable<BigInt>,
        answered_by -> Nullable<BigInt>,
    }
}

const MOST_OWN: i64 = 20;
/// The table's name, for conditions that follow a request to its record.
pub(in crate::records) const REQUESTS: &str = "share_request";

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = share_request, check_for_backend(diesel::sqlite::Sqlite))]
pub(in crate::records) struct RequestRow {
    pub id: i64,
    pub object: String,
    pub record_id: RecordId,
    pub user_id: UserId,
    pub asked_for: String,
    pub note: Option<String>,
    pub state: String,
    pub created_at: i64,
}

impl RequestRow {
    /// Whether it waits for its answer still.
    pub fn is_open_after(&self, over: i64) -> bool {
        self.state == "open" && self.created_at > over
    }
}

/// The number of the request; none where they have asked already and wait for an answer. A request from before `over`, which nobody has answered, is asked anew.
pub(in crate::records) fn ask(
    tx: &mut Tx<'_>,
    object: &str,
    id: RecordId,
    user: UserId,
    asked_for: &str,
    note: Option<&str>,
    over: i64,
) -> QueryResult<Option<i64>> {
    let values = (
        share_request::object.eq(object),
        share_request::record_id.eq(id.0),
        share_request::user_id.eq(user.0),
        share_request::asked_for.eq(asked_for),
        share_request::note.eq(note),
        share_request::created_at.eq(tx.now.timestamp_millis()),
    );
    let asked = diesel::insert_or_ignore_into(share_request::table).values(values);
    if let Some(asked) = asked.returning(share_request::id).get_result(tx.conn).optional()? {
        return Ok(Some(asked));
    }
    let of = share_request::table.filter(share_request::object.eq(object).and(share_request::record_id.eq(id.0)));
    let ended =
        of.filter(share_request::user_id.eq(user.0).and(share_request::state.eq("open"))).filter(share_request::created_at.le(over));
    diesel::update(ended).set(values).returning(share_request::id).get_result(tx.conn).optional()
}

pub(in crate::records) fn requests(conn: &mut SqliteConnection, ids: &[i64]) -> QueryResult<Vec<RequestRow>> {
    share_request::table.filter(share_request::id.eq_any(ids)).select(RequestRow::as_select()).load(conn)
}

pub(in crate::records) fn open_request(conn: &mut SqliteConnection, id: i64) -> QueryResult<Option<RequestRow>> {
    let open = share_request::table.find(id).filter(share_request::state.eq("open"));
    open.select(RequestRow::as_select()).first(conn).optional()
}

pub(in crate::records) fn requests_of(conn: &mut SqliteConnection, user: UserId) -> QueryResult<Vec<RequestRow>> {
    let own = share_request::table.filter(share_request::user_id.eq(user.0));
    own.select(RequestRow::as_select()).order(share_request::created_at.desc()).limit(MOST_OWN).load(conn)
}

pub(in crate::records) fn answer(tx: &mut Tx<'_>, id: i64, state: &str) -> QueryResult<()> {
    let values = (
        share_request::state.eq(state),
        share_request::answered_at.eq(tx.now.timestamp_millis()),
        share_request::answered_by.eq(tx.actor.user.map(|user| user.0)),
    );
    diesel::update(share_request::table.find(id)).set(values).execute(tx.conn).map(drop)
}
