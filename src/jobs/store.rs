//! The typed queries of this floor, and the only place that writes its tables.

#![expect(clippy::disallowed_methods, reason = "this floor's own door to its tables")]

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sqlite::SqliteConnection;

use super::State;
use super::turn::{Lane, QueuedJob, Served};
use crate::ids::{JobId, SessionId, UserId};

diesel::table! {
    job (id) {
        id -> BigInt,
        kind -> Text,
        title -> Text,
        input -> Text,
        state -> Text,
        done -> BigInt,
        total -> Nullable<BigInt>,
        progress -> Text,
        result -> Nullable<Text>,
        error -> Nullable<Text>,
        user_id -> Nullable<BigInt>,
        language -> Text,
        created_at -> BigInt,
        finished_at -> Nullable<BigInt>,
        ip -> Nullable<Text>,
    }
}

diesel::table! {
    /// The same rows: what says whose turn it is, and what was shown when it was asked for. Diesel knows tables of sixteen columns.
    #[sql_name = "job"]
    job_turn (id) {
        id -> BigInt,
        user_id -> Nullable<BigInt>,
        state -> Text,
        lane -> Text,
        started_at -> Nullable<BigInt>,
        factor_at -> Nullable<BigInt>,
        device_trusted -> Bool,
        /// How often it was begun since it last came a step further.
        attempts -> Integer,
    }
}

diesel::table! {
    job_file (id) {
        id -> BigInt,
        name -> Text,
        media_type -> Text,
        bytes -> Binary,
        job_id -> Nullable<BigInt>,
        user_id -> Nullable<BigInt>,
        created_at -> BigInt,
        sealed -> Nullable<Text>,
        size -> BigInt,
    }
}

diesel::table! {
    job_note (id) {
        id -> BigInt,
        job_id -> BigInt,
        body -> Text,
    }
}

diesel::table! {
    session (id) {
        id -> BigInt,
        expires_at -> BigInt,
    }
}

/// The progress of a job that has nothing to go on from: taken up again, it begins anew.
const NOTHING_KEPT: &str = "{}";

diesel::allow_tables_to_appear_in_same_query!(job, job_file);

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = job)]
pub(super) struct JobRow {
    pub id: JobId,
    pub kind: String,
    pub title: String,
    pub input: String,
    pub state: String,
    pub done: i64,
    pub total: Option<i64>,
    pub progress: String,
    pub result: Option<String>,
    pub error: Option<String>,
    pub user_id: Option<UserId>,
    pub language: String,
    pub created_at: i64,
    pub finished_at: Option<i64>,
    pub ip: Option<String>,
}

#[derive(Insertable)]
#[diesel(table_name = job)]
pub(super) struct NewJob<'a> {
    pub kind: &'a str,
    pub title: &'a str,
    pub input: &'a str,
    pub state: &'a str,
    pub user_id: Option<UserId>,
    pub language: &'a str,
    pub created_at: i64,
    pub ip: Option<String>,
}

/// What a new job is given besides.
#[derive(AsChangeset)]
#[diesel(table_name = job_turn)]
pub(super) struct NewTurn<'a> {
    pub lane: &'a str,
    pub factor_at: Option<i64>,
    pub device_trusted: bool,
}

#[derive(Insertable)]
#[diesel(table_name = job_file)]
pub(super) struct NewFileRow<'a> {
    pub name: &'a str,
    pub media_type: &'a str,
    pub bytes: &'a [u8],
    pub sealed: &'a str,
    pub size: i64,
    pub job_id: Option<JobId>,
    pub user_id: Option<UserId>,
    pub created_at: i64,
}

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = job_file)]
pub(super) struct FileRow {
    pub id: i64,
    pub name: String,
    pub media_type: String,
    pub bytes: Vec<u8>,
    pub sealed: Option<String>,
    pub size: i64,
}

pub(super) fn insert(conn: &mut SqliteConnection, new: &NewJob<'_>, turn: &NewTurn<'_>) -> QueryResult<JobId> {
    let id: JobId = diesel::insert_into(job::table).values(new).returning(job::id).get_result(conn)?;
    diesel::update(job_turn::table.find(id)).set(turn).execute(conn)?;
    Ok(id)
}

/// When its user had last shown a second factor, and whether their device was trusted, when they asked for it.
pub(super) fn proof(conn: &mut SqliteConnection, id: JobId) -> QueryResult<(Option<i64>, bool)> {
    job_turn::table.find(id).select((job_turn::factor_at, job_turn::device_trusted)).first(conn)
}

pub(super) fn find(conn: &mut SqliteConnection, id: JobId) -> QueryResult<Option<JobRow>> {
    job::table.find(id).select(JobRow::as_select()).first(conn).optional()
}

/// The newest first.
pub(super) fn of_user(conn: &mut SqliteConnection, user: Option<UserId>, limit: i64) -> QueryResult<Vec<JobRow>> {
    job::table.filter(job::user_id.is(user)).order(job::id.desc()).limit(limit).select(JobRow::as_select()).load(conn)
}

pub(super) fn of_user_and_kind(conn: &mut SqliteConnection, user: Option<UserId>, kind: &str, limit: i64) -> QueryResult<Vec<JobRow>> {
    let own = job::table.filter(job::user_id.is(user)).filter(job::kind.eq(kind));
    own.order(job::id.desc()).limit(limit).select(JobRow::as_select()).load(conn)
}

/// What waits, in the order in which it was asked for.
pub(super) fn queued(conn: &mut SqliteConnection) -> QueryResult<Vec<QueuedJob>> {
    let queued = job_turn::table.filter(job_turn::state.eq(State::Queued.name())).order(job_turn::id);
    let rows: Vec<(JobId, Option<UserId>, String)> = queued.select((job_turn::id, job_turn::user_id, job_turn::lane)).load(conn)?;
    Ok(rows.into_iter().map(|(id, user, lane)| QueuedJob { id, user, lane: Lane::named(&lane) }).collect())
}

/// What was done for those who wait.
pub(super) fn served(conn: &mut SqliteConnection, queued: &[QueuedJob]) -> QueryResult<Served> {
    let mut running = HashMap::new();
    let under_way = job_turn::table.filter(job_turn::state.eq(State::Running.name()));
    under_way.select(job_turn::user_id).load(conn)?.into_iter().for_each(|user| *running.entry(user).or_default() += 1);
    let users: Vec<UserId> = queued.iter().filter_map(|job| job.user).collect();
    let begun = job_turn::table.filter(job_turn::user_id.eq_any(users)).group_by(job_turn::user_id);
    let begun: Vec<(Option<UserId>, Option<i64>)> = begun.select((job_turn::user_id, diesel::dsl::max(job_turn::started_at))).load(conn)?;
    Ok(Served { running, last: begun.into_iter().filter_map(|(user, at)| Some((user, at?))).collect() })
}

/// How many of somebody's jobs wait or are under way.
pub(super) fn open(conn: &mut SqliteConnection, user: UserId) -> QueryResult<i64> {
    let open = [State::Queued, State::Running].map(State::name);
    job_turn::table.filter(job_turn::state.eq_any(open)).filter(job_turn::user_id.eq(user)).count().get_result(conn)
}

/// A job that waited is under way.
pub(super) fn begin(conn: &mut SqliteConnection, id: JobId, at: i64) -> QueryResult<bool> {
    let may = job_turn::table.find(id).filter(job_turn::state.eq(State::Queued.name()));
    let begun = (job_turn::state.eq(State::Running.name()), job_turn::started_at.eq(at), job_turn::attempts.eq(job_turn::attempts + 1));
    Ok(diesel::update(may).set(begun).execute(conn)? == 1)
}

/// A job whose run was ended on purpose has not failed at it.
pub(super) fn forgive(conn: &mut SqliteConnection, id: JobId) -> QueryResult<()> {
    let begun = job_turn::table.find(id).filter(job_turn::attempts.gt(0));
    diesel::update(begun).set(job_turn::attempts.eq(job_turn::attempts - 1)).execute(conn)?;
    Ok(())
}

/// The jobs that were under way when the server ended, and were begun so often without coming a step further.
pub(super) fn stuck(conn: &mut SqliteConnection, attempts: i32) -> QueryResult<Vec<JobRow>> {
    let stuck = job_turn::table.filter(job_turn::state.eq(State::Running.name())).filter(job_turn::attempts.ge(attempts));
    let ids: Vec<JobId> = stuck.select(job_turn::id).load(conn)?;
    job::table.filter(job::id.eq_any(ids)).select(JobRow::as_select()).load(conn)
}

/// All that wait or are under way, whoever asked for them; the oldest first.
pub(super) fn all_open(conn: &mut SqliteConnection, limit: i64) -> QueryResult<Vec<JobRow>> {
    let open = [State::Queued, State::Running].map(State::name);
    job::table.filter(job::state.eq_any(open)).order(job::id).limit(limit).select(JobRow::as_select()).load(conn)
}

pub(super) fn failed_since(conn: &mut SqliteConnection, since: i64, limit: i64) -> QueryResult<Vec<JobRow>> {
    let failed = job::table.filter(job::state.eq(State::Failed.name())).filter(job::finished_at.gt(since));
    failed.order(job::id.desc()).limit(limit).select(JobRow::as_select()).load(conn)
}

pub(super) fn count_failed_since(conn: &mut SqliteConnection, since: i64) -> QueryResult<i64> {
    let failed = job::table.filter(job::state.eq(State::Failed.name())).filter(job::finished_at.gt(since));
    failed.count().get_result(conn)
}

/// Moves a job to a state from where it may; `false` when it may not.
pub(super) fn move_to(conn: &mut SqliteConnection, id: JobId, next: State, finished_at: Option<i64>) -> QueryResult<bool> {
    let may = job::table.find(id).filter(job::state.eq_any(next.from()));
    let values = (job::state.eq(next.name()), job::finished_at.eq(finished_at));
    Ok(diesel::update(may).set(values).execute(conn)? == 1)
}

/// The jobs that were under way when the server ended wait again.
pub(super) fn requeue(conn: &mut SqliteConnection) -> QueryResult<usize> {
    let cut_off = job::table.filter(job::state.eq_any(State::Queued.from()));
    diesel::update(cut_off).set(job::state.eq(State::Queued.name())).execute(conn)
}

/// `false` when the job is not running any more. What it has come further by is not tried again: then its attempts count anew.
pub(super) fn progress(conn: &mut SqliteConnection, id: JobId, done: i64, total: Option<i64>, progress: Option<&str>) -> QueryResult<bool> {
    let running = job::table.find(id).filter(job::state.eq(State::Running.name()));
    let changed = match progress {
        Some(progress) => {
            let former: Option<String> = job::table.find(id).select(job::progress).first(conn).optional()?;
            if progress != NOTHING_KEPT && former.is_some_and(|former| former != progress) {
                diesel::update(job_turn::table.find(id)).set(job_turn::attempts.eq(1)).execute(conn)?;
            }
            diesel::update(running).set((job::done.eq(done), job::total.eq(total), job::progress.eq(progress))).execute(conn)?
        }
        None => diesel::update(running).set((job::done.eq(done), job::total.eq(total))).execute(conn)?,
    };
    Ok(changed == 1)
}

pub(super) fn titles(conn: &mut SqliteConnection, user: UserId, ids: &[i64]) -> QueryResult<Vec<(i64, String)>> {
    let own = job::table.filter(job::user_id.eq(user)).filter(job::id.eq_any(ids));
    own.select((job::id, job::title)).load(conn)
}

pub(super) fn set_outcome(conn: &mut SqliteConnection, id: JobId, result: Option<&str>, error: Option<&str>) -> QueryResult<()> {
    diesel::update(job::table.find(id)).set((job::result.eq(result), job::error.eq(error))).execute(conn)?;
    Ok(())
}

pub(super) fn insert_notes(conn: &mut SqliteConnection, id: JobId, bodies: &[String]) -> QueryResult<()> {
    for body in bodies {
        diesel::insert_into(job_note::table).values((job_note::job_id.eq(id), job_note::body.eq(body))).execute(conn)?;
    }
    Ok(())
}

pub(super) fn notes(conn: &mut SqliteConnection, id: JobId) -> QueryResult<Vec<String>> {
    job_note::table.filter(job_note::job_id.eq(id)).order(job_note::id).select(job_note::body).load(conn)
}

pub(super) fn insert_file(conn: &mut SqliteConnection, new: &NewFileRow<'_>) -> QueryResult<i64> {
    diesel::insert_into(job_file::table).values(new).returning(job_file::id).get_result(conn)
}

/// The file that a job made, the first of several where none is named.
pub(super) fn file_of_job(conn: &mut SqliteConnection, id: JobId, name: Option<&str>) -> QueryResult<Option<FileRow>> {
    let mut of_job = job_file::table.filter(job_file::job_id.eq(id)).select(FileRow::as_select()).order(job_file::id).into_boxed();
    if let Some(name) = name {
        of_job = of_job.filter(job_file::name.eq(name));
    }
    of_job.first(conn).optional()
}

/// How much lies here of one person's.
pub(super) fn stored_bytes(conn: &mut SqliteConnection, user: UserId) -> QueryResult<i64> {
    let sizes: Vec<i64> = job_file::table.filter(job_file::user_id.eq(user)).select(job_file::size).load(conn)?;
    Ok(sizes.into_iter().fold(0, i64::saturating_add))
}

pub(super) fn forget_files_of(conn: &mut SqliteConnection, id: JobId) -> QueryResult<()> {
    diesel::delete(job_file::table.filter(job_file::job_id.eq(id))).execute(conn)?;
    Ok(())
}

/// A file that its user brought and that belongs to no job.
pub(super) fn upload(conn: &mut SqliteConnection, id: i64, user: Option<UserId>) -> QueryResult<Option<FileRow>> {
    let own = job_file::table.find(id).filter(job_file::job_id.is_null()).filter(job_file::user_id.is(user));
    own.select(FileRow::as_select()).first(conn).optional()
}

/// The names of all sealed files that some row knows.
pub(super) fn sealed_files(conn: &mut SqliteConnection) -> QueryResult<Vec<String>> {
    job_file::table.filter(job_file::sealed.is_not_null()).select(job_file::sealed.assume_not_null()).load(conn)
}

pub(super) fn clear_jobs(conn: &mut SqliteConnection, finished_before: i64) -> QueryResult<usize> {
    diesel::delete(job::table.filter(job::finished_at.lt(finished_before))).execute(conn)
}

/// Uploads are kept for as long as their user has a job open that may still read them.
pub(super) fn clear_uploads(conn: &mut SqliteConnection, created_before: i64) -> QueryResult<usize> {
    let open = [State::Queued, State::Running].map(State::name);
    let busy = job::table.filter(job::state.eq_any(open)).filter(job::user_id.is_not_null()).select(job::user_id);
    let old = job_file::table.filter(job_file::job_id.is_null()).filter(job_file::created_at.lt(created_before));
    diesel::delete(old.filter(job_file::user_id.is_null().or(job_file::user_id.ne_all(busy)))).execute(conn)
}

pub(super) fn session_stands(conn: &mut SqliteConnection, id: SessionId, now: i64) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(session::table.find(id).filter(session::expires_at.gt(now)))).get_result(conn)
}
