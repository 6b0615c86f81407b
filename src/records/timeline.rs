//! What happened to a record and to what hangs on it: changes in words, and the records of its timeline object (follow-ups), newest
//! first.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use diesel::RunQueryDsl;
use serde_json::{Value as Json, json};

use super::links::Titles;
use super::mask::{Visibility, VisibleFields};
use super::value_words::words;
use super::{Engine, dedupe, line_words, lines, query, read};
use crate::actor::Actor;
use crate::clock::{from_millis, rfc3339};
use crate::db::sql::{Column, Compare, Order, Predicate, Select, SelectWalked};
use crate::db::{Reader, Row, Tx};
use crate::error::{Error, Result};
use crate::i18n::short;
use crate::ids::{OperationId, RecordId};
use crate::model::{Context, Field, FieldChange, Lines, Object, Place, Refers, Value, Verb};

const PAGE: usize = 30;
/// Of so many that hang on a record, the newest, a timeline tells the changes.
const MOST_HANGING: i64 = 5_000;

/// Keeps what changed, in values, beside the record, under the number of the operation that changes it. The first change of a save is
/// its number; what follows in the same piece of work belongs to it.
pub(super) fn insert_change(tx: &mut Tx<'_>, object: &Object, id: RecordId, verb: &Verb, changes: &[FieldChange]) -> Result<()> {
    let plain = |value: &Value| match value {
        Value::Null => Json::Null,
        Value::Int(i) => (*i).into(),
        Value::Text(t) => t.as_str().into(),
        Value::Masked(_) => Json::Null,
    };
    // A new record's values stand in the record itself; only what is replaced later would be lost.
    let kept: Vec<Json> = match verb {
        Verb::Create => Vec::new(),
        _ => changes.iter().map(|c| json!({ "f": c.field, "o": plain(&c.old), "n": plain(&c.new) })).collect(),
    };
    let columns = [
        ("object", Value::from(object.name.as_ref())),
        ("record_id", id.into()),
        ("at", tx.now.into()),
        ("user_id", tx.actor.user.into()),
        ("verb", verb.name().into()),
        ("changes", Json::from(kept).to_string().into()),
        ("operation_id", tx.operation().map_or(Value::Null, Value::from)),
    ];
    let first = tx.insert("record_change", &columns)?;
    if tx.operation().is_none() {
        tx.join(OperationId(first.0));
    }
    Ok(())
}

/// A page of the timeline: changes and records merged by time. `before` is where the last page ended.
pub fn timeline(
    engine: &Engine,
    reader: &mut Reader<'_>,
    actor: &Actor,
    object: &Object,
    id: RecordId,
    before: Option<&str>,
) -> Result<Json> {
    let seen = read::seen(engine, actor, object);
    let stands = read::raw(engine, reader, actor, object, id, &seen)?;
    let mut end = before.map_or(Ok(TimelineEnd::START), TimelineEnd::parse)?;
    let own = ChangeStream { object, hangs: false, whose: record_is(id), stands: BTreeMap::from([(id.0, stands)]) };
    let mut changes = own.load(engine, reader, actor, &seen, end.change)?;
    tell_let_through(reader, object, id, &seen, actor, &mut changes)?;
    for (child, link) in hanging(engine, actor, object) {
        let of = Predicate::Compare(link.column(), Compare::Eq, id.into()).and(engine.clear(actor, child, link));
        let sight = engine.sight(actor, child, &Verb::Read)?;
        // Apart, as each has an index of its own; of what lies in the bin only what hangs on the record by its parent has one.
        let in_bin = child.owner.is_none() && child.parent.as_deref() == Some(&*link.name);
        for stands in [Some(read::alive()), in_bin.then(|| read::alive().negate())].into_iter().flatten() {
            let newest = newest(reader, child, &stands.and(of.clone()), &sight)?;
            if newest.is_empty() {
                continue;
            }
            let whose = Predicate::In(Column::plain("record_id"), newest);
            // What is written from the timeline stands there itself.
            let written = object.timeline.as_deref() == Some(&*child.name);
            let whose = if written { whose.and(verb_is(&Verb::Create).negate()) } else { whose };
            let stream = ChangeStream { object: child, hangs: true, whose, stands: BTreeMap::new() };
            changes.extend(stream.load(engine, reader, actor, &read::seen(engine, actor, child), end.change)?);
        }
    }
    changes.sort_by_key(|entry| Reverse(entry.number));
    // A record may point here by two links.
    changes.dedup_by_key(|entry| entry.number);
    let mut changes = changes.into_iter().peekable();
    let records = match object.timeline.as_deref().and_then(|name| engine.catalog.get(name)) {
        Some(other) => records(engine, reader, actor, object, id, other, end.record)?,
        None => Vec::new(),
    };
    let mut records = records.into_iter().peekable();
    let mut items = Vec::new();
    while items.len() < PAGE {
        let (change, record) = (changes.peek().map(|e| e.at), records.peek().map(|e| e.at));
        let Some(entry) = (if record >= change { records.next() } else { changes.next() }) else { break };
        if record >= change {
            end.record = RecordEnd { at: entry.at, number: entry.number };
        } else {
            end.change = entry.number;
        }
        items.push(entry.shown);
    }
    let more = changes.peek().is_some() || records.peek().is_some();
    Ok(json!({ "items": items, "next": more.then(|| end.to_string()) }))
}

/// Beside the change by which a record came to stand beside others: why it may.
fn tell_let_through(
    reader: &mut Reader<'_>,
    object: &Object,
    id: RecordId,
    seen: &VisibleFields<'_>,
    actor: &Actor,
    changes: &mut [TimelineEntry],
) -> Result<()> {
    for (field, reason, at) in dedupe::reasons(reader.conn, object, id)? {
        let field = seen.fields.iter().find(|known| known.name == field);
        let (Some(field), Some(entry)) = (field, changes.iter_mut().find(|entry| entry.at == at)) else { continue };
        let told = json!({ "label": field.label(actor.language), "reason": reason });
        match entry.shown.get_mut("let_through").and_then(Json::as_array_mut) {
            Some(all) => all.push(told),
            None => entry.shown["let_through"] = json!([told]),
        }
    }
    Ok(())
}

struct TimelineEntry {
    at: i64,
    number: i64,
    shown: Json,
}

/// How far back one has looked: the number of the last change, moment and number of the last record shown. Moments alone would not do;
/// what is saved together bears the same.
struct TimelineEnd {
    change: i64,
    record: RecordEnd,
}

#[derive(Clone, Copy)]
struct RecordEnd {
    at: i64,
    number: i64,
}

impl TimelineEnd {
    const START: Self = Self { change: i64::MAX, record: RecordEnd { at: i64::MAX, number: i64::MAX } };

    fn parse(text: &str) -> Result<Self> {
        let numbers: Vec<i64> =
            text.split('.').map(str::parse).collect::<std::result::Result<_, _>>().map_err(|_| Error::refused("query.cursor"))?;
        let [change, at, number] = numbers[..] else { return Err(Error::refused("query.cursor")) };
        Ok(Self { change, record: RecordEnd { at, number } })
    }
}

impl fmt::Display for TimelineEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.change, self.record.at, self.record.number)
    }
}

fn older(than: i64) -> Predicate {
    Predicate::Compare(Column::plain("id"), Compare::Lt, Value::Int(than))
}

fn record_is(id: RecordId) -> Predicate {
    Predicate::Compare(Column::plain("record_id"), Compare::Eq, id.into())
}

fn verb_is(verb: &Verb) -> Predicate {
    Predicate::Compare(Column::plain("verb"), Compare::Eq, verb.name().into())
}

/// The newest records of a kind, found by what they hang on; each is then asked whether it is in sight.
fn newest(reader: &mut Reader<'_>, child: &Object, of: &Predicate, sight: &Predicate) -> Result<Vec<Value>> {
    let (columns, order) = ([Column::plain("id")], [Order { column: Column::plain("id"), descending: true }]);
    let select = SelectWalked { table: child.table(), columns: &columns, predicate: of, tested: sight, order: &order, limit: MOST_HANGING };
    let rows: Vec<Row> = select.load(reader.conn)?;
    Ok(rows.into_iter().filter_map(|row| row.0.into_iter().next()).collect())
}

/// The objects whose records point to this one, with each link that does, as far as the asker may read them.
fn hanging<'a>(engine: &'a Engine, actor: &Actor, object: &'a Object) -> Vec<(&'a Object, &'a Field)> {
    let links = engine.catalog.links_to(&object.name);
    let all =
        links.filter(|(child, link)| child.name != object.name && link.place == Place::Column && engine.may(actor, child, &Verb::Read));
    all.map(|(child, link)| (&**child, link)).collect()
}

/// Changes of one record, or of all of one kind that hang on it.
struct ChangeStream<'a> {
    object: &'a Object,
    hangs: bool,
    /// Which changes.
    whose: Predicate,
    /// Records as they stand, as far as they were read before.
    stands: BTreeMap<i64, Row>,
}

impl ChangeStream<'_> {
    /// A page of them and one more, the newest first.
    fn load(
        mut self,
        engine: &Engine,
        reader: &mut Reader<'_>,
        actor: &Actor,
        seen: &VisibleFields<'_>,
        before: i64,
    ) -> Result<Vec<TimelineEntry>> {
        let object = self.object;
        let columns = ["id", "at", "user_id", "verb", "changes", "operation_id", "record_id"].map(Column::plain);
        let of = Predicate::Compare(Column::plain("object"), Compare::Eq, object.name.as_ref().into());
        let predicate = of.and(self.whose.clone()).and(older(before));
        let order = [Order { column: Column::plain("id"), descending: true }];
        let select =
            Select { table: "record_change", columns: &columns, predicate: &predicate, order: &order, limit: Some(PAGE as i64 + 1) };
        let rows: Vec<Row> = select.load(reader.conn)?;
        let records: BTreeSet<i64> = rows.iter().filter_map(|row| row.0[6].int()).collect();
        self.read_as_they_stand(reader, seen, &records)?;
        let mut sets = BTreeMap::new();
        for &record in &records {
            let mut all = Vec::with_capacity(object.lines.len());
            for set in &object.lines {
                all.push((set, lines::visibility(engine, reader.conn, actor, object, set, RecordId(record))?));
            }
            sets.insert(record, all);
        }
        let parsed: Vec<(&Row, &Row, Vec<FieldChange>)> = rows
            .iter()
            .filter_map(|row| {
                let stands = self.stands.get(&row.0[6].int()?)?;
                let (of_lines, of_fields): (Vec<_>, Vec<_>) =
                    parse_changes(&row.0[4]).into_iter().partition(|change| object.line_set(&change.field).is_some());
                let mut changes = masked_changes(of_fields, seen, stands);
                changes.extend(of_lines);
                Some((row, stands, changes))
            })
            .collect();
        let mut titles = Titles::default();
        for (row, _, changes) in &parsed {
            row.0[2].int().into_iter().for_each(|user| titles.want(Refers::User, None, user));
            row.0[6].int().into_iter().for_each(|record| titles.want(Refers::Record, Some(&object.name), record));
            for change in changes {
                if let Some(field) = seen.fields.iter().find(|f| f.name == change.field) {
                    for value in [&change.old, &change.new] {
                        value.int().into_iter().for_each(|v| titles.want(field.kind.refers(), field.target.as_deref(), v));
                    }
                }
            }
            for (set, look) in row.0[6].int().and_then(|record| sets.get(&record)).into_iter().flatten() {
                let changes = changes.iter().filter(|change| change.field == set.name);
                changes.for_each(|change| line_words::collect(set, look, &change.new, &mut titles));
            }
        }
        titles.load(engine, reader.conn, actor)?;
        let context = engine.context(actor, reader.now);
        let shown = parsed.iter().map(|(row, stands, changes)| {
            let record = row.0[6].int().unwrap_or_default();
            let sets = sets.get(&record).map_or(&[][..], Vec::as_slice);
            let read = ChangeReader { object, fields: &seen.fields, sets, titles: &titles, context: &context };
            let mut entry = read.entry(row, changes);
            if self.hangs {
                entry.shown["object"] = object.name.as_ref().into();
                entry.shown["object_label"] = object.label(actor.language).into();
                entry.shown["record"] = json!({
                    "id": record.to_string(), "title": title(object, seen, stands),
                    "there": titles.title(Refers::Record, Some(&object.name), record).is_some(),
                });
            }
            entry
        });
        Ok(shown.collect())
    }

    /// What is deleted stands too, as far as it was in sight: that it was deleted is told.
    fn read_as_they_stand(&mut self, reader: &mut Reader<'_>, seen: &VisibleFields<'_>, records: &BTreeSet<i64>) -> Result<()> {
        let missing: Vec<Value> = records.iter().filter(|id| !self.stands.contains_key(id)).map(|id| Value::Int(*id)).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let id = seen.fields.len();
        let (columns, predicate) = (seen.columns(), Predicate::In(Column::plain("id"), missing));
        let select = Select { table: self.object.table(), columns: &columns, predicate: &predicate, order: &[], limit: None };
        let rows: Vec<Row> = select.load(reader.conn)?;
        self.stands.extend(rows.into_iter().filter_map(|row| Some((row.0.get(id)?.int()?, row))));
        Ok(())
    }
}

/// What a record is called, for whoever sees that clearly.
fn title(object: &Object, seen: &VisibleFields<'_>, stands: &Row) -> Option<String> {
    let at = seen.fields.iter().position(|field| field.name == object.title)?;
    (seen.look(stands, seen.fields[at]) == Visibility::Clear).then(|| stands.0.get(at)?.text().map(short))?
}

/// What turns a kept change into words for somebody.
struct ChangeReader<'a> {
    object: &'a Object,
    fields: &'a [&'a Field],
    sets: &'a [(&'a Lines, Vec<Visibility>)],
    titles: &'a Titles,
    context: &'a Context,
}

impl ChangeReader<'_> {
    fn entry(&self, row: &Row, changes: &[FieldChange]) -> TimelineEntry {
        let Self { object, fields, sets, titles, context } = self;
        let number = |i: usize| row.0[i].int().unwrap_or_default();
        let verb = row.0[3].text().unwrap_or_default();
        let label = match object.action(verb) {
            Some(_) => object.action_label(verb, context.language),
            None => crate::i18n::text(context.language, &format!("records.verbs.{verb}")).into_owned(),
        };
        let lines = changes.iter().filter_map(|change| {
        if let Some((set, look)) = sets.iter().find(|(set, _)| set.name == change.field) {
            let label = object.line_set_label(set, context.language);
            let words = line_words::words(set, look, &change.new, titles, context);
            return Some(json!({ "field": set.name, "label": label, "old": null, "new": words }));
        }
        let field = fields.iter().find(|f| f.name == change.field)?;
        let words = |value: &Value| words(field, value, titles, context);
        Some(json!({ "field": field.name, "label": field.label(context.language), "old": words(&change.old), "new": words(&change.new) }))
    });
        let shown = json!({
            "id": format!("change-{}", number(0)), "type": "change", "at": rfc3339(from_millis(number(1))),
            "by": row.0[2].int().map(|user| titles.link(Refers::User, None, user)),
            "verb": verb, "label": label, "changes": lines.collect::<Vec<_>>(),
            "operation": row.0[5].int().unwrap_or(number(0)).to_string(),
        });
        TimelineEntry { at: number(1), number: number(0), shown }
    }
}

/// What [`insert_change`] kept.
pub(super) fn parse_changes(value: &Value) -> Vec<FieldChange> {
    let list: Vec<Json> = value.text().and_then(|t| serde_json::from_str(t).ok()).unwrap_or_default();
    let plain = |json: &Json| match json {
        Json::Number(n) => n.as_i64().map_or(Value::Null, Value::Int),
        Json::String(t) => Value::Text(t.clone()),
        _ => Value::Null,
    };
    list.iter()
        .filter_map(|c| Some(FieldChange { field: c["f"].as_str()?.to_owned().into(), old: plain(&c["o"]), new: plain(&c["n"]) }))
        .collect()
}

/// Changes as somebody sees them who sees the record so: an old telephone number is as private as the one that stands.
fn masked_changes(changes: Vec<FieldChange>, seen: &VisibleFields<'_>, stands: &Row) -> Vec<FieldChange> {
    let mask = |change: FieldChange| {
        let field = seen.fields.iter().find(|field| field.name == change.field)?;
        let mask = |value: Value| if value.is_null() { value } else { Value::Masked(field.kind.mask(field, &value)) };
        match seen.look(stands, field) {
            Visibility::Clear => Some(change),
            Visibility::Masked => Some(FieldChange { old: mask(change.old), new: mask(change.new), ..change }),
            Visibility::Hidden => None,
        }
    };
    changes.into_iter().filter_map(mask).collect()
}

fn records(
    engine: &Engine,
    reader: &mut Reader<'_>,
    actor: &Actor,
    object: &Object,
    id: RecordId,
    other: &Object,
    before: RecordEnd,
) -> Result<Vec<TimelineEntry>> {
    let Some(link) = other.fields.iter().find(|f| f.target.as_ref() == Some(&object.name)) else { return Ok(Vec::new()) };
    if !engine.may(actor, other, &Verb::Read) {
        return Ok(Vec::new());
    }
    let predicate = Predicate::Compare(link.column(), Compare::Eq, id.into())
        .and(engine.clear(actor, other, link))
        .and(read::alive())
        .and(engine.sight(actor, other, &Verb::Read)?);
    let seen = read::seen(engine, actor, other);
    // Ordered by when it was held only for whoever may know when that was.
    let dated = other.occurrence.as_ref().filter(|told| other.field(&told.at).is_some_and(|at| engine.is_clear(actor, other, at)));
    let sort = query::Sort::parse(dated.map(|told| format!("-{}", told.at)).as_deref().or(Some("-id")), other, |_| true)?;
    let predicate = match dated {
        Some(_) if before.at == i64::MAX => predicate,
        Some(_) => predicate.and(sort.after(&[before.at.into(), before.number.into()])),
        None => predicate.and(older(before.number)),
    };
    let (mut rows, _) =
        query::load(reader.conn, &query::ListRows::of(&engine.catalog, other, &predicate), &seen.columns(), &sort, None, PAGE + 1, false)?;
    seen.mask(&mut rows);
    let shown = read::show_all(engine, reader, actor, &seen.fields, &rows)?;
    let label = other.label(actor.language);
    let ids: Vec<i64> = rows.iter().filter_map(|row| row.0.get(seen.fields.len())?.int()).collect();
    let mut may = read::may_each(engine, reader, actor, other, &ids)?;
    Ok(rows
        .iter()
        .zip(shown)
        .map(|(row, mut record)| {
            let number = |i: usize| row.0.get(seen.fields.len() + i).and_then(Value::int).unwrap_or_default();
            let field = |name: &str| seen.fields.iter().position(|field| field.name == name).and_then(|nth| row.0.get(nth)?.int());
            let (id, at) = (number(0), dated.and_then(|told| field(&told.at)).unwrap_or_else(|| number(2)));
            record["may"] = json!(may.remove(&id).unwrap_or_default());
            let by = dated.map_or(&record["created_by"], |told| &record[&*told.by]);
            let entry = json!({
                "id": format!("{}-{id}", other.name), "type": "record", "at": rfc3339(from_millis(at)), "by": by,
                "object": other.name, "label": label, "record": record,
            });
            TimelineEntry { at, number: id, shown: entry }
        })
        .collect())
}

#[cfg(test)]
#[path = "timeline_tests.rs"]
mod tests;
