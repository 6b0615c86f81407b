//! The typed queries of this floor, and the only place that writes its tables.

#![expect(clippy::disallowed_methods, reason = "this floor's own door to its tables")]

use diesel::prelude::*;
use diesel::sqlite::SqliteConnection;

use super::State;
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

pub(super) fn insert(conn: &mut SqliteConnection, new: &NewJob<'_>) -> QueryResult<JobId> {
    diesel::insert_into(job::table).values(new).returning(job::id).get_result(conn)
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

pub(super) fn first_queued(conn: &mut SqliteConnection) -> QueryResult<Option<JobRow>> {
    let queued = job::table.filter(job::state.eq(State::Queued.name()));
    queued.order(job::id).select(JobRow::as_select()).first(conn).optional()
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

/// `false` when the job is not running any more.
pub(super) fn progress(conn: &mut SqliteConnection, id: JobId, done: i64, total: Option<i64>, progress: Option<&str>) -> QueryResult<bool> {
    let running = job::table.find(id).filter(job::state.eq(State::Running.name()));
    let changed = match progress {
        Some(progress) => {
            diesel::update(running).set((job::done.eq(done), job::total.eq(total), job::progress.eq(progress))).execute(conn)?
        }
        None => diesel::update(running).set((job::done.eq(done), job::total.eq(total))).execute(conn)?,
    };
    Ok(changed == 1)
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

/// The file that a job made.
pub(super) fn file_of_job(conn: &mut SqliteConnection, id: JobId) -> QueryResult<Option<FileRow>> {
    job_file::table.filter(job_file::job_id.eq(id)).order(job_file::id.desc()).select(FileRow::as_select()).first(conn).optional()
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
