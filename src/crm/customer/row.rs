//! The typed row that rules look at, and what can be told from it alone.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::clock::from_millis;
use crate::error::Result;
use crate::ids::RecordId;

diesel::table! {
    customer (id) {
        id -> BigInt,
        status -> Text,
        next_contact_at -> Nullable<BigInt>,
        last_follow_up_at -> Nullable<BigInt>,
    }
}

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = customer, check_for_backend(diesel::sqlite::Sqlite))]
pub struct Customer {
    status: String,
    next_contact_at: Option<i64>,
    last_follow_up_at: Option<i64>,
}

impl Customer {
    pub fn find(conn: &mut SqliteConnection, id: RecordId) -> Result<Self> {
        Ok(customer::table.find(id.0).select(Self::as_select()).first(conn)?)
    }

    /// Nobody has spoken to them yet.
    pub fn is_new(&self) -> bool {
        self.status == "new"
    }

    /// An appointment that has come due, so that a follow-up settles it.
    pub fn appointment_is_due(&self, now: DateTime<Utc>) -> bool {
        self.next_contact_at.is_some_and(|at| from_millis(at) <= now)
    }

    /// Whether a follow-up at that moment is the latest.
    pub fn is_latest(&self, at: DateTime<Utc>) -> bool {
        self.last_follow_up_at.is_none_or(|last| from_millis(last) <= at)
    }
}
