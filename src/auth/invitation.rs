//! Invitations: a one-time link by which somebody chooses a password of their own, so that nobody else ever knows one.
//!
//! The link holds a token behind its `#`, which no browser sends and no server logs; here stands its hash. It opens for 72 hours, once, and
//! ends with a new invitation, with any new password, and when its person is disabled. Wrong, used and expired look alike.
//!
//! It goes by mail, or is shown once to whoever invites, who hands it over.

use chrono::{DateTime, Duration, Utc};
use diesel::sqlite::SqliteConnection;
use rand::rngs::SysRng;

use super::{Token, letters, session, sign_in, store};
use crate::audit::{self, Event, EventKind};
use crate::clock::from_millis;
use crate::db::Tx;
use crate::error::{Error, Reason, Result};
use crate::ids::UserId;
use crate::mail::{self, About, Mail};
use crate::people::{PasswordHash, User, settings, users};

/// How long a link opens.
const VALID: Duration = Duration::hours(72);

/// A link that was just made; the token is not to be had again.
#[derive(Debug)]
pub struct Invitation {
    pub token: Token,
    pub expires_at: DateTime<Utc>,
}

impl Invitation {
    /// Where the console opens it; the token stands behind the `#`.
    pub fn path(&self) -> String {
        format!("/invite#{}", self.token.reveal())
    }
}

/// Makes the link and mails it; returns until when it opens and where it went.
pub fn send(tx: &mut Tx<'_>, mail: &Mail, id: UserId) -> Result<(DateTime<Utc>, String)> {
    if !mail.is_on() {
        return Err(Error::Conflict(Reason::new("mail.off")));
    }
    let user = users::find(tx.conn, id)?.ok_or_else(Error::not_found)?;
    let Some(address) = user.email.clone() else { return Err(Error::Conflict(Reason::new("mail.no_address").with("name", user.name))) };
    let made = issue(tx, id)?;
    let organisation = settings::get(tx.conn, settings::ORGANISATION)?.unwrap_or_default();
    let args = [
        ("name", user.name.clone()),
        ("login", user.login.clone()),
        ("organisation", organisation),
        ("hours", VALID.num_hours().to_string()),
    ];
    letters::post(tx, mail, &user, About::Invitation, &made.path(), &args)?;
    Ok((made.expires_at, address))
}

/// Makes the link for somebody who is here, in place of the one before.
pub fn issue(tx: &mut Tx<'_>, id: UserId) -> Result<Invitation> {
    let user = users::find(tx.conn, id)?.ok_or_else(Error::not_found)?;
    if !user.active {
        return Err(Error::Conflict(Reason::new("invitation.disabled").with("name", user.name)));
    }
    let (token, expires_at) = (Token::random(&mut SysRng)?, tx.now + VALID);
    let row = store::NewInvitation {
        user_id: id,
        token_hash: token.hash(),
        created_at: tx.now.timestamp_millis(),
        created_by: tx.actor.user,
        expires_at: expires_at.timestamp_millis(),
    };
    store::set_invitation(tx.conn, &row)?;
    // A mail that still waits holds the link that has just ended.
    mail::withdraw(tx, id, About::Invitation)?;
    audit::append(tx, Event::new(EventKind::UserInvite).on("user", id.0))?;
    Ok(Invitation { token, expires_at })
}

/// Who is invited by a link, and until when. Changes nothing.
pub fn guest(conn: &mut SqliteConnection, token: &Token, now: DateTime<Utc>) -> Result<(User, DateTime<Utc>)> {
    let refused = || Error::forbidden("invitation.link");
    let (id, expires_at) = store::invited(conn, &token.hash(), now.timestamp_millis())?.ok_or_else(refused)?;
    Ok((users::find(conn, id)?.ok_or_else(refused)?, from_millis(expires_at)))
}

/// Gives the invited their password and uses the link up. Once only: the writer is one, and the second finds the link gone.
pub fn accept(tx: &mut Tx<'_>, token: &Token, password: &PasswordHash) -> Result<User> {
    let (user, _) = guest(tx.conn, token, tx.now)?;
    store::end_invitation(tx.conn, user.id)?;
    users::set_password(tx, user.id, password)?;
    store::clear_lockout(tx.conn, &sign_in::normalised(&user.login))?;
    audit::append(tx, Event::new(EventKind::InvitationAccept).on("user", user.id.0))?;
    session::end_all(tx, user.id, None)?;
    Ok(user)
}
