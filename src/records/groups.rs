//! Counting in groups: how many records there are of each owner, level or author, and how many of those fulfil something more. One pass
//! over what the asker may see answers for a whole team.
//!
//! Counted is what a list would show, by a field that is clear to the asker on each of those rows; anything else would tell what is masked.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use diesel::RunQueryDsl;
use serde_json::{Value as Json, json};

use super::links::Titles;
use super::query::ListQuery;
use super::{Engine, read, show};
use crate::actor::Actor;
use crate::db::sql::{GroupKey, Groups, Run};
use crate::db::{Reader, Row};
use crate::error::{Error, Reason, Result};
use crate::model::{Field, Object, Refers, Value, Verb};

/// The largest groups are told; nobody reads more.
pub const MOST_GROUPS: usize = 200;
/// Each doubles what may have to be told apart.
pub const MOST_COUNTS: usize = 6;

/// What is asked to be counted, as it came.
#[derive(Debug, Default)]
pub struct GroupQuery {
    /// The field by which groups are told apart.
    pub by: String,
    pub of: ListQuery,
    /// What is counted within each group besides all of it: filters by names that the asker gives.
    pub counts: BTreeMap<String, Json>,
}

#[derive(Default)]
struct GroupTotal {
    total: i64,
    counts: Vec<i64>,
}

/// The groups, the largest first.
pub fn groups(engine: &Engine, reader: &mut Reader<'_>, actor: &Actor, object: &Object, asked: &GroupQuery) -> Result<Json> {
    let field = field(engine, actor, object, &asked.by)?;
    if asked.counts.len() > MOST_COUNTS {
        return Err(Error::Refused(Reason::new("query.counts").with("max", MOST_COUNTS)));
    }
    let predicate = read::wanted(engine, reader, actor, object, &asked.of, &Verb::Read)?;
    let mut keys = vec![GroupKey::Value(Vec::new(), field.column())];
    for filter in asked.counts.values() {
        keys.push(GroupKey::Test(read::condition(engine, reader, actor, object, filter)?));
    }
    let rows: Vec<Row> = Run::Long.of(Groups { table: object.table(), keys: &keys, predicate: &predicate }).load(reader.conn)?;
    let mut found = add_up(&rows, asked.counts.len());
    found.sort_by_key(|(_, group)| Reverse(group.total));
    let more = found.len() > MOST_GROUPS;
    found.truncate(MOST_GROUPS);
    let mut titles = Titles::default();
    found.iter().filter_map(|(value, _)| value.int()).for_each(|id| titles.want(field.kind.refers(), field.target.as_deref(), id));
    titles.load(engine, reader.conn, actor)?;
    let shown = found.iter().map(|(value, group)| {
        let counts: BTreeMap<_, _> = asked.counts.keys().zip(&group.counts).collect();
        json!({ "value": show::value(field, value, &titles), "total": group.total, "counts": counts })
    });
    Ok(json!({ "items": shown.collect::<Vec<_>>(), "more": more }))
}

/// Of a few values each, and in a column of its own: amounts and texts make no groups.
fn field<'o>(engine: &Engine, actor: &Actor, object: &'o Object, name: &str) -> Result<&'o Field> {
    let makes_groups =
        |field: &&Field| field.kind.refers() != Refers::Nothing || !field.options.is_empty() && field.kind.name() == "choice";
    let field = object.field(name).filter(makes_groups).filter(|field| engine.is_clear(actor, object, field));
    field.ok_or_else(|| Error::Refused(Reason::new("query.group").typed(name)))
}

/// The rows tell groups apart by each test as well; that is put together again.
fn add_up(rows: &[Row], tests: usize) -> Vec<(Value, GroupTotal)> {
    let mut order: Vec<(Value, GroupTotal)> = Vec::new();
    let mut at: HashMap<String, usize> = HashMap::new();
    for Row(values) in rows {
        let (Some(value), Some(count)) = (values.first(), values.last().and_then(Value::int)) else { continue };
        let place = *at.entry(format!("{value:?}")).or_insert_with(|| {
            order.push((value.clone(), GroupTotal { total: 0, counts: vec![0; tests] }));
            order.len() - 1
        });
        let group = &mut order[place].1;
        group.total += count;
        for (sum, test) in group.counts.iter_mut().zip(&values[1..]) {
            *sum += test.int().unwrap_or_default() * count;
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_tests_tell_apart_is_put_together_again() {
        let row = |key: Option<i64>, test: i64, count: i64| Row(vec![key.into(), test.into(), count.into()]);
        let found = add_up(&[row(Some(1), 0, 4), row(Some(1), 1, 3), row(None, 1, 2)], 1);
        let told: Vec<_> = found.iter().map(|(key, group)| (key.int(), group.total, group.counts.clone())).collect();
        assert_eq!(told, [(Some(1), 7, vec![3]), (None, 2, vec![2])]);
    }
}
