//! The reports in the console.

use std::sync::Arc;

use chrono::NaiveDate;
use rocket::serde::json::{Json, Value};
use rocket::{Route, State, get, routes as list};
use serde_json::json;

use super::report::{LeavingReport, told};
use super::{WEEK, is_reader, last_week, leaving, may_read};
use crate::actor::Actor;
use crate::audit::list::EventEntry;
use crate::db::{Db, Reader};
use crate::error::{Error, Reason, Result};
use crate::ids::UserId;
use crate::model::Refers;
use crate::people::{Administration, users};
use crate::records::{Engine, PinnedEngine, Titles};

/// How many whole weeks one may look back: the log itself is the auditor's.
const WEEKS: i64 = 12;

pub fn routes() -> Vec<Route> {
    list![mine, one]
}

/// On whom the asker is to be told.
#[get("/leaving")]
async fn mine(actor: Actor, db: &State<Db>, engine: PinnedEngine) -> Result<Json<Value>> {
    let zone = engine.zone;
    db.read(move |reader| {
        let week = last_week(reader.now, zone);
        let mut items = Vec::new();
        for user in leaving(reader.conn)? {
            if is_reader(reader.conn, actor.user, &user)? {
                items.push(json!({ "user": { "id": user.id, "title": user.name }, "week": week }));
            }
        }
        Ok(Json(json!({ "items": items })))
    })
    .await
}

/// What somebody who is leaving did in a week; the last whole one unless said otherwise.
#[get("/leaving/<user>?<week>")]
async fn one(
    user: UserId,
    week: Option<String>,
    actor: Actor,
    db: &State<Db>,
    engine: PinnedEngine,
    administration: &State<Arc<dyn Administration>>,
) -> Result<Json<Value>> {
    let wrong = || Error::Refused(Reason::new("filter.value").with("field", "week"));
    let week = week.map(|day| day.parse::<NaiveDate>().map_err(|_| wrong())).transpose()?;
    let (engine, administration) = (engine.clone(), Arc::clone(administration));
    let report = move |reader: &mut Reader<'_>| {
        let user = users::find(reader.conn, user)?.filter(|user| user.active && user.leaving).ok_or_else(Error::not_found)?;
        if !may_read(reader.conn, &*administration, &actor, &user)? {
            return Err(Error::not_found());
        }
        let last = last_week(reader.now, engine.zone);
        let day = week.unwrap_or(last);
        // Weeks from that of the day to the one that is going on; far away days have no Monday to ask for.
        if !(0..=WEEKS).contains(&((last + WEEK - day).num_days() + 6).div_euclid(7)) {
            return Err(wrong());
        }
        let week = day.week(chrono::Weekday::Mon).first_day();
        let report = LeavingReport::of(reader.conn, &engine, user.id, week)?;
        show(&engine, reader, &actor, &user, &report).map(Json)
    };
    db.for_long_reads().read(report).await
}

fn show(engine: &Engine, reader: &mut Reader<'_>, actor: &Actor, user: &users::User, report: &LeavingReport) -> Result<Value> {
    let mut titles = Titles::default();
    let place = |entry: &EventEntry| Some((engine.catalog.get(entry.object.as_deref()?)?.name.clone(), entry.record?.0));
    report.notable.iter().filter_map(place).for_each(|(object, id)| titles.want(Refers::Record, Some(&object), id));
    titles.load(engine, reader.conn, actor)?;
    let line = |entry: &EventEntry| {
        let place = place(entry);
        let title = place.as_ref().and_then(|(object, id)| titles.title(Refers::Record, Some(object), *id));
        json!({ "at": entry.at, "text": told(entry, title, engine, actor.language) })
    };
    Ok(json!({
        "user": { "id": user.id, "title": user.name }, "week": report.week, "until": report.last_day(),
        "summary": report.summary(engine, actor.language), "notable": report.notable.iter().map(line).collect::<Vec<_>>(), "more": report.more,
    }))
}
