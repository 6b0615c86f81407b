//! Invitations: a one-time link by which somebody chooses a password of their own, so that nobody else ever knows one.
//!
//! The link holds a token behind its `#`, which no browser sends and no server logs; here stands its hash. It opens for 72 hours, once, and
//! ends with a new invitation, with any new password, and when its person is disabled. Wrong, used and expired look alike.

use chrono::{DateTime, Duration, Utc};
use diesel::sqlite::SqliteConnection;
use rand::rngs::SysRng;

use super::{Token, session, sign_in, store};
use crate::audit::{self, Event, Kind};
use crate::clock::from_millis;
use crate::db::Tx;
use crate::error::{Error, Reason, Result};
use crate::ids::UserId;
use crate::people::{PasswordHash, User, users};

/// How long a link opens.
const VALID: Duration = Duration::hours(72);

/// A link that was just made; the token is not to be had again.
#[derive(Debug)]
pub struct Invitation {
    pub token: Token,
    pub expires_at: DateTime<Utc>,
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
    audit::append(tx, Event::new(Kind::UserInvite).on("user", id.0))?;
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
    audit::append(tx, Event::new(Kind::InvitationAccept).on("user", user.id.0))?;
    session::end_all(tx, user.id, None)?;
    Ok(user)
}
