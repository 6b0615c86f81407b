//! The audit page: what happened, filtered, newest first, in words.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use rocket::http::ContentType;
use rocket::serde::json::{Json, Value};
use rocket::{FromForm, State, get};
use serde_json::json;

use crate::actor::Language;
use crate::audit::list::{Entry, Filter};
use crate::audit::{Kind, Outcome, last_checkpoint, list};
use crate::db::Db;
use crate::error::{Error, Reason, Result};
use crate::ids::{RecordId, UserId};
use crate::people::AuditReader;
use crate::records::Engine;
use crate::text::date::start_of_day;
use crate::words;

#[derive(FromForm)]
pub struct Query {
    /// Several kinds are joined by commas.
    kind: Option<String>,
    outcome: Option<String>,
    user: Option<i64>,
    object: Option<String>,
    record: Option<i64>,
    from: Option<String>,
    to: Option<String>,
    cursor: Option<i64>,
    limit: Option<u32>,
}

impl Query {
    fn filter(self, engine: &Engine) -> Result<Filter> {
        let refuse = |field: &'static str| Error::Refused(Reason::new("filter.value").with("field", field));
        let filled = |text: Option<String>| text.filter(|t| !t.trim().is_empty());
        let kinds = filled(self.kind).map(|names| names.split(',').map(|n| n.trim().parse::<Kind>()).collect::<Result<Vec<_>, _>>());
        let outcome = filled(self.outcome).map(|name| Outcome::ALL.into_iter().find(|o| o.name() == name).ok_or_else(|| refuse("outcome")));
        let moment = |text: Option<String>, name| filled(text).map(|t| moment(&t, engine).ok_or_else(|| refuse(name))).transpose();
        Ok(Filter {
            kinds: kinds.transpose().map_err(|_| refuse("kind"))?.unwrap_or_default(),
            outcome: outcome.transpose()?,
            user: self.user.map(UserId),
            object: filled(self.object),
            record: self.record.map(RecordId),
            from: moment(self.from, "from")?,
            to: moment(self.to, "to")?,
            cursor: self.cursor,
            limit: self.limit,
        })
    }
}

/// A moment, or a day's beginning in the company's zone.
fn moment(text: &str, engine: &Engine) -> Option<DateTime<Utc>> {
    match text.parse::<NaiveDate>() {
        Ok(day) => start_of_day(day, engine.zone).ok(),
        Err(_) => DateTime::parse_from_rfc3339(text).ok().map(|moment| moment.with_timezone(&Utc)),
    }
}

#[get("/audit/events?<query..>")]
pub async fn events(query: Query, reader: AuditReader, db: &State<Db>, engine: &State<Arc<Engine>>) -> Result<Json<Value>> {
    let filter = query.filter(engine)?;
    let page = db.read(move |reader| list::list(reader.conn, &filter)).await?;
    let items: Vec<Value> = page.items.iter().map(|entry| show(entry, engine, reader.0.language)).collect();
    Ok(Json(json!({ "items": items, "next": page.next })))
}

fn show(entry: &Entry, engine: &Engine, language: Language) -> Value {
    let object = entry.object.as_deref().and_then(|name| engine.catalog.get(name));
    let label = |name: &str| {
        let field = object.and_then(|o| o.field(name)).map(|f| f.label(language));
        field.or_else(|| words::find(language, &format!("audit.detail.{name}")).map(str::to_owned)).unwrap_or_else(|| name.to_owned())
    };
    let value = |value: &Value| match value {
        Value::String(text) => words::find(language, &format!("audit.values.{text}")).unwrap_or(text).to_owned(),
        other => other.to_string(),
    };
    let detail: Vec<Value> = entry.detail.as_object().into_iter().flatten().map(|(n, v)| json!({ "name": n, "label": label(n), "value": value(v) })).collect();
    json!({
        "seq": entry.seq, "at": entry.at, "kind": entry.kind, "label": kind_label(&entry.kind, language), "outcome": entry.outcome,
        "user": { "id": entry.user, "title": entry.login }, "ip": entry.ip, "object": entry.object,
        "object_label": object.map(|o| o.label(language)), "record": entry.record, "detail": detail,
    })
}

fn kind_label(kind: &str, language: Language) -> String {
    words::find(language, &format!("audit.kinds.{kind}")).unwrap_or(kind).to_owned()
}

/// The newest checkpoint, for keeping outside the house.
#[get("/audit/checkpoint")]
pub async fn checkpoint(_reader: AuditReader, db: &State<Db>) -> Result<(ContentType, String)> {
    let note = db.read(|reader| last_checkpoint(reader.conn)).await?;
    note.map(|note| (ContentType::Plain, note)).ok_or_else(|| Error::NotFound(Reason::new("audit.no_checkpoint")))
}

#[get("/audit/kinds")]
pub fn kinds(reader: AuditReader) -> Json<Vec<Value>> {
    Json(Kind::ALL.iter().map(|kind| json!({ "kind": kind.name(), "label": kind_label(kind.name(), reader.0.language) })).collect())
}
