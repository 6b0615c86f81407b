//! Emergency access: somebody asks with a reason, somebody else allows it, and for a while business records are open to them: all, or
//! those of the objects that they named.
//!
//! Two people, an hour unless they ask otherwise, everything in the log: whoever asks cannot allow it, every look at a record during
//! that time is an event (`records::routes`), nothing that it opens is exported (`records::Engine`), and whoever administers access or
//! reads the log sees in the console that it is going on; the security officers and auditors are written to.

mod routes;
mod store;

pub use routes::routes;

use chrono::Duration;
use serde_json::{Value as Json, json};

use self::store::NewEmergency;
use super::offices;
use crate::actor::Actor;
use crate::audit::{self, Event, EventKind};
use crate::clock::{from_millis, rfc3339};
use crate::db::{Reader, Tx};
use crate::error::{Error, Invalid, Reason, Result};
use crate::ids::UserId;
use crate::mail::{About, Mail};
use crate::model::Refers;
use crate::notices::{self, NewNotice, NoticeKind};
use crate::people::{AdminRight, Administration, Role, users};
use crate::records::{Engine, Titles};

/// How long it lasts, in minutes, where nothing else is asked for, and within which bounds one may ask.
const USUAL: i64 = 60;
const SHORTEST: i64 = 15;
const LONGEST: i64 = 240;
/// Unanswered, a request is over after a day.
const WAITS: Duration = Duration::hours(24);
/// Whoever asks and ends and asks again is told of once in that time.
const ALERTS_AGAIN: Duration = Duration::hours(1);
const LONGEST_REASON: usize = 500;

/// What somebody asks for.
struct AskedEmergency {
    reason: String,
    objects: Option<Vec<String>>,
    minutes: i64,
}

impl AskedEmergency {
    fn read(engine: &Engine, reason: &str, objects: Option<Vec<String>>, minutes: Option<i64>) -> Result<Self> {
        let (reason, minutes, mut wrong) = (reason.trim().to_owned(), minutes.unwrap_or(USUAL), Vec::new());
        if reason.chars().count() < 4 || reason.chars().count() > LONGEST_REASON {
            wrong.push(Invalid::new("reason", "break_glass.reason").with("max", LONGEST_REASON));
        }
        if !(SHORTEST..=LONGEST).contains(&minutes) {
            wrong.push(Invalid::new("minutes", "break_glass.minutes").with("min", SHORTEST).with("max", LONGEST));
        }
        if objects.as_ref().is_some_and(|names| names.is_empty() || names.iter().any(|name| engine.catalog.get(name).is_none())) {
            wrong.push(Invalid::new("objects", "break_glass.objects"));
        }
        if wrong.is_empty() { Ok(Self { reason, objects, minutes }) } else { Err(Error::Rejected(wrong)) }
    }
}

/// Asks for emergency access.
fn ask(tx: &mut Tx<'_>, mail: &Mail, asked: &AskedEmergency) -> Result<i64> {
    let user = tx.actor.user.ok_or_else(|| Error::unauthenticated("session.required"))?;
    if store::open(tx.conn, tx.now, WAITS)?.iter().any(|row| row.user_id == user.0) {
        return Err(Error::Conflict(Reason::new("break_glass.open")));
    }
    let quiet = store::asked_since(tx.conn, user, tx.now - ALERTS_AGAIN)?;
    let objects = asked.objects.as_ref().map(serde_json::to_string).transpose()?;
    let scope = asked.objects.as_ref().map_or_else(|| "*".to_owned(), |names| names.join(", "));
    let id = store::insert(tx.conn, &NewEmergency { user, reason: &asked.reason, objects, minutes: asked.minutes }, tx.now)?;
    let event = Event::new(EventKind::BreakGlassAsk).on("user", user.0).with("request", id);
    audit::append(tx, event.with("objects", scope).with("minutes", asked.minutes))?;
    if !quiet {
        alert(tx, mail, About::EmergencyAsk, (id, user.0, asked.minutes))?;
    }
    Ok(id)
}

/// Allows it for as long as was asked for. Nobody allows it to themselves.
fn approve(tx: &mut Tx<'_>, mail: &Mail, id: i64) -> Result<()> {
    let (row, by) = (find(tx, id)?, tx.actor.user.ok_or_else(|| Error::unauthenticated("session.required"))?);
    if row.until.is_some() {
        return Err(Error::Conflict(Reason::new("break_glass.open")));
    }
    if row.user_id == by.0 {
        return Err(Error::Conflict(Reason::new("break_glass.own")));
    }
    let until = tx.now + Duration::minutes(row.minutes);
    store::approve(tx.conn, id, by, until)?;
    audit::append(tx, Event::new(EventKind::BreakGlassOpen).on("user", row.user_id).with("request", id).with("until", rfc3339(until)))?;
    notices::settle(tx, MATTER, id)?;
    notices::tell(tx, UserId(row.user_id), &notice("allowed", (id, row.user_id)))?;
    alert(tx, mail, About::EmergencyOpen, (id, row.user_id, row.minutes))
}

/// What the notices about an emergency wait for.
const MATTER: &str = "emergency";

fn notice(what: &'static str, (id, user): (i64, i64)) -> NewNotice<'static> {
    NewNotice::new(NoticeKind::Emergency, "user").on(user).what(what).until(MATTER, id)
}

/// Tells those who watch, at once, by mail and in the console; the reason may speak of customers, and stays here.
fn alert(tx: &mut Tx<'_>, mail: &Mail, about: About, (id, user, minutes): (i64, i64, i64)) -> Result<()> {
    const WATCHERS: [Role; 2] = [Role::SECURITY, Role::AUDITOR];
    let what = if about == About::EmergencyAsk { "asked" } else { "opened" };
    for watcher in offices::holders(tx.conn, &WATCHERS)?.into_iter().filter(|watcher| watcher.id.0 != user) {
        notices::tell(tx, watcher.id, &notice(what, (id, user)))?;
    }
    let name = users::names(tx.conn, &[user])?.remove(&user).unwrap_or_default();
    let args = [("name", name), ("by", tx.actor.name.to_string()), ("minutes", minutes.to_string())];
    offices::write(tx, mail, &WATCHERS, about, "/access?tab=emergency", &args)
}

/// Declines it, or ends it early: whoever asked may, and whoever may allow it.
fn end(tx: &mut Tx<'_>, administration: &dyn Administration, id: i64) -> Result<()> {
    let row = find(tx, id)?;
    if tx.actor.user.map(|user| user.0) != Some(row.user_id) && !administration.may(tx.actor, AdminRight::Access) {
        return Err(Error::not_found());
    }
    store::end(tx.conn, id, tx.actor.user, tx.now)?;
    notices::settle(tx, MATTER, id)?;
    let what = if row.until.is_some() { "ended" } else { "declined" };
    notices::tell(tx, UserId(row.user_id), &notice(what, (id, row.user_id)))?;
    audit::append(tx, Event::new(EventKind::BreakGlassEnd).on("user", row.user_id).with("request", id))?;
    Ok(())
}

fn find(tx: &mut Tx<'_>, id: i64) -> Result<store::EmergencyRow> {
    store::open(tx.conn, tx.now, WAITS)?.into_iter().find(|row| row.id == id).ok_or_else(Error::not_found)
}

/// What is asked for or going on: all of it for those who watch, one's own for everybody.
fn list(engine: &Engine, administration: &dyn Administration, reader: &mut Reader<'_>, actor: &Actor) -> Result<Json> {
    let watches = [AdminRight::Access, AdminRight::Audit].into_iter().any(|right| administration.may(actor, right));
    let mut rows = store::open(reader.conn, reader.now, WAITS)?;
    rows.retain(|row| watches || Some(row.user_id) == actor.user.map(|user| user.0));
    let mut titles = Titles::default();
    rows.iter().flat_map(|row| [Some(row.user_id), row.approved_by]).flatten().for_each(|user| titles.want(Refers::User, None, user));
    titles.load(engine, reader.conn, actor)?;
    let shown = rows.iter().map(|row| {
        let names: Option<Vec<String>> = row.objects.as_deref().and_then(|names| serde_json::from_str(names).ok());
        let label = |name: &String| engine.catalog.get(name).map_or_else(|| name.clone(), |object| object.many(actor.language));
        let objects = names.map(|names| names.iter().map(|name| json!({ "name": name, "label": label(name) })).collect::<Vec<_>>());
        json!({
            "id": row.id.to_string(), "user": titles.link(Refers::User, None, row.user_id), "reason": row.reason,
            "asked_at": rfc3339(from_millis(row.asked_at)), "until": row.until.map(|at| rfc3339(from_millis(at))),
            "objects": objects, "minutes": row.minutes,
            "approved_by": row.approved_by.map(|user| titles.link(Refers::User, None, user)),
        })
    });
    let may_approve = administration.may(actor, AdminRight::Access);
    Ok(json!({
        "items": shown.collect::<Vec<_>>(), "may_approve": may_approve, "minutes": { "usual": USUAL, "least": SHORTEST, "most": LONGEST },
        "objects": choices(engine, actor),
    }))
}

/// What one may ask for, by name: an installation's objects are no secret, its records are.
fn choices(engine: &Engine, actor: &Actor) -> Vec<Json> {
    engine.catalog.iter().map(|object| json!({ "name": object.name, "label": object.many(actor.language) })).collect()
}
