//! What was said to a customer, as far as its dates and its status rest on it.

use chrono_tz::Tz;
use diesel::prelude::*;
use diesel::sqlite::SqliteConnection;

use crate::clock::from_millis;
use crate::error::Result;
use crate::ids::RecordId;

diesel::table! {
    follow_up (id) {
        id -> BigInt,
        customer_id -> BigInt,
        followed_at -> Nullable<BigInt>,
        next_contact_at -> Nullable<BigInt>,
        appointment -> Nullable<Text>,
        created_at -> BigInt,
        answers_id -> Nullable<BigInt>,
        deleted_at -> Nullable<BigInt>,
    }
}

// What of it the plan that somebody typed says.
diesel::table! {
    customer (id) {
        id -> BigInt,
        planned_since -> Nullable<BigInt>,
    }
}

/// So many of the newest say when the next contact is: one of them has agreed on it, or it is long past.
const MOST: i64 = 200;

/// What becomes of the appointment that stood when a follow-up agreed on no new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Appointment {
    Settled,
    Kept,
}

/// One follow-up; moments in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said {
    pub at: i64,
    pub entered: i64,
    /// The next contact that it agreed on, unless that was past already when it was entered.
    pub next: Option<i64>,
    pub appointment: Option<Appointment>,
}

/// A follow-up that is entered so soon after it was held still answers what was typed in between.
const SOON: i64 = 24 * 60 * 60 * 1000;

/// Whether an agreed contact was still to come when it was entered. That whole day counts: somebody who notes “today, ten o'clock” at noon
/// has something to do today.
pub fn was_to_come(next: i64, entered: i64, zone: Tz) -> bool {
    let day = |at: i64| from_millis(at).with_timezone(&zone).date_naive();
    day(next) >= day(entered)
}

impl Said {
    /// Whether it takes the place of what was typed into the customer then.
    pub fn is_newer_than(&self, typed_since: i64) -> bool {
        self.at >= typed_since || self.entered > typed_since && self.at > typed_since - SOON
    }
}

/// Since when what somebody typed as the customer's next contact stands.
pub fn typed_since(conn: &mut SqliteConnection, customer: RecordId) -> Result<Option<i64>> {
    Ok(customer::table.find(customer.0).select(customer::planned_since).first(conn)?)
}

/// Of which customer a follow-up speaks.
pub fn customer_of(conn: &mut SqliteConnection, id: RecordId) -> Result<RecordId> {
    Ok(RecordId(follow_up::table.find(id.0).select(follow_up::customer_id).first(conn)?))
}

/// The follow-ups of a customer that stand, the newest of them, in the order in which they were held. Answers to one of
/// them are no contact with the customer.
pub fn said_to(conn: &mut SqliteConnection, customer: RecordId, zone: Tz) -> Result<Vec<Said>> {
    type Columns = (Option<i64>, i64, Option<i64>, Option<String>);
    let stands = follow_up::deleted_at.is_null().and(follow_up::answers_id.is_null());
    let of = follow_up::table.filter(follow_up::customer_id.eq(customer.0).and(stands));
    let columns = (follow_up::followed_at, follow_up::created_at, follow_up::next_contact_at, follow_up::appointment);
    let newest = (follow_up::followed_at.desc(), follow_up::id.desc());
    let mut rows: Vec<Columns> = of.select(columns).order(newest).limit(MOST).load(conn)?;
    rows.reverse();
    let said = rows.into_iter().map(|(at, entered, next, appointment)| Said {
        at: at.unwrap_or(entered),
        entered,
        next: next.filter(|next| was_to_come(*next, entered, zone)),
        appointment: match appointment.as_deref() {
            Some("settled") => Some(Appointment::Settled),
            Some("kept") => Some(Appointment::Kept),
            _ => None,
        },
    });
    Ok(said.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_day_on_which_it_was_entered_is_still_to_come() {
        const HOUR: i64 = 60 * 60 * 1000;
        // Midnight in Shanghai is four in the afternoon in Greenwich.
        let (zone, midnight) = (chrono_tz::Asia::Shanghai, 16 * HOUR);
        let noon = midnight + 12 * HOUR;
        assert!(was_to_come(midnight, noon, zone) && was_to_come(noon + HOUR, noon, zone));
        assert!(!was_to_come(midnight - 1, noon, zone));
        assert!(!was_to_come(midnight, noon, chrono_tz::UTC), "by another clock that was yesterday");
    }
}
