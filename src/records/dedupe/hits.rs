//! What the duplicate check tells of records that the asker does not see: that a number is taken is worth something to whoever tries out
//! numbers. Each costs one look of the day's allowance and is in the log before it is told; told twice on a day it costs nothing more.

use super::{Duplicate, duplicates, store};
use crate::audit::{self, Event, EventKind};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::RecordId;
use crate::model::{Draft, Object};
use crate::records::Engine;
use crate::records::reveal::RevealAllowance;

/// Refused where the allowance does not reach.
pub(in crate::records) fn count(tx: &mut Tx<'_>, engine: &Engine, object: &Object, found: &[Duplicate]) -> Result<()> {
    let Some(user) = tx.actor.user else { return Ok(()) };
    let day = tx.now.with_timezone(&engine.zone).date_naive().to_string();
    for hit in found.iter().filter(|duplicate| !duplicate.seen) {
        let (object, name) = (&object.name, hit.field.clone());
        if store::note_hit(tx, user, &day, object, hit.record, &name)? {
            RevealAllowance::take(tx, engine)?;
            audit::append(tx, Event::new(EventKind::DuplicateHit).on(object.to_string(), hit.record.0).with("field", name))?;
        }
    }
    Ok(())
}

/// The same for a change that was refused because of what is out of sight. What refused it was undone with it, so it is asked again.
pub(in crate::records) fn count_refused(
    tx: &mut Tx<'_>,
    engine: &Engine,
    object: &Object,
    own: Option<RecordId>,
    draft: &Draft,
) -> Result<()> {
    let found = duplicates(tx.conn, engine, tx.actor, object, own, draft)?;
    count(tx, engine, object, &found)
}

/// Whether a refusal tells of something that is out of sight.
pub(in crate::records) fn is_told_by(error: &Error) -> bool {
    match error {
        Error::Rejected(wrong) => wrong.iter().any(|invalid| tells(&invalid.reason.code)),
        Error::Forbidden(reason) => tells(&reason.code),
        _ => false,
    }
}

/// Whether a refusal of this code does.
pub(in crate::records) fn tells(code: &str) -> bool {
    matches!(code, super::ELSEWHERE | super::NOT_TO_LET_THROUGH)
}
