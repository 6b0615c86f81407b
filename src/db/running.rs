//! How long servers have run on this database, all together: a measure of time that no wrong clock can change. What must not become shorter
//! whatever the clock says (a lock), or must not happen because it was wrong for a moment (a right that runs out), goes by it.
//!
//! It is noted now and then; what ran after the last note is lost with a crash, so it is never too much.

use std::sync::Arc;

use diesel::prelude::*;
use diesel::sqlite::SqliteConnection;

use crate::clock::Clock;

diesel::table! {
    running_time (id) {
        id -> BigInt,
        millis -> BigInt,
    }
}

#[derive(Clone)]
pub(super) struct RunningTime {
    clock: Arc<dyn Clock>,
    /// What had run before this process, and what this process's clock had run by then.
    before: i64,
    since: i64,
}

impl RunningTime {
    pub fn read(conn: &mut SqliteConnection, clock: Arc<dyn Clock>) -> QueryResult<Self> {
        Ok(Self { before: noted(conn)?, since: clock.running(), clock })
    }

    /// In milliseconds.
    pub fn now(&self) -> i64 {
        self.before + (self.clock.running() - self.since).max(0)
    }
}

/// How much was noted last.
pub fn noted(conn: &mut SqliteConnection) -> QueryResult<i64> {
    running_time::table.find(1).select(running_time::millis).first(conn)
}

#[expect(clippy::disallowed_methods, reason = "this module's own table")]
pub(super) fn note(conn: &mut SqliteConnection, now: i64) -> QueryResult<()> {
    let earlier = running_time::table.find(1).filter(running_time::millis.lt(now));
    diesel::update(earlier).set(running_time::millis.eq(now)).execute(conn)?;
    Ok(())
}
