//! The write door. Every change of a business row comes through here, in one order:
//!
//! allowed? → in sight? → fields writable? → prepared by the rules → complete? links good? no duplicate? →
//! written → still in sight? → search → checked by the rules → history → audit
//!
//! Everything happens in the caller's transaction; an error at any point undoes all of it.

mod act;
#[cfg(test)]
mod app_tests;
mod cascade;
#[cfg(test)]
mod cascade_tests;
mod columns;
mod complete;
mod create;
mod delete;
mod derived;
mod lines;
mod notify;
mod put_back;
mod restore;
mod rights;
mod serial;
#[cfg(test)]
mod tests;
mod trace;
mod update;

pub use serial::serial_setting;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use diesel::sqlite::SqliteConnection;

use super::{Engine, read};
use crate::actor::Actor;
use crate::db::Tx;
use crate::db::sql::Predicate;
use crate::error::{Error, Result};
use crate::ids::{RecordId, UserId};
use crate::model::{Catalog, Draft, Object, Provenance, Record, RuleContext, Verb};

pub(super) use put_back::PutBackPart;

/// The version that the writer has seen; `None` writes whatever stands there (app's own steps, imports).
pub type ExpectedVersion = Option<i64>;

/// Creates a record and returns its number.
pub fn create(tx: &mut Tx<'_>, engine: &Engine, object: &Object, draft: Draft) -> Result<RecordId> {
    let id = Writing::new(tx, engine).create(object, &Verb::Create, draft)?;
    engine.note_written(tx, object, &Verb::Create);
    Ok(id)
}

/// The same for a record that comes from elsewhere ([`Provenance::Brought`]) and may bring along what nobody types here
/// ([`crate::model::Field::comes_along`]): its author, the numbers that it bears there; one that is taken is refused.
pub fn create_numbered(tx: &mut Tx<'_>, engine: &Engine, object: &Object, draft: Draft) -> Result<RecordId> {
    Writing { provenance: Provenance::Brought, ..Writing::new(tx, engine) }.create_numbered(object, draft)
}

/// Changes a record; a version older than the one that stands is refused with the record as it is.
pub fn update(tx: &mut Tx<'_>, engine: &Engine, object: &Object, id: RecordId, seen: ExpectedVersion, draft: Draft) -> Result<()> {
    Writing::new(tx, engine).update(object, id, seen, &Verb::Update, draft)?;
    engine.note_written(tx, object, &Verb::Update);
    Ok(())
}

/// Takes a named step of the object.
pub fn act(
    tx: &mut Tx<'_>,
    engine: &Engine,
    object: &Object,
    id: RecordId,
    seen: ExpectedVersion,
    action: &str,
    input: Draft,
) -> Result<()> {
    Writing::new(tx, engine).act(object, id, seen, action, input)?;
    if let Some(action) = object.action(action) {
        engine.note_written(tx, object, &Verb::Act(action.name.clone()));
    }
    Ok(())
}

/// Puts a record, and what hangs on it, into the recycle bin.
pub fn delete(tx: &mut Tx<'_>, engine: &Engine, object: &Object, id: RecordId, seen: ExpectedVersion) -> Result<()> {
    Writing::new(tx, engine).delete(object, id, seen)?;
    engine.note_written(tx, object, &Verb::Delete);
    Ok(())
}

/// Takes a record, and what went with it, out of the recycle bin.
pub fn restore(tx: &mut Tx<'_>, engine: &Engine, object: &Object, id: RecordId) -> Result<()> {
    Writing::new(tx, engine).restore(object, id)?;
    engine.note_written(tx, object, &Verb::Restore);
    Ok(())
}

/// Gives fields of a record their former values; each part bears the verb whose right it takes.
pub(super) fn put_back(tx: &mut Tx<'_>, engine: &Engine, object: &Object, id: RecordId, parts: Vec<PutBackPart>) -> Result<()> {
    Writing::new(tx, engine).put_back(object, id, parts)
}

/// Counts the figures of a record anew, with what its rules say follows from them. Who changed it last, and when, stays.
pub(super) fn recount(tx: &mut Tx<'_>, engine: &Engine, object: &Object, id: RecordId) -> Result<()> {
    Writing { provenance: Provenance::Counted, ..Writing::new(tx, engine) }.refresh_figures(object, id)
}

/// The same behind an undo: what differs then is the doing of whoever undoes.
pub(super) fn count_undone(tx: &mut Tx<'_>, engine: &Engine, object: &Object, id: RecordId) -> Result<()> {
    Writing::new(tx, engine).refresh_figures(object, id)
}

/// A record as it stands, deleted or not, for the app's own eyes.
pub(super) fn record(tx: &mut Tx<'_>, engine: &Engine, object: &Object, id: RecordId) -> Result<Record> {
    Writing::new(tx, engine).load(object, &Predicate::id(id.0))
}

/// Changes a record in the app's name ([`Verb::App`]): its links need only lead to what is there, required fields are asked for only where
/// they are in the draft, and nobody's rights over fields count. Whoever calls has asked for the right to what it follows from.
pub fn by_app(tx: &mut Tx<'_>, engine: &Engine, object: &Object, id: RecordId, verb: &Verb, draft: Draft) -> Result<()> {
    if !verb.is_of_the_app() {
        return Err(Error::internal("a verb that policies speak of is not the app's own"));
    }
    Writing::new(tx, engine).update(object, id, None, verb, draft)
}

/// Gives a record to another owner, or to nobody, in a handover ([`Verb::HAND_OVER`], [`Verb::TAKE_BACK`]); nothing else of it changes but
/// what its rules say follows. Whoever calls has asked for the right to administer users.
pub fn hand_over(tx: &mut Tx<'_>, engine: &Engine, object: &Object, id: RecordId, verb: &Verb, to: Option<UserId>) -> Result<()> {
    let owner = object.owner.clone().ok_or_else(|| Error::internal("an object without owners is handed over"))?;
    by_app(tx, engine, object, id, verb, Draft::new().set(owner, to))
}

/// One piece of record work under way.
pub(super) struct Writing<'a, 't> {
    pub tx: &'a mut Tx<'t>,
    pub engine: &'a Engine,
    pub provenance: Provenance,
}

impl<'a, 't> Writing<'a, 't> {
    fn new(tx: &'a mut Tx<'t>, engine: &'a Engine) -> Self {
        Self { tx, engine, provenance: Provenance::Entered }
    }
}

impl RuleContext for Writing<'_, '_> {
    fn conn(&mut self) -> &mut SqliteConnection {
        self.tx.conn
    }

    fn actor(&self) -> &Actor {
        self.tx.actor
    }

    fn now(&self) -> DateTime<Utc> {
        self.tx.now
    }

    fn zone(&self) -> Tz {
        self.engine.zone
    }

    fn catalog(&self) -> &Catalog {
        &self.engine.catalog
    }

    fn provenance(&self) -> Provenance {
        self.provenance
    }

    fn write_derived(&mut self, object: &str, id: Option<RecordId>, draft: Draft) -> Result<RecordId> {
        let object = self.engine.object(object)?.clone();
        match id {
            None => self.create(&object, &Verb::FOLLOW, draft),
            Some(id) => self.update(&object, id, None, &Verb::FOLLOW, draft).map(|()| id),
        }
    }

    fn refresh(&mut self, object: &str, id: RecordId, draft: Draft) -> Result<()> {
        let object = self.engine.object(object)?.clone();
        if draft.line_sets().next().is_some() {
            return Err(Error::internal("lines are written under a version of their record"));
        }
        let before = self.before(&object, id, read::alive(), None)?;
        self.change_to(&object, &before, &Verb::FOLLOW, draft, before.version)
    }
}
