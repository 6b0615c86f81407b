//! The first administrator.
//!
//! There is no default account. A server without users prints a link with a token and waits; whoever opens the link names the
//! organisation and the first administrator. The link works once, and a restart makes a new one.

use rand::rngs::SysRng;
use subtle::ConstantTimeEq;

use super::Token;
use crate::audit::{self, Event, EventKind};
use crate::db::{Db, Tx};
use crate::error::{Error, Invalid, Result};
use crate::ids::UserId;
use crate::people::{Login, NewUser, PasswordHash, Role, named, settings, users};

/// The hash of the link's token.
const LINK: &str = "setup.link";

/// Whoever can make the recovery code: another way to the master key, shown once.
pub trait Recovery: Send + Sync {
    /// Called inside the transaction that ends the set-up; an error undoes it. What was issued before opens until the commit.
    fn issue(&self, tx: &mut Tx<'_>) -> Result<String>;
}

/// What is asked at set-up.
#[derive(Debug, Clone)]
pub struct Founding {
    pub organisation: String,
    pub login: Login,
    pub name: String,
    pub password: PasswordHash,
}

#[derive(Debug)]
pub struct Founded {
    pub user: UserId,
    pub recovery_code: String,
}

/// A fresh token for the link when the app has no users yet; `None` when it has.
pub async fn open(db: &Db) -> Result<Option<Token>> {
    let token = Token::random(&mut SysRng)?;
    db.write_unaudited(move |tx| {
        if !users::is_empty(tx.conn)? {
            return Ok(None);
        }
        settings::set(tx, LINK, &token.hash())?;
        Ok(Some(token))
    })
    .await
}

/// Makes the first administrator for whoever holds the link. Once only: the writer is one, and the second finds the link gone.
pub fn finish(tx: &mut Tx<'_>, token: &Token, founding: Founding, recovery: &dyn Recovery) -> Result<Founded> {
    check_link(tx, token)?;
    found(tx, founding, recovery)
}

/// Is this the link? Without changing anything.
pub fn check_link(tx: &mut Tx<'_>, token: &Token) -> Result<()> {
    let kept = settings::get(tx.conn, LINK)?;
    let right = kept.is_some_and(|kept| bool::from(kept.as_bytes().ct_eq(token.hash().as_bytes())));
    if right { Ok(()) } else { Err(Error::forbidden("setup.link")) }
}

/// The same without a link, for the server's own command line. Refused when there is a user already.
pub fn found(tx: &mut Tx<'_>, founding: Founding, recovery: &dyn Recovery) -> Result<Founded> {
    if !users::is_empty(tx.conn)? {
        return Err(Error::forbidden("setup.link"));
    }
    let organisation = organisation(&founding.organisation).map_err(|invalid| Error::Rejected(vec![invalid]))?;
    settings::set(tx, settings::ORGANISATION, &organisation)?;
    settings::remove(tx, LINK)?;
    let roles = [Role::ADMIN].into();
    let user =
        users::create(tx, NewUser { login: founding.login, name: founding.name, roles, department: None, password: founding.password })?;
    audit::append(tx, Event::new(EventKind::SetupDone).on("user", user.0))?;
    // Last, because it is the only step that a failed commit would not undo; a code that nobody saw opens nothing.
    let recovery_code = recovery.issue(tx)?;
    Ok(Founded { user, recovery_code })
}

/// The name of a company as it may be called.
pub fn organisation(text: &str) -> Result<String, Invalid> {
    named("organisation", text)
}
