//! Which records somebody may write by a file.

use crate::db::Tx;
use crate::db::sql::Predicate;
use crate::error::{Error, Reason, Result};
use crate::ids::RecordId;
use crate::model::{Object, Verb};
use crate::records::{Engine, read};

/// What a file brings in has a scope of its own, narrower perhaps than that of writing by hand.
pub(super) fn importable(tx: &mut Tx<'_>, engine: &Engine, object: &Object, id: RecordId) -> Result<()> {
    let rows = engine.rows(tx.actor, object, &Verb::Import)?;
    if rows == Predicate::True || read::exists(tx.conn, object, &Predicate::id(id.0).and(rows))? {
        return Ok(());
    }
    Err(Error::Forbidden(Reason::new("access.out_of_sight").with("object", object.one(tx.actor.language))))
}
