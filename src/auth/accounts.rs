//! Accounts: people as the administration sees them, with what only this floor knows: passwords, locks, sessions.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::sqlite::SqliteConnection;

use super::{device, session, sign_in, store};
use crate::audit::{self, Event, EventKind};
use crate::clock::from_millis;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::UserId;
use crate::mail::{self, About};
use crate::people::{self, PasswordHash, User, UserChange, users};

/// Changes a user; whoever is disabled is signed out everywhere at once. An invitation ends with that, and with the address to which
/// it may have gone.
pub fn update(tx: &mut Tx<'_>, id: UserId, change: &UserChange) -> Result<User> {
    let address = users::find(tx.conn, id)?.and_then(|user| user.email);
    let user = people::update(tx, id, change)?;
    if !user.active {
        session::end_all(tx, id, None)?;
    }
    if !user.active || user.email != address {
        end_invitation(tx, id)?;
    }
    Ok(user)
}

fn end_invitation(tx: &mut Tx<'_>, id: UserId) -> Result<()> {
    store::end_invitation(tx.conn, id)?;
    mail::withdraw(tx, id, About::Invitation)
}

/// Gives somebody a new password, forgives their failures and signs them out everywhere.
pub fn reset_password(tx: &mut Tx<'_>, id: UserId, password: &PasswordHash) -> Result<()> {
    let user = users::find(tx.conn, id)?.ok_or_else(Error::not_found)?;
    users::set_password(tx, id, password)?;
    end_invitation(tx, id)?;
    forgive(tx, &user)?;
    audit::append(tx, Event::new(EventKind::PasswordChange).on("user", id.0).with("reason", "reset"))?;
    session::end_all(tx, id, None)
}

/// Forgives somebody's failures.
pub fn unlock(tx: &mut Tx<'_>, id: UserId) -> Result<()> {
    let user = users::find(tx.conn, id)?.ok_or_else(Error::not_found)?;
    forgive(tx, &user)?;
    audit::append(tx, Event::new(EventKind::SessionUnlock).on("user", id.0))?;
    Ok(())
}

/// Strangers' guesses, and those at the person's own devices.
fn forgive(tx: &mut Tx<'_>, user: &User) -> Result<()> {
    store::clear_lockout(tx.conn, &sign_in::normalised(&user.login))?;
    Ok(store::clear_lockouts_of(tx.conn, &device::buckets(user.id))?)
}

/// Until when those of the people who are locked out stay so: strangers who try their login, or they themselves at a device of theirs.
pub fn locks(conn: &mut SqliteConnection, people: &[User], now: DateTime<Utc>) -> Result<HashMap<UserId, DateTime<Utc>>> {
    let logins: HashMap<String, UserId> = people.iter().map(|user| (sign_in::normalised(&user.login), user.id)).collect();
    let typed: Vec<String> = logins.keys().cloned().collect();
    let mut locks: HashMap<UserId, DateTime<Utc>> = HashMap::new();
    for (bucket, until) in store::locked(conn, &typed, device::BUCKET, now.timestamp_millis())? {
        if let Some(user) = device::owner_of(&bucket).or_else(|| logins.get(&bucket).copied()) {
            let until = from_millis(until);
            locks.entry(user).and_modify(|known| *known = until.max(*known)).or_insert(until);
        }
    }
    Ok(locks)
}

/// Until when the invitations of those of the people who have one stand.
pub fn invitations(conn: &mut SqliteConnection, of: &[UserId], now: DateTime<Utc>) -> Result<HashMap<UserId, DateTime<Utc>>> {
    let rows = store::open_invitations(conn, of, now.timestamp_millis())?;
    Ok(rows.into_iter().map(|(user, until)| (user, from_millis(until))).collect())
}
