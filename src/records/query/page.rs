//! One page of rows, found by where the last one ended: the thousandth page costs what the first does.

use data_encoding::BASE64URL_NOPAD;
use diesel::sqlite::SqliteConnection;
use diesel::{QueryResult, RunQueryDsl};
use serde_json::{Value as Json, json};

use super::scope::{Plan, ScopeColumns, plan};
use super::sort::{Sort, from_json, to_json};
use crate::db::Row;
use crate::db::sql::{Column, Order, Predicate, Run, Select, SelectMerged, SelectWalked};
use crate::error::{Error, Reason, Result};
use crate::model::{Catalog, Object, Value};

/// Where a page ended: the key values of its last row. Meaningless to others, harmless when forged: it only compares.
#[derive(Debug, Clone, PartialEq)]
pub struct Cursor(Vec<Value>);

impl Cursor {
    pub fn parse(text: &str, sort: &Sort) -> Result<Self> {
        let refuse = || Error::Refused(Reason::new("query.cursor"));
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| refuse())?;
        let json: Json = serde_json::from_slice(&bytes).map_err(|_| refuse())?;
        let (Some(order), Some(values)) = (json["s"].as_str(), json["k"].as_array()) else { return Err(refuse()) };
        let values = from_json(values).filter(|v| v.len() == sort.keys.len() && order == sort.text).ok_or_else(refuse)?;
        Ok(Self(values))
    }

    fn write(&self, sort: &Sort) -> String {
        BASE64URL_NOPAD.encode(json!({ "s": sort.text, "k": to_json(&self.0) }).to_string().as_bytes())
    }
}

/// Rows of an object's table, and by which columns whose they are can be told.
pub struct ListRows<'a> {
    pub table: &'a str,
    pub predicate: &'a Predicate,
    pub run: Run,
    pub(super) scope: Option<ScopeColumns>,
}

impl<'a> ListRows<'a> {
    pub fn of(catalog: &Catalog, object: &'a Object, predicate: &'a Predicate) -> Self {
        Self { table: object.table(), predicate, run: Run::Often, scope: ScopeColumns::of(catalog, object) }
    }

    /// Those that `ids` name, each of which is among these.
    pub fn named(&self, ids: &'a Predicate) -> Self {
        Self { table: self.table, predicate: ids, run: self.run, scope: None }
    }

    /// The same, run in another way.
    pub fn running(self, run: Run) -> Self {
        Self { run, ..self }
    }
}

/// Loads up to `limit` rows of `columns`, and the cursor of the next page if there is one. `many` says that there are more than a list
/// counts.
///
/// Ascending by a field that may be empty runs in two parts, filled rows first: SQLite would put the empty ones before
/// them, and nobody looks for customers without a next contact by sorting for it.
pub fn load(
    conn: &mut SqliteConnection,
    rows: &ListRows<'_>,
    columns: &[Column],
    sort: &Sort,
    cursor: Option<&Cursor>,
    limit: usize,
    many: bool,
) -> Result<(Vec<Row>, Option<String>)> {
    let mut all: Vec<Column> = columns.to_vec();
    all.extend(super::sort::columns(sort).map(|(_, column)| column));
    let wanted = limit + 1;
    let mut found: Vec<Row> = Vec::new();
    for part in parts(sort, cursor) {
        let predicate = rows.predicate.clone().and(part.predicate);
        let plan = plan(rows.scope.as_ref(), &predicate, wanted, many);
        found.extend(load_part(conn, rows, &all, &predicate, plan, &part.order, wanted - found.len())?);
        if found.len() >= wanted {
            break;
        }
    }
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| more).map(|row| Cursor(row.0[columns.len()..].to_vec()).write(sort));
    for row in &mut found {
        row.0.truncate(columns.len());
    }
    Ok((found, next))
}

/// The ids of rows in no order, up to `limit`.
pub(super) fn ids(conn: &mut SqliteConnection, rows: &ListRows<'_>, limit: i64) -> QueryResult<Vec<Value>> {
    let plan = plan(rows.scope.as_ref(), rows.predicate, 0, false);
    let found = load_part(conn, rows, &[Column::plain("id")], rows.predicate, plan, &[], usize::try_from(limit).unwrap_or(usize::MAX))?;
    Ok(found.into_iter().flat_map(|row| row.0).collect())
}

fn load_part(
    conn: &mut SqliteConnection,
    &ListRows { table, run, .. }: &ListRows<'_>,
    columns: &[Column],
    predicate: &Predicate,
    plan: Plan,
    order: &[Order],
    limit: usize,
) -> QueryResult<Vec<Row>> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    match plan {
        Plan::Whole => run.of(Select { table, columns, predicate, order, limit: Some(limit) }).load(conn),
        Plan::Merged(branches) => run.of(SelectMerged { table, columns, branches: &branches, order, limit }).load(conn),
        Plan::Walked(predicate, tested) => {
            run.of(SelectWalked { table, columns, predicate: &predicate, tested: &tested, order, limit }).load(conn)
        }
    }
}

struct PagePart {
    predicate: Predicate,
    order: Vec<Order>,
}

fn parts(sort: &Sort, cursor: Option<&Cursor>) -> Vec<PagePart> {
    let order = sort.order();
    let first = &sort.keys[0];
    if first.descending || !first.nullable {
        let predicate = cursor.map_or(Predicate::True, |c| sort.after(&c.0));
        return vec![PagePart { predicate, order }];
    }
    let empty = Predicate::Empty(first.column.clone());
    let rest = Sort { text: String::new(), keys: sort.keys[1..].to_vec() };
    let in_empty_part = cursor.is_some_and(|c| c.0[0].is_null());
    let mut parts = Vec::new();
    if !in_empty_part {
        let after = cursor.map_or(Predicate::True, |c| sort.after(&c.0));
        parts.push(PagePart { predicate: empty.clone().negate().and(after), order });
    }
    let after = cursor.filter(|_| in_empty_part).map_or(Predicate::True, |c| rest.after(&c.0[1..]));
    parts.push(PagePart { predicate: empty.and(after), order: rest.order() });
    parts
}
