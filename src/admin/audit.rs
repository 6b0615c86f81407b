//! The audit page: what happened, filtered, newest first, in words.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::sqlite::SqliteConnection;
use rocket::http::ContentType;
use rocket::serde::json::{Json, Value};
use rocket::{FromForm, State, get};
use serde_json::json;

use super::audit_words::{self, DetailWords};
use crate::actor::{Actor, Language};
use crate::audit::list::{EventEntry, Filter, LARGEST_PAGE};
use crate::audit::{EventKind, Outcome, last_checkpoint, list};
use crate::db::{Db, Reader};
use crate::error::{Error, Reason, Result};
use crate::i18n;
use crate::ids::{RecordId, UserId};
use crate::model::Refers;
use crate::people::AuditReader;
use crate::records::{Engine, PinnedEngine, Titles};
use crate::text::date::start_of_day;

/// As it came: what is no number is named and refused, instead of the whole path looking unknown.
#[derive(FromForm)]
pub struct Query {
    /// Several kinds are joined by commas.
    kind: Option<String>,
    outcome: Option<String>,
    user: Option<String>,
    object: Option<String>,
    record: Option<String>,
    from: Option<String>,
    to: Option<String>,
    cursor: Option<String>,
    limit: Option<String>,
}

impl Query {
    fn filter(self, engine: &Engine) -> Result<Filter> {
        let refuse = |field: &'static str| Error::Refused(Reason::new("filter.value").with("field", field));
        let filled = |text: Option<String>| text.filter(|t| !t.trim().is_empty());
        let kinds = filled(self.kind).map(|names| names.split(',').map(|n| n.trim().parse::<EventKind>()).collect::<Result<Vec<_>, _>>());
        let outcome = filled(self.outcome).map(|name| Outcome::ALL.into_iter().find(|o| o.name() == name).ok_or_else(|| refuse("outcome")));
        let moment = |text: Option<String>, name| filled(text).map(|t| moment(&t, engine).ok_or_else(|| refuse(name))).transpose();
        let number = |text: Option<String>, name| filled(text).map(|t| t.trim().parse::<i64>().map_err(|_| refuse(name))).transpose();
        let mut kinds = kinds.transpose().map_err(|_| refuse("kind"))?.unwrap_or_default();
        // A name that is repeated without end is still one.
        kinds.sort_unstable_by_key(|kind| kind.name());
        kinds.dedup();
        Ok(Filter {
            kinds,
            outcome: outcome.transpose()?,
            user: number(self.user, "user")?.map(UserId),
            object: filled(self.object),
            record: number(self.record, "record")?.map(RecordId),
            from: moment(self.from, "from")?,
            to: moment(self.to, "to")?,
            first: None,
            cursor: number(self.cursor, "cursor")?,
            // What is asked for beyond the most is the most.
            limit: number(self.limit, "limit")?.map(|limit| u32::try_from(limit).unwrap_or(LARGEST_PAGE)),
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
pub async fn events(query: Query, asker: AuditReader, db: &State<Db>, engine: PinnedEngine) -> Result<Json<Value>> {
    let filter = query.filter(&engine)?;
    let (engine, AuditReader(asker)) = (engine.clone(), asker);
    let page = move |reader: &mut Reader<'_>| {
        let page = list::list(reader.conn, &filter)?;
        let (titles, roles) = (titles(&page.items, &engine, reader.conn, &asker)?, audit_words::roles(reader.conn, asker.language)?);
        let words = DetailWords { engine: &engine, titles: &titles, roles: &roles, language: asker.language };
        let items: Vec<Value> = page.items.iter().map(|entry| show(entry, &words)).collect();
        Ok(json!({ "items": items, "next": page.next }))
    };
    db.read(page).await.map(Json)
}

/// What people and records are called today, as far as the asker may see them; the log itself holds numbers and logins.
fn titles(entries: &[EventEntry], engine: &Engine, conn: &mut SqliteConnection, asker: &Actor) -> Result<Titles> {
    let mut titles = Titles::default();
    for entry in entries {
        if let Some(user) = entry.user {
            titles.want(Refers::User, None, user.0);
        }
        if let (Some(object), Some(record)) = (&entry.object, entry.record) {
            let (refers, target) = refers(object, engine);
            titles.want(refers, target, record.0);
        }
        audit_words::want(entry, &mut titles, engine);
    }
    titles.load(engine, conn, asker)?;
    Ok(titles)
}

fn refers<'o>(object: &'o str, engine: &Engine) -> (Refers, Option<&'o str>) {
    match object {
        "user" => (Refers::User, None),
        "department" => (Refers::Department, None),
        name if engine.catalog.get(name).is_some() => (Refers::Record, Some(name)),
        _ => (Refers::Nothing, None),
    }
}

fn show(entry: &EventEntry, words: &DetailWords<'_>) -> Value {
    let DetailWords { engine, titles, language, .. } = words;
    let object = entry.object.as_deref().and_then(|name| engine.catalog.get(name));
    // Where it was nobody, it was a part of the app.
    let part = i18n::find(*language, &format!("audit.actors.{}", entry.login)).filter(|_| entry.user.is_none());
    let name = entry.user.and_then(|id| titles.title(Refers::User, None, id.0)).or(part);
    let record = entry.object.as_deref().zip(entry.record).map(|(object, id)| {
        let (refers, target) = refers(object, engine);
        titles.link(refers, target, id.0)
    });
    json!({
        "seq": entry.seq, "at": entry.at, "kind": entry.kind, "label": kind_label(&entry.kind, *language), "outcome": entry.outcome,
        "user": { "id": entry.user, "title": name.unwrap_or(&entry.login), "login": entry.login }, "ip": entry.ip, "object": entry.object,
        "object_label": object.map(|o| o.label(*language)), "record": record, "detail": words.lines(entry),
    })
}

fn kind_label(kind: &str, language: Language) -> String {
    i18n::find(language, &format!("audit.kinds.{kind}")).unwrap_or(kind).to_owned()
}

/// The newest checkpoint, for keeping outside the app.
#[get("/audit/checkpoint")]
pub async fn checkpoint(_reader: AuditReader, db: &State<Db>) -> Result<(ContentType, String)> {
    let note = db.read(|reader| last_checkpoint(reader.conn)).await?;
    note.map(|note| (ContentType::Plain, note)).ok_or_else(|| Error::NotFound(Reason::new("audit.no_checkpoint")))
}

#[get("/audit/kinds")]
pub fn kinds(reader: AuditReader) -> Json<Vec<Value>> {
    Json(EventKind::ALL.iter().map(|kind| json!({ "kind": kind.name(), "label": kind_label(kind.name(), reader.0.language) })).collect())
}
