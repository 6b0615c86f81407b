//! The typed queries of the duplicate check, and the only place that writes its tables.

#![expect(clippy::disallowed_methods, reason = "this module's own door to its tables")]

use diesel::prelude::*;
use diesel::sqlite::SqliteConnection;

use crate::db::Tx;
use crate::error::Result;
use crate::ids::{RecordId, UserId};

diesel::table! {
    duplicate_waiver (id) {
        id -> BigInt,
        object -> Text,
        record_id -> BigInt,
        field -> Text,
        key -> Text,
        reason -> Text,
        created_at -> BigInt,
        created_by -> Nullable<BigInt>,
    }
}

diesel::table! {
    duplicate_hit (user_id, day, object, record_id, field) {
        user_id -> BigInt,
        day -> Text,
        object -> Text,
        record_id -> BigInt,
        field -> Text,
    }
}

pub(super) fn has_waiver(conn: &mut SqliteConnection, object: &str, id: RecordId, field: &str, key: &str) -> QueryResult<bool> {
    use duplicate_waiver as t;
    let of = t::table.filter(t::object.eq(object).and(t::record_id.eq(id.0)).and(t::field.eq(field)).and(t::key.eq(key)));
    diesel::select(diesel::dsl::exists(of)).get_result(conn)
}

pub(super) fn remove_waiver(tx: &mut Tx<'_>, object: &str, id: RecordId, field: &str, key: &str) -> QueryResult<()> {
    use duplicate_waiver as t;
    let of = t::table.filter(t::object.eq(object).and(t::record_id.eq(id.0)).and(t::field.eq(field)).and(t::key.eq(key)));
    diesel::delete(of).execute(tx.conn).map(drop)
}

/// Said again, the newer reason counts.
pub(super) fn put_waiver(tx: &mut Tx<'_>, object: &str, id: RecordId, field: &str, key: &str, reason: &str) -> QueryResult<()> {
    use duplicate_waiver as t;
    let values = (
        t::object.eq(object),
        t::record_id.eq(id.0),
        t::field.eq(field),
        t::key.eq(key),
        t::reason.eq(reason),
        t::created_at.eq(tx.now.timestamp_millis()),
        t::created_by.eq(tx.actor.user),
    );
    diesel::replace_into(t::table).values(values).execute(tx.conn).map(drop)
}

/// The field, the reason and the moment of each.
pub(super) fn waivers(conn: &mut SqliteConnection, object: &str, id: RecordId) -> QueryResult<Vec<(String, String, i64)>> {
    use duplicate_waiver as t;
    let of = t::table.filter(t::object.eq(object).and(t::record_id.eq(id.0)));
    of.select((t::field, t::reason, t::created_at)).order(t::id).load(conn)
}

/// Notes that somebody was told; `false` where they were told on that day already. Of the days before nothing is needed any more.
pub(super) fn note_hit(tx: &mut Tx<'_>, user: UserId, day: &str, object: &str, id: RecordId, field: &str) -> Result<bool> {
    use duplicate_hit as t;
    let values = (t::user_id.eq(user.0), t::day.eq(day), t::object.eq(object), t::record_id.eq(id.0), t::field.eq(field));
    tx.unaudited(|conn| {
        diesel::delete(t::table.filter(t::user_id.eq(user.0).and(t::day.lt(day)))).execute(conn)?;
        Ok(diesel::insert_or_ignore_into(t::table).values(values).execute(conn)? > 0)
    })
}
