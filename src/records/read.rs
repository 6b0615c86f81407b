//! The read door. Sight (which rows) and field rights are applied here; nobody selects business rows elsewhere.

use std::collections::HashMap;
use std::sync::Arc;

use diesel::RunQueryDsl;
use serde::Serialize;
use serde_json::Value as Json;

use super::links::Titles;
use super::mask::VisibleFields;
use super::query::{Count, Cursor, ListQuery, ListRows, Sort};
pub(super) use super::rows::{alive, exists};
use super::{Engine, lawful, lines, query, search, show};
use crate::actor::Actor;
use crate::db::sql::{Column, Predicate, Select};
use crate::db::{Reader, Row};
use crate::error::{Error, Reason, Result};
use crate::ids::RecordId;
use crate::model::{Field, Name, Object, Record, Value, Verb, filter};

/// A page of a list in JSON, as it is answered.
#[derive(Debug)]
pub struct Page(pub Vec<u8>);

/// About as long as a row is when it is written, so that the page does not grow bit by bit.
const ROW_BYTES: usize = 1024;

#[derive(Serialize)]
struct PageContent<'a> {
    items: Vec<show::Written<'a>>,
    next: Option<String>,
    total: Count,
}

/// How many records of another object hang on one, by one of its links.
#[derive(Debug, Serialize)]
pub struct RelatedCount {
    pub object: Name,
    pub field: Name,
    pub total: Count,
}

/// Which rows a list asks for, within what the actor may see.
pub(super) fn wanted(
    engine: &Engine,
    reader: &Reader<'_>,
    actor: &Actor,
    object: &Object,
    asked: &ListQuery,
    verb: &Verb,
) -> Result<Predicate> {
    let sight = engine.sight(actor, object, verb)?;
    let parse = |json: &Json| condition(engine, reader, actor, object, json);
    let mut predicate = Predicate::True;
    if let Some(name) = &asked.view {
        let view = object.view(name).ok_or_else(|| Error::Refused(Reason::new("query.view").with("view", name)))?;
        predicate = predicate.and(parse(&view.filter)?);
    }
    if let Some(json) = &asked.filter {
        predicate = predicate.and(parse(json)?);
    }
    let predicate = alive().and(sight.clone()).and(predicate);
    match asked.q.as_deref().map(str::trim).filter(|q| !q.is_empty()) {
        Some(q) => Ok(search::matching(engine, object, q, predicate, &engine.clear_for_search(actor, object))),
        None => Ok(predicate),
    }
}

/// What a filter asks of the records of an object: only what is clear to the actor, and of other records only what they see.
pub(super) fn condition(engine: &Engine, reader: &Reader<'_>, actor: &Actor, object: &Object, filter: &Json) -> Result<Predicate> {
    let context = engine.context(actor, reader.now);
    let clear = |object: &Object, field: &Field| engine.clear(actor, object, field);
    let linked = |object: &Object| Ok(alive().and(engine.sight(actor, object, &Verb::Read)?));
    filter::parse(filter, object, &engine.catalog, &context, &clear, &linked)
}

/// Whether there is any record of an object that the actor may see.
pub fn any(engine: &Engine, reader: &mut Reader<'_>, actor: &Actor, object: &Object) -> Result<bool> {
    exists(reader.conn, object, &alive().and(engine.rows(actor, object, &Verb::Read)?))
}

/// One page of a list.
pub fn list(engine: &Engine, reader: &mut Reader<'_>, actor: &Actor, object: &Object, asked: &ListQuery) -> Result<Page> {
    let predicate = wanted(engine, reader, actor, object, asked, &Verb::Read)?;
    page(engine, reader, actor, object, asked, &predicate)
}

/// The records of `object` whose link `field` points to a record in the actor's sight.
pub fn related(
    engine: &Engine,
    reader: &mut Reader<'_>,
    actor: &Actor,
    (parent, id): (&Object, RecordId),
    (object, field): (&Object, &Field),
    asked: &ListQuery,
) -> Result<Page> {
    demand(engine, reader, actor, parent, id)?;
    let predicate = hanging(engine, reader, actor, (object, field), id, asked)?;
    page(engine, reader, actor, object, asked, &predicate)
}

/// How many records hang on one, by each link through which they may. What the actor may not read at all is not counted.
pub fn related_counts(engine: &Engine, reader: &mut Reader<'_>, actor: &Actor, parent: &Object, id: RecordId) -> Result<Vec<RelatedCount>> {
    demand(engine, reader, actor, parent, id)?;
    let links: Vec<_> = engine.catalog.links_to(&parent.name).filter(|(object, _)| engine.may(actor, object, &Verb::Read)).collect();
    let count = |(object, field): (&Arc<Object>, &Field)| {
        let predicate = hanging(engine, reader, actor, (object, field), id, &ListQuery::default())?;
        let total = engine.counts.of(reader, &ListRows::of(&engine.catalog, object, &predicate))?;
        Ok(RelatedCount { object: object.name.clone(), field: field.name.clone(), total })
    };
    links.into_iter().map(count).collect()
}

/// Which records hang on one by a link, within what the actor may see.
fn hanging(
    engine: &Engine,
    reader: &Reader<'_>,
    actor: &Actor,
    (object, field): (&Object, &Field),
    parent: RecordId,
    asked: &ListQuery,
) -> Result<Predicate> {
    let predicate = wanted(engine, reader, actor, object, asked, &Verb::Read)?;
    let hangs = Predicate::Compare(field.column(), crate::db::sql::Compare::Eq, parent.0.into()).and(engine.clear(actor, object, field));
    Ok(hangs.and(predicate))
}

fn page(
    engine: &Engine,
    reader: &mut Reader<'_>,
    actor: &Actor,
    object: &Object,
    asked: &ListQuery,
    predicate: &Predicate,
) -> Result<Page> {
    let seen = VisibleFields::new(asked.fields(object)?, &engine.fields(actor, object, &Verb::Read));
    let sort = asked.sort.as_deref().or_else(|| asked.view.as_deref().and_then(|v| object.view(v)?.sort.as_deref()));
    let sort = Sort::parse(sort, object, |field| engine.may_sort_by(actor, object, field))?;
    let cursor = asked.cursor.as_deref().map(|c| Cursor::parse(c, &sort)).transpose()?;
    let wanted = ListRows::of(&engine.catalog, object, predicate).running(asked.run());
    let (total, found) = engine.counts.and_found(reader, &wanted)?;
    let found = found.map(|ids| Predicate::In(Column::plain("id"), ids));
    let wanted = found.as_ref().map(|ids| wanted.named(ids)).unwrap_or(wanted);
    let (mut rows, next) = query::load(reader.conn, &wanted, &seen.columns(), &sort, cursor.as_ref(), asked.limit()?, total.capped)?;
    seen.mask(&mut rows);
    let titles = titles(engine, reader, actor, &seen.fields, &rows)?;
    let items = rows.iter().map(|row| show::Written { fields: &seen.fields, row, titles: &titles }).collect();
    let mut json = Vec::with_capacity(rows.len() * ROW_BYTES);
    serde_json::to_writer(&mut json, &PageContent { items, next, total })?;
    Ok(Page(json))
}

fn titles(engine: &Engine, reader: &mut Reader<'_>, actor: &Actor, fields: &[&Field], rows: &[Row]) -> Result<Titles> {
    let mut titles = Titles::default();
    show::collect(fields, rows, &mut titles);
    titles.load(engine, reader.conn, actor)?;
    Ok(titles)
}

pub(super) fn show_all(
    engine: &Engine,
    reader: &mut Reader<'_>,
    actor: &Actor,
    fields: &[&Field],
    rows: &[Row],
) -> Result<Vec<show::Shown>> {
    let titles = titles(engine, reader, actor, fields, rows)?;
    rows.iter().map(|row| Ok(serde_json::to_value(show::Written { fields, row, titles: &titles })?)).collect()
}

/// The fields of an object as the actor sees them.
pub(super) fn seen<'o>(engine: &Engine, actor: &Actor, object: &'o Object) -> VisibleFields<'o> {
    VisibleFields::new(&object.fields, &engine.fields(actor, object, &Verb::Read))
}

/// Refuses a record that is not in the actor's sight, as one that is not there.
pub(super) fn demand(engine: &Engine, reader: &mut Reader<'_>, actor: &Actor, object: &Object, id: RecordId) -> Result<()> {
    let sight = Predicate::id(id.0).and(alive()).and(engine.sight(actor, object, &Verb::Read)?);
    if exists(reader.conn, object, &sight)? { Ok(()) } else { Err(Error::not_found()) }
}

/// The row as it came from the database, within sight. It is not masked yet.
pub(super) fn raw(
    engine: &Engine,
    reader: &mut Reader<'_>,
    actor: &Actor,
    object: &Object,
    id: RecordId,
    seen: &VisibleFields<'_>,
) -> Result<Row> {
    let predicate = Predicate::id(id.0).and(alive()).and(engine.sight(actor, object, &Verb::Read)?);
    let columns = seen.columns();
    let select = Select { table: object.table(), columns: &columns, predicate: &predicate, order: &[], limit: Some(1) };
    let rows: Vec<Row> = select.load(reader.conn)?;
    rows.into_iter().next().ok_or_else(Error::not_found)
}

fn row(engine: &Engine, reader: &mut Reader<'_>, actor: &Actor, object: &Object, id: RecordId, seen: &VisibleFields<'_>) -> Result<Row> {
    let mut row = raw(engine, reader, actor, object, id, seen)?;
    seen.mask(std::slice::from_mut(&mut row));
    Ok(row)
}

/// One record with its fields' values as the actor sees them.
pub fn record(engine: &Engine, reader: &mut Reader<'_>, actor: &Actor, object: &Object, id: RecordId) -> Result<Record> {
    let seen = seen(engine, actor, object);
    row(engine, reader, actor, object, id, &seen).map(|row| show::record(&seen.fields, &row))
}

/// One record as the API shows it, with what the actor may do to it.
pub fn one(engine: &Engine, reader: &mut Reader<'_>, actor: &Actor, object: &Object, id: RecordId) -> Result<show::Shown> {
    let seen = seen(engine, actor, object);
    let row = row(engine, reader, actor, object, id, &seen)?;
    let mut shown = show_all(engine, reader, actor, &seen.fields, std::slice::from_ref(&row))?.pop().unwrap_or_default();
    let mut may = may(engine, reader, actor, object, id)?;
    let lines = lines::shown(engine, reader, actor, object, id)?;
    let Some(map) = shown.as_object_mut() else { return Ok(shown) };
    map.extend(lines);
    if lawful::depends(object) {
        let stands = whole(reader, object, id)?;
        let state = lawful::state(object, &stands);
        may.retain(|verb| if let Verb::Act(name) = verb { object.action(name).is_some_and(|a| a.is_lawful(state)) } else { true });
        let closed = lawful::closed(&engine.catalog, object, &stands, &engine.context(actor, reader.now))?;
        map.insert("frozen".into(), (!closed.is_empty()).into());
        if !closed.is_empty() {
            let names = object.fields.iter().map(|field| &field.name).chain(object.lines.iter().map(|set| &set.name));
            map.insert("writable".into(), names.filter(|name| !closed.contains(*name)).map(|name| name.as_ref()).collect());
        }
    }
    map.insert("may".into(), may.iter().map(Verb::name).collect());
    Ok(shown)
}

/// What of changing and deleting the actor may do to each of some records; those to which they may do neither are not among the answers.
pub(super) fn may_each(
    engine: &Engine,
    reader: &mut Reader<'_>,
    actor: &Actor,
    object: &Object,
    ids: &[i64],
) -> Result<HashMap<i64, Vec<&'static str>>> {
    let among = Predicate::In(Column::plain("id"), ids.iter().copied().map(Value::Int).collect());
    let mut may: HashMap<i64, Vec<&'static str>> = HashMap::new();
    for (verb, word) in [(Verb::Update, "update"), (Verb::Delete, "delete")] {
        if ids.is_empty() || !engine.may(actor, object, &verb) {
            continue;
        }
        let predicate = among.clone().and(engine.rows(actor, object, &verb)?);
        let columns = [Column::plain("id")];
        let rows: Vec<Row> =
            Select { table: object.table(), columns: &columns, predicate: &predicate, order: &[], limit: None }.load(reader.conn)?;
        for id in rows.iter().filter_map(|row| row.0.first()?.int()) {
            may.entry(id).or_default().push(word);
        }
    }
    Ok(may)
}

/// A record with all its fields, for the app's own eyes.
fn whole(reader: &mut Reader<'_>, object: &Object, id: RecordId) -> Result<Record> {
    let fields: Vec<&Field> = object.fields.iter().collect();
    let (columns, predicate) = (show::columns(&fields), Predicate::id(id.0));
    let select = Select { table: object.table(), columns: &columns, predicate: &predicate, order: &[], limit: Some(1) };
    let rows: Vec<Row> = select.load(reader.conn)?;
    rows.first().map(|row| show::record(&fields, row)).ok_or_else(Error::not_found)
}

/// What the actor may do to one record; verbs that share a predicate share its query.
fn may(engine: &Engine, reader: &mut Reader<'_>, actor: &Actor, object: &Object, id: RecordId) -> Result<Vec<Verb>> {
    let mut asked: Vec<(Predicate, bool)> = Vec::new();
    let mut may = Vec::new();
    for verb in object.verbs().into_iter().filter(|v| matches!(v, Verb::Update | Verb::Delete | Verb::Reveal | Verb::Share | Verb::Act(_)))
    {
        if !engine.may(actor, object, &verb) {
            continue;
        }
        let predicate = engine.rows(actor, object, &verb)?;
        let known = asked.iter().find(|(p, _)| *p == predicate).map(|(_, yes)| *yes);
        let yes = match known {
            Some(yes) => yes,
            None => {
                let yes = exists(reader.conn, object, &Predicate::id(id.0).and(predicate.clone()))?;
                asked.push((predicate, yes));
                yes
            }
        };
        if yes {
            may.push(verb);
        }
    }
    Ok(may)
}
