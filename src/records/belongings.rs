//! What somebody owns, whoever asks: for handing all of it over when they leave. The caller has asked for the right to administer users,
//! and shows numbers, never a record.

use diesel::RunQueryDsl;
use diesel::sqlite::SqliteConnection;

use super::read;
use crate::db::Row;
use crate::db::sql::{CappedCount, Column, Compare, Order, Predicate, Select};
use crate::error::Result;
use crate::ids::{RecordId, UserId};
use crate::model::{Object, Value};

/// The records of an object that stand and are somebody's.
fn owned(object: &Object, owner: UserId) -> Predicate {
    let field = object.owner.as_deref().and_then(|owner| object.field(owner));
    let is_theirs = field.map_or(Predicate::False, |field| Predicate::Compare(field.column(), Compare::Eq, owner.into()));
    read::alive().and(is_theirs)
}

pub fn count(conn: &mut SqliteConnection, object: &Object, owner: UserId) -> Result<u64> {
    let (predicate, cap) = (owned(object, owner), i64::from(u32::MAX));
    let count: i64 = CappedCount { table: object.table(), predicate: &predicate, cap }.get_result(conn)?;
    Ok(count.unsigned_abs())
}

/// The next of them behind a number, by number.
pub fn after(conn: &mut SqliteConnection, object: &Object, owner: UserId, last: RecordId, limit: i64) -> Result<Vec<RecordId>> {
    let id = Column::plain("id");
    let predicate = owned(object, owner).and(Predicate::Compare(id.clone(), Compare::Gt, Value::Int(last.0)));
    let order = [Order { column: id.clone(), descending: false }];
    let select = Select { table: object.table(), columns: &[id], predicate: &predicate, order: &order, limit: Some(limit) };
    Ok(select.load::<Row>(conn)?.iter().filter_map(|row| row.0[0].int().map(RecordId)).collect())
}

/// Whether a record still is somebody's, or still nobody's.
pub fn is_of(conn: &mut SqliteConnection, object: &Object, id: RecordId, owner: Option<UserId>) -> Result<bool> {
    let predicate = match (owner, object.owner.as_deref().and_then(|owner| object.field(owner))) {
        (Some(owner), _) => owned(object, owner),
        (None, Some(field)) => read::alive().and(Predicate::Empty(field.column())),
        (None, None) => Predicate::False,
    };
    read::exists(conn, object, &Predicate::id(id.0).and(predicate))
}
