//! A believable company, made the same way every time: 恒信工业 with thirty people, and eighteen months of their work with customers.
//!
//! Nothing is put beside the app's doors. Everything is entered by the person who would have entered it, through the write door,
//! so that search, history, duplicate check and audit log are as real as in an app that was lived in. The only liberty is time: the
//! database is opened with a [`FixedClock`], and the write transactions pass through the past. The log tells one story, in order,
//! from the first day to today.
//!
//! ```text
//! people ──hire──> staff        history ──plan──> deeds in order of time ──perform──> the write door
//!                                 └ customers, names, places, trades · life, calendar · talk
//! ```
//!
//! What must never happen: a company like this one beside real customers. `make` refuses an app that has people in it.

mod calendar;
mod customers;
mod dice;
mod history;
mod life;
mod names;
mod people;
mod perform;
mod places;
mod talk;
mod trades;

use std::sync::Arc;

use chrono::{DateTime, Utc};

pub use history::Size;
pub use people::{Account, ORGANISATION};

use crate::actor::Actor;
use crate::audit::{self, Event, EventKind};
use crate::auth::Passwords;
use crate::clock::{Clock, FixedClock};
use crate::db::Db;
use crate::error::{Error, Result};
use crate::people::users;
use crate::records::Engine;

/// As large as a company of thirty would have it.
pub const FULL: Size = Size { customers: 5_000, contacts: 12_000, follow_ups: 30_000 };

/// Makes the company in an empty app whose database tells the time by `clock`. When it returns, the clock stands at `now`.
pub fn make(
    db: &Db,
    engine: &Arc<Engine>,
    passwords: &Passwords,
    clock: &FixedClock,
    size: Size,
    now: DateTime<Utc>,
) -> Result<Vec<Account>> {
    if !db.read_blocking(|reader| users::is_empty(reader.conn))? {
        return Err(Error::internal("the sample company is made in an empty house only"));
    }
    let begin = history::begin(now);
    set(clock, begin);
    let staff = people::hire(db, passwords)?;
    let departments: Vec<Option<i64>> = staff.sellers.iter().map(|seller| seller.department.map(|d| d.0)).collect();
    let history = history::plan(size, &departments, engine.zone, now);
    perform::perform(db, engine, clock, staff.sellers.leak(), &history)?;
    set(clock, now);
    let event = Event::new(EventKind::DemoMake).with("customers", i64::try_from(size.customers).unwrap_or(i64::MAX));
    db.write_blocking(&Actor::system("demo"), move |tx| audit::append(tx, event).map(drop))?;
    Ok(staff.accounts)
}

fn set(clock: &FixedClock, moment: DateTime<Utc>) {
    clock.advance(moment - clock.now());
}
