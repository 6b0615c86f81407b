//! How many masked values somebody looked at on a day.

use chrono::NaiveDate;
use diesel::sqlite::SqliteConnection;

use super::store;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::UserId;

/// Counts one more and returns how many it were on that day, this one included.
pub fn count(tx: &mut Tx<'_>, user: UserId, day: NaiveDate) -> Result<i64> {
    Ok(store::count_reveal(tx.conn, user, &day.to_string())?)
}

/// How many it were on a day.
pub fn used(conn: &mut SqliteConnection, user: UserId, day: NaiveDate) -> Result<i64> {
    Ok(store::used_reveals(conn, user, &day.to_string())?)
}
