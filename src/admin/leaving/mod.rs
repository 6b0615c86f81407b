//! The weekly report about whoever is going to leave: what they did, told to the one who answers for them.
//!
//! That is their superior, or the leader of their department, or the security office. Each Monday morning the report on the week
//! before is mailed, once, numbers and kinds of records only; in the console it can be read by the same people (and by whoever reads
//! the log anyway) for as long as the person is leaving, with the names of those records that the reader may see. It is made from the
//! log each time: there is nothing that could say something else.

mod report;
mod routes;

pub use routes::routes;

use std::sync::Arc;

use chrono::{DateTime, Days, Duration, NaiveDate, Utc, Weekday};
use chrono_tz::Tz;
use diesel::sqlite::SqliteConnection;

use self::report::LeavingReport;
use super::offices;
use crate::actor::Actor;
use crate::audit::{self, Event, EventKind};
use crate::auth::letters;
use crate::db::{Db, Reader, Tx};
use crate::error::Result;
use crate::ids::UserId;
use crate::mail::{About, Mail};
use crate::people::{AdminRight, Administration, Role, User, departments, settings, users};
use crate::records::Engine;

/// The setting that says on which week the last reports were: its Monday.
const REPORTED: &str = "leaving.reported";
/// When on Monday a week is reported on.
const MORNING: Duration = Duration::hours(8);
const WEEK: Days = Days::new(7);

/// Run every minute. Whoever was away on Monday reports as soon as they are back, on the last week only. The log is read beside the
/// writer; a report that fails is told in the server's log, holds up no other, and stays in the console. A process
/// that dies amid them makes them all again.
pub async fn tick(db: &Db, engine: &Arc<Engine>, mail: &Mail) -> Result<()> {
    let zone = engine.zone;
    let Some((week, leaving)) = db.read(move |reader| due(reader, zone)).await? else { return Ok(()) };
    for user in leaving {
        let id = user.id;
        if let Err(error) = report_on(db, engine, mail, user, week).await {
            tracing::error!(user = %id, %error, "a weekly report could not be made");
        }
    }
    db.write_unaudited(move |tx| settings::put(tx.conn, REPORTED, &week.to_string())).await
}

/// The week that nobody was told of yet, and on whom.
fn due(reader: &mut Reader<'_>, zone: Tz) -> Result<Option<(NaiveDate, Vec<User>)>> {
    let week = last_week(reader.now, zone);
    let last = settings::get(reader.conn, REPORTED)?.and_then(|day| day.parse::<NaiveDate>().ok());
    if last.is_some_and(|last| last >= week) {
        return Ok(None);
    }
    Ok(Some((week, leaving(reader.conn)?)))
}

async fn report_on(db: &Db, engine: &Arc<Engine>, mail: &Mail, user: User, week: NaiveDate) -> Result<()> {
    let (id, engine, editor) = (user.id, engine.clone(), mail.clone());
    let letters = db.for_long_reads().read(move |reader| write_on(reader.conn, &engine, &editor, &user, week)).await?;
    let mail = mail.clone();
    let queue = move |tx: &mut Tx<'_>| {
        let mut mailed = 0;
        for (reader, args) in &letters {
            mailed += i64::from(letters::post(tx, &mail, reader, About::Leaving, &format!("/people?report={id}"), args)?);
        }
        let event = Event::new(EventKind::LeavingReport).on("user", id.0).with("week", week.to_string()).with("mailed", mailed);
        audit::append(tx, event).map(drop)
    };
    db.write(&Actor::system("leaving"), queue).await
}

/// What a mail says, by the names of its places.
type MailArgs = [(&'static str, String); 4];

/// The report in the words of each who is to read it.
fn write_on(conn: &mut SqliteConnection, engine: &Engine, mail: &Mail, user: &User, week: NaiveDate) -> Result<Vec<(User, MailArgs)>> {
    let (report, mut letters) = (LeavingReport::of(conn, engine, user.id, week)?, Vec::new());
    for reader in readers(conn, user)? {
        let text = report.text(engine, letters::language(conn, mail, reader.id)?);
        letters.push((
            reader,
            [("name", user.name.clone()), ("from", week.to_string()), ("to", report.last_day().to_string()), ("report", text)],
        ));
    }
    Ok(letters)
}

/// The Monday of the newest week that is over and due.
fn last_week(now: DateTime<Utc>, zone: Tz) -> NaiveDate {
    (now.with_timezone(&zone).naive_local() - MORNING).date().week(Weekday::Mon).first_day() - WEEK
}

fn leaving(conn: &mut SqliteConnection) -> Result<Vec<User>> {
    Ok(users::all(conn)?.into_iter().filter(|user| user.active && user.leaving).collect())
}

/// Who answers for somebody: the superior, or the leader of the department, or the security office. Nobody for themselves.
fn readers(conn: &mut SqliteConnection, user: &User) -> Result<Vec<User>> {
    let led = departments::all(conn)?.into_iter().find(|department| Some(department.id) == user.department_id);
    let leader = led.and_then(|department| department.leader).map(|leader| leader.id);
    for id in [user.superior, leader].into_iter().flatten().filter(|id| *id != user.id) {
        if let Some(reader) = users::find(conn, id)?.filter(|reader| reader.active) {
            return Ok(vec![reader]);
        }
    }
    for office in [Role::SECURITY, Role::ADMIN] {
        let mut holders = offices::holders(conn, &[office])?;
        holders.retain(|person| person.id != user.id);
        if !holders.is_empty() {
            return Ok(holders);
        }
    }
    Ok(Vec::new())
}

/// Whether somebody may read the report on another.
fn may_read(conn: &mut SqliteConnection, administration: &dyn Administration, actor: &Actor, user: &User) -> Result<bool> {
    if actor.user == Some(user.id) {
        return Ok(false);
    }
    let watches = [AdminRight::Access, AdminRight::Audit].into_iter().any(|right| administration.may(actor, right));
    Ok(watches || is_reader(conn, actor.user, user)?)
}

fn is_reader(conn: &mut SqliteConnection, reader: Option<UserId>, user: &User) -> Result<bool> {
    Ok(readers(conn, user)?.iter().any(|person| Some(person.id) == reader))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_is_due_on_monday_morning_by_the_companys_clock() {
        let due = |moment: &str| last_week(moment.parse().unwrap(), Tz::Asia__Shanghai).to_string();
        // Monday, 30 November 2026, 7:59 and 8:00 in Shanghai.
        assert_eq!(due("2026-11-29T23:59:00Z"), "2026-11-16");
        assert_eq!(due("2026-11-30T00:00:00Z"), "2026-11-23");
        assert_eq!(due("2026-12-06T23:59:00Z"), "2026-11-23");
    }
}
