//! What whoever runs the app should look at, and how far a new installation has come. Found from how things stand: nobody ticks anything
//! off.

use std::sync::Arc;

use chrono::Duration;
use diesel::sqlite::SqliteConnection;
use rocket::serde::json::{Json, Value};
use rocket::{State, get};
use serde_json::json;

use super::review;
use crate::actor::Actor;
use crate::auth::accounts;
use crate::clock::rfc3339;
use crate::db::{Db, Reader};
use crate::error::Result;
use crate::jobs::{self, OpenJob};
use crate::mail::{self, Mail};
use crate::people::{AdminRight, Administration, SettingsAdmin, User, settings, users};
use crate::records::{Engine, PinnedEngine, read};

/// A job that failed longer ago has been seen, or does not matter any more.
const RECENT: Duration = Duration::days(7);
/// Told one by one; beyond that only how many.
const NAMED: u8 = 5;

#[get("/overview")]
pub async fn overview(
    admin: SettingsAdmin,
    db: &State<Db>,
    engine: PinnedEngine,
    administration: &State<Arc<dyn Administration>>,
    mail: &State<Mail>,
) -> Result<Json<Value>> {
    let (engine, administration, mail) = (engine.clone(), Arc::clone(administration), mail.is_on());
    let room = db.room()?;
    let (actor, is_full) = (admin.0, db.is_out_of_space());
    let answer = move |reader: &mut Reader<'_>| {
        let people = users::all(reader.conn)?;
        let disk = json!({ "free": room.free, "total": room.total, "full": is_full });
        Ok(json!({
            "steps": steps(&engine, reader, &actor, &people, mail)?,
            "mail": { "on": mail, "waiting": mail::tried_in_vain(reader.conn)? },
            "failed_jobs": failed(reader, &people)?,
            "review": review(reader.conn, &*administration, &actor)?,
            "locked": named(if administration.may(&actor, AdminRight::Users) { locked(reader, &people)? } else { Vec::new() }),
            "without_role": named(people.iter().filter(|user| user.active && user.roles.is_empty()).map(link).collect()),
            "disk": disk,
        }))
    };
    db.read(answer).await.map(Json)
}

/// What gets a new company to work, each with whether it is done.
fn steps(engine: &Engine, reader: &mut Reader<'_>, actor: &Actor, people: &[User], mail: bool) -> Result<Value> {
    let mut records = false;
    for object in engine.catalog.iter().filter(|object| object.parent.is_none()) {
        records = records || read::any(engine, reader, actor, object)?;
    }
    Ok(json!({
        "logo": settings::get(reader.conn, settings::LOGO_DIGEST)?.is_some(), "people": people.len() > 1, "records": records, "mail": mail,
    }))
}

fn failed(reader: &mut Reader<'_>, people: &[User]) -> Result<Value> {
    let (total, newest) = jobs::failed_since(reader.conn, reader.now - RECENT, i64::from(NAMED))?;
    let told = |job: &OpenJob| {
        let user = people.iter().find(|user| Some(user.id) == job.user).map(link);
        json!({ "id": job.id, "kind": job.kind, "user": user, "at": job.created_at })
    };
    Ok(json!({ "total": total, "items": newest.iter().map(told).collect::<Vec<_>>() }))
}

/// How many there are, and the first of them.
fn named(mut all: Vec<Value>) -> Value {
    let total = all.len();
    all.truncate(usize::from(NAMED));
    json!({ "total": total, "items": all })
}

/// A review that is due; of those who do not review, only that there is one.
fn review(conn: &mut SqliteConnection, administration: &dyn Administration, actor: &Actor) -> Result<Value> {
    let Some((due_on, left)) = review::open(conn)? else { return Ok(Value::Null) };
    Ok(json!({ "due_on": due_on, "left": left, "may": administration.may(actor, AdminRight::Access) }))
}

fn locked(reader: &mut Reader<'_>, people: &[User]) -> Result<Vec<Value>> {
    let locks = accounts::locks(reader.conn, people, reader.now)?;
    let shown = |user: &User| Some(json!({ "user": link(user), "until": rfc3339(*locks.get(&user.id)?) }));
    Ok(people.iter().filter_map(shown).collect())
}

fn link(user: &User) -> Value {
    json!({ "id": user.id, "title": user.name })
}
