//! The two statements behind every change of the app, made by hand so that SQLite plans each of them once.
//!
//! Diesel prepares its typed inserts and updates anew each time they run; at a thousand events a second that is a quarter of the work.

use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{BigInt, Binary, Nullable, Text, Untyped};
use diesel::sqlite::{Sqlite, SqliteConnection};

use super::stored::StoredEvent;

/// Adds one event.
pub(super) struct AddEvent<'a>(pub &'a StoredEvent);

/// Moves the head behind the event of number `size`, from where it stood before it and from nowhere else.
pub(super) struct MoveHead<'a> {
    pub size: i64,
    pub frontier: &'a Vec<u8>,
}

impl QueryFragment<Sqlite> for AddEvent<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        let event = self.0;
        out.push_sql(
            "INSERT INTO audit_event (seq, at, kind, outcome, user_id, login, ip, session_id, object, record_id, detail, leaf) VALUES (",
        );
        out.push_bind_param::<BigInt, _>(&event.seq)?;
        out.push_sql(", ");
        out.push_bind_param::<BigInt, _>(&event.at)?;
        out.push_sql(", ");
        out.push_bind_param::<Text, _>(&event.kind)?;
        out.push_sql(", ");
        out.push_bind_param::<Text, _>(&event.outcome)?;
        out.push_sql(", ");
        out.push_bind_param::<Nullable<BigInt>, _>(&event.user_id)?;
        out.push_sql(", ");
        out.push_bind_param::<Text, _>(&event.login)?;
        out.push_sql(", ");
        out.push_bind_param::<Nullable<Text>, _>(&event.ip)?;
        out.push_sql(", ");
        out.push_bind_param::<Nullable<BigInt>, _>(&event.session_id)?;
        out.push_sql(", ");
        out.push_bind_param::<Nullable<Text>, _>(&event.object)?;
        out.push_sql(", ");
        out.push_bind_param::<Nullable<BigInt>, _>(&event.record_id)?;
        out.push_sql(", ");
        out.push_bind_param::<Text, _>(&event.detail)?;
        out.push_sql(", ");
        out.push_bind_param::<Binary, _>(&event.leaf)?;
        out.push_sql(")");
        Ok(())
    }
}

impl QueryFragment<Sqlite> for MoveHead<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        out.push_sql("UPDATE audit_head SET size = ");
        out.push_bind_param::<BigInt, _>(&self.size)?;
        out.push_sql(", frontier = ");
        out.push_bind_param::<Binary, _>(self.frontier)?;
        out.push_sql(" WHERE id = 1 AND size + 1 = ");
        out.push_bind_param::<BigInt, _>(&self.size)
    }
}

macro_rules! queries {
    ($($fragment:ident),*) => { $(
        impl QueryId for $fragment<'_> {
            type QueryId = ();
            const HAS_STATIC_QUERY_ID: bool = false;
        }
        impl Query for $fragment<'_> {
            type SqlType = Untyped;
        }
        impl RunQueryDsl<SqliteConnection> for $fragment<'_> {}
    )* };
}
queries!(AddEvent, MoveHead);
