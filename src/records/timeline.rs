//! What happened to a record: its changes in words, and the records of its timeline object (follow-ups), newest first.

use std::fmt;

use diesel::RunQueryDsl;
use serde_json::{Value as Json, json};

use super::links::Titles;
use super::mask::{Visibility, VisibleFields};
use super::value_words::words;
use super::{Engine, line_words, lines, query, read};
use crate::actor::Actor;
use crate::clock::{from_millis, rfc3339};
use crate::db::sql::{Column, Compare, Order, Predicate, Select};
use crate::db::{Reader, Row, Tx};
use crate::error::{Error, Result};
use crate::ids::{OperationId, RecordId};
use crate::model::{Context, Field, FieldChange, Lines, Object, Refers, Value, Verb};

const PAGE: usize = 30;

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
    let mut changes = changes(engine, reader, actor, (object, id), (&seen, &stands), end.change)?.into_iter().peekable();
    let records = match object.timeline.as_deref().and_then(|name| engine.catalog.get(name)) {
        Some(other) => records(engine, reader, actor, object, id, other, end.record)?,
        None => Vec::new(),
    };
    let mut records = records.into_iter().peekable();
    let mut items = Vec::new();
    while items.len() < PAGE {
        let (change, record) = (changes.peek().map(|e| e.at), records.peek().map(|e| e.at));
        let Some(entry) = (if record >= change { records.next() } else { changes.next() }) else { break };
        *(if record >= change { &mut end.record } else { &mut end.change }) = entry.number;
        items.push(entry.shown);
    }
    let more = changes.peek().is_some() || records.peek().is_some();
    Ok(json!({ "items": items, "next": more.then(|| end.to_string()) }))
}

struct TimelineEntry {
    at: i64,
    number: i64,
    shown: Json,
}

/// How far back one has looked: the numbers of the last change and of the last record shown. Moments would not do; what is saved
/// together bears the same.
struct TimelineEnd {
    change: i64,
    record: i64,
}

impl TimelineEnd {
    const START: Self = Self { change: i64::MAX, record: i64::MAX };

    fn parse(text: &str) -> Result<Self> {
        let (change, record) = text.split_once('-').ok_or_else(|| Error::refused("query.cursor"))?;
        let number = |text: &str| text.parse().map_err(|_| Error::refused("query.cursor"));
        Ok(Self { change: number(change)?, record: number(record)? })
    }
}

impl fmt::Display for TimelineEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.change, self.record)
    }
}

fn older(than: i64) -> Predicate {
    Predicate::Compare(Column::plain("id"), Compare::Lt, Value::Int(than))
}

fn changes(
    engine: &Engine,
    reader: &mut Reader<'_>,
    actor: &Actor,
    (object, id): (&Object, RecordId),
    (seen, stands): (&VisibleFields<'_>, &Row),
    before: i64,
) -> Result<Vec<TimelineEntry>> {
    let columns = ["id", "at", "user_id", "verb", "changes", "operation_id"].map(Column::plain);
    let of = |column: &'static str, value: Value| Predicate::Compare(Column::plain(column), Compare::Eq, value);
    let predicate = of("object", object.name.as_ref().into()).and(of("record_id", id.into())).and(older(before));
    let order = [Order { column: Column::plain("id"), descending: true }];
    let select = Select { table: "record_change", columns: &columns, predicate: &predicate, order: &order, limit: Some(PAGE as i64 + 1) };
    let rows: Vec<Row> = select.load(reader.conn)?;
    let readable = &seen.fields;
    let mut sets = Vec::with_capacity(object.lines.len());
    for set in &object.lines {
        sets.push((set, lines::visibility(engine, reader.conn, actor, object, set, id)?));
    }
    let parsed: Vec<(Row, Vec<FieldChange>)> = rows
        .into_iter()
        .map(|row| {
            let parsed = parse_changes(&row.0[4]);
            let (of_lines, of_fields): (Vec<_>, Vec<_>) = parsed.into_iter().partition(|change| object.line_set(&change.field).is_some());
            let mut changes = masked_changes(of_fields, seen, stands);
            changes.extend(of_lines);
            (row, changes)
        })
        .collect();
    let mut titles = Titles::default();
    for (row, changes) in &parsed {
        row.0[2].int().into_iter().for_each(|user| titles.want(Refers::User, None, user));
        for change in changes {
            if let Some(field) = readable.iter().find(|f| f.name == change.field) {
                for value in [&change.old, &change.new] {
                    value.int().into_iter().for_each(|v| titles.want(field.kind.refers(), field.target.as_deref(), v));
                }
            }
        }
    }
    for (set, look) in &sets {
        let changes = parsed.iter().flat_map(|(_, changes)| changes).filter(|change| change.field == set.name);
        changes.for_each(|change| line_words::collect(set, look, &change.new, &mut titles));
    }
    titles.load(engine, reader.conn, actor)?;
    let context = engine.context(actor, reader.now);
    let read = ChangeReader { object, fields: readable, sets: &sets, titles: &titles, context: &context };
    Ok(parsed.iter().map(|(row, changes)| read.entry(row, changes)).collect())
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
    before: i64,
) -> Result<Vec<TimelineEntry>> {
    let Some(link) = other.fields.iter().find(|f| f.target.as_ref() == Some(&object.name)) else { return Ok(Vec::new()) };
    if !engine.may(actor, other, &Verb::Read) {
        return Ok(Vec::new());
    }
    let predicate = Predicate::Compare(link.column(), Compare::Eq, id.into())
        .and(engine.clear(actor, other, link))
        .and(read::alive())
        .and(engine.sight(actor, other, &Verb::Read)?)
        .and(older(before));
    let seen = read::seen(engine, actor, other);
    let sort = query::Sort::parse(Some("-id"), other, |_| true)?;
    let (mut rows, _) =
        query::load(reader.conn, &query::ListRows::of(&engine.catalog, other, &predicate), &seen.columns(), &sort, None, PAGE + 1, false)?;
    seen.mask(&mut rows);
    let shown = read::show_all(engine, reader, actor, &seen.fields, &rows)?;
    let label = other.label(actor.language);
    Ok(rows
        .iter()
        .zip(shown)
        .map(|(row, record)| {
            let number = |i: usize| row.0.get(seen.fields.len() + i).and_then(Value::int).unwrap_or_default();
            let (id, at) = (number(0), number(2));
            let entry = json!({
                "id": format!("{}-{id}", other.name), "type": "record", "at": record["created_at"], "by": record["created_by"],
                "object": other.name, "label": label, "record": record,
            });
            TimelineEntry { at, number: id, shown: entry }
        })
        .collect())
}
