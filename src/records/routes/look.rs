//! Looking at records: lists, one, what hangs on it, what happened to it, what saving would say.

use rocket::http::{Header, Status};
use rocket::response::Responder;
use rocket::response::content::RawJson;
use rocket::serde::json::{Json, Value, serde_json};
use rocket::{FromForm, Request, get, post, response};
use serde_json::json;

use super::RecordContext;
use crate::error::{Error, Reason, Result};
use crate::http::input::Input;
use crate::ids::RecordId;
use crate::model::Verb;
use crate::records::dedupe::{Others, hits};
use crate::records::groups::{self as grouping, GroupQuery};
use crate::records::reveal::{RevealAllowance, TOO_MANY};
use crate::records::{ListQuery, check as checking, operations, read, timeline as happened};

/// The query string of a list, as it came.
#[derive(FromForm)]
pub struct Listing {
    filter: Option<String>,
    sort: Option<String>,
    limit: Option<String>,
    cursor: Option<String>,
    fields: Option<String>,
    q: Option<String>,
    view: Option<String>,
}

impl Listing {
    pub fn read(self) -> Result<ListQuery> {
        let filled = |text: Option<String>| text.filter(|t| !t.trim().is_empty());
        let filter = filled(self.filter).map(|text| serde_json::from_str(&text)).transpose();
        let limit = filled(self.limit).map(|text| text.trim().parse()).transpose();
        Ok(ListQuery {
            filter: filter.map_err(|_| Error::refused("filter.shape"))?,
            sort: self.sort,
            limit: limit.map_err(|_| Error::Refused(Reason::new("query.limit").with("max", crate::records::query::MAX_LIMIT)))?,
            cursor: filled(self.cursor),
            fields: filled(self.fields).map(|names| names.split(',').map(|n| n.trim().to_owned()).collect()),
            q: filled(self.q),
            view: filled(self.view),
        })
    }
}

#[get("/records/<object>?<query..>")]
pub async fn list(object: &str, query: Listing, context: RecordContext) -> Result<RawJson<Vec<u8>>> {
    let query = query.read()?;
    context
        .read(object, None, move |engine, reader, actor, object| {
            let page = read::list(engine, reader, actor, object, &query)?;
            engine.note_use(actor, object, &Verb::Read);
            Ok(page)
        })
        .await
        .map(|page| RawJson(page.0))
}

/// How a list is counted in groups.
#[derive(FromForm)]
pub struct Grouping {
    by: Option<String>,
    filter: Option<String>,
    view: Option<String>,
    counts: Option<String>,
}

impl Grouping {
    fn read(self) -> Result<GroupQuery> {
        let parsed = |text: Option<String>| {
            let filled = text.filter(|text| !text.trim().is_empty());
            filled.map(|text| serde_json::from_str::<Value>(&text)).transpose().map_err(|_| Error::refused("filter.shape"))
        };
        let counts = match parsed(self.counts)? {
            None => Default::default(),
            Some(Value::Object(counts)) => counts.into_iter().collect(),
            Some(_) => return Err(Error::refused("filter.shape")),
        };
        let view = self.view.filter(|view| !view.trim().is_empty());
        let of = ListQuery { filter: parsed(self.filter)?, view, ..ListQuery::default() };
        Ok(GroupQuery { by: self.by.unwrap_or_default(), of, counts })
    }
}

#[get("/groups/<object>?<query..>")]
pub async fn groups(object: &str, query: Grouping, context: RecordContext) -> Result<Json<Value>> {
    let query = query.read()?;
    context.read(object, None, move |engine, reader, actor, object| grouping::groups(engine, reader, actor, object, &query)).await.map(Json)
}

/// A record with its version as `ETag`, which a change sends back as `If-Match`.
pub struct Tagged(pub Value);

impl<'r> Responder<'r, 'static> for Tagged {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        let version = self.0["version"].as_i64().unwrap_or_default();
        let mut answer = Json(self.0).respond_to(request)?;
        answer.set_status(Status::Ok);
        answer.set_header(Header::new("ETag", format!("\"{version}\"")));
        Ok(answer)
    }
}

#[get("/records/<object>/<id>")]
pub async fn one(object: &str, id: i64, context: RecordContext) -> Result<Tagged> {
    let id = RecordId(id);
    context
        .read(object, Some(id), move |engine, reader, actor, object| {
            let shown = read::one(engine, reader, actor, object, id)?;
            engine.note_use(actor, object, &Verb::Read);
            Ok(shown)
        })
        .await
        .map(Tagged)
}

#[get("/records/<object>/<id>/related/<other>?<query..>")]
pub async fn related(object: &str, id: i64, other: &str, query: Listing, context: RecordContext) -> Result<RawJson<Vec<u8>>> {
    let (id, query, other) = (RecordId(id), query.read()?, context.engine.object(other)?.clone());
    context
        .read(object, Some(id), move |engine, reader, actor, object| {
            let link = other.fields.iter().find(|f| f.target.as_ref() == Some(&object.name));
            let link = link.ok_or_else(|| Error::NotFound(Reason::new("object.unrelated")))?;
            let page = read::related(engine, reader, actor, (object, id), (&other, link), &query)?;
            engine.note_use(actor, &other, &Verb::Read);
            Ok(page)
        })
        .await
        .map(|page| RawJson(page.0))
}

/// How many hang on it, for a page that stands already.
#[get("/records/<object>/<id>/related")]
pub async fn related_counts(object: &str, id: i64, context: RecordContext) -> Result<Json<Value>> {
    let id = RecordId(id);
    let items = context
        .read(object, Some(id), move |engine, reader, actor, object| read::related_counts(engine, reader, actor, object, id))
        .await?;
    Ok(Json(json!({ "items": items })))
}

#[get("/records/<object>/<id>/timeline?<before>")]
pub async fn timeline(object: &str, id: i64, before: Option<String>, context: RecordContext) -> Result<Json<Value>> {
    let id = RecordId(id);
    context
        .read(object, Some(id), move |engine, reader, actor, object| {
            let mut page = happened::timeline(engine, reader, actor, object, id, before.as_deref())?;
            operations::tell_timeline(reader.conn, actor, &mut page)?;
            Ok(page)
        })
        .await
        .map(Json)
}

#[post("/records/<object>/check", data = "<input>")]
pub async fn check(object: &str, input: Input<Value>, context: RecordContext) -> Result<Json<Value>> {
    let language = context.actor.language;
    let asked = context.clone();
    let (mut limited, found) = asked
        .read(object, None, move |engine, reader, actor, object| {
            // Once the day's allowance is used up, what is out of sight is not even looked for.
            let limited = RevealAllowance::of(engine, reader, actor)?.left == 0;
            let others = if limited { Others::Seen } else { Others::All };
            Ok((limited, checking::check(engine, reader, actor, object, &input.0, others)?))
        })
        .await?;
    let (mut told, unseen) = (found.shown, found.duplicates.into_iter().filter(|duplicate| !duplicate.seen).collect::<Vec<_>>());
    if !unseen.is_empty() {
        let blind: Vec<Value> =
            unseen.iter().map(|hit| json!({ "field": hit.field, "link": null, "owner": null, "last_contact": null })).collect();
        match context.write(object, None, move |engine, tx, object| hits::count(tx, engine, object, &unseen)).await {
            Ok(()) => told.extend(blind),
            Err(error) if error.code() == TOO_MANY => limited = true,
            Err(error) => return Err(error),
        }
    }
    let errors: Vec<Value> = found.wrong.iter().map(|invalid| crate::http::problem::describe(invalid, language)).collect();
    Ok(Json(json!({ "duplicates": told, "candidates": found.candidates, "limited": limited, "errors": errors })))
}
