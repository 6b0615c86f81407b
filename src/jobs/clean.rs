//! What is thrown away, and when.

use chrono::{DateTime, Duration, Utc};
use diesel::sqlite::SqliteConnection;

use super::store;
use crate::error::Result;

/// A finished job goes after a week, and what it made with it.
fn jobs_before(now: DateTime<Utc>) -> DateTime<Utc> {
    now - Duration::days(7)
}

/// A file that was brought and led to nothing goes after a day.
fn uploads_before(now: DateTime<Utc>) -> DateTime<Utc> {
    now - Duration::days(1)
}

/// How often somebody looks.
pub(super) fn is_due(last: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    last.is_none_or(|last| now - last >= Duration::hours(1))
}

pub(super) fn run(conn: &mut SqliteConnection, now: DateTime<Utc>) -> Result<usize> {
    let jobs = store::clear_jobs(conn, jobs_before(now).timestamp_millis())?;
    Ok(jobs + store::clear_uploads(conn, uploads_before(now).timestamp_millis())?)
}
