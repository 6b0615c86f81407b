//! A record's team: people with whom it is shared, read-only or for working on it, until a day.
//!
//! Who may share is a verb like any other; what a share opens is said by the policies (`policies/shipped.cedar`).

mod routes;
mod store;

pub use routes::routes;

use chrono::NaiveDate;
use diesel::sqlite::SqliteConnection;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use super::links::Titles;
use super::{Engine, read};
use crate::actor::Actor;
use crate::audit::{self, Event, Kind};
use crate::db::sql::Predicate;
use crate::db::{Reader, Tx};
use crate::error::{Error, Invalid, Result};
use crate::ids::{RecordId, UserId};
use crate::model::{Object, Refers, Verb};
use crate::people::users;

/// What somebody may do with a record that is shared with them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum May {
    Read,
    Write,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Membership {
    pub may: May,
    /// The last day, in the company's zone; without one it lasts until it is ended.
    #[serde(default)]
    pub until: Option<NaiveDate>,
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
    fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
        }
    }
}

/// The team of a record in the actor's sight; what is over is not shown.
pub fn team(engine: &Engine, reader: &mut Reader<'_>, actor: &Actor, object: &Object, id: RecordId) -> Result<Json> {
    read::record(engine, reader, actor, object, id)?;
    let today = reader.now.with_timezone(&engine.zone).date_naive().to_string();
    let rows = store::team(reader.conn, &object.name, id, &today)?;
    let mut titles = Titles::default();
    rows.iter().for_each(|row| titles.want(Refers::User, None, row.user_id));
    titles.load(engine, reader.conn, actor)?;
    let member = |row: &store::Row| json!({ "user": titles.link(Refers::User, None, row.user_id), "may": row.may, "until": row.until });
    let may_share = read::exists(reader.conn, object, &Predicate::id(id.0).and(shareable(engine, actor, object)?))?;
    Ok(json!({ "items": rows.iter().map(member).collect::<Vec<_>>(), "may_share": may_share }))
}

fn shareable(engine: &Engine, actor: &Actor, object: &Object) -> Result<Predicate> {
    if engine.may(actor, object, &Verb::Share) {
        Ok(read::alive().and(engine.rows(actor, object, &Verb::Share)?))
    } else {
        Ok(Predicate::False)
    }
}

/// Shares a record with somebody, or changes how.
pub fn share(tx: &mut Tx<'_>, engine: &Engine, object: &Object, id: RecordId, user: UserId, how: Membership) -> Result<()> {
    demand(tx, engine, object, id)?;
    let mut wrong = Vec::new();
    if tx.actor.user == Some(user) {
        wrong.push(Invalid::new("user", "team.self"));
    }
    // Nobody lets others do more than they may themselves.
    let work = engine.rows(tx.actor, object, &Verb::Update)?;
    if how.may == May::Write && !read::exists(tx.conn, object, &Predicate::id(id.0).and(work))? {
        wrong.push(Invalid::new("may", "team.write"));
    }
    if users::find(tx.conn, user)?.is_none_or(|user| !user.active) {
        wrong.push(Invalid::new("user", "link.unknown"));
    }
    let today = tx.now.with_timezone(&engine.zone).date_naive();
    if how.until.is_some_and(|until| until < today) {
        wrong.push(Invalid::new("until", "team.over"));
    }
    if !wrong.is_empty() {
        return Err(Error::Rejected(wrong));
    }
    let until = how.until.map(|day| day.to_string());
    store::put(tx, &object.name, id, user, how.may.name(), until.as_deref())?;
    tell(tx, object, id, user, how.may, until.as_deref())
}

/// Ends a share.
pub fn unshare(tx: &mut Tx<'_>, engine: &Engine, object: &Object, id: RecordId, user: UserId) -> Result<()> {
    demand(tx, engine, object, id)?;
    end(tx, object, id, user)
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

pub(super) fn change_hands(tx: &mut Tx<'_>, object: &Object, id: RecordId, former: Option<UserId>, next: Option<UserId>) -> Result<()> {
    for share in ending(tx.conn, object, id, former, next)? {
        end(tx, object, id, share.user)?;
    }
    Ok(())
}

/// Puts back what ended, where nobody has shared anew.
pub fn put_back(tx: &mut Tx<'_>, object: &Object, id: RecordId, shares: &[Share]) -> Result<()> {
    for share in shares {
        if store::put_back(tx, &object.name, id, share)? {
            tell(tx, object, id, share.user, share.may, share.until.as_deref())?;
        }
    }
    Ok(())
}

fn tell(tx: &mut Tx<'_>, object: &Object, id: RecordId, user: UserId, may: May, until: Option<&str>) -> Result<()> {
    let mut event = Event::new(Kind::RecordShare).on(object.name.to_string(), id.0).with("with", user.0).with("may", may.name());
    if let Some(until) = until {
        event = event.with("until", until.to_owned());
    }
    audit::append(tx, event).map(drop)
}

fn end(tx: &mut Tx<'_>, object: &Object, id: RecordId, user: UserId) -> Result<()> {
    if store::remove(tx, &object.name, id, user)? {
        audit::append(tx, Event::new(Kind::RecordUnshare).on(object.name.to_string(), id.0).with("with", user.0))?;
    }
    Ok(())
}

fn demand(tx: &mut Tx<'_>, engine: &Engine, object: &Object, id: RecordId) -> Result<()> {
    let sight = read::alive().and(engine.sight(tx.actor, object, &Verb::Share)?);
    if read::exists(tx.conn, object, &Predicate::id(id.0).and(sight))? { Ok(()) } else { Err(Error::not_found()) }
}
