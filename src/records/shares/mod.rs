//! With whom a record is shared, and when that ends.
//!
//! [`team`] is what people do about it, [`request`] how somebody asks for a share; what stands here the write door knows, too.

mod request;
mod store;
mod team;

pub use request::{ShareAnswer, answer, ask, requests};
pub use team::{Membership, share, team, unshare};

use diesel::sqlite::SqliteConnection;
use serde::{Deserialize, Serialize};

use crate::audit::{self, Event, EventKind};
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{OperationId, RecordId, UserId};
use crate::model::Object;
use crate::notices::{self, NewNotice, NoticeKind};

/// What somebody may do with a record that is shared with them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum May {
    Read,
    Write,
}

/// A share with one person, as it stands.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Share {
    user: UserId,
    may: May,
    until: Option<String>,
    /// When, in milliseconds, and by whom it was given.
    at: i64,
    by: Option<UserId>,
}

impl May {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
        }
    }
}

/// What ends when a record changes hands: what its former owner shared, and shares with either of the two. What others shared,
/// a superior say, stays.
pub fn ending(
    conn: &mut SqliteConnection,
    object: &Object,
    id: RecordId,
    former: Option<UserId>,
    next: Option<UserId>,
) -> Result<Vec<Share>> {
    let shares = store::shares(conn, &object.name, id)?;
    let of = |who: Option<UserId>, share: &Share| who.is_some_and(|who| share.user == who);
    let ends = |share: &Share| of(former, share) || of(next, share) || former.is_some() && share.by == former;
    Ok(shares.into_iter().filter(ends).collect())
}

/// Ends them, and says which ended.
pub(super) fn change_hands(
    tx: &mut Tx<'_>,
    object: &Object,
    id: RecordId,
    former: Option<UserId>,
    next: Option<UserId>,
) -> Result<Vec<Share>> {
    let ending = ending(tx.conn, object, id, former, next)?;
    for share in &ending {
        end(tx, object, id, share.user)?;
    }
    Ok(ending)
}

/// Keeps what ended with the operation that ended it, for whoever undoes that.
pub(super) fn keep_ended(tx: &mut Tx<'_>, object: &Object, id: RecordId, ended: &[Share]) -> Result<()> {
    let Some(operation) = tx.operation().filter(|_| !ended.is_empty()) else { return Ok(()) };
    Ok(store::keep_ended(tx, &object.name, id, operation, ended)?)
}

/// What an operation ended.
pub(super) fn ended(conn: &mut SqliteConnection, object: &Object, id: RecordId, operation: OperationId) -> Result<Vec<Share>> {
    Ok(store::ended(conn, &object.name, id, operation)?)
}

/// Puts back what ended, where nobody has shared anew.
pub fn put_back(tx: &mut Tx<'_>, object: &Object, id: RecordId, shares: &[Share]) -> Result<()> {
    for share in shares {
        if store::put_back(tx, &object.name, id, share)? {
            tell(tx, object, id, share.user, share.may, share.until.as_deref())?;
            tell_sharer(tx, object, id, share.user)?;
        }
    }
    Ok(())
}

fn tell(tx: &mut Tx<'_>, object: &Object, id: RecordId, user: UserId, may: May, until: Option<&str>) -> Result<()> {
    let mut event = Event::new(EventKind::RecordShare).on(object.name.to_string(), id.0).with("with", user.0).with("may", may.name());
    if let Some(until) = until {
        event = event.with("until", until.to_owned());
    }
    audit::append(tx, event).map(drop)
}

/// Tells somebody that a record is shared with them.
fn tell_sharer(tx: &mut Tx<'_>, object: &Object, id: RecordId, user: UserId) -> Result<()> {
    notices::tell(tx, user, &NewNotice::new(NoticeKind::Shared, &object.name).on(id.0))
}

fn end(tx: &mut Tx<'_>, object: &Object, id: RecordId, user: UserId) -> Result<()> {
    if store::remove(tx, &object.name, id, user)? {
        audit::append(tx, Event::new(EventKind::RecordUnshare).on(object.name.to_string(), id.0).with("with", user.0))?;
    }
    Ok(())
}
