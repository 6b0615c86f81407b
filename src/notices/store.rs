//! The typed queries of notices, and the only place that writes their tables.

#![expect(clippy::disallowed_methods, reason = "this module's own door to its tables")]

use diesel::dsl::{count_star, max};
use diesel::prelude::*;
use diesel::sqlite::SqliteConnection;
use serde_json::Value as Json;

use super::{NewNotice, NoticeKind};
use crate::ids::{OperationId, UserId};

diesel::table! {
    notice (id) {
        id -> BigInt,
        user_id -> BigInt,
        kind -> Text,
        what -> Text,
        object -> Text,
        record_id -> Nullable<BigInt>,
        by_id -> Nullable<BigInt>,
        detail -> Text,
        count -> BigInt,
        operation -> Nullable<BigInt>,
        matter -> Nullable<Text>,
        mail -> Nullable<Text>,
        created_at -> BigInt,
        read_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    notice_choice (user_id, kind) {
        user_id -> BigInt,
        kind -> Text,
        mail -> Text,
    }
}

/// A notice as it is kept.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = notice)]
pub struct Notice {
    pub id: i64,
    pub user_id: UserId,
    pub kind: String,
    pub what: String,
    pub object: String,
    pub record_id: Option<i64>,
    pub by_id: Option<i64>,
    pub detail: String,
    pub count: i64,
    pub created_at: i64,
    pub read_at: Option<i64>,
}

impl Notice {
    /// A number that its sentence names.
    pub fn number(&self, name: &str) -> Option<i64> {
        serde_json::from_str::<Json>(&self.detail).ok()?.get(name)?.as_i64()
    }
}

/// Which of somebody's notices.
#[derive(Debug, Clone, Default)]
pub struct NoticeQuery {
    pub unread: bool,
    pub kind: Option<NoticeKind>,
    /// Older than this one.
    pub before: Option<i64>,
    pub limit: i64,
}

/// By whom and by what, how it is to be mailed, and when it was.
pub(super) struct NoticeCause {
    pub by: Option<UserId>,
    pub operation: Option<OperationId>,
    pub mail: Option<&'static str>,
    pub now: i64,
}

/// Counts one more in what the same operation has told already; `false` where that is nothing yet.
pub(super) fn join(
    conn: &mut SqliteConnection,
    to: UserId,
    new: &NewNotice<'_>,
    (operation, by): (OperationId, Option<UserId>),
) -> QueryResult<bool> {
    let same = notice::table
        .filter(notice::operation.eq(operation))
        .filter(notice::user_id.eq(to))
        .filter(notice::by_id.is(by))
        .filter(notice::read_at.is_null())
        .filter(notice::kind.eq(new.kind.name()).and(notice::what.eq(new.what)).and(notice::object.eq(new.object)));
    let more = (notice::count.eq(notice::count + new.count), notice::record_id.eq(None::<i64>));
    Ok(diesel::update(same).set(more).execute(conn)? > 0)
}

pub(super) fn insert(conn: &mut SqliteConnection, to: UserId, new: &NewNotice<'_>, cause: &NoticeCause) -> QueryResult<()> {
    let values = (
        notice::user_id.eq(to),
        notice::kind.eq(new.kind.name()),
        notice::what.eq(new.what),
        notice::object.eq(new.object),
        notice::record_id.eq(new.record),
        notice::by_id.eq(cause.by),
        notice::detail.eq(Json::Object(new.detail.clone()).to_string()),
        notice::count.eq(new.count),
        notice::operation.eq(cause.operation),
        notice::matter.eq(new.matter.as_deref()),
        notice::mail.eq(cause.mail),
        notice::created_at.eq(cause.now),
    );
    diesel::insert_into(notice::table).values(values).execute(conn)?;
    Ok(())
}

pub(super) fn settle(conn: &mut SqliteConnection, matter: &str, now: i64) -> QueryResult<()> {
    let open = notice::table.filter(notice::matter.eq(matter)).filter(notice::read_at.is_null());
    diesel::update(open).set(notice::read_at.eq(now)).execute(conn)?;
    Ok(())
}

/// From one matter, inclusive, to another, exclusive, in the order of their names.
pub(super) fn settle_between(conn: &mut SqliteConnection, (from, to): (&str, &str), now: i64) -> QueryResult<()> {
    let open = notice::table.filter(notice::matter.ge(from)).filter(notice::matter.lt(to));
    diesel::update(open.filter(notice::read_at.is_null())).set(notice::read_at.eq(now)).execute(conn)?;
    Ok(())
}

pub(super) fn page(conn: &mut SqliteConnection, user: UserId, query: &NoticeQuery) -> QueryResult<Vec<Notice>> {
    let mut own = notice::table.filter(notice::user_id.eq(user)).into_boxed();
    if query.unread {
        own = own.filter(notice::read_at.is_null());
    }
    if let Some(kind) = query.kind {
        own = own.filter(notice::kind.eq(kind.name()));
    }
    if let Some(before) = query.before {
        own = own.filter(notice::id.lt(before));
    }
    own.order(notice::id.desc()).limit(query.limit).select(Notice::as_select()).load(conn)
}

pub(super) fn unread(conn: &mut SqliteConnection, user: UserId) -> QueryResult<(i64, Option<i64>)> {
    let unread = notice::table.filter(notice::user_id.eq(user)).filter(notice::read_at.is_null());
    unread.select((count_star(), max(notice::id))).first(conn)
}

pub(super) fn mark_read(conn: &mut SqliteConnection, user: UserId, id: i64, now: i64) -> QueryResult<bool> {
    let own = notice::table.filter(notice::user_id.eq(user)).filter(notice::id.eq(id));
    if diesel::update(own.filter(notice::read_at.is_null())).set(notice::read_at.eq(now)).execute(conn)? > 0 {
        return Ok(true);
    }
    diesel::select(diesel::dsl::exists(own)).get_result(conn)
}

pub(super) fn mark_all_read(conn: &mut SqliteConnection, user: UserId, up_to: i64, kind: Option<NoticeKind>, now: i64) -> QueryResult<()> {
    let unread = notice::table.filter(notice::user_id.eq(user)).filter(notice::read_at.is_null()).filter(notice::id.le(up_to));
    match kind {
        Some(kind) => diesel::update(unread.filter(notice::kind.eq(kind.name()))).set(notice::read_at.eq(now)).execute(conn)?,
        None => diesel::update(unread).set(notice::read_at.eq(now)).execute(conn)?,
    };
    Ok(())
}

pub(super) fn choice(conn: &mut SqliteConnection, user: UserId, kind: &str) -> QueryResult<Option<String>> {
    notice_choice::table.find((user, kind)).select(notice_choice::mail).first(conn).optional()
}

pub(super) fn set_choice(conn: &mut SqliteConnection, user: UserId, kind: &str, mail: &str) -> QueryResult<()> {
    let values = (notice_choice::user_id.eq(user), notice_choice::kind.eq(kind), notice_choice::mail.eq(mail));
    diesel::replace_into(notice_choice::table).values(values).execute(conn)?;
    Ok(())
}

pub(super) fn to_mail(conn: &mut SqliteConnection, how: &str, limit: i64) -> QueryResult<Vec<Notice>> {
    let waiting = notice::table.filter(notice::mail.eq(how)).order(notice::id).limit(limit);
    waiting.select(Notice::as_select()).load(conn)
}

pub(super) fn mailed(conn: &mut SqliteConnection, ids: &[i64]) -> QueryResult<()> {
    diesel::update(notice::table.filter(notice::id.eq_any(ids))).set(notice::mail.eq(None::<String>)).execute(conn)?;
    Ok(())
}

pub(super) fn mail_nothing(conn: &mut SqliteConnection) -> QueryResult<()> {
    diesel::update(notice::table.filter(notice::mail.is_not_null())).set(notice::mail.eq(None::<String>)).execute(conn)?;
    Ok(())
}

pub(super) fn sweep(conn: &mut SqliteConnection, made_before: i64, most: i64) -> QueryResult<()> {
    diesel::delete(notice::table.filter(notice::created_at.lt(made_before))).execute(conn)?;
    let crowded = notice::table.group_by(notice::user_id).having(count_star().gt(most)).select(notice::user_id);
    for user in crowded.load::<i64>(conn)? {
        let own = notice::table.filter(notice::user_id.eq(user));
        let last = own.order(notice::id.desc()).offset(most).limit(1).select(notice::id).first::<i64>(conn).optional()?;
        if let Some(last) = last {
            diesel::delete(own.filter(notice::id.le(last))).execute(conn)?;
        }
    }
    Ok(())
}
