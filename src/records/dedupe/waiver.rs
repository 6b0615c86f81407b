//! What was let through stays let through: the reason is kept beside the record.

use diesel::sqlite::SqliteConnection;

use super::{Duplicate, store};
use crate::audit::{self, Event, EventKind};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::RecordId;
use crate::model::{Draft, Object, Record};
use crate::records::Engine;
use crate::text::normal::clean_line;

/// Keeps why a record stands beside others, once it is written. Whoever lets it through has to have that right over this very record,
/// which the write door has asked.
pub(in crate::records) fn keep(
    tx: &mut Tx<'_>,
    engine: &Engine,
    object: &Object,
    id: RecordId,
    draft: &Draft,
    let_through: &[Duplicate],
) -> Result<()> {
    if let_through.is_empty() {
        return Ok(());
    }
    let reason = draft.reason_beside().map(clean_line).ok_or_else(|| Error::internal("a duplicate is let through without a reason"))?;
    for duplicate in let_through {
        store::put_waiver(tx, &object.name, id, &duplicate.field, &duplicate.key, &reason)?;
        let event = Event::new(EventKind::DuplicateAllow).on(object.name.to_string(), id.0).with("field", duplicate.field.clone());
        let event = event.with("beside", duplicate.record.0).with("reason", engine.digester.digest("reason", &reason));
        audit::append(tx, event)?;
    }
    Ok(())
}

/// A value that somebody gives a record anew and that needs a reason no longer is let through no longer for one that was given before.
pub(in crate::records) fn forget(
    tx: &mut Tx<'_>,
    object: &Object,
    before: &Record,
    draft: &Draft,
    let_through: &[Duplicate],
) -> Result<()> {
    for field in object.fields.iter().filter(|field| field.duplicate.is_some()) {
        let Some(key) = draft.get(&field.name).and_then(|value| field.kind.duplicate_key(value)) else { continue };
        let stays = field.kind.duplicate_key(before.get(&field.name)).as_ref() == Some(&key);
        if !stays && let_through.iter().all(|duplicate| duplicate.field != *field.name) {
            store::remove_waiver(tx, &object.name, before.id, &field.name, &key)?;
        }
    }
    Ok(())
}

/// Why a record stands beside others: the field, the reason and the moment at which it was given.
pub(in crate::records) fn reasons(conn: &mut SqliteConnection, object: &Object, id: RecordId) -> Result<Vec<(String, String, i64)>> {
    Ok(store::waivers(conn, &object.name, id)?)
}
