//! Refusals are events. Who asks for what is out of sight is told "not found", and the log remembers the asking.

use diesel::RunQueryDsl;

use super::read;
use super::reveal::TOO_MANY;
use crate::actor::Actor;
use crate::audit::{self, Detail, Event, EventKind, Outcome};
use crate::db::sql::{Column, Predicate, Select};
use crate::db::{Db, Row, Tx};
use crate::error::{Error, Result};
use crate::ids::RecordId;
use crate::model::{Object, Value};

/// Passes the answer on; when it is a refusal, only after the event is on disk. Whether a number is out of sight or never was anybody's
/// makes no difference to the work that it takes, so that the time of an answer does not tell what the answer does not.
pub(super) async fn refusals<T>(db: &Db, actor: &Actor, object: &Object, id: Option<RecordId>, answer: Result<T>) -> Result<T> {
    let code = match &answer {
        Err(Error::Forbidden(reason)) => reason.code.to_string(),
        Err(Error::NotFound(_)) if id.is_some() => "record.not_found".to_owned(),
        Err(Error::Refused(reason)) if reason.code == TOO_MANY => TOO_MANY.to_owned(),
        _ => return answer,
    };
    let (asked, is_missing) = (object.clone(), matches!(answer, Err(Error::NotFound(_))));
    db.write(actor, move |tx| {
        let known = match id {
            Some(id) if read::exists(tx.conn, &asked, &Predicate::id(id.0))? || !is_missing => Some(id),
            _ => None,
        };
        let event = Event::new(EventKind::AccessRefused).outcome(Outcome::Refused).with("code", Detail::Text(code));
        let name = asked.name.to_string();
        audit::append(tx, if let Some(id) = known { event.on(name, id.0) } else { event.object(name) }).map(drop)
    })
    .await?;
    answer
}

/// In an emergency, and of whoever is leaving, every look is an event, and is one before it is answered.
pub(super) async fn look(db: &Db, actor: &Actor, object: &Object, id: Option<RecordId>) -> Result<()> {
    let event = match id {
        Some(id) => Event::new(EventKind::RecordRead).on(object.name.to_string(), id.0),
        None => Event::new(EventKind::RecordRead).object(object.name.to_string()),
    };
    db.write(actor, move |tx| audit::append(tx, event).map(drop)).await
}

/// Many asked for at once: one event for those of them that there are.
pub(super) fn unseen(tx: &mut Tx<'_>, object: &Object, ids: &[RecordId]) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let predicate = Predicate::In(Column::plain("id"), ids.iter().map(|id| Value::Int(id.0)).collect());
    let select = Select { table: object.table(), columns: &[Column::plain("id")], predicate: &predicate, order: &[], limit: None };
    let known: Vec<i64> = select.load::<Row>(tx.conn)?.iter().filter_map(|row| row.0[0].int()).collect();
    let Some(first) = known.first() else { return Ok(()) };
    let event = Event::new(EventKind::AccessRefused).outcome(Outcome::Refused).on(object.name.to_string(), *first);
    let event = event.with("code", "record.not_found").with("records", i64::try_from(known.len()).unwrap_or(i64::MAX));
    audit::append(tx, event).map(drop)
}
