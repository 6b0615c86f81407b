//! One's own notices over HTTP, and how they are mailed.

use std::collections::BTreeMap;

use rocket::response::status::NoContent;
use rocket::serde::json::{Json, Value};
use rocket::{Route, State, get, post, put, routes as list};
use serde::Deserialize;
use serde_json::json;

use super::sentence;
use crate::actor::Actor;
use crate::db::{Db, Reader};
use crate::error::{Error, Reason, Result};
use crate::http::{Input, QueryValue};
use crate::i18n;
use crate::ids::UserId;
use crate::mail::Mail;
use crate::notices::{self, MailChoice, NoticeKind, NoticeQuery};
use crate::people::users;
use crate::records::PinnedEngine;

const USUAL: i64 = 30;
const LARGEST: i64 = 100;

/// For mounting at `/api`.
pub fn routes() -> Vec<Route> {
    list![page, read_one, read_all, choices, choose]
}

fn reader_of(actor: &Actor) -> Result<UserId> {
    actor.user.ok_or_else(|| Error::unauthenticated("session.required"))
}

fn kind_named(name: &str) -> Result<NoticeKind> {
    name.parse().map_err(|_| Error::Refused(Reason::new("filter.value").with("field", "kind")))
}

#[get("/notices?<unread>&<kind>&<before>&<limit>")]
async fn page(
    unread: QueryValue<bool>,
    kind: Option<&str>,
    before: QueryValue<i64>,
    limit: QueryValue<i64>,
    actor: Actor,
    db: &State<Db>,
    engine: PinnedEngine,
) -> Result<Json<Value>> {
    let user = reader_of(&actor)?;
    let limit = limit.read("limit")?.unwrap_or(USUAL);
    if !(1..=LARGEST).contains(&limit) {
        return Err(Error::Refused(Reason::new("query.limit").with("max", LARGEST)));
    }
    // One more, to know whether there is one.
    let query = NoticeQuery {
        unread: unread.read("unread")?.unwrap_or_default(),
        kind: kind.map(kind_named).transpose()?,
        before: before.read("before")?,
        limit: limit + 1,
    };
    let engine = engine.clone();
    let answer = move |reader: &mut Reader<'_>| {
        let mut rows = notices::page(reader.conn, user, &query)?;
        let more = rows.len() > usize::try_from(limit).unwrap_or_default();
        if more {
            rows.pop();
        }
        let next = rows.last().filter(|_| more).map(|last| last.id.to_string());
        let unread = notices::unread(reader.conn, user)?;
        let items = sentence::shown(&engine, reader, &actor, user, &rows)?;
        Ok(json!({ "items": items, "next": next, "unread": unread.unread }))
    };
    db.read(answer).await.map(Json)
}

#[post("/notices/<id>/read")]
async fn read_one(id: i64, actor: Actor, db: &State<Db>) -> Result<NoContent> {
    let user = reader_of(&actor)?;
    match db.write_unaudited(move |tx| notices::mark_read(tx, user, id)).await? {
        true => Ok(NoContent),
        false => Err(Error::not_found()),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReadUpTo {
    /// What came later is not read by it: nobody has seen that yet.
    up_to: String,
    #[serde(default)]
    kind: Option<String>,
}

#[post("/notices/read", data = "<input>")]
async fn read_all(actor: Actor, db: &State<Db>, input: Input<ReadUpTo>) -> Result<NoContent> {
    let (user, ReadUpTo { up_to, kind }) = (reader_of(&actor)?, input.into_inner());
    let up_to: i64 = up_to.parse().map_err(|_| Error::Refused(Reason::new("filter.value").with("field", "up_to")))?;
    let kind = kind.as_deref().map(kind_named).transpose()?;
    db.write_unaudited(move |tx| notices::mark_all_read(tx, user, up_to, kind)).await.map(|()| NoContent)
}

/// How each kind is mailed, and whether mail can reach one at all.
#[get("/notices/preferences")]
async fn choices(actor: Actor, db: &State<Db>, mail: &State<Mail>) -> Result<Json<Value>> {
    let on = mail.is_on();
    db.read(move |reader| stands(reader, &actor, on)).await.map(Json)
}

#[put("/notices/preferences", data = "<input>")]
async fn choose(actor: Actor, db: &State<Db>, mail: &State<Mail>, input: Input<BTreeMap<String, MailChoice>>) -> Result<Json<Value>> {
    let (user, on) = (reader_of(&actor)?, mail.is_on());
    let chosen = input.into_inner().into_iter().map(|(kind, mail)| Ok((kind_named(&kind)?, mail)));
    let chosen: BTreeMap<NoticeKind, MailChoice> = chosen.collect::<Result<_>>()?;
    if let Some(fixed) = chosen.keys().find(|kind| !kind.is_choosable()) {
        return Err(Error::rejected(fixed.name(), "notice.fixed"));
    }
    let asker = actor.clone();
    db.write(&actor, move |tx| {
        notices::choose(tx, user, &chosen)?;
        stands(&mut tx.reader(), &asker, on)
    })
    .await
    .map(Json)
}

fn stands(reader: &mut Reader<'_>, actor: &Actor, on: bool) -> Result<Value> {
    let (user, language) = (reader_of(actor)?, actor.language);
    let address = users::find(reader.conn, user)?.and_then(|user| user.email);
    let items = notices::choices(reader.conn, user)?.into_iter().map(|(kind, mail)| {
        let words = |part: &str| i18n::text(language, &format!("notices.kinds.{}.{part}", kind.name())).into_owned();
        json!({ "kind": kind.name(), "label": words("label"), "about": words("about"), "mail": mail })
    });
    Ok(json!({ "mail": on, "address": address, "items": items.collect::<Vec<_>>() }))
}
