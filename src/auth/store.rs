//! The typed queries of this module, and the only place that writes its tables.

#![expect(clippy::disallowed_methods, reason = "this module's own door to its tables")]

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sqlite::SqliteConnection;

use super::lockout::Lockout;
use super::schema::{invitation, lockout, session};
use crate::clock::from_millis;
use crate::db::running::noted;
use crate::ids::{DepartmentId, SessionId, UserId};
use crate::people::PasswordHash;
use crate::people::schema::{user, user_role};

/// An account as the sign-in sees it.
#[derive(Queryable)]
pub(super) struct AccountRow {
    pub id: UserId,
    pub login: String,
    pub name: String,
    pub password_hash: String,
    pub active: bool,
}

impl AccountRow {
    pub fn hash(&self) -> PasswordHash {
        PasswordHash(self.password_hash.clone())
    }
}

pub(super) fn account(conn: &mut SqliteConnection, login: &str) -> QueryResult<Option<AccountRow>> {
    user::table
        .filter(lower(user::login).eq(login))
        .select((user::id, user::login, user::name, user::password_hash, user::active))
        .first(conn)
        .optional()
}

diesel::define_sql_function! {
    /// Over ASCII, as SQLite does it; the index on logins is over this.
    fn lower(text: diesel::sql_types::Text) -> diesel::sql_types::Text;
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = lockout)]
struct LockoutRow {
    login: String,
    failures: i64,
    locks: i64,
    locked_until: Option<i64>,
    tried_at: i64,
    runs_until: Option<i64>,
    tried_running: i64,
}

impl LockoutRow {
    fn new(key: &str, state: &Lockout) -> Self {
        Self {
            login: key.to_owned(),
            failures: state.failures.into(),
            locks: state.locks.into(),
            locked_until: state.locked_until.map(|until| until.timestamp_millis()),
            tried_at: state.tried_at.timestamp_millis(),
            runs_until: state.runs_until,
            tried_running: state.tried_running,
        }
    }

    fn state(&self) -> Lockout {
        Lockout {
            // A number that does not fit was tampered with: the strictest reading.
            failures: u32::try_from(self.failures).unwrap_or(u32::MAX),
            locks: u32::try_from(self.locks).unwrap_or(u32::MAX),
            locked_until: self.locked_until.map(from_millis),
            tried_at: from_millis(self.tried_at),
            runs_until: self.runs_until,
            tried_running: self.tried_running,
        }
    }
}

pub(super) fn lockout(conn: &mut SqliteConnection, key: &str) -> QueryResult<Option<Lockout>> {
    Ok(lockout::table.find(key).first::<LockoutRow>(conn).optional()?.map(|row| row.state()))
}

pub(super) fn set_lockout(conn: &mut SqliteConnection, key: &str, state: &Lockout) -> QueryResult<()> {
    diesel::replace_into(lockout::table).values(LockoutRow::new(key, state)).execute(conn)?;
    Ok(())
}

pub(super) fn clear_lockout(conn: &mut SqliteConnection, key: &str) -> QueryResult<()> {
    diesel::delete(lockout::table.find(key)).execute(conn)?;
    Ok(())
}

/// Of all buckets that begin so; what stands in it is no pattern.
pub(super) fn clear_lockouts_of(conn: &mut SqliteConnection, prefix: &str) -> QueryResult<()> {
    diesel::delete(lockout::table.filter(lockout::login.like(format!("{prefix}%")))).execute(conn)?;
    Ok(())
}

/// Those among the logins and all devices that are locked at this moment, and until when they will be.
pub(super) fn locked(conn: &mut SqliteConnection, logins: &[String], devices: &str, now: i64) -> QueryResult<Vec<(String, i64)>> {
    let running = noted(conn)?;
    let of_device = lockout::login.ge(devices).and(lockout::login.lt(format!("{devices}\u{10ffff}")));
    let locked = lockout::table.filter(lockout::login.eq_any(logins).or(of_device)).filter(lockout::locked_until.is_not_null());
    let rows: Vec<(String, i64, Option<i64>)> =
        locked.select((lockout::login, lockout::locked_until.assume_not_null(), lockout::runs_until)).load(conn)?;
    let until = |(login, until, ends): (String, i64, Option<i64>)| (login, ends.map_or(until, |ends| now + ends - running));
    Ok(rows.into_iter().map(until).filter(|(_, until)| *until > now).collect())
}

/// Forgets buckets that begin so: those not tried since servers had run so long, and the oldest above `most`.
pub(super) fn forget(conn: &mut SqliteConnection, prefix: &str, before: i64, most: i64) -> QueryResult<()> {
    let like = format!("{prefix}%");
    let old = lockout::table.filter(lockout::login.like(&like)).filter(lockout::tried_running.lt(before));
    diesel::delete(old).execute(conn)?;
    let kept: Option<i64> = lockout::table
        .filter(lockout::login.like(&like))
        .select(lockout::tried_running)
        .order(lockout::tried_running.desc())
        .offset(most)
        .limit(1)
        .first(conn)
        .optional()?;
    if let Some(oldest) = kept {
        diesel::delete(lockout::table.filter(lockout::login.like(&like)).filter(lockout::tried_running.le(oldest))).execute(conn)?;
    }
    Ok(())
}

#[derive(Insertable)]
#[diesel(table_name = session)]
pub(super) struct NewSession {
    pub token_hash: String,
    pub user_id: UserId,
    pub created_at: i64,
    pub seen_at: i64,
    pub expires_at: i64,
    pub ip: Option<String>,
    pub agent: Option<String>,
}

#[derive(Queryable)]
pub(super) struct SessionRow {
    pub id: SessionId,
    pub created_at: i64,
    pub seen_at: i64,
    pub expires_at: i64,
    pub ip: Option<String>,
    pub agent: Option<String>,
}

/// One role of the person behind a session; the person is told again in each row.
#[derive(Queryable)]
pub(super) struct SeenRow {
    pub session: SessionId,
    pub seen_at: i64,
    pub expires_at: i64,
    pub user: UserId,
    pub login: String,
    pub name: String,
    pub department: Option<DepartmentId>,
    pub preferences: String,
    pub role: Option<String>,
}

pub(super) fn insert_session(conn: &mut SqliteConnection, row: &NewSession) -> QueryResult<SessionId> {
    diesel::insert_into(session::table).values(row).returning(session::id).get_result(conn)
}

/// Who is behind a token: one query on the path of every request.
pub(super) fn seen(conn: &mut SqliteConnection, token_hash: &str) -> QueryResult<Vec<SeenRow>> {
    session::table
        .inner_join(user::table)
        .left_join(user_role::table.on(user_role::user_id.eq(session::user_id)))
        .filter(session::token_hash.eq(token_hash))
        .filter(user::active.eq(true))
        .order(user_role::role)
        .select((
            session::id,
            session::seen_at,
            session::expires_at,
            user::id,
            user::login,
            user::name,
            user::department_id,
            user::preferences,
            user_role::role.nullable(),
        ))
        .load(conn)
}

/// Moves `seen_at` on, unless somebody else just did.
pub(super) fn touch(conn: &mut SqliteConnection, id: SessionId, before: i64, now: i64) -> QueryResult<()> {
    diesel::update(session::table.find(id).filter(session::seen_at.lt(before))).set(session::seen_at.eq(now)).execute(conn)?;
    Ok(())
}

pub(super) fn session(conn: &mut SqliteConnection, id: SessionId) -> QueryResult<Option<SessionRow>> {
    session::table.find(id).select(columns()).first(conn).optional()
}

pub(super) fn sessions_of(conn: &mut SqliteConnection, of: UserId) -> QueryResult<Vec<SessionRow>> {
    session::table.filter(session::user_id.eq(of)).select(columns()).order(session::seen_at.desc()).load(conn)
}

type SessionColumns = (session::id, session::created_at, session::seen_at, session::expires_at, session::ip, session::agent);

fn columns() -> SessionColumns {
    (session::id, session::created_at, session::seen_at, session::expires_at, session::ip, session::agent)
}

/// Removes sessions of one person, all or all but one; returns which.
pub(super) fn end_sessions(conn: &mut SqliteConnection, of: UserId, but: Option<SessionId>) -> QueryResult<Vec<SessionId>> {
    let but = but.map_or(0, |id| id.0);
    diesel::delete(session::table.filter(session::user_id.eq(of)).filter(session::id.ne(but))).returning(session::id).get_results(conn)
}

pub(super) fn end_session(conn: &mut SqliteConnection, id: SessionId) -> QueryResult<bool> {
    Ok(diesel::delete(session::table.find(id)).execute(conn)? > 0)
}

/// Removes what is over; returns which sessions and whose.
pub(super) fn end_expired(
    conn: &mut SqliteConnection,
    now: DateTime<Utc>,
    seen_before: DateTime<Utc>,
) -> QueryResult<Vec<(SessionId, UserId)>> {
    let over = session::expires_at.le(now.timestamp_millis()).or(session::seen_at.le(seen_before.timestamp_millis()));
    diesel::delete(session::table.filter(over)).returning((session::id, session::user_id)).get_results(conn)
}

pub(super) fn preferences(conn: &mut SqliteConnection, id: UserId) -> QueryResult<String> {
    user::table.find(id).select(user::preferences).first(conn)
}

pub(super) fn set_preferences(conn: &mut SqliteConnection, id: UserId, json: &str) -> QueryResult<()> {
    diesel::update(user::table.find(id)).set(user::preferences.eq(json)).execute(conn)?;
    Ok(())
}

#[derive(Insertable)]
#[diesel(table_name = invitation)]
pub(super) struct NewInvitation {
    pub user_id: UserId,
    pub token_hash: String,
    pub created_at: i64,
    pub created_by: Option<UserId>,
    pub expires_at: i64,
}

/// In place of the one that the person may have had.
pub(super) fn set_invitation(conn: &mut SqliteConnection, row: &NewInvitation) -> QueryResult<()> {
    diesel::replace_into(invitation::table).values(row).execute(conn)?;
    Ok(())
}

pub(super) fn end_invitation(conn: &mut SqliteConnection, of: UserId) -> QueryResult<()> {
    diesel::delete(invitation::table.find(of)).execute(conn)?;
    Ok(())
}

/// Who is invited by the token of this hash, and until when; nobody who is disabled or whose time is over.
pub(super) fn invited(conn: &mut SqliteConnection, token_hash: &str, now: i64) -> QueryResult<Option<(UserId, i64)>> {
    let open = invitation::table.inner_join(user::table).filter(user::active.eq(true)).filter(invitation::expires_at.gt(now));
    open.filter(invitation::token_hash.eq(token_hash)).select((user::id, invitation::expires_at)).first(conn).optional()
}

/// Until when the invitations of these people stand, where they have one.
pub(super) fn open_invitations(conn: &mut SqliteConnection, of: &[UserId], now: i64) -> QueryResult<Vec<(UserId, i64)>> {
    let open = invitation::table.filter(invitation::user_id.eq_any(of)).filter(invitation::expires_at.gt(now));
    open.select((invitation::user_id, invitation::expires_at)).load(conn)
}
