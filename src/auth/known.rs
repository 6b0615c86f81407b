//! Sessions as they were found a moment ago, so that the dozen requests of a page ask the database once.
//!
//! What is kept counts only while nothing has been saved of what it rests on: ending a session, taking a right away, disabling somebody
//! are all such saves. A save of another process (a command beside the server) is not noticed here, so nothing is kept for longer than
//! a second.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::session::ActiveSession;
use crate::db::Db;

/// The session and whose it is; and what decisions rest on, which is read anew before a session is found.
pub(super) const RESTS_ON: [&str; 4] = ["session", "user", "user_role", "access_version"];
const KEPT_FOR: Duration = Duration::from_secs(1);
const KEPT_AT_MOST: usize = 10_000;

#[derive(Default)]
pub(super) struct KnownSessions(Mutex<HashMap<String, KnownSession>>);

struct KnownSession {
    /// The generation in which it was found.
    read_at: u64,
    since: Instant,
    found: ActiveSession,
}

impl KnownSessions {
    /// What was found for the token of this hash, if it still counts.
    pub fn get(&self, hash: &str, db: &Db) -> Option<ActiveSession> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = known.get(hash).filter(|entry| entry.since.elapsed() < KEPT_FOR && db.stands(entry.read_at, &RESTS_ON))?;
        Some(entry.found.clone())
    }

    pub fn keep(&self, hash: String, read_at: u64, found: ActiveSession) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= KEPT_AT_MOST {
            known.clear();
        }
        known.insert(hash, KnownSession { read_at, since: Instant::now(), found });
    }
}
