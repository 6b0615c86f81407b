//! What is due, by whom it belongs to, whoever asks: the app tells people of it by itself, and shows numbers, never a record.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::RunQueryDsl;
use diesel::sqlite::SqliteConnection;

use super::read;
use crate::db::Row;
use crate::db::sql::{Column, Compare, GroupKey, Groups, Order, Predicate, Run, Select};
use crate::error::Result;
use crate::ids::{RecordId, UserId};
use crate::model::{Object, Value};

/// What falls due within a moment is little; what fell due while nobody looked may be more than anybody reads.
const MOST: i64 = 10_000;

/// How many records of each owner are due before a moment; nothing for an object that reminds nobody.
pub fn due_before(conn: &mut SqliteConnection, object: &Object, moment: DateTime<Utc>) -> Result<BTreeMap<UserId, i64>> {
    let Some((at, owner)) = columns(object) else { return Ok(BTreeMap::new()) };
    let keys = [GroupKey::Value(Vec::new(), owner.clone())];
    let predicate = owned(&owner).and(Predicate::Compare(at, Compare::Lt, moment.into()));
    let rows: Vec<Row> = Groups { table: object.table(), keys: &keys, predicate: &predicate }.load(conn)?;
    Ok(rows.iter().filter_map(|row| Some((UserId(row.0.first()?.int()?), row.0.get(1)?.int()?))).collect())
}

/// What fell due since one moment and up to another, by owner.
pub fn due_within(
    conn: &mut SqliteConnection,
    object: &Object,
    (since, until): (DateTime<Utc>, DateTime<Utc>),
) -> Result<BTreeMap<UserId, Vec<RecordId>>> {
    let mut due: BTreeMap<UserId, Vec<RecordId>> = BTreeMap::new();
    let Some((at, owner)) = columns(object) else { return Ok(due) };
    let within = Predicate::Compare(at.clone(), Compare::Gt, since.into()).and(Predicate::Compare(at.clone(), Compare::Lte, until.into()));
    let (columns, predicate) = ([Column::plain("id"), owner.clone()], owned(&owner).and(within));
    let order = [Order { column: at, descending: false }];
    let select = Select { table: object.table(), columns: &columns, predicate: &predicate, order: &order, limit: Some(MOST) };
    for row in Run::Often.of(select).load::<Row>(conn)? {
        if let [Value::Int(id), Value::Int(owner)] = row.0.as_slice() {
            due.entry(UserId(*owner)).or_default().push(RecordId(*id));
        }
    }
    Ok(due)
}

/// When it is due, and to whom it belongs.
fn columns(object: &Object) -> Option<(Column, Column)> {
    let column = |name: &str| object.field(name).map(|field| field.column());
    Some((column(&object.reminder.as_ref()?.at)?, column(object.owner.as_deref()?)?))
}

fn owned(owner: &Column) -> Predicate {
    read::alive().and(Predicate::Empty(owner.clone()).negate())
}
