//! A record's team: people with whom it is shared, read-only or for working on it, until a day.
//!
//! Who may share is a verb like any other; what a share opens is said by the policies (`policies/shipped.cedar`).

use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::{May, end, store, tell, tell_sharer};
use crate::actor::Actor;
use crate::db::sql::Predicate;
use crate::db::{Reader, Tx};
use crate::error::{Error, Invalid, Result};
use crate::ids::{RecordId, UserId};
use crate::model::{Object, Refers, Verb};
use crate::people::users;
use crate::records::links::Titles;
use crate::records::{Engine, read};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Membership {
    pub may: May,
    /// The last day, in the company's zone; without one it lasts until it is ended.
    #[serde(default)]
    pub until: Option<NaiveDate>,
}

/// The team of a record in the actor's sight; what is over is not shown.
pub fn team(engine: &Engine, reader: &mut Reader<'_>, actor: &Actor, object: &Object, id: RecordId) -> Result<Json> {
    read::demand(engine, reader, actor, object, id)?;
    let today = reader.now.with_timezone(&engine.zone).date_naive().to_string();
    let rows = store::team(reader.conn, &object.name, id, &today)?;
    let mut titles = Titles::default();
    rows.iter().for_each(|row| titles.want(Refers::User, None, row.user_id));
    titles.load(engine, reader.conn, actor)?;
    let member =
        |row: &store::ShownShare| json!({ "user": titles.link(Refers::User, None, row.user_id), "may": row.may, "until": row.until });
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

/// Shares a record with somebody, or changes how, and tells them.
pub fn share(tx: &mut Tx<'_>, engine: &Engine, object: &Object, id: RecordId, user: UserId, how: Membership) -> Result<()> {
    give(tx, engine, object, id, user, how)?;
    tell_sharer(tx, object, id, user)
}

/// The same without a word to them.
pub(super) fn give(tx: &mut Tx<'_>, engine: &Engine, object: &Object, id: RecordId, user: UserId, how: Membership) -> Result<()> {
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

fn demand(tx: &mut Tx<'_>, engine: &Engine, object: &Object, id: RecordId) -> Result<()> {
    let sight = read::alive().and(engine.sight(tx.actor, object, &Verb::Share)?);
    if !read::exists(tx.conn, object, &Predicate::id(id.0).and(sight))? {
        return Err(Error::not_found());
    }
    engine.note_written(tx, object, &Verb::Share);
    Ok(())
}
