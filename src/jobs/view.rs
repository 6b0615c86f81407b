//! A job as the API shows it.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::sqlite::SqliteConnection;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::{Job, State, store};
use crate::actor::Actor;
use crate::clock::{from_millis, rfc3339};
use crate::error::{Error, Result};
use crate::ids::{JobId, UserId};

#[derive(Debug, Clone, Serialize)]
pub struct JobView {
    pub id: JobId,
    pub kind: String,
    pub title: String,
    /// What was asked for is a look at what would be done.
    pub dry_run: bool,
    pub state: State,
    pub done: i64,
    pub total: Option<i64>,
    pub result: Option<Json>,
    /// `{code, detail, advice}` in the language of the job's user.
    pub error: Option<Json>,
    pub created_at: String,
    pub finished_at: Option<String>,
}

/// A job that waits, is under way or failed, as those see it who look after the app.
#[derive(Debug, Clone, Serialize)]
pub struct OpenJob {
    pub id: JobId,
    pub kind: String,
    pub dry_run: bool,
    pub state: State,
    pub done: i64,
    pub total: Option<i64>,
    pub created_at: String,
    #[serde(skip)]
    pub user: Option<UserId>,
}

/// What every input may say, and is not asked otherwise.
#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    dry_run: bool,
}

impl JobView {
    pub(super) fn of(row: &store::JobRow) -> Result<Self> {
        let json = |text: &Option<String>| text.as_deref().map(serde_json::from_str).transpose();
        let moment = |millis| rfc3339(from_millis(millis));
        Ok(Self {
            id: row.id,
            kind: row.kind.clone(),
            title: row.title.clone(),
            dry_run: serde_json::from_str::<Asked>(&row.input).is_ok_and(|asked| asked.dry_run),
            state: row.state.parse().map_err(Error::internal)?,
            done: row.done,
            total: row.total,
            result: json(&row.result)?,
            error: json(&row.error)?,
            created_at: moment(row.created_at),
            finished_at: row.finished_at.map(moment),
        })
    }
}

/// Everybody's jobs that wait or are under way, the oldest first, each with whose it is. What they are about is their user's business:
/// titles and results stay out.
pub fn all_open(conn: &mut SqliteConnection, limit: i64) -> Result<Vec<OpenJob>> {
    store::all_open(conn, limit)?.iter().map(bare).collect()
}

fn bare(row: &store::JobRow) -> Result<OpenJob> {
    let JobView { id, kind, dry_run, state, done, total, created_at, .. } = JobView::of(row)?;
    Ok(OpenJob { id, kind, dry_run, state, done, total, created_at, user: row.user_id })
}

/// How many of everybody's jobs failed since a moment, and the newest of them; what they are about stays out here, too.
pub fn failed_since(conn: &mut SqliteConnection, since: DateTime<Utc>, limit: i64) -> Result<(i64, Vec<OpenJob>)> {
    let since = since.timestamp_millis();
    let newest = store::failed_since(conn, since, limit)?.iter().map(bare).collect::<Result<_>>()?;
    Ok((store::count_failed_since(conn, since)?, newest))
}

/// One of the actor's jobs; another's looks like none.
pub(super) fn own(conn: &mut SqliteConnection, actor: &Actor, id: JobId) -> Result<store::JobRow> {
    store::find(conn, id)?.filter(|row| row.user_id == actor.user).ok_or_else(Error::not_found)
}

/// Where a job stands; none when it was cleared away.
pub fn state(conn: &mut SqliteConnection, id: JobId) -> Result<Option<State>> {
    store::find(conn, id)?.map(|row| row.state.parse().map_err(Error::internal)).transpose()
}

/// The titles of some of somebody's jobs; those of others, and what was cleared away, are left out.
pub fn titles(conn: &mut SqliteConnection, user: UserId, ids: &[i64]) -> Result<HashMap<i64, String>> {
    Ok(store::titles(conn, user, ids)?.into_iter().collect())
}

/// The actor's newest jobs of a kind, with what was asked for.
pub fn of_kind<J: Job>(conn: &mut SqliteConnection, actor: &Actor, limit: i64) -> Result<Vec<(JobView, J::Input)>> {
    let rows = store::of_user_and_kind(conn, actor.user, J::KIND, limit)?;
    rows.iter().map(|row| Ok((JobView::of(row)?, serde_json::from_str(&row.input)?))).collect()
}
