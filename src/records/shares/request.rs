//! Asking to share a record that the duplicate check told somebody of, without being told whose it is or what is in it.
//!
//! Whoever may share the record (its owner, before all) finds the request and says yes or no; the asker hears which. What is asked for is
//! named by the value that was typed, never by a number, so that nobody learns of a record by asking. What nobody has answered in
//! [`LASTS`] days is over: the asker reads so, and may ask again.

use std::cmp::Reverse;
use std::sync::Arc;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use diesel::RunQueryDsl;
use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::May;
use super::store::{self, RequestRow};
use super::team::{self, Membership};
use crate::actor::Actor;
use crate::audit::{self, Event, EventKind};
use crate::clock::{from_millis, rfc3339};
use crate::db::sql::{Column, Compare, Order, Predicate, Select};
use crate::db::{Reader, Row, Tx};
use crate::error::{Error, Invalid, Reason, Result};
use crate::ids::{RecordId, UserId};
use crate::model::{Draft, Object, Refers, Value, Verb};
use crate::notices::{self, NewNotice, NoticeKind};
use crate::records::dedupe::{self, hits};
use crate::records::links::Titles;
use crate::records::reveal::RevealAllowance;
use crate::records::{Engine, read};
use crate::text::normal::clean_line;

const LONGEST_NOTE: usize = 200;

/// Days that a request waits for its answer.
const LASTS: i64 = 30;

/// As many are shown to somebody, the newest first; what is answered makes room.
const MOST_SHOWN: usize = 200;

/// What was asked until then is over, in milliseconds.
fn over(now: DateTime<Utc>) -> i64 {
    (now - Duration::days(LASTS)).timestamp_millis()
}

/// How a request is answered.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShareAnswer {
    pub give: bool,
    #[serde(default)]
    pub may: Option<May>,
    /// The last day, in the company's zone.
    #[serde(default)]
    pub until: Option<NaiveDate>,
}

/// Asks for the records out of sight that clash with what the draft says. Asked twice, it is one request.
pub fn ask(tx: &mut Tx<'_>, engine: &Engine, object: &Object, draft: &Draft, note: Option<&str>) -> Result<()> {
    let Some(user) = tx.actor.user else { return Err(Error::forbidden("access.forbidden")) };
    if !engine.may(tx.actor, object, &Verb::Update) {
        engine.demand(tx.actor, object, &Verb::Create)?;
    }
    let note = note.map(clean_line).filter(|note| !note.is_empty());
    if let Some(length) = note.as_ref().map(|note| note.chars().count()).filter(|length| *length > LONGEST_NOTE) {
        let wrong = Invalid::new("note", "field.too_long").with("max", LONGEST_NOTE).with("length", length);
        return Err(Error::Rejected(vec![wrong]));
    }
    // Without a look left nothing is looked for: the answer would tell.
    let actor = tx.actor;
    RevealAllowance::of(engine, &mut tx.reader(), actor)?.demand()?;
    let mut found = dedupe::duplicates(tx.conn, engine, tx.actor, object, None, draft)?;
    found.retain(|duplicate| !duplicate.seen);
    if found.is_empty() {
        return Err(Error::NotFound(Reason::new("share_request.nothing")));
    }
    hits::count(tx, engine, object, &found)?;
    found.sort_by_key(|duplicate| duplicate.record);
    found.dedup_by_key(|duplicate| duplicate.record);
    for duplicate in found {
        let asked_for = object.field(&duplicate.field).map(|field| (field, draft.get(&field.name).cloned().unwrap_or_default()));
        let context = engine.context(tx.actor, tx.now);
        let asked_for = asked_for.map(|(field, value)| field.kind.words(field, &value, &context)).unwrap_or_default();
        if let Some(request) = store::ask(tx, &object.name, duplicate.record, user, &asked_for, note.as_deref(), over(tx.now))? {
            audit::append(tx, Event::new(EventKind::ShareAsk).on(object.name.to_string(), duplicate.record.0))?;
            tell_owner(tx, object, duplicate.record, request)?;
        }
    }
    Ok(())
}

/// What a notice about a request waits for.
const MATTER: &str = "share_request";

/// The owner hears of it; whoever else may share the record finds the request where such requests stand.
fn tell_owner(tx: &mut Tx<'_>, object: &Object, id: RecordId, request: i64) -> Result<()> {
    let Some(owner) = object.owner.as_deref().and_then(|owner| object.field(owner)) else { return Ok(()) };
    let (columns, predicate) = ([owner.column()], Predicate::id(id.0));
    let select = Select { table: object.table(), columns: &columns, predicate: &predicate, order: &[], limit: Some(1) };
    let rows: Vec<Row> = select.load(tx.conn)?;
    let Some(owner) = rows.first().and_then(|row| row.0.first()?.int()).map(UserId) else { return Ok(()) };
    notices::tell(tx, owner, &NewNotice::new(NoticeKind::ShareAsk, &object.name).on(id.0).until(MATTER, request))
}

/// What waits for the actor's answer, and what they asked for themselves.
pub fn requests(engine: &Engine, reader: &mut Reader<'_>, actor: &Actor) -> Result<Json> {
    let Some(user) = actor.user else { return Ok(json!({ "to_answer": [], "asked": [] })) };
    let (mut waiting, mut titles) = (Vec::new(), Titles::default());
    for object in engine.catalog.iter() {
        let ids = to_answer(engine, reader, actor, user, object)?;
        for row in store::requests(reader.conn, &ids)? {
            titles.want(Refers::User, None, row.user_id.0);
            titles.want(Refers::Record, Some(&object.name), row.record_id.0);
            waiting.push((row, object));
        }
    }
    waiting.sort_by_key(|(row, _)| Reverse((row.created_at, row.id)));
    waiting.truncate(MOST_SHOWN);
    let own = store::requests_of(reader.conn, user)?;
    for row in own.iter().filter(|row| row.state == "given") {
        titles.want(Refers::Record, Some(&row.object), row.record_id.0);
    }
    titles.load(engine, reader.conn, actor)?;
    let waiting = waiting.iter().map(|(row, object)| {
        json!({
            "id": row.id.to_string(), "object": object.name, "object_label": object.label(actor.language),
            "record": titles.link(Refers::Record, Some(&object.name), row.record_id.0), "by": titles.link(Refers::User, None, row.user_id.0),
            "note": row.note, "at": rfc3339(from_millis(row.created_at)),
        })
    });
    let over = over(reader.now);
    let asked = own.iter().filter_map(|row| {
        let object = engine.object(&row.object).ok()?;
        // Of one that is not given nothing is told but what the asker typed.
        let given = titles.title(Refers::Record, Some(&object.name), row.record_id.0).filter(|_| row.state == "given");
        Some(json!({
            "id": row.id.to_string(), "object": object.name, "object_label": object.label(actor.language), "asked_for": row.asked_for,
            "state": if row.is_open_after(over) || row.state != "open" { row.state.as_str() } else { "expired" }, "at": rfc3339(from_millis(row.created_at)),
            "record": given.map(|title| json!({ "id": row.record_id.to_string(), "title": title })),
        }))
    });
    Ok(json!({ "to_answer": waiting.collect::<Vec<_>>(), "asked": asked.collect::<Vec<_>>() }))
}

/// The requests of others for records of an object that the actor may share, by their numbers: found by what may be shared, so that none is
/// hidden behind those that others answer.
fn to_answer(engine: &Engine, reader: &mut Reader<'_>, actor: &Actor, user: UserId, object: &Arc<Object>) -> Result<Vec<i64>> {
    if !engine.may(actor, object, &Verb::Share) {
        return Ok(Vec::new());
    }
    let rows = read::alive().and(engine.rows(actor, object, &Verb::Share)?);
    let is = |column: &'static str, value: Value| Predicate::Compare(Column::plain(column), Compare::Eq, value);
    let predicate = is("state", "open".into())
        .and(is("object", Value::Text(object.name.to_string())))
        .and(is("user_id", user.into()).negate())
        .and(Predicate::Compare(Column::plain("created_at"), Compare::Gt, over(reader.now).into()))
        .and(Predicate::Through(Column::plain("record_id"), object.table().to_owned().into(), Box::new(rows)));
    let (columns, newest) = ([Column::plain("id")], [Order { column: Column::plain("created_at"), descending: true }]);
    let limit = i64::try_from(MOST_SHOWN).ok();
    let select = Select { table: store::REQUESTS, columns: &columns, predicate: &predicate, order: &newest, limit };
    let found: Vec<Row> = select.load(reader.conn)?;
    Ok(found.iter().filter_map(|row| row.0.first()?.int()).collect())
}

fn is_shareable(engine: &Engine, reader: &mut Reader<'_>, actor: &Actor, object: &Object, id: RecordId) -> Result<bool> {
    if !engine.may(actor, object, &Verb::Share) {
        return Ok(false);
    }
    let rows = read::alive().and(engine.rows(actor, object, &Verb::Share)?);
    read::exists(reader.conn, object, &Predicate::id(id.0).and(rows))
}

/// Says yes, by sharing the record, or no. The right to share it is asked for either.
pub fn answer(tx: &mut Tx<'_>, engine: &Engine, id: i64, answer: &ShareAnswer) -> Result<()> {
    let unknown = || Error::NotFound(Reason::new("share_request.unknown"));
    let row: RequestRow = store::open_request(tx.conn, id)?.ok_or_else(unknown)?;
    let object = engine.object(&row.object).map_err(|_| unknown())?.clone();
    let actor = tx.actor;
    if actor.user == Some(row.user_id) || !is_shareable(engine, &mut tx.reader(), actor, &object, row.record_id)? {
        return Err(unknown());
    }
    if !row.is_open_after(over(tx.now)) {
        return Err(Error::Conflict(Reason::new("share_request.expired").with("days", LASTS)));
    }
    if answer.give {
        let how = Membership { may: answer.may.unwrap_or(May::Read), until: answer.until };
        team::give(tx, engine, &object, row.record_id, row.user_id, how)?;
    }
    let state = if answer.give { "given" } else { "refused" };
    store::answer(tx, id, state)?;
    notices::settle(tx, MATTER, id)?;
    notices::tell(tx, row.user_id, &NewNotice::new(NoticeKind::ShareAnswer, &object.name).on(row.record_id.0).what(state))?;
    audit::append(tx, Event::new(EventKind::ShareAnswer).on(object.name.to_string(), row.record_id.0).with("what", state)).map(drop)
}
