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

/// The records of an object that are somebody's, or nobody's; those in the recycle bin too, for whoever takes them out again.
fn owned(object: &Object, owner: Option<UserId>) -> Predicate {
    let Some(field) = object.owner.as_deref().and_then(|owner| object.field(owner)) else { return Predicate::False };
    let theirs = match owner {
        Some(owner) => Predicate::Compare(field.column(), Compare::Eq, owner.into()),
        None => Predicate::Empty(field.column()),
    };
    // Two halves, since the index by owners knows only what stands.
    theirs.clone().and(read::alive()).or(theirs.and(read::alive().negate()))
}

pub fn count(conn: &mut SqliteConnection, object: &Object, owner: UserId) -> Result<u64> {
    let (predicate, cap) = (owned(object, Some(owner)), i64::from(u32::MAX));
    let count: i64 = CappedCount { table: object.table(), predicate: &predicate, cap }.get_result(conn)?;
    Ok(count.unsigned_abs())
}

/// The next of them behind a number, by number.
pub fn after(conn: &mut SqliteConnection, object: &Object, owner: UserId, last: RecordId, limit: i64) -> Result<Vec<RecordId>> {
    let id = Column::plain("id");
    let predicate = owned(object, Some(owner)).and(Predicate::Compare(id.clone(), Compare::Gt, Value::Int(last.0)));
    let order = [Order { column: id.clone(), descending: false }];
    let select = Select { table: object.table(), columns: &[id], predicate: &predicate, order: &order, limit: Some(limit) };
    Ok(select.load::<Row>(conn)?.iter().filter_map(|row| row.0[0].int().map(RecordId)).collect())
}

/// Whether a record still is somebody's, or still nobody's.
pub fn is_of(conn: &mut SqliteConnection, object: &Object, id: RecordId, owner: Option<UserId>) -> Result<bool> {
    read::exists(conn, object, &Predicate::id(id.0).and(owned(object, owner)))
}
