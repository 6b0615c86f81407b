//! When a review begins by itself, is reminded of, and runs out.

use chrono::{Months, NaiveDate};
use chrono_tz::Tz;

use super::{decide, start, store};
use crate::admin::offices;
use crate::audit::{self, Event, EventKind};
use crate::clock::from_millis;
use crate::db::Tx;
use crate::error::Result;
use crate::mail::{About, Mail};
use crate::model::Catalog;
use crate::people::{Role, settings};

/// The setting that says after how many months the next review begins; 0 for never by itself.
const EVERY: &str = "review.every_months";
/// Rights are taken away only when two looks so far apart agree, in milliseconds of running: a clock may be wrong for a moment.
const DAY_OF_RUNNING: i64 = 24 * 60 * 60 * 1000;
/// Quarterly, as ISO 27001 and 等保 auditors ask for.
pub(super) const QUARTER: u32 = 3;

pub(super) fn every(tx: &mut diesel::sqlite::SqliteConnection) -> Result<u32> {
    Ok(settings::get(tx, EVERY)?.and_then(|months| months.parse().ok()).unwrap_or(QUARTER))
}

pub(super) fn set_every(tx: &mut Tx<'_>, months: u32) -> Result<()> {
    settings::set(tx, EVERY, &months.to_string())?;
    audit::append(tx, Event::new(EventKind::ReviewSchedule).with("months", i64::from(months))).map(drop)
}

/// Run once a day of the company's zone. Returns what was done, for the server's log.
pub fn tick(tx: &mut Tx<'_>, catalog: &Catalog, zone: Tz, mail: &Mail, today: NaiveDate) -> Result<&'static str> {
    let Some(review) = store::open(tx.conn)? else {
        if due(tx, zone, today)? {
            start(tx, catalog, today)?;
            tell(tx, mail, About::ReviewStart)?;
            return Ok("a review of access has begun");
        }
        return Ok("");
    };
    let (due, expires) = (day(&review.due_on), day(&review.expires_on));
    if today > expires {
        let Some(since) = review.over_running else {
            let running = tx.running;
            tx.unaudited(|conn| Ok(store::found_over(conn, review.id, Some(running))?))?;
            tx.note_running_time()?;
            return Ok("what nobody reviewed runs out in a day, if the clock still says so then");
        };
        if tx.running - since < DAY_OF_RUNNING {
            return Ok("");
        }
        decide::expire(tx, catalog, &review)?;
        return Ok("what nobody reviewed has run out");
    }
    if review.over_running.is_some() {
        // The clock was wrong, or is.
        tx.unaudited(|conn| Ok(store::found_over(conn, review.id, None)?))?;
        return Ok("the clock was set back; what nobody reviewed has not run out");
    }
    if today > due && review.reminded_on != Some(today.to_string()) {
        store::reminded(tx.conn, review.id, today)?;
        audit::append(tx, Event::new(EventKind::ReviewRemind).on("review", review.id).with("expires_on", expires.to_string()))?;
        tell(tx, mail, About::ReviewRemind)?;
        return Ok("a review of access is overdue");
    }
    Ok("")
}

/// Writes to whoever reviews, how much there is to do and until when.
pub(super) fn tell(tx: &mut Tx<'_>, mail: &Mail, about: About) -> Result<()> {
    let Some(review) = store::open(tx.conn)? else { return Ok(()) };
    let left = store::items(tx.conn, review.id)?.iter().filter(|item| item.decision.is_none()).count();
    let args = [("left", left.to_string()), ("due", review.due_on), ("expires", review.expires_on)];
    offices::write(tx, mail, &[Role::SECURITY], about, "/access?tab=review", &args)
}

fn due(tx: &mut Tx<'_>, zone: Tz, today: NaiveDate) -> Result<bool> {
    let months = every(tx.conn)?;
    if months == 0 {
        return Ok(false);
    }
    let last = match store::reviews(tx.conn)?.first() {
        Some(review) => Some(review.started_at),
        None => store::first_person(tx.conn)?,
    };
    let next = last.and_then(|at| from_millis(at).with_timezone(&zone).date_naive().checked_add_months(Months::new(months)));
    Ok(next.is_some_and(|next| today >= next))
}

/// A day that cannot be read is over.
fn day(text: &str) -> NaiveDate {
    text.parse().unwrap_or(NaiveDate::MIN)
}
