//! Who is to be spoken to: told to their owners, as numbers, at the start of the working day for all of it, and later as each is due.
//!
//! Up to where was looked is kept, so that a server which was away tells of what fell into that time, once.

use std::sync::Arc;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;

use super::working_day;
use crate::clock::from_millis;
use crate::db::{Db, Reader};
use crate::error::{Error, Result};
use crate::ids::{RecordId, UserId};
use crate::model::{Name, Object};
use crate::notices::{self, NewNotice, NoticeKind};
use crate::people::settings;
use crate::records::{Engine, reminders};

/// The setting that says for which day everybody was told in the morning.
const DAY: &str = "notices.due_day";
/// The setting that says up to which moment was looked since.
const REACHED: &str = "notices.due_to";
/// What yesterday's notices wait for: the next morning.
const MATTER: &str = "due";

/// What one person is told about one object.
#[derive(Debug, PartialEq)]
struct DueNotice {
    to: UserId,
    object: Name,
    what: &'static str,
    count: i64,
    /// The one that is due, where it is one.
    record: Option<i64>,
    overdue: i64,
}

pub(super) async fn tick(db: &Db, engine: &Arc<Engine>) -> Result<()> {
    let Some(today) = working_day(db.now(), engine.zone) else { return Ok(()) };
    let seen = engine.clone();
    let (due, begins, reached) = db.for_long_reads().read(move |reader| look(reader, &seen, today)).await?;
    // The moment is kept only where something was told: looked at again, an empty while is empty still.
    if due.is_empty() && !begins {
        return Ok(());
    }
    db.write_unaudited(move |tx| {
        // What the morning tells takes the place of what was told the day before.
        // Of whoever has nothing left to do, too.
        if begins {
            notices::settle_all(tx, MATTER)?;
        }
        for DueNotice { to, object, what, count, record, overdue } in due {
            let notice = NewNotice::new(NoticeKind::Due, &object).what(what).counting(count).with("overdue", overdue).until(MATTER, to.0);
            notices::tell(tx, to, &record.into_iter().fold(notice, NewNotice::on))?;
        }
        settings::set(tx, DAY, &today.to_string())?;
        settings::set(tx, REACHED, &reached.timestamp_millis().to_string())
    })
    .await
}

/// What is to be told, whether the day begins with it, and up to when was looked.
fn look(reader: &mut Reader<'_>, engine: &Engine, today: NaiveDate) -> Result<(Vec<DueNotice>, bool, DateTime<Utc>)> {
    let begins = settings::get(reader.conn, DAY)?.is_none_or(|day| day != today.to_string());
    let reached = settings::get(reader.conn, REACHED)?.and_then(|millis| millis.parse().ok()).map_or(reader.now, from_millis);
    let mut due = Vec::new();
    for object in engine.catalog.iter().filter(|object| object.reminder.is_some()) {
        due.extend(match begins {
            true => whole_day(reader, object, today, engine.zone)?,
            false => lately(reader, object, reached)?,
        });
    }
    Ok((due, begins, reader.now))
}

/// Everything that is due by the end of a day, by owner.
fn whole_day(reader: &mut Reader<'_>, object: &Object, today: NaiveDate, zone: Tz) -> Result<Vec<DueNotice>> {
    let tomorrow = today.checked_add_days(Days::new(1)).ok_or_else(|| Error::internal("the calendar is over"))?;
    let all = reminders::due_before(reader.conn, object, midnight(tomorrow, zone))?;
    let overdue = reminders::due_before(reader.conn, object, midnight(today, zone))?;
    let told = |(to, count): (UserId, i64)| {
        let overdue = overdue.get(&to).copied().unwrap_or_default();
        let what = if overdue > 0 { "overdue" } else { "today" };
        DueNotice { to, object: object.name.clone(), what, count, record: None, overdue }
    };
    Ok(all.into_iter().map(told).collect())
}

/// What fell due since a moment, by owner.
fn lately(reader: &mut Reader<'_>, object: &Object, since: DateTime<Utc>) -> Result<Vec<DueNotice>> {
    let due = reminders::due_within(reader.conn, object, (since, reader.now))?;
    let told = |(to, records): (UserId, Vec<RecordId>)| {
        let record = if let [one] = records[..] { Some(one.0) } else { None };
        let count = i64::try_from(records.len()).unwrap_or(i64::MAX);
        DueNotice { to, object: object.name.clone(), what: "now", count, record, overdue: 0 }
    };
    Ok(due.into_iter().map(told).collect())
}

/// When a day begins where the company is; where its clock jumps over that, an hour later.
fn midnight(day: NaiveDate, zone: Tz) -> DateTime<Utc> {
    let local = day.and_time(NaiveTime::MIN);
    let begins = zone.from_local_datetime(&local).earliest();
    begins.unwrap_or_else(|| zone.from_utc_datetime(&local)).with_timezone(&Utc)
}
